// Times on the GPU: medians of CUDA events around one call, around one that was captured into a CUDA graph, and a call's share of a graph of many.
#pragma once

#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace tenon::benchmarks
{

//! Ends the program with the error's name: a benchmark that went on would print times of nothing.
inline void check(cudaError_t code, char const* what)
{
    if (code != cudaSuccess)
    {
        std::fprintf(stderr, "%s: %s\n", what, cudaGetErrorString(code));
        std::exit(1);
    }
}

//! Microseconds of one call, the median of `repeats`.
inline double medianMicroseconds(cudaStream_t stream, std::function<void()> const& call, int repeats = 51)
{
    for (int i = 0; i < 5; ++i)
    {
        call();
    }
    check(cudaStreamSynchronize(stream), "warming up");
    cudaEvent_t begin = nullptr;
    cudaEvent_t end = nullptr;
    check(cudaEventCreate(&begin), "making an event");
    check(cudaEventCreate(&end), "making an event");
    std::vector<double> times;
    for (int i = 0; i < repeats; ++i)
    {
        check(cudaEventRecord(begin, stream), "recording an event");
        call();
        check(cudaEventRecord(end, stream), "recording an event");
        check(cudaEventSynchronize(end), "waiting for an event");
        float milliseconds = 0.0F;
        check(cudaEventElapsedTime(&milliseconds, begin, end), "reading an event");
        times.push_back(milliseconds * 1000.0);
    }
    cudaEventDestroy(begin);
    cudaEventDestroy(end);
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

//! Calls of a graph that times one call among others, without the start of a graph.
constexpr int kCallsInARow = 20;

//! The same for a CUDA graph of `calls` calls, for one of them; negative, after a line to stderr, where they cannot be captured.
inline double medianCaptured(cudaStream_t stream, std::function<void()> const& call, int calls = 1)
{
    call();
    check(cudaStreamSynchronize(stream), "warming up");
    cudaGraph_t graph = nullptr;
    cudaGraphExec_t ready = nullptr;
    check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "beginning a capture");
    for (int i = 0; i < calls; ++i)
    {
        call();
    }
    if (cudaError_t const code = cudaStreamEndCapture(stream, &graph); code != cudaSuccess)
    {
        std::fprintf(stderr, "capture: %s\n", cudaGetErrorString(code));
        cudaGetLastError();
        return -1.0;
    }
    check(cudaGraphInstantiate(&ready, graph, 0), "making a graph ready");
    double const time =
        medianMicroseconds(
            stream, [&] { check(cudaGraphLaunch(ready, stream), "launching a graph"); }, calls == 1 ? 51 : 11)
        / calls;
    check(cudaGraphExecDestroy(ready), "destroying a graph");
    check(cudaGraphDestroy(graph), "destroying a graph");
    return time;
}

//! One line of the table.
struct Line
{
    std::string name;
    double direct;   //!< µs
    double captured; //!< µs; negative: not captured
    double inARow;   //!< µs of one of kCallsInARow captured calls; negative: not captured
    double bytes;    //!< that the case must move; 0 where that is no measure
};

//! Engines through the public API: a plugin or a chain of layers, run by enqueueV3. Adds lines "engine …"; says so where there are none.
void measureEngines(cudaStream_t stream, bool large, std::vector<Line>& lines);

} // namespace tenon::benchmarks
