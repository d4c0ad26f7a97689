#include "console.h"

#include <cstdio>

#include <unistd.h>

namespace tenon::tools
{

void ConsoleLogger::log(Severity severity, char const* message) noexcept
{
    if (severity > threshold_)
    {
        return;
    }
    char const* const mark = severity <= Severity::kERROR ? "error: "
        : severity == Severity::kWARNING                  ? "warning: "
                                                          : "";
    std::fprintf(stderr, "%s%s\n", mark, message);
}

bool LastError::reportError(nvinfer1::ErrorCode code, ErrorDesc description) noexcept
try
{
    code_ = code;
    description_ = description;
    return true;
}
catch (...)
{
    return false;
}

ConsoleProgress::ConsoleProgress()
    : terminal_(isatty(STDERR_FILENO) != 0)
{
}

void ConsoleProgress::phaseStart(char const* phase, char const*, int32_t steps) noexcept
try
{
    steps_[phase] = steps;
    std::fprintf(stderr, "%s …%s", phase, terminal_ ? "" : "\n");
}
catch (...)
{
}

bool ConsoleProgress::stepComplete(char const* phase, int32_t step) noexcept
try
{
    if (terminal_)
    {
        std::fprintf(stderr, "\r%s … %d/%d", phase, step + 1, steps_[phase]);
    }
    return true;
}
catch (...)
{
    return true;
}

void ConsoleProgress::phaseFinish(char const* phase) noexcept
{
    if (terminal_)
    {
        std::fprintf(stderr, "\r\033[K%s: done\n", phase);
    }
}

} // namespace tenon::tools
