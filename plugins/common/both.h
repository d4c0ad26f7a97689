// TENON_BOTH: what a function for both devices is declared with.
#pragma once

#if defined(__CUDACC__)
#define TENON_BOTH __host__ __device__ __forceinline__
#else
#define TENON_BOTH inline
#endif
