#include "base/log.h"

#include <gtest/gtest.h>

namespace tenon::base
{
namespace
{

class RecordingLogger : public ILogger
{
public:
    void log(Severity severity, nvinfer1::AsciiChar const* message) noexcept override
    {
        messages.emplace_back(severity, message);
    }
    std::vector<std::pair<Severity, std::string>> messages;
};

TEST(Log, FormatsToTheUsersLogger)
{
    RecordingLogger logger;
    Log const log(&logger);
    log.verbose("{} of {}", 1, 3);
    log.info("{} of {}", 2, 3);
    log.warning("{} of {}", 3, 3);
    ASSERT_EQ(logger.messages.size(), 3U);
    EXPECT_EQ(logger.messages[0], std::make_pair(Severity::kVERBOSE, std::string("1 of 3")));
    EXPECT_EQ(logger.messages[1], std::make_pair(Severity::kINFO, std::string("2 of 3")));
    EXPECT_EQ(logger.messages[2], std::make_pair(Severity::kWARNING, std::string("3 of 3")));
}

TEST(Log, ReportsErrorsWithTheirNotes)
{
    RecordingLogger logger;
    Log const log(&logger);
    log.report(invalidArgument("input x: too large").withNote("while running"));
    log.report(error(ErrorCode::kINTERNAL_ERROR, "broken"));
    ASSERT_EQ(logger.messages.size(), 2U);
    EXPECT_EQ(logger.messages[0], std::make_pair(Severity::kERROR, std::string("input x: too large\n  while running")));
    EXPECT_EQ(logger.messages[1].first, Severity::kINTERNAL_ERROR);
}

TEST(Log, WorksWithNowhereToWrite)
{
    Log const log;
    log.warning("nobody hears {}", "this");
    log.report(invalidArgument("nobody hears this"));
}

} // namespace
} // namespace tenon::base
