#include "ops/common/program_kernel.h"

#include "devices/cpu/parallel.h"

#include <algorithm>

namespace tenon::ops
{
namespace
{

using base::Result;
using base::Status;
using devices::onednn::Desc;
using devices::onednn::Program;
using devices::onednn::Sizes;
using graph::ContextResources;
using graph::Kernel;
using graph::KernelRequest;
using graph::TensorDesc;
using graph::TensorRange;

//! What programs depend on: the sizes of all tensors, and the threads that oneDNN divides the work for.
void writeKey(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs, std::vector<int64_t>& key)
{
    key.clear();
    key.push_back(devices::maxThreads());
    for (auto const tensors : {inputs, outputs})
    {
        for (TensorDesc const& tensor : tensors)
        {
            key.push_back(tensor.dims.nbDims);
            key.insert(key.end(), tensor.dims.d, tensor.dims.d + tensor.dims.nbDims);
        }
    }
}

class ProgramKernel final : public Kernel
{
public:
    ProgramKernel(std::shared_ptr<BuildProgram const> build, size_t workspaceBytes)
        : build_(std::move(build))
        , workspaceBytes_(workspaceBytes)
    {
    }

    Result<std::unique_ptr<Kernel>> clone(ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<ProgramKernel>(build_, workspaceBytes_));
    }

    size_t maxWorkspaceBytes() const override { return workspaceBytes_; }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        inputs_.assign(inputs.begin(), inputs.end());
        outputs_.assign(outputs.begin(), outputs.end());
        return useProgram(inputs, outputs);
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle) override
    {
        if (kept_.empty())
        {
            return base::error(base::ErrorCode::kINTERNAL_ERROR,
                "kernel: expected shapes to be set before it is enqueued, found none");
        }
        // The context's share of the threads has changed: oneDNN divides work when a program is built.
        if (kept_.front().key.front() != devices::maxThreads()) [[unlikely]]
        {
            TENON_CHECK(useProgram(inputs_, outputs_));
        }
        Program& program = kept_.front().program;
        return program.run(
            inputs, outputs, program.workspaceBytes() <= workspaceBytes_ ? workspace : ownWorkspace_.data());
    }

private:
    static constexpr size_t kKeptPrograms = 8;
    struct Kept
    {
        std::vector<int64_t> key;
        Program program;
    };

    //! Brings the program for these shapes and the threads at hand to the front.
    Status useProgram(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs)
    {
        writeKey(inputs, outputs, wantedKey_);
        auto const known =
            std::find_if(kept_.begin(), kept_.end(), [&](Kept const& each) { return each.key == wantedKey_; });
        if (known != kept_.end())
        {
            std::rotate(kept_.begin(), known, known + 1);
            return {};
        }
        TENON_ASSIGN(Program program, (*build_)(inputs, outputs));
        if (program.workspaceBytes() > std::max(workspaceBytes_, ownWorkspace_.bytes()))
        {
            TENON_ASSIGN(ownWorkspace_, devices::cpuDevice().allocate(program.workspaceBytes()));
        }
        if (kept_.size() == kKeptPrograms)
        {
            kept_.pop_back();
        }
        kept_.insert(kept_.begin(), Kept{wantedKey_, std::move(program)});
        return {};
    }

    std::shared_ptr<BuildProgram const> build_;
    size_t workspaceBytes_;
    std::vector<Kept> kept_; //!< last used first
    std::vector<int64_t> wantedKey_;
    std::vector<TensorDesc> inputs_, outputs_; //!< of the last setShapes
    devices::Buffer ownWorkspace_;
};

std::vector<TensorDesc> descsAt(std::vector<TensorRange> const& ranges, base::Dims TensorRange::*which)
{
    std::vector<TensorDesc> descs;
    for (TensorRange const& range : ranges)
    {
        descs.push_back({range.type, range.format, range.*which, range.scale});
    }
    return descs;
}

} // namespace

Result<std::unique_ptr<Kernel>> makeProgramKernel(KernelRequest const& request, BuildProgram build)
{
    size_t workspaceBytes = 0;
    std::vector<std::vector<int64_t>> done;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        for (auto const which : {&TensorRange::opt, &TensorRange::max, &TensorRange::min})
        {
            auto const inputs = descsAt(profile.inputs, which);
            auto const outputs = descsAt(profile.outputs, which);
            std::vector<int64_t> key;
            writeKey(inputs, outputs, key);
            if (std::find(done.begin(), done.end(), key) != done.end())
            {
                continue;
            }
            done.push_back(std::move(key));
            TENON_ASSIGN(Program const program, build(inputs, outputs));
            workspaceBytes = std::max(workspaceBytes, program.workspaceBytes());
        }
    }
    return std::unique_ptr<Kernel>(
        std::make_unique<ProgramKernel>(std::make_shared<BuildProgram const>(std::move(build)), workspaceBytes));
}

Result<Desc> descOf(TensorDesc const& tensor)
{
    auto const sizesHere = base::sizesOf(tensor.dims);
    Sizes const sizes(sizesHere.begin(), sizesHere.end());
    base::FormatLayout const layout = base::layoutOf(tensor.format);
    if (tensor.type != base::DataType::kFLOAT || layout.components != 1)
    {
        return base::notImplemented("{} in format {} on the CPU; expected fp32 in kLINEAR, kHWC or kDHWC",
            base::name(tensor.type), base::name(tensor.format));
    }
    if (!layout.channelsLast)
    {
        return devices::onednn::plainDesc(sizes);
    }
    if (tensor.dims.nbDims != layout.spatialDims + 2)
    {
        return base::invalidArgument("format {}: expected a tensor of {} dimensions, found {}",
            base::name(tensor.format), layout.spatialDims + 2, base::toString(tensor.dims));
    }
    Sizes strides(sizes.size(), 1);
    int64_t step = std::max<int64_t>(sizes[1], 1);
    for (size_t i = sizes.size(); i-- > 2;)
    {
        strides[i] = step;
        step *= std::max<int64_t>(sizes[i], 1);
    }
    strides[0] = step;
    return devices::onednn::stridedDesc(sizes, strides);
}

} // namespace tenon::ops
