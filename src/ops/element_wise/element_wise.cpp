#include "ops/element_wise/element_wise.h"

#include "ops/common/broadcast_rule.h"
#include "ops/common/channels_last.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/shape_values.h"
#include "ops/element_wise/element_wise_cpu.h"
#include "ops/element_wise/element_wise_values.h"

namespace tenon::ops
{

using base::DataType;
using graph::ValueSpec;
using nvinfer1::ElementWiseOperation;

std::string_view name(ElementWiseOperation operation)
{
    switch (operation)
    {
    case ElementWiseOperation::kSUM: return "kSUM";
    case ElementWiseOperation::kPROD: return "kPROD";
    case ElementWiseOperation::kMAX: return "kMAX";
    case ElementWiseOperation::kMIN: return "kMIN";
    case ElementWiseOperation::kSUB: return "kSUB";
    case ElementWiseOperation::kDIV: return "kDIV";
    case ElementWiseOperation::kPOW: return "kPOW";
    case ElementWiseOperation::kFLOOR_DIV: return "kFLOOR_DIV";
    case ElementWiseOperation::kAND: return "kAND";
    case ElementWiseOperation::kOR: return "kOR";
    case ElementWiseOperation::kXOR: return "kXOR";
    case ElementWiseOperation::kEQUAL: return "kEQUAL";
    case ElementWiseOperation::kGREATER: return "kGREATER";
    case ElementWiseOperation::kLESS: return "kLESS";
    }
    return {};
}

namespace
{

base::Status checkType(ElementWiseOperation operation, size_t input, DataType type)
{
    std::string const subject = fmt::format("input {} of {}", input, name(operation));
    switch (operation)
    {
    case ElementWiseOperation::kAND:
    case ElementWiseOperation::kOR:
    case ElementWiseOperation::kXOR: return expectType(subject, type, {DataType::kBOOL});
    case ElementWiseOperation::kPOW: return expectType(subject, type, kFloatTypes);
    case ElementWiseOperation::kEQUAL:
        return expectType(subject, type,
            {DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT32, DataType::kINT64, DataType::kBOOL});
    default:
        return expectType(
            subject, type, {DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT32, DataType::kINT64});
    }
}

graph::Result<DataType> outputType(ElementWiseOperation operation, graph::InferenceInputs const& inputs)
{
    DataType const a = inputs[0].type;
    DataType const b = inputs[1].type;
    TENON_CHECK(checkType(operation, 0, a));
    TENON_CHECK(checkType(operation, 1, b));
    bool const bothFloating = base::isFloating(a) && base::isFloating(b);
    if (a != b && (inputs.stronglyTyped || !bothFloating))
    {
        return base::invalidArgument("inputs of {}: expected equal types, found {} and {}; a cast makes them equal",
            name(operation), base::name(a), base::name(b));
    }
    if (isComparison(operation))
    {
        return DataType::kBOOL;
    }
    return a == b ? a : DataType::kFLOAT;
}

} // namespace

graph::Result<std::vector<ValueSpec>> ElementWiseOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 2));
    if (ops::name(params.operation).empty())
    {
        return base::invalidArgument(
            "operation: expected an ElementWiseOperation, found number {}", static_cast<int32_t>(params.operation));
    }
    TENON_ASSIGN(DataType const type, outputType(params.operation, inputs));
    TENON_ASSIGN(graph::Shape dims, broadcastDims(inputs[0].dims, inputs[1].dims, inputs.symbolNames));
    auto values = elementWiseValues(params.operation, inputs[0], inputs[1], dims);
    return std::vector<ValueSpec>{{type, std::move(dims), std::move(values)}};
}

graph::Result<graph::CandidateList> ElementWiseOp::candidates(graph::CandidateQuery const& query)
{
    graph::CandidateList list = floatingCandidates(query, "cpu", "cuda");
    // The booleans of a comparison have no kHWC: with them elements would not lie side by side.
    if (inputs.size() == 2 && base::isFloating(query.inputTypes[0]) && base::isFloating(query.outputTypes[0]))
    {
        addChannelsLast(*this, list, 3U, 1U);
    }
    return list;
}

graph::Result<std::unique_ptr<graph::Kernel>> ElementWiseOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeElementWiseCuda(params, request));
    graph::Candidate const& chosen = request.candidate;
    return makeElementWiseCpu(params.operation, chosen.inputs[0].type, chosen.inputs[1].type, chosen.outputs[0].type);
}

} // namespace tenon::ops
