#include "onnx/ops/resize_sampled.h"

#include <algorithm>
#include <cmath>

namespace tenon::onnx
{

namespace
{

//! Where element `i` of the output lies among those of the input.
double originOf(int64_t i, SampledAxis const& axis, Sampling const& sampling)
{
    auto const at = static_cast<double>(i);
    auto const in = static_cast<double>(axis.in);
    double const size = axis.scale * in; // as a number, before it was rounded to axis.out
    if (sampling.coordinates == "align_corners")
    {
        return size == 1.0 ? 0.0 : at * (in - 1) / (size - 1);
    }
    if (sampling.coordinates == "asymmetric")
    {
        return at / axis.scale;
    }
    if (sampling.coordinates == "tf_crop_and_resize")
    {
        double const extent = (axis.end - axis.begin) * (in - 1);
        return axis.begin * (in - 1) + (size == 1.0 ? extent / 2 : at * extent / (size - 1));
    }
    if (sampling.coordinates == "pytorch_half_pixel" && size == 1.0)
    {
        return -0.5;
    }
    double const halfPixel = (at + 0.5) / axis.scale - 0.5;
    if (sampling.coordinates == "half_pixel_symmetric")
    {
        return halfPixel + in / 2 * (1.0 - static_cast<double>(axis.out) / size);
    }
    return halfPixel;
}

bool liesOutside(double origin, SampledAxis const& axis, Sampling const& sampling)
{
    return sampling.coordinates == "tf_crop_and_resize" && (origin < 0 || origin > static_cast<double>(axis.in - 1));
}

int64_t nearest(double origin, std::string const& rounding)
{
    double const below = std::floor(origin);
    double const rest = origin - below;
    bool const up = rounding == "ceil"    ? rest > 0
        : rounding == "floor"             ? false
        : rounding == "round_prefer_ceil" ? rest >= 0.5
                                          : rest > 0.5;
    return static_cast<int64_t>(below) + (up ? 1 : 0);
}

//! The triangle, or Keys' cubic with coefficient a.
double weightAt(double distance, bool cubic, double a)
{
    double const x = std::fabs(distance);
    if (!cubic)
    {
        return std::max(1.0 - x, 0.0);
    }
    if (x <= 1)
    {
        return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? a * (((x - 5) * x + 8) * x - 4) : 0.0;
}

//! Weights [out, in] of linear or cubic interpolation; rows of places outside are 0. Antialias widens the kernel where the axis shrinks.
std::vector<double> weightsOf(SampledAxis const& axis, Sampling const& sampling)
{
    bool const cubic = sampling.mode == "cubic";
    double const squeeze = sampling.antialias ? std::min(axis.scale, 1.0) : 1.0;
    auto const reach = static_cast<int64_t>(std::ceil((cubic ? 2.0 : 1.0) / squeeze));
    std::vector<double> matrix(static_cast<size_t>(axis.in * axis.out), 0.0);
    for (int64_t o = 0; o < axis.out; ++o)
    {
        double const origin = originOf(o, axis, sampling);
        if (liesOutside(origin, axis, sampling))
        {
            continue;
        }
        double* const row = matrix.data() + o * axis.in;
        double sum = 0;
        auto const middle = static_cast<int64_t>(std::floor(origin));
        for (int64_t i = middle - reach; i <= middle + 1 + reach; ++i)
        {
            double const weight =
                weightAt((static_cast<double>(i) - origin) * squeeze, cubic, sampling.cubicCoefficient);
            bool const counts = !sampling.excludesOutside || (i >= 0 && i < axis.in);
            if (weight != 0 && counts)
            {
                row[std::clamp<int64_t>(i, 0, axis.in - 1)] += weight;
                sum += weight;
            }
        }
        std::for_each(row, row + axis.in, [&](double& weight) { weight = sum == 0 ? 0.0 : weight / sum; });
    }
    return matrix;
}

Result<ITensor*> gathered(
    Importer& importer, Node const& node, ITensor& x, SampledAxis const& axis, Sampling const& sampling)
{
    std::vector<int64_t> places;
    for (int64_t o = 0; o < axis.out; ++o)
    {
        int64_t const place = nearest(originOf(o, axis, sampling), sampling.rounding);
        places.push_back(std::clamp<int64_t>(place, 0, axis.in - 1));
    }
    Constant const* const constant =
        importer.weights().add<int64_t>(node.name() + " places", DataType::kINT64, {axis.out}, places);
    TENON_ASSIGN(ITensor* const indices, importer.tensor({nullptr, constant}));
    return importer.output(importer.network().addGather(x, *indices, axis.axis));
}

//! The extrapolation value where an axis leaves the input.
Result<ITensor*> extrapolated(
    Importer& importer, Node const& node, ITensor& x, SampledAxis const& axis, Sampling const& sampling)
{
    std::vector<double> outside;
    for (int64_t o = 0; o < axis.out; ++o)
    {
        outside.push_back(liesOutside(originOf(o, axis, sampling), axis, sampling) ? 1.0 : 0.0);
    }
    if (std::all_of(outside.begin(), outside.end(), [](double flag) { return flag == 0; }))
    {
        return &x;
    }
    std::vector<int64_t> shape(static_cast<size_t>(x.getDimensions().nbDims), 1);
    shape[static_cast<size_t>(axis.axis)] = axis.out;
    TENON_ASSIGN(ITensor* const mask, constantOf(importer, node.name() + " outside", DataType::kBOOL, shape, outside));
    TENON_ASSIGN(ITensor* const value, numberLike(importer, x, sampling.extrapolation));
    return select(importer, *mask, *value, x);
}

} // namespace

Result<ITensor*> sampleAxes(
    Importer& importer, Node const& node, ITensor& x, std::vector<SampledAxis> const& axes, Sampling const& sampling)
{
    ITensor* result = &x;
    for (SampledAxis const& axis : axes)
    {
        if (axis.in == axis.out && axis.scale == 1.0 && axis.begin == 0.0 && axis.end == 1.0)
        {
            continue;
        }
        if (axis.in < 1 || axis.out < 1 || !(axis.scale > 0) || axis.out > kMostMatrixElements / axis.in)
        {
            return base::invalidArgument(
                "dimension {}: expected sizes of at least 1 whose product is at most {} and a scale above 0, found {} to {} by {}",
                axis.axis, kMostMatrixElements, axis.in, axis.out, axis.scale);
        }
        if (sampling.mode == "nearest")
        {
            TENON_ASSIGN(result, gathered(importer, node, *result, axis, sampling));
        }
        else
        {
            TENON_ASSIGN(result,
                productAlong(
                    importer, node.name() + " weights", *result, axis.axis, weightsOf(axis, sampling), axis.out));
        }
        TENON_ASSIGN(result, extrapolated(importer, node, *result, axis, sampling));
    }
    return result;
}

} // namespace tenon::onnx
