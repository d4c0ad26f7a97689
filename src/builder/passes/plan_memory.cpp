#include "builder/memory/memory_planner.h"
#include "builder/passes/passes.h"

namespace tenon::builder
{
namespace
{

//! Offsets for the slots of one kind, whose memory is apart from the others'. Returns the size of that memory.
Result<int64_t> planKind(Graph const& network, plan::Overlay& overlay, plan::Slot::Kind kind, base::Log const& log)
{
    std::vector<Lifetime> lifetimes;
    std::vector<size_t> slotOf;
    std::vector<size_t> lifetimeOf(overlay.slots.size(), SIZE_MAX);
    std::vector<std::pair<size_t, size_t>> aliases; //!< an output's slot and the one in whose memory it lies, in the order of steps
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
                    lifetimes.push_back({overlay.slots[slot].maxBytes, static_cast<int32_t>(step), static_cast<int32_t>(step)});
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
                int32_t const input = op.aliasedInput(static_cast<int32_t>(o));
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
            return base::invalidArgument("network: expected its tensors to take less than 2^61 bytes together, found more; lower the maximum shapes");
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
        TENON_ASSIGN(overlay.hostActivationBytes, planKind(network, overlay, plan::Slot::Kind::kHOST_ACTIVATION, context.log()));
    }
    return false;
}

} // namespace tenon::builder
