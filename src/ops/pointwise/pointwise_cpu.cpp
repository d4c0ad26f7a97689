// y = program(x0, x1, …) for each element.
//
// Loops:     chunks of kRow elements run through all steps before the next chunk, so that what lies between steps stays in the first-level
//            cache; rows that no later step reads are used again.
// Threads:   pieces of the flat tensors.
// Memory:    each element of each input is read once, each of the output written once.
// Accuracy:  that of the operations' own rows (ops/activation, ops/unary, ops/element_wise); fp16 and bf16 are rounded at the end alone.
#include "ops/pointwise/pointwise.h"

#include "devices/cpu/parallel.h"
#include "ops/activation/activation_cpu.h"
#include "ops/common/half_conversion.h"
#include "ops/element_wise/element_wise_cpu.h"
#include "ops/unary/unary_cpu.h"

#include <algorithm>
#include <cmath>

namespace tenon::ops
{
namespace
{

using base::DataType;
using base::operator==;
using graph::Kernel;
using graph::Result;
using graph::Status;
using graph::TensorDesc;
using pointwise::Code;
using pointwise::Step;

constexpr int64_t kRow = 1024;

bool holds(int64_t kind, float a, float b)
{
    switch (kind)
    {
    case 0: return a < b;
    case 1: return a <= b;
    case 2: return a > b;
    case 3: return a >= b;
    case 4: return a == b;
    default: return a != b;
    }
}

void runStep(Step const& step, float const* a, float const* b, float const* c, float* out, int64_t count)
{
    switch (step.code)
    {
    case Code::kCONSTANT: std::fill(out, out + count, step.alpha); break;
    case Code::kACTIVATION:
        activateRow({static_cast<nvinfer1::ActivationType>(step.kind), step.alpha, step.beta}, a, out, count);
        break;
    case Code::kUNARY: unaryRow(static_cast<nvinfer1::UnaryOperation>(step.kind), a, out, count); break;
    case Code::kCOMBINE:
        elementWiseRow(
            static_cast<nvinfer1::ElementWiseOperation>(step.kind), DataType::kFLOAT, RowForm::kBOTH, a, b, out, count);
        break;
    case Code::kCOMPARE:
        for (int64_t i = 0; i < count; ++i)
            out[i] = holds(step.kind, a[i], b[i]) ? 1.0F : 0.0F;
        break;
    case Code::kSELECT:
        for (int64_t i = 0; i < count; ++i)
            out[i] = a[i] != 0.0F ? b[i] : c[i];
        break;
    case Code::kSCALE:
        for (int64_t i = 0; i < count; ++i)
            out[i] = std::fma(a[i], step.alpha, step.beta);
        break;
    }
}

class PointwiseKernel final : public Kernel
{
public:
    PointwiseKernel(
        std::shared_ptr<pointwise::Program const> program, std::vector<DataType> inputTypes, DataType outputType)
        : program_(std::move(program))
        , schedule_(pointwise::schedule(*program_))
        , inputTypes_(std::move(inputTypes))
        , outputType_(outputType)
    {
    }

    Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<PointwiseKernel>(*this));
    }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        for (TensorDesc const& input : inputs)
        {
            if (!(input.dims == outputs[0].dims))
            {
                return base::invalidArgument("pointwise: expected inputs of {} as the output, found {}",
                    base::toString(outputs[0].dims), base::toString(input.dims));
            }
        }
        TENON_ASSIGN(count_, base::volume(outputs[0].dims));
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        devices::parallelFor(
            count_, 4 * kRow, [&](int64_t begin, int64_t end) { runPiece(inputs, outputs[0], begin, end); });
        return {};
    }

private:
    void runPiece(void const* const* inputs, void* output, int64_t begin, int64_t end) const
    {
        std::vector<float> memory(static_cast<size_t>(schedule_.rows) * kRow);
        auto const row = [&](int64_t value) {
            return memory.data() + schedule_.rowOf[static_cast<size_t>(value)] * kRow;
        };
        for (int64_t at = begin; at < end; at += kRow)
        {
            int64_t const count = std::min(kRow, end - at);
            for (int64_t i = 0; i < program_->inputs; ++i)
            {
                DataType const type = inputTypes_[static_cast<size_t>(i)];
                loadFloats(type, static_cast<std::byte const*>(inputs[i]) + at * base::bytesOf(type), row(i), count);
            }
            int64_t value = program_->inputs;
            for (Step const& step : program_->steps)
            {
                int32_t const operands = pointwise::operandCount(step.code);
                runStep(step, operands > 0 ? row(step.a) : nullptr, operands > 1 ? row(step.b) : nullptr,
                    operands > 2 ? row(step.c) : nullptr, row(value++), count);
            }
            storeFloats(
                outputType_, row(value - 1), static_cast<std::byte*>(output) + at * base::bytesOf(outputType_), count);
        }
    }

    std::shared_ptr<pointwise::Program const> program_;
    pointwise::Schedule schedule_;
    std::vector<DataType> inputTypes_;
    DataType outputType_;
    int64_t count_{0};
};

} // namespace

std::unique_ptr<Kernel> makePointwiseCpu(pointwise::Program program, graph::KernelRequest const& request)
{
    std::vector<DataType> types;
    for (graph::TypeFormat const& input : request.candidate.inputs)
    {
        types.push_back(input.type);
    }
    return std::make_unique<PointwiseKernel>(std::make_shared<pointwise::Program const>(std::move(program)),
        std::move(types), request.candidate.outputs[0].type);
}

} // namespace tenon::ops
