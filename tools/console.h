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

//! Keeps the last error of an object that has no logger: the plugin registry. Not reference counted; outlives its use.
class LastError final : public nvinfer1::IErrorRecorder
{
public:
    int32_t getNbErrors() const noexcept override { return description_.empty() ? 0 : 1; }
    nvinfer1::ErrorCode getErrorCode(int32_t) const noexcept override { return code_; }
    ErrorDesc getErrorDesc(int32_t) const noexcept override { return description_.c_str(); }
    bool hasOverflowed() const noexcept override { return false; }
    void clear() noexcept override { description_.clear(); }
    bool reportError(nvinfer1::ErrorCode code, ErrorDesc description) noexcept override;
    RefCount incRefCount() noexcept override { return ++references_; }
    RefCount decRefCount() noexcept override { return --references_; }
    std::string const& description() const { return description_; }

private:
    nvinfer1::ErrorCode code_{nvinfer1::ErrorCode::kSUCCESS};
    std::string description_;
    RefCount references_{0};
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
