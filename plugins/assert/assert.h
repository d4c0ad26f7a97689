// Assert version 1: an identity that fails the inference where a tensor breaks a condition.
#pragma once

#include <tenon/plugin.h>

#include <limits>
#include <string>

namespace tenon::plugins
{

struct Assert : plugin::Plugin
{
    static constexpr char const* kName = "Assert";
    static constexpr char const* kVersion = "1";

    float min{-std::numeric_limits<float>::infinity()};
    float max{std::numeric_limits<float>::infinity()};
    int32_t allowNaN{0};
    int32_t allowInfinity{0};
    std::string message;

    template <typename D>
    static void declare(D& d)
    {
        using nvinfer1::DataType;
        std::vector<DataType> const types{DataType::kFLOAT, DataType::kHALF, DataType::kINT32};
        d.about("y = x; the inference fails where an element is less than `min`, greater than `max`, NaN or infinite.");
        d.input("x", "any shape").types(types, "T");
        d.output("y", "`x`").types(types, "T");
        d.field("min", &Assert::min, "the least value that is right");
        d.field("max", &Assert::max, "the greatest value that is right");
        d.field("allow_nan", &Assert::allowNaN, "whether NaN is right").choices({{"no", 0}, {"yes", 1}});
        d.field("allow_infinity", &Assert::allowInfinity, "whether infinities within `min` and `max` are right")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("message", &Assert::message, "what the error says besides the facts");
    }

    std::string validate() const;
    size_t workspaceBytes(plugin::Problem const&) const { return 2 * sizeof(unsigned long long); }
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;

private:
    int32_t fail(plugin::Tensor const& x, int64_t count, int64_t first, double value) const;
};

using AssertCreator = plugin::Creator<Assert, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
