// y = alpha + Σ beta[d] · i[d]; or numbers of SplitMix64, element i of inference n from hash(n, i), normal ones by Box and Muller.
//
// Loops:     rows along the last dimension.
// Threads:   rows; an element depends on its place alone, so that the result does not depend on the number of threads.
// Memory:    each element is written once.
// Accuracy:  linear spaces of fp32 are computed in double and rounded once. Random numbers have 24 bits.
// Source:    Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.
#include "ops/fill/fill.h"

#include "ops/common/rows.h"

#include <cmath>
#include <numbers>

namespace tenon::ops
{

using base::DataType;
using nvinfer1::FillOperation;

namespace
{

uint64_t mixed(uint64_t x)
{
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

//! In [0, 1), 24 bits.
double unit(uint64_t bits)
{
    return static_cast<double>(bits >> 40) * 0x1p-24;
}

class FillKernel final : public graph::Kernel
{
public:
    FillKernel(FillParams const& params, DataType type, bool hasDims, bool hasAlpha, bool hasBeta)
        : params_(params)
        , type_(type)
        , hasDims_(hasDims)
        , hasAlpha_(hasAlpha)
        , hasBeta_(hasBeta)
    {
    }

    base::Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(
            std::make_unique<FillKernel>(params_, type_, hasDims_, hasAlpha_, hasBeta_));
    }

    base::Status setShapes(std::span<graph::TensorDesc const>, std::span<graph::TensorDesc const> outputs) override
    {
        dims_ = outputs[0].dims;
        return {};
    }

    base::Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        void const* const alpha = hasAlpha_ ? inputs[hasDims_ ? 1 : 0] : nullptr;
        void const* const beta = hasBeta_ ? inputs[(hasDims_ ? 1 : 0) + (hasAlpha_ ? 1 : 0)] : nullptr;
        switch (type_)
        {
        case DataType::kINT32: space<int32_t, int64_t>(alpha, beta, outputs[0]); break;
        case DataType::kINT64: space<int64_t, int64_t>(alpha, beta, outputs[0]); break;
        default:
            params_.operation == FillOperation::kLINSPACE ? space<float, double>(alpha, beta, outputs[0])
                                                          : random(alpha, beta, static_cast<float*>(outputs[0]));
        }
        ++inference_;
        return {};
    }

private:
    //! Sums are formed in `Wide`.
    template <typename T, typename Wide>
    void space(void const* alpha, void const* beta, void* output) const
    {
        auto const given = [&](double real, int64_t integer) {
            return params_.integers ? static_cast<Wide>(integer) : static_cast<Wide>(real);
        };
        Wide const start = alpha != nullptr ? static_cast<Wide>(*static_cast<T const*>(alpha))
                                            : given(params_.alpha, params_.alphaInt);
        Wide steps[base::kMaxDims]{given(params_.beta, params_.betaInt)};
        for (int32_t d = 0; beta != nullptr && d < dims_.nbDims; ++d)
        {
            steps[d] = static_cast<Wide>(static_cast<T const*>(beta)[d]);
        }
        forRows(dims_, [&](int64_t const* at, int64_t first, int64_t length) {
            Wide base = start;
            for (int32_t d = 0; d + 1 < dims_.nbDims; ++d)
            {
                base += static_cast<Wide>(at[d]) * steps[d];
            }
            Wide const step = dims_.nbDims == 0 ? Wide{} : steps[dims_.nbDims - 1];
            for (int64_t i = 0; i < length; ++i)
            {
                static_cast<T*>(output)[first + i] = static_cast<T>(base + static_cast<Wide>(i) * step);
            }
        });
    }

    void random(void const* alpha, void const* beta, float* out) const
    {
        double const a = alpha != nullptr ? *static_cast<float const*>(alpha) : params_.alpha;
        double const b = beta != nullptr ? *static_cast<float const*>(beta) : params_.beta;
        uint64_t const seed = fillSeed(inference_ + 1);
        bool const uniform = params_.operation == FillOperation::kRANDOM_UNIFORM;
        forRows(dims_, [&](int64_t const*, int64_t first, int64_t length) {
            for (int64_t i = first; i < first + length; ++i)
            {
                uint64_t const bits = mixed(seed ^ static_cast<uint64_t>(i));
                double const u = unit(bits);
                double const radius = std::sqrt(-2.0 * std::log(1.0 - u));
                double const normal = radius * std::cos(2.0 * std::numbers::pi * unit(mixed(bits)));
                out[i] = static_cast<float>(uniform ? a + (b - a) * u : a + b * normal);
            }
        });
    }

    FillParams params_;
    DataType type_;
    bool hasDims_, hasAlpha_, hasBeta_;
    base::Dims dims_{};
    uint64_t inference_{0};
};

} // namespace

uint64_t fillSeed(uint64_t inference)
{
    return mixed(inference);
}

std::unique_ptr<graph::Kernel> makeFillCpu(
    FillParams const& params, DataType type, bool hasDims, bool hasAlpha, bool hasBeta)
{
    return std::make_unique<FillKernel>(params, type, hasDims, hasAlpha, hasBeta);
}

} // namespace tenon::ops
