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
constexpr int32_t kMostParts = 64;
//! How many summaries summariseOnCuda() keeps on the GPU for a tensor of so many bytes.
int64_t blocksOnCuda(int64_t bytes);
//! Of `count` elements, at least 1, on the current GPU, which are also copied to `copy`: to at most kMostParts summaries in `parts`, to be added up in their
//! order; and the first `firstBytes` of them to `first`. How many parts there are; −1 if a launch failed. `ofBlocks`: for blocksOnCuda() summaries. All
//! memory is what the GPU can write.
int32_t summariseOnCuda(nvinfer1::DataType type, void const* x, void* copy, int64_t count, Summary* ofBlocks,
    Summary* parts, void* first, int32_t firstBytes, cudaStream_t stream);
#endif

} // namespace tenon::plugins::debug_print
