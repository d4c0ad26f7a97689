// A context's inferences under the eyes of OverflowCheck: the first one, all, or none.
#include "runtime/context_state.h"

#include <algorithm>

namespace tenon::runtime
{

Status Context::State::beginOverflowCheck()
{
    TENON_ASSIGN(OverflowCheck::Mode const mode, OverflowCheck::modeFromEnvironment(engine.device()));
    plan::Overlay const& overlay = engine.overlay();
    bool const anyHalf = std::any_of(overlay.steps.begin(), overlay.steps.end(), [&](plan::Step const& step) {
        return std::any_of(step.outputs.begin(), step.outputs.end(),
            [&](int32_t slot) { return overlay.slots[static_cast<size_t>(slot)].type == base::DataType::kHALF; });
    });
    if (mode != OverflowCheck::Mode::kOFF && anyHalf)
    {
        overflow = std::make_unique<OverflowCheck>(engine.device(), engine.log());
        checksAll = mode == OverflowCheck::Mode::kALL;
    }
    return {};
}

Status Context::State::checkOverflow(size_t step) const
{
    if (overflow == nullptr)
    {
        return {};
    }
    auto const tensors = [&](size_t begin, size_t end) {
        std::vector<CheckedTensor> list;
        for (size_t i = begin; i < end; ++i)
        {
            // Dims that depend on data are known by now.
            graph::TensorDesc desc = descs[i];
            desc.dims = shapes.tensorDims(slots[i]->tensor);
            list.push_back(
                {engine.plan().network.tensors()[static_cast<size_t>(slots[i]->tensor)]->name, desc, pointers[i]});
        }
        return list;
    };
    StepPlace const& place = places[step];
    if (engine.device().kind() != devices::DeviceKind::kCPU)
    {
        TENON_CHECK(engine.device().synchronize(nullptr));
    }
    return overflow->inspect(
        engine.stepLabel(step), tensors(place.firstInput, place.firstOutput), tensors(place.firstOutput, place.end));
}

void Context::State::endOverflowCheck()
{
    overflow = checksAll ? std::move(overflow) : nullptr;
}

} // namespace tenon::runtime
