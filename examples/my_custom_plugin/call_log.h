// One line for each call of a plugin's methods, to the logger of whoever builds or runs.
#pragma once

#include <NvInfer.h>

#include <atomic>
#include <sstream>

// Numbers the objects of class Owner, so that a reader of the log can follow each one.
template <typename Owner>
class CallLog
{
public:
    explicit CallLog(char const* className)
        : className_(className)
        , number_(++objects_)
    {
    }
    CallLog(CallLog const&) = delete;
    CallLog& operator=(CallLog const&) = delete;

    int number() const { return number_; }

    template <typename... Parts>
    void note(Parts const&... parts) const
    {
        log(nvinfer1::ILogger::Severity::kINFO, parts...);
    }

    // For methods that are called all the time, by lookups and messages: seen by verbose loggers only.
    template <typename... Parts>
    void noteOften(Parts const&... parts) const
    {
        log(nvinfer1::ILogger::Severity::kVERBOSE, parts...);
    }

private:
    template <typename... Parts>
    void log(nvinfer1::ILogger::Severity severity, Parts const&... parts) const
    {
        nvinfer1::ILogger* const logger = getLogger();
        if (logger == nullptr)
        {
            return;
        }
        std::ostringstream line;
        line << className_ << " #" << number_ << ": ";
        (line << ... << parts);
        logger->log(severity, line.str().c_str());
    }

    static inline std::atomic<int> objects_{0};
    char const* className_;
    int number_;
};
