// DFT (opsets 17, 20) and STFT (17): products with the matrix of the transformation, for lengths that are known while the model is imported.
#include "onnx/ops/compose.h"

#include "base/dims.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

struct Transform
{
    int64_t in;         //!< elements there are; those behind `length` are left out, missing ones are 0
    int64_t length;     //!< of the transformation
    int64_t out;        //!< frequencies wanted: length, or length / 2 + 1
    int64_t components; //!< of an element: 1 (real) or 2
    bool inverse;
};

//! [out · 2, in · components]: exp(∓ 2πi k n / length), each complex factor as four (or two) real ones.
std::vector<double> matrixOf(Transform const& t)
{
    int64_t const columns = t.in * t.components;
    std::vector<double> matrix(static_cast<size_t>(t.out * 2 * columns), 0.0);
    double const scale = t.inverse ? 1.0 / static_cast<double>(t.length) : 1.0;
    for (int64_t k = 0; k < t.out; ++k)
    {
        for (int64_t n = 0; n < std::min(t.in, t.length); ++n)
        {
            // The product modulo the length keeps the angle exact.
            double const turn = static_cast<double>(k * n % t.length) / static_cast<double>(t.length);
            double const angle = (t.inverse ? 2.0 : -2.0) * std::numbers::pi * turn;
            double* const real = matrix.data() + 2 * k * columns + n * t.components;
            double* const imaginary = real + columns;
            real[0] = std::cos(angle) * scale;
            imaginary[0] = std::sin(angle) * scale;
            if (t.components == 2)
            {
                real[1] = -imaginary[0];
                imaginary[1] = real[0];
            }
        }
    }
    return matrix;
}

//! x [.., in, components] transformed along its last dimension but one: [.., out, 2].
Result<ITensor*> transformed(Importer& importer, Node const& node, ITensor& x, Transform const& t)
{
    if (t.in < 1 || t.length < 1 || t.in > kMostMatrixElements / 4 / t.out)
    {
        return invalidArgument(
            "expected a signal and a transformation of at least 1 and a product of at most {}, found {} and {}",
            kMostMatrixElements / 4, t.in, t.length);
    }
    TENON_ASSIGN(Sizes sizes, sizesOf(importer, x));
    sizes.pop_back();
    sizes.back() = t.in * t.components;
    TENON_ASSIGN(ITensor* const flat, reshapeTo(importer, x, sizes));
    auto const last = static_cast<int32_t>(sizes.size()) - 1;
    TENON_ASSIGN(
        ITensor* const product, productAlong(importer, node.name() + " matrix", *flat, last, matrixOf(t), 2 * t.out));
    sizes.back() = t.out;
    sizes.emplace_back(2);
    return reshapeTo(importer, *product, sizes);
}

//! The number that an optional input holds, which must be constant.
Result<int64_t> numberOf(std::span<Value const> inputs, size_t index, int64_t otherwise, std::string_view what)
{
    if (index >= inputs.size() || !inputs[index])
    {
        return otherwise;
    }
    if (!inputs[index].isConstant())
    {
        return base::notImplemented("{} that is computed at run time; make it constant", what);
    }
    TENON_ASSIGN(auto const numbers, integersOf(*inputs[index].constant));
    return numbers.size() == 1 ? Result<int64_t>(numbers[0])
                               : invalidArgument("{}: expected one number, found {}", what, numbers.size());
}

} // namespace

Result<std::vector<Value>> importDft(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor * x, importer.tensor(inputs[0]));
    nvinfer1::Dims const dims = x->getDimensions();
    int64_t const components = dims.nbDims < 2 ? 0 : dims.d[dims.nbDims - 1];
    if (components != 1 && components != 2)
    {
        return invalidArgument(
            "input 0: expected real (1) or complex (2) numbers in the last of at least two dimensions, found {}",
            base::toString(dims));
    }
    TENON_ASSIGN(int64_t axisNumber, node.integer("axis", 1));
    if (node.opset() >= 20)
    {
        TENON_ASSIGN(axisNumber, numberOf(inputs, 2, -2, "the axis of a DFT"));
    }
    TENON_ASSIGN(int32_t const axis, importer.axis(axisNumber, dims.nbDims));
    if (axis == dims.nbDims - 1 || dims.d[axis] < 1)
    {
        return base::notImplemented(
            "DFT along dimension {} of {}: it must have a size that is known while the model is imported, and not be the last",
            axis, base::toString(dims));
    }
    TENON_ASSIGN(int64_t const length, numberOf(inputs, 1, dims.d[axis], "the length of a DFT"));
    TENON_ASSIGN(int64_t const inverse, node.integer("inverse", 0));
    TENON_ASSIGN(int64_t const oneSided, node.integer("onesided", 0));
    Transform const transform{
        dims.d[axis], length, oneSided != 0 ? length / 2 + 1 : std::max<int64_t>(length, 1), components, inverse != 0};
    std::vector<int32_t> order(static_cast<size_t>(dims.nbDims));
    std::iota(order.begin(), order.end(), 0);
    std::swap(order[static_cast<size_t>(axis)], order[order.size() - 2]);
    bool const turns = axis != dims.nbDims - 2;
    TENON_ASSIGN(x, turns ? transpose(importer, *x, order) : Result<ITensor*>(x));
    TENON_ASSIGN(ITensor * y, transformed(importer, node, *x, transform));
    TENON_ASSIGN(y, turns ? transpose(importer, *y, order) : Result<ITensor*>(y));
    return valuesOf(y);
}

Result<std::vector<Value>> importStft(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 4));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor * x, importer.tensor(inputs[0]));
    nvinfer1::Dims const dims = x->getDimensions();
    if (dims.nbDims != 3 || (dims.d[2] != 1 && dims.d[2] != 2) || dims.d[1] < 1)
    {
        return invalidArgument(
            "input 0 (signal): expected [batch, length, 1 or 2] of a length that is known while the model is imported, found {}",
            base::toString(dims));
    }
    TENON_ASSIGN(int64_t const step, numberOf(inputs, 1, 0, "the step of an STFT"));
    bool const hasWindow = inputs.size() > 2 && inputs[2];
    ITensor* window = nullptr;
    if (hasWindow)
    {
        TENON_ASSIGN(window, importer.tensor(inputs[2]));
    }
    int64_t const windowLength = hasWindow ? window->getDimensions().d[0] : -1;
    TENON_ASSIGN(int64_t const length, numberOf(inputs, 3, windowLength, "the frame length of an STFT"));
    if (step < 1 || length < 1 || length > dims.d[1] || (hasWindow && windowLength != length))
    {
        return invalidArgument(
            "expected a step of at least 1 and frames from 1 to the signal's {} as long as the window, found {}, {} and a window of {}",
            dims.d[1], step, length, windowLength);
    }
    int64_t const frames = (dims.d[1] - length) / step + 1;
    std::vector<int64_t> places;
    for (int64_t f = 0; f < frames && frames <= kMostMatrixElements / length; ++f)
    {
        for (int64_t i = 0; i < length; ++i)
        {
            places.push_back(f * step + i);
        }
    }
    if (places.empty())
    {
        return base::notImplemented("STFT of {} frames of {}", frames, length);
    }
    Constant const* const constant =
        importer.weights().add<int64_t>(node.name() + " frames", DataType::kINT64, {frames, length}, places);
    TENON_ASSIGN(ITensor* const indices, importer.tensor({nullptr, constant}));
    TENON_ASSIGN(x, importer.output(importer.network().addGather(*x, *indices, 1)));
    if (hasWindow)
    {
        TENON_ASSIGN(ITensor* const factors, unsqueeze(importer, *window, {0, 1, 3}));
        TENON_ASSIGN(x, elementWise(importer, *x, *factors, ElementWiseOperation::kPROD));
    }
    TENON_ASSIGN(int64_t const oneSided, node.integer("onesided", 1));
    TENON_ASSIGN(ITensor* const y,
        transformed(importer, node, *x, {length, length, oneSided != 0 ? length / 2 + 1 : length, dims.d[2], false}));
    return valuesOf(y);
}

} // namespace tenon::onnx
