#include "ops/unary/unary.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/unary/unary_cpu.h"

namespace tenon::ops
{

using base::DataType;
using graph::Dim;
using nvinfer1::UnaryOperation;

std::string_view name(UnaryOperation operation)
{
    switch (operation)
    {
    case UnaryOperation::kEXP: return "kEXP";
    case UnaryOperation::kLOG: return "kLOG";
    case UnaryOperation::kSQRT: return "kSQRT";
    case UnaryOperation::kRECIP: return "kRECIP";
    case UnaryOperation::kABS: return "kABS";
    case UnaryOperation::kNEG: return "kNEG";
    case UnaryOperation::kSIN: return "kSIN";
    case UnaryOperation::kCOS: return "kCOS";
    case UnaryOperation::kTAN: return "kTAN";
    case UnaryOperation::kSINH: return "kSINH";
    case UnaryOperation::kCOSH: return "kCOSH";
    case UnaryOperation::kASIN: return "kASIN";
    case UnaryOperation::kACOS: return "kACOS";
    case UnaryOperation::kATAN: return "kATAN";
    case UnaryOperation::kASINH: return "kASINH";
    case UnaryOperation::kACOSH: return "kACOSH";
    case UnaryOperation::kATANH: return "kATANH";
    case UnaryOperation::kCEIL: return "kCEIL";
    case UnaryOperation::kFLOOR: return "kFLOOR";
    case UnaryOperation::kERF: return "kERF";
    case UnaryOperation::kNOT: return "kNOT";
    case UnaryOperation::kSIGN: return "kSIGN";
    case UnaryOperation::kROUND: return "kROUND";
    case UnaryOperation::kISINF: return "kISINF";
    case UnaryOperation::kISNAN: return "kISNAN";
    }
    return {};
}

namespace
{

bool isPredicate(UnaryOperation operation)
{
    return operation == UnaryOperation::kISINF || operation == UnaryOperation::kISNAN;
}

base::Status checkInputType(UnaryOperation operation, DataType type)
{
    std::string const subject = fmt::format("input 0 of {}", name(operation));
    switch (operation)
    {
    case UnaryOperation::kNOT: return expectType(subject, type, {DataType::kBOOL});
    case UnaryOperation::kABS:
    case UnaryOperation::kNEG:
    case UnaryOperation::kSIGN:
        return expectType(
            subject, type, {DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT32, DataType::kINT64});
    default: return expectType(subject, type, kFloatTypes);
    }
}

Dim valueOf(UnaryOperation operation, Dim const& x)
{
    Dim const negated = graph::sub(graph::constant(0), x);
    switch (operation)
    {
    case UnaryOperation::kABS: return graph::max(x, negated);
    case UnaryOperation::kNEG: return negated;
    case UnaryOperation::kSIGN: return graph::max(graph::min(x, graph::constant(1)), graph::constant(-1));
    default: return graph::sub(graph::constant(1), x); // kNOT
    }
}

} // namespace

graph::Result<std::vector<graph::ValueSpec>> UnaryOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    if (ops::name(params.operation).empty())
    {
        return base::invalidArgument(
            "operation: expected a UnaryOperation, found number {}", static_cast<int32_t>(params.operation));
    }
    TENON_CHECK(checkInputType(params.operation, inputs[0].type));
    DataType const type = isPredicate(params.operation) ? DataType::kBOOL : inputs[0].type;
    graph::ValueSpec output{type, inputs[0].dims, std::nullopt};
    if (inputs[0].values && !base::isFloating(inputs[0].type))
    {
        output.values.emplace();
        for (Dim const& x : *inputs[0].values)
        {
            output.values->push_back(valueOf(params.operation, x));
        }
    }
    return std::vector<graph::ValueSpec>{std::move(output)};
}

graph::Result<graph::CandidateList> UnaryOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> UnaryOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeUnaryCuda(params, request));
    return makeUnaryCpu(params.operation, request.candidate.inputs[0].type, request.candidate.outputs[0].type);
}

} // namespace tenon::ops
