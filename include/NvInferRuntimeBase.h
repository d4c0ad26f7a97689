// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_RUNTIME_BASE_H
#define NV_INFER_RUNTIME_BASE_H

//! \file
//! Types that everything else stands on.

#include <cstddef>
#include <cstdint>

#include "NvInferVersion.h"

#if TENON_API_LEVEL >= 10 && !defined(NV_INFER_INTERNAL_INCLUDE)
static_assert(false, "include NvInfer.h, NvInferRuntime.h or NvInferRuntimeCommon.h instead of this header");
#endif

// Stream and event handles: CUDA's own declarations where its headers are found, else the same opaque pointers.
#if defined(__has_include)
#if __has_include(<cuda_runtime_api.h>)
#include <cuda_runtime_api.h>
#define TENON_HAS_CUDA_RUNTIME_API 1
#endif
#endif
#ifndef TENON_HAS_CUDA_RUNTIME_API
struct CUstream_st;
struct CUevent_st;
typedef struct CUstream_st* cudaStream_t;
typedef struct CUevent_st* cudaEvent_t;
#endif

// What differs between the API levels:
//
// TENON_TAG          marks every inline or virtual function: at levels 7 and 8 the level is part of its symbol's name, so that
//                    plugins of several levels in one process never bind to each other's copies of a weak symbol.
// TENON_NOEXCEPT     on methods that users implement: at level 7 these may throw.
// TENON_OPEN_LEVEL   around structures that hold dims: at levels 7 and 8 they hold 32-bit numbers, and have names of their own.
// TENON_OPEN_V_1_0   around versioned interfaces: of levels 7 and 8 sources may declare them ahead in namespace nvinfer1 itself.
#if TENON_API_LEVEL == 10
#define TENON_TAG
#define TENON_OPEN_LEVEL
#define TENON_CLOSE_LEVEL
#define TENON_OPEN_V_1_0 namespace v_1_0 {
#define TENON_CLOSE_V_1_0 }
#define TENON_ALIAS_V_1_0(name) using name = v_1_0::name;
#elif TENON_API_LEVEL == 8
#define TENON_TAG [[gnu::abi_tag("trt8")]]
#define TENON_OPEN_LEVEL inline namespace trt8 {
#define TENON_CLOSE_LEVEL }
#else
#define TENON_TAG [[gnu::abi_tag("trt7")]]
#define TENON_OPEN_LEVEL inline namespace trt7 {
#define TENON_CLOSE_LEVEL }
#endif
#if TENON_API_LEVEL < 10
#define TENON_OPEN_V_1_0
#define TENON_CLOSE_V_1_0
#define TENON_ALIAS_V_1_0(name)
#endif
#if TENON_API_LEVEL < 8
#define TENON_NOEXCEPT
#else
#define TENON_NOEXCEPT noexcept
#endif

// Deprecation is silent unless TENON_WARN_DEPRECATED is set: what later releases dropped is fully supported here.
#if defined(TENON_WARN_DEPRECATED) && TENON_WARN_DEPRECATED
#if __cplusplus >= 201402L
#define TRT_DEPRECATED [[deprecated]]
#define TRT_DEPRECATED_BECAUSE(REASON) [[deprecated(REASON)]]
#define TRT_DEPRECATED_ENUM TRT_DEPRECATED
#else
#define TRT_DEPRECATED __attribute__((deprecated))
#define TRT_DEPRECATED_BECAUSE(REASON) __attribute__((deprecated(REASON)))
#define TRT_DEPRECATED_ENUM
#endif
#else
#define TRT_DEPRECATED
#define TRT_DEPRECATED_BECAUSE(REASON)
#define TRT_DEPRECATED_ENUM
#endif

#if __cplusplus >= 201703L
#define TRT_NODISCARD [[nodiscard]]
#else
#define TRT_NODISCARD
#endif
#if __cplusplus >= 202002L
#define TRT_NODISCARD_BECAUSE(REASON) [[nodiscard(REASON)]]
#else
#define TRT_NODISCARD_BECAUSE(REASON) TRT_NODISCARD
#endif

#ifdef TENSORRT_BUILD_LIB
#define TENSORRTAPI __attribute__((visibility("default")))
#else
#define TENSORRTAPI
#endif
#define TRT_DEPRECATED_API TRT_DEPRECATED TENSORRTAPI
#define TRTNOEXCEPT
#if TENON_API_LEVEL < 8
#define _TENSORRT_FINAL final
#define _TENSORRT_OVERRIDE override
#endif

//! One number for a release, for comparisons.
#if TENON_API_LEVEL >= 10
#define NV_TENSORRT_VERSION_INT(major, minor, patch) ((major) * 10000L + (minor) * 100L + (patch) * 1L)
#define NV_TENSORRT_VERSION NV_TENSORRT_VERSION_INT(NV_TENSORRT_MAJOR, NV_TENSORRT_MINOR, NV_TENSORRT_PATCH)
#else
#define NV_TENSORRT_VERSION ((NV_TENSORRT_MAJOR * 1000) + (NV_TENSORRT_MINOR * 100) + NV_TENSORRT_PATCH)
#endif

namespace nvinfer1
{
namespace impl
{
//! Holds, for each enumeration with consecutive values, how many there are.
template <typename T>
struct EnumMaxImpl;
} // namespace impl

//! The number of enumerators of T, for enumerations that start at 0 and leave no gap.
template <typename T>
constexpr inline int32_t EnumMax() noexcept
{
    return impl::EnumMaxImpl<T>::kVALUE;
}

class InterfaceInfo;

TENON_OPEN_V_1_0
class IErrorRecorder;
TENON_CLOSE_V_1_0

enum class APILanguage : int32_t;
enum class ErrorCode : int32_t;
TENON_ALIAS_V_1_0(IErrorRecorder)

using char_t = char;
using AsciiChar = char_t;
using InterfaceKind = const char*;

enum class DataType : int32_t
{
    kFLOAT = 0,
    kHALF = 1,
    kINT8 = 2,
    kINT32 = 3,
    kBOOL = 4,
    kUINT8 = 5,
    kFP8 = 6,
    kBF16 = 7,
    kINT64 = 8,
    kINT4 = 9,
    kFP4 = 10,
    kE8M0 = 11,
};

namespace impl
{
template <>
struct EnumMaxImpl<DataType>
{
    static constexpr int32_t kVALUE = 12;
};
} // namespace impl

enum class APILanguage : int32_t
{
    kCPP = 0,
    kPYTHON = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<APILanguage>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

enum class ErrorCode : int32_t
{
    kSUCCESS = 0,
    kUNSPECIFIED_ERROR = 1,
    kINTERNAL_ERROR = 2,
    kINVALID_ARGUMENT = 3,
    kINVALID_CONFIG = 4,
    kFAILED_ALLOCATION = 5,
    kFAILED_INITIALIZATION = 6,
    kFAILED_EXECUTION = 7,
    kFAILED_COMPUTATION = 8,
    kINVALID_STATE = 9,
    kUNSUPPORTED_STATE = 10,
};

namespace impl
{
template <>
struct EnumMaxImpl<ErrorCode>
{
    static constexpr int32_t kVALUE = 11;
};
} // namespace impl

enum class TensorIOMode : int32_t
{
    kNONE = 0,
    kINPUT = 1,
    kOUTPUT = 2,
};

namespace impl
{
template <>
struct EnumMaxImpl<TensorIOMode>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

class Dims64
{
public:
    //! The most dimensions that a tensor can have.
    static constexpr int32_t MAX_DIMS{8};

    //! Number of dimensions, 0 for a scalar; -1 marks invalid or unknown dimensions.
    int32_t nbDims;

    //! Extents, outermost first. In shapes known only at run time, -1 stands for an open extent.
    int64_t d[MAX_DIMS];
};

#if TENON_API_LEVEL >= 10
//! Dims of this API level.
using Dims = Dims64;
#elif TENON_API_LEVEL == 8
TENON_OPEN_LEVEL
//! Dims of API level 8: 32-bit extents.
class Dims32
{
public:
    static constexpr int32_t MAX_DIMS{8};
    int32_t nbDims;
    int32_t d[MAX_DIMS];
};
TENON_CLOSE_LEVEL
using Dims = Dims32;
#else
//! What a dimension of API level 7 means. Informative only.
enum class DimensionType : int32_t
{
    kSPATIAL = 0,
    kCHANNEL = 1,
    kINDEX = 2,
    kSEQUENCE = 3,
};

TENON_OPEN_LEVEL
//! Dims of API level 7: 32-bit extents, and a type for each.
class Dims
{
public:
    static constexpr int32_t MAX_DIMS{8};
    int32_t nbDims;
    int32_t d[MAX_DIMS];
    DimensionType type[MAX_DIMS];
};
TENON_CLOSE_LEVEL
#endif

namespace impl
{
// The tables behind the library's classes pass Dims64 at every API level; these convert to and from the level's own.
#if TENON_API_LEVEL >= 10
using Extent = int64_t;
using OutputPointers = void* const*;

constexpr Dims64 const& toAbi(Dims64 const& dims) noexcept
{
    return dims;
}

constexpr Dims64 const& fromAbi(Dims64 const& dims) noexcept
{
    return dims;
}
#else
using Extent = int32_t;
#if TENON_API_LEVEL == 8
using OutputPointers = void* const*;
#else
using OutputPointers = void**;
#endif

TENON_TAG inline Dims64 toAbi(Dims const& dims) noexcept
{
    Dims64 result{};
    result.nbDims = dims.nbDims;
    for (int32_t i = 0; i < Dims64::MAX_DIMS; ++i)
    {
        result.d[i] = i < dims.nbDims ? dims.d[i] : 0;
    }
    return result;
}

//! An extent that does not fit into 32 bits becomes the largest that does, never a negative one.
TENON_TAG inline int32_t fromAbi(int64_t extent) noexcept
{
    return extent > INT32_MAX ? INT32_MAX : static_cast<int32_t>(extent);
}

TENON_TAG inline Dims fromAbi(Dims64 const& dims) noexcept
{
    Dims result{};
    result.nbDims = dims.nbDims;
    for (int32_t i = 0; i < Dims64::MAX_DIMS; ++i)
    {
        result.d[i] = i < dims.nbDims ? fromAbi(dims.d[i]) : 0;
    }
    return result;
}
#endif
#if TENON_API_LEVEL >= 10
constexpr int64_t fromAbi(int64_t extent) noexcept
{
    return extent;
}
#endif
} // namespace impl

class InterfaceInfo
{
public:
    InterfaceKind kind;
    int32_t major;
    int32_t minor;
};

class IVersionedInterface
{
protected:
    TENON_TAG IVersionedInterface() = default;
    TENON_TAG IVersionedInterface(IVersionedInterface const&) = default;
    TENON_TAG IVersionedInterface& operator=(IVersionedInterface const&) & = default;
    TENON_TAG IVersionedInterface(IVersionedInterface&&) = default;
    TENON_TAG IVersionedInterface& operator=(IVersionedInterface&&) & = default;

public:
    TENON_TAG virtual APILanguage getAPILanguage() const noexcept
    {
        return APILanguage::kCPP;
    }

    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept = 0;

    TENON_TAG virtual ~IVersionedInterface() noexcept = default;
};

TENON_OPEN_V_1_0
class IErrorRecorder : public IVersionedInterface
{
public:
    using ErrorDesc = const char*;

    using RefCount = int32_t;

    static constexpr size_t kMAX_DESC_LENGTH = 127U;

    TENON_TAG IErrorRecorder() = default;

protected:
    TENON_TAG IErrorRecorder(IErrorRecorder const&) = default;
    TENON_TAG IErrorRecorder& operator=(IErrorRecorder const&) & = default;
    TENON_TAG IErrorRecorder(IErrorRecorder&&) = default;
    TENON_TAG IErrorRecorder& operator=(IErrorRecorder&&) & = default;

public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IErrorRecorder", 1, 0};
    }

    TENON_TAG ~IErrorRecorder() noexcept override = default;

    TENON_TAG virtual int32_t getNbErrors() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual ErrorCode getErrorCode(int32_t errorIdx) const TENON_NOEXCEPT = 0;

    TENON_TAG virtual ErrorDesc getErrorDesc(int32_t errorIdx) const TENON_NOEXCEPT = 0;

    TENON_TAG virtual bool hasOverflowed() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual void clear() TENON_NOEXCEPT = 0;

    TENON_TAG virtual bool reportError(ErrorCode val, ErrorDesc desc) TENON_NOEXCEPT = 0;

    TENON_TAG virtual RefCount incRefCount() TENON_NOEXCEPT = 0;

    TENON_TAG virtual RefCount decRefCount() TENON_NOEXCEPT = 0;
};
TENON_CLOSE_V_1_0
} // namespace nvinfer1

extern "C" TENSORRTAPI int32_t getInferLibVersion() noexcept;

#endif // NV_INFER_RUNTIME_BASE_H
