// Det (opsets 11, 22): elimination with pivots, one column after the other, for matrices whose size is known while the model is imported.
#include "onnx/ops/compose.h"

#include "base/dims.h"

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::MatrixOperation;

namespace
{

//! Each column is a dozen layers.
constexpr int64_t kMostRows = 64;

//! Eliminates the first column of a [B, n, n] and makes it [B, n − 1, n − 1]. `factor` [B, 1, 1] gets the pivot, negative where rows swap.
Result<ITensor*> eliminated(Importer& importer, ITensor& a, int64_t n, ITensor*& factor)
{
    TENON_ASSIGN(ITensor* const column, part(importer, a, 2, 0, 1));
    TENON_ASSIGN(ITensor* const sizes, unary(importer, *column, UnaryOperation::kABS));
    TENON_ASSIGN(auto* const largest,
        importer.added(importer.network().addTopK(*sizes, nvinfer1::TopKOperation::kMAX, 1, 1U << 1)));
    TENON_ASSIGN([[maybe_unused]] ITensor* const size, importer.output(largest));
    TENON_ASSIGN(ITensor* const place, cast(importer, *largest->getOutput(1), DataType::kINT32)); // [B, 1, 1]
    std::vector<double> counting;
    for (int64_t i = 0; i < n; ++i)
    {
        counting.push_back(static_cast<double>(i));
    }
    TENON_ASSIGN(ITensor* const rows, constantOf(importer, "rows", DataType::kINT32, {1, n, 1}, counting));
    TENON_ASSIGN(ITensor* const hit, elementWise(importer, *rows, *place, ElementWiseOperation::kEQUAL));
    TENON_ASSIGN(ITensor* const selector, cast(importer, *hit, a.getType())); // [B, n, 1], 1 at the pivot's row
    auto const product = [&](ITensor& left, MatrixOperation turn, ITensor& right) {
        return importer.output(importer.network().addMatrixMultiply(left, turn, right, MatrixOperation::kNONE));
    };
    TENON_ASSIGN(ITensor* const pivotRow, product(*selector, MatrixOperation::kTRANSPOSE, a)); // [B, 1, n]
    TENON_ASSIGN(ITensor* const firstRow, part(importer, a, 1, 0, 1));
    TENON_ASSIGN(ITensor* const change, elementWise(importer, *firstRow, *pivotRow, ElementWiseOperation::kSUB));
    TENON_ASSIGN(ITensor* const moved, product(*selector, MatrixOperation::kNONE, *change));
    TENON_ASSIGN(ITensor* const swapped, elementWise(importer, a, *moved, ElementWiseOperation::kSUM));
    TENON_ASSIGN(ITensor* const pivot, part(importer, *pivotRow, 2, 0, 1));
    TENON_ASSIGN(ITensor* const zero, numberLike(importer, *pivot, 0.0));
    TENON_ASSIGN(ITensor* const one, numberLike(importer, *pivot, 1.0));
    TENON_ASSIGN(ITensor* const isZero, elementWise(importer, *pivot, *zero, ElementWiseOperation::kEQUAL));
    TENON_ASSIGN(ITensor* const divisor, select(importer, *isZero, *one, *pivot));
    TENON_ASSIGN(ITensor* const first, numberLike(importer, *place, 0.0));
    TENON_ASSIGN(ITensor* const stays, elementWise(importer, *place, *first, ElementWiseOperation::kEQUAL));
    TENON_ASSIGN(ITensor* const negative, unary(importer, *pivot, UnaryOperation::kNEG));
    TENON_ASSIGN(factor, select(importer, *stays, *pivot, *negative));
    auto const rest = [&](ITensor& whole, bool rowsToo) -> Result<ITensor*> {
        TENON_ASSIGN(ITensor* const narrow, part(importer, whole, 2, 1, n - 1));
        return rowsToo ? part(importer, *narrow, 1, 1, n - 1) : Result<ITensor*>(narrow);
    };
    TENON_ASSIGN(ITensor* const below, part(importer, *swapped, 1, 1, n - 1));
    TENON_ASSIGN(ITensor * multiples, part(importer, *below, 2, 0, 1));
    TENON_ASSIGN(multiples, elementWise(importer, *multiples, *divisor, ElementWiseOperation::kDIV));
    TENON_ASSIGN(ITensor* const pivotRest, rest(*pivotRow, false));
    TENON_ASSIGN(ITensor* const taken, product(*multiples, MatrixOperation::kNONE, *pivotRest));
    TENON_ASSIGN(ITensor* const inner, rest(*swapped, true));
    return elementWise(importer, *inner, *taken, ElementWiseOperation::kSUB);
}

} // namespace

Result<std::vector<Value>> importDet(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    nvinfer1::Dims const dims = x->getDimensions();
    int64_t const n = dims.nbDims < 2 ? -1 : dims.d[dims.nbDims - 1];
    if (n < 1 || dims.d[dims.nbDims - 2] != n || n > kMostRows)
    {
        return invalidArgument(
            "input 0: expected square matrices of 1 to {} rows, known while the model is imported, found {}", kMostRows,
            base::toString(dims));
    }
    TENON_ASSIGN(Sizes outer, sizesOf(importer, *x));
    outer.resize(outer.size() - 2, Size(1));
    TENON_ASSIGN(ITensor * a, reshapeTo(importer, *x, {-1, n, n}));
    ITensor* product = nullptr;
    for (int64_t rows = n; rows > 1; --rows)
    {
        ITensor* factor = nullptr;
        TENON_ASSIGN(a, eliminated(importer, *a, rows, factor));
        TENON_ASSIGN(product,
            product == nullptr ? Result<ITensor*>(factor)
                               : elementWise(importer, *product, *factor, ElementWiseOperation::kPROD));
    }
    TENON_ASSIGN(product,
        product == nullptr ? Result<ITensor*>(a) : elementWise(importer, *product, *a, ElementWiseOperation::kPROD));
    TENON_ASSIGN(ITensor* const y, reshapeTo(importer, *product, outer));
    return valuesOf(y);
}

} // namespace tenon::onnx
