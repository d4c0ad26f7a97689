// Gemm: alpha * op(A) * op(B) + beta * C; MatMul with NumPy's rules for ranks.
#include "onnx/ops/compose.h"

#include "base/dims.h"

#include <algorithm>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::MatrixOperation;

namespace
{

Result<ITensor*> scaled(Importer& importer, ITensor* tensor, float factor)
{
    if (factor == 1.0F)
    {
        return tensor;
    }
    return elementWise(importer, *tensor, factor, ElementWiseOperation::kPROD);
}

} // namespace

Result<std::vector<Value>> importGemm(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 3));
    TENON_ASSIGN(float const alpha, node.number("alpha", 1.0F));
    TENON_ASSIGN(float const beta, node.number("beta", 1.0F));
    TENON_ASSIGN(int64_t const transA, node.integer("transA", 0));
    TENON_ASSIGN(int64_t const transB, node.integer("transB", 0));
    TENON_ASSIGN(ITensor * a, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor * b, importer.tensor(inputs[1]));
    auto const operationOf = [](int64_t transposed) {
        return transposed != 0 ? MatrixOperation::kTRANSPOSE : MatrixOperation::kNONE;
    };
    auto operationA = operationOf(transA);
    if (importer.implicitBatch())
    {
        // A row a batch item: A is a vector to this network.
        if (transA != 0 || !inputs[1].isConstant() || a->getDimensions().nbDims != 1)
        {
            return base::notImplemented(
                "Gemm in an implicit-batch network other than a row a batch item times constant weights");
        }
        operationA = MatrixOperation::kVECTOR;
    }
    else if (a->getDimensions().nbDims != 2 || b->getDimensions().nbDims != 2)
    {
        return invalidArgument(
            "expected two matrices, found ranks {} and {}", a->getDimensions().nbDims, b->getDimensions().nbDims);
    }
    TENON_ASSIGN(ITensor * product,
        importer.output(importer.network().addMatrixMultiply(*a, operationA, *b, operationOf(transB))));
    TENON_ASSIGN(product, scaled(importer, product, alpha));
    if (inputs.size() == 3 && inputs[2] && beta != 0.0F)
    {
        TENON_ASSIGN(ITensor * c, importer.tensor(inputs[2]));
        TENON_ASSIGN(c, scaled(importer, c, beta));
        TENON_CHECK(importer.matchRanks(product, c));
        return importer.result(importer.network().addElementWise(*product, *c, nvinfer1::ElementWiseOperation::kSUM));
    }
    return std::vector<Value>{{product, nullptr}};
}

Result<std::vector<Value>> importMatMul(Importer& importer, Node const&, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_ASSIGN(ITensor * a, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor * b, importer.tensor(inputs[1]));
    int32_t const rankA = a->getDimensions().nbDims;
    int32_t const rankB = b->getDimensions().nbDims;
    if (rankA == 0 || rankB == 0)
    {
        return invalidArgument("expected tensors of rank 1 or more, found ranks {} and {}", rankA, rankB);
    }
    if (importer.implicitBatch() && rankA == 1 && rankB == 2)
    {
        return importer.result(
            importer.network().addMatrixMultiply(*a, MatrixOperation::kVECTOR, *b, MatrixOperation::kNONE));
    }
    if (importer.implicitBatch() && rankA == 1)
    {
        return base::notImplemented("MatMul of a vector and rank {} in an implicit-batch network", rankB);
    }
    // A vector on the left is a row, on the right a column; the dimension of 1 goes away again.
    if (rankA == 1)
    {
        TENON_ASSIGN(a, unsqueeze(importer, *a, {0}));
    }
    if (rankB == 1)
    {
        TENON_ASSIGN(b, unsqueeze(importer, *b, {1}));
    }
    TENON_CHECK(importer.matchRanks(a, b));
    TENON_ASSIGN(ITensor * product,
        importer.output(importer.network().addMatrixMultiply(*a, MatrixOperation::kNONE, *b, MatrixOperation::kNONE)));
    if (rankB == 1)
    {
        TENON_ASSIGN(product, squeeze(importer, *product, {product->getDimensions().nbDims - 1}));
    }
    if (rankA == 1)
    {
        TENON_ASSIGN(product,
            squeeze(importer, *product, {std::max(product->getDimensions().nbDims - (rankB == 1 ? 1 : 2), 0)}));
    }
    return std::vector<Value>{{product, nullptr}};
}

} // namespace tenon::onnx
