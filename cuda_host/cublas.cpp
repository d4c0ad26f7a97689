// cuBLAS's calls of cublas_v2.h, as loops.
#include <cublas_v2.h>

#include <mutex>
#include <set>

struct cublasContext
{
    cudaStream_t stream{nullptr};
    cublasPointerMode_t pointers{CUBLAS_POINTER_MODE_HOST};
    cublasMath_t math{CUBLAS_DEFAULT_MATH};
};

namespace
{

//! The handles that live.
class BlasHandles
{
public:
    cublasContext* make()
    {
        std::lock_guard const lock(mutex_);
        return *all_.insert(new cublasContext).first;
    }
    bool has(cublasContext* handle)
    {
        std::lock_guard const lock(mutex_);
        return all_.count(handle) != 0;
    }
    bool destroy(cublasContext* handle)
    {
        std::lock_guard const lock(mutex_);
        bool const known = all_.erase(handle) != 0;
        delete (known ? handle : nullptr);
        return known;
    }

private:
    std::mutex mutex_;
    std::set<cublasContext*> all_;
};

BlasHandles& blasHandles()
{
    static BlasHandles handles;
    return handles;
}

float asFloat(float value)
{
    return value;
}

float asFloat(__half value)
{
    return __half2float(value);
}

void storeAs(float& to, float value)
{
    to = value;
}

void storeAs(__half& to, float value)
{
    to = __float2half(value);
}

bool isOperation(cublasOperation_t operation)
{
    return operation == CUBLAS_OP_N || operation == CUBLAS_OP_T || operation == CUBLAS_OP_C;
}

template <typename T>
struct Operand
{
    T* data;
    int leading;
    long long stride;
};

template <typename T>
cublasStatus_t products(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k,
    T const* alpha, Operand<T const> a, Operand<T const> b, T const* beta, Operand<T> c, int batchCount)
{
    if (!blasHandles().has(handle))
    {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    bool const sizes = m >= 0 && n >= 0 && k >= 0 && batchCount >= 0 && a.leading >= (transa == CUBLAS_OP_N ? m : k)
        && b.leading >= (transb == CUBLAS_OP_N ? k : n) && c.leading >= m;
    if (!sizes || !isOperation(transa) || !isOperation(transb) || alpha == nullptr || beta == nullptr)
    {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    float const scale = asFloat(*alpha), keep = asFloat(*beta);
    for (long long each = 0; each < batchCount; ++each)
    {
        for (int column = 0; column < n; ++column)
        {
            for (int row = 0; row < m; ++row)
            {
                float sum = 0;
                for (int i = 0; i < k; ++i)
                {
                    long long const inA = transa == CUBLAS_OP_N ? row + static_cast<long long>(i) * a.leading
                                                                : i + static_cast<long long>(row) * a.leading;
                    long long const inB = transb == CUBLAS_OP_N ? i + static_cast<long long>(column) * b.leading
                                                                : column + static_cast<long long>(i) * b.leading;
                    sum += asFloat(a.data[each * a.stride + inA]) * asFloat(b.data[each * b.stride + inB]);
                }
                T& to = c.data[each * c.stride + row + static_cast<long long>(column) * c.leading];
                // With beta = 0 what C holds, NaN included, does not count.
                storeAs(to, scale * sum + (keep == 0 ? 0 : keep * asFloat(to)));
            }
        }
    }
    return CUBLAS_STATUS_SUCCESS;
}

//! Runs `body(i)` for i < n if the handle is one.
template <typename Body>
cublasStatus_t elements(cublasHandle_t handle, int n, Body&& body)
{
    if (!blasHandles().has(handle))
    {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    for (long long i = 0; i < n; ++i)
    {
        body(i);
    }
    return CUBLAS_STATUS_SUCCESS;
}

//! Runs `body` on a handle that is one, and on a pointer that is not null.
template <typename Body>
cublasStatus_t onHandle(cublasHandle_t handle, bool valid, Body&& body)
{
    if (!blasHandles().has(handle))
    {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    if (!valid)
    {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    body();
    return CUBLAS_STATUS_SUCCESS;
}

} // namespace

extern "C" cublasStatus_t cublasCreate_v2(cublasHandle_t* handle)
{
    if (handle == nullptr)
    {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    *handle = blasHandles().make();
    return CUBLAS_STATUS_SUCCESS;
}

extern "C" cublasStatus_t cublasDestroy_v2(cublasHandle_t handle)
{
    return blasHandles().destroy(handle) ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_NOT_INITIALIZED;
}

extern "C" cublasStatus_t cublasSetStream_v2(cublasHandle_t handle, cudaStream_t stream)
{
    return onHandle(handle, true, [&] { handle->stream = stream; });
}

extern "C" cublasStatus_t cublasGetStream_v2(cublasHandle_t handle, cudaStream_t* stream)
{
    return onHandle(handle, stream != nullptr, [&] { *stream = handle->stream; });
}

extern "C" cublasStatus_t cublasSetPointerMode_v2(cublasHandle_t handle, cublasPointerMode_t mode)
{
    return onHandle(handle, true, [&] { handle->pointers = mode; });
}

extern "C" cublasStatus_t cublasGetPointerMode_v2(cublasHandle_t handle, cublasPointerMode_t* mode)
{
    return onHandle(handle, mode != nullptr, [&] { *mode = handle->pointers; });
}

extern "C" cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode)
{
    return onHandle(handle, true, [&] { handle->math = mode; });
}

extern "C" cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t* mode)
{
    return onHandle(handle, mode != nullptr, [&] { *mode = handle->math; });
}

extern "C" char const* cublasGetStatusString(cublasStatus_t status)
{
    switch (status)
    {
    case CUBLAS_STATUS_SUCCESS: return "CUBLAS_STATUS_SUCCESS";
    case CUBLAS_STATUS_NOT_INITIALIZED: return "CUBLAS_STATUS_NOT_INITIALIZED";
    case CUBLAS_STATUS_INVALID_VALUE: return "CUBLAS_STATUS_INVALID_VALUE";
    case CUBLAS_STATUS_NOT_SUPPORTED: return "CUBLAS_STATUS_NOT_SUPPORTED";
    default: return "CUBLAS_STATUS_INTERNAL_ERROR";
    }
}

extern "C" cublasStatus_t cublasSgemm_v2(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb,
    int m, int n, int k, float const* alpha, float const* A, int lda, float const* B, int ldb, float const* beta,
    float* C, int ldc)
{
    return products<float>(handle, transa, transb, m, n, k, alpha, {A, lda, 0}, {B, ldb, 0}, beta, {C, ldc, 0}, 1);
}

extern "C" cublasStatus_t cublasHgemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m,
    int n, int k, __half const* alpha, __half const* A, int lda, __half const* B, int ldb, __half const* beta,
    __half* C, int ldc)
{
    return products<__half>(handle, transa, transb, m, n, k, alpha, {A, lda, 0}, {B, ldb, 0}, beta, {C, ldc, 0}, 1);
}

extern "C" cublasStatus_t cublasSgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa,
    cublasOperation_t transb, int m, int n, int k, float const* alpha, float const* A, int lda, long long int strideA,
    float const* B, int ldb, long long int strideB, float const* beta, float* C, int ldc, long long int strideC,
    int batchCount)
{
    return products<float>(handle, transa, transb, m, n, k, alpha, {A, lda, strideA}, {B, ldb, strideB}, beta,
        {C, ldc, strideC}, batchCount);
}

extern "C" cublasStatus_t cublasHgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa,
    cublasOperation_t transb, int m, int n, int k, __half const* alpha, __half const* A, int lda, long long int strideA,
    __half const* B, int ldb, long long int strideB, __half const* beta, __half* C, int ldc, long long int strideC,
    int batchCount)
{
    return products<__half>(handle, transa, transb, m, n, k, alpha, {A, lda, strideA}, {B, ldb, strideB}, beta,
        {C, ldc, strideC}, batchCount);
}

extern "C" cublasStatus_t cublasSgemv_v2(cublasHandle_t handle, cublasOperation_t trans, int m, int n,
    float const* alpha, float const* A, int lda, float const* x, int incx, float const* beta, float* y, int incy)
{
    int const rows = trans == CUBLAS_OP_N ? m : n, columns = trans == CUBLAS_OP_N ? n : m;
    return elements(handle, rows, [&](long long row) {
        float sum = 0;
        for (long long i = 0; i < columns; ++i)
        {
            sum += A[trans == CUBLAS_OP_N ? row + i * lda : i + row * lda] * x[i * incx];
        }
        y[row * incy] = *alpha * sum + (*beta == 0 ? 0 : *beta * y[row * incy]);
    });
}

extern "C" cublasStatus_t cublasSaxpy_v2(
    cublasHandle_t handle, int n, float const* alpha, float const* x, int incx, float* y, int incy)
{
    return elements(handle, n, [&](long long i) { y[i * incy] += *alpha * x[i * incx]; });
}

extern "C" cublasStatus_t cublasSscal_v2(cublasHandle_t handle, int n, float const* alpha, float* x, int incx)
{
    return elements(handle, n, [&](long long i) { x[i * incx] *= *alpha; });
}

extern "C" cublasStatus_t cublasScopy_v2(cublasHandle_t handle, int n, float const* x, int incx, float* y, int incy)
{
    return elements(handle, n, [&](long long i) { y[i * incy] = x[i * incx]; });
}

extern "C" cublasStatus_t cublasSdot_v2(
    cublasHandle_t handle, int n, float const* x, int incx, float const* y, int incy, float* result)
{
    float sum = 0;
    cublasStatus_t const status = elements(handle, n, [&](long long i) { sum += x[i * incx] * y[i * incy]; });
    *result = sum;
    return status;
}
