// The logger that builder, parser and runtime report to: warnings and errors on stderr, the rest with --verbose.
#pragma once

#include <NvInfer.h>

#include <cstdio>

namespace digits
{

class Logger final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        constexpr char const* kNames[] = {"internal error", "error", "warning", "info", "verbose"};
        if (severity <= threshold)
        {
            std::fprintf(stderr, "[%s] %s\n", kNames[static_cast<int>(severity)], message);
        }
    }

    Severity threshold = Severity::kWARNING;
};

} // namespace digits
