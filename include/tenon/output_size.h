// Sizes of a V2 plugin's outputs that are known only once enqueue has run.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_OUTPUT_SIZE_H
#define TENON_OUTPUT_SIZE_H

#if defined(__cplusplus) && (__cplusplus >= 201703L)
#include <cstdint>
#else
#error "tenon/output_size.h needs C++17 or later (-std=c++17)"
#endif

//! Inside enqueue of a plugin that declared sizes (tenon::PluginTraits::dataSize): where the actual value of size `size` is to be written, by
//! enqueue or by a kernel that it launches on its stream; memory of the device that the plugin's tensors are on. Null elsewhere, and for a
//! size that was not declared. Weak: null itself where the host is not Tenon.
extern "C" __attribute__((weak)) int64_t* tenonOutputSize(int32_t size) noexcept;

namespace tenon
{
inline namespace v1
{

//! The same; null where the host is not Tenon, whose outputs of V2 plugins have the sizes that getOutputDimensions tells. Thread safety: any.
inline int64_t* outputSize(int32_t size) noexcept
{
    return tenonOutputSize == nullptr ? nullptr : tenonOutputSize(size);
}

} // namespace v1
} // namespace tenon

#endif // TENON_OUTPUT_SIZE_H
