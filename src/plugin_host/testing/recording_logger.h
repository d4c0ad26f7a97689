// A logger that keeps what it is told.
#pragma once

#include <NvInferRuntime.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

namespace tenon::plugin_host::testing
{

class RecordingLogger final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        std::lock_guard const lock(mutex_);
        messages_.emplace_back(severity, message);
    }

    //! All messages of at least that severity, one a line.
    std::string text(Severity atLeast = Severity::kWARNING) const
    {
        std::lock_guard const lock(mutex_);
        std::string all;
        for (auto const& [severity, message] : messages_)
        {
            if (severity <= atLeast)
            {
                all += message + "\n";
            }
        }
        return all;
    }

    void clear()
    {
        std::lock_guard const lock(mutex_);
        messages_.clear();
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::pair<Severity, std::string>> messages_;
};

} // namespace tenon::plugin_host::testing
