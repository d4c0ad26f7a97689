#include "devices/cpu/onednn_program.h"

#include "base/checked.h"
#include "devices/cpu/parallel.h"
#include "devices/device.h"

#include <algorithm>

namespace tenon::devices::onednn
{
namespace
{

size_t alignedBytes(size_t bytes)
{
    return base::alignUp(bytes, kAlignmentBytes);
}

Result<dnnl::memory> memoryFor(Desc const& desc, void* data)
{
    return guarded("memory", [&]() -> Result<dnnl::memory> { return dnnl::memory(desc, engine(), data); });
}

} // namespace

Result<std::shared_ptr<void const>> SharedWeights::in(Desc const& layout)
{
    if (layout == plain_)
    {
        return data_;
    }
    std::lock_guard const lock(mutex_);
    for (auto const& [desc, data] : copies_)
    {
        if (desc == layout)
        {
            return data;
        }
    }
    TENON_ASSIGN(Buffer buffer, cpuDevice().allocate(layout.get_size()));
    auto const kept = std::make_shared<Buffer>(std::move(buffer));
    std::shared_ptr<void const> const copy(kept, kept->data());
    SharedWeights const* const self = this;
    TENON_CHECK(guarded("weights", [&]() -> Status {
        dnnl::memory from(self->plain_, engine(), const_cast<void*>(self->data_.get()));
        dnnl::memory to(layout, engine(), kept->data());
        dnnl::stream stream(engine());
        dnnl::reorder(from, to).execute(stream, from, to);
        stream.wait();
        return {};
    }));
    copies_.emplace_back(layout, copy);
    return copy;
}

Program::Value Program::slot(Place place, size_t offset, Desc desc, std::shared_ptr<void const> owner)
{
    slots_.push_back({place, offset, std::move(desc), {}, nullptr, std::move(owner)});
    return static_cast<Value>(slots_.size() - 1);
}

Program::Value Program::input(size_t index, Desc desc)
{
    return slot(Place::kINPUT, index, std::move(desc));
}

Program::Value Program::output(size_t index, Desc desc)
{
    return slot(Place::kOUTPUT, index, std::move(desc));
}

Program::Value Program::temporary(Desc desc)
{
    size_t const offset = temporaryBytes_;
    temporaryBytes_ += alignedBytes(desc.get_size());
    return slot(Place::kWORKSPACE, offset, std::move(desc));
}

Program::Value Program::constant(Desc desc, std::shared_ptr<void const> data)
{
    return slot(Place::kCONSTANT, 0, std::move(desc), std::move(data));
}

Status Program::add(Primitive const& primitive, std::vector<Argument> const& arguments)
{
    if (!stream_)
    {
        TENON_CHECK(guarded("stream", [&]() -> Status {
            stream_.emplace(engine());
            return {};
        }));
    }
    Step step;
    step.primitive = primitive.primitive;
    step.threads = primitive.threads;
    std::vector<Argument> all = arguments;
    if (primitive.scratchpad.get_size() != 0)
    {
        scratchpadBytes_ = std::max(scratchpadBytes_, primitive.scratchpad.get_size());
        scratchpads_.push_back(slot(Place::kWORKSPACE, 0, primitive.scratchpad));
        all.push_back({DNNL_ARG_SCRATCHPAD, scratchpads_.back()});
    }
    for (Argument const& argument : all)
    {
        Slot& used = slots_[argument.value];
        if (!used.memory)
        {
            // A constant is bound now and for good; the others get their addresses in bind().
            void* const data = used.place == Place::kCONSTANT ? const_cast<void*>(used.owner.get()) : DNNL_MEMORY_NONE;
            TENON_ASSIGN(used.memory, memoryFor(used.desc, data));
        }
        step.arguments.push_back({argument.role, used.memory.get()});
    }
    steps_.push_back(std::move(step));
    return {};
}

Result<Program::Value> Program::as(Value value, Desc const& wanted)
{
    if (desc(value) == wanted)
    {
        return value;
    }
    Value const converted = temporary(wanted);
    TENON_CHECK(copy(value, converted));
    return converted;
}

Status Program::copy(Value from, Value to)
{
    TENON_ASSIGN(Primitive const reorder, makeReorder(desc(from), desc(to)));
    return add(reorder, {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
}

void Program::add(Call call)
{
    Step step;
    step.call = std::move(call);
    steps_.push_back(std::move(step));
}

void Program::add(Value value, ValueCall call)
{
    Step step;
    step.valueCall = std::move(call);
    step.value = value;
    steps_.push_back(std::move(step));
}

size_t Program::workspaceBytes() const
{
    return temporaryBytes_ + alignedBytes(scratchpadBytes_);
}

Status Program::bind(void const* const* inputs, void* const* outputs, void* workspace)
{
    for (Value const each : scratchpads_)
    {
        slots_[each].offset = temporaryBytes_;
    }
    for (Slot& each : slots_)
    {
        void const* address = nullptr;
        switch (each.place)
        {
        case Place::kINPUT: address = inputs[each.offset]; break;
        case Place::kOUTPUT: address = outputs[each.offset]; break;
        case Place::kWORKSPACE: address = static_cast<std::byte*>(workspace) + each.offset; break;
        case Place::kCONSTANT: continue;
        }
        // Only when it moved: oneDNN clears a blocked layout's padding each time.
        if (each.memory && address != each.bound)
        {
            dnnl_status_t const status = dnnl_memory_set_data_handle(each.memory.get(), const_cast<void*>(address));
            if (status != dnnl_success)
            {
                return base::error(base::ErrorCode::kFAILED_EXECUTION, "oneDNN: cannot bind memory (status {})",
                    static_cast<int>(status));
            }
            each.bound = address;
        }
    }
    return {};
}

Status Program::run(void const* const* inputs, void* const* outputs, void* workspace)
{
    TENON_CHECK(bind(inputs, outputs, workspace));
    ThreadLimit limit;
    for (Step const& step : steps_)
    {
        if (step.call)
        {
            limit.lift();
            step.call(inputs, outputs);
            continue;
        }
        if (step.valueCall)
        {
            limit.lift();
            step.valueCall(inputs, outputs, const_cast<void*>(slots_[static_cast<size_t>(step.value)].bound));
            continue;
        }
        limit.set(step.threads);
        dnnl_status_t const status = dnnl_primitive_execute(
            step.primitive.get(), stream_->get(), static_cast<int>(step.arguments.size()), step.arguments.data());
        if (status != dnnl_success)
        {
            return base::error(
                base::ErrorCode::kFAILED_EXECUTION, "oneDNN: execution failed (status {})", static_cast<int>(status));
        }
    }
    return {};
}

} // namespace tenon::devices::onednn
