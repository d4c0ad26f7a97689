// A step that is given copies of its tensors between guard zones, to find who reads or writes where he must not.
#pragma once

#include "graph/kernel.h"
#include "plugin_host/expression.h"

#include <optional>
#include <string>
#include <vector>

namespace tenon::runtime
{

using base::Result;
using base::Status;

//! What messages say of a step.
struct GuardedStep
{
    std::string label;
    std::vector<std::string> inputs, outputs; //!< tensors' names
    devices::Device* device{nullptr};
    bool writesAll{true}; //!< false: outputs hold fewer values than their memory, since their sizes depend on data
    std::optional<plugin_host::Expression> expression; //!< what a pointwise plugin says that it computes
};

//! Each enqueue gets copies of the inputs, outputs and a workspace filled with poison, with a zone of known bytes before and behind each. Afterwards: zones
//! must be intact, inputs unchanged, and outputs (in kLINEAR) without poison; else the inference fails with an error that names step, tensor, offset and what was
//! found. An output in an input's memory shares its copy and is checked for its
//! zones only. A pointwise plugin's output must equal its expression. Waits for the stream; allocates.
class GuardedKernel final : public graph::Kernel
{
public:
    GuardedKernel(std::unique_ptr<graph::Kernel> kernel, GuardedStep step);

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const& resources) const override;
    bool isRecordable() const override { return false; }
    size_t maxWorkspaceBytes() const override { return kernel_->maxWorkspaceBytes(); }
    size_t workspaceBytes() const override { return kernel_->workspaceBytes(); }
    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override;
    Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream) override;
    Status readSizes(std::span<int64_t> sizes, devices::StreamHandle stream) override
    {
        return kernel_->readSizes(sizes, stream);
    }

private:
    //! Memory of one tensor, or of the workspace, with its zones.
    struct Guarded
    {
        std::string subject; //!< `output 0 ("y")`
        size_t bytes{0};
        graph::TensorDesc desc;
        devices::Buffer buffer;
        std::vector<std::byte> before; //!< what the middle held when the step began
        std::vector<std::byte> after;  //!< zones and middle when it ended

        void* data() const;
    };

    Status reserve(Guarded& guarded, std::string subject, size_t bytes) const;
    Status fill(Guarded& guarded, std::vector<std::byte> middle, devices::StreamHandle stream) const;
    Status readBack(Guarded& guarded, devices::StreamHandle stream) const;
    Status checkZones(Guarded const& guarded) const;
    Status checkUnchanged(Guarded const& input) const;
    Status checkWritten(Guarded const& output) const;
    Status checkDeclaredExpression() const;
    Status check(std::vector<size_t> const& sharedWith, devices::StreamHandle stream);

    std::unique_ptr<graph::Kernel> kernel_;
    GuardedStep step_;
    std::vector<Guarded> inputs_, outputs_;
    Guarded workspace_;
};

} // namespace tenon::runtime
