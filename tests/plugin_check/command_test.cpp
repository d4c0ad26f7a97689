// tenon plugin check, run, trace, list and new: reports, messages, files.
#include "programs/processes.h"
#include "support/paths.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>

namespace tenon::testing
{
namespace
{

using ::testing::HasSubstr;
using ::testing::Not;

Finished plugin(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), "plugin");
    return runProgram("tenon", arguments);
}

std::string faults(int level)
{
    return binaryDir() + "/lib/fixtures/fault_plugins" + std::to_string(level) + ".so";
}

std::string content(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

//! NumPy's format 1.0, fp32.
void writeArray(std::string const& path, std::string const& shape, std::vector<float> const& values)
{
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
    header.resize((header.size() + 10 + 64) / 64 * 64 - 11, ' ');
    header += '\n';
    std::ofstream file(path, std::ios::binary);
    file << "\x93NUMPY" << '\x01' << '\0' << static_cast<char>(header.size() & 255U)
         << static_cast<char>(header.size() >> 8) << header;
    file.write(reinterpret_cast<char const*>(values.data()), static_cast<std::streamsize>(values.size() * 4));
}

std::vector<float> readArray(std::string const& path, size_t count)
{
    std::string const all = content(path);
    std::vector<float> values(count);
    if (all.size() >= count * 4)
    {
        std::memcpy(values.data(), all.data() + all.size() - count * 4, count * 4);
    }
    return values;
}

//! Those of the standard library for which a legal case is found by trying.
TEST(PluginCheck, StandardPluginsHaveNoFindings)
{
    for (char const* const name :
        {"LReLU_TRT", "CustomGeluPluginDynamic", "CustomSkipLayerNormPluginDynamic", "Clip_TRT", "CoordConvAC",
            "Reorg_TRT", "ResizeNearest_TRT", "FlattenConcat_TRT", "CropAndResize", "CropAndResizeDynamic", "Assert"})
    {
        SCOPED_TRACE(name);
        Finished const finished = plugin({"check", "--plugin", name});
        EXPECT_EQ(finished.status, 0) << finished.output;
        EXPECT_THAT(finished.output, HasSubstr("plugin \"" + std::string(name) + "\" version "));
        EXPECT_THAT(finished.output, HasSubstr(" 0 not checked; "));
    }
}

TEST(PluginCheck, ExamplesHaveNoFindings)
{
    std::string const library = binaryDir() + "/lib/libmy_custom_plugin.so";
    if (!std::filesystem::exists(library))
    {
        GTEST_SKIP() << "the example is not built";
    }
    std::string const fields = ::testing::TempDir() + "my_custom_plugin_fields.json";
    std::ofstream(fields)
        << R"({"in_channel": 4, "weight": [0.5, -0.25, 1.0, 0.125, -1.5, 0.75, 0.25, 2.0], "bias": [0.5, -1.0]})";
    Finished const finished = plugin({"check", library, "--fields", fields, "--inputs", "x=2x4x6x8:fp32"});
    EXPECT_EQ(finished.status, 0) << finished.output;
    EXPECT_THAT(finished.output, HasSubstr(" 0 not checked; ")) << "this case is legal";
}

TEST(PluginCheck, FindingNamesEverything)
{
    Finished const finished = plugin({"check", faults(8), "--plugin", "Fault_CloneCopiesHostMembersOnly_Dynamic"});
    EXPECT_EQ(finished.status, 1);
    for (char const* const part : {"finding 403 clone-ready", "plugin:", "method:", "arguments:", "expected:", "found:",
             "fix:", "stack:", "a null pointer", "see:       docs/checks/403-clone-ready.md"})
    {
        EXPECT_THAT(finished.output, HasSubstr(part));
    }
}

TEST(PluginCheck, CrashHangExitAndTerminateAreFindings)
{
    EXPECT_THAT(
        plugin({"check", faults(8), "--plugin", "Fault_DividesByBatch_Dynamic", "--only", "empty-tensors"}).output,
        HasSubstr("crashed (SIGFPE"));
    EXPECT_THAT(plugin({"check", faults(10), "--plugin", "Fault_CloneHangs_Dynamic", "--only", "clone-answers",
                           "--time-limit", "2"})
                    .output,
        HasSubstr("did not come back within 2 s"));
    EXPECT_THAT(plugin({"check", faults(10), "--plugin", "Fault_ExitsOnTruncated_Dynamic", "--only", "505"}).output,
        HasSubstr("ended the process with exit status 3"));
    EXPECT_THAT(plugin({"check", faults(10), "--plugin", "Fault_ThrowsInCreate_Dynamic", "--only", "103"}).output,
        HasSubstr("an exception left a method that must not throw: std::out_of_range"));
}

TEST(PluginCheck, ReportsInEachFormat)
{
    std::string const path = scratchFile("report");
    auto const report = [&](char const* format) {
        plugin({"check", faults(8), "--plugin", "Fault_OnePastTheEnd_Dynamic", "--only", "303", "--format", format,
            "--output", path});
        return content(path);
    };
    auto const json = nlohmann::json::parse(report("json"));
    EXPECT_EQ(json["findings"], 1);
    auto const finding = json["plugins"][0]["checks"][0]["findings"][0];
    EXPECT_EQ(finding["check"], "output-overrun");
    EXPECT_EQ(finding["number"], 303);
    EXPECT_EQ(finding["method"], "enqueue");
    EXPECT_THAT(finding["found"].get<std::string>(), HasSubstr("byte 0 past the end of output 0"));
    std::string const junit = report("junit");
    EXPECT_THAT(junit, HasSubstr("<testsuite name=\"Fault_OnePastTheEnd_Dynamic\" tests=\"1\" failures=\"1\""));
    EXPECT_THAT(junit, HasSubstr("<failure message="));
    auto const sarif = nlohmann::json::parse(report("sarif"));
    EXPECT_EQ(sarif["version"], "2.1.0");
    EXPECT_EQ(sarif["runs"][0]["results"][0]["ruleId"], "output-overrun");
    std::filesystem::remove(path);
}

TEST(PluginCheck, ReferenceOfNumPyArrays)
{
    // Twin_V2: alpha · x + bias, then plus one (mode 0). A wrong array must be found, at its first wrong element.
    std::string const script = scratchFile("reference.py");
    std::ofstream(script) << "import numpy as np\n"
                             "def reference(x, alpha=1.0, mode=0, bias=0.0):\n"
                             "    y = alpha * x + np.resize(np.atleast_1d(bias), x.shape[1]).reshape(1, -1, 1, 1)\n"
                             "    return np.concatenate([y, -y if mode == 1 else y + 1], axis=2).astype(np.float32)\n";
    std::vector<std::string> const arguments{"check", faults(10), "--plugin", "Twin_Dynamic", "--inputs",
        "x=2x4x6x8:fp32", "--fields", R"({"alpha": 0.5, "mode": 1, "bias": [1, 2, 3, 4]})", "--only", "reference",
        "--reference", script};
    Finished const right = plugin(arguments);
    if (right.output.find("can run with NumPy") != std::string::npos)
    {
        GTEST_SKIP() << "python3 has no NumPy here";
    }
    EXPECT_EQ(right.status, 0) << right.output;
    std::ofstream(script, std::ios::app)
        << "def twice(x, **fields):\n    y = correct(x, **fields)\n    y[0, 1, 2, 3] += 1\n    return y\ncorrect = reference\nreference = twice\n";
    Finished const wrong = plugin(arguments);
    EXPECT_EQ(wrong.status, 1);
    EXPECT_THAT(wrong.output, HasSubstr("output 0, element 115 [0, 1, 2, 3]"));
    std::filesystem::remove(script);
}

TEST(PluginCheck, WrongUseIsNamed)
{
    struct Wrong
    {
        std::vector<std::string> arguments;
        char const* message;
    };
    std::string const text = scratchFile("text.so");
    std::ofstream(text) << "no library";
    for (Wrong const& wrong : std::vector<Wrong>{
             {{"check", "/nowhere/libp.so"}, "library: expected a plugin library, \"/nowhere/libp.so\" is not there"},
             {{"check", text}, "cannot be loaded"},
             {{"check", faults(8), "--plugin", "Nobody"}, "--plugin: expected one of the plugins of"},
             {{"check", faults(8), "--plugin", "Twin_V2", "--only", "nothing"},
                 "--only: expected ids or numbers of checks"},
             {{"check", faults(8), "--plugin", "Twin_V2", "--fields", "{\"alpha\":"},
                 "--fields: expected a JSON object"},
             {{"check", faults(8), "--plugin", "Twin_V2", "--fields", "{\"alpha\": \"big\"}"},
                 "\"alpha\": expected values of type float32, found a text"},
             {{"check", faults(8), "--plugin", "Twin_V2", "--inputs", "x=2xx3"}, "--inputs: expected dimensions"},
             {{"check", faults(8), "--plugin", "Twin_V2", "--device", "tpu"},
                 "--device: expected cpu, cuda or cuda:<n>, found \"tpu\""},
             {{"check", faults(8), "--plugin", "Twin_V2", "--reference", "x.txt", "--only", "reference"},
                 "expected a file .npz, .py or .onnx"},
             {{"run", faults(8), "--plugin", "Twin_V2", "--input", "/nowhere/x.npy"}, "/nowhere/x.npy"},
             {{"new", "1Op"}, "name: expected a C++ class name such as MyOp, found \"1Op\""},
         })
    {
        Finished const finished = plugin(wrong.arguments);
        EXPECT_EQ(finished.status, 1) << wrong.message;
        EXPECT_THAT(finished.output, HasSubstr(wrong.message));
    }
    std::filesystem::remove(text);
}

TEST(PluginRun, ComputesOneOutput)
{
    std::string const x = scratchFile("x.npy"), y = scratchFile("y.npy");
    writeArray(x, "1, 1, 2, 3", {-1, 2, -3, 4, -5, 6});
    Finished const finished =
        plugin({"run", "--plugin", "LReLU_TRT", "--fields", "{\"negSlope\": 0.5}", "--input", x, "--output", y});
    EXPECT_EQ(finished.status, 0) << finished.output;
    EXPECT_THAT(finished.output, HasSubstr("output 0: fp32 kLINEAR 1x1x2x3"));
    EXPECT_EQ(readArray(y, 6), (std::vector<float>{-0.5F, 2, -1.5F, 4, -2.5F, 6}));
    std::filesystem::remove(x);
    std::filesystem::remove(y);
}

TEST(PluginRun, NamesAPluginThatCrashes)
{
    std::string const x = scratchFile("x.npy"), y = scratchFile("y.npy");
    writeArray(x, "1, 4, 2, 3", std::vector<float>(24, 1.0F));
    Finished const finished = plugin({"run", faults(8), "--plugin", "Fault_CloneCopiesHostMembersOnly_Dynamic",
        "--fields", "{\"bias\": [1, 2, 3, 4]}", "--input", x, "--output", y});
    EXPECT_EQ(finished.status, 1);
    EXPECT_THAT(finished.output, HasSubstr("enqueue("));
    EXPECT_THAT(finished.output, HasSubstr("crashed (SIGSEGV"));
    EXPECT_FALSE(std::filesystem::exists(y)) << "no half-made output is left behind";
    std::filesystem::remove(x);
}

TEST(PluginTrace, PrintsALife)
{
    Finished const finished = plugin({"trace", faults(8), "--plugin", "Twin_IOExt"});
    EXPECT_EQ(finished.status, 0) << finished.output;
    size_t place = 0;
    for (char const* const call : {"createPlugin(", "clone(", "configurePlugin(", "initialize(", "serialize(",
             "terminate(", "destroy(", "deserializePlugin(", "initialize(", "clone(", "attachToContext(",
             "getWorkspaceSize(", "enqueue(", "detachFromContext(", "destroy("})
    {
        place = finished.output.find(call, place);
        ASSERT_NE(place, std::string::npos) << call << " in order\n" << finished.output;
    }
}

TEST(PluginList, TellsFieldsInterfaceAndLibrary)
{
    Finished const finished = plugin({"list", faults(8)});
    EXPECT_EQ(finished.status, 0);
    EXPECT_THAT(finished.output, HasSubstr("Twin_IOExt version \"1\" namespace \"\""));
    EXPECT_THAT(finished.output, HasSubstr("fields:  alpha: float32, mode: int32, bias: float32[4]"));
    EXPECT_THAT(finished.output, HasSubstr("plugin:  IPluginV2IOExt, API level 8"));
    EXPECT_THAT(finished.output, HasSubstr("fault_plugins8.so"));
    EXPECT_THAT(finished.output, Not(HasSubstr("LReLU_TRT")));
}

TEST(PluginNew, WritesAProject)
{
    std::string const folder = scratchFile("new_op");
    std::filesystem::remove_all(folder);
    Finished const finished =
        plugin({"new", "HTMLParserOp", "--inputs", "2", "--outputs", "3", "--dynamic", "--kernel", "--dir", folder});
    EXPECT_EQ(finished.status, 0) << finished.output;
    for (char const* const name : {"CMakeLists.txt", "README.md", "html_parser_op.h", "html_parser_op.cpp",
             "html_parser_op_cuda.cu", "html_parser_op_test.cpp", "html_parser_op.onnx"})
    {
        std::string const text = content(folder + "/" + name);
        EXPECT_FALSE(text.empty()) << name;
        EXPECT_EQ(text.find("@Name@"), std::string::npos) << name;
        EXPECT_EQ(text.find("@snake@"), std::string::npos) << name;
    }
    Finished const again = plugin({"new", "HTMLParserOp", "--dir", folder});
    EXPECT_EQ(again.status, 1);
    EXPECT_THAT(again.output, HasSubstr("expected a new or empty folder"));
    std::filesystem::remove_all(folder);
}

} // namespace
} // namespace tenon::testing
