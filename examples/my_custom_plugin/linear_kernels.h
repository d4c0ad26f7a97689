// The computation on each device.
#pragma once

#include "linear_layer.h"

// Sizes, and parameters where the engine runs: float, or half for the half kernels.
struct LinearProblem
{
    int64_t batch, inChannels, outChannels, pixels;
    void const* weight; // [outChannels, inChannels]
    void const* bias;   // [outChannels]
};

void linearFloat(LinearProblem const& problem, float const* x, float* y);

// Half in and out, sums in float: `sums` has room for one float a pixel.
void linearHalf(LinearProblem const& problem, uint16_t const* x, uint16_t* y, float* sums);

// With cuBLAS, in the order of the stream; 0 on success. Without CUDA in this build: 1, after a message.
int32_t linearOnCuda(LinearProblem const& problem, bool half, LinearCall const& call);
