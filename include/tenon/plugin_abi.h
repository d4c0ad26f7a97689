// The tables of virtual functions of the four V2 plugin interfaces, and the structs that they pass, at each API level.
//
// The interfaces have the same slots at every level, but pass the level's own dims: 32-bit numbers at 7 and 8 (with a type for each
// dimension at 7), 64-bit ones at 10. A host that is compiled at level 10 cannot call a level-8 plugin through nvinfer1::IPluginV2:
// the structs would be read wrong. So calls go through these tables, laid over the object's own. Under the Itanium C++ ABI a
// member function is called as a function whose first parameter is `this`, and a large struct is returned in memory whose
// address comes before it, for both alike. None of the pointers is noexcept: methods of level 7 may throw.
//
// For hosts and test benches that call plugins of every level; plugins and applications need none of it. Compile at level 10.
#pragma once

#include <tenon/extensions.h>

#if NV_TENSORRT_MAJOR < 10
#error "tenon/plugin_abi.h: its structs of level 10 are those of the headers; compile with TENON_API_LEVEL=10"
#endif

namespace tenon::plugin_abi
{

struct Level7
{
    static constexpr int32_t kNumber = 7;

    struct Dims
    {
        int32_t nbDims;
        int32_t d[8];
        int32_t type[8]; //!< what a dimension means: 0 spatial, 1 channel; informative
    };
    struct TensorDesc
    {
        Dims dims;
        nvinfer1::DataType type;
        nvinfer1::TensorFormat format;
        float scale;
    };
    struct DynamicTensorDesc
    {
        TensorDesc desc;
        Dims min;
        Dims max;
    };
};

struct Level8
{
    static constexpr int32_t kNumber = 8;

    struct Dims
    {
        int32_t nbDims;
        int32_t d[8];
    };
    struct TensorDesc
    {
        Dims dims;
        nvinfer1::DataType type;
        nvinfer1::TensorFormat format;
        float scale;
    };
    struct DynamicTensorDesc
    {
        TensorDesc desc;
        Dims min;
        Dims max;
    };
};

struct Level10
{
    static constexpr int32_t kNumber = 10;

    using Dims = nvinfer1::Dims;
    using TensorDesc = nvinfer1::PluginTensorDesc;
    using DynamicTensorDesc = nvinfer1::DynamicPluginTensorDesc;
};

static_assert(sizeof(Level7::Dims) == 68 && sizeof(Level8::Dims) == 36 && sizeof(Level10::Dims) == 72);
static_assert(
    sizeof(Level7::TensorDesc) == 80 && sizeof(Level8::TensorDesc) == 48 && sizeof(Level10::TensorDesc) == 88);
static_assert(sizeof(Level7::DynamicTensorDesc) == 216 && sizeof(Level8::DynamicTensorDesc) == 120
    && sizeof(Level10::DynamicTensorDesc) == 304);

//! IPluginV2, slots 0 to 18.
template <typename Level>
struct V2Table
{
    using Dims = typename Level::Dims;

    int32_t (*getTensorRTVersion)(void const* self);
    char const* (*getPluginType)(void const* self);
    char const* (*getPluginVersion)(void const* self);
    int32_t (*getNbOutputs)(void const* self);
    Dims (*getOutputDimensions)(void* self, int32_t index, Dims const* inputs, int32_t inputCount);
    bool (*supportsFormat)(void const* self, nvinfer1::DataType type, nvinfer1::TensorFormat format);
    void (*configureWithFormat)(void* self, Dims const* inputs, int32_t inputCount, Dims const* outputs,
        int32_t outputCount, nvinfer1::DataType type, nvinfer1::TensorFormat format, int32_t maxBatch);
    int32_t (*initialize)(void* self);
    void (*terminate)(void* self);
    size_t (*getWorkspaceSize)(void const* self, int32_t maxBatch);
    int32_t (*enqueue)(void* self, int32_t batch, void const* const* inputs, void* const* outputs, void* workspace,
        cudaStream_t stream);
    size_t (*getSerializationSize)(void const* self);
    void (*serialize)(void const* self, void* buffer);
    void (*destroy)(void* self);
    nvinfer1::IPluginV2* (*clone)(void const* self);
    void (*setPluginNamespace)(void* self, char const* pluginNamespace);
    char const* (*getPluginNamespace)(void const* self);
    void (*completeDestructor)(void* self);
    void (*deletingDestructor)(void* self);
};

//! IPluginV2Ext adds slots 19 to 24.
template <typename Level>
struct V2ExtTable : V2Table<Level>
{
    using Dims = typename Level::Dims;

    nvinfer1::DataType (*getOutputDataType)(
        void const* self, int32_t index, nvinfer1::DataType const* inputTypes, int32_t inputCount);
    bool (*isOutputBroadcastAcrossBatch)(
        void const* self, int32_t index, bool const* inputIsBroadcast, int32_t inputCount);
    bool (*canBroadcastInputAcrossBatch)(void const* self, int32_t index);
    void (*configurePlugin)(void* self, Dims const* inputs, int32_t inputCount, Dims const* outputs,
        int32_t outputCount, nvinfer1::DataType const* inputTypes, nvinfer1::DataType const* outputTypes,
        bool const* inputIsBroadcast, bool const* outputIsBroadcast, nvinfer1::TensorFormat format, int32_t maxBatch);
    void (*attachToContext)(void* self, cudnnContext* cudnn, cublasContext* cublas, nvinfer1::IGpuAllocator* allocator);
    void (*detachFromContext)(void* self);
};

//! IPluginV2IOExt adds slots 25 and 26.
template <typename Level>
struct V2IOExtTable : V2ExtTable<Level>
{
    using TensorDesc = typename Level::TensorDesc;

    void (*configureIO)(
        void* self, TensorDesc const* inputs, int32_t inputCount, TensorDesc const* outputs, int32_t outputCount);
    bool (*supportsFormatCombination)(
        void const* self, int32_t pos, TensorDesc const* inOut, int32_t inputCount, int32_t outputCount);
};

//! IPluginV2DynamicExt adds slots 25 to 29 to those of IPluginV2Ext.
template <typename Level>
struct V2DynamicExtTable : V2ExtTable<Level>
{
    using TensorDesc = typename Level::TensorDesc;
    using DynamicTensorDesc = typename Level::DynamicTensorDesc;

    nvinfer1::DimsExprs (*getOutputDimsExprs)(void* self, int32_t index, nvinfer1::DimsExprs const* inputs,
        int32_t inputCount, nvinfer1::IExprBuilder& builder);
    bool (*supportsFormatCombination)(
        void* self, int32_t pos, TensorDesc const* inOut, int32_t inputCount, int32_t outputCount);
    void (*configureDynamic)(void* self, DynamicTensorDesc const* inputs, int32_t inputCount,
        DynamicTensorDesc const* outputs, int32_t outputCount);
    size_t (*getDynamicWorkspaceSize)(
        void const* self, TensorDesc const* inputs, int32_t inputCount, TensorDesc const* outputs, int32_t outputCount);
    int32_t (*enqueueDynamic)(void* self, TensorDesc const* inputDescs, TensorDesc const* outputDescs,
        void const* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream);
};

static_assert(sizeof(V2Table<Level10>) == 19 * sizeof(void*));
static_assert(sizeof(V2ExtTable<Level10>) == 25 * sizeof(void*));
static_assert(sizeof(V2IOExtTable<Level10>) == 27 * sizeof(void*));
static_assert(sizeof(V2DynamicExtTable<Level10>) == 30 * sizeof(void*));

//! The table of an object that is known to have it.
template <typename Table>
Table const& tableOf(void const* plugin)
{
    return **static_cast<Table const* const*>(plugin);
}

//! The class that a member pointer belongs to: callers name a slot, and the table follows.
template <typename Slot>
struct SlotTraits;
template <typename T, typename Function>
struct SlotTraits<Function T::*>
{
    using Table = T;
};

//! Calls function(Level{}) for the level with that number.
template <typename Function>
auto withLevel(int32_t level, Function const& function)
{
    switch (level)
    {
    case 7: return function(Level7{});
    case 8: return function(Level8{});
    default: return function(Level10{});
    }
}

} // namespace tenon::plugin_abi
