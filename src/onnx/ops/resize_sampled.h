// Resizing that the Resize layer does not have (antialias, regions of interest, half_pixel_symmetric, kept aspect ratios), one axis after the
// other: as every sampling of ONNX's Resize is separable, each axis is a product with a matrix of weights, or a gather.
#pragma once

#include "onnx/ops/compose.h"

namespace tenon::onnx
{

//! What the node says of how to sample: the values of its attributes.
struct Sampling
{
    std::string mode, coordinates, rounding;
    double cubicCoefficient{-0.75};
    double extrapolation{0.0};
    bool excludesOutside{false};
    bool antialias{false};
};

//! One axis: sizes, the scale that coordinates are counted with, and the region of interest (from 0 to 1) of tf_crop_and_resize.
struct SampledAxis
{
    int32_t axis;
    int64_t in, out;
    double scale;
    double begin{0.0}, end{1.0};
};

//! x with each of the axes sampled. Source: the ONNX operator's specification.
Result<ITensor*> sampleAxes(
    Importer& importer, Node const& node, ITensor& x, std::vector<SampledAxis> const& axes, Sampling const& sampling);

} // namespace tenon::onnx
