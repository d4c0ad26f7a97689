// The C functions behind include/tenon/build_report.h.
#include "api/builder/builder_config.h"
#include "api/guard.h"

#include <tenon/build_report.h>

#include <algorithm>

using tenon::base::Result;
using tenon::base::Status;

#pragma GCC visibility push(default)

extern "C" size_t tenonBuildReport(
    nvinfer1::IBuilderConfig const* config, char const* layer, bool json, char* text, size_t bytes) noexcept
{
    if (config == nullptr)
    {
        return 0;
    }
    auto const& ours = static_cast<tenon::api::BuilderConfig const&>(*config);
    return tenon::api::valueOr<size_t>(ours.log(), "tenon::buildReport", 0, [&]() -> Result<size_t> {
        std::string const name = layer == nullptr ? "" : layer;
        tenon::builder::BuildReport const& report = *ours.report();
        if (report.layers.empty() && report.reformats.empty())
        {
            return size_t{0};
        }
        std::string const whole = json ? tenon::builder::toJson(report, name) : tenon::builder::toText(report, name);
        if (text != nullptr && bytes > 0)
        {
            size_t const copied = std::min(bytes - 1, whole.size());
            std::copy_n(whole.data(), copied, text);
            text[copied] = '\0';
        }
        return whole.size();
    });
}

extern "C" bool tenonSetTiming(nvinfer1::IBuilderConfig* config, bool enabled) noexcept
{
    if (config == nullptr)
    {
        return false;
    }
    static_cast<tenon::api::BuilderConfig&>(*config).setTiming(enabled);
    return true;
}

#pragma GCC visibility pop
