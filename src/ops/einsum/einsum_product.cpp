// Letters of both inputs and of the output are batch dimensions; those of one input and the output are rows or columns; those of both inputs alone are
// summed over. Neighbouring letters of a kind are one dimension; rows and columns that are not become batch dimensions that the other factor repeats.
//
// Threads and blocking are oneDNN's. Accuracy: fp32 sums, in an order that depends on the sizes.
#include "ops/einsum/einsum_product.h"

#include "ops/common/rows.h"

#include <algorithm>
#include <map>

namespace tenon::ops
{
namespace
{

using devices::onednn::Desc;
using devices::onednn::Program;
using devices::onednn::Sizes;

constexpr int64_t kFewProducts = 4096; //!< plain loops are as fast
constexpr size_t kMostDims = 12;       //!< of a tensor of oneDNN

struct Letter
{
    ProductDim dim;
    bool inA{false}, inB{false}, inC{false};
};

//! False where a letter stands twice in a term, or has another size than before.
bool addTerm(std::map<char, Letter>& letters, std::string const& term, base::Dims const& dims, bool Letter::*in,
    int64_t ProductDim::*stride)
{
    Strides const strides = rowMajorStrides(dims);
    for (int32_t d = 0; d < dims.nbDims; ++d)
    {
        auto const [at, isNew] = letters.try_emplace(term[static_cast<size_t>(d)]);
        Letter& letter = at->second;
        if (letter.*in || (!isNew && letter.dim.size != dims.d[d]))
        {
            return false;
        }
        letter.dim.size = dims.d[d];
        letter.dim.*stride = strides.d[d];
        letter.*in = true;
    }
    return true;
}

//! Dimensions of one kind as few as they can be, outermost first by `order`.
std::vector<ProductDim> mergedDims(std::vector<ProductDim> dims, int64_t ProductDim::*order)
{
    std::erase_if(dims, [](ProductDim const& dim) { return dim.size == 1; });
    std::stable_sort(
        dims.begin(), dims.end(), [order](ProductDim const& a, ProductDim const& b) { return a.*order > b.*order; });
    std::vector<ProductDim> merged;
    for (ProductDim const& dim : dims)
    {
        bool const follows = !merged.empty() && merged.back().strideA == dim.strideA * dim.size
            && merged.back().strideB == dim.strideB * dim.size && merged.back().strideC == dim.strideC * dim.size;
        if (follows)
        {
            merged.back() = {merged.back().size * dim.size, dim.strideA, dim.strideB, dim.strideC};
        }
        else
        {
            merged.push_back(dim);
        }
    }
    return merged;
}

//! The innermost one; the others are batch dimensions.
ProductDim takeLast(std::vector<ProductDim>& dims, std::vector<ProductDim>& batch)
{
    ProductDim last;
    if (!dims.empty())
    {
        last = dims.back();
        dims.pop_back();
    }
    batch.insert(batch.end(), dims.begin(), dims.end());
    return last;
}

//! A matrix in which neither rows nor columns have their elements side by side takes oneDNN as long as plain loops do.
bool isPlain(ProductDim const& row, int64_t rowStride, ProductDim const& column, int64_t columnStride)
{
    return row.size == 1 || column.size == 1 || rowStride == 1 || columnStride == 1;
}

//! A matrix per step of the batch. Strides of single rows and columns do not matter to us, but to oneDNN.
Desc descOf(
    std::vector<ProductDim> const& batch, int64_t ProductDim::*stride, ProductDim const& row, ProductDim const& column)
{
    Sizes sizes, strides;
    for (ProductDim const& dim : batch)
    {
        bool const isRepeated = dim.*stride == 0;
        sizes.push_back(isRepeated ? 1 : dim.size);
        strides.push_back(isRepeated ? row.size * column.size : dim.*stride);
    }
    int64_t const rowStride = row.*stride;
    int64_t const columnStride = column.*stride;
    sizes.insert(sizes.end(), {row.size, column.size});
    if (column.size == 1)
    {
        strides.insert(strides.end(), {row.size == 1 ? 1 : rowStride, row.size == 1 || rowStride > 1 ? 1 : row.size});
    }
    else
    {
        strides.insert(strides.end(), {row.size == 1 ? column.size * columnStride : rowStride, columnStride});
    }
    return devices::onednn::stridedDesc(sizes, strides);
}

} // namespace

std::optional<StridedProduct> stridedProductOf(EinsumTerms const& terms, std::span<graph::TensorDesc const> inputs)
{
    std::map<char, Letter> letters;
    bool const isSingle = terms.inputs.size() == 2
        && addTerm(letters, terms.inputs[0], inputs[0].dims, &Letter::inA, &ProductDim::strideA)
        && addTerm(letters, terms.inputs[1], inputs[1].dims, &Letter::inB, &ProductDim::strideB);
    if (!isSingle)
    {
        return std::nullopt;
    }
    int64_t step = 1;
    for (size_t d = terms.output.size(); d-- > 0;)
    {
        Letter& letter = letters.at(terms.output[d]);
        letter.inC = true;
        letter.dim.strideC = step;
        step *= letter.dim.size;
    }
    std::vector<ProductDim> batch, m, n, k;
    int64_t products = 1;
    for (auto const& [name, letter] : letters)
    {
        products *= letter.dim.size;
        if (letter.inA && letter.inB)
        {
            (letter.inC ? batch : k).push_back(letter.dim);
        }
        else if (letter.inC)
        {
            (letter.inA ? m : n).push_back(letter.dim);
        }
        else
        {
            return std::nullopt; // summed over in one input
        }
    }
    StridedProduct product;
    product.batch = mergedDims(std::move(batch), &ProductDim::strideC);
    m = mergedDims(std::move(m), &ProductDim::strideC);
    n = mergedDims(std::move(n), &ProductDim::strideC);
    k = mergedDims(std::move(k), &ProductDim::strideA);
    if (products < kFewProducts || k.size() > 1)
    {
        return std::nullopt;
    }
    product.m = takeLast(m, product.batch);
    product.n = takeLast(n, product.batch);
    product.k = k.empty() ? ProductDim{} : k[0];
    // oneDNN's results have the elements of a row side by side.
    if (product.n.size != 1 && product.n.strideC != 1)
    {
        product.swapped = true;
        std::swap(product.m, product.n);
        auto const exchange = [](ProductDim& dim) { std::swap(dim.strideA, dim.strideB); };
        std::for_each(product.batch.begin(), product.batch.end(), exchange);
        exchange(product.m);
        exchange(product.n);
        exchange(product.k);
    }
    bool const fits = product.batch.size() + 2 <= kMostDims && (product.n.size == 1 || product.n.strideC == 1)
        && isPlain(product.m, product.m.strideA, product.k, product.k.strideA)
        && isPlain(product.k, product.k.strideB, product.n, product.n.strideB);
    return fits ? std::optional(product) : std::nullopt;
}

base::Result<Program> buildStridedProduct(StridedProduct const& product)
{
    Program program;
    devices::onednn::MatmulSpec spec;
    spec.source = descOf(product.batch, &ProductDim::strideA, product.m, product.k);
    spec.weights = descOf(product.batch, &ProductDim::strideB, product.k, product.n);
    spec.destination = descOf(product.batch, &ProductDim::strideC, product.m, product.n);
    TENON_ASSIGN(auto const matmul, devices::onednn::makeMatmul(spec));
    std::vector<Program::Argument> const arguments{{DNNL_ARG_SRC, program.input(product.swapped ? 1 : 0, spec.source)},
        {DNNL_ARG_WEIGHTS, program.input(product.swapped ? 0 : 1, spec.weights)},
        {DNNL_ARG_DST, program.output(0, spec.destination)}};
    TENON_CHECK(program.add(matmul, arguments));
    return program;
}

} // namespace tenon::ops
