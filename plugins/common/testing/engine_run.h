// A model through the public API: parsed, built into an engine's bytes; an engine's bytes loaded and run on a case's inputs.
#pragma once

#include "plugins/common/testing/recorded_plugin.h"

#include <functional>
#include <string>
#include <vector>

namespace tenon::plugins::testing
{

//! Errors that the library reports.
class ErrorMessages final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity <= Severity::kERROR)
        {
            text += std::string(message) + "\n";
        }
    }

    std::string text;
};

//! Empty after a failure of the test: a model that is not parsed or built, or that says other output dims than the case.
std::string engineOf(std::string const& onnxModel, RecordedRun const& run);

//! The values of the outputs, in fp32 or as integers. Empty after a failure of the test. `inputName(i)`, `outputName(i)`: the engine's tensors.
std::vector<std::vector<double>> outputsOf(std::string const& engine, RecordedRun const& run,
    std::function<std::string(size_t)> const& inputName, std::function<std::string(size_t)> const& outputName);

} // namespace tenon::plugins::testing
