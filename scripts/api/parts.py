"""Header text that no table of facts can hold: preprocessor logic, value types with constructors, inline functions.

Each part is keyed by the header it goes into and, inside a header, by where it goes ("top" before the namespaces, or the
qualified name of the type that it defines). The table test compares what they define with the facts all the same.
"""

VERSION = """\
//! The API level, 7, 8 or 10: which release's sources these headers serve. Set it on the compiler's command line, the same
//! for all sources of a library or program; the CMake targets Tenon::trt7, Tenon::trt8 and Tenon::trt10 do.
#ifndef TENON_API_LEVEL
#define TENON_API_LEVEL 10
#endif
#if TENON_API_LEVEL != 7 && TENON_API_LEVEL != 8 && TENON_API_LEVEL != 10
#error "TENON_API_LEVEL: expected 7, 8 or 10"
#endif

#if TENON_API_LEVEL == 10
#define TRT_MAJOR_ENTERPRISE 10
#define TRT_MINOR_ENTERPRISE 16
#define TRT_PATCH_ENTERPRISE 0
#define TRT_BUILD_ENTERPRISE 72
#elif TENON_API_LEVEL == 8
#define TRT_MAJOR_ENTERPRISE 8
#define TRT_MINOR_ENTERPRISE 6
#define TRT_PATCH_ENTERPRISE 1
#define TRT_BUILD_ENTERPRISE 6
#else
#define TRT_MAJOR_ENTERPRISE 7
#define TRT_MINOR_ENTERPRISE 2
#define TRT_PATCH_ENTERPRISE 3
#define TRT_BUILD_ENTERPRISE 4
#endif

#define NV_TENSORRT_MAJOR TRT_MAJOR_ENTERPRISE
#define NV_TENSORRT_MINOR TRT_MINOR_ENTERPRISE
#define NV_TENSORRT_PATCH TRT_PATCH_ENTERPRISE
#define NV_TENSORRT_BUILD TRT_BUILD_ENTERPRISE

#define NV_TENSORRT_LWS_MAJOR 0
#define NV_TENSORRT_LWS_MINOR 0
#define NV_TENSORRT_LWS_PATCH 0

#if TENON_API_LEVEL < 10
#define NV_TENSORRT_SONAME_MAJOR NV_TENSORRT_MAJOR
#define NV_TENSORRT_SONAME_MINOR NV_TENSORRT_MINOR
#define NV_TENSORRT_SONAME_PATCH NV_TENSORRT_PATCH
#endif

#define NV_TENSORRT_RELEASE_TYPE_EARLY_ACCESS 0
#define NV_TENSORRT_RELEASE_TYPE_RELEASE_CANDIDATE 1
#define NV_TENSORRT_RELEASE_TYPE_GENERAL_AVAILABILITY 2
#define NV_TENSORRT_RELEASE_TYPE NV_TENSORRT_RELEASE_TYPE_GENERAL_AVAILABILITY
"""

BASE_TOP = """\
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
"""

ENUM_MAX = """\
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
"""

STRUCTS = {
    "nvinfer1::Dims64": """\
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
""",
    "nvinfer1::InterfaceInfo": """\
class InterfaceInfo
{
public:
    InterfaceKind kind;
    int32_t major;
    int32_t minor;
};
""",
    "nvinfer1::Dims2": """\
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
""",
    "nvinfer1::DimsHW": """\
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
""",
    "nvinfer1::Dims3": """\
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
""",
    "nvinfer1::Dims4": """\
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
""",
    "nvinfer1::PluginField": """\
class PluginField
{
public:
    AsciiChar const* name;
    void const* data;
    PluginFieldType type;
    int32_t length;

    TENON_TAG PluginField(AsciiChar const* const name_ = nullptr, void const* const data_ = nullptr,
        PluginFieldType const type_ = PluginFieldType::kUNKNOWN, int32_t const length_ = 0) noexcept
        : name(name_)
        , data(data_)
        , type(type_)
        , length(length_)
    {
    }
};
""",
    "nvinfer1::PluginFieldCollection": """\
struct PluginFieldCollection
{
#if TENON_API_LEVEL >= 10 && __cplusplus >= 201402L
    int32_t nbFields{};
    PluginField const* fields{};
#else
    // Without initialisers, so that it can be initialised as an aggregate in C++11 too.
    int32_t nbFields;
    PluginField const* fields;
#endif
};
""",
    "nvinfer1::PluginRegistrar": """\
template <typename T>
class PluginRegistrar
{
public:
    TENON_TAG PluginRegistrar()
    {
        getPluginRegistry()->registerCreator(instance, "");
    }

private:
    T instance{};
};
""",
}

REGISTER_MACRO = """\
//! Registers the creator class `name` under the empty namespace when the library that holds the expansion is loaded.
#define REGISTER_TENSORRT_PLUGIN(name) static nvinfer1::PluginRegistrar<name> pluginRegistrar##name {}
"""

# Headers included besides those of the interface itself, and how NV_INFER_INTERNAL_INCLUDE is handled.
INTERNAL_ONLY = {"NvInferRuntimeBase.h", "NvInferPluginBase.h"}

# Structures whose size depends on the API level.
LEVEL_STRUCTS = {"nvinfer1::PluginTensorDesc", "nvinfer1::DynamicPluginTensorDesc", "nvinfer1::Dims2", "nvinfer1::DimsHW",
                 "nvinfer1::Dims3", "nvinfer1::Dims4"}

# Classes that 7 and 8 did not have and that users implement: their methods pass dims, or could not be implemented there.
ONLY_AT_10 = {"IPluginV3OneCore", "IPluginV3OneBuild", "IPluginV3OneRuntime", "IPluginCreatorV3One", "IDebugListener",
              "IGpuAsyncAllocator"}

# Dims of levels 7 and 8, and how library classes convert.
DIMS = """\
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
"""

# Types that are only ever named.
GLOBAL_FORWARDS = {"cudnnContext": "struct cudnnContext;", "cublasContext": "struct cublasContext;"}

# Bodies of virtual functions with a documented default, where the facts give prose.
BODIES = {
    "nvinfer1::IPluginV2::getTensorRTVersion": "return static_cast<int32_t>(NV_TENSORRT_VERSION);",
    "nvinfer1::IPluginV2Ext::getTensorRTVersion":
        "return static_cast<int32_t>((static_cast<uint32_t>(PluginVersion::kV2_EXT) << 24U)\n"
        "            | (static_cast<uint32_t>(NV_TENSORRT_VERSION) & 0xFFFFFFU));",
    "nvinfer1::IPluginV2IOExt::getTensorRTVersion":
        "return static_cast<int32_t>((static_cast<uint32_t>(PluginVersion::kV2_IOEXT) << 24U)\n"
        "            | (static_cast<uint32_t>(NV_TENSORRT_VERSION) & 0xFFFFFFU));",
    "nvinfer1::IPluginV2DynamicExt::getTensorRTVersion":
        "return static_cast<int32_t>((static_cast<uint32_t>(PluginVersion::kV2_DYNAMICEXT) << 24U)\n"
        "            | (static_cast<uint32_t>(NV_TENSORRT_VERSION) & 0xFFFFFFU));",
    "nvinfer1::v_1_0::IGpuAllocator::allocateAsync": "return allocate({0}, {1}, {2});",
    "nvinfer1::v_1_0::IGpuAllocator::deallocateAsync": "return deallocate({0});",
    "nvinfer1::v_1_0::IOutputAllocator::reallocateOutputAsync": "return reallocateOutput({0}, {1}, {2}, {3});",
    "nvinfer1::v_1_0::IGpuAsyncAllocator::allocate": "return allocateAsync({0}, {1}, {2}, nullptr);",
    "nvinfer1::v_1_0::IGpuAsyncAllocator::deallocate": "return deallocateAsync({0}, nullptr);",
    "nvinfer1::INetworkDefinition::getBuilder": "return mImpl->getBuilder();",
    "nvinfer1::IBuilderConfig::setAvgTimingIterations": "mImpl->setAvgTimingIterations({0});",
    "nvinfer1::IPluginV2DynamicExt::getOutputDimensions": "Dims none{};\n        none.nbDims = -1;\n        return none;",
}
