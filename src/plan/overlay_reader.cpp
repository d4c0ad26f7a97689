#include "plan/overlay_reader.h"

namespace tenon::plan
{
namespace
{

template <typename... Args>
base::Error brokenOverlay(fmt::format_string<Args...> format, Args&&... args)
{
    return base::error(
        base::ErrorCode::kINVALID_ARGUMENT, "plan: {}", fmt::format(format, std::forward<Args>(args)...));
}

class OverlayReader
{
public:
    OverlayReader(fb::OverlayT const& record, graph::Graph const& network, TensorRanges const& ranges)
        : record_(record)
        , network_(network)
        , ranges_(ranges)
    {
    }

    Result<Overlay> read()
    {
        overlay_.device = static_cast<devices::DeviceKind>(record_.device);
        if (overlay_.device != devices::DeviceKind::kCPU && overlay_.device != devices::DeviceKind::kCUDA)
        {
            return brokenOverlay("expected a known kind of device, found number {}", record_.device);
        }
        overlay_.deviceDescription = record_.device_description;
        overlay_.activationBytes = record_.activation_bytes;
        overlay_.maxWorkspaceBytes = record_.max_workspace_bytes;
        overlay_.hostActivationBytes = record_.host_activation_bytes;
        overlay_.maxHostWorkspaceBytes = record_.max_host_workspace_bytes;
        TENON_CHECK(checkSizes());
        for (fb::Slot const& slot : record_.slots)
        {
            TENON_CHECK(readSlot(slot));
        }
        written_.assign(overlay_.slots.size(), false);
        ran_.assign(network_.ops().size(), false);
        for (auto const& step : record_.steps)
        {
            TENON_CHECK(readStep(*step));
        }
        TENON_CHECK(checkComplete());
        return std::move(overlay_);
    }

private:
    Status checkSizes() const
    {
        constexpr int64_t kMostBytes = int64_t{1} << 60;
        for (int64_t const bytes : {overlay_.activationBytes, overlay_.maxWorkspaceBytes, overlay_.hostActivationBytes,
                 overlay_.maxHostWorkspaceBytes})
        {
            if (bytes < 0 || bytes > kMostBytes)
            {
                return brokenOverlay(
                    "expected sizes of activations and workspace, found {} and {} bytes, and {} and {} on the host",
                    overlay_.activationBytes, overlay_.maxWorkspaceBytes, overlay_.hostActivationBytes,
                    overlay_.maxHostWorkspaceBytes);
            }
        }
        return {};
    }

    Status readSlot(fb::Slot const& record)
    {
        size_t const index = overlay_.slots.size();
        Slot const slot{static_cast<Slot::Kind>(record.kind()), record.tensor(),
            static_cast<base::DataType>(record.type()), static_cast<base::TensorFormat>(record.format()),
            record.offset_bytes(), record.max_bytes()};
        if (slot.tensor < 0 || static_cast<size_t>(slot.tensor) >= network_.tensors().size()
            || !base::isKnown(slot.type) || !base::isKnown(slot.format))
        {
            return brokenOverlay("slot {}: expected one of {} tensors, a type and a format, found {}, {} and {}", index,
                network_.tensors().size(), slot.tensor, record.type(), record.format());
        }
        graph::Tensor const& tensor = *network_.tensors()[slot.tensor];
        TENON_ASSIGN(int64_t const bytes,
            ranges_.maxBytes(tensor, {slot.type, slot.format}).withNote("in slot {} of a plan", index));
        if (bytes != slot.maxBytes)
        {
            return brokenOverlay(
                "slot {}: expected {} bytes for tensor \"{}\", found {}", index, bytes, tensor.name, slot.maxBytes);
        }
        TENON_CHECK(checkKind(slot, tensor, index));
        overlay_.slots.push_back(slot);
        return {};
    }

    Status checkKind(Slot const& slot, graph::Tensor const& tensor, size_t index) const
    {
        bool const hostKind = slot.kind == Slot::Kind::kHOST_ACTIVATION || slot.kind == Slot::Kind::kHOST_CONSTANT;
        if (hostKind && overlay_.device == devices::DeviceKind::kCPU)
        {
            return brokenOverlay("slot {}: expected a kind from 0 to 2 in an engine for the CPU, found {}", index,
                static_cast<int32_t>(slot.kind));
        }
        int64_t end = 0;
        int64_t const most =
            slot.kind == Slot::Kind::kHOST_ACTIVATION ? overlay_.hostActivationBytes : overlay_.activationBytes;
        switch (slot.kind)
        {
        case Slot::Kind::kBINDING:
            if ((tensor.isInput || tensor.isOutput) && slot.type == tensor.type)
            {
                return {};
            }
            return brokenOverlay(
                "slot {}: expected a network input or output in its own type, found tensor \"{}\" in {}", index,
                tensor.name, base::name(slot.type));
        case Slot::Kind::kCONSTANT:
        case Slot::Kind::kHOST_CONSTANT:
            if (tensor.constant)
            {
                return {};
            }
            return brokenOverlay("slot {}: expected a constant, found tensor \"{}\"", index, tensor.name);
        case Slot::Kind::kACTIVATION:
        case Slot::Kind::kHOST_ACTIVATION:
            if (slot.offsetBytes >= 0 && slot.offsetBytes % static_cast<int64_t>(devices::kAlignmentBytes) == 0
                && !__builtin_add_overflow(slot.offsetBytes, slot.maxBytes, &end) && end <= most)
            {
                return {};
            }
            return brokenOverlay(
                "slot {}: expected {} bytes at a multiple of {} within {} bytes of activations, found offset {}", index,
                slot.maxBytes, devices::kAlignmentBytes, most, slot.offsetBytes);
        }
        return brokenOverlay("slot {}: expected a kind from 0 to 4, found {}", index, static_cast<int32_t>(slot.kind));
    }

    static std::vector<graph::TypeFormat> formatsOf(std::vector<fb::TypeFormat> const& record)
    {
        std::vector<graph::TypeFormat> formats;
        for (fb::TypeFormat const& each : record)
        {
            formats.push_back(
                {static_cast<base::DataType>(each.type()), static_cast<base::TensorFormat>(each.format())});
        }
        return formats;
    }

    Status readStep(fb::StepT const& record)
    {
        Step step;
        step.op = record.op;
        step.candidate = {record.implementation, formatsOf(record.input_formats), formatsOf(record.output_formats),
            record.tactic, record.cost_hint, static_cast<devices::DeviceKind>(record.device)};
        step.inputs = record.inputs;
        step.outputs = record.outputs;
        TENON_CHECK(step.op == -1 ? checkConversion(step) : checkOp(step));
        TENON_CHECK(checkPlaces(step));
        TENON_CHECK(checkFormats(step.inputs, step.candidate.inputs));
        TENON_CHECK(checkFormats(step.outputs, step.candidate.outputs));
        TENON_CHECK(checkUse(step));
        overlay_.steps.push_back(std::move(step));
        return {};
    }

    size_t number() const { return overlay_.steps.size(); }

    Result<Slot const*> slotAt(int32_t index) const
    {
        if (index < 0 || static_cast<size_t>(index) >= overlay_.slots.size())
        {
            return brokenOverlay(
                "step {}: expected one of {} slots, found number {}", number(), overlay_.slots.size(), index);
        }
        return &overlay_.slots[index];
    }

    Status checkConversion(Step const& step) const
    {
        if (step.inputs.size() != 1 || step.outputs.size() != 1)
        {
            return brokenOverlay("step {}: expected a conversion of one slot to another, found {} to {}", number(),
                step.inputs.size(), step.outputs.size());
        }
        TENON_ASSIGN(Slot const* const from, slotAt(step.inputs[0]));
        TENON_ASSIGN(Slot const* const to, slotAt(step.outputs[0]));
        if (from->tensor != to->tensor)
        {
            return brokenOverlay("step {}: expected a conversion within one tensor, found tensors {} and {}", number(),
                from->tensor, to->tensor);
        }
        return {};
    }

    static bool isCopy(Step const& step) { return step.op == -1 && step.candidate.implementation == kCopy; }

    //! A kernel must not be given memory that it cannot reach.
    Status checkPlaces(Step const& step) const
    {
        bool const cuda = overlay_.device == devices::DeviceKind::kCUDA;
        bool const onCuda = step.candidate.device == devices::DeviceKind::kCUDA;
        if ((step.candidate.device != devices::DeviceKind::kCPU && !onCuda) || (onCuda && !cuda)
            || (isCopy(step) && onCuda != cuda))
        {
            return brokenOverlay("step {}: expected the CPU or the engine's device, {}, found device number {}",
                number(), devices::name(overlay_.device), static_cast<int32_t>(step.candidate.device));
        }
        if (isCopy(step))
        {
            return step.candidate.inputs == step.candidate.outputs
                ? Status()
                : Status(brokenOverlay(
                    "step {}: expected a copy to leave type and format as they are, found others", number()));
        }
        for (auto const* const slots : {&step.inputs, &step.outputs})
        {
            for (int32_t const index : *slots)
            {
                if (cuda && index >= 0 && isOnHost(overlay_.slots[index], network_) == onCuda)
                {
                    return brokenOverlay(
                        "step {}: expected memory of the device that it runs on, {}, found slot {} elsewhere", number(),
                        devices::name(step.candidate.device), index);
                }
            }
        }
        return {};
    }

    Status checkOp(Step const& step)
    {
        if (step.op < 0 || static_cast<size_t>(step.op) >= network_.ops().size() || ran_[step.op])
        {
            return brokenOverlay("step {}: expected each of the {} operations once, found number {}", number(),
                network_.ops().size(), step.op);
        }
        ran_[step.op] = true;
        graph::Op const& op = *network_.ops()[step.op];
        TENON_CHECK(checkTensors(step.inputs, op.inputs, op));
        return checkTensors(step.outputs, op.outputs, op);
    }

    Status checkTensors(
        std::vector<int32_t> const& slots, std::vector<graph::Tensor*> const& tensors, graph::Op const& op) const
    {
        bool same = slots.size() == tensors.size();
        for (size_t i = 0; same && i < slots.size(); ++i)
        {
            if (slots[i] == -1 || tensors[i] == nullptr)
            {
                same = slots[i] == -1 && tensors[i] == nullptr;
                continue;
            }
            TENON_ASSIGN(Slot const* const slot, slotAt(slots[i]));
            same = slot->tensor == tensors[i]->id;
        }
        if (!same)
        {
            return brokenOverlay("step {}: expected slots for the tensors of {}, found others", number(), op.label());
        }
        return {};
    }

    Status checkFormats(std::vector<int32_t> const& slots, std::vector<graph::TypeFormat> const& formats) const
    {
        size_t next = 0;
        bool same = true;
        for (int32_t const index : slots)
        {
            if (index >= 0 && same)
            {
                Slot const& slot = overlay_.slots[index];
                same = next < formats.size() && formats[next] == graph::TypeFormat{slot.type, slot.format};
                ++next;
            }
        }
        if (!same || next != formats.size())
        {
            return brokenOverlay("step {}: expected types and formats as its slots have them, found others", number());
        }
        return {};
    }

    //! Nothing is read before it was written, and nothing written that is not the engine's or an output.
    Status checkUse(Step const& step)
    {
        for (int32_t const index : step.inputs)
        {
            if (index < 0)
            {
                continue;
            }
            Slot const& slot = overlay_.slots[index];
            bool const given = slot.kind == Slot::Kind::kCONSTANT || slot.kind == Slot::Kind::kHOST_CONSTANT
                || (slot.kind == Slot::Kind::kBINDING && network_.tensors()[slot.tensor]->isInput);
            if (!given && !written_[index])
            {
                return brokenOverlay(
                    "step {}: expected to read what was written before, found slot {}", number(), index);
            }
        }
        for (int32_t const index : step.outputs)
        {
            if (index < 0)
            {
                return brokenOverlay("step {}: expected a slot for each output, found none", number());
            }
            Slot const& slot = overlay_.slots[index];
            bool const writable = slot.kind == Slot::Kind::kACTIVATION || slot.kind == Slot::Kind::kHOST_ACTIVATION
                || (slot.kind == Slot::Kind::kBINDING && network_.tensors()[slot.tensor]->isOutput);
            if (!writable || written_[index])
            {
                return brokenOverlay(
                    "step {}: expected to write memory of its own or an output, once, found slot {}", number(), index);
            }
            written_[index] = true;
        }
        return {};
    }

    Status checkComplete() const
    {
        std::vector<bool> filled(network_.tensors().size(), false);
        for (size_t s = 0; s < overlay_.slots.size(); ++s)
        {
            Slot const& slot = overlay_.slots[s];
            filled[slot.tensor] = filled[slot.tensor] || (slot.kind == Slot::Kind::kBINDING && written_[s]);
        }
        for (graph::Tensor const* const output : network_.outputs())
        {
            if (!filled[output->id])
            {
                return brokenOverlay("output \"{}\": expected a step that writes it, found none", output->name);
            }
        }
        return {};
    }

    fb::OverlayT const& record_;
    graph::Graph const& network_;
    TensorRanges const& ranges_;
    Overlay overlay_;
    std::vector<bool> written_; //!< by slot
    std::vector<bool> ran_;     //!< by operation
};

} // namespace

Result<Overlay> readOverlay(fb::OverlayT const& record, graph::Graph const& network, TensorRanges const& ranges)
{
    return OverlayReader(record, network, ranges).read();
}

} // namespace tenon::plan
