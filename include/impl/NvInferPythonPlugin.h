// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef TRT_PYTHON_IMPL_PLUGIN_H
#define TRT_PYTHON_IMPL_PLUGIN_H

//! \file
//! Interfaces that plugins written in Python stand on.

#include "NvInfer.h"

#if TENON_API_LEVEL < 10
#error "impl/NvInferPythonPlugin.h: needs TENON_API_LEVEL 10"
#endif

namespace nvinfer1
{
class IKernelLaunchParams;
class IKernelLaunchParamsImpl;
class ISymExpr;
class ISymExprs;
class ISymExprsImpl;

TENON_OPEN_V_1_0
class IPluginCreatorV3Quick;
class IPluginV3QuickAOTBuild;
class IPluginV3QuickBuild;
class IPluginV3QuickCore;
class IPluginV3QuickRuntime;
TENON_CLOSE_V_1_0

enum class PluginArgDataType : int32_t;
enum class PluginArgType : int32_t;
enum class QuickPluginCreationRequest : int32_t;
TENON_ALIAS_V_1_0(IPluginCreatorV3Quick)
TENON_ALIAS_V_1_0(IPluginV3QuickAOTBuild)
TENON_ALIAS_V_1_0(IPluginV3QuickBuild)
TENON_ALIAS_V_1_0(IPluginV3QuickCore)
TENON_ALIAS_V_1_0(IPluginV3QuickRuntime)

enum class PluginArgType : int32_t
{
    kINT = 0,
};

enum class PluginArgDataType : int32_t
{
    kINT8 = 0,
    kINT16 = 1,
    kINT32 = 2,
};

enum class QuickPluginCreationRequest : int32_t
{
    kUNKNOWN = 0,
    kPREFER_JIT = 1,
    kPREFER_AOT = 2,
    kSTRICT_JIT = 3,
    kSTRICT_AOT = 4,
};

class ISymExpr
{
public:
    TENON_TAG virtual PluginArgType getType() const noexcept = 0;

    TENON_TAG virtual PluginArgDataType getDataType() const noexcept = 0;

    TENON_TAG virtual void* getExpr() noexcept = 0;
};

class ISymExprsImpl
{
public:
    TENON_TAG virtual ISymExpr* getSymExpr(int32_t index) const noexcept = 0;

    TENON_TAG virtual bool setSymExpr(int32_t index, ISymExpr* symExpr) noexcept = 0;

    TENON_TAG virtual int32_t getNbSymExprs() const noexcept = 0;

    TENON_TAG virtual bool setNbSymExprs(int32_t count) noexcept = 0;

    TENON_TAG virtual ~ISymExprsImpl() noexcept = default;
};

class ISymExprs
{
protected:
    TENON_TAG virtual ~ISymExprs() noexcept = default;

public:
    TENON_TAG ISymExpr* getSymExpr(int32_t index) const noexcept
    {
        return mImpl->getSymExpr(index);
    }

    TENON_TAG bool setSymExpr(int32_t index, ISymExpr* symExpr) noexcept
    {
        return mImpl->setSymExpr(index, symExpr);
    }

    TENON_TAG int32_t getNbSymExprs() const noexcept
    {
        return mImpl->getNbSymExprs();
    }

    TENON_TAG bool setNbSymExprs(int32_t count) noexcept
    {
        return mImpl->setNbSymExprs(count);
    }

protected:
    ISymExprsImpl* mImpl{nullptr};
};

class IKernelLaunchParamsImpl
{
public:
    TENON_TAG virtual ISymExpr* getGridX() noexcept = 0;

    TENON_TAG virtual bool setGridX(ISymExpr* gridX) noexcept = 0;

    TENON_TAG virtual ISymExpr* getGridY() noexcept = 0;

    TENON_TAG virtual bool setGridY(ISymExpr* gridY) noexcept = 0;

    TENON_TAG virtual ISymExpr* getGridZ() noexcept = 0;

    TENON_TAG virtual bool setGridZ(ISymExpr* gridZ) noexcept = 0;

    TENON_TAG virtual ISymExpr* getBlockX() noexcept = 0;

    TENON_TAG virtual bool setBlockX(ISymExpr* blockX) noexcept = 0;

    TENON_TAG virtual ISymExpr* getBlockY() noexcept = 0;

    TENON_TAG virtual bool setBlockY(ISymExpr* blockY) noexcept = 0;

    TENON_TAG virtual ISymExpr* getBlockZ() noexcept = 0;

    TENON_TAG virtual bool setBlockZ(ISymExpr* blockZ) noexcept = 0;

    TENON_TAG virtual ISymExpr* getSharedMem() noexcept = 0;

    TENON_TAG virtual bool setSharedMem(ISymExpr* sharedMem) noexcept = 0;

    TENON_TAG virtual ~IKernelLaunchParamsImpl() noexcept = default;
};

class IKernelLaunchParams
{
protected:
    TENON_TAG virtual ~IKernelLaunchParams() noexcept = default;

public:
    TENON_TAG ISymExpr* getGridX() noexcept
    {
        return mImpl->getGridX();
    }

    TENON_TAG bool setGridX(ISymExpr* gridX) noexcept
    {
        return mImpl->setGridX(gridX);
    }

    TENON_TAG ISymExpr* getGridY() noexcept
    {
        return mImpl->getGridY();
    }

    TENON_TAG bool setGridY(ISymExpr* gridY) noexcept
    {
        return mImpl->setGridY(gridY);
    }

    TENON_TAG ISymExpr* getGridZ() noexcept
    {
        return mImpl->getGridZ();
    }

    TENON_TAG bool setGridZ(ISymExpr* gridZ) noexcept
    {
        return mImpl->setGridZ(gridZ);
    }

    TENON_TAG ISymExpr* getBlockX() noexcept
    {
        return mImpl->getBlockX();
    }

    TENON_TAG bool setBlockX(ISymExpr* blockX) noexcept
    {
        return mImpl->setBlockX(blockX);
    }

    TENON_TAG ISymExpr* getBlockY() noexcept
    {
        return mImpl->getBlockY();
    }

    TENON_TAG bool setBlockY(ISymExpr* blockY) noexcept
    {
        return mImpl->setBlockY(blockY);
    }

    TENON_TAG ISymExpr* getBlockZ() noexcept
    {
        return mImpl->getBlockZ();
    }

    TENON_TAG bool setBlockZ(ISymExpr* blockZ) noexcept
    {
        return mImpl->setBlockZ(blockZ);
    }

    TENON_TAG ISymExpr* getSharedMem() noexcept
    {
        return mImpl->getSharedMem();
    }

    TENON_TAG bool setSharedMem(ISymExpr* sharedMem) noexcept
    {
        return mImpl->setSharedMem(sharedMem);
    }

protected:
    IKernelLaunchParamsImpl* mImpl{nullptr};
};

TENON_OPEN_V_1_0
class IPluginV3QuickCore : public IPluginCapability
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3QUICK_CORE", 1, 0};
    }

    TENON_TAG ~IPluginV3QuickCore() noexcept override = default;

    TENON_TAG virtual const AsciiChar* getPluginName() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginVersion() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginNamespace() const TENON_NOEXCEPT = 0;
};

class IPluginV3QuickBuild : public IPluginCapability
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3QUICK_BUILD", 1, 0};
    }

    TENON_TAG ~IPluginV3QuickBuild() noexcept override = default;

    TENON_TAG virtual int32_t getOutputDataTypes(DataType* outputTypes, int32_t nbOutputs, const DataType* inputTypes,
        const int32_t* inputRanks, int32_t nbInputs) const TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t getOutputShapes(const DimsExprs* inputs, int32_t nbInputs, const DimsExprs* shapeInputs,
        int32_t nbShapeInputs, DimsExprs* outputs, int32_t nbOutputs, IExprBuilder& exprBuilder) TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t configurePlugin(const DynamicPluginTensorDesc* in, int32_t nbInputs,
        const DynamicPluginTensorDesc* out, int32_t nbOutputs) TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t getNbSupportedFormatCombinations(const DynamicPluginTensorDesc* inOut, int32_t nbInputs,
        int32_t nbOutputs) TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t getSupportedFormatCombinations(const DynamicPluginTensorDesc* inOut, int32_t nbInputs,
        int32_t nbOutputs, PluginTensorDesc* supportedCombinations, int32_t nbFormatCombinations) TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t getNbOutputs() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t getAliasedInput(int32_t /*outputIndex*/) TENON_NOEXCEPT
    {
        return -1;
    }

    TENON_TAG virtual int32_t getValidTactics(int32_t* /*tactics*/, int32_t /*nbTactics*/) TENON_NOEXCEPT
    {
        return 0;
    }

    TENON_TAG virtual int32_t getNbTactics() TENON_NOEXCEPT
    {
        return 0;
    }

    TENON_TAG virtual const char* getTimingCacheID() TENON_NOEXCEPT
    {
        return nullptr;
    }

    TENON_TAG virtual const char* getMetadataString() TENON_NOEXCEPT
    {
        return nullptr;
    }
};

class IPluginV3QuickAOTBuild : public IPluginV3QuickBuild
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3QUICKAOT_BUILD", 1, 0};
    }

    TENON_TAG ~IPluginV3QuickAOTBuild() noexcept override = default;

    TENON_TAG virtual int32_t getLaunchParams(const DimsExprs* inputs, const DynamicPluginTensorDesc* inOut,
        int32_t nbInputs, int32_t nbOutputs, IKernelLaunchParams* launchParams, ISymExprs* extraArgs,
        IExprBuilder& exprBuilder) TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t getKernel(const PluginTensorDesc* in, int32_t nbInputs, const PluginTensorDesc* out,
        int32_t nbOutputs, const char** kernelName, char** compiledKernel,
        int32_t* compiledKernelSize) TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t setTactic(int32_t /*tactic*/) TENON_NOEXCEPT
    {
        return 0;
    }
};

class IPluginV3QuickRuntime : public IPluginCapability
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3QUICK_RUNTIME", 1, 0};
    }

    TENON_TAG ~IPluginV3QuickRuntime() noexcept override = default;

    TENON_TAG virtual int32_t setTactic(int32_t /*tactic*/) TENON_NOEXCEPT
    {
        return 0;
    }

    TENON_TAG virtual int32_t enqueue(const PluginTensorDesc* inputDesc, const PluginTensorDesc* outputDesc,
        const void* const* inputs, void* const* outputs, const Dims* inputStrides, const Dims* outputStrides,
        int32_t nbInputs, int32_t nbOutputs, cudaStream_t stream) TENON_NOEXCEPT = 0;

    TENON_TAG virtual const PluginFieldCollection* getFieldsToSerialize() TENON_NOEXCEPT = 0;
};

class IPluginCreatorV3Quick : public IPluginCreatorInterface
{
public:
    TENON_TAG IPluginCreatorV3Quick() = default;

protected:
    TENON_TAG IPluginCreatorV3Quick(IPluginCreatorV3Quick const&) = default;
    TENON_TAG IPluginCreatorV3Quick& operator=(IPluginCreatorV3Quick const&) & = default;
    TENON_TAG IPluginCreatorV3Quick(IPluginCreatorV3Quick&&) = default;
    TENON_TAG IPluginCreatorV3Quick& operator=(IPluginCreatorV3Quick&&) & = default;

public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN CREATOR_V3QUICK", 1, 0};
    }

    TENON_TAG ~IPluginCreatorV3Quick() noexcept override = default;

    TENON_TAG virtual IPluginV3* createPlugin(const AsciiChar* name, const AsciiChar* nspace,
        const PluginFieldCollection* fc, TensorRTPhase phase,
        QuickPluginCreationRequest quickPluginCreationRequest) TENON_NOEXCEPT = 0;

    TENON_TAG virtual const PluginFieldCollection* getFieldNames() TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginName() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginVersion() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginNamespace() const TENON_NOEXCEPT = 0;
};
TENON_CLOSE_V_1_0
} // namespace nvinfer1

#endif // TRT_PYTHON_IMPL_PLUGIN_H
