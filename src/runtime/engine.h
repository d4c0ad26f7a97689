// Engine: a loaded plan on a device, with its kernels; shared by contexts.
#pragma once

#include "base/log.h"
#include "graph/kernel.h"
#include "plan/plan.h"
#include "plan/tensor_ranges.h"

#include <memory>

namespace tenon::runtime
{

using base::Result;
using base::Status;

//! A network input or output as users see it. Order: inputs in the network's order, then outputs.
struct Binding
{
    int32_t tensor{-1}; //!< index in the plan's network
    std::string name;
    bool isInput{false};
    base::DataType type{base::DataType::kFLOAT};
    base::TensorFormat format{base::TensorFormat::kLINEAR};
    base::Dims dims{};        //!< complete (hidden batch included); −1 where dynamic
    bool isShapeInput{false}; //!< values, not only the shape, are needed at setting time; they lie on the host
};

//! Thread safety: const methods from any thread, contexts of one engine in several.
class Engine
{
public:
    //! Makes kernels (plugins are initialised here) and device copies of constants. The plan must have an overlay for the device.
    //! Device memory of the engine and of its contexts comes from `memory`, which gives memory of the device; null: from the device.
    static Result<std::shared_ptr<Engine>> create(std::shared_ptr<plan::Plan const> plan, devices::Device& device,
        base::Log log, std::shared_ptr<devices::MemorySource> memory = nullptr);
    ~Engine();

    plan::Plan const& plan() const { return *plan_; }
    plan::Overlay const& overlay() const { return *overlay_; }
    devices::Device& device() const { return *device_; }
    //! Where a step's kernel runs.
    devices::Device& deviceOf(plan::Step const& step) const;
    bool isOnHost(plan::Step const& step) const { return &deviceOf(step) != device_; }
    devices::MemorySource& memory() const { return memory_ != nullptr ? *memory_ : *device_; }
    //! True where plugins want the libraries' handles.
    bool wantsHandles() const { return wantsHandles_; }
    base::Log const& log() const { return log_; }
    std::vector<Binding> const& bindings() const { return bindings_; }
    //! −1 if there is none of this name. An input that is an output too has two bindings; this is the input's.
    int32_t bindingIndex(std::string_view name) const;
    //! The output binding of a tensor that is an input and an output at once; −1 for others.
    int32_t twinOf(int32_t binding) const;
    //! The binding of a network input or of an output; −1 for other tensors.
    int32_t bindingOf(int32_t tensor, bool isInput) const
    {
        return (isInput ? inputBindings_ : outputBindings_)[static_cast<size_t>(tensor)];
    }
    int32_t profileCount() const;

    //! For refitting: the network whose weights may be changed. Its plan must have been made as one that is not const.
    graph::Graph& mutableNetwork() { return const_cast<plan::Plan&>(*plan_).network; }
    //! Makes kernels and constants of weights that were changed. No inference may run meanwhile; contexts take the new ones over with their
    //! next inference. On failure the engine runs as before.
    Status rebuildWeights();
    //! Error where weights that a stripped plan left out were not given back: the engine has no kernels yet.
    Status checkWeights() const;
    //! Grows with each rebuildWeights().
    uint64_t weightsVersion() const { return weightsVersion_; }
    //! The engine's kernel of a step; null for steps without one.
    graph::Kernel const* kernel(size_t step) const { return kernels_[step].get(); }
    //! Address of a constant slot.
    void const* constantAddress(size_t slot) const { return constants_[slot]; }
    //! Activations and workspace that a context needs, in bytes; the workspace begins at workspaceOffset().
    size_t contextBytes() const { return workspaceOffset_ + workspaceBytes_; }
    size_t workspaceOffset() const { return workspaceOffset_; }
    //! The same of host memory, for steps on the CPU in an engine for a GPU; 0 where there are none.
    size_t hostBytes() const { return hostWorkspaceOffset_ + hostWorkspaceBytes_; }
    size_t hostWorkspaceOffset() const { return hostWorkspaceOffset_; }
    //! Dims of all tensors, and what they may be in each profile.
    plan::TensorRanges const& ranges() const { return *ranges_; }
    //! A step as messages and timings name it: its layer's name, or what it converts.
    std::string stepName(size_t step) const;
    //! The same for messages: `step 3, Convolution "conv1"`.
    std::string const& stepLabel(size_t step) const { return labels_[step]; }

private:
    Engine() = default;

    void listBindings();
    Status placeConstants();
    Result<void const*> constantFor(plan::Slot const& slot, size_t slotIndex);
    Result<void const*> hostConstantFor(plan::Slot const& slot, graph::Tensor const& tensor);
    void placeWorkspace();
    Status makeKernels();
    Result<std::unique_ptr<graph::Kernel>> makeKernel(size_t step) const;
    Result<graph::KernelRequest> requestFor(plan::Step const& step) const;

    std::shared_ptr<devices::MemorySource> memory_; //!< goes last
    std::shared_ptr<plan::Plan const> plan_;
    plan::Overlay const* overlay_{nullptr};
    devices::Device* device_{nullptr};
    base::Log log_;
    std::vector<Binding> bindings_;
    std::unordered_map<std::string_view, int32_t> bindingsByName_;
    std::vector<int32_t> inputBindings_, outputBindings_; //!< by tensor
    std::shared_ptr<devices::WeightCache> weights_;
    void nameSteps();

    std::vector<std::string> labels_; //!< by step; made once, since notes on what may fail are made for each call
    std::vector<std::unique_ptr<graph::Kernel>> kernels_;
    std::vector<void const*> constants_;
    std::vector<devices::Buffer> ownedConstants_;
    std::vector<std::shared_ptr<void const>> uploadedConstants_;
    std::optional<plan::TensorRanges> ranges_;
    size_t workspaceOffset_{0};
    size_t workspaceBytes_{0};
    size_t hostWorkspaceOffset_{0};
    size_t hostWorkspaceBytes_{0};
    bool wantsHandles_{false};
    uint64_t weightsVersion_{0};
    bool lacksWeights_{false};
};

} // namespace tenon::runtime
