// Traces: the recorder, and the file for trace viewers.
#include "plugin_host/trace_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace tenon::plugin_host
{
namespace
{

std::string contentOf(std::string const& path)
{
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

TraceEntry entry(char const* method)
{
    TraceEntry made;
    made.plugin = "P";
    made.object = 3;
    made.method = method;
    made.arguments = "a \"b\"\n";
    made.result = "0";
    made.start = std::chrono::steady_clock::now();
    made.duration = std::chrono::microseconds(7);
    made.thread = std::this_thread::get_id();
    return made;
}

TEST(TraceFile, IsWholeAfterEachEvent)
{
    std::string const path = (std::filesystem::temp_directory_path() / "tenon_trace_test.json").string();
    auto file = TraceFile::create(path);
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(contentOf(path), "[\n]\n");
    (*file)->call(entry("enqueue"));
    std::string const one = contentOf(path);
    EXPECT_THAT(one,
        ::testing::MatchesRegex(
            "\\[\n\\{\"name\":\"P.enqueue\",\"cat\":\"plugin\",\"ph\":\"X\",\"ts\":[0-9.]+,\"dur\":7.000,"
            "\"pid\":[0-9]+,\"tid\":[0-9]+,\"args\":\\{\"object\":3,\"arguments\":\"a \\\\\"b\\\\\"\\\\u000a\",\"result\":"
            "\"0\"\\}\\}\n\\]\n"));
    (*file)->step(entry(""));
    std::string const two = contentOf(path);
    EXPECT_EQ(two.find(one.substr(0, one.size() - 3)), 0U);
    EXPECT_THAT(two, ::testing::HasSubstr("},\n{\"name\":\"P\",\"cat\":\"step\""));
    EXPECT_EQ(two.substr(two.size() - 3), "\n]\n");
    std::filesystem::remove(path);
}

TEST(TraceFile, ThatCannotBeWrittenSaysWhy)
{
    auto const file = TraceFile::create("/nowhere/trace.json");
    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().message,
        "trace file \"/nowhere/trace.json\": expected a file that can be written, found: No such file or directory");
}

struct Counter final : TraceSink
{
    void call(TraceEntry const&) override { ++calls; }
    void step(TraceEntry const&) override { ++steps; }
    int calls{0}, steps{0};
};

TEST(TraceSinks, StandBesideTheRecorder)
{
    Counter everything, callsOnly;
    EXPECT_FALSE(Trace::on());
    Trace::addSink(callsOnly, false);
    EXPECT_TRUE(Trace::on());
    EXPECT_FALSE(Trace::wantsSteps());
    Trace::addSink(everything, true);
    EXPECT_TRUE(Trace::wantsSteps());
    Trace::start();
    Trace::add(entry("initialize"));
    Trace::addStep(entry(""));
    EXPECT_EQ(Trace::stop().size(), 1U);
    Trace::add(entry("enqueue"));
    Trace::removeSink(everything);
    Trace::removeSink(callsOnly);
    EXPECT_FALSE(Trace::on());
    EXPECT_EQ(everything.calls, 2);
    EXPECT_EQ(everything.steps, 1);
    EXPECT_EQ(callsOnly.calls, 2);
    EXPECT_EQ(callsOnly.steps, 0);
}

} // namespace
} // namespace tenon::plugin_host
