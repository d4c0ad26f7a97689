#include "ops/fill/fill.h"

#if TENON_CUDA
#include "ops/common/extents_of_cuda.h"
#include "ops/common/plain_cuda.h"
#include "ops/fill/fill_cuda.h"

namespace tenon::ops
{
namespace
{

using nvinfer1::FillOperation;

//! The numbers of an inference depend on how many there were before it.
class FillCudaKernel final : public graph::Kernel
{
public:
    FillCudaKernel(FillParams const& params, FillInputs const& connected, base::DataType type, int32_t ordinal)
        : params_(params)
        , connected_(connected)
        , type_(type)
        , ordinal_(ordinal)
    {
    }

    graph::Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(std::make_unique<FillCudaKernel>(params_, connected_, type_, ordinal_));
    }

    //! A recording would repeat the random numbers.
    bool isRecordable() const override { return params_.operation == FillOperation::kLINSPACE; }

    graph::Status setShapes(std::span<graph::TensorDesc const>, std::span<graph::TensorDesc const> outputs) override
    {
        extents_ = extentsOf(outputs[0].dims);
        return {};
    }

    graph::Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle stream) override
    {
        size_t const alphaAt = connected_.dims ? 1 : 0;
        void const* const alpha = connected_.alpha ? inputs[alphaAt] : nullptr;
        void const* const beta = connected_.beta ? inputs[alphaAt + (connected_.alpha ? 1 : 0)] : nullptr;
        using Kind = FillProblem::Kind;
        Kind const kind = params_.operation == FillOperation::kLINSPACE
            ? Kind::kSPACE
            : (params_.operation == FillOperation::kRANDOM_UNIFORM ? Kind::kUNIFORM : Kind::kNORMAL);
        FillProblem const problem{extents_, type_, kind, params_.alpha, params_.beta, params_.alphaInt, params_.betaInt,
            params_.integers, fillSeed(++inference_)};
        return devices::checkCuda(launchFill(problem, alpha, beta, outputs[0], static_cast<cudaStream_t>(stream)),
            "launching fill", ordinal_);
    }

private:
    FillParams params_;
    FillInputs connected_;
    base::DataType type_;
    int32_t ordinal_;
    Extents extents_;
    uint64_t inference_{0};
};

} // namespace

std::unique_ptr<graph::Kernel> makeFillCuda(
    FillParams const& params, base::DataType type, FillInputs const& connected, graph::KernelRequest const& request)
{
    return std::make_unique<FillCudaKernel>(params, connected, type, request.device->ordinal());
}

} // namespace tenon::ops
#endif // TENON_CUDA
