#include "ops/nms/nms.h"

#include "ops/common/checks.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{

using base::DataType;
using graph::Dim;
using graph::Shape;
using graph::ValueSpec;

namespace
{

base::Status checkNMSParams(NMSParams const& params)
{
    TENON_CHECK(expectType("type of the indices", params.indicesType, {DataType::kINT32, DataType::kINT64}));
    if (params.format != nvinfer1::BoundingBoxFormat::kCORNER_PAIRS
        && params.format != nvinfer1::BoundingBoxFormat::kCENTER_SIZES)
    {
        return base::invalidArgument(
            "box format: expected a BoundingBoxFormat, found number {}", static_cast<int32_t>(params.format));
    }
    if (params.topKBoxLimit < 1)
    {
        return base::invalidArgument("top-k box limit: expected at least 1, found {}", params.topKBoxLimit);
    }
    return {};
}

bool mayEqual(Dim const& a, Dim const& b)
{
    return !a->isConstant() || !b->isConstant() || a->value() == b->value();
}

base::Status checkBoxes(graph::InferenceInputs const& inputs)
{
    Shape const& boxes = inputs[0].dims;
    Shape const& scores = inputs[1].dims;
    auto const text = [&](Shape const& shape) { return graph::toString(shape, inputs.symbolNames); };
    if (scores.size() != 3)
    {
        return base::invalidArgument("input 1 (scores): expected [batch, boxes, classes], found {}", text(scores));
    }
    bool fits = (boxes.size() == 3 || boxes.size() == 4) && boxes.back()->isConstant() && boxes.back()->value() == 4;
    fits = fits && mayEqual(boxes[0], scores[0]) && mayEqual(boxes[1], scores[1]);
    bool const shared = boxes.size() == 4 && boxes[2]->isConstant() && boxes[2]->value() == 1;
    if (!fits || (boxes.size() == 4 && !shared && !mayEqual(boxes[2], scores[2])))
    {
        return base::invalidArgument(
            "input 0 (boxes): expected [batch, boxes, 4] or [batch, boxes, classes or 1, 4] for scores of {}, found {}",
            text(scores), text(boxes));
    }
    return {};
}

base::Status checkOneValue(graph::InferenceInputs const& inputs, size_t index, char const* what)
{
    Shape const& dims = inputs[index].dims;
    if (dims.size() > 1 || (dims.size() == 1 && !(dims[0]->isConstant() && dims[0]->value() == 1)))
    {
        return base::invalidArgument(
            "input {} ({}): expected one value, found {}", index, what, graph::toString(dims, inputs.symbolNames));
    }
    return {};
}

} // namespace

graph::Result<std::vector<ValueSpec>> NMSOp::infer(graph::InferenceInputs const& inputs) const
{
    if (inputs.size() < 3 || inputs.size() > 5 || !inputs.has(0) || !inputs.has(1) || !inputs.has(2))
    {
        return base::invalidArgument(
            "inputs: expected boxes, scores, the most boxes of a class, and optionally two thresholds, found {} inputs",
            inputs.size());
    }
    TENON_CHECK(checkNMSParams(params));
    TENON_CHECK(expectType("input 0 (boxes)", inputs[0].type, kFloatTypes));
    TENON_CHECK(expectType("input 1 (scores)", inputs[1].type, {inputs[0].type}));
    TENON_CHECK(expectType("input 2 (most boxes of a class)", inputs[2].type, {DataType::kINT32, DataType::kINT64}));
    TENON_CHECK(checkBoxes(inputs));
    TENON_CHECK(checkOneValue(inputs, 2, "most boxes of a class"));
    for (size_t i = 3; i < 5; ++i)
    {
        if (inputs.has(i))
        {
            char const* const what = i == 3 ? "IoU threshold" : "score threshold";
            TENON_CHECK(expectType(fmt::format("input {} ({})", i, what), inputs[i].type, {inputs[0].type}));
            TENON_CHECK(checkOneValue(inputs, i, what));
        }
    }
    Shape const& scores = inputs[1].dims;
    Dim perClass = scores[1];
    auto const& most = inputs[2].values;
    if (most && most->size() == 1)
    {
        perClass = graph::min(perClass, graph::max(most->front(), graph::constant(0)));
    }
    Dim const upper = graph::mul(graph::mul(scores[0], scores[2]), perClass);
    Dim const count = inputs.declareSize ? inputs.declareSize(0, upper, upper) : upper;
    return std::vector<ValueSpec>{
        {params.indicesType, {count, graph::constant(3)}, std::nullopt}, {DataType::kINT32, {}, std::nullopt}};
}

graph::Result<graph::CandidateList> NMSOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> NMSOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeNMSCuda(params, isConnected(*this, 3), isConnected(*this, 4), request));
    return withHalfStorage(request, [&](graph::KernelRequest const& asFloat) {
        return makeNMSCpu(params, isConnected(*this, 3), isConnected(*this, 4), asFloat);
    });
}

} // namespace tenon::ops
