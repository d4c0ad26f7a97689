#include "pool_kernels.h"

#include <tenon/half.h>
#include <tenon/host_kernels.h>

#include <algorithm>
#include <cmath>
#include <limits>

using nvinfer1::DataType;

namespace
{

template <typename T, typename Load, typename Store>
void poolPlanes(PoolShape const& s, int32_t batch, T const* input, T* output, Load const& load, Store const& store)
{
    int64_t const inPlane = int64_t{s.height} * s.width;
    int64_t const outPlane = int64_t{s.outHeight()} * s.outWidth();
    tenon::parallelFor(int64_t{batch} * s.channels, 64, [&](int64_t begin, int64_t end) {
        for (int64_t plane = begin; plane < end; ++plane)
        {
            for (int64_t i = 0; i < outPlane; ++i)
            {
                int32_t const top = static_cast<int32_t>(i / s.outWidth()) * s.strideHeight - s.padHeight;
                int32_t const left = static_cast<int32_t>(i % s.outWidth()) * s.strideWidth - s.padWidth;
                float most = -std::numeric_limits<float>::infinity();
                for (int32_t y = std::max(top, 0); y < std::min(top + s.kernelHeight, s.height); ++y)
                {
                    for (int32_t x = std::max(left, 0); x < std::min(left + s.kernelWidth, s.width); ++x)
                    {
                        most = std::max(most, load(input[plane * inPlane + y * s.width + x]));
                    }
                }
                output[plane * outPlane + i] = store(most);
            }
        }
    });
}

} // namespace

int32_t poolOnCpu(PoolShape const& shape, int32_t batch, DataType type, float inputScale, float outputScale,
    void const* input, void* output)
{
    switch (type)
    {
    case DataType::kFLOAT:
        poolPlanes(
            shape, batch, static_cast<float const*>(input), static_cast<float*>(output), [](float v) { return v; },
            [](float v) { return v; });
        return 0;
    case DataType::kHALF:
        poolPlanes(
            shape, batch, static_cast<tenon::Half const*>(input), static_cast<tenon::Half*>(output),
            [](tenon::Half v) { return float(v); }, [](float v) { return tenon::Half(v); });
        return 0;
    case DataType::kINT8:
    {
        float const factor = inputScale / outputScale;
        poolPlanes(
            shape, batch, static_cast<int8_t const*>(input), static_cast<int8_t*>(output),
            [](int8_t v) { return static_cast<float>(v); },
            [factor](float v) {
                return static_cast<int8_t>(std::min(std::max(std::nearbyint(v * factor), -128.0F), 127.0F));
            });
        return 0;
    }
    default: return 1;
    }
}
