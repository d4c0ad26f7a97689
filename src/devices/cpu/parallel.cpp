#include "devices/cpu/parallel.h"

#include <algorithm>

#include <omp.h>

namespace tenon::devices
{

int32_t maxThreads()
{
    // Inside a parallel region a kernel must not start a second team of threads.
    return omp_in_parallel() != 0 ? 1 : omp_get_max_threads();
}

void parallelForRaw(
    int64_t count, int64_t grain, void (*call)(void const* body, int64_t begin, int64_t end), void const* body)
{
    if (count <= 0)
    {
        return;
    }
    int64_t const atLeast = std::max<int64_t>(grain, 1);
    int64_t const pieces = std::min<int64_t>(maxThreads(), std::max<int64_t>(count / atLeast, 1));
    if (pieces == 1)
    {
        call(body, 0, count);
        return;
    }
#pragma omp parallel for num_threads(static_cast <int>(pieces)) schedule(static, 1)
    for (int64_t piece = 0; piece < pieces; ++piece)
    {
        call(body, count * piece / pieces, count * (piece + 1) / pieces);
    }
}

} // namespace tenon::devices
