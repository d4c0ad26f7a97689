// IAttention and its two layers.
#pragma once

#include "api/missing/attention.h"
#include "api/missing/attention_boundary_layer.h"
#include "api/missing/attention_input_layer.h"
#include "api/missing/attention_output_layer.h"
#include "api/network/layer.h"
#include "ops/fused_attention/attention_boundaries.h"

namespace tenon::api
{

class Attention;

//! What both layers of an attention answer.
class AttentionBoundary final : public missing::AttentionBoundaryLayer
{
public:
    AttentionBoundary(Layer& layer)
        : layer_(layer)
    {
    }

    nvinfer1::IAttention* getAttention() const noexcept override;
    void place(Attention& attention) { attention_ = &attention; }

protected:
    base::Log callLog() const noexcept override { return layer_.log(); }

private:
    Layer& layer_;
    Attention* attention_{nullptr};
};

template <typename Face, typename Table, typename OpClass>
class AttentionLayerOf : public LayerOf<Face, Table, OpClass>
{
public:
    AttentionLayerOf(NetworkDefinition& network, graph::Op& op, nvinfer1::LayerType type)
        : LayerOf<Face, Table, OpClass>(network, op, type)
    {
        this->mBoundary = &boundary_;
    }

    void place(Attention& attention) { boundary_.place(attention); }
    auto& parameters() const { return this->params(); }

private:
    AttentionBoundary boundary_{*this};
};

class AttentionInputLayer final
    : public AttentionLayerOf<nvinfer1::IAttentionInputLayer, missing::AttentionInputLayer, ops::AttentionInputOp>
{
public:
    using AttentionLayerOf::AttentionLayerOf;
};

class AttentionOutputLayer final
    : public AttentionLayerOf<nvinfer1::IAttentionOutputLayer, missing::AttentionOutputLayer, ops::AttentionOutputOp>
{
public:
    using AttentionLayerOf::AttentionLayerOf;

    //! Inputs grow by the mask, and by the scale of quantized weights.
    graph::Op& operation() const { return op(); }

protected:
    int32_t inputLimit() const noexcept override { return 5; }
};

//! Owned by its network. builder/passes/expand_attention.cpp makes the operations of it. The weights between the products may be quantized to
//! int8; fp8 is missing.
class Attention final : public nvinfer1::IAttention, public missing::Attention
{
public:
    Attention(NetworkDefinition& network, AttentionInputLayer& input, AttentionOutputLayer& output)
        : network_(network)
        , input_(input)
        , output_(output)
    {
        mImpl = this;
    }
    ~Attention() noexcept override = default;

    bool setNormalizationOperation(nvinfer1::AttentionNormalizationOp operation) noexcept override;
    nvinfer1::AttentionNormalizationOp getNormalizationOperation() const noexcept override;
    bool setMask(nvinfer1::ITensor& mask) noexcept override;
    nvinfer1::ITensor* getMask() const noexcept override;
    bool setCausal(bool causal) noexcept override;
    bool getCausal() const noexcept override { return output_.parameters().causal; }
    bool setDecomposable(bool decomposable) noexcept override;
    bool getDecomposable() const noexcept override { return output_.parameters().decomposable; }
    bool setNormalizationQuantizeScale(nvinfer1::ITensor& tensor) noexcept override;
    nvinfer1::ITensor* getNormalizationQuantizeScale() const noexcept override;
    bool setNormalizationQuantizeToType(nvinfer1::DataType type) noexcept override;
    nvinfer1::DataType getNormalizationQuantizeToType() const noexcept override;
    bool setInput(int32_t index, nvinfer1::ITensor& input) noexcept override;
    int32_t getNbInputs() const noexcept override;
    nvinfer1::ITensor* getInput(int32_t index) const noexcept override;
    int32_t getNbOutputs() const noexcept override { return 1; }
    nvinfer1::ITensor* getOutput(int32_t index) const noexcept override { return output_.Layer::getOutput(index); }
    bool setName(char const* name) noexcept override;
    char const* getName() const noexcept override { return name_.c_str(); }
    bool setMetadata(char const* metadata) noexcept override;
    char const* getMetadata() const noexcept override { return metadata_.c_str(); }

protected:
    base::Log callLog() const noexcept override;

private:
    NetworkDefinition& network_;
    AttentionInputLayer& input_;
    AttentionOutputLayer& output_;
    std::string name_;
    std::string metadata_;
};

} // namespace tenon::api
