// The CUDA runtime's calls, from Tenon::cuda_host.
#include <NvInfer.h>
#include <cuda_runtime.h>

#include <cstdio>

int main()
{
    int in = 42;
    int out = 0;
    int* device = nullptr;
    cudaStream_t stream = nullptr;
    bool const done = cudaMalloc(&device, sizeof in) == cudaSuccess && cudaStreamCreate(&stream) == cudaSuccess
        && cudaMemcpyAsync(device, &in, sizeof in, cudaMemcpyHostToDevice, stream) == cudaSuccess
        && cudaMemcpy(&out, device, sizeof out, cudaMemcpyDeviceToHost) == cudaSuccess
        && cudaFree(device) == cudaSuccess;
    std::printf("copied %d\n", out);
    return done ? 0 : 1;
}
