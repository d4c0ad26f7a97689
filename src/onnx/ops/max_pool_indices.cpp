#include "onnx/ops/max_pool_indices.h"

#include "base/dims.h"

#include <algorithm>
#include <limits>

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

//! The windows of a pooling: how many there are, and the indices of elements in a plane.
struct Windows
{
    std::vector<int64_t> size, out, stride, begin, dilation, kernel, pitch;

    int64_t count() const { return product(out); }
    int64_t elements() const { return product(kernel); }
    static int64_t product(std::vector<int64_t> const& sizes)
    {
        int64_t result = 1;
        for (int64_t const each : sizes)
        {
            result *= each;
        }
        return result;
    }

    //! Of element `element` of each window, as indices of the plane; what lies in padding is never a maximum.
    std::vector<double> places(int64_t element) const
    {
        std::vector<double> all;
        for (int64_t p = 0; p < count(); ++p)
        {
            int64_t place = 0;
            int64_t rest = p;
            int64_t inWindow = element;
            for (size_t d = out.size(); d-- > 0;)
            {
                int64_t const at = rest % out[d] * stride[d] - begin[d] + inWindow % kernel[d] * dilation[d];
                place += std::clamp<int64_t>(at, 0, size[d] - 1) * pitch[d];
                rest /= out[d];
                inWindow /= kernel[d];
            }
            all.push_back(static_cast<double>(place));
        }
        return all;
    }
};

Result<Windows> windowsOf(nvinfer1::Dims const& x, nvinfer1::Dims const& kernel, Window& window, bool columnsFirst)
{
    resolveSamePadding(window, kernel, x);
    if (roundsUpIntoPadding(window, kernel, x))
    {
        dropWindowsInPadding(window, kernel, x);
    }
    Windows w;
    for (int32_t d = 0; d < kernel.nbDims; ++d)
    {
        int64_t const size = x.d[x.nbDims - kernel.nbDims + d];
        int64_t const extent = window.dilations.d[d] * (kernel.d[d] - 1) + 1;
        int64_t const room = size + window.prePadding.d[d] + window.postPadding.d[d] - extent;
        bool const up = window.paddingMode == nvinfer1::PaddingMode::kEXPLICIT_ROUND_UP;
        if (size < 1 || room < 0 || window.strides.d[d] < 1 || kernel.d[d] < 1)
        {
            return invalidArgument(
                "expected a window of at most {} in dimension {}, and a stride of at least 1, found {} and {}",
                room + extent, d, extent, window.strides.d[d]);
        }
        w.size.push_back(size);
        w.out.push_back((room + (up ? window.strides.d[d] - 1 : 0)) / window.strides.d[d] + 1);
        w.stride.push_back(window.strides.d[d]);
        w.begin.push_back(window.prePadding.d[d]);
        w.dilation.push_back(window.dilations.d[d]);
        w.kernel.push_back(kernel.d[d]);
    }
    w.pitch.assign(w.size.size(), 1);
    for (size_t i = 1; i < w.size.size(); ++i)
    {
        size_t const d = columnsFirst ? i : w.size.size() - 1 - i;
        size_t const before = columnsFirst ? i - 1 : d + 1;
        w.pitch[d] = w.pitch[before] * w.size[before];
    }
    return w;
}

} // namespace

Result<std::vector<Value>> maxPoolWithIndices(
    Importer& importer, Node const& node, ITensor& x, nvinfer1::Dims const& kernel, Window window)
{
    TENON_CHECK(refuseImplicitBatch(importer, "MaxPool with indices"));
    nvinfer1::Dims const dims = x.getDimensions();
    int64_t all = 1;
    for (int32_t d = 0; d < dims.nbDims; ++d)
    {
        all =
            dims.d[d] < 0 || all < 0 || (dims.d[d] > 0 && all > kMostMatrixElements / dims.d[d]) ? -1 : all * dims.d[d];
    }
    if (all < 0)
    {
        return base::notImplemented(
            "MaxPool with indices of a tensor {}: all sizes must be known while the model is imported, and its elements at most 2^26",
            base::toString(dims));
    }
    TENON_ASSIGN(int64_t const storageOrder, node.integer("storage_order", 0));
    TENON_ASSIGN(Windows const windows, windowsOf(dims, kernel, window, storageOrder != 0));
    constexpr int64_t kMostElements = 8192;
    if (windows.elements() > kMostElements || windows.count() > kMostMatrixElements / windows.elements())
    {
        return base::notImplemented(
            "MaxPool with indices of {} windows of {} elements", windows.count(), windows.elements());
    }
    DataType const type = x.getType();
    bool const narrow = type == DataType::kINT8 || type == DataType::kUINT8;
    TENON_ASSIGN(ITensor* const input, narrow ? cast(importer, x, DataType::kFLOAT) : Result<ITensor*>(&x));
    TENON_ASSIGN(ITensor* const lowest,
        constantOf(importer, "lowest", input->getType(), {}, {-std::numeric_limits<double>::infinity()}));
    Sizes size{dims.d[0], dims.d[1]};
    Sizes stride{1, 1};
    std::vector<int64_t> shape{1, 1};
    for (size_t d = 0; d < windows.out.size(); ++d)
    {
        size.emplace_back(windows.out[d]);
        stride.emplace_back(windows.stride[d]);
        shape.push_back(windows.out[d]);
    }
    ITensor *best = nullptr, *where = nullptr;
    for (int64_t element = 0; element < windows.elements(); ++element)
    {
        Sizes start(size.size(), 0);
        int64_t rest = element;
        for (size_t d = windows.kernel.size(); d-- > 0;)
        {
            start[2 + d] = rest % windows.kernel[d] * windows.dilation[d] - windows.begin[d];
            rest /= windows.kernel[d];
        }
        TENON_ASSIGN(
            ITensor* const taken, slice(importer, *input, start, size, stride, nvinfer1::SampleMode::kFILL, lowest));
        TENON_ASSIGN(ITensor* const places,
            constantOf(importer, node.name() + " places", DataType::kINT64, shape, windows.places(element)));
        if (best == nullptr)
        {
            best = taken;
            where = places;
            continue;
        }
        TENON_ASSIGN(ITensor* const better, elementWise(importer, *taken, *best, ElementWiseOperation::kGREATER));
        TENON_ASSIGN(best, elementWise(importer, *taken, *best, ElementWiseOperation::kMAX));
        TENON_ASSIGN(where, select(importer, *better, *places, *where));
    }
    // Planes lie behind each other.
    std::vector<double> planes;
    for (int64_t p = 0; p < dims.d[0] * dims.d[1]; ++p)
    {
        planes.push_back(static_cast<double>(p * Windows::product(windows.size)));
    }
    std::vector<int64_t> planeShape(shape.size(), 1);
    planeShape[0] = dims.d[0];
    planeShape[1] = dims.d[1];
    TENON_ASSIGN(
        ITensor* const offsets, constantOf(importer, node.name() + " planes", DataType::kINT64, planeShape, planes));
    TENON_ASSIGN(where, elementWise(importer, *where, *offsets, ElementWiseOperation::kSUM));
    TENON_ASSIGN(best, cast(importer, *best, type));
    return std::vector<Value>{{best, nullptr}, {where, nullptr}};
}

} // namespace tenon::onnx
