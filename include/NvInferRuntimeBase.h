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

// At API levels 7 and 8 every inline or virtual function carries the level in its symbol's name, so that plugins of several
// levels in one process never bind to each other's copies.
#define TENON_TAG

#ifndef NV_INFER_INTERNAL_INCLUDE
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

//! One number for a release, for comparisons.
#define NV_TENSORRT_VERSION_INT(major, minor, patch) ((major) * 10000L + (minor) * 100L + (patch) * 1L)
#define NV_TENSORRT_VERSION NV_TENSORRT_VERSION_INT(NV_TENSORRT_MAJOR, NV_TENSORRT_MINOR, NV_TENSORRT_PATCH)

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

namespace v_1_0
{
class IErrorRecorder;
} // namespace v_1_0

enum class APILanguage : int32_t;
enum class ErrorCode : int32_t;
using IErrorRecorder = v_1_0::IErrorRecorder;

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

using Dims = Dims64;

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
    IVersionedInterface() = default;
    IVersionedInterface(IVersionedInterface const&) = default;
    IVersionedInterface& operator=(IVersionedInterface const&) & = default;
    IVersionedInterface(IVersionedInterface&&) = default;
    IVersionedInterface& operator=(IVersionedInterface&&) & = default;

public:
    virtual APILanguage getAPILanguage() const noexcept
    {
        return APILanguage::kCPP;
    }

    virtual InterfaceInfo getInterfaceInfo() const noexcept = 0;

    virtual ~IVersionedInterface() noexcept = default;
};

namespace v_1_0
{
class IErrorRecorder : public IVersionedInterface
{
public:
    using ErrorDesc = const char*;

    using RefCount = int32_t;

    static constexpr size_t kMAX_DESC_LENGTH = 127U;

    IErrorRecorder() = default;

protected:
    IErrorRecorder(IErrorRecorder const&) = default;
    IErrorRecorder& operator=(IErrorRecorder const&) & = default;
    IErrorRecorder(IErrorRecorder&&) = default;
    IErrorRecorder& operator=(IErrorRecorder&&) & = default;

public:
    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IErrorRecorder", 1, 0};
    }

    ~IErrorRecorder() noexcept override = default;

    virtual int32_t getNbErrors() const noexcept = 0;

    virtual ErrorCode getErrorCode(int32_t errorIdx) const noexcept = 0;

    virtual ErrorDesc getErrorDesc(int32_t errorIdx) const noexcept = 0;

    virtual bool hasOverflowed() const noexcept = 0;

    virtual void clear() noexcept = 0;

    virtual bool reportError(ErrorCode val, ErrorDesc desc) noexcept = 0;

    virtual RefCount incRefCount() noexcept = 0;

    virtual RefCount decRefCount() noexcept = 0;
};
} // namespace v_1_0
} // namespace nvinfer1

extern "C" TENSORRTAPI int32_t getInferLibVersion() noexcept;

#endif // NV_INFER_RUNTIME_BASE_H
