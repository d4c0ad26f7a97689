#include "api/network/layers/slice.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::ISliceLayer* NetworkDefinition::addSlice(
    nvinfer1::ITensor& input, Dims const& start, Dims const& size, Dims const& stride) noexcept
{
    return add<nvinfer1::ISliceLayer>("INetworkDefinition::addSlice", [&]() -> Result<nvinfer1::ISliceLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        TENON_CHECK(checkDims("start of the slice", start, std::numeric_limits<int64_t>::min()));
        TENON_CHECK(checkDims("size of the slice", size, 0));
        TENON_CHECK(checkDims("stride of the slice", stride, std::numeric_limits<int64_t>::min()));
        auto op = std::make_unique<ops::SliceOp>();
        op->params.hidden = coordinates().hidden();
        auto& layer = addLayer<SliceLayer>(std::move(op), {data}, nvinfer1::LayerType::kSLICE, "Slice");
        TENON_CHECK(layer.place(start, size, stride, {}));
        return &layer;
    });
}

Status SliceLayer::place(Dims const& start, Dims const& size, Dims const& stride, std::vector<int64_t> axes)
{
    // With axes the hidden batch is none of them; without, it is taken whole.
    bool const all = axes.empty();
    ops::SliceParams placed = params();
    placed.start = start;
    placed.size = size;
    placed.stride = stride;
    if (all)
    {
        TENON_ASSIGN(placed.start, coordinates().toGraph(start, 0));
        TENON_ASSIGN(placed.size, coordinates().toGraph(size, -1));
        TENON_ASSIGN(placed.stride, coordinates().toGraph(stride, 1));
    }
    placed.axes = std::move(axes);
    params() = std::move(placed);
    start_ = start;
    size_ = size;
    stride_ = stride;
    return {};
}

void SliceLayer::setStart(Dims const& start) noexcept
{
    set("ISliceLayer::setStart", [&]() -> Status {
        TENON_CHECK(checkDims("start of the slice", start, std::numeric_limits<int64_t>::min()));
        return place(start, size_, stride_, params().axes);
    });
}

Dims SliceLayer::getStart() const noexcept
{
    return isConnected(1) ? Dims{-1, {}} : start_;
}

void SliceLayer::setSize(Dims const& size) noexcept
{
    set("ISliceLayer::setSize", [&]() -> Status {
        TENON_CHECK(checkDims("size of the slice", size, 0));
        return place(start_, size, stride_, params().axes);
    });
}

Dims SliceLayer::getSize() const noexcept
{
    return isConnected(2) ? Dims{-1, {}} : size_;
}

void SliceLayer::setStride(Dims const& stride) noexcept
{
    set("ISliceLayer::setStride", [&]() -> Status {
        TENON_CHECK(checkDims("stride of the slice", stride, std::numeric_limits<int64_t>::min()));
        return place(start_, size_, stride, params().axes);
    });
}

Dims SliceLayer::getStride() const noexcept
{
    return isConnected(3) ? Dims{-1, {}} : stride_;
}

void SliceLayer::setMode(nvinfer1::SampleMode mode) noexcept
{
    set("ISliceLayer::setMode", [&]() -> Status {
        TENON_CHECK(checkEnumerator("mode", mode));
        params().mode = mode;
        return {};
    });
}

void SliceLayer::setAxes(Dims const& axes) noexcept
{
    set("ISliceLayer::setAxes", [&]() -> Status {
        TENON_CHECK(checkDims("axes of the slice", axes, -base::kMaxDims));
        std::vector<int64_t> graphAxes;
        for (int64_t const axis : base::sizesOf(axes))
        {
            graphAxes.push_back(axis < 0 ? axis : axis + coordinates().hidden());
        }
        return place(start_, size_, stride_, std::move(graphAxes));
    });
}

Dims SliceLayer::getAxes() const noexcept
{
    Dims axes{-1, {}};
    if (!isConnected(5) && !params().axes.empty())
    {
        axes.nbDims = 0;
        for (int64_t const axis : params().axes)
        {
            axes.d[axes.nbDims++] = axis < 0 ? axis : axis - coordinates().hidden();
        }
    }
    return axes;
}

} // namespace tenon::api
