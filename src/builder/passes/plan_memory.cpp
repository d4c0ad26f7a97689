#include "builder/memory/memory_planner.h"
#include "builder/passes/passes.h"

namespace tenon::builder
{

Result<bool> planMemory(Graph&, PassContext& context)
{
    plan::Overlay& overlay = context.overlay;
    std::vector<Lifetime> lifetimes;
    std::vector<size_t> slotOf;
    std::vector<size_t> lifetimeOf(overlay.slots.size(), SIZE_MAX);
    for (size_t step = 0; step < overlay.steps.size(); ++step)
    {
        auto const touch = [&](std::vector<int32_t> const& slots) {
            for (int32_t const slot : slots)
            {
                if (slot < 0 || overlay.slots[slot].kind != plan::Slot::Kind::kACTIVATION)
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
    overlay.activationBytes = plan.totalBytes;
    context.log().verbose("activations: {} bytes for {} tensors, which would take {} bytes side by side", plan.totalBytes, lifetimes.size(), all);
    return false;
}

} // namespace tenon::builder
