// C[i, j] = act(bias[j] + Σ over k of A[i, k] · B[k, j])
//
// Threads and blocking are cuBLASLt's, whose heuristic is asked when shapes are set. It thinks in columns, so that it is given Cᵀ = Bᵀ · Aᵀ: the
// same memory. Bias and ReLU are its epilogue; other activations are a kernel in place behind it. Batch dimensions that both operands have, or
// that one repeats, are merged; the innermost is a strided batch of one call, each step of others a call.
// Accuracy: sums in fp32, in an order that depends on the sizes. fp32 is computed as fp32, never as TF32.
#include "ops/common/matrix_product_cuda.h"

#if TENON_CUDA
#include "devices/cuda/cuda_status.h"
#include "ops/activation/activation_cuda.h"
#include "ops/common/cublas_lt_cuda.h"

#include <algorithm>

namespace tenon::ops
{
namespace
{

using base::DataType;
using base::Dims;
using base::Result;
using base::Status;
using graph::Kernel;
using graph::TensorDesc;

constexpr int64_t kMinWorkspaceBytes = 64 << 10;
//! Small, because users limit it; it matters for few rows and a long k alone.
constexpr int64_t kMaxWorkspaceBytes = 4 << 20;

Status check(cublasStatus_t status, char const* call)
{
    return status == CUBLAS_STATUS_SUCCESS ? base::okStatus()
                                           : Status(base::error(base::ErrorCode::kFAILED_EXECUTION,
                                               "{}: expected status 0, found {}", call, static_cast<int32_t>(status)));
}

cudaDataType_t cublasTypeOf(DataType type)
{
    return type == DataType::kHALF ? CUDA_R_16F : (type == DataType::kBF16 ? CUDA_R_16BF : CUDA_R_32F);
}

//! A product's descriptors and algorithm. Owned; not copied.
class CublasLtProduct
{
public:
    CublasLtProduct(CublasLt const& library, cublasLtHandle_t handle)
        : library_(library)
        , handle_(handle)
    {
    }
    ~CublasLtProduct()
    {
        for (cublasLtMatrixLayout_t const layout : {a_, b_, c_})
        {
            if (layout != nullptr)
            {
                static_cast<void>(library_.destroyLayout(layout));
            }
        }
        if (desc_ != nullptr)
        {
            static_cast<void>(library_.destroyProduct(desc_));
        }
    }
    CublasLtProduct(CublasLtProduct const&) = delete;
    CublasLtProduct& operator=(CublasLtProduct const&) = delete;

    Status describe(ProductSizes const& sizes, DataType type, int64_t batch, bool repeatA, bool repeatB)
    {
        TENON_CHECK(check(library_.createProduct(&desc_, CUBLAS_COMPUTE_32F, CUDA_R_32F), "cublasLtMatmulDescCreate"));
        cublasOperation_t const opB = sizes.transposeB ? CUBLAS_OP_T : CUBLAS_OP_N;
        cublasOperation_t const opA = sizes.transposeA ? CUBLAS_OP_T : CUBLAS_OP_N;
        TENON_CHECK(set(CUBLASLT_MATMUL_DESC_TRANSA, opB));
        TENON_CHECK(set(CUBLASLT_MATMUL_DESC_TRANSB, opA));
        TENON_CHECK(layout(b_, type, sizes.n, sizes.k, sizes.transposeB, batch, repeatB ? 0 : sizes.n * sizes.k));
        TENON_CHECK(layout(a_, type, sizes.k, sizes.m, sizes.transposeA, batch, repeatA ? 0 : sizes.k * sizes.m));
        return layout(c_, type, sizes.n, sizes.m, false, batch, sizes.n * sizes.m);
    }

    //! Bias (fp32) and ReLU behind the product.
    Status setEpilogue(void const* bias, bool relu)
    {
        cublasLtEpilogue_t const epilogue =
            relu ? (bias == nullptr ? CUBLASLT_EPILOGUE_RELU : CUBLASLT_EPILOGUE_RELU_BIAS) : CUBLASLT_EPILOGUE_BIAS;
        TENON_CHECK(set(CUBLASLT_MATMUL_DESC_EPILOGUE, epilogue));
        return bias == nullptr ? base::okStatus() : set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, bias);
    }

    //! False where there is no algorithm.
    Result<bool> chooseAlgorithm(size_t workspaceBytes)
    {
        cublasLtMatmulPreference_t preference = nullptr;
        TENON_CHECK(check(library_.createPreference(&preference), "cublasLtMatmulPreferenceCreate"));
        uint64_t const bytes = workspaceBytes;
        cublasStatus_t status =
            library_.setPreference(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &bytes, sizeof bytes);
        int found = 0;
        cublasLtMatmulHeuristicResult_t result{};
        if (status == CUBLAS_STATUS_SUCCESS)
        {
            status = library_.heuristic(handle_, desc_, b_, a_, c_, c_, preference, 1, &result, &found);
        }
        static_cast<void>(library_.destroyPreference(preference));
        if (status == CUBLAS_STATUS_NOT_SUPPORTED || found == 0 || result.state != CUBLAS_STATUS_SUCCESS)
        {
            return false;
        }
        TENON_CHECK(check(status, "cublasLtMatmulAlgoGetHeuristic"));
        algorithm_ = result.algo;
        return true;
    }

    Status run(void const* a, void const* b, void* c, void* workspace, size_t workspaceBytes, cudaStream_t stream) const
    {
        float const one = 1.0F;
        float const zero = 0.0F;
        return check(library_.matmul(handle_, desc_, &one, b, b_, a, a_, &zero, c, c_, c, c_, &algorithm_, workspace,
                         workspaceBytes, stream),
            "cublasLtMatmul");
    }

private:
    template <typename Value>
    Status set(cublasLtMatmulDescAttributes_t attribute, Value const& value)
    {
        return check(library_.setProduct(desc_, attribute, &value, sizeof value), "cublasLtMatmulDescSetAttribute");
    }

    //! A matrix of rows × columns as the product sees it, in columns; stored transposed or not.
    Status layout(cublasLtMatrixLayout_t& made, DataType type, int64_t rows, int64_t columns, bool transposed,
        int64_t batch, int64_t stride)
    {
        int64_t const storedRows = transposed ? columns : rows;
        int64_t const storedColumns = transposed ? rows : columns;
        TENON_CHECK(check(library_.createLayout(&made, cublasTypeOf(type), static_cast<uint64_t>(storedRows),
                              static_cast<uint64_t>(storedColumns), storedRows),
            "cublasLtMatrixLayoutCreate"));
        auto const count = static_cast<int32_t>(batch);
        TENON_CHECK(check(library_.setLayout(made, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, &count, sizeof count),
            "cublasLtMatrixLayoutSetAttribute"));
        return check(library_.setLayout(made, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, &stride, sizeof stride),
            "cublasLtMatrixLayoutSetAttribute");
    }

    CublasLt const& library_;
    cublasLtHandle_t handle_;
    cublasLtMatmulDesc_t desc_{nullptr};
    cublasLtMatrixLayout_t a_{nullptr}, b_{nullptr}, c_{nullptr};
    cublasLtMatmulAlgo_t algorithm_{};
};

class ProductKernel final : public Kernel
{
public:
    ProductKernel(CublasLt const& library, cublasLtHandle_t handle, std::shared_ptr<CudaProductOperands const> operands,
        ProductSizesFor sizesFor, int32_t ordinal, size_t workspaceBytes)
        : library_(library)
        , handle_(handle)
        , operands_(std::move(operands))
        , sizesFor_(std::move(sizesFor))
        , ordinal_(ordinal)
        , workspaceBytes_(workspaceBytes)
    {
    }

    Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(
            std::make_unique<ProductKernel>(library_, handle_, operands_, sizesFor_, ordinal_, workspaceBytes_));
    }

    size_t maxWorkspaceBytes() const override { return workspaceBytes_; }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const>) override
    {
        std::vector<Dims> dims;
        for (TensorDesc const& input : inputs)
        {
            dims.push_back(input.dims);
        }
        TENON_ASSIGN(ProductSizes const given, sizesFor_(dims));
        sizes_ = merged(given);
        count_ = sizes_.m * sizes_.n;
        for (int64_t const size : resultBatch(sizes_))
        {
            count_ *= size;
        }
        product_.reset();
        fused_ = false;
        return count_ == 0 || sizes_.k == 0 ? base::okStatus() : prepare();
    }

    Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle handle) override
    {
        auto* const stream = static_cast<cudaStream_t>(handle);
        auto* const out = static_cast<std::byte*>(outputs[0]);
        if (count_ == 0)
        {
            return {};
        }
        int64_t const elementBytes = base::bytesOf(operands_->type);
        if (product_ == nullptr) // a sum over nothing
        {
            TENON_CHECK(devices::checkCuda(cudaMemsetAsync(out, 0, static_cast<size_t>(count_ * elementBytes), stream),
                "clearing a product", ordinal_));
        }
        else
        {
            auto const* const a = static_cast<std::byte const*>(inputs[0]);
            auto const* const b =
                static_cast<std::byte const*>(operands_->constantB == nullptr ? inputs[1] : operands_->constantB.get());
            for (Step const& step : steps_)
            {
                TENON_CHECK(product_->run(a + step.a * elementBytes, b + step.b * elementBytes,
                    out + step.c * elementBytes, workspace, workspaceBytes_, stream));
            }
        }
        if (fused_)
        {
            return {};
        }
        FusedActivation const& activation = operands_->activation;
        return devices::checkCuda(
            launchBiasActivation(static_cast<int32_t>(activation.kind), activation.alpha, activation.beta,
                operands_->type, out, static_cast<float const*>(operands_->bias.get()), sizes_.n, 1, count_, stream),
            "launching the activation behind a product", ordinal_);
    }

private:
    //! One call's places, in elements.
    struct Step
    {
        int64_t a, b, c;
    };

    Status prepare()
    {
        bool const batched = !sizes_.batchA.empty();
        int64_t const batch = batched ? std::max(sizes_.batchA.back(), sizes_.batchB.back()) : 1;
        bool const repeatA = batched && sizes_.batchA.back() == 1;
        bool const repeatB = batched && sizes_.batchB.back() == 1;
        bool const relu =
            operands_->activation.kind == static_cast<FusedActivation::Kind>(nvinfer1::ActivationType::kRELU);
        bool const none = operands_->activation.none();
        // cuBLASLt's bias has the type of the result; ours stays fp32.
        bool const bias = operands_->bias != nullptr;
        bool const epilogue = (relu || (none && bias)) && (!bias || operands_->type == DataType::kFLOAT);
        for (bool const withEpilogue : {true, false})
        {
            if (withEpilogue && !epilogue)
            {
                continue;
            }
            auto product = std::make_unique<CublasLtProduct>(library_, handle_);
            TENON_CHECK(product->describe(sizes_, operands_->type, batch, repeatA, repeatB));
            if (withEpilogue)
            {
                TENON_CHECK(product->setEpilogue(operands_->bias.get(), relu));
            }
            TENON_ASSIGN(bool const found, product->chooseAlgorithm(workspaceBytes_));
            if (found)
            {
                fused_ = withEpilogue;
                product_ = std::move(product);
                listSteps();
                return {};
            }
        }
        return base::error(base::ErrorCode::kFAILED_EXECUTION,
            "matrix product of {} x {} and {} x {} in {}: cuBLASLt has no algorithm", sizes_.m, sizes_.k, sizes_.k,
            sizes_.n, base::name(operands_->type));
    }

    //! All steps of the batch dimensions but the innermost.
    void listSteps()
    {
        steps_.assign(1, {0, 0, 0});
        if (sizes_.batchA.empty())
        {
            return;
        }
        size_t const last = sizes_.batchA.size() - 1;
        int64_t aStride = sizes_.m * sizes_.k * sizes_.batchA[last];
        int64_t bStride = sizes_.k * sizes_.n * sizes_.batchB[last];
        int64_t cStride = sizes_.m * sizes_.n * std::max(sizes_.batchA[last], sizes_.batchB[last]);
        for (size_t i = last; i-- > 0;)
        {
            int64_t const a = sizes_.batchA[i];
            int64_t const b = sizes_.batchB[i];
            std::vector<Step> all;
            for (int64_t place = 0; place < std::max(a, b); ++place)
            {
                for (Step const& step : steps_)
                {
                    all.push_back({step.a + (a == 1 ? 0 : place * aStride), step.b + (b == 1 ? 0 : place * bStride),
                        step.c + place * cStride});
                }
            }
            steps_ = std::move(all);
            aStride *= a;
            bStride *= b;
            cStride *= std::max(a, b);
        }
    }

    CublasLt const& library_;
    cublasLtHandle_t handle_;
    std::shared_ptr<CudaProductOperands const> operands_;
    ProductSizesFor sizesFor_;
    int32_t ordinal_;
    size_t workspaceBytes_;
    ProductSizes sizes_;
    int64_t count_{0};
    bool fused_{false};
    std::unique_ptr<CublasLtProduct> product_; //!< null: a sum over nothing
    std::vector<Step> steps_;
};

} // namespace

Result<std::unique_ptr<Kernel>> makeProductCuda(
    CudaProductOperands operands, ProductSizesFor sizesFor, graph::KernelRequest const& request)
{
    TENON_ASSIGN(CublasLt const* const library, CublasLt::load());
    TENON_ASSIGN(cublasLtHandle_t const handle, cublasLtHandle(request.device->ordinal()));
    int64_t bytes = 0;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        // Room for partial sums of a product that is cut along k.
        TENON_ASSIGN(int64_t const count, base::volume(profile.outputs[0].max));
        bytes = std::max(bytes, std::clamp(count, kMinWorkspaceBytes / 16, kMaxWorkspaceBytes / 16) * 16);
    }
    auto shared = std::make_shared<CudaProductOperands const>(std::move(operands));
    return std::unique_ptr<Kernel>(std::make_unique<ProductKernel>(*library, handle, std::move(shared),
        std::move(sizesFor), request.device->ordinal(), static_cast<size_t>(bytes)));
}

} // namespace tenon::ops
#endif // TENON_CUDA
