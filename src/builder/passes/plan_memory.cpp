#include "builder/memory/memory_planner.h"
#include "builder/passes/passes.h"
#include "graph/memory_reuse.h"

#include <algorithm>

namespace tenon::builder
{
namespace
{

//! The last step that reads or writes each slot.
std::vector<size_t> lastUses(plan::Overlay const& overlay)
{
    std::vector<size_t> last(overlay.slots.size(), 0);
    for (size_t step = 0; step < overlay.steps.size(); ++step)
    {
        for (auto const* const slots : {&overlay.steps[step].inputs, &overlay.steps[step].outputs})
        {
            for (int32_t const slot : *slots)
            {
                if (slot >= 0)
                {
                    last[static_cast<size_t>(slot)] = step;
                }
            }
        }
    }
    return last;
}

//! The input whose memory output `o` of a step takes over: because the operation works in place, or because nobody needs the input
//! afterwards and the operation can. −1 for none.
int32_t sharedInput(
    Op const& op, plan::Overlay const& overlay, size_t step, size_t o, std::vector<size_t> const& lastUse)
{
    int32_t const aliased = op.aliasedInput(static_cast<int32_t>(o));
    auto const* const reuse = dynamic_cast<graph::MemoryReuse const*>(&op);
    int32_t const reusable = reuse == nullptr ? -1 : reuse->reusableInput(static_cast<int32_t>(o));
    if (aliased >= 0 || reusable < 0)
    {
        return aliased;
    }
    std::vector<int32_t> const& inputs = overlay.steps[step].inputs;
    int32_t const from = inputs[static_cast<size_t>(reusable)];
    int32_t const to = overlay.steps[step].outputs[o];
    if (from < 0 || lastUse[static_cast<size_t>(from)] != step || std::count(inputs.begin(), inputs.end(), from) != 1)
    {
        return -1;
    }
    plan::Slot const& given = overlay.slots[static_cast<size_t>(from)];
    plan::Slot const& wanted = overlay.slots[static_cast<size_t>(to)];
    bool const alike = given.kind == wanted.kind && given.type == wanted.type && given.format == wanted.format
        && given.maxBytes == wanted.maxBytes;
    return alike ? reusable : -1;
}

//! Offsets for the slots of one kind, whose memory is apart from the others'. Returns the size of that memory.
Result<int64_t> planKind(Graph const& network, plan::Overlay& overlay, plan::Slot::Kind kind, base::Log const& log)
{
    std::vector<Lifetime> lifetimes;
    std::vector<size_t> slotOf;
    std::vector<size_t> lifetimeOf(overlay.slots.size(), SIZE_MAX);
    std::vector<size_t> const lastUse = lastUses(overlay);
    std::vector<std::pair<size_t, size_t>>
        aliases; //!< an output's slot and the one in whose memory it lies, in the order of steps
    for (size_t step = 0; step < overlay.steps.size(); ++step)
    {
        auto const touch = [&](std::vector<int32_t> const& slots) {
            for (int32_t const slot : slots)
            {
                if (slot < 0 || overlay.slots[slot].kind != kind)
                {
                    continue;
                }
                if (lifetimeOf[slot] == SIZE_MAX)
                {
                    lifetimeOf[slot] = lifetimes.size();
                    slotOf.push_back(static_cast<size_t>(slot));
                    lifetimes.push_back(
                        {overlay.slots[slot].maxBytes, static_cast<int32_t>(step), static_cast<int32_t>(step)});
                }
                lifetimes[lifetimeOf[slot]].last = static_cast<int32_t>(step);
            }
        };
        touch(overlay.steps[step].inputs);
        if (overlay.steps[step].op >= 0)
        {
            // An output that lies in an input's memory lives on in its place.
            Op const& op = *network.ops()[static_cast<size_t>(overlay.steps[step].op)];
            for (size_t o = 0; o < op.outputs.size(); ++o)
            {
                int32_t const input = sharedInput(op, overlay, step, o, lastUse);
                if (input >= 0)
                {
                    auto const from = static_cast<size_t>(overlay.steps[step].inputs[static_cast<size_t>(input)]);
                    auto const to = static_cast<size_t>(overlay.steps[step].outputs[o]);
                    if (overlay.slots[from].kind == kind && overlay.slots[to].kind == kind)
                    {
                        lifetimeOf[to] = lifetimeOf[from];
                        aliases.push_back({to, from});
                    }
                }
            }
        }
        touch(overlay.steps[step].outputs);
    }
    int64_t all = 0;
    for (Lifetime const& lifetime : lifetimes)
    {
        if (__builtin_add_overflow(all, lifetime.bytes, &all) || all > INT64_MAX / 4)
        {
            return base::invalidArgument(
                "network: expected its tensors to take less than 2^61 bytes together, found more; lower the maximum shapes");
        }
    }
    MemoryPlan const plan = planOffsets(lifetimes, devices::kAlignmentBytes);
    for (size_t i = 0; i < slotOf.size(); ++i)
    {
        overlay.slots[slotOf[i]].offsetBytes = plan.offsets[i];
    }
    for (auto const& [to, from] : aliases)
    {
        overlay.slots[to].offsetBytes = overlay.slots[from].offsetBytes;
    }
    log.verbose("activations{}: {} bytes for {} tensors, which would take {} bytes side by side",
        kind == plan::Slot::Kind::kHOST_ACTIVATION ? " on the host" : "", plan.totalBytes, lifetimes.size(), all);
    return plan.totalBytes;
}

} // namespace

Result<bool> planMemory(Graph& network, PassContext& context)
{
    plan::Overlay& overlay = context.overlay;
    TENON_ASSIGN(overlay.activationBytes, planKind(network, overlay, plan::Slot::Kind::kACTIVATION, context.log()));
    if (overlay.device != devices::DeviceKind::kCPU)
    {
        TENON_ASSIGN(
            overlay.hostActivationBytes, planKind(network, overlay, plan::Slot::Kind::kHOST_ACTIVATION, context.log()));
    }
    return false;
}

} // namespace tenon::builder
