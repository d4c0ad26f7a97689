// The instruction sets that CPU kernels are compiled for: the baseline of the platform, AVX2, AVX-512, NEON. The ones between
// them cost build time and serve few machines. Include before any header of Highway.
#pragma once

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
