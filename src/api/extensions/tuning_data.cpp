// The C functions behind include/tenon/tuning_data.h.
#include "api/argument_checks.h"
#include "api/builder/builder_config.h"
#include "api/guard.h"

#include <tenon/tuning_data.h>

#include <cstring>

using tenon::base::Status;

#pragma GCC visibility push(default)

extern "C" bool tenonSetTuningData(
    nvinfer1::IBuilderConfig* config, char const* tensor, TenonTuningData fill, void* user) noexcept
{
    if (config == nullptr)
    {
        return false;
    }
    auto& ours = static_cast<tenon::api::BuilderConfig&>(*config);
    return tenon::api::succeeds(ours.log(), "tenon::setTuningData", [&]() -> Status {
        TENON_CHECK(tenon::api::checkName("tensor", tensor));
        if (fill == nullptr)
        {
            ours.setTuningData(tensor, nullptr);
            return {};
        }
        ours.setTuningData(tensor,
            [fill, user](std::string const& name, tenon::base::DataType type, tenon::base::Dims const& dims,
                std::span<std::byte> values) -> Status {
                if (fill(user, name.c_str(), type, dims.nbDims, dims.d, values.data(), values.size()))
                {
                    return {};
                }
                return tenon::base::invalidArgument(
                    "tuning data of tensor \"{}\": expected that its function fills {} bytes, it returned false", name,
                    values.size());
            });
        return {};
    });
}

extern "C" bool tenonSetTuningValues(
    nvinfer1::IBuilderConfig* config, char const* tensor, void const* values, size_t bytes) noexcept
{
    if (config == nullptr)
    {
        return false;
    }
    auto& ours = static_cast<tenon::api::BuilderConfig&>(*config);
    return tenon::api::succeeds(ours.log(), "tenon::setTuningValues", [&]() -> Status {
        TENON_CHECK(tenon::api::checkName("tensor", tensor));
        TENON_CHECK(bytes == 0 ? Status() : tenon::api::checkPointer("values", values));
        auto const* const begin = static_cast<std::byte const*>(values);
        auto const kept = std::make_shared<std::vector<std::byte>>(begin, begin + bytes);
        ours.setTuningData(tensor,
            [kept](std::string const& name, tenon::base::DataType, tenon::base::Dims const& dims,
                std::span<std::byte> into) -> Status {
                if (kept->size() != into.size())
                {
                    return tenon::base::invalidArgument(
                        "tuning data of tensor \"{}\": expected {} bytes for its dims {} at the optimum, found {}",
                        name, into.size(), tenon::base::toString(dims), kept->size());
                }
                std::memcpy(into.data(), kept->data(), into.size());
                return {};
            });
        return {};
    });
}

#pragma GCC visibility pop
