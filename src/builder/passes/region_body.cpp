#include "builder/passes/region_body.h"

#include "builder/pass.h"

#include "ops/constant/constant.h"

#include <algorithm>
#include <queue>

namespace tenon::builder
{

using graph::Dim;
using graph::Op;
using graph::Tensor;

namespace
{

//! Copies what users said of a value.
void describeTwin(Tensor const& from, Tensor& to)
{
    to.name = from.name;
    to.dynamicRange = from.dynamicRange;
    to.dimensionNames = from.dimensionNames;
    to.constantLayer = from.constantLayer;
}

//! Operations of a network with producers first, otherwise in the order of their places. Takes time for these alone, however large the network.
std::vector<Op const*> orderAmong(std::unordered_set<Op const*> const& ops)
{
    std::unordered_map<Op const*, size_t> missing;
    auto const later = [](Op const* a, Op const* b) { return a->place > b->place; };
    std::priority_queue<Op const*, std::vector<Op const*>, decltype(later)> ready(later);
    std::unordered_map<Op const*, std::vector<Op const*>> users;
    for (Op const* const op : ops)
    {
        size_t count = 0;
        for (size_t i = 0; i < op->inputs.size(); ++i)
        {
            Op const* const producer = op->inputs[i] == nullptr ? nullptr : op->inputs[i]->producer;
            if (producer != nullptr && ops.contains(producer) && !op->isBackEdge(i))
            {
                users[producer].push_back(op);
                ++count;
            }
        }
        missing[op] = count;
        if (count == 0)
        {
            ready.push(op);
        }
    }
    std::vector<Op const*> order;
    while (!ready.empty())
    {
        Op const* const next = ready.top();
        ready.pop();
        order.push_back(next);
        for (Op const* const user : users[next])
        {
            if (--missing[user] == 0)
            {
                ready.push(user);
            }
        }
    }
    return order;
}

} // namespace

//! A dimension that is not fixed is a symbol inside: one for each that differs outside.
Dim RegionBody::mapped(Dim const& dim)
{
    if (dim->isConstant())
    {
        return dim;
    }
    for (auto const& [outside, inside] : dims_)
    {
        if (graph::equal(outside, dim))
        {
            return inside;
        }
    }
    std::string name = graph::toString(dim, network_.symbolNames());
    size_t const before = body_.symbols().size();
    int32_t symbol = body_.addSymbol(name);
    while (static_cast<size_t>(symbol) < before)
    {
        name += "'";
        symbol = body_.addSymbol(name);
    }
    dims_.emplace_back(dim, graph::symbol(symbol));
    return dims_.back().second;
}

Result<Tensor*> RegionBody::newInput(Tensor& tensor)
{
    TENON_CHECK(network_.infer(tensor));
    graph::Shape dims;
    for (Dim const& dim : tensor.dims)
    {
        dims.push_back(mapped(dim));
    }
    Tensor& input = body_.addInput(tensor.name, tensor.type, std::move(dims));
    describeTwin(tensor, input);
    if (tensor.values)
    {
        input.values.emplace();
        for (Dim const& value : *tensor.values)
        {
            input.values->push_back(mapped(value));
        }
    }
    return &input;
}

Status RegionBody::addInput(Tensor& tensor)
{
    TENON_ASSIGN(inside_[&tensor], newInput(tensor));
    return {};
}

Result<Tensor*> RegionBody::inside(Tensor& tensor)
{
    auto const known = inside_.find(&tensor);
    if (known != inside_.end())
    {
        return known->second;
    }
    auto const other = aliases_.find(&tensor);
    if (other != aliases_.end())
    {
        TENON_ASSIGN(Tensor* const found, inside(*other->second));
        inside_[&tensor] = found;
        return found;
    }
    // Constants come along, so that kernels may keep them in a layout of their own. As operations they would be copied in each iteration: that
    // is for those alone that may be refitted, or that are asked for in another type.
    auto const* const constant = dynamic_cast<ops::ConstantOp const*>(tensor.producer);
    if (constant != nullptr)
    {
        TENON_CHECK(network_.infer(tensor));
    }
    if (constant != nullptr && !constant->params.weights.name && constant->params.weights.type == tensor.type
        && graph::isConstant(tensor.dims))
    {
        Tensor& twin = body_.addConstant(tensor.name, tensor.dims, constant->params.weights);
        twin.values = tensor.values;
        describeTwin(tensor, twin);
        twin.constantLayer = constant->name;
        inside_[&tensor] = &twin;
        return &twin;
    }
    if (constant != nullptr)
    {
        TENON_ASSIGN(auto twin, tensor.producer->copy());
        Op& op = body_.addOp(std::move(twin), {});
        describeTwin(tensor, *op.outputs[0]);
        inside_[&tensor] = op.outputs[0];
        return op.outputs[0];
    }
    if (tensor.constant)
    {
        Tensor& constant = body_.addConstant(tensor.name, tensor.dims, *tensor.constant);
        constant.values = tensor.values;
        describeTwin(tensor, constant);
        inside_[&tensor] = &constant;
        return &constant;
    }
    captured_.push_back(&tensor);
    TENON_ASSIGN(Tensor* const input, newInput(tensor));
    inside_[&tensor] = input;
    return input;
}

Status RegionBody::addOps(std::unordered_set<Op const*> const& ops)
{
    for (Op const* const op : orderAmong(ops))
    {
        std::vector<Tensor*> inputs;
        for (Tensor* const input : op->inputs)
        {
            Tensor* twin = nullptr;
            if (input != nullptr)
            {
                TENON_ASSIGN(twin, inside(*input));
            }
            inputs.push_back(twin);
        }
        TENON_ASSIGN(auto copy, op->copy().withNote("in layer {} \"{}\"", op->kind(), op->name));
        Op& twin = body_.addOp(std::move(copy), std::move(inputs));
        twin.requestedOutputTypes = op->requestedOutputTypes;
        for (size_t o = 0; o < op->outputs.size(); ++o)
        {
            describeTwin(*op->outputs[o], *twin.outputs[o]);
            inside_[op->outputs[o]] = twin.outputs[o];
        }
    }
    return {};
}

Result<int64_t> RegionBody::addOutput(Tensor& tensor)
{
    TENON_ASSIGN(Tensor* const twin, inside(tensor));
    auto const& outputs = body_.outputs();
    auto const known = std::find(outputs.begin(), outputs.end(), twin);
    if (known != outputs.end())
    {
        return known - outputs.begin();
    }
    body_.markOutput(*twin);
    return static_cast<int64_t>(outputs.size()) - 1;
}

Result<std::shared_ptr<graph::Graph>> RegionBody::take()
{
    // Names at a network's edge are there and unique.
    std::unordered_set<std::string> names;
    auto const rename = [&](Tensor& tensor) {
        tensor.name = tensor.name.empty() ? "value" : tensor.name;
        while (!names.insert(tensor.name).second)
        {
            tensor.name += "'";
        }
    };
    for (Tensor* const input : body_.inputs())
    {
        rename(*input);
    }
    for (Tensor* const output : body_.outputs())
    {
        if (!output->isInput)
        {
            rename(*output);
        }
    }
    TENON_CHECK(body_.inferAll());
    TENON_CHECK(body_.verify());
    return std::make_shared<graph::Graph>(std::move(body_));
}

} // namespace tenon::builder
