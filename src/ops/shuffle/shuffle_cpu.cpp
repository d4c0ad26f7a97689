// y = transpose(reshape(transpose(x, first), dims), second).
//
// A reshape moves nothing. So there is one copy where at most one transposition moves something (dims of size 1 do not count),
// and two, through the workspace, where both do.
// Threads, memory, accuracy: common/strided_copy.cpp.
#include "ops/shuffle/shuffle_cpu.h"

#include "ops/common/strided_copy.h"

#include <algorithm>

namespace tenon::ops
{

using base::Dims;
using graph::Kernel;
using graph::Result;
using graph::Status;
using graph::TensorDesc;

namespace
{

//! Dims before a transposition, from those after it.
Dims untransposed(Dims const& after, std::vector<int64_t> const& order)
{
    Dims before = after;
    for (size_t i = 0; i < order.size(); ++i)
    {
        before.d[order[i]] = after.d[i];
    }
    return before;
}

StridedCopy copyFor(Dims const& before, std::vector<int64_t> const& order, int64_t elementBytes)
{
    if (order.empty())
    {
        return StridedCopy({{base::volumeUnchecked(before), 1, 1}}, elementBytes);
    }
    return StridedCopy(transposeLoops(before, order), elementBytes);
}

class ShuffleKernel final : public Kernel
{
public:
    ShuffleKernel(ShuffleParams params, int64_t elementBytes, size_t workspaceBytes)
        : params_(std::move(params))
        , elementBytes_(elementBytes)
        , workspaceBytes_(workspaceBytes)
    {
    }

    Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<ShuffleKernel>(*this));
    }

    size_t maxWorkspaceBytes() const override { return workspaceBytes_; }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        Dims const& in = inputs[0].dims;
        Dims const& out = outputs[0].dims;
        TENON_ASSIGN(int64_t const inVolume, base::volume(in));
        TENON_ASSIGN(int64_t const outVolume, base::volume(out));
        if (inVolume != outVolume)
        {
            return base::invalidArgument(
                "shuffle: expected as many elements in the output as in the input, found {} ({}) and {} ({})",
                outVolume, base::toString(out), inVolume, base::toString(in));
        }
        first_ = copyFor(in, params_.firstTranspose, elementBytes_);
        second_ = copyFor(untransposed(out, params_.secondTranspose), params_.secondTranspose, elementBytes_);
        bool const twice = !first_.isContiguous() && !second_.isContiguous();
        if (twice && static_cast<size_t>(inVolume * elementBytes_) > workspaceBytes_)
        {
            return base::invalidArgument(
                "shuffle: expected at most {} bytes between its transpositions, the maximum of its profiles, "
                "found {}",
                workspaceBytes_, inVolume * elementBytes_);
        }
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle) override
    {
        if (second_.isContiguous())
        {
            first_.run(inputs[0], outputs[0]);
        }
        else if (first_.isContiguous())
        {
            second_.run(inputs[0], outputs[0]);
        }
        else
        {
            first_.run(inputs[0], workspace);
            second_.run(workspace, outputs[0]);
        }
        return {};
    }

private:
    ShuffleParams params_;
    int64_t elementBytes_;
    size_t workspaceBytes_;
    StridedCopy first_, second_;
};

} // namespace

Result<std::unique_ptr<Kernel>> makeShuffleCpu(ShuffleParams const& params, graph::KernelRequest const& request)
{
    base::DataType const type = request.candidate.inputs[0].type;
    int64_t workspaceBytes = 0;
    if (!params.firstTranspose.empty() && !params.secondTranspose.empty())
    {
        for (graph::ProfileRanges const& profile : request.profiles)
        {
            TENON_ASSIGN(int64_t const bytes, base::bytesOf(profile.inputs[0].max, type, base::TensorFormat::kLINEAR));
            workspaceBytes = std::max(workspaceBytes, bytes);
        }
    }
    return std::unique_ptr<Kernel>(
        std::make_unique<ShuffleKernel>(params, base::bytesOf(type), static_cast<size_t>(workspaceBytes)));
}

} // namespace tenon::ops
