// Libraries with the CUDA runtime linked in (nvcc's default) import no cudaMalloc that could be bent; but that runtime finds the driver's functions by dlsym and
// cuGetProcAddress, and gets counters in front of those that matter. Their signatures are those of the driver's public interface (cuda.h), from
// CUDA 11 on.
#include "plugin_check/watch.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <dlfcn.h>

namespace tenon::plugin_check
{
namespace
{

enum DriverCall
{
    kMEM_ALLOC,
    kMEM_ALLOC_ASYNC,
    kMEM_ALLOC_MANAGED,
    kMEM_FREE,
    kMEM_FREE_ASYNC,
    kCTX_SYNC,
    kSTREAM_WAIT,
    kEVENT_WAIT,
    kCOPY,
    kCOPY_TO_DEVICE,
    kCOPY_TO_HOST,
    kCOPY_ON_DEVICE,
    kCOPY_ASYNC,
    kCOPY_TO_DEVICE_ASYNC,
    kCOPY_TO_HOST_ASYNC,
    kCOPY_ON_DEVICE_ASYNC,
    kSET_BYTES_ASYNC,
    kSET_WORDS_ASYNC,
    kEVENT_MARK,
    kLAUNCH_KERNEL,
    kLAUNCH_KERNEL_EX,
    kFIND,
    kFIND_V2,
    kDRIVER_COUNT,
};
void* realDriver[kDRIVER_COUNT];

template <typename Signature>
Signature* driver(DriverCall which)
{
    return reinterpret_cast<Signature*>(realDriver[which]);
}

int onMemAlloc(void** memory, size_t bytes)
{
    int const code = driver<int(void**, size_t)>(kMEM_ALLOC)(memory, bytes);
    noteDeviceAllocation("cudaMalloc", code == 0 ? *memory : nullptr, bytes);
    return code;
}
int onMemAllocAsync(void** memory, size_t bytes, void* stream)
{
    int const code = driver<int(void**, size_t, void*)>(kMEM_ALLOC_ASYNC)(memory, bytes, stream);
    noteDeviceAllocation("cudaMallocAsync", code == 0 ? *memory : nullptr, bytes);
    return code;
}
int onMemAllocManaged(void** memory, size_t bytes, unsigned flags)
{
    int const code = driver<int(void**, size_t, unsigned)>(kMEM_ALLOC_MANAGED)(memory, bytes, flags);
    noteDeviceAllocation("cudaMallocManaged", code == 0 ? *memory : nullptr, bytes);
    return code;
}
int onMemFree(void* memory)
{
    noteDeviceFree(memory);
    return driver<int(void*)>(kMEM_FREE)(memory);
}
int onMemFreeAsync(void* memory, void* stream)
{
    noteDeviceFree(memory);
    return driver<int(void*, void*)>(kMEM_FREE_ASYNC)(memory, stream);
}
//! Newer versions have the context as argument.
int onCtxSync(void* context)
{
    noteWait("cudaDeviceSynchronize");
    return driver<int(void*)>(kCTX_SYNC)(context);
}
int onStreamWait(void* stream)
{
    noteWait("cudaStreamSynchronize");
    return driver<int(void*)>(kSTREAM_WAIT)(stream);
}
int onEventWait(void* event)
{
    noteWait("cudaEventSynchronize");
    return driver<int(void*)>(kEVENT_WAIT)(event);
}
template <DriverCall kWhich>
int onCopy(void* into, void* from, size_t bytes)
{
    noteWait("cudaMemcpy");
    return driver<int(void*, void*, size_t)>(kWhich)(into, from, bytes);
}
template <DriverCall kWhich>
int onCopyAsync(void* into, void* from, size_t bytes, void* stream)
{
    noteStream("cudaMemcpyAsync", stream);
    return driver<int(void*, void*, size_t, void*)>(kWhich)(into, from, bytes, stream);
}
template <DriverCall kWhich>
int onSetAsync(void* memory, unsigned value, size_t count, void* stream)
{
    noteStream("cudaMemsetAsync", stream);
    return driver<int(void*, unsigned, size_t, void*)>(kWhich)(memory, value, count, stream);
}
int onEventMark(void* event, void* stream)
{
    noteStream("cudaEventRecord", stream);
    return driver<int(void*, void*)>(kEVENT_MARK)(event, stream);
}
int onLaunch(void* function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY,
    unsigned blockZ, unsigned sharedBytes, void* stream, void** arguments, void** extra)
{
    noteStream("a kernel", stream);
    return driver<int(
        void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void*, void**, void**)>(
        kLAUNCH_KERNEL)(function, gridX, gridY, gridZ, blockX, blockY, blockZ, sharedBytes, stream, arguments, extra);
}
//! The beginning of CUlaunchConfig.
struct LaunchConfig
{
    unsigned sizes[7];
    void* stream;
};
int onLaunchEx(LaunchConfig const* config, void* function, void** arguments, void** extra)
{
    noteStream("a kernel", config->stream);
    return driver<int(LaunchConfig const*, void*, void**, void**)>(kLAUNCH_KERNEL_EX)(
        config, function, arguments, extra);
}
int onFind(char const* symbol, void** function, int version, uint64_t flags);
int onFindV2(char const* symbol, void** function, int version, uint64_t flags, int* status);

struct Entry
{
    std::string_view symbol;
    DriverCall which;
    void* function;
};

template <typename Function>
void* addressOfFunction(Function* function)
{
    return reinterpret_cast<void*>(function);
}

Entry const* entryOf(char const* symbol)
{
    static Entry const all[]{
        {"cuMemAlloc", kMEM_ALLOC, addressOfFunction(onMemAlloc)},
        {"cuMemAllocAsync", kMEM_ALLOC_ASYNC, addressOfFunction(onMemAllocAsync)},
        {"cuMemAllocManaged", kMEM_ALLOC_MANAGED, addressOfFunction(onMemAllocManaged)},
        {"cuMemFree", kMEM_FREE, addressOfFunction(onMemFree)},
        {"cuMemFreeAsync", kMEM_FREE_ASYNC, addressOfFunction(onMemFreeAsync)},
        {"cuCtxSynchronize", kCTX_SYNC, addressOfFunction(onCtxSync)},
        {"cuStreamSynchronize", kSTREAM_WAIT, addressOfFunction(onStreamWait)},
        {"cuEventSynchronize", kEVENT_WAIT, addressOfFunction(onEventWait)},
        {"cuMemcpy", kCOPY, addressOfFunction(onCopy<kCOPY>)},
        {"cuMemcpyHtoD", kCOPY_TO_DEVICE, addressOfFunction(onCopy<kCOPY_TO_DEVICE>)},
        {"cuMemcpyDtoH", kCOPY_TO_HOST, addressOfFunction(onCopy<kCOPY_TO_HOST>)},
        {"cuMemcpyDtoD", kCOPY_ON_DEVICE, addressOfFunction(onCopy<kCOPY_ON_DEVICE>)},
        {"cuMemcpyAsync", kCOPY_ASYNC, addressOfFunction(onCopyAsync<kCOPY_ASYNC>)},
        {"cuMemcpyHtoDAsync", kCOPY_TO_DEVICE_ASYNC, addressOfFunction(onCopyAsync<kCOPY_TO_DEVICE_ASYNC>)},
        {"cuMemcpyDtoHAsync", kCOPY_TO_HOST_ASYNC, addressOfFunction(onCopyAsync<kCOPY_TO_HOST_ASYNC>)},
        {"cuMemcpyDtoDAsync", kCOPY_ON_DEVICE_ASYNC, addressOfFunction(onCopyAsync<kCOPY_ON_DEVICE_ASYNC>)},
        {"cuMemsetD8Async", kSET_BYTES_ASYNC, addressOfFunction(onSetAsync<kSET_BYTES_ASYNC>)},
        {"cuMemsetD32Async", kSET_WORDS_ASYNC, addressOfFunction(onSetAsync<kSET_WORDS_ASYNC>)},
        {"cuEventRecord", kEVENT_MARK, addressOfFunction(onEventMark)},
        {"cuLaunchKernel", kLAUNCH_KERNEL, addressOfFunction(onLaunch)},
        {"cuLaunchKernelEx", kLAUNCH_KERNEL_EX, addressOfFunction(onLaunchEx)},
        {"cuGetProcAddress", kFIND, addressOfFunction(onFind)},
    };
    std::string_view plain(symbol);
    for (std::string_view const suffix : {"_ptsz", "_ptds", "_v2"})
    {
        if (plain.size() > suffix.size() && plain.substr(plain.size() - suffix.size()) == suffix)
        {
            plain.remove_suffix(suffix.size());
        }
    }
    for (Entry const& entry : all)
    {
        if (entry.symbol == plain)
        {
            return &entry;
        }
    }
    return nullptr;
}

//! The counter in front of the driver's `function`, or that itself.
void* inFrontOf(char const* symbol, void* function)
{
    if (symbol == nullptr || function == nullptr || std::strncmp(symbol, "cu", 2) != 0)
    {
        return function;
    }
    if (std::strcmp(symbol, "cuGetProcAddress_v2") == 0)
    {
        realDriver[kFIND_V2] = function;
        return addressOfFunction(onFindV2);
    }
    Entry const* const entry = entryOf(symbol);
    if (entry == nullptr)
    {
        return function;
    }
    noteRuntimeSeen();
    realDriver[entry->which] = function;
    return entry->function;
}

//! cuGetProcAddress, asked for itself, gives its newest version.
void* found(char const* symbol, void* function, int version)
{
    bool const itself = std::strcmp(symbol, "cuGetProcAddress") == 0 && version >= 12000;
    return inFrontOf(itself ? "cuGetProcAddress_v2" : symbol, function);
}

int onFind(char const* symbol, void** function, int version, uint64_t flags)
{
    int const code = driver<int(char const*, void**, int, uint64_t)>(kFIND)(symbol, function, version, flags);
    if (code == 0 && function != nullptr)
    {
        *function = found(symbol, *function, version);
    }
    return code;
}

int onFindV2(char const* symbol, void** function, int version, uint64_t flags, int* status)
{
    int const code =
        driver<int(char const*, void**, int, uint64_t, int*)>(kFIND_V2)(symbol, function, version, flags, status);
    if (code == 0 && function != nullptr)
    {
        *function = found(symbol, *function, version);
    }
    return code;
}

void* onDlsym(void* library, char const* symbol)
{
    return inFrontOf(symbol, dlsym(library, symbol));
}

void* onDlvsym(void* library, char const* symbol, char const* version)
{
    return inFrontOf(symbol, dlvsym(library, symbol, version));
}

} // namespace

void* driverHook(char const* symbol)
{
    return std::strcmp(symbol, "dlsym") == 0 ? addressOfFunction(onDlsym)
        : std::strcmp(symbol, "dlvsym") == 0 ? addressOfFunction(onDlvsym)
                                             : nullptr;
}

} // namespace tenon::plugin_check
