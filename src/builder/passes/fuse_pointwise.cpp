// Chains and trees of operations that treat each element alone, plugins that declare an expression among them, become one operation: what lies
// between them never goes through memory, and there is one launch instead of many.
#include "builder/passes/fuse_pointwise.h"

#include "builder/passes/passes.h"
#include "builder/passes/plugin_expression.h"

#include "ops/activation/activation.h"
#include "ops/element_wise/element_wise.h"
#include "ops/pointwise/pointwise.h"
#include "ops/scale/scale.h"
#include "ops/unary/unary.h"

#include <algorithm>
#include <unordered_set>

namespace tenon::builder
{
namespace
{

using nvinfer1::ElementWiseOperation;
using nvinfer1::UnaryOperation;
using ops::pointwise::Code;
using ops::pointwise::Program;

//! Longer programs compile slowly, and gain nothing more.
constexpr size_t kMaxOperations = 512;
constexpr size_t kMaxInputs = 16;
constexpr size_t kNamedOperations = 4;

bool sameDims(graph::Shape const& a, graph::Shape const& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
        [](graph::Dim const& x, graph::Dim const& y) { return graph::equal(x, y); });
}

//! The number that a constant of one element holds. Not of weights with a name: they may be replaced when the engine is refitted.
std::optional<float> numberOf(Tensor const& tensor)
{
    if (!tensor.constant || tensor.constant->count != 1 || tensor.constant->name || !base::isFloating(tensor.type))
    {
        return std::nullopt;
    }
    auto const floats = graph::toFloat(*tensor.constant);
    return floats.ok() ? std::optional<float>(floats->floats()[0]) : std::nullopt;
}

std::optional<float> numberOf(graph::ConstantData const& weights, float otherwise)
{
    if (weights.empty())
    {
        return otherwise;
    }
    if (weights.count != 1 || weights.name)
    {
        return std::nullopt;
    }
    auto const floats = graph::toFloat(weights);
    return floats.ok() ? std::optional<float>(floats->floats()[0]) : std::nullopt;
}

bool hasKind(Op const& op)
{
    if (auto const* const unary = dynamic_cast<ops::UnaryOp const*>(&op))
    {
        UnaryOperation const kind = unary->params.operation;
        return kind != UnaryOperation::kNOT && kind != UnaryOperation::kISINF && kind != UnaryOperation::kISNAN;
    }
    if (auto const* const elementWise = dynamic_cast<ops::ElementWiseOp const*>(&op))
    {
        return static_cast<int32_t>(elementWise->params.operation)
            <= static_cast<int32_t>(ElementWiseOperation::kFLOOR_DIV);
    }
    if (auto const* const scale = dynamic_cast<ops::ScaleOp const*>(&op))
    {
        return numberOf(scale->params.scale, 1) && numberOf(scale->params.shift, 0) && numberOf(scale->params.power, 1);
    }
    if (auto const* const plugin = dynamic_cast<plugin_host::PluginOp const*>(&op))
    {
        return declaresExpression(*plugin) && op.outputs.size() == 1;
    }
    return dynamic_cast<ops::ActivationOp const*>(&op) != nullptr;
}

//! True if the operation computes each element of its output from the elements at the same place of its inputs, and the user asked nothing
//! special of it.
bool isPointwise(Op const& op)
{
    if (!hasKind(op) || op.requestedPrecision || op.inputs.empty())
    {
        return false;
    }
    Tensor const& output = *op.outputs[0];
    bool fits = base::isFloating(output.type) && !output.dynamicRange && !output.onHost
        && std::none_of(op.requestedOutputTypes.begin(), op.requestedOutputTypes.end(),
            [](auto const& type) { return type.has_value(); });
    for (Tensor const* const input : op.inputs)
    {
        fits = fits && input != nullptr && input->type == output.type
            && (sameDims(input->dims, output.dims) || numberOf(*input));
    }
    // A constant alone gives no shape.
    return fits && std::any_of(op.inputs.begin(), op.inputs.end(), [&](Tensor const* input) {
        return sameDims(input->dims, output.dims);
    });
}

//! Adds operations' steps to one program.
class ProgramBuilder
{
public:
    //! Values of tensors from outside of the group; call before append.
    void addInput(Tensor const& tensor) { values_[&tensor] = program_.inputs++; }

    Status append(Op const& op)
    {
        std::vector<int64_t> operands;
        for (Tensor const* const input : op.inputs)
        {
            operands.push_back(valueOf(*input));
        }
        TENON_ASSIGN(values_[op.outputs[0]], appendSteps(op, operands));
        return {};
    }

    //! The program whose last step is that value.
    Program const& finish(Tensor const& result)
    {
        int64_t const last = program_.inputs + static_cast<int64_t>(program_.steps.size()) - 1;
        if (values_.at(&result) != last || program_.steps.empty())
        {
            add({Code::kSCALE, 0, values_.at(&result), 0, 0, 1.0F, 0.0F});
        }
        return program_;
    }

private:
    int64_t add(ops::pointwise::Step const& step)
    {
        program_.steps.push_back(step);
        return program_.inputs + static_cast<int64_t>(program_.steps.size()) - 1;
    }

    int64_t valueOf(Tensor const& tensor)
    {
        auto const known = values_.find(&tensor);
        if (known != values_.end())
        {
            return known->second;
        }
        int64_t const value = add({Code::kCONSTANT, 0, 0, 0, 0, *numberOf(tensor), 0});
        values_[&tensor] = value;
        return value;
    }

    Result<int64_t> appendSteps(Op const& op, std::vector<int64_t> const& operands)
    {
        int64_t const a = operands[0];
        if (auto const* const activation = dynamic_cast<ops::ActivationOp const*>(&op))
        {
            auto const& params = activation->params;
            return add({Code::kACTIVATION, static_cast<int64_t>(params.type), a, 0, 0, params.alpha, params.beta});
        }
        if (auto const* const unary = dynamic_cast<ops::UnaryOp const*>(&op))
        {
            return add({Code::kUNARY, static_cast<int64_t>(unary->params.operation), a, 0, 0, 0, 0});
        }
        if (auto const* const elementWise = dynamic_cast<ops::ElementWiseOp const*>(&op))
        {
            return add({Code::kCOMBINE, static_cast<int64_t>(elementWise->params.operation), a, operands[1], 0, 0, 0});
        }
        if (auto const* const scale = dynamic_cast<ops::ScaleOp const*>(&op))
        {
            auto const& params = scale->params;
            int64_t const scaled =
                add({Code::kSCALE, 0, a, 0, 0, *numberOf(params.scale, 1), *numberOf(params.shift, 0)});
            float const power = *numberOf(params.power, 1);
            return power == 1.0F ? scaled
                                 : add({Code::kCOMBINE, static_cast<int64_t>(ElementWiseOperation::kPOW), scaled,
                                     add({Code::kCONSTANT, 0, 0, 0, 0, power, 0}), 0, 0, 0});
        }
        return appendPluginExpression(program_, dynamic_cast<plugin_host::PluginOp const&>(op), operands);
    }

    Program program_;
    std::unordered_map<Tensor const*, int64_t> values_;
};

//! Operations that end in `root`, in the order of execution.
struct Group
{
    std::vector<Op*> ops;
    std::vector<Tensor*> inputs; //!< from outside
};

//! Grows from the root over producers all of whose consumers are in the group. `order` is the order of execution.
Group groupOf(Op& root, std::vector<Op*> const& order, std::unordered_set<Op const*> const& taken)
{
    std::unordered_set<Op const*> members{&root};
    auto const at = std::find(order.begin(), order.end(), &root);
    for (auto it = std::make_reverse_iterator(at); it != order.rend() && members.size() < kMaxOperations; ++it)
    {
        Op& op = **it;
        if (taken.contains(&op) || !isPointwise(op))
        {
            continue;
        }
        Tensor const& output = *op.outputs[0];
        bool const inner = !graph::isKept(output) && !output.consumers.empty()
            && sameDims(output.dims, root.outputs[0]->dims) && output.type == root.outputs[0]->type
            && std::all_of(output.consumers.begin(), output.consumers.end(),
                [&](Op const* consumer) { return members.contains(consumer); });
        if (inner)
        {
            members.insert(&op);
        }
    }
    Group group;
    for (Op* const op : order)
    {
        if (!members.contains(op))
        {
            continue;
        }
        group.ops.push_back(op);
        for (Tensor* const input : op->inputs)
        {
            bool const outside = input->producer == nullptr || !members.contains(input->producer);
            bool const listed = std::find(group.inputs.begin(), group.inputs.end(), input) != group.inputs.end();
            // A number becomes part of the program, unless it has the shape of everything.
            bool const number = numberOf(*input) && !sameDims(input->dims, op->outputs[0]->dims);
            if (outside && !listed && !number)
            {
                group.inputs.push_back(input);
            }
        }
    }
    return group;
}

std::string nameOf(Group const& group)
{
    std::string name = group.ops.front()->name;
    size_t const shown = std::min(group.ops.size(), kNamedOperations);
    for (size_t i = 1; i + 1 < shown; ++i)
    {
        name += " + " + group.ops[i]->name;
    }
    if (group.ops.size() > kNamedOperations)
    {
        name += fmt::format(" + {} others", group.ops.size() - kNamedOperations);
    }
    return name + " + " + group.ops.back()->name;
}

void replace(Graph& network, Group const& group, Program const& program)
{
    auto made = std::make_unique<ops::PointwiseOp>();
    made->params.set(program);
    made->name = nameOf(group);
    Tensor& before = *group.ops.back()->outputs[0];
    std::string const name = before.name;
    Tensor& after = *network.addOp(std::move(made), group.inputs).outputs[0];
    after.dimensionNames = before.dimensionNames;
    after.allowedFormats = before.allowedFormats;
    after.broadcastAcrossBatch = before.broadcastAcrossBatch;
    after.type = before.type;
    after.dims = before.dims;
    network.replaceUses(before, after);
    for (auto it = group.ops.rbegin(); it != group.ops.rend(); ++it)
    {
        network.removeOp(**it);
    }
    after.name = name;
}

//! False where an operation cannot be part of a program after all: a plugin whose expression is wrong.
bool fuse(Graph& network, Group const& group, base::Log const& log)
{
    ProgramBuilder builder;
    for (Tensor const* const input : group.inputs)
    {
        builder.addInput(*input);
    }
    for (Op const* const op : group.ops)
    {
        if (Status const status = builder.append(*op); !status.ok())
        {
            log.warning("{}: not fused with its neighbours: {}", op->label(), status.error().text());
            return false;
        }
    }
    Program const& program = builder.finish(*group.ops.back()->outputs[0]);
    if (Status const status = ops::pointwise::validate(program); !status.ok())
    {
        log.verbose("{}: not fused with its neighbours: {}", group.ops.back()->label(), status.error().text());
        return false;
    }
    log.verbose("{} pointwise operations become one: {}", group.ops.size(), nameOf(group));
    replace(network, group, program);
    return true;
}

} // namespace

Result<bool> fusePointwiseGroups(Graph& network, base::Log const& log)
{
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
    std::unordered_set<Op const*> taken;
    bool changed = false;
    // From the last operation backwards, so that each group is as large as it can be.
    for (auto it = order.rbegin(); it != order.rend(); ++it)
    {
        Op& root = **it;
        if (taken.contains(&root) || !isPointwise(root))
        {
            continue;
        }
        Group const group = groupOf(root, order, taken);
        taken.insert(group.ops.begin(), group.ops.end());
        if (group.ops.size() > 1 && group.inputs.size() <= kMaxInputs)
        {
            changed |= fuse(network, group, log);
        }
    }
    return changed;
}

Result<bool> fusePointwise(Graph& network, PassContext& context)
{
    // On the CPU the operations' own kernels keep their steps, which is what layers' timings and dumps are told of there.
    if (context.device().kind() != devices::DeviceKind::kCUDA)
    {
        return false;
    }
    TENON_ASSIGN(bool const changed, fusePointwiseGroups(network, context.log()));
    if (changed)
    {
        network.compact();
        TENON_CHECK(network.inferAll());
        context.ranges.reset();
    }
    return changed;
}

} // namespace tenon::builder
