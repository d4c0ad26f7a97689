// Attention, as the user's two layers stand for it, as the operations that it consists of: a product, a mask, a softmax, a product. Groups of the
// query's heads that share a key are rows of one product, so that keys and values are never repeated.
#include "builder/passes/passes.h"

#include "base/half.h"
#include "ops/dequantize/dequantize.h"
#include "ops/element_wise/element_wise.h"
#include "ops/fill/fill.h"
#include "ops/fused_attention/attention_boundaries.h"
#include "ops/matrix_multiply/matrix_multiply.h"
#include "ops/quantize/quantize.h"
#include "ops/select/select.h"
#include "ops/shape/shape.h"
#include "ops/shuffle/shuffle.h"
#include "ops/slice/slice.h"
#include "ops/softmax/softmax.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace tenon::builder
{
namespace
{

using base::DataType;
using nvinfer1::ElementWiseOperation;
using nvinfer1::MatrixOperation;

//! Makes operations named after the attention.
class Expansion
{
public:
    Expansion(Graph& network, std::string name)
        : network_(network)
        , name_(std::move(name))
    {
    }

    template <typename OpClass, typename Params>
    Tensor& add(char const* part, std::vector<Tensor*> inputs, Params params)
    {
        auto op = std::make_unique<OpClass>();
        op->params = std::move(params);
        op->name = fmt::format("{} {}", name_, part);
        return *network_.addOp(std::move(op), std::move(inputs)).outputs[0];
    }

    Tensor& reshape(char const* part, Tensor& x, std::vector<int64_t> const& sizes)
    {
        ops::ShuffleParams params;
        params.hasReshape = true;
        params.reshape = *base::makeDims(sizes);
        return add<ops::ShuffleOp>(part, {&x}, std::move(params));
    }

    //! −∞ as one element of the scores' type.
    Tensor& minusInfinity(DataType type)
    {
        constexpr float kMinusInfinity = -std::numeric_limits<float>::infinity();
        auto const bytes = std::make_shared<std::array<std::byte, 4>>();
        uint16_t const narrow =
            type == DataType::kHALF ? base::floatToHalf(kMinusInfinity) : base::floatToBfloat16(kMinusInfinity);
        void const* const source =
            type == DataType::kFLOAT ? static_cast<void const*>(&kMinusInfinity) : static_cast<void const*>(&narrow);
        std::memcpy(bytes->data(), source, type == DataType::kFLOAT ? 4 : 2);
        return network_.addConstant(fmt::format("{} minus infinity", name_), graph::Shape(4, graph::constant(1)),
            {type, 1, bytes->data(), bytes});
    }

    //! first, first + 1, … for the tokens of x, along dimension `axis` of 4.
    Tensor& counted(char const* part, Tensor& x, int64_t first, bool alongRows)
    {
        Tensor& shape = add<ops::ShapeOp>(part, {&x}, ops::ShapeParams{});
        ops::SliceParams one;
        one.start = *base::makeDims(std::vector<int64_t>{2});
        one.size = *base::makeDims(std::vector<int64_t>{1});
        one.stride = *base::makeDims(std::vector<int64_t>{1});
        Tensor& count = add<ops::SliceOp>(part, {&shape}, std::move(one));
        ops::FillParams fill;
        fill.type = DataType::kINT64;
        fill.integers = true;
        fill.alphaInt = first;
        Tensor& numbers = add<ops::FillOp>(part, {&count}, std::move(fill));
        return reshape(
            part, numbers, alongRows ? std::vector<int64_t>{1, 1, -1, 1} : std::vector<int64_t>{1, 1, 1, -1});
    }

private:
    Graph& network_;
    std::string name_;
};

//! The scores with what must not be attended to at −∞, or with what is added.
Tensor& masked(Expansion& make, ops::AttentionOutputOp const& attention, Tensor& scores, Tensor& query, Tensor& key)
{
    Tensor* const mask = attention.inputs.size() > ops::AttentionOutputOp::kMask
        ? attention.inputs[ops::AttentionOutputOp::kMask]
        : nullptr;
    if (attention.params.causal)
    {
        Tensor& rows = make.counted("rows", query, 1, true);
        Tensor& columns = make.counted("columns", key, 0, false);
        Tensor& attends = make.add<ops::ElementWiseOp>(
            "causal mask", {&rows, &columns}, ops::ElementWiseParams{ElementWiseOperation::kGREATER});
        return make.add<ops::SelectOp>(
            "masked", {&attends, &scores, &make.minusInfinity(query.type)}, ops::SelectParams{});
    }
    if (mask == nullptr)
    {
        return scores;
    }
    return mask->type == DataType::kBOOL
        ? make.add<ops::SelectOp>("masked", {mask, &scores, &make.minusInfinity(query.type)}, ops::SelectParams{})
        : make.add<ops::ElementWiseOp>("masked", {&scores, mask}, ops::ElementWiseParams{ElementWiseOperation::kSUM});
}

Status expand(Graph& network, ops::AttentionOutputOp& attention)
{
    for (Tensor* const input : present(attention.inputs))
    {
        TENON_CHECK(network.infer(*input));
    }
    TENON_CHECK(network.infer(*attention.outputs[0]).withNote("in {}", attention.label()));
    Expansion make(network, attention.name);
    // What the attention's input layer passes on.
    auto const before = [](Tensor* tensor) {
        bool const passed = dynamic_cast<ops::AttentionInputOp*>(tensor->producer) != nullptr;
        return passed ? tensor->producer->inputs[static_cast<size_t>(tensor->producerOutput)] : tensor;
    };
    Tensor& query = *before(attention.inputs[0]);
    Tensor& key = *before(attention.inputs[1]);
    Tensor& value = *before(attention.inputs[2]);
    bool const grouped = !graph::equal(query.dims[1], key.dims[1]);
    int64_t const heads = grouped ? query.dims[1]->value() : 0;
    int64_t const keyHeads = grouped ? key.dims[1]->value() : 0;
    Tensor& rows = grouped ? make.reshape("groups", query, {0, keyHeads, -1, 0}) : query;
    Tensor* scores = &make.add<ops::MatrixMultiplyOp>("scores", {&rows, &key},
        ops::MatrixMultiplyParams{MatrixOperation::kNONE, MatrixOperation::kTRANSPOSE, {}, {}});
    scores = grouped ? &make.reshape("scores of heads", *scores, {0, heads, -1, 0}) : scores;
    scores = &masked(make, attention, *scores, query, key);
    if (attention.params.normalization == nvinfer1::AttentionNormalizationOp::kSOFTMAX)
    {
        scores = &make.add<ops::SoftMaxOp>("softmax", {scores}, ops::SoftMaxParams{3});
    }
    if (attention.params.quantizesTo)
    {
        Tensor& scale = *attention.inputs[ops::AttentionOutputOp::kScale];
        Tensor& whole = make.add<ops::QuantizeOp>(
            "quantized", {scores, &scale}, ops::QuantizeParams{-1, *attention.params.quantizesTo});
        scores = &make.add<ops::DequantizeOp>("dequantized", {&whole, &scale}, ops::DequantizeParams{-1, query.type});
    }
    scores = grouped ? &make.reshape("weights of groups", *scores, {0, keyHeads, -1, 0}) : scores;
    Tensor* result = &make.add<ops::MatrixMultiplyOp>("values", {scores, &value}, ops::MatrixMultiplyParams{});
    result = grouped ? &make.reshape("heads", *result, {0, heads, -1, 0}) : result;
    // Name, debug mark and the rest of what the user asked of the output go with it.
    Tensor& old = *attention.outputs[0];
    std::string const name = old.name;
    result->dimensionNames = old.dimensionNames;
    result->dynamicRange = old.dynamicRange;
    result->isDebug = old.isDebug;
    result->allowedFormats = old.allowedFormats;
    network.replaceUses(old, *result);
    std::vector<Op*> edges;
    for (size_t i = 0; i < 3; ++i)
    {
        Op* const edge = attention.inputs[i]->producer;
        if (dynamic_cast<ops::AttentionInputOp*>(edge) != nullptr
            && std::find(edges.begin(), edges.end(), edge) == edges.end())
        {
            edges.push_back(edge);
        }
    }
    network.removeOp(attention);
    result->name = name;
    for (Op* const edge : edges)
    {
        // Whoever else looks at what it passes on gets it from where it comes.
        for (size_t i = 0; i < edge->outputs.size(); ++i)
        {
            network.replaceUses(*edge->outputs[i], *edge->inputs[i]);
        }
        network.removeOp(*edge);
    }
    return {};
}

} // namespace

Result<bool> expandAttention(Graph& network, PassContext&)
{
    std::vector<ops::AttentionOutputOp*> attentions;
    for (auto const& op : network.ops())
    {
        if (auto* const attention = dynamic_cast<ops::AttentionOutputOp*>(op.get()))
        {
            attentions.push_back(attention);
        }
    }
    for (ops::AttentionOutputOp* const attention : attentions)
    {
        TENON_CHECK(expand(network, *attention));
    }
    return !attentions.empty();
}

} // namespace tenon::builder
