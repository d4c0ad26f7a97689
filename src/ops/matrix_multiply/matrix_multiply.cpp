#include "ops/matrix_multiply/matrix_multiply.h"

#include "ops/common/checks.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{
namespace
{

using graph::Dim;
using graph::Shape;

size_t matrixDims(MatrixOperation operation)
{
    return operation == MatrixOperation::kVECTOR ? 1 : 2;
}

Status validateParams(MatrixMultiplyParams const& params)
{
    for (MatrixOperation const each : {params.operation0, params.operation1})
    {
        if (each != MatrixOperation::kNONE && each != MatrixOperation::kTRANSPOSE && each != MatrixOperation::kVECTOR)
        {
            return base::invalidArgument("matrix operation: expected one of nvinfer1::MatrixOperation, found number {}",
                static_cast<int32_t>(each));
        }
    }
    return {};
}

Status checkRanks(MatrixMultiplyParams const& params, graph::InferenceInputs const& inputs)
{
    MatrixOperation const operations[]{params.operation0, params.operation1};
    for (size_t i = 0; i < 2; ++i)
    {
        TENON_CHECK(expectType(fmt::format("input {}", i), inputs[i].type, kFloatTypes));
        if (inputs[i].dims.size() < matrixDims(operations[i]))
        {
            return base::invalidArgument("input {}: expected at least {} dimensions for a {}, found {}", i,
                matrixDims(operations[i]), matrixDims(operations[i]) == 1 ? "vector" : "matrix",
                graph::toString(inputs[i].dims, inputs.symbolNames));
        }
    }
    size_t const batch0 = inputs[0].dims.size() - matrixDims(operations[0]);
    size_t const batch1 = inputs[1].dims.size() - matrixDims(operations[1]);
    if (batch0 != batch1)
    {
        return base::invalidArgument(
            "inputs: expected equally many batch dimensions, found {} in {} and {} in {}; put a shuffle before one",
            batch0, graph::toString(inputs[0].dims, inputs.symbolNames), batch1,
            graph::toString(inputs[1].dims, inputs.symbolNames));
    }
    return {};
}

//! A size of 1 is repeated. nullptr where two sizes are known to disagree.
Dim broadcast(Dim const& a, Dim const& b)
{
    auto const isOne = [](Dim const& dim) { return dim->isConstant() && dim->value() == 1; };
    if (isOne(a) || graph::equal(a, b))
    {
        return b;
    }
    if (isOne(b))
    {
        return a;
    }
    if (a->isConstant() && b->isConstant())
    {
        return nullptr;
    }
    // One that is known and not 1 decides; of two unknown ones that fit, neither is larger unless the other is 1.
    return a->isConstant() ? a : (b->isConstant() ? b : graph::max(a, b));
}

} // namespace

bool isOneMatrix(
    MatrixMultiplyParams const& params, graph::ConstantData const& right, graph::KernelRequest const& request)
{
    Dims const& dims = request.profiles.front().inputs[1].opt;
    auto const matrix = static_cast<int32_t>(matrixDims(params.operation1));
    bool batchOfOne = !right.empty() && dims.nbDims >= matrix;
    for (int32_t i = 0; batchOfOne && i < dims.nbDims - matrix; ++i)
    {
        batchOfOne = dims.d[i] == 1;
    }
    return batchOfOne;
}

Result<std::vector<graph::ValueSpec>> MatrixMultiplyOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(validateParams(params));
    TENON_CHECK(expectInputs(inputs, inputs.has(kProductAddend) ? 3 : 2));
    TENON_CHECK(checkRanks(params, inputs));
    Shape const& left = inputs[0].dims;
    Shape const& right = inputs[1].dims;
    size_t const batchDims = left.size() - matrixDims(params.operation0);
    Shape output;
    for (size_t i = 0; i < batchDims; ++i)
    {
        Dim const size = broadcast(left[i], right[i]);
        if (size == nullptr)
        {
            return base::invalidArgument(
                "inputs: expected batch dimension {} to be equal or 1, found {} and {} in {} and {}", i,
                left[i]->value(), right[i]->value(), graph::toString(left, inputs.symbolNames),
                graph::toString(right, inputs.symbolNames));
        }
        output.push_back(size);
    }
    Dim const& inner0 = params.operation0 == MatrixOperation::kTRANSPOSE ? left[batchDims] : left.back();
    Dim const& inner1 = params.operation1 == MatrixOperation::kTRANSPOSE ? right.back() : right[batchDims];
    if (inner0->isConstant() && inner1->isConstant() && inner0->value() != inner1->value())
    {
        return base::invalidArgument(
            "inputs: expected the columns of input 0 to be as many as the rows of input 1, found {} and {} in {} "
            "and {}; see the matrix operations",
            inner0->value(), inner1->value(), graph::toString(left, inputs.symbolNames),
            graph::toString(right, inputs.symbolNames));
    }
    if (params.operation0 != MatrixOperation::kVECTOR)
    {
        output.push_back(params.operation0 == MatrixOperation::kTRANSPOSE ? left.back() : left[batchDims]);
    }
    if (params.operation1 != MatrixOperation::kVECTOR)
    {
        output.push_back(params.operation1 == MatrixOperation::kTRANSPOSE ? right[batchDims] : right.back());
    }
    base::DataType const type = inputs[0].type == inputs[1].type ? inputs[0].type : base::DataType::kFLOAT;
    if (inputs.stronglyTyped && inputs[0].type != inputs[1].type)
    {
        return base::invalidArgument("inputs: expected equal types in a strongly typed network, found {} and {}",
            base::name(inputs[0].type), base::name(inputs[1].type));
    }
    return std::vector<graph::ValueSpec>{{type, std::move(output), std::nullopt}};
}

Result<graph::CandidateList> MatrixMultiplyOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "onednn", isConnected(*this, kProductAddend) ? "" : "cublaslt");
}

Result<std::unique_ptr<graph::Kernel>> MatrixMultiplyOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_CHECK(validateParams(params));
    TENON_MAKE_ON_CUDA(request, makeMatrixMultiplyCuda(params, request));
    graph::ConstantData const right = constantInput(*this, 1);
    auto const make = [&](graph::KernelRequest const& asFloat) {
        return makeMatrixMultiplyCpu(params, right, asFloat);
    };
    return withHalfStorage(request, make, isOneMatrix(params, right, request) ? 2U : 0U);
}

int32_t MatrixMultiplyOp::reusableInput(int32_t) const
{
    return isConnected(*this, kProductAddend) ? static_cast<int32_t>(kProductAddend) : -1;
}

} // namespace tenon::ops
