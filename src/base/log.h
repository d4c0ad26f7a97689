// Where messages go: the user's ILogger and IErrorRecorder, passed along explicitly.
#pragma once

#include "base/result.h"

#include <NvInferRuntime.h>

namespace tenon::base
{

using nvinfer1::IErrorRecorder;
using nvinfer1::ILogger;
using Severity = nvinfer1::ILogger::Severity;

//! A cheap handle to where messages go. Copies freely. Either pointer may be null.
//! Thread safety: that of the user's logger; TensorRT asks loggers to be thread-safe.
class Log
{
public:
    Log() = default;
    explicit Log(ILogger* logger, IErrorRecorder* recorder = nullptr)
        : logger_(logger)
        , recorder_(recorder)
    {
    }

    template <typename... Args>
    void verbose(fmt::format_string<Args...> format, Args&&... args) const
    {
        write(Severity::kVERBOSE, fmt::format(format, std::forward<Args>(args)...));
    }
    template <typename... Args>
    void info(fmt::format_string<Args...> format, Args&&... args) const
    {
        write(Severity::kINFO, fmt::format(format, std::forward<Args>(args)...));
    }
    template <typename... Args>
    void warning(fmt::format_string<Args...> format, Args&&... args) const
    {
        write(Severity::kWARNING, fmt::format(format, std::forward<Args>(args)...));
    }
    //! An error's text to the logger (kERROR) and to the error recorder. One report for a failure: only the public API's
    //! boundary calls this.
    void report(Error const& failure) const;

    void write(Severity severity, std::string const& message) const;

    ILogger* logger() const { return logger_; }
    IErrorRecorder* recorder() const { return recorder_; }

private:
    ILogger* logger_{nullptr};
    IErrorRecorder* recorder_{nullptr};
};

} // namespace tenon::base
