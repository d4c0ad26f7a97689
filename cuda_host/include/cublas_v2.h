// The calls of cuBLAS that plugins make, on host memory: products of fp32 and fp16 matrices, and a few operations on vectors. Matrices are
// column-major, as there. Plain loops: right, not fast.
//
// A handle comes from cublasCreate; those that a plugin gets in attachToContext are null on the CPU, and every call answers
// CUBLAS_STATUS_NOT_INITIALIZED to one.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_CUDA_HOST_CUBLAS_V2_H
#define TENON_CUDA_HOST_CUBLAS_V2_H

#include "cuda_fp16.h"
#include "cuda_runtime_api.h"
#include "library_types.h"

typedef struct cublasContext* cublasHandle_t;

typedef enum
{
    CUBLAS_STATUS_SUCCESS = 0,
    CUBLAS_STATUS_NOT_INITIALIZED = 1,
    CUBLAS_STATUS_ALLOC_FAILED = 3,
    CUBLAS_STATUS_INVALID_VALUE = 7,
    CUBLAS_STATUS_ARCH_MISMATCH = 8,
    CUBLAS_STATUS_MAPPING_ERROR = 11,
    CUBLAS_STATUS_EXECUTION_FAILED = 13,
    CUBLAS_STATUS_INTERNAL_ERROR = 14,
    CUBLAS_STATUS_NOT_SUPPORTED = 15,
    CUBLAS_STATUS_LICENSE_ERROR = 16
} cublasStatus_t;

typedef enum
{
    CUBLAS_OP_N = 0,
    CUBLAS_OP_T = 1,
    CUBLAS_OP_C = 2
} cublasOperation_t;

typedef enum
{
    CUBLAS_POINTER_MODE_HOST = 0,
    CUBLAS_POINTER_MODE_DEVICE = 1
} cublasPointerMode_t;

typedef enum
{
    CUBLAS_DEFAULT_MATH = 0,
    CUBLAS_TENSOR_OP_MATH = 1,
    CUBLAS_PEDANTIC_MATH = 2,
    CUBLAS_TF32_TENSOR_OP_MATH = 3
} cublasMath_t;

typedef enum
{
    CUBLAS_GEMM_DEFAULT = -1,
    CUBLAS_GEMM_DEFAULT_TENSOR_OP = 99
} cublasGemmAlgo_t;

typedef enum
{
    CUBLAS_COMPUTE_16F = 64,
    CUBLAS_COMPUTE_32F = 68
} cublasComputeType_t;

#ifdef __cplusplus
extern "C"
{
#endif
#pragma GCC visibility push(default)
    cublasStatus_t cublasCreate_v2(cublasHandle_t* handle);
    cublasStatus_t cublasDestroy_v2(cublasHandle_t handle);
    cublasStatus_t cublasSetStream_v2(cublasHandle_t handle, cudaStream_t stream);
    cublasStatus_t cublasGetStream_v2(cublasHandle_t handle, cudaStream_t* stream);
    cublasStatus_t cublasSetPointerMode_v2(cublasHandle_t handle, cublasPointerMode_t mode);
    cublasStatus_t cublasGetPointerMode_v2(cublasHandle_t handle, cublasPointerMode_t* mode);
    cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode);
    cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t* mode);
    const char* cublasGetStatusString(cublasStatus_t status);

    /* C = alpha · op(A) · op(B) + beta · C, with A of m × k, B of k × n. */
    cublasStatus_t cublasSgemm_v2(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m,
        int n, int k, const float* alpha, const float* A, int lda, const float* B, int ldb, const float* beta, float* C,
        int ldc);
    cublasStatus_t cublasHgemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n,
        int k, const __half* alpha, const __half* A, int lda, const __half* B, int ldb, const __half* beta, __half* C,
        int ldc);
    cublasStatus_t cublasSgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb,
        int m, int n, int k, const float* alpha, const float* A, int lda, long long int strideA, const float* B,
        int ldb, long long int strideB, const float* beta, float* C, int ldc, long long int strideC, int batchCount);
    cublasStatus_t cublasHgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb,
        int m, int n, int k, const __half* alpha, const __half* A, int lda, long long int strideA, const __half* B,
        int ldb, long long int strideB, const __half* beta, __half* C, int ldc, long long int strideC, int batchCount);
    cublasStatus_t cublasSgemv_v2(cublasHandle_t handle, cublasOperation_t trans, int m, int n, const float* alpha,
        const float* A, int lda, const float* x, int incx, const float* beta, float* y, int incy);
    cublasStatus_t cublasSaxpy_v2(
        cublasHandle_t handle, int n, const float* alpha, const float* x, int incx, float* y, int incy);
    cublasStatus_t cublasSscal_v2(cublasHandle_t handle, int n, const float* alpha, float* x, int incx);
    cublasStatus_t cublasScopy_v2(cublasHandle_t handle, int n, const float* x, int incx, float* y, int incy);
    cublasStatus_t cublasSdot_v2(
        cublasHandle_t handle, int n, const float* x, int incx, const float* y, int incy, float* result);
#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#define cublasCreate cublasCreate_v2
#define cublasDestroy cublasDestroy_v2
#define cublasSetStream cublasSetStream_v2
#define cublasGetStream cublasGetStream_v2
#define cublasSetPointerMode cublasSetPointerMode_v2
#define cublasGetPointerMode cublasGetPointerMode_v2
#define cublasSgemm cublasSgemm_v2
#define cublasSgemv cublasSgemv_v2
#define cublasSaxpy cublasSaxpy_v2
#define cublasSscal cublasSscal_v2
#define cublasScopy cublasScopy_v2
#define cublasSdot cublasSdot_v2

#endif
