#include "npy.h"
#include "testing/command_fixture.h"

#include "base/dims.h"

namespace tenon::tools
{
namespace
{

using testing::Answer;
using testing::Command;
using ::testing::HasSubstr;
using testing::tenon;

//! The values of the output, run with an input of 0.5.
std::vector<float> outputOf(std::string const& engine, std::filesystem::path const& folder, std::string& err)
{
    std::vector<float> const scans(2 * 64, 0.5F);
    std::string const input = (folder / "x.npy").string();
    std::string const output = (folder / "y.npy").string();
    EXPECT_TRUE(writeNpy(input, nvinfer1::DataType::kFLOAT, base::makeDims({2, 1, 8, 8}), scans.data()).ok());
    Answer const answer = tenon({"run", "--loadEngine=" + engine, "--input", "input=" + input, "--output", output,
        "--iterations=1", "--warmUp=0"});
    EXPECT_EQ(answer.status, 0) << answer.err;
    err = answer.err;
    auto const result = readNpy(output);
    EXPECT_TRUE(result.ok());
    std::vector<float> values(20);
    EXPECT_EQ(result->bytes.size(), 80U);
    std::memcpy(values.data(), result->bytes.data(), 80);
    return values;
}

TEST_F(Command, DebugPrintTellsOfTensorsAndChangesNothing)
{
    ASSERT_EQ(tenon(buildArguments()).status, 0);
    std::string err;
    std::vector<float> const plain = outputOf(engine, folder, err);
    EXPECT_EQ(err.find("#0:"), std::string::npos);

    Answer answer = tenon(buildArguments({"--debugPrint=all", "--debugPrintFolder=" + folder.string()}));
    ASSERT_EQ(answer.status, 0) << answer.err;
    std::vector<float> const watched = outputOf(engine, folder, err);
    EXPECT_THAT(err, HasSubstr("input #0: fp32 [2, 1, 8, 8] min 0.5 max 0.5 mean 0.5 NaN 0 inf 0 first 0.5 0.5"));
    ASSERT_EQ(watched.size(), plain.size());
    for (size_t i = 0; i < plain.size(); ++i)
    {
        EXPECT_NEAR(watched[i], plain[i], 1e-4F);
    }
    auto const saved = readNpy((folder / "input_0.npy").string());
    ASSERT_TRUE(saved.ok());
    EXPECT_EQ(base::toString(saved->dims), "2x1x8x8");
}

TEST_F(Command, DebugPrintOnOneTensor)
{
    std::string const log = (folder / "log").string();
    ASSERT_EQ(tenon(buildArguments({"--debugPrint=input", "--debugPrintFile=" + log})).status, 0);
    std::string err;
    outputOf(engine, folder, err);
    std::ifstream file(log);
    std::string line;
    std::getline(file, line);
    EXPECT_THAT(line, HasSubstr("input #0: fp32 [2, 1, 8, 8]"));
}

TEST_F(Command, DebugPrintWantsTensors)
{
    Answer const answer = tenon(buildArguments({"--debugPrint=ghost"}));
    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(
        answer.err, HasSubstr("--debugPrint: expected the name of a tensor, found \"ghost\"; there are: input"));
    EXPECT_FALSE(std::filesystem::exists(engine));
}

} // namespace
} // namespace tenon::tools
