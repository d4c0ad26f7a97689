// Parallel loops of CPU kernels over OpenMP's pool, the one that oneDNN uses too.
#pragma once

#include <cstdint>
#include <memory>

namespace tenon::devices
{

//! Threads that a kernel called from this thread may use (OMP_NUM_THREADS, cgroup limits and nesting considered).
int32_t maxThreads();

//! While it lives, maxThreads() on this thread is at most what was set last; nests. What oneDNN makes and runs in it uses no more either.
class ThreadLimit
{
public:
    ThreadLimit();
    explicit ThreadLimit(int32_t threads);
    ~ThreadLimit() { lift(); }
    ThreadLimit(ThreadLimit const&) = delete;
    ThreadLimit& operator=(ThreadLimit const&) = delete;

    void set(int32_t threads);
    void lift() { set(before_); }

private:
    int32_t before_, now_;
};

//! Calls body(begin, end) for pieces that together cover [0, count) exactly once, at least `grain` items a piece except the
//! last. Runs on the calling thread alone when there is one piece. `body` must not throw.
template <typename Body>
void parallelFor(int64_t count, int64_t grain, Body const& body);

//! The type-erased form behind it.
void parallelForRaw(
    int64_t count, int64_t grain, void (*call)(void const* body, int64_t begin, int64_t end), void const* body);

template <typename Body>
void parallelFor(int64_t count, int64_t grain, Body const& body)
{
    parallelForRaw(
        count, grain,
        [](void const* erased, int64_t begin, int64_t end) { (*static_cast<Body const*>(erased))(begin, end); },
        std::addressof(body));
}

} // namespace tenon::devices
