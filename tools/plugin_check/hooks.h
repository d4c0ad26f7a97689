// Watches what a plugin's library itself calls: its table of imported functions is bent to counters, and back to the real functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tenon::plugin_check
{

struct WatchedCalls
{
    size_t allocations{0}; //!< malloc, operator new and the like
    size_t allocatedBytes{0};
    std::string firstAllocation;                //!< "operator new(128)"
    std::vector<std::string> deviceAllocations; //!< "cudaMalloc"
    std::vector<std::string> waits;             //!< "cudaStreamSynchronize"
    std::vector<std::string> otherStreams;      //!< "cudaMemcpyAsync on stream 0x0"
};

//! Device memory that the watched library allocated and has not freed.
struct HeldOnDevice
{
    bool known{false}; //!< the library's allocations are seen
    int64_t blocks{0};
    int64_t bytes{0};
};

//! Bends the imports of the library that holds `anchor`. False, with the reason, where that cannot be done. Before it makes its first
//! call of a CUDA runtime that is linked into it. Again for the same library: nothing more happens.
bool watchLibrary(void const* anchor, std::string& problem);
//! Counts from now on, on all threads; `stream` is the only one that may be used (null: any).
void startWatching(void* stream);
WatchedCalls stopWatching();
//! Of all that it allocated since watchLibrary, watching or not.
HeldOnDevice heldOnDevice();

} // namespace tenon::plugin_check
