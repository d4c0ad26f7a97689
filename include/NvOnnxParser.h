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

//! Nodes of a part of a model, and whether it can be read.
typedef std::pair<std::vector<size_t>, bool> SubGraph_t;

//! The parts that a model falls into.
typedef std::vector<SubGraph_t> SubGraphCollection_t;

namespace nvonnxparser
{
class IParser;
class IParserError;
class IParserRefitter;
enum class ErrorCode : int;
enum class OnnxParserFlag : int32_t;

using OnnxParserFlags = uint32_t;

//! What an error recorder is told about the kind of an error.
enum class ErrorCode : int
{
    //! No error.
    kSUCCESS = 0,
    //! The library broke one of its own rules. Worth a bug report.
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
//! An error of a parser, and the node that it is about.
class IParserError
{
public:
    //! The kind of the error.
    TENON_TAG virtual ErrorCode code() const = 0;

    //! What was wrong, in words.
    TENON_TAG virtual const char* desc() const = 0;

    //! The source file of the parser that found it.
    TENON_TAG virtual const char* file() const = 0;

    //! The line in that file.
    TENON_TAG virtual int line() const = 0;

    //! The function in that file.
    TENON_TAG virtual const char* func() const = 0;

    //! The index of the node, or -1.
    TENON_TAG virtual int node() const = 0;

    //! The name of the node.
    TENON_TAG virtual const char* nodeName() const = 0;

    //! The operator of the node.
    TENON_TAG virtual const char* nodeOperator() const = 0;

    //! The local functions that the node is in, outermost first.
    TENON_TAG virtual const char* const* localFunctionStack() const = 0;

    //! How many local functions the node is in.
    TENON_TAG virtual int32_t localFunctionStackSize() const = 0;

protected:
    TENON_TAG virtual ~IParserError() noexcept = default;
};

//! Reads an ONNX model into a network. Unknown operators are looked up as plugins: by name, and by the attributes
//! `plugin_version` and `plugin_namespace`.
class IParser
{
public:
    //! Reads a serialized model. `model_path` names the file that it came from, for weights in files beside it; null if
    //! there are none. False on failure: see getError(). The network is not usable then. The bytes may go afterwards,
    //! and so may the parser: the network keeps its weights (with another libnvinfer than this one, the parser does,
    //! and must outlive the build).
    TENON_TAG virtual bool parse(const void* serialized_onnx_model, size_t serialized_onnx_model_size,
        const char* model_path = nullptr) noexcept = 0;

    //! Reads a model from a file. `verbosity` is the least severe ILogger::Severity to log.
    TENON_TAG virtual bool parseFromFile(const char* onnxModelFile, int verbosity) noexcept = 0;

    //! Whether the whole model can be read; which parts can, in `sub_graph_collection`.
    TENON_TAG TRT_DEPRECATED virtual bool supportsModel(const void* serialized_onnx_model,
        size_t serialized_onnx_model_size, SubGraphCollection_t& sub_graph_collection,
        const char* model_path = nullptr) noexcept = 0;

    //! As parse().
    TENON_TAG TRT_DEPRECATED virtual bool parseWithWeightDescriptors(const void* serialized_onnx_model,
        size_t serialized_onnx_model_size) noexcept = 0;

    //! Whether an ONNX operator is known.
    TENON_TAG virtual bool supportsOperator(const char* op_name) const noexcept = 0;

    //! How many errors the last parse met.
    TENON_TAG virtual int getNbErrors() const noexcept = 0;

    //! Error number `index`, or null. Owned by the parser, valid until the next parse.
    TENON_TAG virtual const IParserError* getError(int index) const noexcept = 0;

    //! Forgets all errors.
    TENON_TAG virtual void clearErrors() noexcept = 0;

    TENON_TAG virtual ~IParser() noexcept = default;

    //! Paths of plugin libraries that the model needs; their number in `nbPluginLibs`.
    TENON_TAG virtual const char* const* getUsedVCPluginLibraries(int64_t& nbPluginLibs) const noexcept = 0;

    //! Bits by OnnxParserFlag, all at once.
    TENON_TAG virtual void setFlags(OnnxParserFlags onnxParserFlags) noexcept = 0;

    //! Bits by OnnxParserFlag.
    TENON_TAG virtual OnnxParserFlags getFlags() const noexcept = 0;

    //! Clears one flag.
    TENON_TAG virtual void clearFlag(OnnxParserFlag onnxParserFlag) noexcept = 0;

    //! Sets one flag.
    TENON_TAG virtual void setFlag(OnnxParserFlag onnxParserFlag) noexcept = 0;

    //! Whether a flag is set.
    TENON_TAG virtual bool getFlag(OnnxParserFlag onnxParserFlag) const noexcept = 0;

    //! Output `i` of the layer made for node `name`, or null.
    TENON_TAG virtual const nvinfer1::ITensor* getLayerOutputTensor(const char* name, int64_t i) noexcept = 0;

    //! Whether the whole model can be read; asked for details afterwards.
    TENON_TAG virtual bool supportsModelV2(const void* serializedOnnxModel, size_t serializedOnnxModelSize,
        const char* modelPath = nullptr) noexcept = 0;

    //! How many parts of the model supportsModelV2() found.
    TENON_TAG virtual int64_t getNbSubgraphs() noexcept = 0;

    //! Whether a part can be read.
    TENON_TAG virtual bool isSubgraphSupported(const int64_t index) noexcept = 0;

    //! The nodes of a part; their number in `subgraphLength`.
    TENON_TAG virtual int64_t* getSubgraphNodes(const int64_t index, int64_t& subgraphLength) noexcept = 0;

    TENON_TAG virtual bool loadModelProto(const void* serializedOnnxModel, size_t serializedOnnxModelSize,
        const char* modelPath = nullptr) noexcept = 0;

    TENON_TAG virtual bool loadInitializer(const char* name, const void* data, size_t size) noexcept = 0;

    TENON_TAG virtual bool parseModelProto() noexcept = 0;

    TENON_TAG virtual bool setBuilderConfig(const nvinfer1::IBuilderConfig* const builderConfig) noexcept = 0;

#if TENON_API_LEVEL < 10
    //! Deletes the object. It must not be used afterwards.
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }

#if TENON_API_LEVEL < 8
    TENON_TAG int32_t getRefitMap(const char** /*weightNames*/, const char** /*layerNames*/,
        nvinfer1::WeightsRole* /*roles*/) noexcept
    {
        tenonReportUnsupported("IParser::getRefitMap", "name the weights, and use IRefitter::setNamedWeights");
        return 0;
    }
#endif
#endif
};

//! Gives an engine the weights of another ONNX model with the same structure.
class IParserRefitter
{
public:
    //! From a serialized model.
    TENON_TAG virtual bool refitFromBytes(const void* serializedOnnxModel, size_t serializedOnnxModelSize,
        const char* modelPath = nullptr) noexcept = 0;

    //! From a file.
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

//! The version of the parser that is loaded.
extern "C" TENSORRTAPI int getNvOnnxParserVersion() noexcept;

namespace nvonnxparser
{
namespace // each translation unit has its own, so that the version passed is its own
{
//! A parser that adds to `network`. The caller deletes it, after the engine is built. Null, with a message, on failure.
inline IParser* createParser(nvinfer1::INetworkDefinition& network, nvinfer1::ILogger& logger) noexcept
{
    return static_cast<IParser*>(createNvOnnxParser_INTERNAL(&network, &logger, NV_ONNX_PARSER_VERSION));
}
} // namespace

namespace // each translation unit has its own, so that the version passed is its own
{
//! A refitter over `refitter`. The caller deletes it.
inline IParserRefitter* createParserRefitter(nvinfer1::IRefitter& refitter, nvinfer1::ILogger& logger) noexcept
{
    return static_cast<IParserRefitter*>(createNvOnnxParserRefitter_INTERNAL(&refitter, &logger, NV_ONNX_PARSER_VERSION));
}
} // namespace
} // namespace nvonnxparser

#endif // NV_ONNX_PARSER_H
