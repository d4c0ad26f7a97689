// Slice (opsets 1, 10, 11, 13), Pad (1, 2, 11, 13, 18, 19, 21), Split (1, 2, 11, 13, 18), Expand (8, 13), Tile (1, 6, 13): a Slice layer each.
#include "onnx/ops/compose.h"

#include "base/dims.h"

#include <algorithm>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::SampleMode;

namespace
{

//! An input that lists integers; an empty list where it is absent.
Result<Sizes> optionalSizes(Importer& importer, std::span<Value const> inputs, size_t index)
{
    return index < inputs.size() && inputs[index] ? sizesOf(importer, inputs[index]) : Result<Sizes>(Sizes{});
}

//! An index as Slice gives it (negative counts from the end), brought into [low, high] of a dimension of this size.
Result<Size> clamped(Importer& importer, Size const& index, Size const& size, int64_t low, Size const& high)
{
    Size placed = index;
    if (index.isNumber())
    {
        // Huge numbers stand for the end: they must not overflow.
        int64_t const limit = int64_t{1} << 40;
        placed = Size(std::clamp(index.number, -limit, limit));
        if (index.number < 0)
        {
            TENON_ASSIGN(placed, combine(importer, placed, size, ElementWiseOperation::kSUM));
        }
    }
    else
    {
        // index + (index < 0 ? size : 0)
        TENON_ASSIGN(ITensor* const zero, listOf(importer, {0}));
        TENON_ASSIGN(ITensor * negative,
            importer.output(importer.network().addElementWise(*index.tensor, *zero, ElementWiseOperation::kLESS)));
        TENON_ASSIGN(negative, cast(importer, *negative, DataType::kINT64));
        TENON_ASSIGN(Size const shift, combine(importer, Size(*negative), size, ElementWiseOperation::kPROD));
        TENON_ASSIGN(placed, combine(importer, index, shift, ElementWiseOperation::kSUM));
    }
    TENON_ASSIGN(placed, combine(importer, placed, Size(low), ElementWiseOperation::kMAX));
    return combine(importer, placed, high, ElementWiseOperation::kMIN);
}

//! Steps from start to end, none where they lie the wrong way round.
Result<Size> stepCount(Importer& importer, Size const& start, Size const& end, int64_t step)
{
    Size const& from = step > 0 ? start : end;
    Size const& to = step > 0 ? end : start;
    int64_t const stride = std::abs(step);
    TENON_ASSIGN(Size length, combine(importer, to, from, ElementWiseOperation::kSUB));
    TENON_ASSIGN(length, combine(importer, length, Size(stride - 1), ElementWiseOperation::kSUM));
    if (stride != 1)
    {
        TENON_ASSIGN(length, combine(importer, length, Size(stride), ElementWiseOperation::kFLOOR_DIV));
    }
    return combine(importer, length, Size(0), ElementWiseOperation::kMAX);
}

} // namespace

Result<std::vector<Value>> importSlice(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, node.opset() < 10 ? 1 : 3, 5));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    Sizes starts;
    Sizes ends;
    Sizes axes;
    Sizes steps;
    if (node.opset() < 10)
    {
        TENON_ASSIGN(auto const first, node.integers("starts"));
        TENON_ASSIGN(auto const last, node.integers("ends"));
        TENON_ASSIGN(auto const which, node.integers("axes"));
        starts.assign(first.begin(), first.end());
        ends.assign(last.begin(), last.end());
        axes.assign(which.begin(), which.end());
    }
    else
    {
        TENON_ASSIGN(starts, sizesOf(importer, inputs[1]));
        TENON_ASSIGN(ends, sizesOf(importer, inputs[2]));
        TENON_ASSIGN(axes, optionalSizes(importer, inputs, 3));
        TENON_ASSIGN(steps, optionalSizes(importer, inputs, 4));
    }
    bool const sameLength = starts.size() == ends.size() && (axes.empty() || axes.size() == starts.size())
        && (steps.empty() || steps.size() == starts.size());
    if (!sameLength)
    {
        return invalidArgument("expected as many ends, axes and steps as starts, found {}, {} and {} beside {}",
            ends.size(), axes.size(), steps.size(), starts.size());
    }
    if (!allNumbers(axes) || !allNumbers(steps))
    {
        return base::notImplemented("Slice with axes or steps that are computed at run time");
    }
    TENON_ASSIGN(Sizes const dims, sizesOf(importer, *x));
    int32_t const rank = static_cast<int32_t>(dims.size());
    Sizes start(dims.size(), 0);
    Sizes size = dims;
    Sizes stride(dims.size(), 1);
    for (size_t i = 0; i < starts.size(); ++i)
    {
        TENON_ASSIGN(int32_t const axis, importer.axis(axes.empty() ? static_cast<int64_t>(i) : axes[i].number, rank));
        int64_t const step = steps.empty() ? 1 : steps[i].number;
        if (step == 0)
        {
            return invalidArgument("steps: expected another step than 0 for axis {}, found 0", axis);
        }
        Size const& dim = dims[static_cast<size_t>(axis)];
        TENON_ASSIGN(Size const last, combine(importer, dim, Size(1), ElementWiseOperation::kSUB));
        TENON_ASSIGN(Size const from, clamped(importer, starts[i], dim, 0, step > 0 ? dim : last));
        TENON_ASSIGN(Size const to, clamped(importer, ends[i], dim, step > 0 ? 0 : -1, step > 0 ? dim : last));
        TENON_ASSIGN(size[static_cast<size_t>(axis)], stepCount(importer, from, to, step));
        start[static_cast<size_t>(axis)] = from;
        stride[static_cast<size_t>(axis)] = step;
    }
    TENON_ASSIGN(ITensor* const result, slice(importer, *x, start, size, stride));
    return valuesOf(result);
}

namespace
{

Result<SampleMode> modeOf(Node const& node)
{
    TENON_ASSIGN(std::string const mode, node.text("mode", "constant"));
    if (mode == "constant")
    {
        return SampleMode::kFILL;
    }
    if (mode == "reflect")
    {
        return SampleMode::kREFLECT;
    }
    if (mode == "edge")
    {
        return SampleMode::kCLAMP;
    }
    if (mode == "wrap")
    {
        return SampleMode::kWRAP;
    }
    return invalidArgument("attribute \"mode\": expected constant, reflect, edge or wrap, found \"{}\"", mode);
}

//! The value for constant padding, in x's type: a number of the model, or a tensor.
Result<ITensor*> fillOf(Importer& importer, Node const& node, std::span<Value const> inputs, ITensor const& x)
{
    if (node.opset() < 11)
    {
        TENON_ASSIGN(float const value, node.number("value", 0.0F));
        return constantOf(importer, node.name() + " value", x.getType(), {}, {value});
    }
    if (inputs.size() < 3 || !inputs[2])
    {
        return constantOf(importer, node.name() + " value", x.getType(), {}, {0.0});
    }
    return importer.tensor(inputs[2]);
}

} // namespace

Result<std::vector<Value>> importPad(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, node.opset() < 11 ? 1 : 2, 4));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(SampleMode const mode, modeOf(node));
    Sizes pads;
    if (node.opset() < 11)
    {
        TENON_ASSIGN(auto const numbers, node.integers(node.opset() < 2 ? "paddings" : "pads"));
        pads.assign(numbers.begin(), numbers.end());
    }
    else
    {
        TENON_ASSIGN(pads, sizesOf(importer, inputs[1]));
    }
    int32_t const rank = importer.onnxRank(*x);
    TENON_ASSIGN(Sizes axes, optionalSizes(importer, inputs, 3));
    if (axes.empty())
    {
        for (int32_t d = 0; d < rank; ++d)
        {
            axes.emplace_back(d);
        }
    }
    if (!allNumbers(axes) || pads.size() != 2 * axes.size())
    {
        return invalidArgument("pads: expected {} values, two an axis, and axes that are known, found {} values",
            2 * axes.size(), pads.size());
    }
    TENON_ASSIGN(Sizes const dims, sizesOf(importer, *x));
    Sizes start(dims.size(), 0);
    Sizes size = dims;
    Sizes const stride(dims.size(), 1);
    for (size_t i = 0; i < axes.size(); ++i)
    {
        Size const& before = pads[i];
        Size const& behind = pads[i + axes.size()];
        bool const none = before.isNumber() && behind.isNumber() && before.number == 0 && behind.number == 0;
        if (none)
        {
            continue; // also the hidden batch
        }
        TENON_ASSIGN(int32_t const axis, importer.axis(axes[i].number, static_cast<int32_t>(dims.size())));
        auto const at = static_cast<size_t>(axis);
        TENON_ASSIGN(start[at], combine(importer, Size(0), before, ElementWiseOperation::kSUB));
        TENON_ASSIGN(size[at], combine(importer, size[at], before, ElementWiseOperation::kSUM));
        TENON_ASSIGN(size[at], combine(importer, size[at], behind, ElementWiseOperation::kSUM));
    }
    ITensor* fill = nullptr;
    if (mode == SampleMode::kFILL)
    {
        TENON_ASSIGN(fill, fillOf(importer, node, inputs, *x));
    }
    TENON_ASSIGN(ITensor* const result, slice(importer, *x, start, size, stride, mode, fill));
    return valuesOf(result);
}

namespace
{

Result<Sizes> splitSizes(Importer& importer, Node const& node, std::span<Value const> inputs, Size const& whole)
{
    TENON_ASSIGN(auto const fixed,
        node.opset() < 13 ? node.integers("split") : Result<std::vector<int64_t>>(std::vector<int64_t>{}));
    Sizes sizes(fixed.begin(), fixed.end());
    if (inputs.size() > 1 && inputs[1])
    {
        TENON_ASSIGN(sizes, sizesOf(importer, inputs[1]));
    }
    auto const parts = static_cast<int64_t>(node.proto().output_size());
    if (!sizes.empty())
    {
        return static_cast<int64_t>(sizes.size()) == parts
            ? Result<Sizes>(std::move(sizes))
            : invalidArgument("split: expected {} sizes, one an output, found {}", parts, sizes.size());
    }
    TENON_ASSIGN(int64_t const declared, node.integer("num_outputs", parts));
    if (declared != parts)
    {
        return invalidArgument(
            "attribute \"num_outputs\": expected {}, the number of outputs, found {}", parts, declared);
    }
    // Equal parts; the last may be smaller.
    TENON_ASSIGN(Size each, combine(importer, whole, Size(parts - 1), ElementWiseOperation::kSUM));
    TENON_ASSIGN(each, combine(importer, each, Size(parts), ElementWiseOperation::kFLOOR_DIV));
    sizes.assign(static_cast<size_t>(parts), each);
    TENON_ASSIGN(Size const others, combine(importer, each, Size(parts - 1), ElementWiseOperation::kPROD));
    TENON_ASSIGN(sizes.back(), combine(importer, whole, others, ElementWiseOperation::kSUB));
    return sizes;
}

} // namespace

Result<std::vector<Value>> importSplit(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 2));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", 0));
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, x->getDimensions().nbDims));
    TENON_ASSIGN(Sizes const dims, sizesOf(importer, *x));
    auto const at = static_cast<size_t>(axis);
    TENON_ASSIGN(Sizes const sizes, splitSizes(importer, node, inputs, dims[at]));
    std::vector<Value> results;
    Sizes start(dims.size(), 0);
    Sizes const stride(dims.size(), 1);
    for (Size const& part : sizes)
    {
        Sizes size = dims;
        size[at] = part;
        TENON_ASSIGN(ITensor* const result, slice(importer, *x, start, size, stride));
        results.push_back({result, nullptr});
        TENON_ASSIGN(start[at], combine(importer, start[at], part, ElementWiseOperation::kSUM));
    }
    return results;
}

Result<std::vector<Value>> importExpand(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, inputs[1]));
    TENON_ASSIGN(ITensor* const result, expandTo(importer, *x, sizes));
    return valuesOf(result);
}

Result<std::vector<Value>> importTile(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(Sizes repeats, sizesOf(importer, inputs[1]));
    TENON_ASSIGN(Sizes size, sizesOf(importer, *x));
    if (node.opset() < 6)
    {
        // One number of repeats and one axis.
        TENON_CHECK(expectInputs(inputs, 3, 3));
        TENON_ASSIGN(Sizes const along, sizesOf(importer, inputs[2]));
        if (along.size() != 1 || repeats.size() != 1 || !along[0].isNumber())
        {
            return invalidArgument("expected one number of tiles and one axis that is known, found {} and {}",
                repeats.size(), along.size());
        }
        TENON_ASSIGN(int32_t const axis, importer.axis(along[0].number, static_cast<int32_t>(size.size())));
        Sizes all(size.size(), 1);
        all[static_cast<size_t>(axis)] = repeats[0];
        repeats = std::move(all);
    }
    if (repeats.size() != size.size())
    {
        return invalidArgument("repeats: expected {} values, one a dimension, found {}", size.size(), repeats.size());
    }
    for (size_t d = 0; d < size.size(); ++d)
    {
        TENON_ASSIGN(size[d], combine(importer, size[d], repeats[d], ElementWiseOperation::kPROD));
    }
    TENON_ASSIGN(ITensor* const result,
        slice(importer, *x, Sizes(size.size(), 0), size, Sizes(size.size(), 1), SampleMode::kWRAP));
    return valuesOf(result);
}

} // namespace tenon::onnx
