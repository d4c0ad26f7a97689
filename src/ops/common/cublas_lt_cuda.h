// cuBLASLt, loaded when the first matrix product is made: engines without one do without the library.
#pragma once

#if TENON_CUDA

#include "base/result.h"

#include <cublasLt.h>

namespace tenon::ops
{

//! The entry points that products use; see cuBLAS's documentation.
struct CublasLt
{
    decltype(&cublasLtCreate) create;
    decltype(&cublasLtMatmul) matmul;
    decltype(&cublasLtMatmulAlgoGetHeuristic) heuristic;
    decltype(&cublasLtMatmulDescCreate) createProduct;
    decltype(&cublasLtMatmulDescDestroy) destroyProduct;
    decltype(&cublasLtMatmulDescSetAttribute) setProduct;
    decltype(&cublasLtMatrixLayoutCreate) createLayout;
    decltype(&cublasLtMatrixLayoutDestroy) destroyLayout;
    decltype(&cublasLtMatrixLayoutSetAttribute) setLayout;
    decltype(&cublasLtMatmulPreferenceCreate) createPreference;
    decltype(&cublasLtMatmulPreferenceDestroy) destroyPreference;
    decltype(&cublasLtMatmulPreferenceSetAttribute) setPreference;

    //! Error where the library or an entry point is not there. Lives until the process ends.
    static base::Result<CublasLt const*> load();
};

//! A handle for a device, shared by all threads (cuBLASLt's handles may be). Lives until the process ends.
base::Result<cublasLtHandle_t> cublasLtHandle(int32_t ordinal);

} // namespace tenon::ops

#endif // TENON_CUDA
