#include "api/network/layers/matrix_multiply.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IMatrixMultiplyLayer* NetworkDefinition::addMatrixMultiply(nvinfer1::ITensor& input0,
    nvinfer1::MatrixOperation operation0, nvinfer1::ITensor& input1, nvinfer1::MatrixOperation operation1) noexcept
{
    return add<nvinfer1::IMatrixMultiplyLayer>(
        "INetworkDefinition::addMatrixMultiply", [&]() -> Result<nvinfer1::IMatrixMultiplyLayer*> {
            TENON_ASSIGN(graph::Tensor * left, valueOf(input0));
            TENON_ASSIGN(graph::Tensor * right, valueOf(input1));
            TENON_CHECK(checkEnumerator("operation on input 0", operation0));
            TENON_CHECK(checkEnumerator("operation on input 1", operation1));
            auto op = std::make_unique<ops::MatrixMultiplyOp>();
            op->params.operation0 = operation0;
            op->params.operation1 = operation1;
            return &addLayer<MatrixMultiplyLayer>(
                std::move(op), {left, right}, nvinfer1::LayerType::kMATRIX_MULTIPLY, "Matrix Multiply");
        });
}

void MatrixMultiplyLayer::setOperation(int32_t index, nvinfer1::MatrixOperation operation) noexcept
{
    set("IMatrixMultiplyLayer::setOperation", [&]() -> Status {
        TENON_CHECK(checkIndex("operand", index, 2));
        TENON_CHECK(checkEnumerator("operation", operation));
        (index == 0 ? params().operation0 : params().operation1) = operation;
        return {};
    });
}

nvinfer1::MatrixOperation MatrixMultiplyLayer::getOperation(int32_t index) const noexcept
{
    bool const known =
        succeeds(callLog(), "IMatrixMultiplyLayer::getOperation", [&] { return checkIndex("operand", index, 2); });
    return !known ? nvinfer1::MatrixOperation::kNONE : index == 0 ? params().operation0 : params().operation1;
}

} // namespace tenon::api
