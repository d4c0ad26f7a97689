// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_SAFE_RUNTIME_H
#define NV_INFER_SAFE_RUNTIME_H

//! \file
//! The safety runtime of release 8: declared, not supported.

#include "NvInferRuntime.h"
#include "impl/NvInferLegacyTables.h"

#if TENON_API_LEVEL != 8
#error "NvInferSafeRuntime.h: needs TENON_API_LEVEL 8"
#endif

//! Registers the creator class `name`; the registry of the safety runtime is the ordinary one here.
#define REGISTER_SAFE_TENSORRT_PLUGIN(name) static nvinfer1::PluginRegistrar<name> pluginRegistrar##name {}

namespace nvinfer1
{
namespace safe
{
class IRuntime;
class ICudaEngine;
class IExecutionContext;
class IPluginRegistry;

struct FloatingPointErrorInformation
{
    int32_t nbNanErrors{};
    int32_t nbInfErrors{};
};

class IRuntime
{
public:
    TENON_TAG virtual ~IRuntime() = default;

    TENON_TAG virtual ICudaEngine* deserializeCudaEngine(const void* const blob,
        const std::size_t size) TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setGpuAllocator(IGpuAllocator* const allocator) TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setErrorRecorder(IErrorRecorder* const recorder) TENON_NOEXCEPT = 0;
    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const TENON_NOEXCEPT = 0;
};

class ICudaEngine
{
public:
    TENON_TAG virtual ~ICudaEngine() = default;

    TENON_TAG virtual std::int32_t getNbBindings() const TENON_NOEXCEPT = 0;
    TENON_TAG virtual std::int32_t getBindingIndex(const AsciiChar* const name) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual const AsciiChar* getBindingName(const std::int32_t bindingIndex) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual bool bindingIsInput(const std::int32_t bindingIndex) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual Dims getBindingDimensions(const std::int32_t bindingIndex) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual DataType getBindingDataType(const std::int32_t bindingIndex) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual IExecutionContext* createExecutionContext() TENON_NOEXCEPT = 0;
    TENON_TAG virtual IExecutionContext* createExecutionContextWithoutDeviceMemory() TENON_NOEXCEPT = 0;
    TENON_TAG virtual size_t getDeviceMemorySize() const TENON_NOEXCEPT = 0;
    TENON_TAG virtual std::int32_t getBindingBytesPerComponent(const std::int32_t bindingIndex) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual std::int32_t getBindingComponentsPerElement(const std::int32_t bindingIndex) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual TensorFormat getBindingFormat(const std::int32_t bindingIndex) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual std::int32_t getBindingVectorizedDim(const std::int32_t bindingIndex) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual const AsciiChar* getName() const TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setErrorRecorder(IErrorRecorder* const recorder) TENON_NOEXCEPT = 0;
    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const TENON_NOEXCEPT = 0;
    TENON_TAG virtual Dims getTensorShape(const AsciiChar* tensorName) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual DataType getTensorDataType(const AsciiChar* tensorName) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual TensorIOMode getTensorIOMode(const AsciiChar* tensorName) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual std::int32_t getTensorBytesPerComponent(const AsciiChar* tensorName) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual std::int32_t getTensorComponentsPerElement(const AsciiChar* tensorName) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual TensorFormat getTensorFormat(const AsciiChar* tensorName) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual std::int32_t getTensorVectorizedDim(const AsciiChar* tensorName) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual std::int32_t getNbIOTensors() const TENON_NOEXCEPT = 0;
    TENON_TAG virtual const AsciiChar* getIOTensorName(const std::int32_t index) const TENON_NOEXCEPT = 0;
};

class IExecutionContext
{
public:
    TENON_TAG virtual ~IExecutionContext() = default;

    TENON_TAG virtual const ICudaEngine& getEngine() const TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setName(const AsciiChar* const name) TENON_NOEXCEPT = 0;
    TENON_TAG virtual const AsciiChar* getName() const TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setDeviceMemory(void* const memory) TENON_NOEXCEPT = 0;
    TENON_TAG virtual Dims getStrides(const std::int32_t bindingIndex) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setErrorRecorder(IErrorRecorder* const recorder) TENON_NOEXCEPT = 0;
    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const TENON_NOEXCEPT = 0;
    TENON_TAG virtual bool enqueueV2(void* const* const bindings, const cudaStream_t stream,
        const cudaEvent_t* const inputConsumed) TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setErrorBuffer(FloatingPointErrorInformation* const buffer) TENON_NOEXCEPT = 0;
    TENON_TAG virtual FloatingPointErrorInformation* getErrorBuffer() const TENON_NOEXCEPT = 0;
    TENON_TAG virtual Dims getTensorStrides(const AsciiChar* tensorName) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual bool setInputTensorAddress(const AsciiChar* tensorName, const void* data) TENON_NOEXCEPT = 0;
    TENON_TAG virtual bool setOutputTensorAddress(const AsciiChar* tensorName, void* data) TENON_NOEXCEPT = 0;
    TENON_TAG virtual bool setInputConsumedEvent(cudaEvent_t event) TENON_NOEXCEPT = 0;
    TENON_TAG virtual cudaEvent_t getInputConsumedEvent() const TENON_NOEXCEPT = 0;
    TENON_TAG virtual const void* getInputTensorAddress(const AsciiChar* tensorName) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual void* getOutputTensorAddress(const AsciiChar* tensorName) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual bool enqueueV3(cudaStream_t stream) TENON_NOEXCEPT = 0;
};

class IPluginRegistry
{
public:
    TENON_TAG virtual ~IPluginRegistry() = default;

    TENON_TAG virtual bool registerCreator(IPluginCreator& creator,
        const AsciiChar* const pluginNamespace) TENON_NOEXCEPT = 0;
    TENON_TAG virtual IPluginCreator* const* getPluginCreatorList(int32_t* const numCreators) const TENON_NOEXCEPT = 0;
    TENON_TAG virtual IPluginCreator* getPluginCreator(const AsciiChar* const pluginName,
        const AsciiChar* const pluginVersion, const AsciiChar* const pluginNamespace = "") TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setErrorRecorder(IErrorRecorder* const recorder) TENON_NOEXCEPT = 0;
    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const TENON_NOEXCEPT = 0;
    TENON_TAG virtual bool deregisterCreator(const IPluginCreator& creator) TENON_NOEXCEPT = 0;
};

TENON_TAG inline IRuntime* createInferRuntime(ILogger& /*logger*/) noexcept
{
    tenonReportUnsupported("createInferRuntime", "use nvinfer1::createInferRuntime and getPluginRegistry");
    return nullptr;
}

extern "C" inline IPluginRegistry* getSafePluginRegistry() noexcept
{
    tenonReportUnsupported("getSafePluginRegistry", "use nvinfer1::createInferRuntime and getPluginRegistry");
    return nullptr;
}
} // namespace safe
} // namespace nvinfer1

#endif // NV_INFER_SAFE_RUNTIME_H
