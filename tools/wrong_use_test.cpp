// What users get wrong: each a message that names it, exit status 1 (2 for the command line itself), and no file left behind.
#include "npy.h"
#include "testing/command_fixture.h"

#include "base/dims.h"

#include <sys/stat.h>

namespace tenon::tools
{
namespace
{

using nvinfer1::DataType;
using testing::Answer;
using testing::Command;
using ::testing::HasSubstr;
using testing::tenon;

class WrongUse : public Command
{
protected:
    //! An .npy file of floats, all ones.
    std::string npy(std::string const& name, std::initializer_list<int64_t> sizes, DataType type = DataType::kFLOAT)
    {
        std::string const path = (folder / name).string();
        base::Dims const dims = base::makeDims(sizes);
        std::vector<float> const ones(static_cast<size_t>(base::volumeUnchecked(dims)) + 1, 1.0F);
        EXPECT_TRUE(writeNpy(path, type, dims, ones.data()).ok());
        return path;
    }

    //! `tenon run` on the engine, which is built where there is none yet, with these arguments.
    Answer run(std::vector<std::string> const& more)
    {
        if (!std::filesystem::exists(engine))
        {
            EXPECT_EQ(tenon(buildArguments()).status, 0);
        }
        std::vector<std::string> arguments{"run", "--loadEngine=" + engine};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return tenon(arguments);
    }

    void expectRefused(Answer const& answer, std::string const& message, int status = 1) const
    {
        EXPECT_EQ(answer.status, status) << answer.err;
        EXPECT_THAT(answer.err, HasSubstr(message));
        EXPECT_EQ(answer.out, "");
        for (auto const& entry : std::filesystem::directory_iterator(folder))
        {
            EXPECT_NE(entry.path().extension(), ".part") << entry.path() << " was left";
        }
    }
};

TEST_F(WrongUse, OfSubcommandsAndFlags)
{
    expectRefused(tenon({"frob"}), "expected subcommands and flags of --help, found \"frob\"", 2);
    expectRefused(tenon({"run", "--loadengine=x"}), "found \"--loadengine=x\"", 2);
    expectRefused(tenon({"run", "--loadEngine=x", "--bogus"}), "--bogus", 2);
    expectRefused(tenon({"plugin", "lsit"}), "lsit", 2);
    expectRefused(tenon({"env", "more"}), "more", 2);
}

TEST_F(WrongUse, OfInputs)
{
    expectRefused(
        run({"--input", (folder / "none.npy").string()}), "none.npy\": cannot be read: No such file or directory");
    expectRefused(run({"--input", folder.string()}), "cannot be read");
    expectRefused(run({"--input", engine}), "m.engine\": expected a NumPy .npy file, found another format");
    expectRefused(run({"--input", npy("x.npy", {2, 8, 8})}), "input \"input\": the shape 2x8x8 is refused");
    expectRefused(
        run({"--input", npy("x.npy", {2, 1, 8, 7})}), "input \"input\": expected dimension 3 to be 8, found 7");
    expectRefused(run({"--input", npy("x.npy", {5, 1, 8, 8})}), "from 1 to 4");
    // Text, complex numbers, objects: NumPy has types that tensors have not.
    std::string const path = npy("x.npy", {1, 1, 8, 8});
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    std::string start(60, ' ');
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    file.seekp(static_cast<std::streamoff>(start.find("<f4")));
    file << "<c8";
    file.close();
    expectRefused(run({"--input", path}), "x.npy\": expected a type that tensors can have");
    EXPECT_EQ(run({"--input", npy("x.npy", {2, 1, 8, 8}, DataType::kINT32)}).status, 0) << "integers become floats";
}

TEST_F(WrongUse, OfOutputs)
{
    expectRefused(
        run({"--output", "ghost=" + (folder / "y.npy").string()}), "--output: expected one of logits, found \"ghost\"");
    expectRefused(run({"--output", (folder / "no" / "y.npy").string()}), "y.npy\": cannot be written");
    std::string const output = (folder / "y.npy").string();
    std::filesystem::create_directories(output);
    expectRefused(run({"--output", output}), "y.npy\": cannot be written");
    EXPECT_TRUE(std::filesystem::is_directory(output));
    expectRefused(run({"--dump=all", "--dumpFolder", (folder / "no").string()}), "cannot be written");
}

TEST_F(WrongUse, OfNumbers)
{
    expectRefused(run({"--iterations=0"}), "--iterations and --warmUp: expected at least 1 and 0, found 0 and 1");
    expectRefused(run({"--iterations=3", "--warmUp=-1"}), "found 3 and -1");
    expectRefused(run({"--useProfile=1"}), "--useProfile: expected 0 to 0, found 1");
    expectRefused(run({"--shapes=input:1x1x8"}), "input \"input\": the shape 1x1x8 is refused");
}

TEST_F(WrongUse, OfEngineFiles)
{
    expectRefused(tenon({"run", "--loadEngine=" + (folder / "none").string()}), "No such file or directory");
    expectRefused(tenon({"run", "--loadEngine=" + folder.string()}), "expected a plan, found a folder");
    ASSERT_EQ(tenon(buildArguments()).status, 0);
    std::filesystem::resize_file(engine, 5000);
    expectRefused(run({}), "--loadEngine: \"" + engine + "\" cannot be loaded");
}

TEST_F(WrongUse, OfModelsAndTargets)
{
    expectRefused(
        tenon({"show", (folder / "none.onnx").string()}), "none.onnx\": cannot be read: No such file or directory");
    std::ofstream(folder / "text.onnx") << "this is no model";
    expectRefused(
        tenon({"show", (folder / "text.onnx").string()}), "expected an ONNX model, found 16 bytes that are not one");
    Answer answer = tenon(buildArguments({"--saveEngine=" + (folder / "no" / "m.engine").string()}));
    EXPECT_EQ(answer.status, 2) << "the flag is there twice";
    std::vector<std::string> arguments = buildArguments();
    arguments[6] = "--saveEngine=" + (folder / "no" / "m.engine").string();
    expectRefused(
        tenon(arguments), "--saveEngine: \"" + (folder / "no" / "m.engine").string() + "\" cannot be written");
    arguments[6] = "--saveEngine=" + folder.string();
    expectRefused(tenon(arguments), "cannot be written");
    arguments[3] = "--minShapes=input:3x1x8x8";
    expectRefused(tenon(arguments), "expected kMIN of at most kOPT in dimension 0, found 3 and 2");
}

TEST_F(WrongUse, IsNotEverything)
{
    // Marked tensors, also an input, can be read, dumped and timed.
    std::vector<std::string> arguments = buildArguments({"--markOutputs=conv1_out,input"});
    arguments.erase(std::find(arguments.begin(), arguments.end(), "--quiet"));
    Answer const built = tenon(arguments);
    ASSERT_EQ(built.status, 0) << built.err;
    EXPECT_THAT(built.err, HasSubstr("Building engine"));
    std::string const copy = (folder / "copy.npy").string();
    std::string const conv = (folder / "conv.npy").string();
    std::string const given = npy("x.npy", {2, 1, 8, 8});
    Answer const ran = run({"--input", given, "--output", "input=" + copy, "--output", "conv1_out=" + conv,
        "--iterations=4", "--dump=logits,conv1_out", "--dumpFolder=" + folder.string()});
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("latency over 4 inferences"));
    EXPECT_THAT(ran.out, HasSubstr("dumped 2 tensors"));
    auto const bytesOf = [&](std::string const& path) { return readNpy(path).value().bytes; };
    EXPECT_EQ(bytesOf(copy), bytesOf(given));
    EXPECT_EQ(bytesOf((folder / "conv1_out.npy").string()), bytesOf(conv));
}

} // namespace
} // namespace tenon::tools
