// For each token x and each expert e of its, with score s:
//
//     g = x · gate[e] + gateBias[e]    u = x · up[e] + upBias[e]    y += s · (f(g, u) · down[e] + downBias[e])
//
// f(g, u) = g · u, or with SiLU, g cut at limit and u at ±limit:  g · sigmoid(alpha · g) · (u + beta)
//
// Loops:     experts; of each the tokens that chose it, at most kRows at a time, are gathered, go through three matrix products, and are
//            added to their places.
// Threads:   those of the matrix products; elements between them.
// Memory:    an expert's weights are read once for kRows of its tokens, and not at all where no token chose it.
// Accuracy:  fp32.
#include "ops/mixture_of_experts/mixture_of_experts.h"

#include "devices/cpu/parallel.h"

#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tenon::ops
{
namespace
{

using base::DataType;

constexpr int64_t kRows = 256;

//! One use of an expert by a token.
struct Visit
{
    int64_t token;
    float score;
};

struct ExpertMemory
{
    float *x, *gate, *up, *down;
    Visit* visits;

    ExpertMemory(void* workspace, int64_t hidden, int64_t inner)
        : x(static_cast<float*>(workspace))
        , gate(x + kRows * hidden)
        , up(gate + kRows * inner)
        , down(up + kRows * inner)
        , visits(reinterpret_cast<Visit*>(down + (kRows * hidden + 1) / 2 * 2))
    {
    }
    static size_t bytes(int64_t hidden, int64_t inner)
    {
        return static_cast<size_t>(2 * kRows * (hidden + inner) + 2) * sizeof(float) + kRows * sizeof(Visit);
    }
};

struct ExpertCall
{
    MixtureOfExpertsParams const& params;
    PlainShapes const& shapes;
    void const* const* inputs;
    float* y;
    int64_t hidden, inner;

    float const* floats(size_t input, int64_t offset = 0) const
    {
        return static_cast<float const*>(inputs[input]) + offset;
    }
    bool isBiased() const { return shapes.inputs.size() == MixtureOfExpertsOp::kInputs; }
    int64_t expertAt(int64_t use) const
    {
        return shapes.inputs[MixtureOfExpertsOp::kExperts].type == DataType::kINT32
            ? static_cast<int32_t const*>(inputs[MixtureOfExpertsOp::kExperts])[use]
            : static_cast<int64_t const*>(inputs[MixtureOfExpertsOp::kExperts])[use];
    }
};

base::Status product(float const* a, float const* b, float* c, int64_t rows, int64_t columns, int64_t depth)
{
    dnnl_status_t const status =
        dnnl_sgemm('N', 'N', rows, columns, depth, 1.0F, a, depth, b, columns, 0.0F, c, columns);
    return status == dnnl_success ? base::Status()
                                  : base::Status(base::error(base::ErrorCode::kINTERNAL_ERROR,
                                      "mixture of experts: expected oneDNN to multiply {}x{} by {}x{}, found status {}",
                                      rows, depth, depth, columns, static_cast<int>(status)));
}

//! gate = f(gate, up) for a row of an expert.
void activateRow(MixtureOfExpertsParams const& params, float* gate, float const* up, int64_t count)
{
    if (params.activation == nvinfer1::MoEActType::kNONE)
    {
        for (int64_t i = 0; i < count; ++i)
        {
            gate[i] *= up[i];
        }
        return;
    }
    for (int64_t i = 0; i < count; ++i)
    {
        float const g = std::min(gate[i], params.limit);
        float const u = std::clamp(up[i], -params.limit, params.limit);
        gate[i] = g / (1.0F + std::exp(-params.alpha * g)) * (u + params.beta);
    }
}

void addBias(float* row, float const* bias, int64_t count)
{
    for (int64_t i = 0; i < count; ++i)
    {
        row[i] += bias[i];
    }
}

//! What `count` tokens get of an expert.
base::Status visitExpert(ExpertCall const& call, ExpertMemory const& memory, int64_t expert, int64_t count)
{
    int64_t const hidden = call.hidden;
    int64_t const inner = call.inner;
    for (int64_t i = 0; i < count; ++i)
    {
        std::memcpy(memory.x + i * hidden, call.floats(MixtureOfExpertsOp::kHidden, memory.visits[i].token * hidden),
            static_cast<size_t>(hidden) * sizeof(float));
    }
    int64_t const matrix = expert * hidden * inner;
    TENON_CHECK(
        product(memory.x, call.floats(MixtureOfExpertsOp::kGateWeights, matrix), memory.gate, count, inner, hidden));
    TENON_CHECK(
        product(memory.x, call.floats(MixtureOfExpertsOp::kUpWeights, matrix), memory.up, count, inner, hidden));
    devices::parallelFor(
        count, std::max<int64_t>(4096 / std::max<int64_t>(inner, 1), 1), [&](int64_t begin, int64_t end) {
            for (int64_t i = begin; i < end; ++i)
            {
                if (call.isBiased())
                {
                    addBias(
                        memory.gate + i * inner, call.floats(MixtureOfExpertsOp::kGateBiases, expert * inner), inner);
                    addBias(memory.up + i * inner, call.floats(MixtureOfExpertsOp::kUpBiases, expert * inner), inner);
                }
                activateRow(call.params, memory.gate + i * inner, memory.up + i * inner, inner);
            }
        });
    TENON_CHECK(
        product(memory.gate, call.floats(MixtureOfExpertsOp::kDownWeights, matrix), memory.down, count, hidden, inner));
    // In order: a token may have chosen an expert twice.
    for (int64_t i = 0; i < count; ++i)
    {
        float* const row = memory.down + i * hidden;
        if (call.isBiased())
        {
            addBias(row, call.floats(MixtureOfExpertsOp::kDownBiases, expert * hidden), hidden);
        }
        float* const y = call.y + memory.visits[i].token * hidden;
        float const score = memory.visits[i].score;
        for (int64_t h = 0; h < hidden; ++h)
        {
            y[h] += score * row[h];
        }
    }
    return {};
}

base::Status mix(ExpertCall const& call, void* workspace)
{
    base::Dims const& chosen = call.shapes.inputs[MixtureOfExpertsOp::kExperts].dims;
    int64_t const ofToken = chosen.d[2];
    int64_t const tokens = chosen.d[0] * chosen.d[1];
    int64_t const experts = call.shapes.inputs[MixtureOfExpertsOp::kGateWeights].dims.d[0];
    std::fill_n(call.y, tokens * call.hidden, 0.0F);
    for (int64_t use = 0; use < tokens * ofToken; ++use)
    {
        if (int64_t const expert = call.expertAt(use); expert < 0 || expert >= experts)
        {
            return base::invalidArgument(
                "mixture of experts: expected selected experts from 0 to {}, found {} for token {}", experts - 1,
                expert, use / ofToken);
        }
    }
    if (call.hidden == 0 || call.inner == 0)
    {
        return {};
    }
    ExpertMemory const memory(workspace, call.hidden, call.inner);
    for (int64_t expert = 0; expert < experts; ++expert)
    {
        int64_t count = 0;
        for (int64_t use = 0; use < tokens * ofToken; ++use)
        {
            if (call.expertAt(use) != expert)
            {
                continue;
            }
            memory.visits[count++] = {use / ofToken, *call.floats(MixtureOfExpertsOp::kScores, use)};
            if (count == kRows)
            {
                TENON_CHECK(visitExpert(call, memory, expert, std::exchange(count, 0)));
            }
        }
        TENON_CHECK(count == 0 ? base::Status() : visitExpert(call, memory, expert, count));
    }
    return {};
}

} // namespace

std::unique_ptr<graph::Kernel> makeMixtureOfExpertsCpu(
    MixtureOfExpertsParams const& params, int64_t hidden, int64_t inner, CheckPlain check)
{
    auto run = [params, hidden, inner](
                   PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void* workspace) {
        return mix({params, shapes, inputs, static_cast<float*>(outputs[0]), hidden, inner}, workspace);
    };
    return makePlainKernel(std::move(run), std::move(check), ExpertMemory::bytes(hidden, inner));
}

} // namespace tenon::ops
