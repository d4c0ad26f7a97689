#include "pool_kernels.h"

#include <cudnn.h>

using nvinfer1::DataType;

int32_t poolOnCudnn(PoolShape const& s, int32_t batch, DataType type, void const* input, void* output,
    cudnnContext* cudnn, cudaStream_t stream)
{
    cudnnDataType_t const element =
        type == DataType::kFLOAT ? CUDNN_DATA_FLOAT : (type == DataType::kHALF ? CUDNN_DATA_HALF : CUDNN_DATA_INT8);
    cudnnTensorDescriptor_t in = nullptr;
    cudnnTensorDescriptor_t out = nullptr;
    cudnnPoolingDescriptor_t pooling = nullptr;
    bool good = cudnn != nullptr && cudnnCreateTensorDescriptor(&in) == CUDNN_STATUS_SUCCESS
        && cudnnCreateTensorDescriptor(&out) == CUDNN_STATUS_SUCCESS
        && cudnnCreatePoolingDescriptor(&pooling) == CUDNN_STATUS_SUCCESS
        && cudnnSetStream(cudnn, stream) == CUDNN_STATUS_SUCCESS
        && cudnnSetTensor4dDescriptor(in, CUDNN_TENSOR_NCHW, element, batch, s.channels, s.height, s.width)
            == CUDNN_STATUS_SUCCESS
        && cudnnSetTensor4dDescriptor(out, CUDNN_TENSOR_NCHW, element, batch, s.channels, s.outHeight(), s.outWidth())
            == CUDNN_STATUS_SUCCESS
        && cudnnSetPooling2dDescriptor(pooling, CUDNN_POOLING_MAX, CUDNN_PROPAGATE_NAN, s.kernelHeight, s.kernelWidth,
               s.padHeight, s.padWidth, s.strideHeight, s.strideWidth)
            == CUDNN_STATUS_SUCCESS;
    float const one = 1.0F;
    float const zero = 0.0F;
    good = good && cudnnPoolingForward(cudnn, pooling, &one, in, input, &zero, out, output) == CUDNN_STATUS_SUCCESS;
    cudnnDestroyPoolingDescriptor(pooling);
    cudnnDestroyTensorDescriptor(out);
    cudnnDestroyTensorDescriptor(in);
    return good ? 0 : 1;
}
