// Arrays that end at a page that may not be touched: what a plugin reads behind its end is a crash that can be named, not somebody's memory.
#pragma once

#include "plugin_check/isolation.h"

#include <cstddef>
#include <cstring>
#include <vector>

namespace tenon::plugin_check
{

//! `bytes` bytes whose end is the end of a page, up to `alignment`. Not copied.
class GuardedMemory
{
public:
    GuardedMemory() = default;
    GuardedMemory(size_t bytes, size_t alignment, char const* name);
    GuardedMemory(GuardedMemory&& other) noexcept { swap(other); }
    GuardedMemory& operator=(GuardedMemory&& other) noexcept
    {
        swap(other);
        return *this;
    }
    ~GuardedMemory();

    void* data() const { return data_; }
    size_t bytes() const { return bytes_; }
    //! From now on every access is a crash.
    void forbid();

private:
    void swap(GuardedMemory& other) noexcept;

    char* mapping_{nullptr};
    size_t mapped_{0};
    char* data_{nullptr};
    size_t bytes_{0};
    int32_t region_{-1};
};

//! Elements that are copied bit by bit.
template <typename T>
class GuardedArray
{
public:
    GuardedArray(std::vector<T> const& values, char const* name)
        : memory_(values.size() * sizeof(T), alignof(T), name)
    {
        if (!values.empty())
        {
            std::memcpy(memory_.data(), values.data(), values.size() * sizeof(T));
        }
    }
    T* data() const { return static_cast<T*>(memory_.data()); }

private:
    GuardedMemory memory_;
};

} // namespace tenon::plugin_check
