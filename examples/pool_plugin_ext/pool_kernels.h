// Maximum pooling of planes, on the CPU and with cuDNN.
#pragma once

#include <NvInfer.h>

#include <cstdint>

struct cudnnContext;

struct PoolShape
{
    int32_t channels{0}, height{0}, width{0};
    int32_t kernelHeight{1}, kernelWidth{1}, strideHeight{1}, strideWidth{1}, padHeight{0}, padWidth{0};

    int32_t outHeight() const { return (height + 2 * padHeight - kernelHeight) / strideHeight + 1; }
    int32_t outWidth() const { return (width + 2 * padWidth - kernelWidth) / strideWidth + 1; }
};

// `type` is kFLOAT, kHALF or kINT8. int8: output = input · inputScale / outputScale, rounded; 0 on success.
int32_t poolOnCpu(PoolShape const& shape, int32_t batch, nvinfer1::DataType type, float inputScale, float outputScale,
    void const* input, void* output);
// With the handle that attachToContext gave. int8 with one scale for input and output only.
int32_t poolOnCudnn(PoolShape const& shape, int32_t batch, nvinfer1::DataType type, void const* input, void* output,
    cudnnContext* cudnn, cudaStream_t stream);
