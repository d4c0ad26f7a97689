// A logger that keeps what it is told.
#pragma once

#include "base/log.h"

#include <string>

namespace tenon::builder::testing
{

class RecordingLogger final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        text += std::to_string(static_cast<int32_t>(severity));
        text += ": ";
        text += message;
        text += "\n";
    }

    std::string text; //!< a line a message: severity, then text
};

} // namespace tenon::builder::testing
