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
//! The name of a kind of interface, such as "PLUGIN_V3ONE_BUILD". Two interfaces are of one kind when the strings are
//! equal.
using InterfaceKind = const char*;

//! The type of a tensor's elements, of weights, and of what a plugin accepts.
enum class DataType : int32_t
{
    //! IEEE 32-bit floating point.
    kFLOAT = 0,
    //! IEEE 16-bit floating point; largest finite magnitude 65504.
    kHALF = 1,
    //! Signed 8-bit integer. In a network that is not strongly typed a quantized value: real = scale × integer.
    kINT8 = 2,
    //! Signed 32-bit integer.
    kINT32 = 3,
    //! One byte, 0 false, 1 true.
    kBOOL = 4,
    //! Unsigned 8-bit integer; for network inputs and outputs, converted by a cast before use.
    kUINT8 = 5,
    //! 8-bit floating point with 4 exponent and 3 mantissa bits.
    kFP8 = 6,
    //! 16-bit floating point with the exponent range of kFLOAT and 7 mantissa bits.
    kBF16 = 7,
    //! Signed 64-bit integer.
    kINT64 = 8,
    //! Signed 4-bit integer, two elements a byte, the first in the low half.
    kINT4 = 9,
    //! 4-bit floating point with 2 exponent bits and 1 mantissa bit, two elements a byte.
    kFP4 = 10,
    //! 8-bit power of two without sign or mantissa, for block scales.
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

//! The language that an object is written in.
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

//! What an error recorder is told about the kind of an error.
enum class ErrorCode : int32_t
{
    //! No error.
    kSUCCESS = 0,
    //! An error without a kind of its own.
    kUNSPECIFIED_ERROR = 1,
    //! The library broke one of its own rules. Worth a bug report.
    kINTERNAL_ERROR = 2,
    //! An argument is out of its range, or names something that does not exist.
    kINVALID_ARGUMENT = 3,
    //! The arguments are valid each, and do not go together.
    kINVALID_CONFIG = 4,
    //! Memory could not be had, from the system or from the user's allocator.
    kFAILED_ALLOCATION = 5,
    //! A device, library or plugin could not be made ready.
    kFAILED_INITIALIZATION = 6,
    //! A kernel or plugin failed while an inference ran.
    kFAILED_EXECUTION = 7,
    //! A kernel or plugin ran and its results are not usable.
    kFAILED_COMPUTATION = 8,
    //! The call came at a time at which it is not allowed.
    kINVALID_STATE = 9,
    //! The object is in a state, or asked for a thing, that is not supported.
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

//! What a tensor is to an engine: input, output, or neither (no tensor of that name).
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

//! Extents of a tensor, 64-bit, outermost first. The tables behind the library's classes pass dims in this form at
//! every API level.
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

//! Names a versioned interface: its kind, and the version of its table.
class InterfaceInfo
{
public:
    InterfaceKind kind;
    int32_t major;
    int32_t minor;
};

//! Base of the interfaces that carry a version of their own. Users derive from the interfaces, not from this.
class IVersionedInterface
{
protected:
    TENON_TAG IVersionedInterface() = default;
    TENON_TAG IVersionedInterface(IVersionedInterface const&) = default;
    TENON_TAG IVersionedInterface& operator=(IVersionedInterface const&) & = default;
    TENON_TAG IVersionedInterface(IVersionedInterface&&) = default;
    TENON_TAG IVersionedInterface& operator=(IVersionedInterface&&) & = default;

public:
    //! The language that the object is written in.
    TENON_TAG virtual APILanguage getAPILanguage() const noexcept
    {
        return APILanguage::kCPP;
    }

    //! The kind and version of the interface, by which the other side knows which methods there are.
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept = 0;

    TENON_TAG virtual ~IVersionedInterface() noexcept = default;
};

TENON_OPEN_V_1_0
//! Collects errors for the application. Implemented by the application, shared by reference count among the objects
//! that it is set on, and called from any thread: it must be thread-safe. The library adds one to the count for each
//! object that it is set on, and takes it back when the object goes or gets another recorder.
class IErrorRecorder : public IVersionedInterface
{
public:
    //! A message that ends with a zero; at most kMAX_DESC_LENGTH characters are kept.
    using ErrorDesc = const char*;

    //! Number of references.
    using RefCount = int32_t;

    //! The longest message, without the ending zero, that a recorder has to keep.
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

    //! How many errors are kept; indices 0 to one less name them, oldest first.
    TENON_TAG virtual int32_t getNbErrors() const TENON_NOEXCEPT = 0;

    //! The kind of error number `errorIdx`. Out-of-range indices give kINVALID_ARGUMENT.
    TENON_TAG virtual ErrorCode getErrorCode(int32_t errorIdx) const TENON_NOEXCEPT = 0;

    //! The message of error number `errorIdx`, valid until clear(). Out-of-range indices give an empty message.
    TENON_TAG virtual ErrorDesc getErrorDesc(int32_t errorIdx) const TENON_NOEXCEPT = 0;

    //! Whether errors were lost because there was no room for them.
    TENON_TAG virtual bool hasOverflowed() const TENON_NOEXCEPT = 0;

    //! Forgets all errors and the overflow.
    TENON_TAG virtual void clear() TENON_NOEXCEPT = 0;

    //! Called by the library for each failure, before the failing call returns. `desc` is valid during the call only.
    //! Returns true when the error is fatal to the object that reported it.
    TENON_TAG virtual bool reportError(ErrorCode val, ErrorDesc desc) TENON_NOEXCEPT = 0;

    //! Adds a reference and returns the new count.
    TENON_TAG virtual RefCount incRefCount() TENON_NOEXCEPT = 0;

    //! Takes a reference away and returns the new count. The recorder may free itself at 0.
    TENON_TAG virtual RefCount decRefCount() TENON_NOEXCEPT = 0;
};
TENON_CLOSE_V_1_0
} // namespace nvinfer1

//! The version of the library that is loaded, as one number: major × 10000 + minor × 100 + patch.
extern "C" TENSORRTAPI int32_t getInferLibVersion() noexcept;

#endif // NV_INFER_RUNTIME_BASE_H
