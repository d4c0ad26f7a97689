// Row-major C = A · B by cuBLASLt, which sees columns: Cᵀ = Bᵀ · Aᵀ
//
// Library:   loaded at the first product, so that the plugins load where it is not installed.
// Accuracy:  fp32 sums; fp32 operands without TF32.
#include "plugins/common/gemm.h"

#include <cublasLt.h>
#include <dlfcn.h>

#include <map>
#include <memory>
#include <mutex>
#include <tuple>

namespace tenon::plugins
{
namespace
{

//! The entry points, as the library's header declares them.
struct CublasLtCalls
{
    decltype(&cublasLtCreate) create;
    decltype(&cublasLtMatmul) matmul;
    decltype(&cublasLtMatmulAlgoGetHeuristic) heuristic;
    decltype(&cublasLtMatmulDescCreate) createProduct;
    decltype(&cublasLtMatrixLayoutCreate) createLayout;
    decltype(&cublasLtMatmulPreferenceCreate) createPreference;
    decltype(&cublasLtMatmulPreferenceDestroy) destroyPreference;
    decltype(&cublasLtMatmulPreferenceSetAttribute) setPreference;
};

template <typename Function>
bool findCall(void* library, char const* name, Function& function)
{
    function = reinterpret_cast<Function>(dlsym(library, name));
    return function != nullptr;
}

//! Null where the library, or one of the calls, is not there.
CublasLtCalls const* cublasLtCalls()
{
    static CublasLtCalls const* const loaded = []() -> CublasLtCalls const* {
        void* library = nullptr;
        for (char const* const name : {"libcublasLt.so.13", "libcublasLt.so.12", "libcublasLt.so"})
        {
            library = library == nullptr ? dlopen(name, RTLD_NOW | RTLD_LOCAL) : library;
        }
        static CublasLtCalls calls;
        bool const there = library != nullptr && findCall(library, "cublasLtCreate", calls.create)
            && findCall(library, "cublasLtMatmul", calls.matmul)
            && findCall(library, "cublasLtMatmulAlgoGetHeuristic", calls.heuristic)
            && findCall(library, "cublasLtMatmulDescCreate", calls.createProduct)
            && findCall(library, "cublasLtMatrixLayoutCreate", calls.createLayout)
            && findCall(library, "cublasLtMatmulPreferenceCreate", calls.createPreference)
            && findCall(library, "cublasLtMatmulPreferenceDestroy", calls.destroyPreference)
            && findCall(library, "cublasLtMatmulPreferenceSetAttribute", calls.setPreference);
        return there ? &calls : nullptr;
    }();
    return loaded;
}

//! Descriptors and an algorithm for one size; kept until the process ends.
struct CublasPlan
{
    cublasLtHandle_t handle{nullptr};
    cublasLtMatmulDesc_t product{nullptr};
    cublasLtMatrixLayout_t a{nullptr}, b{nullptr}, c{nullptr};
    cublasLtMatmulAlgo_t algorithm{};
};

uint32_t alignmentOf(void const* pointer)
{
    auto const address = reinterpret_cast<uintptr_t>(pointer);
    uint32_t alignment = 256;
    while (address % alignment != 0)
    {
        alignment /= 2;
    }
    return alignment;
}

bool chooseAlgorithm(CublasLtCalls const& calls, CublasPlan& plan, CudaGemm<void> const& gemm, size_t workspaceBytes)
{
    cublasLtMatmulPreference_t preference = nullptr;
    if (calls.createPreference(&preference) != CUBLAS_STATUS_SUCCESS)
    {
        return false;
    }
    uint64_t const bytes = workspaceBytes;
    // cuBLASLt's A is our B.
    uint32_t const alignments[]{alignmentOf(gemm.b), alignmentOf(gemm.a), alignmentOf(gemm.c)};
    bool ok = calls.setPreference(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &bytes, sizeof bytes)
            == CUBLAS_STATUS_SUCCESS
        && calls.setPreference(
               preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, &alignments[0], sizeof alignments[0])
            == CUBLAS_STATUS_SUCCESS
        && calls.setPreference(
               preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, &alignments[1], sizeof alignments[1])
            == CUBLAS_STATUS_SUCCESS
        && calls.setPreference(
               preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, &alignments[2], sizeof alignments[2])
            == CUBLAS_STATUS_SUCCESS
        && calls.setPreference(
               preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, &alignments[2], sizeof alignments[2])
            == CUBLAS_STATUS_SUCCESS;
    cublasLtMatmulHeuristicResult_t result{};
    int found = 0;
    ok = ok
        && calls.heuristic(plan.handle, plan.product, plan.b, plan.a, plan.c, plan.c, preference, 1, &result, &found)
            == CUBLAS_STATUS_SUCCESS
        && found == 1 && result.state == CUBLAS_STATUS_SUCCESS;
    static_cast<void>(calls.destroyPreference(preference));
    plan.algorithm = result.algo;
    return ok;
}

//! Null where there is no way to do it.
std::unique_ptr<CublasPlan> makePlan(CublasLtCalls const& calls, cublasLtHandle_t handle, nvinfer1::DataType type,
    CudaGemm<void> const& gemm, size_t workspaceBytes)
{
    cudaDataType_t const element = type == nvinfer1::DataType::kHALF ? CUDA_R_16F : CUDA_R_32F;
    auto const rows = static_cast<uint64_t>(gemm.rows);
    auto const columns = static_cast<uint64_t>(gemm.columns);
    auto const depth = static_cast<uint64_t>(gemm.depth);
    auto plan = std::make_unique<CublasPlan>();
    plan->handle = handle;
    bool const made = calls.createProduct(&plan->product, CUBLAS_COMPUTE_32F, CUDA_R_32F) == CUBLAS_STATUS_SUCCESS
        && calls.createLayout(&plan->b, element, columns, depth, gemm.columns) == CUBLAS_STATUS_SUCCESS
        && calls.createLayout(&plan->a, element, depth, rows, gemm.depth) == CUBLAS_STATUS_SUCCESS
        && calls.createLayout(&plan->c, element, columns, rows, gemm.columns) == CUBLAS_STATUS_SUCCESS;
    return made && chooseAlgorithm(calls, *plan, gemm, workspaceBytes) ? std::move(plan) : nullptr;
}

//! Plans and the library's handles, by device and size.
struct CublasPlans
{
    using Key = std::tuple<int, int32_t, int64_t, int64_t, int64_t, uint32_t, uint32_t, uint32_t, bool>;

    std::mutex mutex;
    std::map<int, cublasLtHandle_t> handles;
    std::map<Key, std::unique_ptr<CublasPlan>> plans; //!< null: there is none

    CublasPlan const* find(CublasLtCalls const& calls, nvinfer1::DataType type, CudaGemm<void> const& gemm)
    {
        int device = 0;
        if (cudaGetDevice(&device) != cudaSuccess)
        {
            return nullptr;
        }
        size_t const workspaceBytes = gemm.workspace == nullptr ? 0 : kProductWorkspaceBytes;
        Key const key{device, static_cast<int32_t>(type), gemm.rows, gemm.columns, gemm.depth, alignmentOf(gemm.a),
            alignmentOf(gemm.b), alignmentOf(gemm.c), workspaceBytes != 0};
        std::lock_guard<std::mutex> const lock(mutex);
        auto const known = plans.find(key);
        if (known != plans.end())
        {
            return known->second.get();
        }
        cublasLtHandle_t& handle = handles[device];
        if (handle == nullptr && calls.create(&handle) != CUBLAS_STATUS_SUCCESS)
        {
            handle = nullptr;
            return nullptr;
        }
        return plans.emplace(key, makePlan(calls, handle, type, gemm, workspaceBytes)).first->second.get();
    }
};

} // namespace

bool multiplyByCublas(nvinfer1::DataType type, CudaGemm<void> const& gemm, bool add, cudaStream_t stream)
{
    static auto* const plans = new CublasPlans;
    CublasLtCalls const* const calls = cublasLtCalls();
    CublasPlan const* const plan = calls == nullptr ? nullptr : plans->find(*calls, type, gemm);
    if (plan == nullptr)
    {
        return false;
    }
    float const one = 1.0F;
    float const beta = add ? 1.0F : 0.0F;
    return calls->matmul(plan->handle, plan->product, &one, gemm.b, plan->b, gemm.a, plan->a, &beta, gemm.c, plan->c,
               gemm.c, plan->c, &plan->algorithm, gemm.workspace,
               gemm.workspace == nullptr ? 0 : kProductWorkspaceBytes, stream)
        == CUBLAS_STATUS_SUCCESS;
}

} // namespace tenon::plugins
