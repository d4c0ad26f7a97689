// What DebugPrint tells of a tensor's elements.
#pragma once

#include "plugins/common/both.h"

#include <NvInferRuntime.h>

#include <cstdint>
#include <limits>

namespace tenon::plugins::debug_print
{

struct Summary
{
    double least{std::numeric_limits<double>::infinity()}, greatest{-std::numeric_limits<double>::infinity()};
    double sum{0.0};                            //!< of the numbers, infinities included
    int64_t numbers{0}, nans{0}, infinities{0}; //!< numbers: all that is not NaN

    TENON_BOTH void add(Summary const& other)
    {
        least = other.least < least ? other.least : least;
        greatest = other.greatest > greatest ? other.greatest : greatest;
        sum += other.sum;
        numbers += other.numbers;
        nans += other.nans;
        infinities += other.infinities;
    }
};

//! Of `count` elements in host memory, which are also copied to `copy` unless that is null. The same sum for any number of threads.
Summary summaryOf(nvinfer1::DataType type, void const* data, int64_t count, void* copy = nullptr);

#if TENON_PLUGIN_CUDA
constexpr int32_t kMostParts = 1024;
//! Of `count` elements, at least 1, on the current GPU, which are also copied to `copy`: to at most kMostParts summaries, to be added up in their order.
//! How many there are; −1 if the launch failed. All memory is the GPU's.
int32_t summariseOnCuda(
    nvinfer1::DataType type, void const* x, void* copy, int64_t count, Summary* parts, cudaStream_t stream);
#endif

} // namespace tenon::plugins::debug_print
