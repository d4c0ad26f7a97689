// Makers of CUDA's short vectors.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_CUDA_HOST_VECTOR_FUNCTIONS_H
#define TENON_CUDA_HOST_VECTOR_FUNCTIONS_H

#include "vector_types.h"

#define TENON_VECTOR_MAKERS(T, name)                                                                                   \
    static inline name##1 make_##name##1(T x)                                                                          \
    {                                                                                                                  \
        name##1 made = {x};                                                                                            \
        return made;                                                                                                   \
    }                                                                                                                  \
    static inline name##2 make_##name##2(T x, T y)                                                                     \
    {                                                                                                                  \
        name##2 made = {x, y};                                                                                         \
        return made;                                                                                                   \
    }                                                                                                                  \
    static inline name##3 make_##name##3(T x, T y, T z)                                                                \
    {                                                                                                                  \
        name##3 made = {x, y, z};                                                                                      \
        return made;                                                                                                   \
    }                                                                                                                  \
    static inline name##4 make_##name##4(T x, T y, T z, T w)                                                           \
    {                                                                                                                  \
        name##4 made = {x, y, z, w};                                                                                   \
        return made;                                                                                                   \
    }

TENON_VECTOR_MAKERS(signed char, char)
TENON_VECTOR_MAKERS(unsigned char, uchar)
TENON_VECTOR_MAKERS(short, short)
TENON_VECTOR_MAKERS(unsigned short, ushort)
TENON_VECTOR_MAKERS(int, int)
TENON_VECTOR_MAKERS(unsigned int, uint)
TENON_VECTOR_MAKERS(float, float)
TENON_VECTOR_MAKERS(double, double)
#undef TENON_VECTOR_MAKERS

#endif
