#include "plugin_check/hooks.h"

#include "plugin_check/watch.h"

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <string_view>
#include <unordered_map>

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

namespace tenon::plugin_check
{
namespace
{

struct Watch
{
    std::atomic<bool> on{false};
    std::atomic<bool> seesRuntime{false};
    std::atomic<size_t> allocations{0};
    std::atomic<size_t> bytes{0};
    std::mutex mutex;
    WatchedCalls calls;
    std::unordered_map<void*, size_t> held;
    void* stream{nullptr};
};

Watch& watch()
{
    static Watch* const one = new Watch;
    return *one;
}

thread_local bool insideHook = false;

//! What is noted is not counted itself.
class InsideHook
{
public:
    InsideHook() { insideHook = true; }
    ~InsideHook() { insideHook = false; }
    InsideHook(InsideHook const&) = delete;
    InsideHook& operator=(InsideHook const&) = delete;
};

void note(std::vector<std::string> WatchedCalls::*list, std::string text)
{
    std::lock_guard const lock(watch().mutex);
    (watch().calls.*list).push_back(std::move(text));
}

} // namespace

void noteAllocation(char const* what, size_t bytes)
{
    if (!watch().on || insideHook)
    {
        return;
    }
    InsideHook const inside;
    watch().bytes += bytes;
    if (watch().allocations++ == 0)
    {
        std::lock_guard const lock(watch().mutex);
        watch().calls.firstAllocation = fmt::format("{} of {} bytes", what, bytes);
    }
}

void noteDeviceAllocation(char const* what, void* memory, size_t bytes)
{
    if (insideHook)
    {
        return;
    }
    InsideHook const inside;
    if (watch().on)
    {
        note(&WatchedCalls::deviceAllocations, fmt::format("{} of {} bytes", what, bytes));
    }
    if (memory != nullptr)
    {
        std::lock_guard const lock(watch().mutex);
        watch().held[memory] = bytes;
    }
}

void noteDeviceFree(void* memory)
{
    if (!insideHook)
    {
        InsideHook const inside;
        std::lock_guard const lock(watch().mutex);
        watch().held.erase(memory);
    }
}

void noteWait(char const* what)
{
    if (watch().on && !insideHook)
    {
        InsideHook const inside;
        note(&WatchedCalls::waits, what);
    }
}

void noteStream(char const* what, void* stream)
{
    if (watch().on && !insideHook && watch().stream != nullptr && stream != watch().stream)
    {
        InsideHook const inside;
        note(&WatchedCalls::otherStreams, fmt::format("{} on stream {}", what, stream));
    }
}

void noteRuntimeSeen()
{
    watch().seesRuntime = true;
}

namespace
{

void* hookMalloc(size_t bytes)
{
    noteAllocation("malloc", bytes);
    return std::malloc(bytes);
}
void* hookCalloc(size_t count, size_t bytes)
{
    noteAllocation("calloc", count * bytes);
    return std::calloc(count, bytes);
}
void* hookRealloc(void* memory, size_t bytes)
{
    noteAllocation("realloc", bytes);
    return std::realloc(memory, bytes);
}
int hookPosixMemalign(void** memory, size_t alignment, size_t bytes)
{
    noteAllocation("posix_memalign", bytes);
    return posix_memalign(memory, alignment, bytes);
}
void* hookAlignedAlloc(size_t alignment, size_t bytes)
{
    noteAllocation("aligned_alloc", bytes);
    return aligned_alloc(alignment, bytes);
}
void* hookNew(size_t bytes)
{
    noteAllocation("operator new", bytes);
    return ::operator new(bytes);
}
void* hookNewArray(size_t bytes)
{
    noteAllocation("operator new[]", bytes);
    return ::operator new[](bytes);
}
void* hookNewAligned(size_t bytes, std::align_val_t alignment)
{
    noteAllocation("operator new", bytes);
    return ::operator new(bytes, alignment);
}
void* hookNewArrayAligned(size_t bytes, std::align_val_t alignment)
{
    noteAllocation("operator new[]", bytes);
    return ::operator new[](bytes, alignment);
}
void* hookNewNothrow(size_t bytes, std::nothrow_t const& tag)
{
    noteAllocation("operator new", bytes);
    return ::operator new(bytes, tag);
}
void* hookNewArrayNothrow(size_t bytes, std::nothrow_t const& tag)
{
    noteAllocation("operator new[]", bytes);
    return ::operator new[](bytes, tag);
}

// The real functions of the CUDA runtime (or of Tenon::cuda_host) that the library is bound to.
enum RuntimeCall
{
    kMALLOC,
    kMALLOC_ASYNC,
    kMALLOC_HOST,
    kHOST_ALLOC,
    kMALLOC_MANAGED,
    kFREE,
    kFREE_ASYNC,
    kFREE_HOST,
    kMEMCPY,
    kMEMSET,
    kDEVICE_SYNC,
    kSTREAM_SYNC,
    kEVENT_SYNC,
    kMEMCPY_ASYNC,
    kMEMSET_ASYNC,
    kLAUNCH,
    kLAUNCH_HANDLE,
    kEVENT_RECORD,
    kRUNTIME_COUNT,
};
void* realRuntime[kRUNTIME_COUNT];

template <typename Signature>
Signature* real(RuntimeCall which)
{
    return reinterpret_cast<Signature*>(realRuntime[which]);
}

//! Notes an allocation by what it made.
int made(char const* what, int code, void** memory, size_t bytes)
{
    noteDeviceAllocation(what, code == 0 && memory != nullptr ? *memory : nullptr, bytes);
    return code;
}

int hookCudaMalloc(void** memory, size_t bytes)
{
    return made("cudaMalloc", real<int(void**, size_t)>(kMALLOC)(memory, bytes), memory, bytes);
}
int hookCudaMallocAsync(void** memory, size_t bytes, void* stream)
{
    return made(
        "cudaMallocAsync", real<int(void**, size_t, void*)>(kMALLOC_ASYNC)(memory, bytes, stream), memory, bytes);
}
int hookCudaMallocHost(void** memory, size_t bytes)
{
    return made("cudaMallocHost", real<int(void**, size_t)>(kMALLOC_HOST)(memory, bytes), memory, bytes);
}
int hookCudaHostAlloc(void** memory, size_t bytes, unsigned flags)
{
    return made("cudaHostAlloc", real<int(void**, size_t, unsigned)>(kHOST_ALLOC)(memory, bytes, flags), memory, bytes);
}
int hookCudaMallocManaged(void** memory, size_t bytes, unsigned flags)
{
    return made(
        "cudaMallocManaged", real<int(void**, size_t, unsigned)>(kMALLOC_MANAGED)(memory, bytes, flags), memory, bytes);
}
int hookCudaFree(void* memory)
{
    noteDeviceFree(memory);
    return real<int(void*)>(kFREE)(memory);
}
int hookCudaFreeAsync(void* memory, void* stream)
{
    noteDeviceFree(memory);
    return real<int(void*, void*)>(kFREE_ASYNC)(memory, stream);
}
int hookCudaFreeHost(void* memory)
{
    noteDeviceFree(memory);
    return real<int(void*)>(kFREE_HOST)(memory);
}
int hookCudaMemcpy(void* into, void const* from, size_t bytes, int kind)
{
    noteWait("cudaMemcpy");
    return real<int(void*, void const*, size_t, int)>(kMEMCPY)(into, from, bytes, kind);
}
int hookCudaMemset(void* memory, int value, size_t bytes)
{
    noteStream("cudaMemset", nullptr);
    return real<int(void*, int, size_t)>(kMEMSET)(memory, value, bytes);
}
int hookCudaDeviceSynchronize()
{
    noteWait("cudaDeviceSynchronize");
    return real<int()>(kDEVICE_SYNC)();
}
int hookCudaStreamSynchronize(void* stream)
{
    noteWait("cudaStreamSynchronize");
    return real<int(void*)>(kSTREAM_SYNC)(stream);
}
int hookCudaEventSynchronize(void* event)
{
    noteWait("cudaEventSynchronize");
    return real<int(void*)>(kEVENT_SYNC)(event);
}
int hookCudaMemcpyAsync(void* into, void const* from, size_t bytes, int kind, void* stream)
{
    noteStream("cudaMemcpyAsync", stream);
    return real<int(void*, void const*, size_t, int, void*)>(kMEMCPY_ASYNC)(into, from, bytes, kind, stream);
}
int hookCudaMemsetAsync(void* memory, int value, size_t bytes, void* stream)
{
    noteStream("cudaMemsetAsync", stream);
    return real<int(void*, int, size_t, void*)>(kMEMSET_ASYNC)(memory, value, bytes, stream);
}
int hookCudaEventRecord(void* event, void* stream)
{
    noteStream("cudaEventRecord", stream);
    return real<int(void*, void*)>(kEVENT_RECORD)(event, stream);
}
struct Dim3
{
    unsigned x, y, z;
};
template <RuntimeCall kWhich>
int hookCudaLaunchKernel(
    void const* function, Dim3 grid, Dim3 block, void** arguments, size_t sharedBytes, void* stream)
{
    noteStream("a kernel", stream);
    return real<int(void const*, Dim3, Dim3, void**, size_t, void*)>(kWhich)(
        function, grid, block, arguments, sharedBytes, stream);
}

struct Hook
{
    char const* symbol;
    void* function;
    int32_t runtime; //!< which real function is kept; −1: none
};

template <typename Function>
void* pointerTo(Function* function)
{
    return reinterpret_cast<void*>(function);
}

std::vector<Hook> const& hooks()
{
    static std::vector<Hook> const all{
        {"malloc", pointerTo(hookMalloc), -1},
        {"calloc", pointerTo(hookCalloc), -1},
        {"realloc", pointerTo(hookRealloc), -1},
        {"posix_memalign", pointerTo(hookPosixMemalign), -1},
        {"aligned_alloc", pointerTo(hookAlignedAlloc), -1},
        {"_Znwm", pointerTo(hookNew), -1},
        {"_Znam", pointerTo(hookNewArray), -1},
        {"_ZnwmSt11align_val_t", pointerTo(hookNewAligned), -1},
        {"_ZnamSt11align_val_t", pointerTo(hookNewArrayAligned), -1},
        {"_ZnwmRKSt9nothrow_t", pointerTo(hookNewNothrow), -1},
        {"_ZnamRKSt9nothrow_t", pointerTo(hookNewArrayNothrow), -1},
        {"cudaMalloc", pointerTo(hookCudaMalloc), kMALLOC},
        {"cudaMallocAsync", pointerTo(hookCudaMallocAsync), kMALLOC_ASYNC},
        {"cudaMallocHost", pointerTo(hookCudaMallocHost), kMALLOC_HOST},
        {"cudaHostAlloc", pointerTo(hookCudaHostAlloc), kHOST_ALLOC},
        {"cudaMallocManaged", pointerTo(hookCudaMallocManaged), kMALLOC_MANAGED},
        {"cudaFree", pointerTo(hookCudaFree), kFREE},
        {"cudaFreeAsync", pointerTo(hookCudaFreeAsync), kFREE_ASYNC},
        {"cudaFreeHost", pointerTo(hookCudaFreeHost), kFREE_HOST},
        {"cudaMemcpy", pointerTo(hookCudaMemcpy), kMEMCPY},
        {"cudaMemset", pointerTo(hookCudaMemset), kMEMSET},
        {"cudaDeviceSynchronize", pointerTo(hookCudaDeviceSynchronize), kDEVICE_SYNC},
        {"cudaStreamSynchronize", pointerTo(hookCudaStreamSynchronize), kSTREAM_SYNC},
        {"cudaEventSynchronize", pointerTo(hookCudaEventSynchronize), kEVENT_SYNC},
        {"cudaMemcpyAsync", pointerTo(hookCudaMemcpyAsync), kMEMCPY_ASYNC},
        {"cudaMemsetAsync", pointerTo(hookCudaMemsetAsync), kMEMSET_ASYNC},
        {"cudaEventRecord", pointerTo(hookCudaEventRecord), kEVENT_RECORD},
        {"cudaLaunchKernel", pointerTo(hookCudaLaunchKernel<kLAUNCH>), kLAUNCH},
        // What nvcc makes of <<<…>>> from CUDA 13 on.
        {"__cudaLaunchKernel", pointerTo(hookCudaLaunchKernel<kLAUNCH_HANDLE>), kLAUNCH_HANDLE},
    };
    return all;
}

//! Tenon::cuda_host has the CUDA runtime's functions under names of its own, so that both may be in one process; the runtime has some once more for
//! default streams of each thread's own.
std::string_view runtimeName(char const* symbol)
{
    constexpr std::string_view kPrefix = "tenonHost_";
    std::string_view plain(symbol);
    plain.remove_prefix(plain.substr(0, kPrefix.size()) == kPrefix ? kPrefix.size() : 0);
    for (std::string_view const suffix : {"_ptsz", "_ptds"})
    {
        bool const has = plain.size() > suffix.size() && plain.substr(plain.size() - suffix.size()) == suffix;
        plain.remove_suffix(has ? suffix.size() : 0);
    }
    return plain;
}

bool bend(ElfW(Addr) place, Hook const& hook, void* library, char const* symbol)
{
    static auto const page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
    uintptr_t const begin = place / page * page;
    if (mprotect(reinterpret_cast<void*>(begin), page, PROT_READ | PROT_WRITE) != 0)
    {
        return false;
    }
    void** const entry = reinterpret_cast<void**>(place);
    if (hook.runtime >= 0)
    {
        // Not yet bound entries point back into the library: ask the loader.
        void* const found = library == nullptr ? nullptr : dlsym(library, symbol);
        realRuntime[hook.runtime] = found != nullptr ? found : *entry;
        noteRuntimeSeen();
    }
    *entry = hook.function;
    return true;
}

ElfW(Addr) addressOf(link_map const& map, ElfW(Dyn) const& entry)
{
    // The loader of glibc makes these absolute, others do not.
    return entry.d_un.d_ptr < map.l_addr ? map.l_addr + entry.d_un.d_ptr : entry.d_un.d_ptr;
}

} // namespace

bool watchLibrary(void const* anchor, std::string& problem)
{
    Dl_info info{};
    link_map* map = nullptr;
    if (dladdr1(anchor, &info, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) == 0 || map == nullptr)
    {
        problem = "the plugin's library cannot be found";
        return false;
    }
    static link_map const* watched = nullptr;
    if (watched == map)
    {
        return true;
    }
    ElfW(Sym) const* symbols = nullptr;
    char const* names = nullptr;
    struct Table
    {
        ElfW(Rela) const* begin{nullptr};
        size_t bytes{0};
    } tables[2];
    for (ElfW(Dyn) const* entry = map->l_ld; entry->d_tag != DT_NULL; ++entry)
    {
        switch (entry->d_tag)
        {
        case DT_SYMTAB: symbols = reinterpret_cast<ElfW(Sym) const*>(addressOf(*map, *entry)); break;
        case DT_STRTAB: names = reinterpret_cast<char const*>(addressOf(*map, *entry)); break;
        case DT_JMPREL: tables[0].begin = reinterpret_cast<ElfW(Rela) const*>(addressOf(*map, *entry)); break;
        case DT_PLTRELSZ: tables[0].bytes = entry->d_un.d_val; break;
        case DT_RELA: tables[1].begin = reinterpret_cast<ElfW(Rela) const*>(addressOf(*map, *entry)); break;
        case DT_RELASZ: tables[1].bytes = entry->d_un.d_val; break;
        default: break;
        }
    }
    if (symbols == nullptr || names == nullptr)
    {
        problem = "the plugin's library has no dynamic symbols";
        return false;
    }
    // Bound now, so that no late binding undoes the hooks.
    void* const library = dlopen(map->l_name, RTLD_NOW | RTLD_NOLOAD);
    for (Table const& table : tables)
    {
        for (size_t i = 0; table.begin != nullptr && i < table.bytes / sizeof(ElfW(Rela)); ++i)
        {
            ElfW(Rela) const& one = table.begin[i];
            auto const symbol = ELF64_R_SYM(one.r_info);
            auto const type = ELF64_R_TYPE(one.r_info);
#if defined(__aarch64__)
            bool const bound = type == R_AARCH64_JUMP_SLOT || type == R_AARCH64_GLOB_DAT;
#else
            bool const bound = type == R_X86_64_JUMP_SLOT || type == R_X86_64_GLOB_DAT;
#endif
            if (symbol == 0 || !bound)
            {
                continue;
            }
            char const* const name = names + symbols[symbol].st_name;
            if (void* const finder = driverHook(name); finder != nullptr)
            {
                bend(map->l_addr + one.r_offset, Hook{name, finder, -1}, library, name);
            }
            for (Hook const& hook : hooks())
            {
                if (runtimeName(name) == hook.symbol)
                {
                    bend(map->l_addr + one.r_offset, hook, library, name);
                }
            }
        }
    }
    watched = map;
    return true;
}

void startWatching(void* stream)
{
    std::lock_guard const lock(watch().mutex);
    watch().calls = WatchedCalls();
    watch().allocations = 0;
    watch().bytes = 0;
    watch().stream = stream;
    watch().on = true;
}

WatchedCalls stopWatching()
{
    watch().on = false;
    std::lock_guard const lock(watch().mutex);
    WatchedCalls calls = watch().calls;
    calls.allocations = watch().allocations;
    calls.allocatedBytes = watch().bytes;
    return calls;
}

HeldOnDevice heldOnDevice()
{
    std::lock_guard const lock(watch().mutex);
    HeldOnDevice now;
    now.known = watch().seesRuntime;
    now.blocks = static_cast<int64_t>(watch().held.size());
    for (auto const& [memory, bytes] : watch().held)
    {
        now.bytes += static_cast<int64_t>(bytes);
    }
    return now;
}

} // namespace tenon::plugin_check
