// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_UFF_PARSER_H
#define NV_UFF_PARSER_H

//! \file
//! The UFF parser of releases 7 and 8: declared, not supported.

#include "NvInfer.h"
#include "impl/NvInferLegacyTables.h"

#if TENON_API_LEVEL >= 10
#error "NvUffParser.h: needs TENON_API_LEVEL 7 or 8"
#endif

#define UFF_REQUIRED_VERSION_MAJOR 0
#define UFF_REQUIRED_VERSION_MINOR 6
#define UFF_REQUIRED_VERSION_PATCH 9

namespace nvuffparser
{
enum class UffInputOrder : int32_t
{
    kNCHW = 0,
    kNHWC = 1,
    kNC = 2,
};

enum class FieldType : int32_t
{
    kFLOAT = 0,
    kINT32 = 1,
    kCHAR = 2,
    kDIMS = 4,
    kDATATYPE = 5,
    kUNKNOWN = 6,
};

class IPluginFactory;
class IPluginFactoryExt;
class IUffParser;

struct FieldMap
{
    const char* name{};
    const void* data{};
    FieldType type{FieldType::kUNKNOWN};
    int32_t length{1};
};

struct FieldCollection
{
    int32_t nbFields{};
    const FieldMap* fields{};
};

#if TENON_API_LEVEL < 8
class IPluginFactory
{
public:
    TENON_TAG virtual ~IPluginFactory() = default;

    TENON_TAG virtual bool isPlugin(const char* layerName) TENON_NOEXCEPT = 0;
    TENON_TAG virtual nvinfer1::IPlugin* createPlugin(const char* layerName, const nvinfer1::Weights* weights,
        int32_t nbWeights, const FieldCollection fc) TENON_NOEXCEPT = 0;
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

class IUffParser
{
public:
    TENON_TAG virtual ~IUffParser() = default;

    TENON_TAG virtual bool registerInput(const char* inputName, nvinfer1::Dims inputDims,
        UffInputOrder inputOrder) TENON_NOEXCEPT = 0;
    TENON_TAG virtual bool registerOutput(const char* outputName) TENON_NOEXCEPT = 0;
    TENON_TAG virtual bool parse(const char* file, nvinfer1::INetworkDefinition& network,
        nvinfer1::DataType weightsType = nvinfer1::DataType::kFLOAT) TENON_NOEXCEPT = 0;
    TENON_TAG virtual bool parseBuffer(const char* buffer, std::size_t size, nvinfer1::INetworkDefinition& network,
        nvinfer1::DataType weightsType = nvinfer1::DataType::kFLOAT) TENON_NOEXCEPT = 0;
    TENON_TAG virtual void destroy() TENON_NOEXCEPT = 0;
    TENON_TAG virtual int32_t getUffRequiredVersionMajor() TENON_NOEXCEPT = 0;
    TENON_TAG virtual int32_t getUffRequiredVersionMinor() TENON_NOEXCEPT = 0;
    TENON_TAG virtual int32_t getUffRequiredVersionPatch() TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setPluginNamespace(const char* libNamespace) TENON_NOEXCEPT = 0;
    TENON_TAG virtual void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) TENON_NOEXCEPT = 0;
    TENON_TAG virtual nvinfer1::IErrorRecorder* getErrorRecorder() const TENON_NOEXCEPT = 0;
#if TENON_API_LEVEL < 8
    TENON_TAG virtual void setPluginFactory(IPluginFactory* factory) = 0;
    TENON_TAG virtual void setPluginFactoryExt(IPluginFactoryExt* factory) = 0;
#endif
};

TENON_TAG inline IUffParser* createUffParser() noexcept
{
    tenonReportUnsupported("createUffParser", "convert the model to ONNX and use nvonnxparser");
    return nullptr;
}

TENON_TAG inline void shutdownProtobufLibrary() noexcept
{
    // Nothing was started.
}
} // namespace nvuffparser

extern "C" inline void* createNvUffParser_INTERNAL() noexcept
{
    tenonReportUnsupported("createNvUffParser", "convert the model to ONNX and use nvonnxparser");
    return nullptr;
}

#endif // NV_UFF_PARSER_H
