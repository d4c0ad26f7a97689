// Small vectors of the CUDA runtime's interface.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_CUDA_HOST_VECTOR_TYPES_H
#define TENON_CUDA_HOST_VECTOR_TYPES_H

#define TENON_VECTOR_TYPES(T, name, alignment2, alignment4)                                                            \
    struct name##1                                                                                                     \
    {                                                                                                                  \
        T x;                                                                                                           \
    };                                                                                                                 \
    struct __attribute__((aligned(alignment2))) name##2                                                                \
    {                                                                                                                  \
        T x, y;                                                                                                        \
    };                                                                                                                 \
    struct name##3                                                                                                     \
    {                                                                                                                  \
        T x, y, z;                                                                                                     \
    };                                                                                                                 \
    struct __attribute__((aligned(alignment4))) name##4                                                                \
    {                                                                                                                  \
        T x, y, z, w;                                                                                                  \
    };                                                                                                                 \
    typedef struct name##1 name##1;                                                                                    \
    typedef struct name##2 name##2;                                                                                    \
    typedef struct name##3 name##3;                                                                                    \
    typedef struct name##4 name##4;

TENON_VECTOR_TYPES(signed char, char, 2, 4)
TENON_VECTOR_TYPES(unsigned char, uchar, 2, 4)
TENON_VECTOR_TYPES(short, short, 4, 8)
TENON_VECTOR_TYPES(unsigned short, ushort, 4, 8)
TENON_VECTOR_TYPES(int, int, 8, 16)
TENON_VECTOR_TYPES(unsigned int, uint, 8, 16)
TENON_VECTOR_TYPES(float, float, 8, 16)
TENON_VECTOR_TYPES(double, double, 16, 16)
#undef TENON_VECTOR_TYPES

typedef struct dim3
{
    unsigned int x, y, z;
#ifdef __cplusplus
    constexpr dim3(unsigned int vx = 1, unsigned int vy = 1, unsigned int vz = 1)
        : x(vx)
        , y(vy)
        , z(vz)
    {
    }
#endif
} dim3;

#endif
