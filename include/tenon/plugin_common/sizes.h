// Sizes of types and shapes, and the division of a workspace.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_COMMON_SIZES_H
#define TENON_PLUGIN_COMMON_SIZES_H

#include <tenon/plugin_common/checks.h>

TENON_COMMON_OPEN

//! Bytes of one element; 0, after a message, for types that have no whole number of them.
inline uint32_t getElementSize(DataType type)
{
    static uint32_t const sizes[]{4, 2, 1, 4, 1, 1, 1, 2, 8};
    auto const index = static_cast<size_t>(type);
    PLUGIN_ASSERT(index < sizeof sizes / sizeof *sizes);
    return index < sizeof sizes / sizeof *sizes ? sizes[index] : 0;
}

inline int64_t volume(Dims const& dims)
{
    int64_t product = 1;
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        product *= dims.d[i];
    }
    return product;
}

template <typename A, typename B>
constexpr A divUp(A value, B by)
{
    return static_cast<A>((value + by - 1) / by);
}

template <typename A, typename B>
constexpr A roundUp(A value, B to)
{
    return static_cast<A>((value + to - 1) / to * to);
}

//! What parts of a workspace are aligned to.
constexpr uintptr_t kCUDA_MEM_ALIGN = 256;

inline int8_t* alignPtr(int8_t* pointer, uintptr_t to)
{
    return reinterpret_cast<int8_t*>((reinterpret_cast<uintptr_t>(pointer) + to - 1) / to * to);
}

//! The aligned place behind a part of a workspace.
inline int8_t* nextWorkspacePtrWithAlignment(int8_t* pointer, uintptr_t bytes, uintptr_t alignment = kCUDA_MEM_ALIGN)
{
    return alignPtr(pointer + bytes, alignment);
}

inline int8_t* nextWorkspacePtr(int8_t* pointer, uintptr_t bytes)
{
    return nextWorkspacePtrWithAlignment(pointer, bytes);
}

//! Bytes of a workspace that holds these parts, each aligned.
inline size_t calculateTotalWorkspaceSize(size_t const* parts, int32_t count, uintptr_t alignment = kCUDA_MEM_ALIGN)
{
    size_t total = 0;
    for (int32_t i = 0; i < count; ++i)
    {
        total += roundUp(parts[i], alignment);
    }
    return total;
}

TENON_COMMON_CLOSE

#endif // TENON_PLUGIN_COMMON_SIZES_H
