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

ThreadLimit::ThreadLimit()
    : before_(omp_get_max_threads())
    , now_(before_)
{
}

ThreadLimit::ThreadLimit(int32_t threads)
    : ThreadLimit()
{
    set(threads);
}

void ThreadLimit::set(int32_t threads)
{
    int32_t const wanted = std::clamp<int32_t>(threads, 1, before_);
    if (wanted != now_)
    {
        now_ = wanted;
        omp_set_num_threads(wanted);
    }
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
    // With all threads, whatever the number of pieces: a team of another size than the one before ends threads and starts others.
#pragma omp parallel for schedule(static, 1)
    for (int64_t piece = 0; piece < pieces; ++piece)
    {
        call(body, count * piece / pieces, count * (piece + 1) / pieces);
    }
}

} // namespace tenon::devices
