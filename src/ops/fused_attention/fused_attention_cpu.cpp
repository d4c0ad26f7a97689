// out[b, i, h, :] = Σ over j of softmax over j(scale · Σ over d of Q[b, i, h, d] · K[b, j, h, d], masked) · V[b, j, h, :]
//
// Two batched products of oneDNN over strided views of the tensors, whatever order their heads and tokens stand in, with the softmax of
// masked_softmax_cpu.cpp in place between them.
//
// Threads:   oneDNN divides batch, heads and rows; softmax divides rows. Memory: the scores lie in the workspace, 4 bytes for each pair of
// tokens, head and batch, written and read by each of the three; queries, keys, values and output once each.
// Accuracy:  fp32 sums, in an order that depends on the sizes.
#include "devices/cpu/onednn_program.h"
#include "ops/common/program_kernel.h"
#include "ops/fused_attention/fused_attention.h"
#include "ops/fused_attention/masked_softmax_cpu.h"

#include <cstring>

namespace tenon::ops
{
namespace
{

using base::Dims;
using base::Result;
using base::Status;
using devices::onednn::Desc;
using devices::onednn::Program;
using devices::onednn::Sizes;
using graph::TensorDesc;

//! A tensor as [batch, heads, rows, columns] with strides; `columns` is its depth, or its tokens where they are to be columns.
Desc viewOf(Dims const& dims, HeadOrder order, bool tokensAreColumns)
{
    int64_t strides[4];
    int64_t step = 1;
    for (int32_t i = 3; i >= 0; --i)
    {
        strides[i] = step;
        step *= dims.d[i];
    }
    HeadPlaces const at = placesOf(order);
    size_t const rows = tokensAreColumns ? at.depth : at.tokens;
    size_t const columns = tokensAreColumns ? at.tokens : at.depth;
    return devices::onednn::stridedDesc({dims.d[0], dims.d[at.heads], dims.d[rows], dims.d[columns]},
        {strides[0], strides[at.heads], strides[rows], strides[columns]});
}

Result<attention::Scores> scoresOf(
    FusedAttentionParams const& params, std::span<TensorDesc const> inputs, TensorDesc const& output)
{
    HeadPlaces const q = placesOf(params.queries);
    HeadPlaces const k = placesOf(params.keys);
    HeadPlaces const v = placesOf(params.values);
    HeadPlaces const o = placesOf(params.output);
    Dims const& queries = inputs[0].dims;
    Dims const& keys = inputs[1].dims;
    Dims const& values = inputs[2].dims;
    Dims const& out = output.dims;
    bool const fits = queries.d[0] == keys.d[0] && queries.d[0] == values.d[0] && queries.d[q.heads] == keys.d[k.heads]
        && queries.d[q.heads] == values.d[v.heads] && queries.d[q.depth] == keys.d[k.depth]
        && keys.d[k.tokens] == values.d[v.tokens] && out.d[0] == queries.d[0] && out.d[o.heads] == queries.d[q.heads]
        && out.d[o.tokens] == queries.d[q.tokens] && out.d[o.depth] == values.d[v.depth];
    if (!fits)
    {
        return base::invalidArgument(
            "attention: expected queries, keys and values of equal batch, heads and depth, and as many values as keys, found {}, {} and {} for {}",
            base::toString(queries), base::toString(keys), base::toString(values), base::toString(out));
    }
    return attention::Scores{queries.d[0], queries.d[q.heads], queries.d[q.tokens], keys.d[k.tokens], params.scale};
}

//! Steps of the mask; its address is set for each run.
Result<attention::Mask> maskFor(TensorDesc const& mask, attention::Scores const& scores, float fill)
{
    attention::Mask made;
    made.fill = fill;
    int64_t const wanted[]{scores.batch, scores.heads, scores.rows, scores.columns};
    int64_t step = 1;
    for (int32_t i = 3; i >= 0; --i)
    {
        if (mask.dims.d[i] != 1 && mask.dims.d[i] != wanted[i])
        {
            return base::invalidArgument(
                "attention: expected a mask that is broadcast to the scores {}x{}x{}x{}, found {}", wanted[0],
                wanted[1], wanted[2], wanted[3], base::toString(mask.dims));
        }
        made.step[i] = mask.dims.d[i] == 1 ? 0 : step;
        step *= mask.dims.d[i];
    }
    return made;
}

Status addSoftmax(Program& program, FusedAttentionParams const& params, bool building, attention::Scores const& sizes,
    std::span<TensorDesc const> inputs, Program::Value scores)
{
    if (inputs.size() < 4)
    {
        program.add(scores, [sizes](void const* const*, void* const*, void* values) {
            attention::maskedSoftmax(sizes, {}, static_cast<float*>(values));
        });
        return {};
    }
    auto const fitting = maskFor(inputs[3], sizes, params.fill);
    if (!fitting.ok() && !building)
    {
        return fitting.error();
    }
    attention::Mask const mask = fitting.ok() ? *fitting : attention::Mask{};
    bool const isCondition = inputs[3].type == base::DataType::kBOOL;
    program.add(scores, [sizes, mask, isCondition](void const* const* addresses, void* const*, void* values) {
        attention::Mask placed = mask;
        placed.added = isCondition ? nullptr : static_cast<float const*>(addresses[3]);
        placed.condition = isCondition ? static_cast<uint8_t const*>(addresses[3]) : nullptr;
        attention::maskedSoftmax(sizes, placed, static_cast<float*>(values));
    });
    return {};
}

//! `building`: for the bounds of a profile, which need not fit each other (each dimension is bounded by itself). What does not is never run.
Result<Program> buildAttention(FusedAttentionParams const& params, bool building, std::span<TensorDesc const> inputs,
    std::span<TensorDesc const> outputs)
{
    Program program;
    auto const fitting = scoresOf(params, inputs, outputs[0]);
    if (!fitting.ok())
    {
        return building ? Result<Program>(std::move(program)) : Result<Program>(fitting.error());
    }
    attention::Scores const sizes = *fitting;
    if (base::volumeUnchecked(outputs[0].dims) == 0)
    {
        return program;
    }
    bool const empty = sizes.columns == 0 || base::volumeUnchecked(inputs[0].dims) == 0;
    if (empty)
    {
        // A sum over no tokens.
        size_t const bytes = static_cast<size_t>(base::volumeUnchecked(outputs[0].dims)) * sizeof(float);
        program.add([bytes](void const* const*, void* const* addresses) { std::memset(addresses[0], 0, bytes); });
        return program;
    }
    Desc const scoresDesc = devices::onednn::plainDesc({sizes.batch, sizes.heads, sizes.rows, sizes.columns});
    Desc const queries = viewOf(inputs[0].dims, params.queries, false);
    Desc const keys = viewOf(inputs[1].dims, params.keys, true);
    Desc const values = viewOf(inputs[2].dims, params.values, false);
    Desc const output = viewOf(outputs[0].dims, params.output, false);
    TENON_ASSIGN(auto const first, devices::onednn::makeMatmul({queries, keys, scoresDesc, std::nullopt, {}}));
    TENON_ASSIGN(auto const second, devices::onednn::makeMatmul({scoresDesc, values, output, std::nullopt, {}}));
    Program::Value const scores = program.temporary(scoresDesc);
    TENON_CHECK(program.add(first,
        {{DNNL_ARG_SRC, program.input(0, queries)}, {DNNL_ARG_WEIGHTS, program.input(1, keys)},
            {DNNL_ARG_DST, scores}}));
    TENON_CHECK(addSoftmax(program, params, building, sizes, inputs, scores));
    TENON_CHECK(program.add(second,
        {{DNNL_ARG_SRC, scores}, {DNNL_ARG_WEIGHTS, program.input(2, values)},
            {DNNL_ARG_DST, program.output(0, output)}}));
    return program;
}

} // namespace

Result<std::unique_ptr<graph::Kernel>> makeFusedAttentionCpu(
    FusedAttentionParams const& params, graph::KernelRequest const& request)
{
    auto const building = std::make_shared<bool>(true);
    auto kernel = makeProgramKernel(request,
        [params, building](auto inputs, auto outputs) { return buildAttention(params, *building, inputs, outputs); });
    // From here on shapes are those of inferences.
    *building = false;
    return kernel;
}

} // namespace tenon::ops
