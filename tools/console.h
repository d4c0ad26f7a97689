// Messages of the library and progress of a build, on stderr.
#pragma once

#include <NvInfer.h>

#include <map>
#include <string>

namespace tenon::tools
{

//! Errors and warnings always, the rest from the chosen severity up. Thread safety: one line a call.
class ConsoleLogger final : public nvinfer1::ILogger
{
public:
    explicit ConsoleLogger(bool verbose)
        : threshold_(verbose ? Severity::kVERBOSE : Severity::kWARNING)
    {
    }

    void log(Severity severity, char const* message) noexcept override;

private:
    Severity threshold_;
};

//! One line a phase; on a terminal the line counts the steps.
class ConsoleProgress final : public nvinfer1::IProgressMonitor
{
public:
    ConsoleProgress();
    void phaseStart(char const* phase, char const* parent, int32_t steps) noexcept override;
    bool stepComplete(char const* phase, int32_t step) noexcept override;
    void phaseFinish(char const* phase) noexcept override;

private:
    std::map<std::string, int32_t> steps_;
    bool terminal_;
};

} // namespace tenon::tools
