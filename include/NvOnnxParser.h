// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_ONNX_PARSER_H
#define NV_ONNX_PARSER_H

//! \file
//! The ONNX parser.

#include <stddef.h>
#include <string>
#include <vector>

#include "NvInfer.h"

#define NV_ONNX_PARSER_MAJOR 0
#define NV_ONNX_PARSER_MINOR 1
#define NV_ONNX_PARSER_PATCH 0

//! Version of the parser interface.
static constexpr int32_t NV_ONNX_PARSER_VERSION
    = ((NV_ONNX_PARSER_MAJOR * 10000) + (NV_ONNX_PARSER_MINOR * 100) + NV_ONNX_PARSER_PATCH);

typedef std::pair<std::vector<size_t>, bool> SubGraph_t;

typedef std::vector<SubGraph_t> SubGraphCollection_t;

namespace nvonnxparser
{
class IParser;
class IParserError;
class IParserRefitter;
enum class ErrorCode : int;
enum class OnnxParserFlag : int32_t;

using OnnxParserFlags = uint32_t;

enum class ErrorCode : int
{
    kSUCCESS = 0,
    kINTERNAL_ERROR = 1,
    kMEM_ALLOC_FAILED = 2,
    kMODEL_DESERIALIZE_FAILED = 3,
    kINVALID_VALUE = 4,
    kINVALID_GRAPH = 5,
    kINVALID_NODE = 6,
    kUNSUPPORTED_GRAPH = 7,
    kUNSUPPORTED_NODE = 8,
    kUNSUPPORTED_NODE_ATTR = 9,
    kUNSUPPORTED_NODE_INPUT = 10,
    kUNSUPPORTED_NODE_DATATYPE = 11,
    kUNSUPPORTED_NODE_DYNAMIC = 12,
    kUNSUPPORTED_NODE_SHAPE = 13,
    kREFIT_FAILED = 14,
};
} // namespace nvonnxparser

namespace nvinfer1
{
namespace impl
{
template <>
struct EnumMaxImpl<nvonnxparser::ErrorCode>
{
    static constexpr int32_t kVALUE = 14;
};
} // namespace impl
} // namespace nvinfer1

namespace nvonnxparser
{
enum class OnnxParserFlag : int32_t
{
    kNATIVE_INSTANCENORM = 0,
    kENABLE_UINT8_AND_ASYMMETRIC_QUANTIZATION_DLA = 1,
    kREPORT_CAPABILITY_DLA = 2,
    kENABLE_PLUGIN_OVERRIDE = 3,
    kADJUST_FOR_DLA = 4,
};
} // namespace nvonnxparser

namespace nvinfer1
{
namespace impl
{
template <>
struct EnumMaxImpl<nvonnxparser::OnnxParserFlag>
{
    static constexpr int32_t kVALUE = 5;
};
} // namespace impl
} // namespace nvinfer1

namespace nvonnxparser
{
class IParserError
{
public:
    TENON_TAG virtual ErrorCode code() const = 0;

    TENON_TAG virtual const char* desc() const = 0;

    TENON_TAG virtual const char* file() const = 0;

    TENON_TAG virtual int line() const = 0;

    TENON_TAG virtual const char* func() const = 0;

    TENON_TAG virtual int node() const = 0;

    TENON_TAG virtual const char* nodeName() const = 0;

    TENON_TAG virtual const char* nodeOperator() const = 0;

    TENON_TAG virtual const char* const* localFunctionStack() const = 0;

    TENON_TAG virtual int32_t localFunctionStackSize() const = 0;

protected:
    TENON_TAG virtual ~IParserError() noexcept = default;
};

class IParser
{
public:
    TENON_TAG virtual bool parse(const void* serialized_onnx_model, size_t serialized_onnx_model_size,
        const char* model_path = nullptr) noexcept = 0;

    TENON_TAG virtual bool parseFromFile(const char* onnxModelFile, int verbosity) noexcept = 0;

    TENON_TAG TRT_DEPRECATED virtual bool supportsModel(const void* serialized_onnx_model,
        size_t serialized_onnx_model_size, SubGraphCollection_t& sub_graph_collection,
        const char* model_path = nullptr) noexcept = 0;

    TENON_TAG TRT_DEPRECATED virtual bool parseWithWeightDescriptors(const void* serialized_onnx_model,
        size_t serialized_onnx_model_size) noexcept = 0;

    TENON_TAG virtual bool supportsOperator(const char* op_name) const noexcept = 0;

    TENON_TAG virtual int getNbErrors() const noexcept = 0;

    TENON_TAG virtual const IParserError* getError(int index) const noexcept = 0;

    TENON_TAG virtual void clearErrors() noexcept = 0;

    TENON_TAG virtual ~IParser() noexcept = default;

    TENON_TAG virtual const char* const* getUsedVCPluginLibraries(int64_t& nbPluginLibs) const noexcept = 0;

    TENON_TAG virtual void setFlags(OnnxParserFlags onnxParserFlags) noexcept = 0;

    TENON_TAG virtual OnnxParserFlags getFlags() const noexcept = 0;

    TENON_TAG virtual void clearFlag(OnnxParserFlag onnxParserFlag) noexcept = 0;

    TENON_TAG virtual void setFlag(OnnxParserFlag onnxParserFlag) noexcept = 0;

    TENON_TAG virtual bool getFlag(OnnxParserFlag onnxParserFlag) const noexcept = 0;

    TENON_TAG virtual const nvinfer1::ITensor* getLayerOutputTensor(const char* name, int64_t i) noexcept = 0;

    TENON_TAG virtual bool supportsModelV2(const void* serializedOnnxModel, size_t serializedOnnxModelSize,
        const char* modelPath = nullptr) noexcept = 0;

    TENON_TAG virtual int64_t getNbSubgraphs() noexcept = 0;

    TENON_TAG virtual bool isSubgraphSupported(const int64_t index) noexcept = 0;

    TENON_TAG virtual int64_t* getSubgraphNodes(const int64_t index, int64_t& subgraphLength) noexcept = 0;

    TENON_TAG virtual bool loadModelProto(const void* serializedOnnxModel, size_t serializedOnnxModelSize,
        const char* modelPath = nullptr) noexcept = 0;

    TENON_TAG virtual bool loadInitializer(const char* name, const void* data, size_t size) noexcept = 0;

    TENON_TAG virtual bool parseModelProto() noexcept = 0;

    TENON_TAG virtual bool setBuilderConfig(const nvinfer1::IBuilderConfig* const builderConfig) noexcept = 0;

#if TENON_API_LEVEL < 10
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }
#endif
};

class IParserRefitter
{
public:
    TENON_TAG virtual bool refitFromBytes(const void* serializedOnnxModel, size_t serializedOnnxModelSize,
        const char* modelPath = nullptr) noexcept = 0;

    TENON_TAG virtual bool refitFromFile(const char* onnxModelFile) noexcept = 0;

    TENON_TAG virtual int32_t getNbErrors() const noexcept = 0;

    TENON_TAG virtual const IParserError* getError(int32_t index) const noexcept = 0;

    TENON_TAG virtual void clearErrors() = 0;

    TENON_TAG virtual ~IParserRefitter() noexcept = default;

    TENON_TAG virtual bool loadModelProto(const void* serializedOnnxModel, size_t serializedOnnxModelSize,
        const char* modelPath = nullptr) noexcept = 0;

    TENON_TAG virtual bool loadInitializer(const char* name, const void* data, size_t size) noexcept = 0;

    TENON_TAG virtual bool refitModelProto() noexcept = 0;
};
} // namespace nvonnxparser

extern "C" TENSORRTAPI void* createNvOnnxParser_INTERNAL(void* network, void* logger, int version) noexcept;

extern "C" TENSORRTAPI void* createNvOnnxParserRefitter_INTERNAL(void* refitter, void* logger,
    int32_t version) noexcept;

extern "C" TENSORRTAPI int getNvOnnxParserVersion() noexcept;

namespace nvonnxparser
{
namespace // each translation unit has its own, so that the version passed is its own
{
inline IParser* createParser(nvinfer1::INetworkDefinition& network, nvinfer1::ILogger& logger) noexcept
{
    return static_cast<IParser*>(createNvOnnxParser_INTERNAL(&network, &logger, NV_ONNX_PARSER_VERSION));
}
} // namespace

namespace // each translation unit has its own, so that the version passed is its own
{
inline IParserRefitter* createParserRefitter(nvinfer1::IRefitter& refitter, nvinfer1::ILogger& logger) noexcept
{
    return static_cast<IParserRefitter*>(createNvOnnxParserRefitter_INTERNAL(&refitter, &logger, NV_ONNX_PARSER_VERSION));
}
} // namespace
} // namespace nvonnxparser

#endif // NV_ONNX_PARSER_H
