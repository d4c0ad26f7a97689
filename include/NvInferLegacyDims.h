// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_LEGACY_DIMS_H
#define NV_INFER_LEGACY_DIMS_H

//! \file
//! Dims of fixed rank.

#define NV_INFER_INTERNAL_INCLUDE 1
#include "NvInferRuntimeBase.h"
#undef NV_INFER_INTERNAL_INCLUDE

namespace nvinfer1
{
TENON_OPEN_LEVEL
class Dims2 : public Dims
{
public:
    TENON_TAG Dims2()
        : Dims2(0, 0)
    {
    }

    TENON_TAG Dims2(impl::Extent d0, impl::Extent d1)
        : Dims{}
    {
        nbDims = 2;
        d[0] = d0;
        d[1] = d1;
    }
};
TENON_CLOSE_LEVEL

TENON_OPEN_LEVEL
class DimsHW : public Dims2
{
public:
    TENON_TAG DimsHW()
        : Dims2()
    {
    }

    TENON_TAG DimsHW(impl::Extent height, impl::Extent width)
        : Dims2(height, width)
    {
    }

    TENON_TAG impl::Extent& h()
    {
        return d[0];
    }

    TENON_TAG impl::Extent h() const
    {
        return d[0];
    }

    TENON_TAG impl::Extent& w()
    {
        return d[1];
    }

    TENON_TAG impl::Extent w() const
    {
        return d[1];
    }
};
TENON_CLOSE_LEVEL

TENON_OPEN_LEVEL
class Dims3 : public Dims2
{
public:
    TENON_TAG Dims3()
        : Dims3(0, 0, 0)
    {
    }

    TENON_TAG Dims3(impl::Extent d0, impl::Extent d1, impl::Extent d2)
        : Dims2(d0, d1)
    {
        nbDims = 3;
        d[2] = d2;
    }
};
TENON_CLOSE_LEVEL

TENON_OPEN_LEVEL
class Dims4 : public Dims3
{
public:
    TENON_TAG Dims4()
        : Dims4(0, 0, 0, 0)
    {
    }

    TENON_TAG Dims4(impl::Extent d0, impl::Extent d1, impl::Extent d2, impl::Extent d3)
        : Dims3(d0, d1, d2)
    {
        nbDims = 4;
        d[3] = d3;
    }
};
TENON_CLOSE_LEVEL
} // namespace nvinfer1

#if TENON_API_LEVEL < 10
namespace nvinfer1
{
#if TENON_API_LEVEL < 8
TENON_OPEN_LEVEL
//! Channels, height, width.
class DimsCHW : public Dims3
{
public:
    TENON_TAG DimsCHW()
        : Dims3()
    {
    }

    TENON_TAG DimsCHW(int32_t channels, int32_t height, int32_t width)
        : Dims3(channels, height, width)
    {
        type[0] = DimensionType::kCHANNEL;
    }

    TENON_TAG int32_t& c()
    {
        return d[0];
    }

    TENON_TAG int32_t c() const
    {
        return d[0];
    }

    TENON_TAG int32_t& h()
    {
        return d[1];
    }

    TENON_TAG int32_t h() const
    {
        return d[1];
    }

    TENON_TAG int32_t& w()
    {
        return d[2];
    }

    TENON_TAG int32_t w() const
    {
        return d[2];
    }
};

//! Batch, channels, height, width.
class DimsNCHW : public Dims4
{
public:
    TENON_TAG DimsNCHW()
        : Dims4()
    {
    }

    TENON_TAG DimsNCHW(int32_t batchSize, int32_t channels, int32_t height, int32_t width)
        : Dims4(batchSize, channels, height, width)
    {
        type[0] = DimensionType::kINDEX;
        type[1] = DimensionType::kCHANNEL;
    }

    TENON_TAG int32_t& n()
    {
        return d[0];
    }

    TENON_TAG int32_t n() const
    {
        return d[0];
    }

    TENON_TAG int32_t& c()
    {
        return d[1];
    }

    TENON_TAG int32_t c() const
    {
        return d[1];
    }

    TENON_TAG int32_t& h()
    {
        return d[2];
    }

    TENON_TAG int32_t h() const
    {
        return d[2];
    }

    TENON_TAG int32_t& w()
    {
        return d[3];
    }

    TENON_TAG int32_t w() const
    {
        return d[3];
    }
};
TENON_CLOSE_LEVEL
#endif

namespace impl
{
//! The first two dims, as height and width.
TENON_TAG inline DimsHW firstTwo(Dims const& dims) noexcept
{
    return dims.nbDims < 2 ? DimsHW{} : DimsHW{dims.d[0], dims.d[1]};
}
} // namespace impl
} // namespace nvinfer1
#endif

#endif // NV_INFER_LEGACY_DIMS_H
