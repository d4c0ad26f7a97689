#include "ops/common/copy_kernel.h"

#include "devices/cpu/parallel.h"
#include "ops/common/plain_kernel.h"

#include <cstring>

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeCopyKernel()
{
    auto run = [](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
        int64_t const bytes = base::volumeUnchecked(shapes.inputs[0].dims) * base::bytesOf(shapes.inputs[0].type);
        devices::parallelFor(bytes, 128 * 1024, [&](int64_t begin, int64_t end) {
            std::memcpy(static_cast<std::byte*>(outputs[0]) + begin, static_cast<std::byte const*>(inputs[0]) + begin,
                static_cast<size_t>(end - begin));
        });
        return base::okStatus();
    };
    auto check = [](PlainShapes const& shapes) -> base::Status {
        bool const same = base::volumeUnchecked(shapes.inputs[0].dims) == base::volumeUnchecked(shapes.outputs[0].dims);
        return same ? base::Status()
                    : base::invalidArgument("copy: expected as many elements as {} has, found {}",
                        base::toString(shapes.inputs[0].dims), base::toString(shapes.outputs[0].dims));
    };
    return makePlainKernel(std::move(run), std::move(check));
}

} // namespace tenon::ops
