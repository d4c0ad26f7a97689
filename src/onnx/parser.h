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
    bool supportsOperator(char const* op) const noexcept override;
    int getNbErrors() const noexcept override;
    nvonnxparser::IParserError const* getError(int index) const noexcept override;
    void clearErrors() noexcept override;
    char const* const* getUsedVCPluginLibraries(int64_t& count) const noexcept override;
    void setFlags(nvonnxparser::OnnxParserFlags flags) noexcept override { flags_ = flags; }
    nvonnxparser::OnnxParserFlags getFlags() const noexcept override { return flags_; }
    void clearFlag(nvonnxparser::OnnxParserFlag flag) noexcept override { flags_ &= ~(1U << static_cast<int32_t>(flag)); }
    void setFlag(nvonnxparser::OnnxParserFlag flag) noexcept override { flags_ |= 1U << static_cast<int32_t>(flag); }
    bool getFlag(nvonnxparser::OnnxParserFlag flag) const noexcept override { return (flags_ >> static_cast<int32_t>(flag) & 1U) != 0; }
    nvinfer1::ITensor const* getLayerOutputTensor(char const* name, int64_t index) noexcept override;

private:
    bool importModel(Result<std::unique_ptr<::onnx::ModelProto>> model, std::string directory);
    //! To the log and to the list of errors. Always false.
    bool fail(base::Error const& failure, NodePosition position, char const* function, int32_t line) noexcept;

    nvinfer1::INetworkDefinition& network_;
    nvinfer1::ILogger& logger_;
    nvonnxparser::OnnxParserFlags flags_{0};
    std::vector<std::unique_ptr<ParserError>> errors_;
    bool hasModel_{false}; //!< a model was read, whether its import succeeded or not
    std::vector<std::unique_ptr<ModelMemory>> models_; //!< those that the network did not take over
    std::unordered_map<std::string, std::vector<nvinfer1::ITensor*>> nodeOutputs_;
};

} // namespace tenon::onnx
