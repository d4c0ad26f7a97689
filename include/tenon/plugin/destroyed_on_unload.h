// Objects of a plugin library that live as long as it does.
#pragma once

#include <cstdint>

//! Of the host: 1 while this thread unloads a library, else 0. Null under another host.
extern "C" __attribute__((weak)) int32_t tenonIsUnloading() noexcept;

namespace tenon
{

//! A static one destroys its object when the host unloads the library; not at the end of the process, where others may still call what needs it.
template <typename T>
class DestroyedOnUnload
{
public:
    explicit DestroyedOnUnload(T* object)
        : object_(object)
    {
    }
    ~DestroyedOnUnload()
    {
        if (tenonIsUnloading != nullptr && tenonIsUnloading() != 0)
        {
            delete object_;
        }
    }
    DestroyedOnUnload(DestroyedOnUnload const&) = delete;
    DestroyedOnUnload& operator=(DestroyedOnUnload const&) = delete;

private:
    T* object_;
};

} // namespace tenon
