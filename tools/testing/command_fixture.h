// The command line run inside a test, with what it prints; a folder of the test's own, and the digits model to build.
#pragma once

#include "../command_line.h"

#include "support/paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace tenon::tools::testing
{

struct Answer
{
    int status{-1};
    std::string out, err;
};

inline Answer tenon(std::vector<std::string> arguments)
{
    std::vector<char const*> argv{"tenon"};
    for (std::string const& argument : arguments)
    {
        argv.push_back(argument.c_str());
    }
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    Answer answer;
    answer.status = runCommandLine(static_cast<int>(argv.size()), argv.data());
    fflush(nullptr);
    answer.out = ::testing::internal::GetCapturedStdout();
    answer.err = ::testing::internal::GetCapturedStderr();
    return answer;
}

class Command : public ::testing::Test
{
protected:
    void SetUp() override
    {
        setenv("TENON_DEVICE", "cpu", 1);
        folder = std::filesystem::temp_directory_path() / ("tenon_command_" + std::to_string(getpid()));
        std::filesystem::create_directories(folder);
        data = ::tenon::testing::sourceDir() + "/examples/digits/data/";
        engine = (folder / "m.engine").string();
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::vector<std::string> buildArguments(std::vector<std::string> more = {}) const
    {
        std::vector<std::string> arguments{"build", "--onnx", data + "digits_lrelu.onnx", "--minShapes=input:1x1x8x8",
            "--optShapes=input:2x1x8x8", "--maxShapes=input:4x1x8x8", "--saveEngine=" + engine, "--quiet"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    std::filesystem::path folder;
    std::string data, engine;
};

} // namespace tenon::tools::testing
