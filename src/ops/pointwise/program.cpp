#include "ops/pointwise/program.h"

#include <bit>

namespace tenon::ops::pointwise
{
namespace
{

using nvinfer1::ActivationType;
using nvinfer1::ElementWiseOperation;
using nvinfer1::UnaryOperation;

constexpr int64_t kCompareKinds = 6;
//! More would make kernels that take minutes to compile.
constexpr size_t kMaxSteps = 4096;
constexpr int64_t kMaxInputs = 64;

bool isKnown(Step const& step)
{
    switch (step.code)
    {
    case Code::kCONSTANT:
    case Code::kSELECT:
    case Code::kSCALE: return true;
    case Code::kACTIVATION: return step.kind >= 0 && step.kind <= static_cast<int64_t>(ActivationType::kGELU_TANH);
    case Code::kUNARY:
        return step.kind >= 0 && step.kind <= static_cast<int64_t>(UnaryOperation::kROUND)
            && step.kind != static_cast<int64_t>(UnaryOperation::kNOT);
    case Code::kCOMBINE: return step.kind >= 0 && step.kind <= static_cast<int64_t>(ElementWiseOperation::kFLOOR_DIV);
    case Code::kCOMPARE: return step.kind >= 0 && step.kind < kCompareKinds;
    }
    return false;
}

std::string literal(float value)
{
    return fmt::format("__int_as_float(0x{:08X})", std::bit_cast<uint32_t>(value));
}

std::string expressionOf(Step const& step)
{
    static constexpr char const* kComparisons[]{"<", "<=", ">", ">=", "==", "!="};
    switch (step.code)
    {
    case Code::kCONSTANT: return literal(step.alpha);
    case Code::kACTIVATION:
        return fmt::format("activate<{}>(v{}, {}, {})", step.kind, step.a, literal(step.alpha), literal(step.beta));
    case Code::kUNARY: return fmt::format("unaryOf<{}>(v{})", step.kind, step.a);
    case Code::kCOMBINE: return fmt::format("combine<{}>(v{}, v{})", step.kind, step.a, step.b);
    case Code::kCOMPARE: return fmt::format("v{} {} v{} ? 1.0F : 0.0F", step.a, kComparisons[step.kind], step.b);
    case Code::kSELECT: return fmt::format("v{} != 0.0F ? v{} : v{}", step.a, step.b, step.c);
    case Code::kSCALE: return fmt::format("fmaf(v{}, {}, {})", step.a, literal(step.alpha), literal(step.beta));
    }
    return {};
}

} // namespace

int32_t operandCount(Code code)
{
    switch (code)
    {
    case Code::kCONSTANT: return 0;
    case Code::kCOMBINE:
    case Code::kCOMPARE: return 2;
    case Code::kSELECT: return 3;
    default: return 1;
    }
}

base::Status validate(Program const& program)
{
    if (program.inputs < 1 || program.inputs > kMaxInputs || program.steps.empty() || program.steps.size() > kMaxSteps)
    {
        return base::invalidArgument("pointwise program: expected 1 to {} inputs and 1 to {} steps, found {} and {}",
            kMaxInputs, kMaxSteps, program.inputs, program.steps.size());
    }
    for (size_t i = 0; i < program.steps.size(); ++i)
    {
        Step const& step = program.steps[i];
        if (!isKnown(step))
        {
            return base::invalidArgument(
                "pointwise program, step {}: expected a known operation, found code {} of kind {}", i,
                static_cast<int64_t>(step.code), step.kind);
        }
        int64_t const before = program.inputs + static_cast<int64_t>(i);
        int64_t const operands[]{step.a, step.b, step.c};
        for (int32_t k = 0; k < operandCount(step.code); ++k)
        {
            if (operands[k] < 0 || operands[k] >= before)
            {
                return base::invalidArgument(
                    "pointwise program, step {}: expected operands below {}, found {}", i, before, operands[k]);
            }
        }
    }
    return {};
}

Schedule schedule(Program const& program)
{
    auto const inputs = static_cast<size_t>(program.inputs);
    size_t const values = inputs + program.steps.size();
    std::vector<size_t> lastUse(values, 0);
    lastUse.back() = values;
    for (size_t i = 0; i < program.steps.size(); ++i)
    {
        int64_t const operands[]{program.steps[i].a, program.steps[i].b, program.steps[i].c};
        for (int32_t k = 0; k < operandCount(program.steps[i].code); ++k)
        {
            auto& last = lastUse[static_cast<size_t>(operands[k])];
            last = std::max(last, inputs + i);
        }
    }
    Schedule result;
    std::vector<int32_t> idle;
    auto const place = [&] {
        if (idle.empty())
        {
            result.rowOf.push_back(result.rows++);
            return;
        }
        result.rowOf.push_back(idle.back());
        idle.pop_back();
    };
    for (size_t value = 0; value < values; ++value)
    {
        place();
        // Rows of operands become idle behind the step, so that no step writes what it still reads.
        for (size_t other = 0; other <= value; ++other)
        {
            if (lastUse[other] == value && value >= inputs)
            {
                idle.push_back(result.rowOf[other]);
            }
        }
    }
    return result;
}

std::string toCuda(Program const& program)
{
    std::string text = "__device__ __forceinline__ float tenonElement(";
    for (int64_t i = 0; i < program.inputs; ++i)
    {
        text += fmt::format("{}float v{}", i == 0 ? "" : ", ", i);
    }
    text += ")\n{\n";
    int64_t value = program.inputs;
    for (Step const& step : program.steps)
    {
        text += fmt::format("    float const v{} = {};\n", value++, expressionOf(step));
    }
    return text + fmt::format("    return v{};\n}}\n", value - 1);
}

} // namespace tenon::ops::pointwise
