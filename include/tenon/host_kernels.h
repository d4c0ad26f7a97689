// What plugins may use of the host on the CPU. Everything here is weakly linked and has a serial fallback, so that a plugin that uses
// it also loads where the host is not Tenon.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_HOST_KERNELS_H
#define TENON_HOST_KERNELS_H

#if defined(__cplusplus) && (__cplusplus >= 201703L)
#include <cstdint>
#include <memory>
#else
#error "tenon/host_kernels.h needs C++17 or later (-std=c++17)"
#endif

//! Calls call(body, begin, end) for pieces that together cover [0, count) exactly once, from several threads, at least `grain` items a
//! piece except the last; returns when all are done. Nested calls run serially.
extern "C" __attribute__((weak)) void tenonParallelFor(int64_t count, int64_t grain,
    void (*call)(void const* body, int64_t begin, int64_t end), void const* body) noexcept;

namespace tenon
{

//! Calls body(begin, end) for pieces that together cover [0, count) exactly once, on the host's threads, each piece of at least `grain`
//! items except the last. `body` must not throw. Without Tenon as host: one call on this thread.
template <typename Body>
void parallelFor(int64_t count, int64_t grain, Body const& body)
{
    if (count <= 0)
    {
        return;
    }
    if (tenonParallelFor == nullptr)
    {
        body(int64_t{0}, count);
        return;
    }
    tenonParallelFor(
        count, grain,
        [](void const* erased, int64_t begin, int64_t end) { (*static_cast<Body const*>(erased))(begin, end); },
        std::addressof(body));
}

} // namespace tenon

#endif // TENON_HOST_KERNELS_H
