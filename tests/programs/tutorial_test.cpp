// Programs of tutorials, unchanged, on the CPU: the CUDA runtime's calls come from Tenon::cuda_host.
#include "processes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace
{

using tenon::testing::Finished;
using tenon::testing::runProgram;
using ::testing::HasSubstr;

TEST(Tutorial, OfRelease8WithItsOwnPlugin)
{
    Finished const ran = runProgram("program_tutorial_v8", {});
    EXPECT_EQ(ran.status, 0) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("running on Tenon on the host (no GPU)\ninput inputT0: 60 elements\noutput "));
    EXPECT_THAT(ran.output, HasSubstr("timed\nwrong: 0\n"));
}

TEST(Tutorial, OfRelease10WithAnEngineFile)
{
    std::string const file = tenon::testing::scratchFile("tutorial_v10.engine");
    Finished const ran = runProgram("program_tutorial_v10", {file});
    std::filesystem::remove(file);
    EXPECT_EQ(ran.status, 0) << ran.output;
    EXPECT_EQ(ran.output, "correct\n");
}

} // namespace
