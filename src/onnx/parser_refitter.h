// The class behind nvonnxparser::IParserRefitter: an engine's weights from a model's initializers.
#pragma once

#include "onnx/missing/parser_refitter.h"
#include "onnx/model.h"
#include "onnx/weight_store.h"

#include <memory>
#include <vector>

namespace tenon::onnx
{

//! Weights are found by the names of initializers, which the parser gives them. Afterwards IRefitter::refitCudaEngine() puts them into the
//! engine; the parser refitter must live until then.
class ParserRefitter final : public missing::ParserRefitter
{
public:
    ParserRefitter(nvinfer1::IRefitter& refitter, nvinfer1::ILogger& logger)
        : refitter_(refitter)
        , logger_(logger)
    {
    }

    bool refitFromBytes(void const* model, size_t bytes, char const* path) noexcept override;
    bool refitFromFile(char const* path) noexcept override;
    bool loadModelProto(void const* model, size_t bytes, char const* path) noexcept override;
    bool loadInitializer(char const* name, void const* data, size_t bytes) noexcept override;
    bool refitModelProto() noexcept override;
    int32_t getNbErrors() const noexcept override { return static_cast<int32_t>(errors_.size()); }
    nvonnxparser::IParserError const* getError(int32_t index) const noexcept override;
    void clearErrors() noexcept override { errors_.clear(); }

private:
    Status load(Result<std::unique_ptr<::onnx::ModelProto>> model, std::string directory);
    Status refit();
    Status refitGraph(::onnx::GraphProto const& graph);
    template <typename Body>
    bool run(char const* function, Body&& body) noexcept;

    nvinfer1::IRefitter& refitter_;
    nvinfer1::ILogger& logger_;
    std::vector<std::unique_ptr<ParserError>> errors_;
    std::unique_ptr<::onnx::ModelProto> model_;
    std::unique_ptr<WeightStore> weights_;
};

} // namespace tenon::onnx
