#include "devices/cuda/foreign_pointer.h"

#include <dlfcn.h>
#include <link.h>

#include <atomic>

namespace tenon::devices
{
namespace
{

//! cuPointerGetAttributes of the driver's public API; 0 is success. Unlike the form for one attribute it takes plain host pointers without an
//! error, which checkers would count: it leaves zeros.
using PointerAttributes = int (*)(unsigned count, int* attributes, void** values, unsigned long long pointer);
constexpr int kMemoryType = 2;
constexpr int kBufferId = 7;
constexpr int kIsManaged = 8;
constexpr unsigned kHostMemory = 1;

//! How many libraries the process has loaded so far; never 0.
unsigned long long loadsSoFar()
{
    unsigned long long loads = 0;
    dl_iterate_phdr(
        [](dl_phdr_info* info, size_t, void* count) {
            *static_cast<unsigned long long*>(count) = info->dlpi_adds;
            return 1; // every entry has the same number
        },
        &loads);
    return loads;
}

PointerAttributes driverFunction()
{
    static std::atomic<PointerAttributes> known{nullptr};
    PointerAttributes function = known.load(std::memory_order_relaxed);
    if (function != nullptr)
    {
        return function;
    }
    // Where it is not there, dlopen looks for it in all folders of libraries: once for each library that was loaded since.
    static std::atomic<unsigned long long> missedAt{0};
    unsigned long long const loads = loadsSoFar();
    if (missedAt.load(std::memory_order_relaxed) == loads)
    {
        return nullptr;
    }
    void* const driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
    if (driver == nullptr)
    {
        missedAt.store(loads, std::memory_order_relaxed);
        return nullptr;
    }
    function = reinterpret_cast<PointerAttributes>(dlsym(driver, "cuPointerGetAttributes"));
    known.store(function, std::memory_order_relaxed);
    return function;
}

} // namespace

PointerKind pointerKindByDriver(void const* pointer)
{
    PointerAttributes const ask = driverFunction();
    unsigned type = 0;
    unsigned managed = 0;
    int attributes[]{kMemoryType, kIsManaged};
    void* values[]{&type, &managed};
    if (ask == nullptr || ask(2, attributes, values, reinterpret_cast<unsigned long long>(pointer)) != 0 || type == 0)
    {
        return PointerKind::kUNKNOWN;
    }
    if (managed != 0)
    {
        return PointerKind::kMANAGED;
    }
    return type == kHostMemory ? PointerKind::kPINNED : PointerKind::kDEVICE;
}

uint64_t allocationByDriver(void const* pointer)
{
    PointerAttributes const ask = driverFunction();
    unsigned long long id = 0;
    int attribute = kBufferId;
    void* value = &id;
    return ask != nullptr && ask(1, &attribute, &value, reinterpret_cast<unsigned long long>(pointer)) == 0 ? id : 0;
}

} // namespace tenon::devices
