// A logger and an error recorder that keep what they are told, for tests of messages.
#pragma once

#include <NvInfer.h>

#include <mutex>
#include <string>
#include <vector>

namespace tenon::testing
{

//! Thread-safe, as loggers have to be.
class RecordingLogger final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        std::lock_guard const lock(mutex_);
        if (severity <= Severity::kERROR)
        {
            errors_.emplace_back(message);
        }
        else
        {
            others_.emplace_back(message);
        }
    }

    //! All errors so far, one below the other; forgets them.
    std::string takeErrors()
    {
        std::lock_guard const lock(mutex_);
        std::string text;
        for (std::string const& error : errors_)
        {
            text += error + "\n";
        }
        errors_.clear();
        return text;
    }

    size_t errorCount() const { return errors_.size(); }
    std::vector<std::string> const& others() const { return others_; }

private:
    std::mutex mutex_;
    std::vector<std::string> errors_, others_;
};

class RecordingErrorRecorder final : public nvinfer1::IErrorRecorder
{
public:
    struct Entry
    {
        nvinfer1::ErrorCode code;
        std::string text;
    };

    int32_t getNbErrors() const noexcept override { return static_cast<int32_t>(entries.size()); }
    nvinfer1::ErrorCode getErrorCode(int32_t index) const noexcept override
    {
        return entries[static_cast<size_t>(index)].code;
    }
    ErrorDesc getErrorDesc(int32_t index) const noexcept override
    {
        return entries[static_cast<size_t>(index)].text.c_str();
    }
    bool hasOverflowed() const noexcept override { return false; }
    void clear() noexcept override { entries.clear(); }
    bool reportError(nvinfer1::ErrorCode code, ErrorDesc text) noexcept override
    {
        entries.push_back({code, text});
        return true;
    }
    RefCount incRefCount() noexcept override { return ++references; }
    RefCount decRefCount() noexcept override { return --references; }

    std::vector<Entry> entries;
    int32_t references{0};
};

} // namespace tenon::testing
