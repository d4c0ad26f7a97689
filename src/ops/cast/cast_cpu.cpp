// y = T(x) for each element: pieces of the flat tensor through common/type_conversion.cpp, which says formula and accuracy.
#include "ops/cast/cast_cpu.h"

#include "ops/common/flat_kernel.h"
#include "ops/common/input_checks.h"
#include "ops/common/shape_values.h"
#include "ops/common/type_conversion.h"

namespace tenon::ops
{

using base::DataType;

namespace
{

constexpr std::initializer_list<DataType> kCastableTypes{DataType::kFLOAT, DataType::kHALF, DataType::kBF16,
    DataType::kINT8, DataType::kINT32, DataType::kINT64, DataType::kBOOL, DataType::kUINT8};

} // namespace

base::Status checkCast(DataType from, DataType to)
{
    TENON_CHECK(expectType("input 0", from, kCastableTypes));
    return expectType("output type", to, kCastableTypes);
}

std::optional<std::vector<graph::Dim>> castValues(graph::ValueSpec const& input, DataType to)
{
    if (!input.values || !isShapeType(to))
    {
        return std::nullopt;
    }
    if (to != DataType::kBOOL || input.type == DataType::kBOOL)
    {
        return input.values;
    }
    std::vector<graph::Dim> truths;
    for (graph::Dim const& value : *input.values)
    {
        auto const isZero = graph::operation(nvinfer1::DimensionOperation::kEQUAL, value, graph::constant(0));
        truths.push_back(graph::sub(graph::constant(1), isZero));
    }
    return truths;
}

base::Result<std::unique_ptr<graph::Kernel>> makeCastCpu(DataType from, DataType to)
{
    if (!isCastable(from) || !isCastable(to))
    {
        return base::notImplemented("cast from {} to {}", base::name(from), base::name(to));
    }
    return makeFlatKernel(from, to, 32 * 1024,
        [from, to](void const* in, void* out, int64_t count) { castElements(from, in, to, out, count); });
}

} // namespace tenon::ops
