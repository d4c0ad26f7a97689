// nvinfer1::utils of releases 7 and 8: weights rearranged in memory.
#include "api/argument_checks.h"
#include "api/guard.h"
#include "base/dims.h"
#include "base/tensor_types.h"

#include <NvInfer.h>

#include <cstring>

namespace
{

using tenon::base::Dims;
using tenon::base::Log;
using tenon::base::Result;
using tenon::base::Status;

Log utilityLog()
{
    return Log(getLogger());
}

//! Error unless `order` holds each of 0 to count - 1 once.
Status checkPermutation(char const* what, int32_t const* order, int32_t count)
{
    TENON_CHECK(tenon::api::checkPointer(what, order));
    std::vector<bool> seen(static_cast<size_t>(count));
    for (int32_t i = 0; i < count; ++i)
    {
        if (order[i] < 0 || order[i] >= count || seen[static_cast<size_t>(order[i])])
        {
            return tenon::base::invalidArgument(
                "{}: expected each of 0 to {} once, found {} at position {}", what, count - 1, order[i], i);
        }
        seen[static_cast<size_t>(order[i])] = true;
    }
    return {};
}

//! Bytes of an element. Error for types that are smaller than a byte, or unknown.
Result<size_t> elementBytes(nvinfer1::DataType type)
{
    TENON_CHECK(tenon::api::checkKnown("type of the weights", type));
    if (tenon::base::bitsOf(type) % 8 != 0)
    {
        return tenon::base::invalidArgument(
            "type of the weights: expected one of whole bytes, found {}", tenon::base::name(type));
    }
    return static_cast<size_t>(tenon::base::bytesOf(type));
}

Status reshape(nvinfer1::Weights const& input, int32_t const* shape, int32_t const* order, void* data, int32_t nbDims)
{
    TENON_CHECK(tenon::api::checkPointer("values of the weights", input.values));
    TENON_CHECK(tenon::api::checkPointer("shape", shape));
    TENON_CHECK(tenon::api::checkPointer("data", data));
    if (nbDims < 1 || nbDims > tenon::base::kMaxDims)
    {
        return tenon::base::invalidArgument(
            "number of dimensions: expected 1 to {}, found {}", tenon::base::kMaxDims, nbDims);
    }
    TENON_CHECK(checkPermutation("order of the dimensions", order, nbDims));
    TENON_ASSIGN(size_t const bytes, elementBytes(input.type));
    Dims dims{};
    for (; dims.nbDims < nbDims; ++dims.nbDims)
    {
        if (shape[dims.nbDims] < 0)
        {
            return tenon::base::invalidArgument(
                "shape: expected sizes of at least 0, found {} at position {}", shape[dims.nbDims], dims.nbDims);
        }
        dims.d[dims.nbDims] = shape[dims.nbDims];
    }
    TENON_ASSIGN(int64_t const count, tenon::base::volume(dims));
    if (count != input.count)
    {
        return tenon::base::invalidArgument("shape {}: expected a volume of {}, the number of weights, found {}",
            tenon::base::toString(dims), input.count, count);
    }
    // Strides of the input, in the order of the output's dimensions.
    int64_t strides[tenon::base::kMaxDims]{}, sizes[tenon::base::kMaxDims]{}, at[tenon::base::kMaxDims]{};
    int64_t inputStrides[tenon::base::kMaxDims]{};
    for (int64_t stride = 1, d = nbDims - 1; d >= 0; --d)
    {
        inputStrides[d] = stride;
        stride *= dims.d[d];
    }
    for (int32_t d = 0; d < nbDims; ++d)
    {
        strides[d] = inputStrides[order[d]];
        sizes[d] = dims.d[order[d]];
    }
    auto const* const in = static_cast<std::byte const*>(input.values);
    auto* const out = static_cast<std::byte*>(data);
    int64_t from = 0;
    for (int64_t to = 0; to < count; ++to)
    {
        std::memcpy(out + static_cast<size_t>(to) * bytes, in + static_cast<size_t>(from) * bytes, bytes);
        for (int32_t d = nbDims - 1; d >= 0; --d)
        {
            from += strides[d];
            if (++at[d] < sizes[d])
            {
                break;
            }
            from -= strides[d] * sizes[d];
            at[d] = 0;
        }
    }
    return {};
}

} // namespace

#pragma GCC visibility push(default)

namespace nvinfer1::utils
{

// Declared in NvUtils.h, which is for levels 7 and 8: nothing in these signatures depends on the level.
bool reshapeWeights(
    Weights const& input, int32_t const* shape, int32_t const* shapeOrder, void* data, int32_t nbDims) noexcept;
bool reorderSubBuffers(void* input, int32_t const* order, int32_t num, int32_t size) noexcept;
bool transposeSubBuffers(void* input, DataType type, int32_t num, int32_t height, int32_t width) noexcept;

bool reshapeWeights(
    Weights const& input, int32_t const* shape, int32_t const* shapeOrder, void* data, int32_t nbDims) noexcept
{
    return tenon::api::succeeds(
        utilityLog(), "utils::reshapeWeights", [&] { return reshape(input, shape, shapeOrder, data, nbDims); });
}

bool reorderSubBuffers(void* input, int32_t const* order, int32_t num, int32_t size) noexcept
{
    return tenon::api::succeeds(utilityLog(), "utils::reorderSubBuffers", [&]() -> Status {
        TENON_CHECK(tenon::api::checkPointer("buffers", input));
        TENON_CHECK(tenon::api::checkAtLeast("number of buffers", num, 0));
        TENON_CHECK(tenon::api::checkAtLeast("size of a buffer", size, 0));
        TENON_CHECK(checkPermutation("order of the buffers", order, num));
        auto* const bytes = static_cast<std::byte*>(input);
        auto const each = static_cast<size_t>(size);
        std::vector<std::byte> const before(bytes, bytes + static_cast<size_t>(num) * each);
        for (int32_t i = 0; i < num && each != 0; ++i)
        {
            std::memcpy(
                bytes + static_cast<size_t>(i) * each, before.data() + static_cast<size_t>(order[i]) * each, each);
        }
        return {};
    });
}

bool transposeSubBuffers(void* input, DataType type, int32_t num, int32_t height, int32_t width) noexcept
{
    return tenon::api::succeeds(utilityLog(), "utils::transposeSubBuffers", [&]() -> Status {
        TENON_CHECK(tenon::api::checkPointer("matrices", input));
        TENON_CHECK(tenon::api::checkAtLeast("number of matrices", num, 0));
        TENON_CHECK(tenon::api::checkAtLeast("height", height, 0));
        TENON_CHECK(tenon::api::checkAtLeast("width", width, 0));
        TENON_ASSIGN(size_t const bytes, elementBytes(type));
        Dims const dims = tenon::base::makeDims({num, height, width});
        TENON_ASSIGN(int64_t const count, tenon::base::volume(dims));
        auto* const begin = static_cast<std::byte*>(input);
        std::vector<std::byte> const before(begin, begin + static_cast<size_t>(count) * bytes);
        int32_t const shape[]{num, height, width};
        int32_t const order[]{0, 2, 1};
        return count == 0 ? Status() : reshape({type, before.data(), count}, shape, order, input, 3);
    });
}

} // namespace nvinfer1::utils

#pragma GCC visibility pop
