// What DebugPrint tells of a tensor's elements.
#pragma once

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

    void add(Summary const& other);
};

//! Of `count` elements in host memory, which are also copied to `copy` unless that is null. The same sum for any number of threads.
Summary summaryOf(nvinfer1::DataType type, void const* data, int64_t count, void* copy = nullptr);

} // namespace tenon::plugins::debug_print
