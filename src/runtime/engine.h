// Engine: a loaded plan on a device, with its kernels; shared by contexts.
#pragma once

#include "base/log.h"
#include "graph/kernel.h"
#include "plan/plan.h"

#include <memory>
#include <mutex>

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
    base::Dims dims{};      //!< complete (hidden batch included); −1 where dynamic
    bool isShapeInput{false}; //!< values, not only the shape, are needed at setting time
};

//! Thread safety: const methods from any thread, contexts of one engine in several.
class Engine
{
public:
    //! Makes kernels (plugins are initialised here) and device copies of constants. The plan must have an overlay for the device.
    static Result<std::shared_ptr<Engine>> create(std::shared_ptr<plan::Plan const> plan, devices::Device& device, base::Log log);
    ~Engine();

    plan::Plan const& plan() const { return *plan_; }
    plan::Overlay const& overlay() const { return *overlay_; }
    devices::Device& device() const { return *device_; }
    base::Log const& log() const { return log_; }
    std::vector<Binding> const& bindings() const { return bindings_; }
    //! −1 if there is none of this name.
    int32_t bindingIndex(std::string_view name) const;
    int32_t profileCount() const;

    //! The engine's kernel of a step; null for steps without one.
    graph::Kernel const* kernel(size_t step) const { return kernels_[step].get(); }
    //! Address of a constant slot.
    void const* constantAddress(size_t slot) const { return constants_[slot]; }
    //! Activations and workspace that a context needs, in bytes.
    size_t contextBytes() const;
    //! Dims of all tensors as one program over the symbols: tensor t's dims are at results[place].
    graph::DimProgram const& dimProgram() const { return dimProgram_; }
    std::vector<std::vector<int32_t>> const& dimPlaces() const { return dimPlaces_; }

private:
    Engine() = default;

    std::shared_ptr<plan::Plan const> plan_;
    plan::Overlay const* overlay_{nullptr};
    devices::Device* device_{nullptr};
    base::Log log_;
    std::vector<Binding> bindings_;
    std::vector<std::unique_ptr<graph::Kernel>> kernels_;
    std::vector<void const*> constants_;
    std::vector<devices::Buffer> ownedConstants_;
    graph::DimProgram dimProgram_;
    std::vector<std::vector<int32_t>> dimPlaces_;
};

} // namespace tenon::runtime
