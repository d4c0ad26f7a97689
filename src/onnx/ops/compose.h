// What importers make operations of: layers as functions of tensors, constants of a tensor's type, and shapes as lists of sizes that are
// numbers where the model says them and tensors where it computes them.
#pragma once

#include "base/half.h"
#include "onnx/importer.h"

namespace tenon::onnx
{

using nvinfer1::DataType;
using nvinfer1::ElementWiseOperation;
using nvinfer1::ITensor;
using nvinfer1::ReduceOperation;
using nvinfer1::UnaryOperation;

//! A constant of any type from doubles.
Result<ITensor*> constantOf(Importer& importer, std::string const& name, DataType type,
    std::vector<int64_t> const& shape, std::vector<double> const& values);
//! One number, of the type and rank of `like`.
Result<ITensor*> numberLike(Importer& importer, ITensor const& like, double number);
//! A list of integers as an int64 tensor of rank 1.
Result<ITensor*> listOf(Importer& importer, std::vector<int64_t> const& values);

//! With NumPy's broadcasting. int8 and uint8, which the layer does not know, go through int32.
Result<ITensor*> elementWise(Importer& importer, ITensor& a, ITensor& b, ElementWiseOperation operation);
//! With a number of a's type.
Result<ITensor*> elementWise(Importer& importer, ITensor& a, double b, ElementWiseOperation operation);
Result<ITensor*> unary(Importer& importer, ITensor& x, UnaryOperation operation);
Result<ITensor*> activation(
    Importer& importer, ITensor& x, nvinfer1::ActivationType type, float alpha = 0.0F, float beta = 0.0F);
//! The tensor itself if it has the type.
Result<ITensor*> cast(Importer& importer, ITensor& x, DataType type);
//! `axes` has a bit for each of the API's dimensions; none: the tensor itself. Dimensions are kept where `keep`.
Result<ITensor*> reduce(Importer& importer, ITensor& x, ReduceOperation operation, uint32_t axes, bool keep = true);
//! condition ? a : b, with broadcasting.
Result<ITensor*> select(Importer& importer, ITensor& condition, ITensor& a, ITensor& b);
Result<ITensor*> transpose(Importer& importer, ITensor& x, std::vector<int32_t> const& order);
Result<ITensor*> unsqueeze(Importer& importer, ITensor& x, std::vector<int64_t> const& axes);
Result<ITensor*> squeeze(Importer& importer, ITensor& x, std::vector<int64_t> const& axes);
//! A vector as a tensor of `rank` dimensions with its elements along `axis`.
Result<ITensor*> alongAxis(Importer& importer, ITensor& vector, int32_t rank, int32_t axis);
//! x − max − log(Σ exp(x − max)) along an axis.
Result<ITensor*> logSoftmax(Importer& importer, ITensor& x, int32_t axis);

//! One size of a shape: a number, or a tensor of one int64 (rank 1).
struct Size
{
    int64_t number{0};
    ITensor* tensor{nullptr};

    Size(int64_t value) // NOLINT: numbers are sizes
        : number(value)
    {
    }
    explicit Size(ITensor& value)
        : tensor(&value)
    {
    }
    bool isNumber() const { return tensor == nullptr; }
};
using Sizes = std::vector<Size>;

//! The dims of a tensor: numbers where they are known.
Result<Sizes> sizesOf(Importer& importer, ITensor& x);
//! The values of a constant or tensor of integers of rank 0 or 1 and known length.
Result<Sizes> sizesOf(Importer& importer, Value const& value);
Result<Size> combine(Importer& importer, Size const& a, Size const& b, ElementWiseOperation operation);
bool allNumbers(Sizes const& sizes);
Result<nvinfer1::Dims> numbersOf(Sizes const& sizes);
//! The sizes as an int64 tensor of rank 1.
Result<ITensor*> tensorOf(Importer& importer, Sizes const& sizes);

//! column − row for each element of a matrix of these sizes: what tells the triangles apart.
Result<ITensor*> diagonals(Importer& importer, Node const& node, Sizes const& rowsAndColumns);

//! A Slice layer with one entry a dimension. `fill`: the value for mode kFILL, or null.
Result<ITensor*> slice(Importer& importer, ITensor& x, Sizes const& start, Sizes const& size, Sizes const& stride,
    nvinfer1::SampleMode mode = nvinfer1::SampleMode::kSTRICT_BOUNDS, ITensor* fill = nullptr);
//! Elements from `begin` on along one axis.
Result<ITensor*> part(Importer& importer, ITensor& x, int32_t axis, int64_t begin, int64_t count);
//! A Shuffle layer that reshapes to these sizes (each taken as it is; −1 is inferred).
Result<ITensor*> reshapeTo(Importer& importer, ITensor& x, Sizes const& sizes);
//! NumPy's broadcast_to.
Result<ITensor*> expandTo(Importer& importer, ITensor& x, Sizes const& sizes);

//! One tensor as a node's result.
inline std::vector<Value> valuesOf(ITensor* tensor)
{
    return {Value{tensor, nullptr}};
}

//! The product of a constant matrix [rows, columns] with x along `axis`, which has `columns` elements and gets `rows`.
Result<ITensor*> productAlong(Importer& importer, std::string const& name, ITensor& x, int32_t axis,
    std::vector<double> const& matrix, int64_t rows);

//! Matrices of more elements than this are not made from a formula.
constexpr int64_t kMostMatrixElements = int64_t{1} << 26;

//! Error in an implicit-batch network, for operations that have no form without the batch.
Status refuseImplicitBatch(Importer const& importer, std::string_view op);

} // namespace tenon::onnx
