// Where (opsets 9, 16), Trilu (14): a Select layer each.
#include "onnx/ops/compose.h"

#include "base/dims.h"

#include <algorithm>

namespace tenon::onnx
{

using base::invalidArgument;

Result<std::vector<Value>> importWhere(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 3, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor * condition, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const a, importer.tensor(inputs[1]));
    TENON_ASSIGN(ITensor* const b, importer.tensor(inputs[2]));
    TENON_ASSIGN(condition, cast(importer, *condition, DataType::kBOOL));
    TENON_ASSIGN(ITensor* const result, select(importer, *condition, *a, *b));
    return valuesOf(result);
}

Result<ITensor*> diagonals(Importer& importer, Node const& node, Sizes const& rowsAndColumns)
{
    // Larger ones are computed where they are used.
    constexpr int64_t kMostWritten = int64_t{1} << 20;
    bool const known = allNumbers(rowsAndColumns);
    int64_t const rows = known ? rowsAndColumns[0].number : 0;
    int64_t const columns = known ? rowsAndColumns[1].number : 0;
    // Each alone as well: where there are no columns, any number of rows is few values.
    if (known && std::max(rows, columns) <= kMostWritten && (rows == 0 || columns <= kMostWritten / rows))
    {
        std::vector<int64_t> values;
        for (int64_t r = 0; r < rows; ++r)
        {
            for (int64_t c = 0; c < columns; ++c)
            {
                values.push_back(c - r);
            }
        }
        return importer.tensor({nullptr,
            importer.weights().add<int64_t>(node.name() + " diagonals", DataType::kINT64, {rows, columns}, values)});
    }
    TENON_ASSIGN(auto* const layer,
        importer.added(importer.network().addFill(
            nvinfer1::Dims{2, {0, 0}}, nvinfer1::FillOperation::kLINSPACE, DataType::kINT64)));
    TENON_ASSIGN(ITensor* const dims, tensorOf(importer, rowsAndColumns));
    TENON_ASSIGN(ITensor* const zero, constantOf(importer, node.name() + " zero", DataType::kINT64, {}, {0.0}));
    TENON_ASSIGN(ITensor* const steps, listOf(importer, {-1, 1}));
    layer->setInput(0, *dims);
    layer->setInput(1, *zero);
    layer->setInput(2, *steps);
    return importer.output(layer);
}

Result<std::vector<Value>> importTrilu(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 2));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(int64_t const upper, node.integer("upper", 1));
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, *x));
    if (sizes.size() < 2)
    {
        return invalidArgument("input 0: expected rank 2 or more, found {}", sizes.size());
    }
    TENON_ASSIGN(ITensor* const diagonal, diagonals(importer, node, Sizes(sizes.end() - 2, sizes.end())));
    ITensor* k = nullptr;
    if (inputs.size() > 1 && inputs[1])
    {
        TENON_ASSIGN(k, importer.tensor(inputs[1]));
        TENON_ASSIGN(k, cast(importer, *k, DataType::kINT64));
    }
    else
    {
        TENON_ASSIGN(k, constantOf(importer, node.name() + " k", DataType::kINT64, {}, {0.0}));
    }
    // Taken away: what lies below the diagonal of the upper triangle, or above that of the lower one.
    TENON_ASSIGN(ITensor* const outside,
        elementWise(
            importer, *diagonal, *k, upper != 0 ? ElementWiseOperation::kLESS : ElementWiseOperation::kGREATER));
    TENON_ASSIGN(ITensor* const zero, numberLike(importer, *x, 0.0));
    TENON_ASSIGN(ITensor* const result, select(importer, *outside, *zero, *x));
    return valuesOf(result);
}

} // namespace tenon::onnx
