#include "devices/cpu/thread_share.h"

#include <algorithm>
#include <atomic>

namespace tenon::devices
{
namespace
{

std::atomic<int32_t> runningInferences{0};

//! Runs in a row until a share follows: kernels made for another number of threads are made anew then.
constexpr int32_t kRunsUntilChange = 8;

} // namespace

int32_t ThreadShare::running()
{
    return runningInferences.load(std::memory_order_relaxed);
}

SharedRun::SharedRun(ThreadShare& share)
{
    int32_t const now = runningInferences.fetch_add(1, std::memory_order_relaxed) + 1;
    if (share.companions_ == 0)
    {
        share.companions_ = now;
    }
    share.differing_ = now == share.companions_ ? 0 : share.differing_ + 1;
    if (share.differing_ == kRunsUntilChange)
    {
        share.companions_ = now;
        share.differing_ = 0;
    }
    if (share.companions_ > 1)
    {
        limit_.set(std::max(maxThreads() / share.companions_, 1));
    }
}

SharedRun::~SharedRun()
{
    runningInferences.fetch_sub(1, std::memory_order_relaxed);
}

} // namespace tenon::devices
