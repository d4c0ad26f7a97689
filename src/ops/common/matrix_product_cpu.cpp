// C[i, j] = act(bias[j] + Σ over k of A[i, k] · B[k, j])
//
// Threads and blocking are oneDNN's. Batch dimensions that both operands have, or that one repeats, are merged; where B is one
// matrix for all, the batch becomes more rows of A, so that the weights are read once. Constant weights are packed into oneDNN's layout
// once for all contexts. Accuracy: fp32 sums, in an order that depends on the sizes.
#include "ops/common/matrix_product_cpu.h"

#include "ops/common/addend_cpu.h"

#include <algorithm>

namespace tenon::ops
{
namespace
{

using base::Result;
using devices::onednn::Desc;
using devices::onednn::Program;
using devices::onednn::SharedWeights;
using devices::onednn::Sizes;

Desc matrixDesc(Sizes batch, int64_t rows, int64_t columns, bool transposed)
{
    Sizes strides(batch.size() + 2);
    int64_t step = rows * columns;
    for (size_t i = batch.size(); i-- > 0;)
    {
        strides[i] = step;
        step *= batch[i];
    }
    strides[batch.size()] = transposed ? 1 : columns;
    strides[batch.size() + 1] = transposed ? rows : 1;
    batch.push_back(rows);
    batch.push_back(columns);
    return devices::onednn::stridedDesc(batch, strides);
}

Sizes resultSizes(ProductSizes const& sizes)
{
    Sizes result;
    for (size_t i = 0; i < sizes.batchA.size(); ++i)
    {
        result.push_back(sizes.batchA[i] == 1 ? sizes.batchB[i] : sizes.batchA[i]);
    }
    result.push_back(sizes.m);
    result.push_back(sizes.n);
    return result;
}

//! A sum over nothing is one product with zeros.
std::shared_ptr<void const> zeros(int64_t count)
{
    auto const values = std::make_shared<std::vector<float>>(static_cast<size_t>(count), 0.0F);
    return {values, values->data()};
}

} // namespace

Result<std::shared_ptr<SharedWeights>> shareMatrix(
    graph::ConstantData const& weights, int64_t k, int64_t n, bool transposed)
{
    TENON_ASSIGN(graph::ConstantData const floats, graph::toFloat(weights));
    std::shared_ptr<void const> const data(floats.owner, floats.data);
    return std::make_shared<SharedWeights>(matrixDesc({}, k, n, transposed), data);
}

Result<Program> buildProduct(ProductOperands const& operands, ProductSizes const& original)
{
    Program program;
    ProductSizes sizes = merged(original);
    Sizes const result = resultSizes(sizes);
    for (int64_t const size : result)
    {
        if (size == 0)
        {
            return program;
        }
    }
    bool const empty = sizes.k == 0;
    sizes.k = std::max<int64_t>(sizes.k, 1);

    devices::onednn::MatmulSpec spec;
    spec.source = matrixDesc(sizes.batchA, sizes.m, sizes.k, sizes.transposeA);
    spec.weights = matrixDesc(sizes.batchB, sizes.k, sizes.n, sizes.transposeB);
    spec.destination = devices::onednn::plainDesc(result);
    spec.epilogue = {operands.addend.has_value(), operands.epilogue};
    if (!operands.bias.empty())
    {
        Sizes biasSizes(result.size(), 1);
        biasSizes.back() = sizes.n;
        spec.bias = devices::onednn::plainDesc(biasSizes);
    }
    Desc const plainB = spec.weights;
    bool const packed = operands.constantB != nullptr && !empty && sizes.batchB.empty();
    if (packed)
    {
        spec.weights = devices::onednn::anyDesc({sizes.k, sizes.n});
    }
    TENON_ASSIGN(auto const product, devices::onednn::makeMatmul(spec));

    Program::Value a = 0;
    Program::Value b = 0;
    if (empty)
    {
        a = program.constant(spec.source, zeros(static_cast<int64_t>(spec.source.get_size() / sizeof(float))));
        b = program.constant(plainB, zeros(static_cast<int64_t>(plainB.get_size() / sizeof(float))));
    }
    else
    {
        a = program.input(operands.inputA, spec.source);
        if (operands.constantB == nullptr)
        {
            b = program.input(operands.inputB, plainB);
        }
        else
        {
            TENON_ASSIGN(
                auto const values, operands.constantB->in(packed ? product.weights : operands.constantB->plain()));
            b = program.constant(packed ? product.weights : plainB, values);
        }
    }
    std::vector<Program::Argument> arguments{
        {DNNL_ARG_SRC, a}, {DNNL_ARG_WEIGHTS, b}, {DNNL_ARG_DST, program.output(0, spec.destination)}};
    if (spec.bias)
    {
        std::shared_ptr<void const> const values(operands.bias.owner, operands.bias.data);
        arguments.push_back({DNNL_ARG_BIAS, program.constant(*spec.bias, values)});
    }
    if (operands.addend)
    {
        addPlacing(program, *operands.addend, spec.destination.get_size());
    }
    TENON_CHECK(program.add(product, arguments));
    return program;
}

} // namespace tenon::ops
