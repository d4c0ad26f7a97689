// The command as users call it: exit status, messages, and the way from a model through an engine file to outputs.
#include "npy.h"
#include "testing/command_fixture.h"

#include "base/dims.h"

#include "support/paths.h"

namespace tenon::tools
{
namespace
{

using ::testing::AllOf;
using testing::Answer;
using testing::Command;
using ::testing::HasSubstr;
using testing::tenon;

TEST_F(Command, HelpForEach)
{
    for (std::vector<std::string> const& command : {std::vector<std::string>{"--help"}, {"build", "--help"},
             {"run", "--help"}, {"show", "--help"}, {"inspect", "--help"}, {"explain", "negotiation", "--help"},
             {"plugin", "--help"}, {"plugin", "list", "--help"}, {"env", "--help"}})
    {
        Answer const answer = tenon(command);
        EXPECT_EQ(answer.status, 0) << command[0];
        EXPECT_THAT(answer.out, HasSubstr("--help"));
    }
    EXPECT_THAT(tenon({"build", "--help"}).out, HasSubstr("--minShapes"));
}

TEST_F(Command, WrongCommandLinesExitWith2)
{
    EXPECT_EQ(tenon({}).status, 2);
    EXPECT_EQ(tenon({"bulid"}).status, 2);
    EXPECT_EQ(tenon({"build"}).status, 2);
    EXPECT_THAT(tenon({"build"}).err, HasSubstr("--onnx is required"));
    EXPECT_EQ(tenon({"run", "--loadEngine=x", "--iterations=many"}).status, 2);
}

TEST_F(Command, EnvNamesTheFolderOfTheLibraries)
{
    Answer const answer = tenon({"env"});
    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out, HasSubstr("export LD_LIBRARY_PATH=\"" + tenon::testing::binaryDir() + "/lib"));
}

TEST_F(Command, PluginListShowsTheStandardLibrary)
{
    Answer const answer = tenon({"plugin", "list"});
    EXPECT_EQ(answer.status, 0) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("LReLU_TRT version \"1\" namespace \"\""));
    EXPECT_THAT(answer.out, HasSubstr("negSlope: float32"));
}

TEST_F(Command, APluginLibraryThatIsNotThereIsNamed)
{
    Answer const answer = tenon({"plugin", "list", "--plugins", "/nowhere/libp.so"});
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("\"/nowhere/libp.so\" cannot be loaded"));
    EXPECT_THAT(answer.err, HasSubstr("no such file"));
}

//! Keeps operations apart while it lives, so that plugins whose expression is an activation stay plugins.
class Unfused
{
public:
    Unfused() { setenv("TENON_DISABLE_PASS", "fuse_activations,fuse_pointwise", 1); }
    ~Unfused() { unsetenv("TENON_DISABLE_PASS"); }
};

TEST_F(Command, ExplainsWhereAFusedPluginWent)
{
    Answer const answer =
        tenon({"explain", "negotiation", data + "digits_lrelu.onnx", "--shapes=input:2x1x8x8", "--layer=act1"});
    ASSERT_EQ(answer.status, 0) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("\"act1\": fused into \"conv1 + act1\""));
    EXPECT_THAT(answer.out, HasSubstr("Convolution \"conv1 + act1\": "));
}

TEST_F(Command, ExplainsWhatAPluginWasAsked)
{
    Unfused const unfused;
    std::vector<std::string> arguments{
        "explain", "negotiation", data + "digits_lrelu.onnx", "--shapes=input:2x1x8x8", "--layer=act1"};
    Answer answer = tenon(arguments);
    ASSERT_EQ(answer.status, 0) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("PluginV2 \"act1\": "));
    EXPECT_THAT(answer.out, HasSubstr("input 0 \"conv1_out\""));
    EXPECT_THAT(answer.out, HasSubstr("fp32 kCHW32"));
    EXPECT_THAT(answer.out, HasSubstr(", chosen"));
    EXPECT_THAT(answer.out, HasSubstr("reformat")) << "the layers beside it are fastest in another format";

    arguments.push_back("--json");
    answer = tenon(arguments);
    ASSERT_EQ(answer.status, 0) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("\"accepted\": true"));

    answer =
        tenon({"explain", "negotiation", data + "digits_lrelu.onnx", "--shapes=input:2x1x8x8", "--fp16", "--noTiming"});
    ASSERT_EQ(answer.status, 0) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("PluginV2 \"act4\": ")) << "all plugins";

    answer = tenon({"explain", "negotiation", data + "digits_lrelu.onnx", "--shapes=input:2x1x8x8", "--layer=act9"});
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(
        answer.err, HasSubstr("--layer: expected a layer that the engine runs, found \"act9\"; the network has "));
}

TEST_F(Command, RunsWhatTellsItsSizesItself)
{
    std::string const model = tenon::testing::sourceDir() + "/tests/data/data_dependent/two_non_zeros.onnx";
    Answer answer = tenon({"build", "--onnx", model, "--saveEngine=" + engine, "--quiet"});
    ASSERT_EQ(answer.status, 0) << answer.err;
    auto const file = [&](char const* name) { return (folder / name).string(); };
    std::vector<float> const x{-1, 2, 0, 3, -4, 0};
    ASSERT_TRUE(writeNpy(file("x.npy"), nvinfer1::DataType::kFLOAT, base::makeDims({6}), x.data()).ok());
    answer = tenon({"run", "--loadEngine=" + engine, "--input", "x=" + file("x.npy"), "--output",
        "positive_places=" + file("positive.npy"), "all_places=" + file("all.npy"), "--iterations=2"});
    ASSERT_EQ(answer.status, 0) << answer.err;
    auto const floats = [&](char const* name) {
        auto const read = readNpy(file(name));
        EXPECT_TRUE(read.ok());
        auto const* const first = reinterpret_cast<float const*>(read->bytes.data());
        return std::vector<float>(first, first + base::volumeUnchecked(read->dims));
    };
    EXPECT_THAT(floats("positive.npy"), ::testing::ElementsAre(1, 3));
    EXPECT_THAT(floats("all.npy"), ::testing::ElementsAre(0, 1, 3, 4));
}

TEST_F(Command, TypesAndFormatsOfInputsAndOutputs)
{
    Answer answer;
    std::string const output = (folder / "y.npy").string();
    auto const logits = [&](std::vector<std::string> const& more) {
        Answer const built = tenon(buildArguments(more));
        EXPECT_EQ(built.status, 0) << built.err;
        std::vector<float> values(2 * 64, 0.0F);
        for (size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<float>(i % 16);
        std::string const input = (folder / "x.npy").string();
        EXPECT_TRUE(writeNpy(input, nvinfer1::DataType::kFLOAT, base::makeDims({2, 1, 8, 8}), values.data()).ok());
        Answer const ran =
            tenon({"run", "--loadEngine=" + engine, "--input=" + input, "--output=" + output, "--iterations=1"});
        EXPECT_EQ(ran.status, 0) << ran.err;
        auto read = readNpy(output);
        EXPECT_TRUE(read.ok());
        return converted(std::move(*read), nvinfer1::DataType::kFLOAT, "y").value();
    };
    Array const reference = logits({"--fp16"});
    Array const formatted = logits({"--fp16", "--inputIOFormats=fp16:hwc8", "--outputIOFormats=fp16:chw"});
    ASSERT_EQ(reference.bytes.size(), formatted.bytes.size());
    for (size_t i = 0; i < reference.bytes.size() / sizeof(float); ++i)
    {
        // Whole numbers as inputs are exact in fp16, and outputs were fp16 before they were widened.
        EXPECT_EQ(reinterpret_cast<float const*>(reference.bytes.data())[i],
            reinterpret_cast<float const*>(formatted.bytes.data())[i]);
    }
    auto const refused = [&](std::string const& flag, std::string const& words) {
        answer = tenon(buildArguments({flag}));
        EXPECT_EQ(answer.status, 1) << flag;
        EXPECT_THAT(answer.err, HasSubstr(words));
    };
    refused("--inputIOFormats=fp16",
        "--inputIOFormats: expected type:format, such as fp16:chw or fp16:chw+hwc8, found \"fp16\"");
    refused("--inputIOFormats=fp17:chw",
        "--inputIOFormats: expected a type among fp32, fp16, bf16, int8, int32, int64, uint8, bool, found \"fp17\"");
    refused(
        "--outputIOFormats=fp16:chw3", "--outputIOFormats: expected formats among chw, chw2, hwc8, chw4, chw16, chw32");
    refused(
        "--outputIOFormats=fp16:chw,fp16:chw", "--outputIOFormats: expected one, or one for each of the 1, found 2");
    refused("--layerPrecisions=ghost:fp32", "--layerPrecisions: expected the name of a layer, found \"ghost\"");
    refused("--layerPrecisions=act1", "--layerPrecisions: expected layer:type, found \"act1\"");
}

//! Two networks of equal accuracy in fp32; see tests/data/overflow/train.py.
TEST_F(Command, WarnsWhereHalfOverflows)
{
    std::string const models = tenon::testing::sourceDir() + "/tests/data/overflow/";
    auto const messages = [&](std::string const& model, std::vector<std::string> more) {
        std::vector<std::string> arguments{
            "build", "--onnx", models + model, "--shapes=input:40x1x8x8", "--saveEngine=" + engine, "--quiet"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        Answer const built = tenon(arguments);
        EXPECT_EQ(built.status, 0) << built.err;
        Answer const ran =
            tenon({"run", "--loadEngine=" + engine, "--input=" + models + "sample.npy", "--iterations=1"});
        EXPECT_EQ(ran.status, 0) << ran.err;
        return built.err + ran.err;
    };
    EXPECT_EQ(messages("overflows.onnx", {}), "");
    std::string const warned = messages("overflows.onnx", {"--fp16"});
    EXPECT_THAT(warned,
        AllOf(HasSubstr("MatrixMultiply \"fc1"),
            HasSubstr("expected magnitudes up to 65504, the largest of fp16, in tensor")));
    EXPECT_EQ(warned.find("expected magnitudes"), warned.rfind("expected magnitudes"))
        << "what only passes it on is not named";
    EXPECT_EQ(messages("mixed.onnx", {"--fp16"}), "");
    EXPECT_EQ(messages("overflows.onnx", {"--bf16"}), "");
    EXPECT_EQ(messages("overflows.onnx", {"--fp16", "--layerPrecisions=*:fp32", "--precisionConstraints=obey"}), "");
    setenv("TENON_CHECK_OVERFLOW", "off", 1);
    EXPECT_EQ(messages("overflows.onnx", {"--fp16"}), "");
    setenv("TENON_CHECK_OVERFLOW", "maybe", 1);
    EXPECT_THAT(tenon({"run", "--loadEngine=" + engine}).err,
        HasSubstr("TENON_CHECK_OVERFLOW: expected off, first or all, found \"maybe\""));
    unsetenv("TENON_CHECK_OVERFLOW");
}

TEST_F(Command, KeepsTimingsInAFile)
{
    std::string const cache = (folder / "t.cache").string();
    Answer answer = tenon(buildArguments({"--timingCacheFile=" + cache}));
    ASSERT_EQ(answer.status, 0) << answer.err;
    EXPECT_GT(std::filesystem::file_size(cache), 20U);
    answer = tenon(buildArguments({"--timingCacheFile=" + cache}));
    EXPECT_EQ(answer.status, 0) << answer.err;
    std::ofstream(cache) << "rubbish";
    answer = tenon(buildArguments({"--timingCacheFile=" + cache}));
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("--timingCacheFile: \"" + cache + "\" is refused"));
}

TEST_F(Command, FromModelToOutputs)
{
    Answer answer = tenon(buildArguments());
    ASSERT_EQ(answer.status, 0) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("saved to " + engine));

    std::vector<float> const scans(2 * 64, 0.5F);
    std::string const input = (folder / "x.npy").string();
    std::string const output = (folder / "y.npy").string();
    ASSERT_TRUE(writeNpy(input, nvinfer1::DataType::kFLOAT, base::makeDims({2, 1, 8, 8}), scans.data()).ok());
    answer =
        tenon({"run", "--loadEngine=" + engine, "--input", "input=" + input, "--output", output, "--iterations=3"});
    ASSERT_EQ(answer.status, 0) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("latency over 3 inferences"));
    auto const result = readNpy(output);
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(base::toString(result->dims), "2x10");

    answer = tenon({"run", "--loadEngine=" + engine, "--input", input, "--dump=all", "--dumpFolder=" + folder.string(),
        "--dumpProfile"});
    ASSERT_EQ(answer.status, 0) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("dumped "));
    answer = tenon({"run", "--loadEngine=" + engine, "--dump=ghost", "--dumpFolder=" + folder.string()});
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("--dump: expected a tensor that the engine computes, found \"ghost\""));
}

TEST_F(Command, ShapesOutsideTheProfileAreExplained)
{
    ASSERT_EQ(tenon(buildArguments()).status, 0);
    Answer const answer = tenon({"run", "--loadEngine=" + engine, "--shapes=input:5x1x8x8"});
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("input"));
    EXPECT_THAT(answer.err, HasSubstr("5"));
    EXPECT_THAT(answer.err, HasSubstr("4"));
    EXPECT_THAT(tenon({"run", "--loadEngine=" + engine, "--shapes=inptu:1x1x8x8"}).err,
        HasSubstr("--shapes: expected one of input, found \"inptu\""));
    EXPECT_THAT(tenon({"run", "--loadEngine=" + engine, "--input=ghost=x.npy"}).err,
        HasSubstr("--input: expected one of input, found \"ghost\""));
}

TEST_F(Command, BuildErrorsAreExplainedAndLeaveNoFile)
{
    Answer answer = tenon({"build", "--onnx", data + "digits_lrelu.onnx", "--saveEngine=" + engine, "--quiet"});
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("expected --minShapes, --optShapes and --maxShapes for it, found none"));
    answer = tenon({"build", "--onnx", "/nowhere.onnx", "--saveEngine=" + engine, "--quiet"});
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("model file \"/nowhere.onnx\": cannot be read"));
    answer = tenon(buildArguments({"--markOutputs=ghost"}));
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err,
        HasSubstr("--markOutputs: expected the name of an input or of a tensor that a layer makes, found \"ghost\""));
    answer = tenon(buildArguments({"--memPoolSize=workspace:lots"}));
    EXPECT_THAT(answer.err, HasSubstr("--memPoolSize: expected workspace:<MiB>, found \"workspace:lots\""));
    answer = tenon({"build", "--onnx", data + "digits_lrelu.onnx", "--shapes=ghost:1x1x8x8,input:1x1x8x8",
        "--saveEngine=" + engine, "--quiet"});
    EXPECT_THAT(answer.err, HasSubstr("expected names of the model's inputs, found \"ghost\""));
    EXPECT_FALSE(std::filesystem::exists(engine));
    EXPECT_FALSE(std::filesystem::exists(engine + ".part"));
}

TEST_F(Command, EngineFilesThatAreNoneAreRefused)
{
    std::ofstream(engine) << "not an engine";
    Answer const answer = tenon({"run", "--loadEngine=" + engine});
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("--loadEngine: \"" + engine + "\" cannot be loaded"));
}

TEST_F(Command, InspectListsWhatAnEngineHolds)
{
    Unfused const unfused;
    ASSERT_EQ(tenon(buildArguments()).status, 0);
    Answer const text = tenon({"inspect", engine});
    EXPECT_EQ(text.status, 0) << text.err;
    EXPECT_THAT(text.out,
        AllOf(HasSubstr("LReLU_TRT version \"1\" namespace \"\""), HasSubstr("negSlope: float32 = 0."),
            HasSubstr("data: "), HasSubstr("libnvinfer_plugin.so"), HasSubstr("plugin libraries in the file (0):"),
            HasSubstr("devices it is tuned for (1):\n  cpu ("), HasSubstr("input fp32 ["),
            HasSubstr("profile 0:\n  input: [1,1,8,8] / [2,1,8,8] / [4,1,8,8]"), HasSubstr("distinct ones of"),
            HasSubstr("section metadata: ")));
    Answer const json = tenon({"inspect", engine, "--json"});
    EXPECT_EQ(json.status, 0) << json.err;
    EXPECT_THAT(json.out,
        AllOf(HasSubstr("\"name\": \"LReLU_TRT\""), HasSubstr("\"value\": \"0."), HasSubstr("\"storedBytes\": ")));
    std::filesystem::resize_file(engine, 1000);
    Answer const damaged = tenon({"inspect", engine});
    EXPECT_EQ(damaged.status, 1);
    EXPECT_THAT(damaged.err,
        AllOf(HasSubstr("engine file \"" + engine + "\": plan: expected"), HasSubstr("the file is truncated")));
    EXPECT_EQ(damaged.out, "");
}

TEST_F(Command, EnginesCarryTheirPluginLibraries)
{
    std::string const library = ::tenon::testing::binaryDir() + "/lib/libnvinfer_plugin.so";
    ASSERT_EQ(tenon(buildArguments({"--setPluginsToSerialize=" + library})).status, 0);
    EXPECT_THAT(tenon({"inspect", engine}).out, HasSubstr("plugin libraries in the file (1):\n  libnvinfer_plugin.so"));
    std::vector<std::string> arguments{"run", "--loadEngine=" + engine, "--iterations=1"};
    Answer const refused = tenon(arguments);
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.err,
        HasSubstr(
            "plugin libraries inside the engine (libnvinfer_plugin.so): expected leave to run their code, found none"));
    arguments.emplace_back("--allowHostCode");
    Answer const allowed = tenon(arguments);
    EXPECT_EQ(allowed.status, 0) << allowed.err;
    EXPECT_EQ(tenon(buildArguments({"--setPluginsToSerialize=/no/such.so"})).status, 1);
}

TEST_F(Command, FoldersOfPluginsAreSearched)
{
    std::filesystem::copy_file(::tenon::testing::binaryDir() + "/lib/fixtures/scaler3.so", folder / "scaler.so");
    Answer const answer = tenon({"plugin", "list", "--plugins", folder.string()});
    EXPECT_EQ(answer.status, 0) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("Scaler version \"1\" namespace \"\""));
}

TEST_F(Command, TuningInputsAreChecked)
{
    Answer const unknown = tenon(buildArguments({"--tuningInputs=nobody:x.npy"}));
    EXPECT_EQ(unknown.status, 1);
    EXPECT_THAT(unknown.err,
        HasSubstr(
            "--tuningInputs: expected tensor:file.npy with the name of a tensor of the network, found \"nobody:x.npy\""));
    Answer const missing = tenon(buildArguments({"--tuningInputs=input:/no/such.npy"}));
    EXPECT_EQ(missing.status, 1);
    EXPECT_THAT(missing.err, HasSubstr("/no/such.npy"));
}

TEST_F(Command, ShowPrintsTheNetwork)
{
    Answer const answer = tenon({"show", data + "digits_lrelu.onnx"});
    ASSERT_EQ(answer.status, 0) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("Convolution(input: fp32["));
    EXPECT_THAT(answer.out, HasSubstr("LReLU_TRT version 1"));
}

} // namespace
} // namespace tenon::tools
