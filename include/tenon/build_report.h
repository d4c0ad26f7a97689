// What a build asked of plugins, was offered, chose and converted between, and why; and whether it may time candidates.
#pragma once

#include <tenon/extensions.h>

#include <string>

//! The report of the last build with this configuration, of the layer with this name (null or empty: of all), as JSON or as a table (of one
//! layer only). Writes at most `bytes` − 1 bytes and a zero to `text`, which may be null; returns the length of the whole. 0 where there was
//! no build, or no such layer.
TENON_EXTENSION size_t tenonBuildReport(
    nvinfer1::IBuilderConfig const* config, char const* layer, bool json, char* text, size_t bytes) noexcept;

//! False: where several types, formats or tactics are left, a model of memory traffic decides instead of measuring, so that the same
//! network always gives the same plan. TENON_TIMING=off and optimization level 0 do the same.
TENON_EXTENSION bool tenonSetTiming(nvinfer1::IBuilderConfig* config, bool enabled) noexcept;

namespace tenon
{

//! Empty where libnvinfer is not Tenon's, before a build, and for a layer that is not there.
inline std::string buildReport(nvinfer1::IBuilderConfig const& config, std::string const& layer, bool json)
{
    if (tenonBuildReport == nullptr)
    {
        return {};
    }
    std::string text(tenonBuildReport(&config, layer.c_str(), json, nullptr, 0) + 1, '\0');
    text.resize(tenonBuildReport(&config, layer.c_str(), json, text.data(), text.size()));
    return text;
}

inline bool setTiming(nvinfer1::IBuilderConfig& config, bool enabled)
{
    return tenonSetTiming != nullptr && tenonSetTiming(&config, enabled);
}

} // namespace tenon
