#include "devices/cuda/foreign_pointer.h"

#include <dlfcn.h>

#include <atomic>

namespace tenon::devices
{
namespace
{

//! cuPointerGetAttribute of the driver's public API; 0 is success.
using PointerAttribute = int (*)(void* value, int attribute, unsigned long long pointer);
constexpr int kMemoryType = 2;
constexpr int kIsManaged = 8;
constexpr unsigned kHostMemory = 1;

PointerAttribute driverFunction()
{
    static std::atomic<PointerAttribute> known{nullptr};
    PointerAttribute function = known.load(std::memory_order_relaxed);
    if (function != nullptr)
    {
        return function;
    }
    void* const driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
    if (driver == nullptr)
    {
        return nullptr;
    }
    function = reinterpret_cast<PointerAttribute>(dlsym(driver, "cuPointerGetAttribute"));
    known.store(function, std::memory_order_relaxed);
    return function;
}

} // namespace

PointerKind pointerKindByDriver(void const* pointer)
{
    PointerAttribute const attribute = driverFunction();
    unsigned type = 0;
    auto const address = reinterpret_cast<unsigned long long>(pointer);
    if (attribute == nullptr || attribute(&type, kMemoryType, address) != 0)
    {
        return PointerKind::kUNKNOWN;
    }
    unsigned managed = 0;
    if (attribute(&managed, kIsManaged, address) == 0 && managed != 0)
    {
        return PointerKind::kMANAGED;
    }
    return type == kHostMemory ? PointerKind::kPINNED : PointerKind::kDEVICE;
}

} // namespace tenon::devices
