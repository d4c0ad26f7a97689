// The computation on the CPU, row by row: y[o, :] = bias[o]; y[o, :] += weight[o, c] · x[c, :] for each c. Reads x once for each output channel.
#include "linear_kernels.h"

#include <tenon/half.h>

#include <algorithm>

void linearFloat(LinearProblem const& problem, float const* x, float* y)
{
    auto const* const weight = static_cast<float const*>(problem.weight);
    auto const* const bias = static_cast<float const*>(problem.bias);
    for (int64_t n = 0; n < problem.batch; ++n)
    {
        for (int64_t o = 0; o < problem.outChannels; ++o)
        {
            float* const row = y + (n * problem.outChannels + o) * problem.pixels;
            std::fill_n(row, problem.pixels, bias[o]);
            for (int64_t c = 0; c < problem.inChannels; ++c)
            {
                float const factor = weight[o * problem.inChannels + c];
                float const* const in = x + (n * problem.inChannels + c) * problem.pixels;
                for (int64_t p = 0; p < problem.pixels; ++p)
                {
                    row[p] += factor * in[p];
                }
            }
        }
    }
}

void linearHalf(LinearProblem const& problem, uint16_t const* x, uint16_t* y, float* sums)
{
    auto const* const weight = static_cast<uint16_t const*>(problem.weight);
    auto const* const bias = static_cast<uint16_t const*>(problem.bias);
    for (int64_t n = 0; n < problem.batch; ++n)
    {
        for (int64_t o = 0; o < problem.outChannels; ++o)
        {
            std::fill_n(sums, problem.pixels, tenon::halfToFloat(bias[o]));
            for (int64_t c = 0; c < problem.inChannels; ++c)
            {
                float const factor = tenon::halfToFloat(weight[o * problem.inChannels + c]);
                uint16_t const* const in = x + (n * problem.inChannels + c) * problem.pixels;
                for (int64_t p = 0; p < problem.pixels; ++p)
                {
                    sums[p] += factor * tenon::halfToFloat(in[p]);
                }
            }
            uint16_t* const row = y + (n * problem.outChannels + o) * problem.pixels;
            std::transform(sums, sums + problem.pixels, row, tenon::floatToHalf);
        }
    }
}

#ifndef MY_CUSTOM_PLUGIN_CUDA
int32_t linearOnCuda(LinearProblem const&, bool, LinearCall const&)
{
    if (nvinfer1::ILogger* const logger = getLogger())
    {
        logger->log(nvinfer1::ILogger::Severity::kERROR,
            "MyCustomPlugin: expected an engine on the CPU, found one on CUDA; this build has no CUDA");
    }
    return 1;
}
#endif
