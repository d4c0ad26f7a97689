#include "ops/scale/scale.h"

#if TENON_CUDA
#include "ops/common/cuda_kernel.h"
#include "ops/scale/scale_cuda.h"

#include <algorithm>
#include <cstring>

namespace tenon::ops
{
namespace
{

using base::Dims;
using nvinfer1::ScaleMode;

struct ScaleWork
{
    ScaleMode mode;
    int32_t channelAxis;
    base::DataType type;
    int64_t weights;
    //! scale, shift and, if hasPower, power, one behind the other.
    std::shared_ptr<void const> values;
    bool hasPower;
    int64_t count{0};
    int64_t inner{1};

    static constexpr char const* kName = "scale";

    base::Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const>)
    {
        Dims const& dims = inputs[0].dims;
        TENON_ASSIGN(count, base::volume(dims));
        inner = std::max<int64_t>(count, 1);
        if (mode == ScaleMode::kUNIFORM)
        {
            return {};
        }
        int64_t wanted = 1;
        inner = 1;
        for (int32_t d = channelAxis; d < dims.nbDims; ++d)
        {
            bool const weighted = mode == ScaleMode::kELEMENTWISE || d == channelAxis;
            (weighted ? wanted : inner) *= dims.d[d];
        }
        if (wanted != weights && count != 0)
        {
            return base::invalidArgument(
                "scale: expected {} weights for an input of {}, found {}", wanted, base::toString(dims), weights);
        }
        return {};
    }

    cudaError_t enqueue(void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) const
    {
        auto const* const scale = static_cast<float const*>(values.get());
        return launchScale(type, inputs[0], outputs[0], scale, scale + weights,
            hasPower ? scale + 2 * weights : nullptr, weights, inner, count, stream);
    }
};

} // namespace

graph::Result<std::unique_ptr<graph::Kernel>> makeScaleCuda(
    ScaleParams const& params, graph::KernelRequest const& request)
{
    int64_t const count = std::max({params.shift.count, params.scale.count, params.power.count, int64_t{1}});
    std::vector<float> values;
    bool hasPower = false;
    struct List
    {
        graph::ConstantData const& weights;
        float otherwise;
    };
    for (List const& list : {List{params.scale, 1.0F}, List{params.shift, 0.0F}, List{params.power, 1.0F}})
    {
        if (!list.weights.empty() && list.weights.count != count)
        {
            return base::invalidArgument(
                "scale: expected shift, scale and power to have as many values, found {}, {} and {}",
                params.shift.count, params.scale.count, params.power.count);
        }
        TENON_ASSIGN(graph::ConstantData const floats, graph::toFloat(list.weights));
        for (int64_t i = 0; i < count; ++i)
        {
            values.push_back(list.weights.empty() ? list.otherwise : floats.floats()[static_cast<size_t>(i)]);
        }
    }
    hasPower = std::any_of(values.begin() + 2 * count, values.end(), [](float power) { return power != 1.0F; });
    bool const none = params.shift.empty() && params.scale.empty() && params.power.empty();
    ScaleWork work{none ? ScaleMode::kUNIFORM : params.mode, params.channelAxis, request.candidate.inputs[0].type,
        count, nullptr, hasPower};
    // Three lists in one copy.
    std::string const variant = fmt::format("scale of {}, {} and {}", fmt::ptr(params.scale.data),
        fmt::ptr(params.shift.data), fmt::ptr(params.power.data));
    auto const make = [&](void* made) {
        std::memcpy(made, values.data(), values.size() * sizeof(float));
        return base::okStatus();
    };
    TENON_ASSIGN(
        work.values, request.weightCache()->upload(params.scale.data, variant, values.size() * sizeof(float), make));
    return makeCudaKernel(std::move(work), request);
}

} // namespace tenon::ops
#endif // TENON_CUDA
