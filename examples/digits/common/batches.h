// Feeds scans to an inference in batches of changing size, and times it.
#pragma once

#include "scans.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <vector>

namespace digits
{

// infer(batch) classifies the first 'batch' scans of 'input' into 'output'; both hold maxBatch of them.
// Each call gets another batch: 1, 2, ... maxBatch, 1, ...
template <typename Infer>
std::vector<float> inferAll(
    std::vector<float> const& pixels, std::vector<float>& input, std::vector<float>& output, Infer infer)
{
    size_t const count = pixels.size() / kPixels;
    size_t const maxBatch = input.size() / kPixels;
    std::vector<float> logits;
    size_t batch = 0;
    for (size_t first = 0; first < count; first += batch)
    {
        batch = std::min(batch % maxBatch + 1, count - first);
        auto const begin = pixels.begin() + static_cast<std::ptrdiff_t>(first * kPixels);
        std::copy(begin, begin + static_cast<std::ptrdiff_t>(batch * kPixels), input.begin());
        // So that an output that is not written cannot pass for an answer.
        std::fill(output.begin(), output.end(), std::numeric_limits<float>::quiet_NaN());
        infer(static_cast<int>(batch));
        logits.insert(logits.end(), output.begin(), output.begin() + static_cast<std::ptrdiff_t>(batch * kClasses));
    }
    return logits;
}

template <typename Infer>
double medianMs(Infer infer)
{
    constexpr int kRepetitions = 201;
    std::vector<double> timesMs;
    for (int i = 0; i < kRepetitions; ++i)
    {
        auto const start = std::chrono::steady_clock::now();
        infer();
        timesMs.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::nth_element(timesMs.begin(), timesMs.begin() + kRepetitions / 2, timesMs.end());
    return timesMs[kRepetitions / 2];
}

} // namespace digits
