// Engines for a GPU: what only the CPU can do (operations without a kernel for the GPU, plugins that serve the CPU only, shape
// computations) runs there in its place among the steps. A tensor that is needed in the other memory is copied once, right before its
// first user there, so that steps on the CPU that follow each other need no copies between them. Engines for the CPU stay as they are.
#include "builder/passes/passes.h"

#include "ops/reformat/reformat.h"

#include <map>

namespace tenon::builder
{
namespace
{

using devices::DeviceKind;
using plan::Slot;
using plan::Step;

class CopyPlacer
{
public:
    CopyPlacer(Graph const& network, PassContext& context)
        : network_(network)
        , context_(context)
        , overlay_(context.overlay)
        , slots_(std::move(context.overlay.slots))
        , steps_(std::move(context.overlay.steps))
    {
        overlay_.slots.clear();
        overlay_.steps.clear();
    }

    Status place()
    {
        std::vector<bool> const written = writtenSlots();
        for (size_t s = 0; s < slots_.size(); ++s)
        {
            // Inputs keep their slots even where no step reads them: bindings are listed from these.
            if (slots_[s].kind == Slot::Kind::kBINDING && !written[s])
            {
                static_cast<void>(add(static_cast<int32_t>(s), home(static_cast<int32_t>(s))));
            }
        }
        for (Step& step : steps_)
        {
            placeStep(step);
        }
        report();
        return {};
    }

private:
    std::vector<bool> writtenSlots() const
    {
        std::vector<bool> written(slots_.size(), false);
        for (Step const& step : steps_)
        {
            for (int32_t const slot : step.outputs)
            {
                written[slot] = true;
            }
        }
        return written;
    }

    Tensor const& tensorOf(int32_t slot) const { return *network_.tensors()[slots_[slot].tensor]; }

    //! For bindings, whose place is the user's.
    DeviceKind home(int32_t slot) const
    {
        return plan::isHostBinding(tensorOf(slot)) ? DeviceKind::kCPU : DeviceKind::kCUDA;
    }

    bool has(int32_t slot, DeviceKind where) const { return placed_.count({slot, where}) != 0; }

    //! A slot of the new overlay that stands for `slot` in this memory.
    int32_t add(int32_t slot, DeviceKind where)
    {
        bool const onHost = where == DeviceKind::kCPU;
        Slot made = slots_[slot];
        if (made.kind == Slot::Kind::kCONSTANT)
        {
            made.kind = onHost ? Slot::Kind::kHOST_CONSTANT : Slot::Kind::kCONSTANT;
        }
        else if (made.kind == Slot::Kind::kACTIVATION || home(slot) != where)
        {
            made.kind = onHost ? Slot::Kind::kHOST_ACTIVATION : Slot::Kind::kACTIVATION;
        }
        overlay_.slots.push_back(made);
        auto const index = static_cast<int32_t>(overlay_.slots.size() - 1);
        placed_[{slot, where}] = index;
        return index;
    }

    void addCopy(int32_t from, int32_t to)
    {
        Slot const& slot = overlay_.slots[to];
        TypeFormat const as{slot.type, slot.format};
        overlay_.steps.push_back({-1, {plan::kCopy, {as}, {as}, 0, 1.0, DeviceKind::kCUDA}, {from}, {to}});
        context_.log().verbose("copy of \"{}\" to the {}, {} bytes", network_.tensors()[slot.tensor]->name,
            plan::isOnHost(slot, network_) ? "CPU" : "GPU", slot.maxBytes);
        copiedBytes_ += slot.maxBytes;
        ++copies_;
    }

    //! Where a step finds `slot` in this memory; places the copy if it is the first to ask.
    int32_t read(int32_t slot, DeviceKind where)
    {
        if (auto const known = placed_.find({slot, where}); known != placed_.end())
        {
            return known->second;
        }
        int32_t const made = add(slot, where);
        if (slots_[slot].kind != Slot::Kind::kCONSTANT)
        {
            addCopy(placed_.at({slot, where == DeviceKind::kCPU ? DeviceKind::kCUDA : DeviceKind::kCPU}), made);
        }
        return made;
    }

    //! Conversions run where their source lies, unless only the CPU can do them.
    DeviceKind deviceOf(Step const& step)
    {
        if (step.op >= 0)
        {
            return step.candidate.device;
        }
        int32_t const from = step.inputs[0];
        bool const onlyOnHost = slots_[from].kind != Slot::Kind::kCONSTANT && !has(from, DeviceKind::kCUDA);
        auto const kernel = ops::makeReformat(context_.device(), step.candidate.inputs[0], step.candidate.outputs[0]);
        return onlyOnHost || !kernel.ok() ? DeviceKind::kCPU : DeviceKind::kCUDA;
    }

    void placeStep(Step& step)
    {
        if (step.op < 0 && step.candidate.inputs == step.candidate.outputs)
        {
            placeCopy(step);
            return;
        }
        DeviceKind const device = deviceOf(step);
        step.candidate.device = device;
        for (int32_t& slot : step.inputs)
        {
            slot = slot < 0 ? slot : read(slot, device);
        }
        std::vector<int32_t> toCopy;
        for (int32_t& slot : step.outputs)
        {
            if (slots_[slot].kind == Slot::Kind::kBINDING && home(slot) != device)
            {
                toCopy.push_back(slot);
            }
            slot = add(slot, device);
        }
        if (device == DeviceKind::kCPU)
        {
            hostSteps_.push_back(step.op < 0 ? "a conversion" : network_.ops()[step.op]->label());
        }
        overlay_.steps.push_back(std::move(step));
        for (int32_t const binding : toCopy)
        {
            addCopy(placed_.at({binding, device}), add(binding, home(binding)));
        }
    }

    //! A tensor that goes to an output as it is: from whichever memory it lies in.
    void placeCopy(Step const& step)
    {
        int32_t const from = step.inputs[0];
        int32_t const to = step.outputs[0];
        DeviceKind const where = slots_[to].kind == Slot::Kind::kBINDING ? home(to) : DeviceKind::kCUDA;
        bool const onlyElsewhere = slots_[from].kind != Slot::Kind::kCONSTANT && !has(from, where);
        DeviceKind const other = where == DeviceKind::kCPU ? DeviceKind::kCUDA : DeviceKind::kCPU;
        int32_t const source = read(from, onlyElsewhere ? other : where);
        addCopy(source, add(to, where));
    }

    void report() const
    {
        if (hostSteps_.empty())
        {
            return;
        }
        constexpr size_t kMostNames = 8;
        size_t const shown = std::min(hostSteps_.size(), kMostNames);
        context_.log().info("engine for {}: {} of {} steps run on the CPU, with {} copies of {} bytes: {}{}",
            context_.device().description(), hostSteps_.size(), overlay_.steps.size(), copies_, copiedBytes_,
            fmt::join(hostSteps_.begin(), hostSteps_.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
            shown < hostSteps_.size() ? ", …" : "");
    }

    Graph const& network_;
    PassContext& context_;
    plan::Overlay& overlay_;
    std::vector<Slot> slots_; //!< as place_steps made them
    std::vector<Step> steps_;
    std::map<std::pair<int32_t, DeviceKind>, int32_t> placed_; //!< by old slot and memory
    std::vector<std::string> hostSteps_;
    int64_t copiedBytes_{0};
    int32_t copies_{0};
};

} // namespace

Result<bool> placeCopies(Graph& network, PassContext& context)
{
    if (context.device().kind() == DeviceKind::kCPU)
    {
        return false;
    }
    TENON_CHECK(CopyPlacer(network, context).place());
    return false;
}

} // namespace tenon::builder
