#include "packing.h"

#include "base/tensor_types.h"

#include <cstring>

namespace tenon::tools
{
namespace
{

//! Calls move(linear, packed) with the place of each element in both, in elements.
template <typename Move>
void forEachPlace(nvinfer1::Dims const& dims, nvinfer1::TensorFormat format, Move const& move)
{
    base::FormatLayout const layout = base::layoutOf(format);
    int32_t const channel = layout.spatialDims < 0 ? -1 : dims.nbDims - 1 - layout.spatialDims;
    int64_t const width = layout.components;
    int64_t const count = base::volumeUnchecked(dims);
    for (int64_t i = 0; i < count; ++i)
    {
        int64_t at[nvinfer1::Dims::MAX_DIMS] = {};
        int64_t rest = i;
        for (int32_t d = dims.nbDims - 1; d >= 0; --d)
        {
            at[d] = rest % dims.d[d];
            rest /= dims.d[d];
        }
        int64_t place = 0;
        for (int32_t d = 0; d < dims.nbDims; ++d)
        {
            bool const isChannel = d == channel;
            if (isChannel && layout.channelsLast)
            {
                continue;
            }
            place = isChannel ? place * ((dims.d[d] + width - 1) / width) + at[d] / width : place * dims.d[d] + at[d];
        }
        if (channel >= 0)
        {
            place = layout.channelsLast ? place * ((dims.d[channel] + width - 1) / width * width) + at[channel]
                                        : place * width + at[channel] % width;
        }
        move(i, place);
    }
}

} // namespace

Result<std::vector<std::byte>> packed(Array const& array, nvinfer1::TensorFormat format)
{
    TENON_ASSIGN(int64_t const total, base::bytesOf(array.dims, array.type, format));
    std::vector<std::byte> bytes(static_cast<size_t>(total));
    auto const size = static_cast<size_t>(base::bytesOf(array.type));
    forEachPlace(array.dims, format, [&](int64_t linear, int64_t place) {
        std::memcpy(bytes.data() + static_cast<size_t>(place) * size,
            array.bytes.data() + static_cast<size_t>(linear) * size, size);
    });
    return bytes;
}

Array unpacked(std::vector<std::byte> const& bytes, nvinfer1::DataType type, nvinfer1::Dims const& dims,
    nvinfer1::TensorFormat format)
{
    auto const size = static_cast<size_t>(base::bytesOf(type));
    Array array{type, dims, std::vector<std::byte>(static_cast<size_t>(base::volumeUnchecked(dims)) * size)};
    forEachPlace(dims, format, [&](int64_t linear, int64_t place) {
        std::memcpy(array.bytes.data() + static_cast<size_t>(linear) * size,
            bytes.data() + static_cast<size_t>(place) * size, size);
    });
    return array;
}

} // namespace tenon::tools
