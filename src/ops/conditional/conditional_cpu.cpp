// Loops:     the operations of the branch that the condition chooses. Threads: those of the branch's kernels.
// Memory:    the branch writes the conditional's outputs where they lie, unless they are an input or a constant of it.
#include "ops/common/body/body_run.h"
#include "ops/conditional/conditional.h"

#include <algorithm>
#include <cstring>

namespace tenon::ops
{
namespace
{

class IfKernel final : public graph::Kernel
{
public:
    IfKernel(IfParams params, std::array<std::shared_ptr<BodyProgram const>, 2> programs,
        std::vector<std::pair<size_t, size_t>> sizes)
        : params_(std::move(params))
        , programs_(std::move(programs))
        , sizes_(std::move(sizes))
    {
    }

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const& resources) const override
    {
        auto twin = std::make_unique<IfKernel>(params_, programs_, sizes_);
        for (size_t b = 0; b < 2; ++b)
        {
            TENON_ASSIGN(twin->runs_[b], BodyRun::make(programs_[b], resources));
        }
        return std::unique_ptr<graph::Kernel>(std::move(twin));
    }

    bool isRecordable() const override { return false; }

    //! What contradicts a branch is an error only where that branch runs.
    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override
    {
        outputs_.assign(outputs.begin(), outputs.end());
        for (size_t b = 0; b < 2; ++b)
        {
            inputDims_[b].clear();
            for (int64_t const input : params_.inputsOf(b))
            {
                inputDims_[b].push_back(inputs[static_cast<size_t>(input)].dims);
            }
        }
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        chosen_ = *static_cast<uint8_t const*>(inputs[0]) != 0 ? 0 : 1;
        BodyRun& run = *runs_[chosen_];
        TENON_CHECK(run.setInputDims(inputDims_[chosen_]));
        addresses_.clear();
        for (int64_t const input : params_.inputsOf(chosen_))
        {
            addresses_.push_back(inputs[static_cast<size_t>(input)]);
        }
        auto const& sources = params_.outputsOf(chosen_);
        for (size_t o = 0; o < sources.size(); ++o)
        {
            run.placeOutput(static_cast<size_t>(sources[o]), outputs[o]);
        }
        char const* const branch = chosen_ == 0 ? "then" : "else";
        TENON_CHECK(run.begin(addresses_).withNote("in branch \"{}\"", branch));
        TENON_CHECK(run.runRest().withNote("in branch \"{}\"", branch));
        for (size_t o = 0; o < sources.size(); ++o)
        {
            TENON_CHECK(copyOut(o, outputs[o]));
        }
        return {};
    }

    Status readSizes(std::span<int64_t> sizes, devices::StreamHandle) override
    {
        for (size_t i = 0; i < sizes.size() && i < sizes_.size(); ++i)
        {
            auto const source = static_cast<size_t>(params_.outputsOf(chosen_)[sizes_[i].first]);
            sizes[i] = runs_[chosen_]->outputDims(source).d[sizes_[i].second];
        }
        return {};
    }

private:
    Status copyOut(size_t output, void* to)
    {
        auto const source = static_cast<size_t>(params_.outputsOf(chosen_)[output]);
        base::Dims const& dims = runs_[chosen_]->outputDims(source);
        base::Dims const& most = outputs_[output].dims;
        for (int32_t d = 0; d < dims.nbDims; ++d)
        {
            bool const declared =
                std::find(sizes_.begin(), sizes_.end(), std::pair(output, static_cast<size_t>(d))) != sizes_.end();
            if (declared ? dims.d[d] > most.d[d] : dims.d[d] != most.d[d])
            {
                return base::invalidArgument("output {}: expected dims of {}, found {} from the branch", output,
                    base::toString(most), base::toString(dims));
            }
        }
        void const* const made = runs_[chosen_]->outputAddress(source);
        if (made != to)
        {
            std::memcpy(
                to, made, static_cast<size_t>(base::volumeUnchecked(dims) * base::bytesOf(outputs_[output].type)));
        }
        return {};
    }

    IfParams params_;
    std::array<std::shared_ptr<BodyProgram const>, 2> programs_;
    std::vector<std::pair<size_t, size_t>> sizes_;
    std::array<std::unique_ptr<BodyRun>, 2> runs_; //!< clones alone have them
    std::vector<graph::TensorDesc> outputs_;
    std::array<std::vector<base::Dims>, 2> inputDims_;
    std::vector<void const*> addresses_;
    size_t chosen_{0};
};

} // namespace

graph::Result<std::unique_ptr<graph::Kernel>> makeIfKernel(IfParams const& params,
    std::array<std::shared_ptr<BodyProgram const>, 2> programs, std::vector<std::pair<size_t, size_t>> const& sizes)
{
    return std::unique_ptr<graph::Kernel>(std::make_unique<IfKernel>(params, std::move(programs), sizes));
}

} // namespace tenon::ops
