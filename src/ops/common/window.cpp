#include "ops/common/window.h"

#include <impl/NvInferLegacyTables.h>

#include <algorithm>

namespace tenon::ops
{
namespace
{

Status validateList(Dims const& list, char const* name, int32_t spatialDims, int64_t least)
{
    if (list.nbDims != 0 && list.nbDims != spatialDims)
    {
        return base::invalidArgument(
            "{}: expected one number for each of the {} spatial dimensions, found {}", name, spatialDims, list.nbDims);
    }
    for (int64_t const each : base::sizesOf(list))
    {
        if (each < least || each > INT32_MAX)
        {
            return base::invalidArgument(
                "{} {}: expected numbers from {} to {}, found {}", name, base::toString(list), least, INT32_MAX, each);
        }
    }
    return {};
}

bool isCaffe(PaddingMode mode)
{
    return mode == nvinfer1::apiv::legacy::kPADDING_MODE_CAFFE_ROUND_DOWN
        || mode == nvinfer1::apiv::legacy::kPADDING_MODE_CAFFE_ROUND_UP;
}

bool roundsUp(PaddingMode mode)
{
    return mode == PaddingMode::kEXPLICIT_ROUND_UP || mode == nvinfer1::apiv::legacy::kPADDING_MODE_CAFFE_ROUND_UP;
}

bool isSamePadding(PaddingMode mode)
{
    return mode == PaddingMode::kSAME_UPPER || mode == PaddingMode::kSAME_LOWER;
}

base::Error noWindow(WindowAxis const& axis, int32_t spatialDim, int64_t input)
{
    return base::invalidArgument(
        "spatial dimension {}: expected an input with padding of at least the window's extent of {} ({} elements, "
        "dilation {}), found {} + {} + {}",
        spatialDim, axis.extent(), axis.size, axis.dilation, input, axis.prePadding, axis.postPadding);
}

} // namespace

WindowAxis axisOf(Window const& window, int32_t spatialDim)
{
    auto const at = [&](Dims const& list, int64_t otherwise) {
        return list.nbDims == 0 ? otherwise : list.d[spatialDim];
    };
    int64_t const pre = at(window.prePadding, 0);
    int64_t const post = isCaffe(window.mode) ? pre : at(window.postPadding, 0);
    return {window.size.d[spatialDim], at(window.stride, 1), at(window.dilation, 1), pre, post};
}

Status validate(Window const& window, char const* sizeName)
{
    int32_t const spatialDims = window.size.nbDims;
    if (spatialDims < 1 || spatialDims > 3)
    {
        return base::invalidArgument("{}: expected 1 to 3 spatial dimensions, found {}", sizeName, spatialDims);
    }
    TENON_CHECK(validateList(window.size, sizeName, spatialDims, 1));
    TENON_CHECK(validateList(window.stride, "stride", spatialDims, 1));
    TENON_CHECK(validateList(window.dilation, "dilation", spatialDims, 1));
    TENON_CHECK(validateList(window.prePadding, "pre-padding", spatialDims, 0));
    TENON_CHECK(validateList(window.postPadding, "post-padding", spatialDims, -int64_t{INT32_MAX}));
    bool const isExplicit =
        window.mode == PaddingMode::kEXPLICIT_ROUND_DOWN || window.mode == PaddingMode::kEXPLICIT_ROUND_UP;
    if (isExplicit || isSamePadding(window.mode) || isCaffe(window.mode))
    {
        return {};
    }
    return base::invalidArgument(
        "padding mode: expected one of nvinfer1::PaddingMode, found number {}", static_cast<int32_t>(window.mode));
}

Result<Window> withFormula(
    Window window, OutputFormula const& formula, std::span<graph::Dim const> spatial, bool transposed)
{
    if (!formula || window.size.nbDims != 2 || spatial.size() != 2)
    {
        return window;
    }
    Dims input{};
    for (graph::Dim const& dim : spatial)
    {
        if (!dim->isConstant())
        {
            return base::invalidArgument(
                "output dimensions formula: expected spatial dimensions that are known when the network is built, "
                "found an open one; use a padding mode");
        }
        input.d[input.nbDims++] = dim->value();
    }
    TENON_ASSIGN(Dims const output, formula(input, window));
    if (output.nbDims != 2 || output.d[0] < 1 || output.d[1] < 1)
    {
        return base::invalidArgument(
            "output dimensions formula: expected 2 sizes of at least 1 for an input of {}, found {}",
            base::toString(input), base::toString(output));
    }
    window.postPadding.nbDims = 2;
    for (int32_t d = 0; d < 2; ++d)
    {
        WindowAxis const axis = axisOf(window, d);
        window.postPadding.d[d] = transposed
            ? (input.d[d] - 1) * axis.stride + axis.extent() - axis.prePadding - output.d[d]
            : (output.d[d] - 1) * axis.stride + axis.extent() - axis.prePadding - input.d[d];
    }
    window.mode = PaddingMode::kEXPLICIT_ROUND_DOWN;
    return window;
}

Result<graph::Dim> outputDim(Window const& window, int32_t spatialDim, graph::Dim const& input)
{
    WindowAxis const axis = axisOf(window, spatialDim);
    if (input->isConstant())
    {
        TENON_ASSIGN(WindowPlacement const placed, placeWindows(window, spatialDim, input->value()));
        return graph::constant(placed.output);
    }
    graph::Dim const stride = graph::constant(axis.stride);
    if (isSamePadding(window.mode))
    {
        return graph::ceilDiv(input, stride);
    }
    graph::Dim const room = graph::add(input, graph::constant(axis.prePadding + axis.postPadding - axis.extent()));
    graph::Dim const steps = roundsUp(window.mode) ? graph::ceilDiv(room, stride) : graph::floorDiv(room, stride);
    return graph::add(steps, graph::constant(1));
}

Result<WindowPlacement> placeWindows(Window const& window, int32_t spatialDim, int64_t input)
{
    WindowAxis const axis = axisOf(window, spatialDim);
    WindowPlacement placed{0, axis.prePadding, axis.postPadding, 0};
    if (input < 0 || input > INT64_MAX / 4)
    {
        return base::invalidArgument(
            "spatial dimension {}: expected a size from 0 to 2^61, found {}", spatialDim, input);
    }
    if (isSamePadding(window.mode))
    {
        placed.output = (input + axis.stride - 1) / axis.stride;
        int64_t const total = std::max<int64_t>((placed.output - 1) * axis.stride + axis.extent() - input, 0);
        placed.prePadding = window.mode == PaddingMode::kSAME_UPPER ? total / 2 : total - total / 2;
        placed.postPadding = total - placed.prePadding;
    }
    else
    {
        int64_t const room = input + axis.prePadding + axis.postPadding - axis.extent();
        if (room < 0)
        {
            return noWindow(axis, spatialDim, input);
        }
        int64_t const rest = roundsUp(window.mode) ? axis.stride - 1 : 0;
        placed.output = (room + rest) / axis.stride + 1;
    }
    placed.reach = (placed.output - 1) * axis.stride + axis.extent() - placed.prePadding - input;
    return placed;
}

} // namespace tenon::ops
