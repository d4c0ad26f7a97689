#include "ops/slice/slice.h"

#include "ops/common/checks.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/shape_values.h"

#include <algorithm>

namespace tenon::ops
{

using base::DataType;
using graph::Dim;
using graph::Result;
using graph::Shape;
using graph::ValueSpec;
using nvinfer1::SampleMode;

namespace
{

constexpr char const* kInputNames[]{"data", "start", "size", "stride", "fill value", "axes"};

//! Values of a shape input, or what the parameters say.
Result<std::vector<Dim>> listOf(
    graph::InferenceInputs const& inputs, size_t index, base::Dims const& otherwise, int32_t hidden)
{
    if (!inputs.has(index))
    {
        Shape const dims = graph::constantShape(otherwise);
        return std::vector<Dim>(dims.begin(), dims.end());
    }
    ValueSpec const& input = inputs[index];
    std::string const subject = fmt::format("input {} ({})", index, kInputNames[index]);
    TENON_CHECK(expectType(subject, input.type, {DataType::kINT32, DataType::kINT64}));
    if (input.dims.size() != 1 || !input.values)
    {
        return base::invalidArgument(
            "{}: expected a shape tensor of rank 1, whose values follow from constants, dimensions and shape inputs, "
            "found {} with unknown values",
            subject, graph::toString(input.dims, inputs.symbolNames));
    }
    // The hidden batch is taken whole.
    std::vector<Dim> values(static_cast<size_t>(hidden), graph::constant(index == 2 ? -1 : index == 3 ? 1 : 0));
    values.insert(values.end(), input.values->begin(), input.values->end());
    return values;
}

Result<std::vector<int64_t>> axesOf(SliceParams const& params, graph::InferenceInputs const& inputs, size_t rank)
{
    std::vector<int64_t> axes = params.axes;
    if (inputs.has(5))
    {
        TENON_ASSIGN(auto const values, listOf(inputs, 5, {}, 0));
        axes.clear();
        for (Dim const& value : values)
        {
            if (!value->isConstant())
            {
                return base::invalidArgument(
                    "input 5 (axes): expected constants, found a value that depends on dimensions");
            }
            axes.push_back(value->value() < 0 ? value->value() : value->value() + params.hidden);
        }
    }
    std::vector<bool> seen(rank, false);
    for (int64_t& axis : axes)
    {
        int64_t const wanted = axis;
        axis = axis < 0 ? axis + static_cast<int64_t>(rank) : axis;
        if (axis < 0 || axis >= static_cast<int64_t>(rank) || seen[static_cast<size_t>(axis)])
        {
            return base::invalidArgument("axes: expected each from {} to {}, and none twice, found {}",
                -static_cast<int64_t>(rank), static_cast<int64_t>(rank) - 1, wanted);
        }
        seen[static_cast<size_t>(axis)] = true;
    }
    return axes;
}

//! One entry a dimension, whether axes are given or not.
Result<std::vector<Dim>> spread(std::vector<Dim> list, std::vector<int64_t> const& axes, bool hasAxes, size_t rank,
    int64_t otherwise, char const* what)
{
    size_t const expected = hasAxes ? axes.size() : rank;
    if (list.size() != expected)
    {
        return base::invalidArgument("{}: expected {} values, one {}, found {}", what, expected,
            hasAxes ? "an axis" : "a dimension", list.size());
    }
    if (!hasAxes)
    {
        return list;
    }
    std::vector<Dim> all(rank, graph::constant(otherwise));
    for (size_t i = 0; i < axes.size(); ++i)
    {
        all[static_cast<size_t>(axes[i])] = list[i];
    }
    return all;
}

base::Status checkBounds(size_t d, Dim const& input, Dim const& start, Dim const& size, Dim const& stride)
{
    if (!input->isConstant() || !start->isConstant() || !size->isConstant() || !stride->isConstant()
        || size->value() == 0)
    {
        return {};
    }
    int64_t const last = start->value() + (size->value() - 1) * stride->value();
    int64_t const low = std::min(start->value(), last);
    int64_t const high = std::max(start->value(), last);
    if (low < 0 || high >= input->value())
    {
        return base::invalidArgument(
            "dimension {}: expected elements from 0 to {}, found {} to {} (start {}, size {}, stride {}); mode kSTRICT_"
            "BOUNDS allows none outside",
            d, input->value() - 1, low, high, start->value(), size->value(), stride->value());
    }
    return {};
}

//! Values of a sliced shape tensor, rank 1, inside its bounds.
std::optional<std::vector<Dim>> slicedValues(
    ValueSpec const& data, Dim const& start, Dim const& size, Dim const& stride)
{
    if (!data.values || data.dims.size() != 1 || !start->isConstant() || !size->isConstant() || !stride->isConstant())
    {
        return std::nullopt;
    }
    std::vector<Dim> values;
    for (int64_t i = 0; i < size->value() && i < kMaxShapeValues; ++i)
    {
        int64_t const at = start->value() + i * stride->value();
        if (at < 0 || at >= static_cast<int64_t>(data.values->size()))
        {
            return std::nullopt;
        }
        values.push_back((*data.values)[static_cast<size_t>(at)]);
    }
    return size->value() > kMaxShapeValues ? std::nullopt : std::optional(std::move(values));
}

base::Status checkFill(graph::InferenceInputs const& inputs)
{
    if (!inputs.has(4))
    {
        return {};
    }
    bool const floating = base::isFloating(inputs[0].type) && base::isFloating(inputs[4].type) && !inputs.stronglyTyped;
    if (inputs[4].type != inputs[0].type && !floating)
    {
        return base::invalidArgument("input 4 (fill value): expected the type of the data, {}, found {}",
            base::name(inputs[0].type), base::name(inputs[4].type));
    }
    bool const single = graph::isConstant(inputs[4].dims) && base::volumeUnchecked(graph::toDims(inputs[4].dims)) == 1;
    return single ? base::Status()
                  : base::invalidArgument("input 4 (fill value): expected one element, found {}",
                      graph::toString(inputs[4].dims, inputs.symbolNames));
}

} // namespace

Result<std::vector<ValueSpec>> SliceOp::infer(graph::InferenceInputs const& inputs) const
{
    if (inputs.size() < 1 || inputs.size() > 6 || !inputs.has(0))
    {
        return base::invalidArgument("inputs: expected 1 to 6 with data, found {}", inputs.size());
    }
    auto const mode = static_cast<int32_t>(params.mode);
    if (mode < 0 || mode >= nvinfer1::EnumMax<SampleMode>())
    {
        return base::invalidArgument("mode: expected a SampleMode, found number {}", mode);
    }
    ValueSpec const& data = inputs[0];
    if (base::bitsOf(data.type) < 8)
    {
        return base::notImplemented("slice of {}", base::name(data.type));
    }
    TENON_CHECK(checkFill(inputs));
    size_t const rank = data.dims.size();
    bool const hasAxes = inputs.has(5) || !params.axes.empty();
    TENON_ASSIGN(auto const axes, axesOf(params, inputs, rank));
    int32_t const hidden = hasAxes ? 0 : params.hidden;
    TENON_ASSIGN(auto start, listOf(inputs, 1, params.start, hidden));
    TENON_ASSIGN(auto size, listOf(inputs, 2, params.size, hidden));
    TENON_ASSIGN(auto stride, listOf(inputs, 3, params.stride, hidden));
    TENON_ASSIGN(start, spread(std::move(start), axes, hasAxes, rank, 0, "start"));
    TENON_ASSIGN(size, spread(std::move(size), axes, hasAxes, rank, -1, "size"));
    TENON_ASSIGN(stride, spread(std::move(stride), axes, hasAxes, rank, 1, "stride"));
    ValueSpec output{data.type, {}, std::nullopt};
    for (size_t d = 0; d < rank; ++d)
    {
        bool const whole = size[d]->isConstant() && size[d]->value() == -1;
        output.dims.push_back(whole ? data.dims[d] : size[d]);
        if (output.dims[d]->isConstant() && output.dims[d]->value() < 0)
        {
            return base::invalidArgument(
                "size: expected at least 0 in dimension {}, found {}", d, output.dims[d]->value());
        }
        if (params.mode == SampleMode::kSTRICT_BOUNDS)
        {
            TENON_CHECK(checkBounds(d, data.dims[d], start[d], output.dims[d], stride[d]));
        }
    }
    if (rank == 1)
    {
        output.values = slicedValues(data, start[0], output.dims[0], stride[0]);
    }
    return std::vector<ValueSpec>{std::move(output)};
}

Result<graph::CandidateList> SliceOp::candidates(graph::CandidateQuery const& query)
{
    bool onCuda = false;
    if constexpr (kHasCuda)
    {
        onCuda = slicesOnCuda(*this);
    }
    return floatingCandidates(query, "cpu", onCuda ? "cuda" : "");
}

Result<std::unique_ptr<graph::Kernel>> SliceOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeSliceCuda(*this, request));
    return makeSliceCpu(params,
        {isConnected(*this, 1), isConnected(*this, 2), isConnected(*this, 3), isConnected(*this, 4),
            isConnected(*this, 5)});
}

} // namespace tenon::ops
