// An operation without effects whose inputs are all constants is run once, through its own CPU kernel: what is folded is
// what would have been computed, bit for bit.
#include "builder/passes/passes.h"

#include "ops/constant/constant.h"

#include <algorithm>
#include <cstring>

namespace tenon::builder
{
namespace
{

using graph::ConstantData;

//! Folding must not blow a plan up: a constant may grow to this size, or to that of its inputs.
constexpr int64_t kMaxGrownBytes = int64_t{64} << 20;

//! The debug listener is shown what operations compute.
bool isShown(Op const& op)
{
    return std::any_of(op.outputs.begin(), op.outputs.end(), [](Tensor const* output) { return output->isDebug; });
}

//! Weights with a name may be replaced when the engine is refitted: nothing is computed from them now.
bool usesNamedWeights(Op const& op)
{
    return std::any_of(op.inputs.begin(), op.inputs.end(),
        [](Tensor const* input) { return input != nullptr && input->constant && input->constant->name; });
}

bool isFoldable(Op const& op)
{
    auto const constant = [](Tensor const* input) { return input == nullptr || input->constant.has_value(); };
    return !isShown(op) && op.isPure() && !op.hasFixedBoundary() && !usesNamedWeights(op)
        && std::all_of(op.inputs.begin(), op.inputs.end(), constant)
        && std::all_of(
            op.outputs.begin(), op.outputs.end(), [](Tensor const* output) { return graph::isConstant(output->dims); });
}

Result<bool> isTooLarge(Op const& op)
{
    int64_t before = 0;
    for (Tensor const* const input : present(op.inputs))
    {
        before += static_cast<int64_t>(input->constant->bytes());
    }
    int64_t after = 0;
    for (Tensor const* const output : op.outputs)
    {
        TENON_ASSIGN(
            int64_t const bytes, base::bytesOf(graph::toDims(output->dims), output->type, base::TensorFormat::kLINEAR));
        after += bytes;
    }
    return after > std::max(before, kMaxGrownBytes) && !op.inputs.empty();
}

//! The candidate whose types are the network's own, all linear: nothing is rounded by folding.
graph::Candidate const* exactCandidate(Op const& op, graph::CandidateList const& list)
{
    std::vector<Tensor*> const inputs = present(op.inputs);
    auto const fits = [](std::vector<Tensor*> const& tensors, std::vector<TypeFormat> const& offered) {
        return std::equal(
            tensors.begin(), tensors.end(), offered.begin(), offered.end(), [](Tensor const* tensor, TypeFormat as) {
                return as == TypeFormat{tensor->type, base::TensorFormat::kLINEAR};
            });
    };
    auto const found = std::find_if(list.accepted.begin(), list.accepted.end(), [&](graph::Candidate const& candidate) {
        return fits(inputs, candidate.inputs) && fits(op.outputs, candidate.outputs);
    });
    return found == list.accepted.end() ? nullptr : &*found;
}

graph::CandidateQuery exactQuery(Op const& op)
{
    graph::CandidateQuery query;
    query.device = &devices::cpuDevice();
    query.stronglyTyped = true;
    for (Tensor const* const input : present(op.inputs))
    {
        query.inputTypes.push_back(input->type);
    }
    for (Tensor const* const output : op.outputs)
    {
        query.outputTypes.push_back(output->type);
    }
    return query;
}

graph::TensorRange fixedRange(Tensor const& tensor)
{
    base::Dims const dims = graph::toDims(tensor.dims);
    return {tensor.type, base::TensorFormat::kLINEAR, dims, dims, dims, dims, graph::scaleOf(tensor)};
}

graph::TensorDesc fixedDesc(Tensor const& tensor)
{
    return {tensor.type, base::TensorFormat::kLINEAR, graph::toDims(tensor.dims), graph::scaleOf(tensor)};
}

//! Memory for one output, owned by the constant that it becomes.
Result<ConstantData> allocate(Tensor const& output)
{
    base::Dims const dims = graph::toDims(output.dims);
    TENON_ASSIGN(int64_t const bytes, base::bytesOf(dims, output.type, base::TensorFormat::kLINEAR));
    TENON_ASSIGN(devices::Buffer buffer, devices::cpuDevice().allocate(static_cast<size_t>(bytes)));
    auto const owner = std::make_shared<devices::Buffer>(std::move(buffer));
    TENON_CHECK(devices::cpuDevice().fill(owner->data(), 0, static_cast<size_t>(bytes), nullptr));
    return ConstantData{output.type, base::volumeUnchecked(dims), owner->data(), owner};
}

Result<std::vector<ConstantData>> compute(Op const& op, graph::Candidate const& candidate)
{
    graph::KernelRequest request{&devices::cpuDevice(), candidate, graph::Phase::kBUILD, {{}}};
    std::vector<graph::TensorDesc> inputs, outputs;
    std::vector<void const*> sources;
    std::vector<void*> destinations;
    std::vector<ConstantData> results;
    for (Tensor const* const input : present(op.inputs))
    {
        request.profiles[0].inputs.push_back(fixedRange(*input));
        inputs.push_back(fixedDesc(*input));
        sources.push_back(input->constant->data);
    }
    for (Tensor const* const output : op.outputs)
    {
        request.profiles[0].outputs.push_back(fixedRange(*output));
        outputs.push_back(fixedDesc(*output));
        TENON_ASSIGN(ConstantData result, allocate(*output));
        destinations.push_back(const_cast<void*>(result.data));
        results.push_back(std::move(result));
    }
    TENON_ASSIGN(auto const prototype, op.makeKernel(request));
    graph::ContextResources resources;
    resources.device = request.device;
    TENON_ASSIGN(auto const kernel, prototype->clone(resources));
    TENON_CHECK(kernel->setShapes(inputs, outputs));
    TENON_ASSIGN(devices::Buffer const workspace, request.device->allocate(kernel->maxWorkspaceBytes()));
    TENON_CHECK(kernel->enqueue(sources.data(), destinations.data(), workspace.data(), nullptr));
    return results;
}

//! A shape tensor whose values are all numbers, as a constant.
std::optional<ConstantData> constantOf(Tensor const& tensor)
{
    auto const isNumber = [](graph::Dim const& dim) { return dim->isConstant(); };
    bool const known = tensor.values && graph::isConstant(tensor.dims)
        && std::all_of(tensor.values->begin(), tensor.values->end(), isNumber);
    bool const typed = tensor.type == base::DataType::kINT32 || tensor.type == base::DataType::kINT64
        || tensor.type == base::DataType::kBOOL;
    if (!known || !typed)
    {
        return std::nullopt;
    }
    size_t const bytes = static_cast<size_t>(base::bytesOf(tensor.type));
    auto const owner = std::make_shared<std::vector<std::byte>>(std::max<size_t>(tensor.values->size() * bytes, 1));
    for (size_t i = 0; i < tensor.values->size(); ++i)
    {
        // Little-endian: the low bytes are the narrow type's.
        int64_t const value = (*tensor.values)[i]->value();
        std::memcpy(owner->data() + i * bytes, &value, bytes);
    }
    return ConstantData{tensor.type, static_cast<int64_t>(tensor.values->size()), owner->data(), owner};
}

//! The weights of a Constant operation are there already: they are not copied.
std::optional<std::vector<ConstantData>> knownValues(Op const& op)
{
    auto const* const constant = dynamic_cast<ops::ConstantOp const*>(&op);
    if (constant != nullptr && constant->params.weights.type == op.outputs[0]->type)
    {
        return std::vector<ConstantData>{constant->params.weights};
    }
    std::vector<ConstantData> values;
    for (Tensor const* const output : op.outputs)
    {
        auto const known = output->constant ? output->constant : constantOf(*output);
        if (!known)
        {
            return std::nullopt;
        }
        values.push_back(*known);
    }
    return values;
}

//! Puts constants in the place of the operation's outputs, under their names.
void replaceByConstants(Graph& network, Op& op, std::vector<ConstantData> values)
{
    for (size_t i = 0; i < op.outputs.size(); ++i)
    {
        Tensor& output = *op.outputs[i];
        Tensor& constant = network.addConstant(output.name, output.dims, std::move(values[i]));
        constant.type = output.type;
        constant.values = output.values;
        constant.dynamicRange = output.dynamicRange;
        constant.dimensionNames = output.dimensionNames;
        constant.constantLayer = op.kind() == ops::ConstantOp::kKind ? op.name : "";
        network.replaceUses(output, constant);
        output.name = constant.name;
    }
    network.removeOp(op);
}

//! A shape tensor of numbers, whatever it was computed from: Shape of a static tensor.
bool hasKnownValues(Op const& op)
{
    return !isShown(op) && op.isPure() && !op.hasFixedBoundary() && !op.outputs.empty()
        && std::all_of(
            op.outputs.begin(), op.outputs.end(), [](Tensor const* output) { return constantOf(*output).has_value(); });
}

Result<bool> fold(Graph& network, Op& op, PassContext& context)
{
    if (auto known = knownValues(op))
    {
        replaceByConstants(network, op, std::move(*known));
        return true;
    }
    TENON_ASSIGN(bool const tooLarge, isTooLarge(op));
    if (tooLarge)
    {
        context.log().verbose(
            "{}: not folded, its outputs would take more than {} bytes in the plan", op.label(), kMaxGrownBytes);
        return false;
    }
    auto const list = op.candidates(exactQuery(op));
    graph::Candidate const* const candidate = list.ok() ? exactCandidate(op, *list) : nullptr;
    if (candidate == nullptr)
    {
        context.log().verbose("{}: not folded, it has no CPU kernel for the network's types", op.label());
        return false;
    }
    TENON_ASSIGN(std::vector<ConstantData> values, compute(op, *candidate).withNote("while folding {}", op.label()));
    std::string const label = op.label();
    replaceByConstants(network, op, std::move(values));
    context.log().verbose("{}: folded, all its inputs are constants", label);
    return true;
}

} // namespace

Result<bool> foldConstants(Graph& network, PassContext& context)
{
    bool changed = false;
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
    for (Op* const op : order)
    {
        // What was folded before may have made shapes known that were not; types and dims of what follows stay as they are.
        if (isFoldable(*op) || hasKnownValues(*op))
        {
            TENON_ASSIGN(bool const folded, fold(network, *op, context));
            changed |= folded;
        }
    }
    if (changed)
    {
        removeLooseTensors(network);
        TENON_CHECK(network.inferAll());
        context.ranges.reset();
    }
    return changed;
}

} // namespace tenon::builder
