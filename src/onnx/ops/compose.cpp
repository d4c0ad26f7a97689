#include "onnx/ops/compose.h"

#include "base/dims.h"

#include <algorithm>
#include <numeric>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::Dims;
using nvinfer1::SampleMode;

Result<ITensor*> constantOf(Importer& importer, std::string const& name, DataType type,
    std::vector<int64_t> const& shape, std::vector<double> const& values)
{
    auto const as = [&]<typename T>(T, auto const& convert) {
        std::vector<T> converted;
        std::transform(values.begin(), values.end(), std::back_inserter(converted), convert);
        return importer.weights().add<T>(name, type, shape, converted);
    };
    auto const to = [&]<typename T>(T zero) { return as(zero, [](double v) { return static_cast<T>(v); }); };
    Constant const* constant = nullptr;
    switch (type)
    {
    case DataType::kFLOAT: constant = to(float{}); break;
    case DataType::kINT32: constant = to(int32_t{}); break;
    case DataType::kINT64: constant = to(int64_t{}); break;
    case DataType::kINT8: constant = to(int8_t{}); break;
    case DataType::kUINT8:
    case DataType::kBOOL: constant = to(uint8_t{}); break;
    case DataType::kHALF:
        constant = as(uint16_t{}, [](double v) { return base::floatToHalf(static_cast<float>(v)); });
        break;
    case DataType::kBF16:
        constant = as(uint16_t{}, [](double v) { return base::floatToBfloat16(static_cast<float>(v)); });
        break;
    default: return base::notImplemented("a constant of data type {}", static_cast<int32_t>(type));
    }
    return importer.tensor({nullptr, constant});
}

Result<ITensor*> numberLike(Importer& importer, ITensor const& like, double number)
{
    std::vector<int64_t> const ones(static_cast<size_t>(like.getDimensions().nbDims), 1);
    return constantOf(importer, fmt::format("number {}", number), like.getType(), ones, {number});
}

Result<ITensor*> listOf(Importer& importer, std::vector<int64_t> const& values)
{
    auto const count = static_cast<int64_t>(values.size());
    return importer.tensor({nullptr, importer.weights().add<int64_t>("sizes", DataType::kINT64, {count}, values)});
}

Result<ITensor*> elementWise(Importer& importer, ITensor& a, ITensor& b, ElementWiseOperation operation)
{
    ITensor* left = &a;
    ITensor* right = &b;
    DataType const type = a.getType();
    bool const narrow = (type == DataType::kINT8 || type == DataType::kUINT8) && b.getType() == type;
    if (narrow)
    {
        TENON_ASSIGN(left, cast(importer, a, DataType::kINT32));
        TENON_ASSIGN(right, cast(importer, b, DataType::kINT32));
    }
    TENON_CHECK(importer.matchRanks(left, right));
    TENON_ASSIGN(ITensor* const result, importer.output(importer.network().addElementWise(*left, *right, operation)));
    return narrow && result->getType() == DataType::kINT32 ? cast(importer, *result, type) : Result<ITensor*>(result);
}

Result<ITensor*> elementWise(Importer& importer, ITensor& a, double b, ElementWiseOperation operation)
{
    TENON_ASSIGN(ITensor* const number, numberLike(importer, a, b));
    return elementWise(importer, a, *number, operation);
}

Result<ITensor*> unary(Importer& importer, ITensor& x, UnaryOperation operation)
{
    return importer.output(importer.network().addUnary(x, operation));
}

Result<ITensor*> activation(Importer& importer, ITensor& x, nvinfer1::ActivationType type, float alpha, float beta)
{
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addActivation(x, type)));
    layer->setAlpha(alpha);
    layer->setBeta(beta);
    return importer.output(layer);
}

Result<ITensor*> cast(Importer& importer, ITensor& x, DataType type)
{
    return x.getType() == type ? Result<ITensor*>(&x) : importer.output(importer.network().addCast(x, type));
}

Result<ITensor*> reduce(Importer& importer, ITensor& x, ReduceOperation operation, uint32_t axes, bool keep)
{
    if (axes == 0)
    {
        return &x;
    }
    DataType const type = x.getType();
    bool const narrow = type == DataType::kINT8 || type == DataType::kUINT8 || type == DataType::kBOOL;
    TENON_ASSIGN(ITensor* const input, narrow ? cast(importer, x, DataType::kINT32) : Result<ITensor*>(&x));
    TENON_ASSIGN(ITensor* const result, importer.output(importer.network().addReduce(*input, operation, axes, keep)));
    return narrow ? cast(importer, *result, type) : Result<ITensor*>(result);
}

Result<ITensor*> select(Importer& importer, ITensor& condition, ITensor& a, ITensor& b)
{
    int32_t const rank =
        std::max({condition.getDimensions().nbDims, a.getDimensions().nbDims, b.getDimensions().nbDims});
    TENON_ASSIGN(ITensor* const c, importer.withRank(condition, rank));
    TENON_ASSIGN(ITensor* const x, importer.withRank(a, rank));
    TENON_ASSIGN(ITensor* const y, importer.withRank(b, rank));
    return importer.output(importer.network().addSelect(*c, *x, *y));
}

Result<ITensor*> transpose(Importer& importer, ITensor& x, std::vector<int32_t> const& order)
{
    nvinfer1::Permutation permutation{};
    std::copy(order.begin(), order.end(), permutation.order);
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addShuffle(x)));
    layer->setFirstTranspose(permutation);
    return importer.output(layer);
}

namespace
{

//! True if a reshape can say these dims: at most one is open, and none is 0, which would stand for a copy.
bool isReshape(Dims const& dims)
{
    auto const count = [&](int64_t size) { return std::count(dims.d, dims.d + dims.nbDims, size); };
    return count(-1) <= 1 && count(0) == 0;
}

} // namespace

Result<ITensor*> unsqueeze(Importer& importer, ITensor& x, std::vector<int64_t> const& axes)
{
    if (axes.empty())
    {
        return &x;
    }
    Dims const old = x.getDimensions();
    auto const rank = static_cast<int64_t>(old.nbDims) + static_cast<int64_t>(axes.size());
    Dims dims{};
    for (int64_t d = 0, from = 0; d < rank && rank <= base::kMaxDims; ++d)
    {
        bool const isNew =
            std::any_of(axes.begin(), axes.end(), [&](int64_t axis) { return (axis < 0 ? axis + rank : axis) == d; });
        dims.d[dims.nbDims++] = isNew || from >= old.nbDims ? 1 : old.d[from++];
    }
    if (rank <= base::kMaxDims && isReshape(dims))
    {
        return importer.reshape(x, dims);
    }
    TENON_ASSIGN(ITensor* const which, listOf(importer, axes));
    return importer.output(importer.network().addUnsqueeze(x, *which));
}

Result<ITensor*> squeeze(Importer& importer, ITensor& x, std::vector<int64_t> const& axes)
{
    if (axes.empty())
    {
        return &x;
    }
    Dims const old = x.getDimensions();
    Dims dims{};
    bool ones = true;
    for (int64_t d = 0; d < old.nbDims; ++d)
    {
        bool const goes = std::any_of(
            axes.begin(), axes.end(), [&](int64_t axis) { return (axis < 0 ? axis + old.nbDims : axis) == d; });
        ones = ones && (!goes || old.d[d] == 1);
        if (!goes)
        {
            dims.d[dims.nbDims++] = old.d[d];
        }
    }
    if (ones && isReshape(dims))
    {
        return importer.reshape(x, dims);
    }
    TENON_ASSIGN(ITensor* const which, listOf(importer, axes));
    return importer.output(importer.network().addSqueeze(x, *which));
}

Result<ITensor*> alongAxis(Importer& importer, ITensor& vector, int32_t rank, int32_t axis)
{
    std::vector<int64_t> axes;
    for (int32_t i = 0; i < rank; ++i)
    {
        if (i != axis)
        {
            axes.push_back(i);
        }
    }
    return unsqueeze(importer, vector, axes);
}

Result<ITensor*> logSoftmax(Importer& importer, ITensor& x, int32_t axis)
{
    uint32_t const axes = 1U << axis;
    TENON_ASSIGN(ITensor* const largest, reduce(importer, x, ReduceOperation::kMAX, axes));
    TENON_ASSIGN(ITensor* const shifted, elementWise(importer, x, *largest, ElementWiseOperation::kSUB));
    TENON_ASSIGN(ITensor* const powers, unary(importer, *shifted, UnaryOperation::kEXP));
    TENON_ASSIGN(ITensor* const sum, reduce(importer, *powers, ReduceOperation::kSUM, axes));
    TENON_ASSIGN(ITensor* const log, unary(importer, *sum, UnaryOperation::kLOG));
    return elementWise(importer, *shifted, *log, ElementWiseOperation::kSUB);
}

Result<Sizes> sizesOf(Importer& importer, ITensor& x)
{
    Dims const dims = x.getDimensions();
    Sizes sizes;
    ITensor* shape = nullptr;
    for (int32_t d = 0; d < dims.nbDims; ++d)
    {
        if (dims.d[d] >= 0)
        {
            sizes.emplace_back(dims.d[d]);
            continue;
        }
        if (shape == nullptr)
        {
            // Programs of releases 7 and 8 get int32.
            TENON_ASSIGN(shape, importer.output(importer.network().addShape(x)));
            TENON_ASSIGN(shape, cast(importer, *shape, DataType::kINT64));
        }
        TENON_ASSIGN(ITensor* const one, part(importer, *shape, 0, d, 1));
        sizes.emplace_back(*one);
    }
    return sizes;
}

Result<Sizes> sizesOf(Importer& importer, Value const& value)
{
    if (value.isConstant())
    {
        TENON_ASSIGN(auto const numbers, integersOf(*value.constant));
        return Sizes(numbers.begin(), numbers.end());
    }
    TENON_ASSIGN(ITensor * tensor, importer.tensor(value));
    TENON_ASSIGN(tensor, cast(importer, *tensor, DataType::kINT64));
    Dims const dims = tensor->getDimensions();
    if (dims.nbDims > 1 || (dims.nbDims == 1 && dims.d[0] < 0))
    {
        return invalidArgument("sizes \"{}\": expected a tensor of rank 0 or 1 and known length, found {}",
            tensor->getName(), base::toString(dims));
    }
    if (dims.nbDims == 0)
    {
        TENON_ASSIGN(ITensor* const one, unsqueeze(importer, *tensor, {0}));
        return Sizes{Size(*one)};
    }
    Sizes sizes;
    for (int64_t i = 0; i < dims.d[0]; ++i)
    {
        TENON_ASSIGN(ITensor* const one, dims.d[0] == 1 ? Result<ITensor*>(tensor) : part(importer, *tensor, 0, i, 1));
        sizes.emplace_back(*one);
    }
    return sizes;
}

Result<Size> combine(Importer& importer, Size const& a, Size const& b, ElementWiseOperation operation)
{
    if (a.isNumber() && b.isNumber())
    {
        int64_t const x = a.number;
        int64_t const y = b.number;
        switch (operation)
        {
        case ElementWiseOperation::kSUM: return Size(x + y);
        case ElementWiseOperation::kSUB: return Size(x - y);
        case ElementWiseOperation::kPROD: return Size(x * y);
        case ElementWiseOperation::kMIN: return Size(std::min(x, y));
        case ElementWiseOperation::kMAX: return Size(std::max(x, y));
        case ElementWiseOperation::kFLOOR_DIV:
            if (y != 0)
            {
                return Size(x / y - (x % y != 0 && (x < 0) != (y < 0) ? 1 : 0));
            }
            return invalidArgument("sizes: expected a divisor other than 0, found 0");
        default:
            return base::notImplemented("sizes combined by element-wise operation {}", static_cast<int32_t>(operation));
        }
    }
    auto const tensor = [&](Size const& size) {
        return size.isNumber() ? listOf(importer, {size.number}) : Result<ITensor*>(size.tensor);
    };
    TENON_ASSIGN(ITensor* const left, tensor(a));
    TENON_ASSIGN(ITensor* const right, tensor(b));
    TENON_ASSIGN(ITensor* const result, importer.output(importer.network().addElementWise(*left, *right, operation)));
    return Size(*result);
}

bool allNumbers(Sizes const& sizes)
{
    return std::all_of(sizes.begin(), sizes.end(), [](Size const& size) { return size.isNumber(); });
}

Result<Dims> numbersOf(Sizes const& sizes)
{
    std::vector<int64_t> numbers;
    for (Size const& size : sizes)
    {
        numbers.push_back(size.number);
    }
    return base::makeDims(numbers);
}

Result<ITensor*> tensorOf(Importer& importer, Sizes const& sizes)
{
    std::vector<ITensor*> parts;
    std::vector<int64_t> numbers;
    auto const flush = [&]() -> Status {
        if (!numbers.empty())
        {
            TENON_ASSIGN(ITensor* const list, listOf(importer, numbers));
            parts.push_back(list);
            numbers.clear();
        }
        return {};
    };
    for (Size const& size : sizes)
    {
        if (size.isNumber())
        {
            numbers.push_back(size.number);
            continue;
        }
        TENON_CHECK(flush());
        parts.push_back(size.tensor);
    }
    TENON_CHECK(flush());
    if (parts.empty())
    {
        return listOf(importer, {});
    }
    if (parts.size() == 1)
    {
        return parts[0];
    }
    TENON_ASSIGN(auto* const layer,
        importer.added(importer.network().addConcatenation(parts.data(), static_cast<int32_t>(parts.size()))));
    layer->setAxis(0);
    return importer.output(layer);
}

Result<ITensor*> slice(Importer& importer, ITensor& x, Sizes const& start, Sizes const& size, Sizes const& stride,
    SampleMode mode, ITensor* fill)
{
    Sizes const* const lists[]{&start, &size, &stride};
    Dims fixed[3];
    for (size_t i = 0; i < 3; ++i)
    {
        fixed[i].nbDims = static_cast<int32_t>(start.size());
        std::fill_n(fixed[i].d, base::kMaxDims, i == 2 ? 1 : 0);
        if (allNumbers(*lists[i]))
        {
            TENON_ASSIGN(fixed[i], numbersOf(*lists[i]));
        }
    }
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addSlice(x, fixed[0], fixed[1], fixed[2])));
    layer->setMode(mode);
    for (int32_t i = 0; i < 3; ++i)
    {
        if (!allNumbers(*lists[i]))
        {
            TENON_ASSIGN(ITensor* const tensor, tensorOf(importer, *lists[i]));
            layer->setInput(i + 1, *tensor);
        }
    }
    if (fill != nullptr)
    {
        layer->setInput(4, *fill);
    }
    return importer.output(layer);
}

Result<ITensor*> part(Importer& importer, ITensor& x, int32_t axis, int64_t begin, int64_t count)
{
    // Along one axis: of the others nothing is asked, known or not.
    auto const one = [](int64_t value) { return Dims{1, {value}}; };
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addSlice(x, one(begin), one(count), one(1))));
    layer->setAxes(one(axis));
    return importer.output(layer);
}

Result<ITensor*> reshapeTo(Importer& importer, ITensor& x, Sizes const& sizes)
{
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addShuffle(x)));
    if (allNumbers(sizes))
    {
        TENON_ASSIGN(Dims const dims, numbersOf(sizes));
        layer->setReshapeDimensions(dims);
    }
    else
    {
        TENON_ASSIGN(ITensor* const dims, tensorOf(importer, sizes));
        layer->setInput(1, *dims);
    }
    if (!importer.implicitBatch())
    {
        layer->setZeroIsPlaceholder(false);
    }
    return importer.output(layer);
}

Result<ITensor*> expandTo(Importer& importer, ITensor& x, Sizes const& sizes)
{
    auto const rank = std::max(x.getDimensions().nbDims, static_cast<int32_t>(sizes.size()));
    TENON_ASSIGN(ITensor* const full, importer.withRank(x, rank));
    TENON_ASSIGN(Sizes const own, sizesOf(importer, *full));
    Sizes start;
    Sizes size;
    Sizes stride;
    for (int32_t d = 0; d < rank; ++d)
    {
        int32_t const wantedAt = d - (rank - static_cast<int32_t>(sizes.size()));
        Size const wanted = wantedAt < 0 ? Size(1) : sizes[static_cast<size_t>(wantedAt)];
        Size const& here = own[static_cast<size_t>(d)];
        start.emplace_back(0);
        if (here.isNumber() && here.number == 1)
        {
            size.push_back(wanted);
            stride.emplace_back(0);
            continue;
        }
        if (wanted.isNumber() && wanted.number == 1)
        {
            size.push_back(here);
            stride.emplace_back(1);
            continue;
        }
        if (here.isNumber())
        {
            size.push_back(here);
            stride.emplace_back(1);
            continue;
        }
        // Open: a dimension that turns out to be 1 is repeated, any other is as wanted.
        TENON_ASSIGN(Size const most, combine(importer, here, wanted, ElementWiseOperation::kMAX));
        TENON_ASSIGN(Size const less, combine(importer, here, Size(1), ElementWiseOperation::kSUB));
        TENON_ASSIGN(Size const step, combine(importer, less, Size(1), ElementWiseOperation::kMIN));
        size.push_back(most);
        stride.push_back(step);
    }
    return slice(importer, *full, start, size, stride);
}

Result<ITensor*> productAlong(Importer& importer, std::string const& name, ITensor& x, int32_t axis,
    std::vector<double> const& matrix, int64_t rows)
{
    using nvinfer1::MatrixOperation;
    int32_t const rank = x.getDimensions().nbDims;
    if (rank == 1)
    {
        TENON_ASSIGN(ITensor* const row, unsqueeze(importer, x, {0}));
        TENON_ASSIGN(ITensor* const product, productAlong(importer, name, *row, 1, matrix, rows));
        return squeeze(importer, *product, {0});
    }
    std::vector<int64_t> shape(static_cast<size_t>(rank), 1);
    shape[shape.size() - 2] = rows;
    shape.back() = rows == 0 ? 0 : static_cast<int64_t>(matrix.size()) / rows;
    TENON_ASSIGN(ITensor* const factor, constantOf(importer, name, x.getType(), shape, matrix));
    if (axis == rank - 2)
    {
        return importer.output(
            importer.network().addMatrixMultiply(*factor, MatrixOperation::kNONE, x, MatrixOperation::kNONE));
    }
    std::vector<int32_t> order(static_cast<size_t>(rank));
    std::iota(order.begin(), order.end(), 0);
    std::swap(order[static_cast<size_t>(axis)], order.back());
    bool const isLast = axis == rank - 1;
    TENON_ASSIGN(ITensor* const turned, isLast ? Result<ITensor*>(&x) : transpose(importer, x, order));
    TENON_ASSIGN(ITensor* const product,
        importer.output(importer.network().addMatrixMultiply(
            *turned, MatrixOperation::kNONE, *factor, MatrixOperation::kTRANSPOSE)));
    return isLast ? Result<ITensor*>(product) : transpose(importer, *product, order);
}

Status refuseImplicitBatch(Importer const& importer, std::string_view op)
{
    return importer.implicitBatch()
        ? Status(base::notImplemented("{} in an implicit-batch network; use an explicit batch", op))
        : Status();
}

} // namespace tenon::onnx
