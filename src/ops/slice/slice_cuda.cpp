// Slices inside of their input are strided copies; all others go element by element (slice_cuda.cu). Lists that are constants of the network are
// read when the kernel is made, others by the kernel itself.
#include "ops/slice/slice.h"

#if TENON_CUDA
#include "ops/common/checks.h"
#include "ops/common/extents_of_cuda.h"
#include "ops/common/loops_cuda.h"
#include "ops/common/plain_cuda.h"
#include "ops/slice/slice_cuda.h"

#include <tuple>

namespace tenon::ops
{
namespace
{

using nvinfer1::SampleMode;

std::vector<int64_t> integersOf(graph::ConstantData const& constant)
{
    std::vector<int64_t> values;
    for (int64_t i = 0; i < constant.count; ++i)
    {
        values.push_back(constant.type == base::DataType::kINT32 ? static_cast<int32_t const*>(constant.data)[i]
                                                                 : static_cast<int64_t const*>(constant.data)[i]);
    }
    return values;
}

//! What is known when the kernel is made. Numbers of inputs count connected ones; −1: not connected.
struct SlicePlan
{
    SliceParams params;
    bool hasAxes{false};
    std::vector<int64_t> axes;                              //!< negative ones count from the end
    std::optional<std::vector<int64_t>> start, stride;      //!< constants
    int32_t startInput{-1}, strideInput{-1}, fillInput{-1}; //!< inputs whose values the device reads
    std::vector<int64_t> dimensions(int32_t rank) const
    {
        std::vector<int64_t> all;
        for (int64_t const axis : axes)
        {
            all.push_back(axis < 0 ? axis + rank : axis);
        }
        for (int64_t d = 0; !hasAxes && d < rank; ++d)
        {
            all.push_back(d);
        }
        return all;
    }
};

SliceProblem sliceProblemOf(SlicePlan const& plan, PlainShapes const& shapes)
{
    base::Dims const& in = shapes.inputs[0].dims;
    SliceProblem problem;
    problem.out = extentsOf(shapes.outputs[0].dims);
    problem.in = extentStrides(rowMajorStrides(in));
    problem.mode = plan.params.mode;
    for (int32_t d = 0; d < in.nbDims; ++d)
    {
        problem.inSize[d] = in.d[d];
        problem.stride[d] = 1;
        problem.listAt[d] = -1;
    }
    std::vector<int64_t> const dimensions = plan.dimensions(in.nbDims);
    // Shape inputs do not speak of the hidden batch, which is taken whole; parameters do.
    int32_t const skipped = plan.hasAxes ? 0 : plan.params.hidden;
    for (size_t i = 0; i < dimensions.size(); ++i)
    {
        auto const d = static_cast<size_t>(dimensions[i]);
        int32_t const listed = static_cast<int32_t>(i) - skipped;
        problem.listAt[d] = listed;
        auto const numberOf = [&](std::optional<std::vector<int64_t>> const& constant, int32_t input,
                                  base::Dims const& otherwise, int64_t whole) {
            if (constant)
            {
                return listed < 0 ? whole : (*constant)[static_cast<size_t>(listed)];
            }
            return input >= 0 ? whole : static_cast<int64_t>(otherwise.d[i]);
        };
        problem.start[d] = numberOf(plan.start, plan.startInput, plan.params.start, 0);
        problem.stride[d] = numberOf(plan.stride, plan.strideInput, plan.params.stride, 1);
    }
    return problem;
}

//! Whether all elements lie inside, as far as start and stride are known; where not, of the first dimension that is not.
base::Status checkInside(SliceProblem const& problem)
{
    for (int32_t d = 0; d < problem.out.rank; ++d)
    {
        int64_t const last = problem.start[d] + (problem.out.size[d] - 1) * problem.stride[d];
        int64_t const low = std::min(problem.start[d], last);
        int64_t const high = std::max(problem.start[d], last);
        if (problem.out.size[d] != 0 && (low < 0 || high >= problem.inSize[d]))
        {
            return base::invalidArgument(
                "slice: expected elements from 0 to {} in dimension {}, found {} to {} (start {}, size {}, stride {})",
                problem.inSize[d] - 1, d, low, high, problem.start[d], problem.out.size[d], problem.stride[d]);
        }
    }
    return {};
}

bool isForwardCopy(SliceProblem const& problem)
{
    bool forward = problem.out.rank != 0 && problem.out.count != 0 && checkInside(problem).ok();
    for (int32_t d = 0; d < problem.out.rank; ++d)
    {
        forward = forward && problem.stride[d] > 0;
    }
    return forward;
}

//! The loops of a forward copy, and the element of the input that they begin at.
std::pair<CudaLoops, int64_t> forwardLoops(SliceProblem const& problem, int64_t elementBytes)
{
    std::vector<StridedLoop> loops;
    int64_t outStride = 1;
    int64_t first = 0;
    for (int32_t d = problem.out.rank - 1; d >= 0; --d)
    {
        loops.push_back({problem.out.size[d], problem.stride[d] * problem.in.d[d], outStride});
        first += problem.start[d] * problem.in.d[d];
        outStride *= problem.out.size[d];
    }
    CudaLoops ready = cudaLoopsOf(StridedCopy(std::move(loops), elementBytes));
    if (ready.rank == 0)
    {
        ready.rank = 1;
        ready.count = 1;
        ready.loop[0] = {1, 1, 1};
    }
    return {ready, first};
}

class SliceCudaKernel final : public graph::Kernel
{
public:
    SliceCudaKernel(std::shared_ptr<SlicePlan const> plan, int32_t ordinal)
        : plan_(std::move(plan))
        , ordinal_(ordinal)
    {
    }

    graph::Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(std::make_unique<SliceCudaKernel>(plan_, ordinal_));
    }

    graph::Status setShapes(
        std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override
    {
        PlainShapes const shapes{{inputs.begin(), inputs.end()}, {outputs.begin(), outputs.end()}};
        problem_ = sliceProblemOf(*plan_, shapes);
        elementBytes_ = base::bytesOf(inputs[0].type);
        bool const known = plan_->startInput < 0 && plan_->strideInput < 0;
        problem_.wideStart =
            plan_->startInput >= 0 && inputs[static_cast<size_t>(plan_->startInput)].type == base::DataType::kINT64;
        problem_.wideStride =
            plan_->strideInput >= 0 && inputs[static_cast<size_t>(plan_->strideInput)].type == base::DataType::kINT64;
        if (known && plan_->params.mode == SampleMode::kSTRICT_BOUNDS)
        {
            TENON_CHECK(checkInside(problem_));
        }
        forward_ = known && isForwardCopy(problem_);
        if (forward_)
        {
            std::tie(loops_, first_) = forwardLoops(problem_, elementBytes_);
        }
        return {};
    }

    graph::Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle stream) override
    {
        return devices::checkCuda(
            launch(inputs, outputs[0], static_cast<cudaStream_t>(stream)), "launching a slice", ordinal_);
    }

private:
    cudaError_t launch(void const* const* inputs, void* out, cudaStream_t stream)
    {
        if (forward_)
        {
            void const* const from = static_cast<std::byte const*>(inputs[0]) + first_ * elementBytes_;
            return launchStridedCopy(loops_, static_cast<int32_t>(elementBytes_), from, out, stream);
        }
        auto const input = [&](int32_t index) { return index < 0 ? nullptr : inputs[index]; };
        problem_.startList = input(plan_->startInput);
        problem_.strideList = input(plan_->strideInput);
        return launchSlice(problem_, elementBytes_, inputs[0], input(plan_->fillInput), out, stream);
    }

    std::shared_ptr<SlicePlan const> plan_;
    int32_t ordinal_;
    SliceProblem problem_;
    int64_t elementBytes_{4};
    bool forward_{false};
    CudaLoops loops_; //!< of a forward copy
    int64_t first_{0};
};

} // namespace

bool slicesOnCuda(SliceOp const& op)
{
    return !isConnected(op, 5) || !constantInput(op, 5).empty();
}

graph::Result<std::unique_ptr<graph::Kernel>> makeSliceCuda(SliceOp const& op, graph::KernelRequest const& request)
{
    auto plan = std::make_shared<SlicePlan>();
    plan->params = op.params;
    plan->hasAxes = isConnected(op, 5) || !op.params.axes.empty();
    plan->axes = op.params.axes;
    if (isConnected(op, 5))
    {
        plan->axes.clear();
        for (int64_t const axis : integersOf(constantInput(op, 5)))
        {
            plan->axes.push_back(axis < 0 ? axis : axis + op.params.hidden);
        }
    }
    int32_t next = 1;
    auto const take = [&](size_t index, std::optional<std::vector<int64_t>>* constant) -> int32_t {
        if (!isConnected(op, index))
        {
            return -1;
        }
        int32_t const input = next++;
        graph::ConstantData const data = constantInput(op, index);
        if (constant != nullptr && !data.empty())
        {
            *constant = integersOf(data);
            return -1;
        }
        return input;
    };
    plan->startInput = take(1, &plan->start);
    static_cast<void>(take(2, nullptr));
    plan->strideInput = take(3, &plan->stride);
    plan->fillInput = take(4, nullptr);
    return std::unique_ptr<graph::Kernel>(
        std::make_unique<SliceCudaKernel>(std::move(plan), request.device->ordinal()));
}

} // namespace tenon::ops
#endif // TENON_CUDA
