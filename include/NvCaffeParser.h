// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_CAFFE_PARSER_H
#define NV_CAFFE_PARSER_H

//! \file
//! The Caffe parser of releases 7 and 8: declared, not supported.

#include "NvInfer.h"
#include "impl/NvInferLegacyTables.h"

#if TENON_API_LEVEL >= 10
#error "NvCaffeParser.h: needs TENON_API_LEVEL 7 or 8"
#endif


namespace nvcaffeparser1
{
class IPluginFactory;
class IPluginFactoryExt;
class IBlobNameToTensor;
class IBinaryProtoBlob;
class IPluginFactoryV2;
class ICaffeParser;

#if TENON_API_LEVEL < 8
class IPluginFactory
{
public:
    TENON_TAG virtual ~IPluginFactory() = default;

    TENON_TAG virtual bool isPlugin(const char* layerName) TENON_NOEXCEPT = 0;
    TENON_TAG virtual nvinfer1::IPlugin* createPlugin(const char* layerName, const nvinfer1::Weights* weights,
        int32_t nbWeights) TENON_NOEXCEPT = 0;
};
#endif

#if TENON_API_LEVEL < 8
class IPluginFactoryExt : public IPluginFactory
{
public:
    TENON_TAG virtual int32_t getVersion() const TENON_NOEXCEPT
    {
        return NV_TENSORRT_VERSION;
    }
    TENON_TAG virtual bool isPluginExt(const char* layerName) TENON_NOEXCEPT = 0;
};
#endif

class IBlobNameToTensor
{
public:
    TENON_TAG virtual ~IBlobNameToTensor() = default;

    TENON_TAG virtual nvinfer1::ITensor* find(const char* name) const TENON_NOEXCEPT = 0;
};

class IBinaryProtoBlob
{
public:
    TENON_TAG virtual ~IBinaryProtoBlob() = default;

    TENON_TAG virtual const void* getData() TENON_NOEXCEPT = 0;
#if TENON_API_LEVEL < 8
    TENON_TAG virtual nvinfer1::DimsNCHW getDimensions() TENON_NOEXCEPT = 0;
#else
    TENON_TAG virtual nvinfer1::Dims4 getDimensions() TENON_NOEXCEPT = 0;
#endif
    TENON_TAG virtual nvinfer1::DataType getDataType() TENON_NOEXCEPT = 0;
    TENON_TAG virtual void destroy() TENON_NOEXCEPT = 0;
};

class IPluginFactoryV2
{
public:
    TENON_TAG virtual ~IPluginFactoryV2() = default;

    TENON_TAG virtual bool isPluginV2(const char* layerName) TENON_NOEXCEPT = 0;
    TENON_TAG virtual nvinfer1::IPluginV2* createPlugin(const char* layerName, const nvinfer1::Weights* weights,
        int32_t nbWeights, const char* libNamespace = "") TENON_NOEXCEPT = 0;
};

class ICaffeParser
{
public:
    TENON_TAG virtual ~ICaffeParser() = default;

    TENON_TAG virtual const IBlobNameToTensor* parse(const char* deploy, const char* model,
        nvinfer1::INetworkDefinition& network, nvinfer1::DataType weightType) TENON_NOEXCEPT = 0;
#if TENON_API_LEVEL < 8
    TENON_TAG virtual const IBlobNameToTensor* parseBuffers(const char* deployBuffer, std::size_t deployLength,
        const char* modelBuffer, std::size_t modelLength, nvinfer1::INetworkDefinition& network,
        nvinfer1::DataType weightType) TENON_NOEXCEPT = 0;
#else
    TENON_TAG virtual const IBlobNameToTensor* parseBuffers(const uint8_t* deployBuffer, std::size_t deployLength,
        const uint8_t* modelBuffer, std::size_t modelLength, nvinfer1::INetworkDefinition& network,
        nvinfer1::DataType weightType) TENON_NOEXCEPT = 0;
#endif
    TENON_TAG virtual IBinaryProtoBlob* parseBinaryProto(const char* fileName) TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setProtobufBufferSize(size_t size) TENON_NOEXCEPT = 0;
    TENON_TAG virtual void destroy() TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setPluginFactoryV2(IPluginFactoryV2* factory) TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setPluginNamespace(const char* libNamespace) TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) TENON_NOEXCEPT = 0;
    TENON_TAG virtual nvinfer1::IErrorRecorder* getErrorRecorder() const TENON_NOEXCEPT = 0;
#if TENON_API_LEVEL < 8
    TENON_TAG virtual void setPluginFactory(IPluginFactory* factory) = 0;
    TENON_TAG virtual void setPluginFactoryExt(IPluginFactoryExt* factory) = 0;
#endif
};

TENON_TAG inline ICaffeParser* createCaffeParser() noexcept
{
    tenonReportUnsupported("createCaffeParser", "convert the model to ONNX and use nvonnxparser");
    return nullptr;
}

TENON_TAG inline void shutdownProtobufLibrary() noexcept
{
    // Nothing was started.
}
} // namespace nvcaffeparser1

extern "C" inline void* createNvCaffeParser_INTERNAL() noexcept
{
    tenonReportUnsupported("createNvCaffeParser", "convert the model to ONNX and use nvonnxparser");
    return nullptr;
}

#endif // NV_CAFFE_PARSER_H
