// For each batch item and group columns = wᵀ · x, a product of matrices [output maps · kernel elements, channels] · [channels, elements of x]; each row is what one
// kernel element contributes to one output map, and deconvolution_columns.cpp adds them up there. Groups of one channel are deconvolution_loops.cpp's.
//
// Threads:   oneDNN's in the product.
// Memory:    constant weights are transposed once for all contexts, others each time. Columns lie in the workspace: as many output maps at a time as make up
//            half a megabyte, where the weights are constant, so that they stay in the cache.
// Accuracy:  fp32 sums, in an order that depends on the sizes.
#include "ops/common/program_kernel.h"
#include "ops/deconvolution/deconvolution.h"
#include "ops/deconvolution/deconvolution_columns.h"
#include "ops/deconvolution/deconvolution_loops.h"

#include <algorithm>

namespace tenon::ops
{

namespace
{

using devices::onednn::Desc;
using devices::onednn::Program;
using devices::onednn::SharedWeights;
using devices::onednn::Sizes;

constexpr int64_t kColumnsAtATime = 128 * 1024;             //!< of constant weights
constexpr int64_t kMostColumns = 64 * int64_t{1024} * 1024; //!< of weights that are an input

//! What all programs of one kernel share.
struct Deconvolution
{
    DeconvolutionParams params; //!< weights left out
    graph::ConstantData kernel, bias;
    bool biasInput{false};
    std::shared_ptr<SharedWeights> weights; //!< [groups, output maps · kernel elements, channels]; null: input 1

    size_t biasIndex() const { return kernel.empty() ? 2 : 1; }
    float const* biasOf(void const* const* inputs) const
    {
        return static_cast<float const*>(biasInput ? inputs[biasIndex()] : bias.data);
    }
};

int64_t elementsIn(std::array<int64_t, 3> const& all)
{
    return all[0] * all[1] * all[2];
}

Desc weightsDesc(int64_t groups, int64_t rows, int64_t channels, bool transposed)
{
    Sizes const strides = transposed ? Sizes{channels * rows, 1, rows} : Sizes{channels * rows, channels, 1};
    return devices::onednn::stridedDesc({groups, rows, channels}, strides);
}

//! The dimensions that count: one product for each batch item and group.
Desc matrixDesc(TransposedProblem const& p, bool batched, int64_t groupStep, int64_t rows, int64_t columns)
{
    Sizes sizes{rows, columns};
    Sizes strides{columns, 1};
    if (p.groups > 1)
    {
        sizes.insert(sizes.begin(), p.groups);
        strides.insert(strides.begin(), groupStep);
    }
    if (p.batch > 1)
    {
        sizes.insert(sizes.begin(), batched ? p.batch : 1);
        strides.insert(strides.begin(), groupStep * p.groups);
    }
    return devices::onednn::stridedDesc(sizes, strides);
}

Status checkWeightInputs(Deconvolution const& op, TransposedProblem const& p, std::span<graph::TensorDesc const> inputs)
{
    int64_t const wanted = p.channels * (p.maps / p.groups) * elementsIn(p.kernel);
    int64_t const found = op.kernel.empty() ? base::volumeUnchecked(inputs[1].dims) : op.kernel.count;
    if (found != wanted)
    {
        return base::invalidArgument("kernel weights: expected {} values, found {}", wanted, found);
    }
    int64_t const biases = op.biasInput ? base::volumeUnchecked(inputs[op.biasIndex()].dims) : p.maps;
    if (biases != p.maps)
    {
        return base::invalidArgument("bias weights: expected {} values, found {}", p.maps, biases);
    }
    return {};
}

void addLoops(Program& program, std::shared_ptr<Deconvolution const> const& op, TransposedProblem const& problem)
{
    program.add([op, problem](void const* const* inputs, void* const* outputs) {
        void const* const w = op->kernel.empty() ? inputs[1] : op->kernel.data;
        deconvolveByLoops(problem, static_cast<float const*>(inputs[0]), static_cast<float const*>(w),
            op->biasOf(inputs), static_cast<float*>(outputs[0]));
    });
}

//! Adds products, `count` output maps of each group at a time, and what adds them up.
Status addProducts(
    Program& program, std::shared_ptr<Deconvolution const> const& op, TransposedProblem const& p, int64_t count)
{
    int64_t const channels = p.channels / p.groups;
    int64_t const maps = p.maps / p.groups;
    int64_t const kernelVolume = elementsIn(p.kernel);
    int64_t const inVolume = elementsIn(p.in);
    int64_t const rows = count * kernelVolume;
    devices::onednn::MatmulSpec spec;
    spec.source = matrixDesc(p, false, maps * kernelVolume * channels, rows, channels);
    spec.weights = matrixDesc(p, true, channels * inVolume, channels, inVolume);
    spec.destination = matrixDesc(p, true, rows * inVolume, rows, inVolume);
    TENON_ASSIGN(auto const product, devices::onednn::makeMatmul(spec));
    Desc const all = weightsDesc(p.groups, maps * kernelVolume, channels, false);
    Program::Value const x = program.input(0, spec.weights);
    Program::Value const columns = program.temporary(spec.destination);
    std::shared_ptr<void const> constant;
    Program::Value transposed = 0;
    if (op->weights != nullptr)
    {
        TENON_ASSIGN(constant, op->weights->in(all));
    }
    else
    {
        transposed = program.temporary(all);
        Desc const given = weightsDesc(p.groups, maps * kernelVolume, channels, true);
        TENON_CHECK(program.copy(program.input(1, given), transposed));
    }
    auto const adder = std::make_shared<ColumnAdder const>(p);
    for (int64_t first = 0; first < maps; first += count)
    {
        // The last ones overlap the ones before, where maps are no multiple.
        MapRange const range{std::min(first, maps - count), count};
        Program::Value w = transposed;
        if (constant != nullptr)
        {
            auto const* const from = static_cast<float const*>(constant.get()) + range.first * kernelVolume * channels;
            w = program.constant(spec.source, std::shared_ptr<void const>(constant, from));
        }
        TENON_CHECK(program.add(product, {{DNNL_ARG_SRC, w}, {DNNL_ARG_WEIGHTS, x}, {DNNL_ARG_DST, columns}}));
        program.add(columns, [op, adder, range](void const* const* inputs, void* const* outputs, void* value) {
            adder->add(range, static_cast<float const*>(value), op->biasOf(inputs), static_cast<float*>(outputs[0]));
        });
    }
    return {};
}

Result<Program> buildProgram(std::shared_ptr<Deconvolution const> const& op, std::span<graph::TensorDesc const> inputs,
    std::span<graph::TensorDesc const> outputs)
{
    Program program;
    PlainShapes const shapes{{inputs.begin(), inputs.end()}, {outputs.begin(), outputs.end()}};
    TENON_ASSIGN(TransposedProblem const p, transposedProblemOf(op->params, shapes));
    TENON_CHECK(checkWeightInputs(*op, p, inputs));
    if (base::volumeUnchecked(outputs[0].dims) == 0)
    {
        return program;
    }
    int64_t const maps = p.maps / p.groups;
    int64_t const columnsOfAMap = std::max<int64_t>(p.batch * p.groups * elementsIn(p.kernel) * elementsIn(p.in), 1);
    int64_t const steps = std::min((maps * columnsOfAMap + kColumnsAtATime - 1) / kColumnsAtATime, maps);
    int64_t const count = op->weights == nullptr ? maps : (maps + steps - 1) / steps;
    bool const isEmpty = base::volumeUnchecked(inputs[0].dims) == 0;
    if (isEmpty || p.channels == p.groups || count > kMostColumns / columnsOfAMap)
    {
        addLoops(program, op, p);
        return program;
    }
    TENON_CHECK(addProducts(program, op, p, count));
    return program;
}

} // namespace

Result<std::unique_ptr<graph::Kernel>> makeDeconvolutionCpu(DeconvolutionParams const& params,
    graph::ConstantData const& kernel, graph::ConstantData const& bias, bool biasInput,
    graph::KernelRequest const& request)
{
    auto op = std::make_shared<Deconvolution>();
    op->params = params;
    op->params.kernel = op->params.bias = {};
    op->kernel = kernel;
    op->bias = bias;
    op->biasInput = biasInput;
    if (!kernel.empty())
    {
        int64_t kernelVolume = 1;
        for (int64_t const size : base::sizesOf(params.kernelSize))
        {
            kernelVolume *= size;
        }
        int64_t const rows = params.outputMaps / params.groups * kernelVolume;
        int64_t const channels = kernel.count / rows / params.groups;
        op->weights = std::make_shared<SharedWeights>(
            weightsDesc(params.groups, rows, channels, true), std::shared_ptr<void const>(kernel.owner, kernel.data));
    }
    std::shared_ptr<Deconvolution const> const shared = std::move(op);
    return makeProgramKernel(
        request, [shared](auto inputs, auto outputs) { return buildProgram(shared, inputs, outputs); });
}

} // namespace tenon::ops
