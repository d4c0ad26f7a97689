// y = the same tensor in another type and format: the walks of layout_walk.h over common/strided_copy_cuda.cu, whose threads and memory
// traffic they have; outputs with padding are cleared first.
#include "ops/reformat/reformat_cuda.h"

#if TENON_CUDA
#include "ops/common/cuda_kernel.h"
#include "ops/common/loops_cuda.h"
#include "ops/reformat/layout_walk.h"

#include <limits>

namespace tenon::ops
{
namespace
{

using base::DataType;
using base::Dims;
using base::operator==;
using graph::TensorDesc;
using graph::TypeFormat;

base::Status checkScale(TensorDesc const& tensor, char const* role)
{
    if (tensor.type == DataType::kINT8 && !(tensor.scale > 0.0F && tensor.scale <= std::numeric_limits<float>::max()))
    {
        return base::invalidArgument(
            "reformat: expected a finite scale above 0 for an int8 {}, found {}", role, tensor.scale);
    }
    return {};
}

struct ReformatWork
{
    struct Walk
    {
        CudaLoops loops;
        int64_t inBytes;
        int64_t outBytes;
    };
    TypeFormat from, to;
    CudaQuantity source{}, target{};
    std::vector<Walk> walks{};
    int64_t flatCount{0};
    size_t clearedBytes{0};
    bool sameType{false};
    bool flat{false};

    static constexpr char const* kName = "reformat";

    base::Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs)
    {
        Dims const& dims = inputs[0].dims;
        if (!(dims == outputs[0].dims))
        {
            return base::error(base::ErrorCode::kINTERNAL_ERROR, "reformat: expected equal dims, found {} and {}",
                base::toString(dims), base::toString(outputs[0].dims));
        }
        TENON_CHECK(checkScale(inputs[0], "input"));
        TENON_CHECK(checkScale(outputs[0], "output"));
        TENON_CHECK(base::bytesOf(dims, from.type, from.format));
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(dims, to.type, to.format));
        TENON_ASSIGN(int64_t const elements, base::volume(dims));
        source = {from.type, inputs[0].scale};
        target = {to.type, outputs[0].scale};
        int32_t const inBytes = base::bytesOf(from.type);
        int32_t const outBytes = base::bytesOf(to.type);
        flatCount = bytes / outBytes;
        clearedBytes = flatCount == elements ? 0 : static_cast<size_t>(bytes);
        // What lies in the padding of an input is anybody's: a padded output gets zeros there, also where formats agree.
        flat = from.format == to.format && clearedBytes == 0;
        sameType = from.type == to.type && (from.type != DataType::kINT8 || source.scale == target.scale);
        walks.clear();
        if (!flat && elements != 0)
        {
            for (LayoutWalk const& walk : walksBetween(dims, from.format, to.format))
            {
                walks.push_back({cudaLoopsOf(StridedCopy(walk.loops, outBytes)), walk.inOffset * inBytes,
                    walk.outOffset * outBytes});
            }
        }
        return {};
    }

    cudaError_t enqueue(void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) const
    {
        auto const* const in = static_cast<std::byte const*>(inputs[0]);
        auto* const out = static_cast<std::byte*>(outputs[0]);
        if (in == out && from == to && source.scale == target.scale)
        {
            // A network input that is an output in place; its memory may be read only.
            return cudaSuccess;
        }
        if (flat)
        {
            return convertFlat(in, out, stream);
        }
        cudaError_t code = clearedBytes == 0 ? cudaSuccess : cudaMemsetAsync(out, 0, clearedBytes, stream);
        for (size_t i = 0; i < walks.size() && code == cudaSuccess; ++i)
        {
            Walk const& walk = walks[i];
            code = sameType
                ? launchStridedCopy(walk.loops, base::bytesOf(to.type), in + walk.inBytes, out + walk.outBytes, stream)
                : launchStridedConversion(walk.loops, source, in + walk.inBytes, target, out + walk.outBytes, stream);
        }
        return code;
    }

    cudaError_t convertFlat(void const* in, void* out, cudaStream_t stream) const
    {
        if (sameType && from.type != DataType::kBOOL)
        {
            auto const bytes = static_cast<size_t>(flatCount) * static_cast<size_t>(base::bytesOf(to.type));
            return bytes == 0 ? cudaSuccess : cudaMemcpyAsync(out, in, bytes, cudaMemcpyDeviceToDevice, stream);
        }
        return launchConversion(source, in, target, out, flatCount, stream);
    }
};

} // namespace

std::unique_ptr<graph::Kernel> makeReformatCuda(devices::Device& device, TypeFormat const& from, TypeFormat const& to)
{
    return std::make_unique<CudaKernel<ReformatWork>>(ReformatWork{from, to}, device.ordinal());
}

} // namespace tenon::ops
#endif // TENON_CUDA
