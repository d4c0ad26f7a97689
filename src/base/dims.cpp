#include "base/dims.h"

#include "base/checked.h"

#include <algorithm>

namespace tenon::base
{

std::string toString(Dims const& dims)
{
    if (dims.nbDims < 0)
    {
        return "unknown rank";
    }
    if (dims.nbDims == 0)
    {
        return "scalar";
    }
    return fmt::format("{}", fmt::join(sizesOf(dims), "x"));
}

Result<int64_t> volume(Dims const& dims)
{
    if (dims.nbDims < 0 || dims.nbDims > kMaxDims)
    {
        return invalidArgument("dimensions: expected a rank from 0 to {}, found {}", kMaxDims, dims.nbDims);
    }
    int64_t product = 1;
    bool empty = false;
    for (int64_t const size : sizesOf(dims))
    {
        if (size < 0)
        {
            return invalidArgument("dimensions {}: expected sizes of at least 0, found {}", toString(dims), size);
        }
        empty |= size == 0;
    }
    if (empty)
    {
        return int64_t{0};
    }
    for (int64_t const size : sizesOf(dims))
    {
        auto const next = checkedMul(product, size);
        if (!next)
        {
            return invalidArgument("dimensions {}: expected a volume below 2^63, found a larger one", toString(dims));
        }
        product = *next;
    }
    return product;
}

int64_t volumeUnchecked(Dims const& dims)
{
    int64_t product = 1;
    for (int64_t const size : sizesOf(dims))
    {
        product *= size;
    }
    return product;
}

bool operator==(Dims const& a, Dims const& b)
{
    auto const left = sizesOf(a);
    auto const right = sizesOf(b);
    return a.nbDims == b.nbDims && std::equal(left.begin(), left.end(), right.begin());
}

Dims makeDims(std::initializer_list<int64_t> sizes)
{
    Dims dims{};
    for (int64_t const size : sizes)
    {
        if (dims.nbDims == kMaxDims)
        {
            break;
        }
        dims.d[dims.nbDims++] = size;
    }
    return dims;
}

Result<Dims> makeDims(std::span<int64_t const> sizes)
{
    if (sizes.size() > static_cast<size_t>(kMaxDims))
    {
        return invalidArgument("dimensions: expected a rank of at most {}, found {}", kMaxDims, sizes.size());
    }
    Dims dims{};
    dims.nbDims = static_cast<int32_t>(sizes.size());
    std::copy(sizes.begin(), sizes.end(), dims.d);
    return dims;
}

} // namespace tenon::base
