// ReduceSum, Mean, Max, Min, Prod, and those made of a sum with an operation around it: L1, L2, SumSquare, LogSum, LogSumExp.
#include "onnx/ops/compose.h"

#include <algorithm>

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

struct Reduction
{
    std::string_view op;
    ReduceOperation operation;
    int64_t axesInputSince; //!< opset in which `axes` became an input
};

constexpr Reduction kReductions[]{
    {"ReduceL1", ReduceOperation::kSUM, 18},
    {"ReduceL2", ReduceOperation::kSUM, 18},
    {"ReduceLogSum", ReduceOperation::kSUM, 18},
    {"ReduceLogSumExp", ReduceOperation::kSUM, 18},
    {"ReduceMax", ReduceOperation::kMAX, 18},
    {"ReduceMean", ReduceOperation::kAVG, 18},
    {"ReduceMin", ReduceOperation::kMIN, 18},
    {"ReduceProd", ReduceOperation::kPROD, 18},
    {"ReduceSum", ReduceOperation::kSUM, 13},
    {"ReduceSumSquare", ReduceOperation::kSUM, 18},
};

Result<std::vector<int64_t>> axesOf(Node const& node, std::span<Value const> inputs, Reduction const& kind)
{
    if (node.opset() < kind.axesInputSince)
    {
        return node.integers("axes");
    }
    if (inputs.size() < 2 || !inputs[1])
    {
        return std::vector<int64_t>{};
    }
    if (!inputs[1].isConstant())
    {
        return base::notImplemented("{} with axes that are computed at run time", node.op());
    }
    return integersOf(*inputs[1].constant);
}

Result<uint32_t> maskOf(Importer& importer, std::vector<int64_t> const& axes, int32_t rank)
{
    if (axes.empty())
    {
        if (importer.implicitBatch())
        {
            return base::error(base::ErrorCode::kINVALID_ARGUMENT,
                "axes: expected a list without the batch, which an implicit-batch network hides, found none (all axes)");
        }
        return (1U << rank) - 1U;
    }
    uint32_t mask = 0;
    for (int64_t const each : axes)
    {
        TENON_ASSIGN(int32_t const axis, importer.axis(each, rank));
        mask |= 1U << axis;
    }
    return mask;
}

//! max + log(Σ exp(x − max))
Result<ITensor*> logSumExp(Importer& importer, ITensor& x, uint32_t axes, bool keep)
{
    TENON_ASSIGN(ITensor * largest, reduce(importer, x, ReduceOperation::kMAX, axes));
    TENON_ASSIGN(ITensor* const shifted, elementWise(importer, x, *largest, ElementWiseOperation::kSUB));
    TENON_ASSIGN(ITensor* const powers, unary(importer, *shifted, UnaryOperation::kEXP));
    TENON_ASSIGN(ITensor* const sum, reduce(importer, *powers, ReduceOperation::kSUM, axes, keep));
    TENON_ASSIGN(ITensor* const log, unary(importer, *sum, UnaryOperation::kLOG));
    if (!keep)
    {
        std::vector<int64_t> squeezed;
        for (int32_t d = 0; d < x.getDimensions().nbDims; ++d)
        {
            if ((axes >> d & 1U) != 0)
            {
                squeezed.push_back(d);
            }
        }
        TENON_ASSIGN(largest, squeeze(importer, *largest, squeezed));
    }
    return elementWise(importer, *log, *largest, ElementWiseOperation::kSUM);
}

} // namespace

Result<std::vector<Value>> importReduce(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 2));
    TENON_ASSIGN(ITensor * input, importer.tensor(inputs[0]));
    Reduction const& kind = *std::find_if(
        std::begin(kReductions), std::end(kReductions), [&](Reduction const& each) { return each.op == node.op(); });
    TENON_ASSIGN(auto const axes, axesOf(node, inputs, kind));
    TENON_ASSIGN(int64_t const keep, node.integer("keepdims", 1));
    TENON_ASSIGN(int64_t const noop, node.integer("noop_with_empty_axes", 0));
    int32_t const rank = input->getDimensions().nbDims;
    uint32_t mask = 0;
    if ((!axes.empty() || noop == 0) && rank > 0)
    {
        TENON_ASSIGN(mask, maskOf(importer, axes, rank));
    }
    if (node.op() == "ReduceLogSumExp" && mask != 0)
    {
        TENON_ASSIGN(ITensor* const result, logSumExp(importer, *input, mask, keep != 0));
        return valuesOf(result);
    }
    if (node.op() == "ReduceL1")
    {
        TENON_ASSIGN(input, unary(importer, *input, UnaryOperation::kABS));
    }
    else if (node.op() == "ReduceL2" || node.op() == "ReduceSumSquare")
    {
        TENON_ASSIGN(input, elementWise(importer, *input, *input, ElementWiseOperation::kPROD));
    }
    TENON_ASSIGN(ITensor * reduced, reduce(importer, *input, kind.operation, mask, keep != 0));
    if (node.op() == "ReduceL2")
    {
        TENON_ASSIGN(reduced, unary(importer, *reduced, UnaryOperation::kSQRT));
    }
    if (node.op() == "ReduceLogSum")
    {
        TENON_ASSIGN(reduced, unary(importer, *reduced, UnaryOperation::kLOG));
    }
    return valuesOf(reduced);
}

} // namespace tenon::onnx
