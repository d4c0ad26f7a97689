// The classes behind nvonnxparser::IParser.
#pragma once

#include "onnx/importer.h"
#include "onnx/missing/parser.h"
#include "onnx/model.h"

#include <memory>
#include <vector>

namespace tenon::onnx
{

//! What the network refers to until it is built.
struct ModelMemory
{
    std::unique_ptr<::onnx::ModelProto> model;
    WeightStore weights;
};

//! The memory of a model goes to the network, so that the parser may be destroyed before the build; it stays with the parser, which then
//! must live until the build has ended, where libnvinfer is not Tenon's.
class Parser final : public missing::Parser
{
public:
    Parser(nvinfer1::INetworkDefinition& network, nvinfer1::ILogger& logger);
    ~Parser() noexcept override;

    bool parse(void const* model, size_t bytes, char const* path) noexcept override;
    bool parseFromFile(char const* path, int verbosity) noexcept override;
    bool supportsModel(
        void const* model, size_t bytes, SubGraphCollection_t& subgraphs, char const* path) noexcept override;
    bool supportsModelV2(void const* model, size_t bytes, char const* path) noexcept override;
    int64_t getNbSubgraphs() noexcept override { return static_cast<int64_t>(subgraphs_.size()); }
    bool isSubgraphSupported(int64_t index) noexcept override;
    int64_t* getSubgraphNodes(int64_t index, int64_t& length) noexcept override;
    bool parseWithWeightDescriptors(void const* model, size_t bytes) noexcept override
    {
        return parse(model, bytes, nullptr);
    }
    bool loadModelProto(void const* model, size_t bytes, char const* path) noexcept override;
    bool loadInitializer(char const* name, void const* data, size_t bytes) noexcept override;
    bool parseModelProto() noexcept override;
    bool setBuilderConfig(nvinfer1::IBuilderConfig const* config) noexcept override;
    bool supportsOperator(char const* op) const noexcept override;
    int getNbErrors() const noexcept override;
    nvonnxparser::IParserError const* getError(int index) const noexcept override;
    void clearErrors() noexcept override;
    char const* const* getUsedVCPluginLibraries(int64_t& count) const noexcept override;
    void setFlags(nvonnxparser::OnnxParserFlags flags) noexcept override { flags_ = flags; }
    nvonnxparser::OnnxParserFlags getFlags() const noexcept override { return flags_; }
    void clearFlag(nvonnxparser::OnnxParserFlag flag) noexcept override
    {
        flags_ &= ~(1U << static_cast<int32_t>(flag));
    }
    void setFlag(nvonnxparser::OnnxParserFlag flag) noexcept override { flags_ |= 1U << static_cast<int32_t>(flag); }
    bool getFlag(nvonnxparser::OnnxParserFlag flag) const noexcept override
    {
        return (flags_ >> static_cast<int32_t>(flag) & 1U) != 0;
    }
    nvinfer1::ITensor const* getLayerOutputTensor(char const* name, int64_t index) noexcept override;

private:
    //! Nodes that can be taken together, by number.
    struct Subgraph
    {
        std::vector<int64_t> nodes;
        //! false: what it needs could not be made, so that only its operations are known to be served
        bool isSupported{false};
    };

    //! The model's memory, with the network where it can be; null after an error, which has been told.
    ModelMemory* keepModel(
        Result<std::unique_ptr<::onnx::ModelProto>> model, std::string directory, char const* function);
    bool importModel(ModelMemory& memory, char const* function);
    bool findSubgraphs(ModelMemory& memory);
    void beginCall();
    //! To the log and to the list of errors. Always false.
    bool fail(base::Error const& failure, NodePosition position, char const* function, int32_t line) noexcept;

    nvinfer1::INetworkDefinition& network_;
    nvinfer1::ILogger& logger_;
    nvonnxparser::OnnxParserFlags flags_{0};
    std::vector<std::unique_ptr<ParserError>> errors_;
    std::vector<Subgraph> subgraphs_;
    std::unique_ptr<::onnx::ModelProto> loaded_; //!< loadModelProto, until parseModelProto
    std::string loadedFrom_;
    std::vector<std::pair<std::string, std::span<std::byte const>>> initializers_; //!< loadInitializer
    bool hasModel_{false};                             //!< a model was read, whether its import succeeded or not
    std::vector<std::unique_ptr<ModelMemory>> models_; //!< those that the network did not take over
    std::unordered_map<std::string, std::vector<nvinfer1::ITensor*>> nodeOutputs_;
};

} // namespace tenon::onnx
