// Arithmetic on sizes that come from users and files: overflow is an answer, never undefined behaviour.
#pragma once

#include <cstdint>
#include <optional>

namespace tenon::base
{

inline std::optional<int64_t> checkedAdd(int64_t a, int64_t b)
{
    int64_t r;
    return __builtin_add_overflow(a, b, &r) ? std::nullopt : std::optional<int64_t>(r);
}

inline std::optional<int64_t> checkedSub(int64_t a, int64_t b)
{
    int64_t r;
    return __builtin_sub_overflow(a, b, &r) ? std::nullopt : std::optional<int64_t>(r);
}

inline std::optional<int64_t> checkedMul(int64_t a, int64_t b)
{
    int64_t r;
    return __builtin_mul_overflow(a, b, &r) ? std::nullopt : std::optional<int64_t>(r);
}

//! `value` rounded up to a multiple of `alignment` (a power of two).
template <typename Int>
constexpr Int alignUp(Int value, Int alignment)
{
    return (value + alignment - 1) & ~(alignment - 1);
}

} // namespace tenon::base
