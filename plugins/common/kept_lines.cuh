// Lines that the second-level cache is asked to keep for kernels, or blocks of one, that follow, while a stream of writes passes by that would drive them
// out. GPUs before compute capability 8.0 take no such wishes: there these are loads as usual.
#pragma once

#include <cstdint>
#include <cstring>

namespace tenon::plugins
{

constexpr int64_t kLineBytes = 128;

//! Fetches the line of this address, and keeps it until a load of it is a LinePolicy::release() one.
__device__ __forceinline__ void fetchKept(void const* address)
{
#if __CUDA_ARCH__ >= 800
    asm volatile("prefetch.global.L2::evict_last [%0];" ::"l"(address));
#endif
}

//! What becomes of the lines that loads read.
class LinePolicy
{
public:
    __device__ __forceinline__ static LinePolicy keep()
    {
        LinePolicy policy;
#if __CUDA_ARCH__ >= 800
        asm volatile("createpolicy.fractional.L2::evict_last.b64 %0, 1.0;" : "=l"(policy.bits_));
#endif
        return policy;
    }
    //! They are the first to go.
    __device__ __forceinline__ static LinePolicy release()
    {
        LinePolicy policy;
#if __CUDA_ARCH__ >= 800
        asm volatile("createpolicy.fractional.L2::evict_first.b64 %0, 1.0;" : "=l"(policy.bits_));
#endif
        return policy;
    }
    //! 16 bytes, aligned.
    template <typename T>
    __device__ __forceinline__ T load(T const* from) const
    {
        static_assert(sizeof(T) == sizeof(float4));
        float4 bits;
#if __CUDA_ARCH__ >= 800
        asm volatile("ld.global.L2::cache_hint.v4.f32 {%0, %1, %2, %3}, [%4], %5;"
                     : "=f"(bits.x), "=f"(bits.y), "=f"(bits.z), "=f"(bits.w)
                     : "l"(from), "l"(bits_));
#else
        bits = *reinterpret_cast<float4 const*>(from);
#endif
        T value;
        memcpy(&value, &bits, sizeof value);
        return value;
    }

private:
    uint64_t bits_{0};
};

} // namespace tenon::plugins
