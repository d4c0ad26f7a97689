// Ranges of tensors for int8, from an IInt8Calibrator: from its cache, or from the values that its batches give in fp32.
#pragma once

#include "api/engine/load_engine.h"
#include "builder/build.h"

#include <map>
#include <string>

namespace tenon::api
{

//! Largest magnitude that int8 is to hold, by tensor name.
using Ranges = std::map<std::string, float>;

//! The text of calibration caches: a line that names the algorithm, then `name: scale` for each tensor, the scale as the hexadecimal bits of a
//! float. Its range is 127 scales.
std::string calibrationText(Ranges const& ranges, nvinfer1::CalibrationAlgoType algorithm);
//! Error names the first line that is none of these.
base::Result<Ranges> readCalibrationText(std::string_view text);

//! Magnitudes of a tensor's values over all batches.
class Magnitudes
{
public:
    static constexpr size_t kBins = 2048;

    //! Values that are not finite do not count.
    void add(float const* values, size_t count);

    float largest() const { return largest_; }
    //! The range for which the histogram, quantized to 128 levels, keeps the most information (least Kullback-Leibler divergence; S. Migacz, "8-bit
    //! inference with TensorRT", GTC 2017).
    float byEntropy() const;
    //! The magnitude below which this share of all values lies.
    float byQuantile(double quantile) const;

private:
    float largest_{0.0F};
    float limit_{0.0F}; //!< upper end of the last bin
    std::vector<double> bins_;
};

//! Ranges that a calibrator gave to tensors of a network that had none; taken back when this goes.
class CalibratedRanges
{
public:
    //! Calls the calibrator: its cache first; without one its batches, run in fp32 on the request's device, whose ranges go into its cache. For networks
    //! with dynamic inputs `profile` (or the request's first) tells the shapes of batches, by its optimum. Error names what the calibrator gave wrongly.
    static base::Result<std::unique_ptr<CalibratedRanges>> of(graph::Graph& network,
        nvinfer1::IInt8Calibrator& calibrator, graph::Profile const* profile, builder::BuildRequest const& request,
        EngineSources const& sources);
    ~CalibratedRanges();

private:
    std::vector<graph::Tensor*> tensors_;
};

} // namespace tenon::api
