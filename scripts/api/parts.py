"""Header text that no table of facts can hold: preprocessor logic, value types with constructors, inline functions.

Each part is keyed by the header it goes into and, inside a header, by where it goes ("top" before the namespaces, or the
qualified name of the type that it defines). The table test compares what they define with the facts all the same.
"""

VERSION = """\
//! Version numbers of the interface that these headers declare.
#define TRT_MAJOR_ENTERPRISE 10
#define TRT_MINOR_ENTERPRISE 16
#define TRT_PATCH_ENTERPRISE 0
#define TRT_BUILD_ENTERPRISE 72

#define NV_TENSORRT_MAJOR TRT_MAJOR_ENTERPRISE
#define NV_TENSORRT_MINOR TRT_MINOR_ENTERPRISE
#define NV_TENSORRT_PATCH TRT_PATCH_ENTERPRISE
#define NV_TENSORRT_BUILD TRT_BUILD_ENTERPRISE

#define NV_TENSORRT_LWS_MAJOR 0
#define NV_TENSORRT_LWS_MINOR 0
#define NV_TENSORRT_LWS_PATCH 0

#define NV_TENSORRT_RELEASE_TYPE_EARLY_ACCESS 0
#define NV_TENSORRT_RELEASE_TYPE_RELEASE_CANDIDATE 1
#define NV_TENSORRT_RELEASE_TYPE_GENERAL_AVAILABILITY 2
#define NV_TENSORRT_RELEASE_TYPE NV_TENSORRT_RELEASE_TYPE_GENERAL_AVAILABILITY
"""

BASE_TOP = """\
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
    Dims2()
        : Dims2(0, 0)
    {
    }

    Dims2(int64_t d0, int64_t d1)
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
    DimsHW()
        : Dims2()
    {
    }

    DimsHW(int64_t height, int64_t width)
        : Dims2(height, width)
    {
    }

    int64_t& h()
    {
        return d[0];
    }

    int64_t h() const
    {
        return d[0];
    }

    int64_t& w()
    {
        return d[1];
    }

    int64_t w() const
    {
        return d[1];
    }
};
""",
    "nvinfer1::Dims3": """\
class Dims3 : public Dims2
{
public:
    Dims3()
        : Dims3(0, 0, 0)
    {
    }

    Dims3(int64_t d0, int64_t d1, int64_t d2)
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
    Dims4()
        : Dims4(0, 0, 0, 0)
    {
    }

    Dims4(int64_t d0, int64_t d1, int64_t d2, int64_t d3)
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

    PluginField(AsciiChar const* const name_ = nullptr, void const* const data_ = nullptr,
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
#if __cplusplus >= 201402L
    int32_t nbFields{};
    PluginField const* fields{};
#else
    // In C++11 initialisers would take away the aggregate initialisation that sources of the time use.
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
    PluginRegistrar()
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
    "nvinfer1::IPluginV2DynamicExt::getOutputDimensions": "return Dims{-1, {}};",
}
