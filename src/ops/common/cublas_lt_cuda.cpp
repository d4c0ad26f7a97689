#include "ops/common/cublas_lt_cuda.h"

#if TENON_CUDA
#include "devices/cuda/cuda_status.h"
#include "ops/common/library_symbols_cuda.h"

#include <map>
#include <mutex>

namespace tenon::ops
{

base::Result<CublasLt const*> CublasLt::load()
{
    static base::Result<CublasLt const*> const loaded = []() -> base::Result<CublasLt const*> {
        TENON_ASSIGN(LibrarySymbols const library,
            LibrarySymbols::open("cuBLASLt", {"libcublasLt.so.13", "libcublasLt.so.12", "libcublasLt.so"}));
        static CublasLt table;
        TENON_CHECK(library.find("cublasLtCreate", table.create));
        TENON_CHECK(library.find("cublasLtMatmul", table.matmul));
        TENON_CHECK(library.find("cublasLtMatmulAlgoGetHeuristic", table.heuristic));
        TENON_CHECK(library.find("cublasLtMatmulDescCreate", table.createProduct));
        TENON_CHECK(library.find("cublasLtMatmulDescDestroy", table.destroyProduct));
        TENON_CHECK(library.find("cublasLtMatmulDescSetAttribute", table.setProduct));
        TENON_CHECK(library.find("cublasLtMatrixLayoutCreate", table.createLayout));
        TENON_CHECK(library.find("cublasLtMatrixLayoutDestroy", table.destroyLayout));
        TENON_CHECK(library.find("cublasLtMatrixLayoutSetAttribute", table.setLayout));
        TENON_CHECK(library.find("cublasLtMatmulPreferenceCreate", table.createPreference));
        TENON_CHECK(library.find("cublasLtMatmulPreferenceDestroy", table.destroyPreference));
        TENON_CHECK(library.find("cublasLtMatmulPreferenceSetAttribute", table.setPreference));
        return &table;
    }();
    return loaded;
}

base::Result<cublasLtHandle_t> cublasLtHandle(int32_t ordinal)
{
    static std::mutex* const mutex = new std::mutex;
    static auto* const handles = new std::map<int32_t, cublasLtHandle_t>;
    std::lock_guard const lock(*mutex);
    auto const known = handles->find(ordinal);
    if (known != handles->end())
    {
        return known->second;
    }
    TENON_ASSIGN(CublasLt const* const library, CublasLt::load());
    devices::CurrentDevice const current(ordinal);
    cublasLtHandle_t handle = nullptr;
    if (cublasStatus_t const status = library->create(&handle); status != CUBLAS_STATUS_SUCCESS)
    {
        return base::error(base::ErrorCode::kFAILED_INITIALIZATION,
            "device cuda:{}: cublasLtCreate: expected status 0, found {}", ordinal, static_cast<int32_t>(status));
    }
    (*handles)[ordinal] = handle;
    return handle;
}

} // namespace tenon::ops
#endif // TENON_CUDA
