// The CUDA runtime's calls on the host: what they do, and what they refuse.
#include <cublas_v2.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>
#include <cudnn.h>

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

namespace
{

class CudaHost : public ::testing::Test
{
protected:
    void SetUp() override { cudaGetLastError(); }
};

TEST_F(CudaHost, MemoryIsCopiedThereAndBack)
{
    float* device = nullptr;
    ASSERT_EQ(cudaMalloc(&device, 4 * sizeof(float)), cudaSuccess);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(device) % 256, 0U);
    std::vector<float> const in{1, 2, 3, 4};
    std::vector<float> out(4);
    EXPECT_EQ(cudaMemcpy(device, in.data(), 16, cudaMemcpyHostToDevice), cudaSuccess);
    EXPECT_EQ(cudaMemcpyAsync(out.data(), device, 16, cudaMemcpyDeviceToHost), cudaSuccess);
    EXPECT_EQ(out, in);
    EXPECT_EQ(cudaMemset(device + 1, 0, 8), cudaSuccess);
    EXPECT_EQ(cudaMemcpy(out.data(), device, 16, cudaMemcpyDefault), cudaSuccess);
    EXPECT_EQ(out, (std::vector<float>{1, 0, 0, 4}));
    EXPECT_EQ(cudaFree(device), cudaSuccess);
    EXPECT_EQ(cudaFree(nullptr), cudaSuccess);
    void* nothing = &device;
    EXPECT_EQ(cudaMalloc(&nothing, 0), cudaSuccess);
    EXPECT_EQ(nothing, nullptr);
}

TEST_F(CudaHost, CopiesPastTheEndOrTheWrongWayAreRefused)
{
    char* device = nullptr;
    char* pinned = nullptr;
    char plain[16]{};
    ASSERT_EQ(cudaMalloc(&device, 16), cudaSuccess);
    ASSERT_EQ(cudaMallocHost(&pinned, 16), cudaSuccess);
    EXPECT_EQ(cudaMemcpy(device, plain, 17, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
    EXPECT_EQ(cudaMemcpy(device + 8, plain, 9, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
    EXPECT_EQ(cudaMemcpy(plain, pinned, 16, cudaMemcpyDeviceToHost), cudaErrorInvalidValue)
        << "pinned memory is the host's";
    EXPECT_EQ(cudaMemcpy(device, device, 16, cudaMemcpyDeviceToHost), cudaErrorInvalidValue);
    EXPECT_EQ(cudaMemcpy(nullptr, plain, 1, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
    EXPECT_EQ(cudaMemcpy(plain, device, 1, static_cast<cudaMemcpyKind>(9)), cudaErrorInvalidMemcpyDirection);
    EXPECT_EQ(cudaMemset(device, 0, 17), cudaErrorInvalidValue);
    EXPECT_EQ(cudaMemset(pinned, 0, 16), cudaErrorInvalidValue);
    EXPECT_EQ(cudaMemcpy(pinned, plain, 16, cudaMemcpyHostToHost), cudaSuccess);
    // Memory that is nobody's here, as an engine's activations: taken for what the call says.
    char engineMemory[16]{};
    EXPECT_EQ(cudaMemcpyAsync(engineMemory, plain, 16, cudaMemcpyDeviceToDevice, nullptr), cudaSuccess);
    EXPECT_EQ(cudaFree(pinned), cudaErrorInvalidValue);
    EXPECT_EQ(cudaFreeHost(device), cudaErrorInvalidValue);
    EXPECT_EQ(cudaFree(device + 1), cudaErrorInvalidValue);
    EXPECT_EQ(cudaFree(plain), cudaErrorInvalidValue);
    EXPECT_EQ(cudaFreeHost(pinned), cudaSuccess);
    EXPECT_EQ(cudaFree(device), cudaSuccess);
    EXPECT_EQ(cudaFree(device), cudaErrorInvalidValue) << "twice";
    void* huge = nullptr;
    EXPECT_EQ(cudaMalloc(&huge, SIZE_MAX - 1), cudaErrorMemoryAllocation);
}

TEST_F(CudaHost, RowsAreCopiedWithTheirPitch)
{
    char* device = nullptr;
    size_t pitch = 0;
    ASSERT_EQ(cudaMallocPitch(&device, &pitch, 3, 2), cudaSuccess);
    EXPECT_GE(pitch, 3U);
    char const in[]{1, 2, 3, 9, 4, 5, 6, 9};
    char out[6]{};
    EXPECT_EQ(cudaMemcpy2D(device, pitch, in, 4, 3, 2, cudaMemcpyHostToDevice), cudaSuccess);
    EXPECT_EQ(cudaMemcpy2DAsync(out, 3, device, pitch, 3, 2, cudaMemcpyDeviceToHost), cudaSuccess);
    char const expected[]{1, 2, 3, 4, 5, 6};
    EXPECT_EQ(std::memcmp(out, expected, 6), 0);
    EXPECT_EQ(cudaMemcpy2D(device, 2, in, 4, 3, 2, cudaMemcpyHostToDevice), cudaErrorInvalidPitchValue);
    EXPECT_EQ(cudaMemcpy2D(device, pitch, in, 4, 3, 3, cudaMemcpyHostToDevice), cudaErrorInvalidValue)
        << "a row too many";
    EXPECT_EQ(cudaFree(device), cudaSuccess);
}

TEST_F(CudaHost, StreamsAndEventsAreKnownByTheirHandles)
{
    cudaStream_t stream = nullptr;
    ASSERT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
    cudaEvent_t start = nullptr;
    cudaEvent_t end = nullptr;
    ASSERT_EQ(cudaEventCreate(&start), cudaSuccess);
    ASSERT_EQ(cudaEventCreate(&end), cudaSuccess);
    float milliseconds = -1.0F;
    EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start, end), cudaErrorInvalidResourceHandle) << "not recorded";
    EXPECT_EQ(cudaEventRecord(start, stream), cudaSuccess);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_EQ(cudaEventRecord(end, stream), cudaSuccess);
    EXPECT_EQ(cudaEventSynchronize(end), cudaSuccess);
    EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start, end), cudaSuccess);
    EXPECT_GE(milliseconds, 5.0F);
    EXPECT_LT(milliseconds, 5000.0F);
    int called = 0;
    EXPECT_EQ(cudaLaunchHostFunc(
                  stream, [](void* user) { ++*static_cast<int*>(user); }, &called),
        cudaSuccess);
    EXPECT_EQ(called, 1);
    EXPECT_EQ(cudaStreamWaitEvent(stream, end), cudaSuccess);
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
    EXPECT_EQ(cudaStreamSynchronize(nullptr), cudaSuccess);
    EXPECT_EQ(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal), cudaErrorNotSupported);
    EXPECT_EQ(cudaEventDestroy(start), cudaSuccess);
    EXPECT_EQ(cudaEventRecord(start, stream), cudaErrorInvalidResourceHandle);
    EXPECT_EQ(cudaEventDestroy(end), cudaSuccess);
    EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorInvalidResourceHandle);
    cudaEvent_t untimed = nullptr;
    ASSERT_EQ(cudaEventCreateWithFlags(&untimed, cudaEventDisableTiming), cudaSuccess);
    EXPECT_EQ(cudaEventRecord(untimed), cudaSuccess);
    EXPECT_EQ(cudaEventElapsedTime(&milliseconds, untimed, untimed), cudaErrorInvalidResourceHandle);
    EXPECT_EQ(cudaEventDestroy(untimed), cudaSuccess);
}

TEST_F(CudaHost, ThereIsOneDevice)
{
    int count = 0;
    EXPECT_EQ(cudaGetDeviceCount(&count), cudaSuccess);
    EXPECT_EQ(count, 1);
    EXPECT_EQ(cudaSetDevice(0), cudaSuccess);
    EXPECT_EQ(cudaSetDevice(1), cudaErrorInvalidDevice);
    cudaDeviceProp properties;
    ASSERT_EQ(cudaGetDeviceProperties(&properties, 0), cudaSuccess);
    EXPECT_STREQ(properties.name, "Tenon on the host (no GPU)");
    int major = 0;
    EXPECT_EQ(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0), cudaSuccess);
    EXPECT_EQ(major, properties.major);
    size_t free = 0;
    size_t total = 0;
    EXPECT_EQ(cudaMemGetInfo(&free, &total), cudaSuccess);
    EXPECT_GT(total, free);
    EXPECT_EQ(total, properties.totalGlobalMem);
}

TEST_F(CudaHost, TheLastErrorIsEachThreadsOwn)
{
    EXPECT_EQ(cudaGetLastError(), cudaSuccess);
    EXPECT_EQ(cudaSetDevice(7), cudaErrorInvalidDevice);
    std::thread([] { EXPECT_EQ(cudaPeekAtLastError(), cudaSuccess); }).join();
    EXPECT_EQ(cudaPeekAtLastError(), cudaErrorInvalidDevice);
    EXPECT_EQ(cudaSetDevice(0), cudaSuccess);
    EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidDevice) << "a success does not hide it";
    EXPECT_EQ(cudaGetLastError(), cudaSuccess);
    EXPECT_STREQ(cudaGetErrorName(cudaErrorMemoryAllocation), "cudaErrorMemoryAllocation");
    EXPECT_STREQ(cudaGetErrorString(cudaErrorMemoryAllocation), "out of memory");
    EXPECT_STREQ(cudaGetErrorString(static_cast<cudaError_t>(12345)), "unrecognized error code");
}

TEST_F(CudaHost, PointersAreTold)
{
    void* device = nullptr;
    ASSERT_EQ(cudaMalloc(&device, 10), cudaSuccess);
    cudaPointerAttributes attributes;
    EXPECT_EQ(cudaPointerGetAttributes(&attributes, static_cast<char*>(device) + 9), cudaSuccess);
    EXPECT_EQ(attributes.type, cudaMemoryTypeDevice);
    EXPECT_EQ(cudaPointerGetAttributes(&attributes, static_cast<char*>(device) + 10), cudaSuccess);
    EXPECT_EQ(attributes.type, cudaMemoryTypeUnregistered);
    char plain[8];
    EXPECT_EQ(cudaHostRegister(plain, sizeof plain, cudaHostRegisterDefault), cudaSuccess);
    EXPECT_EQ(cudaHostRegister(plain, sizeof plain, cudaHostRegisterDefault), cudaErrorHostMemoryAlreadyRegistered);
    EXPECT_EQ(cudaPointerGetAttributes(&attributes, plain), cudaSuccess);
    EXPECT_EQ(attributes.type, cudaMemoryTypeHost);
    EXPECT_EQ(cudaFreeHost(plain), cudaErrorInvalidValue) << "not its own";
    EXPECT_EQ(cudaHostUnregister(plain), cudaSuccess);
    EXPECT_EQ(cudaHostUnregister(plain), cudaErrorHostMemoryNotRegistered);
    EXPECT_EQ(cudaFree(device), cudaSuccess);
}

//! The value of fp16 bits by the format's definition.
double valueOfHalf(unsigned bits)
{
    int const exponent = bits >> 10 & 31;
    int const mantissa = bits & 1023;
    double const sign = (bits & 0x8000) != 0 ? -1.0 : 1.0;
    if (exponent == 31)
    {
        return mantissa == 0 ? sign * INFINITY : NAN;
    }
    return sign * (exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25));
}

TEST_F(CudaHost, HalfNumbersConvertExactly)
{
    for (unsigned bits = 0; bits < 65536; ++bits)
    {
        double const expected = valueOfHalf(bits);
        float const value = __half2float(__ushort_as_half(static_cast<unsigned short>(bits)));
        if (std::isnan(expected))
        {
            ASSERT_TRUE(std::isnan(value)) << bits;
            continue;
        }
        ASSERT_EQ(value, expected) << bits;
        ASSERT_EQ(__half_as_ushort(__float2half(value)), bits);
    }
    EXPECT_EQ(__half_as_ushort(__float2half(1.0F + 0x1p-11F)), 0x3C00) << "ties to even";
    EXPECT_EQ(__half_as_ushort(__float2half(1.0F + 0x1.8p-10F)), 0x3C02) << "ties to even";
    EXPECT_EQ(__half_as_ushort(__float2half(65519.0F)), 0x7BFF);
    EXPECT_EQ(__half_as_ushort(__float2half(65520.0F)), 0x7C00);
}

TEST(CublasOnTheHost, MultipliesColumnMajorMatrices)
{
    cublasHandle_t handle = nullptr;
    ASSERT_EQ(cublasCreate(&handle), CUBLAS_STATUS_SUCCESS);
    // A = [1 2 3; 4 5 6] and B = [1 0; 2 1; 0 3], column by column.
    std::vector<float> const a{1, 4, 2, 5, 3, 6}, b{1, 2, 0, 0, 1, 3};
    std::vector<float> c(4, NAN);
    float const one = 1, zero = 0, two = 2;
    ASSERT_EQ(
        cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 3, &one, a.data(), 2, b.data(), 3, &zero, c.data(), 2),
        CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(c, (std::vector<float>{5, 14, 11, 23}));
    // The transposes swap what is read: AT of 3 x 2 as A of 2 x 3.
    std::vector<float> const at{1, 2, 3, 4, 5, 6}, bt{1, 0, 2, 1, 0, 3};
    ASSERT_EQ(
        cublasSgemm(handle, CUBLAS_OP_T, CUBLAS_OP_T, 2, 2, 3, &two, at.data(), 3, bt.data(), 2, &one, c.data(), 2),
        CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(c, (std::vector<float>{15, 42, 33, 69}));
    std::vector<float> batched(2, 0);
    ASSERT_EQ(cublasSgemmStridedBatched(handle, CUBLAS_OP_N, CUBLAS_OP_N, 1, 1, 3, &one, at.data(), 1, 3, b.data(), 3,
                  3, &zero, batched.data(), 1, 1, 2),
        CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(batched, (std::vector<float>{5, 23}));
    __half const half1 = __float2half(1.0F), half0 = __float2half(0.0F), x = __float2half(1.5F),
                 y = __float2half(-2.0F);
    __half product;
    ASSERT_EQ(cublasHgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, 1, 1, 1, &half1, &x, 1, &y, 1, &half0, &product, 1),
        CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(__half2float(product), -3.0F);
    std::vector<float> v(2, 1);
    float const vector[]{1, 1, 2};
    ASSERT_EQ(
        cublasSgemv(handle, CUBLAS_OP_N, 2, 3, &one, a.data(), 2, vector, 1, &one, v.data(), 1), CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(v, (std::vector<float>{10, 22}));
    float dot = 0;
    ASSERT_EQ(cublasSdot(handle, 2, v.data(), 1, vector + 1, 1, &dot), CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(dot, 54.0F);
    ASSERT_EQ(cublasSscal(handle, 2, &two, v.data(), 1), CUBLAS_STATUS_SUCCESS);
    ASSERT_EQ(cublasSaxpy(handle, 2, &one, vector + 1, 1, v.data(), 1), CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(v, (std::vector<float>{21, 46}));

    EXPECT_EQ(
        cublasSgemm(nullptr, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 3, &one, a.data(), 2, b.data(), 3, &zero, c.data(), 2),
        CUBLAS_STATUS_NOT_INITIALIZED);
    EXPECT_EQ(
        cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 3, &one, a.data(), 1, b.data(), 3, &zero, c.data(), 2),
        CUBLAS_STATUS_INVALID_VALUE);
    EXPECT_EQ(cublasDestroy(handle), CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(cublasDestroy(handle), CUBLAS_STATUS_NOT_INITIALIZED);
    cudnnHandle_t cudnn = nullptr;
    EXPECT_EQ(cudnnCreate(&cudnn), CUDNN_STATUS_NOT_SUPPORTED);
    EXPECT_EQ(make_float4(1, 2, 3, 4).w, 4.0F);
}

} // namespace
