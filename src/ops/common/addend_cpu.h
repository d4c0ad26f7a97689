// What a program does before a primitive that adds to its destination.
#pragma once

#include "devices/cpu/onednn_program.h"
#include "devices/cpu/parallel.h"

#include <cstring>

namespace tenon::ops
{

//! Copies an input to output 0, which has as many bytes and the same layout, unless it lies there already: the builder gives the output
//! the input's memory where nobody needs it afterwards.
inline void addPlacing(devices::onednn::Program& program, size_t input, size_t bytes)
{
    program.add([input, bytes](void const* const* inputs, void* const* outputs) {
        if (inputs[input] == outputs[0])
        {
            return;
        }
        devices::parallelFor(static_cast<int64_t>(bytes), 256 * 1024, [&](int64_t begin, int64_t end) {
            std::memcpy(static_cast<std::byte*>(outputs[0]) + begin,
                static_cast<std::byte const*>(inputs[input]) + begin, static_cast<size_t>(end - begin));
        });
    });
}

} // namespace tenon::ops
