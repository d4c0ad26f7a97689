#include "graph/graph.h"

#include "graph/followers.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <queue>
#include <unordered_set>

namespace tenon::graph
{

using base::ErrorCode;

std::string Op::label() const
{
    return fmt::format("{} \"{}\"", kind(), name);
}

namespace
{

//! Makes room for more elements, growing as push_back does, so that adding them cannot fail half way.
template <typename T>
void makeRoom(std::vector<T>& list, size_t more = 1)
{
    if (list.capacity() - list.size() < more)
    {
        list.reserve(std::max(2 * list.size(), list.size() + more));
    }
}

} // namespace

Tensor& Graph::newTensor(std::string name)
{
    ++version_;
    auto tensor = std::make_unique<Tensor>();
    tensor->id = static_cast<int32_t>(tensors_.size());
    tensor->name = std::move(name);
    tensors_.push_back(std::move(tensor));
    return *tensors_.back();
}

float scaleOf(Tensor const& tensor)
{
    if (!tensor.dynamicRange)
    {
        return 1.0F;
    }
    return std::max(std::fabs(tensor.dynamicRange->first), std::fabs(tensor.dynamicRange->second)) / 127.0F;
}

Tensor& Graph::addInput(std::string name, DataType type, Shape dims)
{
    makeRoom(inputs_);
    Tensor& tensor = newTensor(std::move(name));
    tensor.type = type;
    tensor.dims = std::move(dims);
    tensor.isInput = true;
    tensor.inferred = true;
    inputs_.push_back(&tensor);
    return tensor;
}

Tensor& Graph::addConstant(std::string name, Shape dims, ConstantData data)
{
    Tensor& tensor = newTensor(std::move(name));
    tensor.type = data.type;
    tensor.dims = std::move(dims);
    tensor.constant = std::move(data);
    tensor.inferred = true;
    return tensor;
}

Op& Graph::addOp(std::unique_ptr<Op> op, std::vector<Tensor*> inputs)
{
    // What may run out of memory comes first: a graph must not be left with half an operation.
    Op& added = *op;
    added.inputs = std::move(inputs);
    auto const outputCount = static_cast<size_t>(added.outputCount());
    std::vector<std::unique_ptr<Tensor>> outputs;
    for (size_t i = 0; i < outputCount; ++i)
    {
        outputs.push_back(std::make_unique<Tensor>());
        outputs.back()->id = static_cast<int32_t>(tensors_.size() + i);
        outputs.back()->name = fmt::format("{} output {}", added.name, i);
        outputs.back()->producer = &added;
        outputs.back()->producerOutput = static_cast<int32_t>(i);
        added.outputs.push_back(outputs.back().get());
    }
    added.requestedOutputTypes.resize(outputCount);
    makeRoom(ops_);
    makeRoom(tensors_, outputCount);
    for (Tensor* const input : added.inputs)
    {
        if (input != nullptr)
        {
            makeRoom(input->consumers, added.inputs.size());
        }
    }
    ++version_;
    added.place = ops_.size();
    ops_.push_back(std::move(op));
    std::move(outputs.begin(), outputs.end(), std::back_inserter(tensors_));
    for (Tensor* const input : added.inputs)
    {
        if (input != nullptr)
        {
            input->consumers.push_back(&added);
        }
    }
    return added;
}

void Graph::markOutput(Tensor& tensor)
{
    ++version_;
    if (!tensor.isOutput)
    {
        outputs_.push_back(&tensor);
        tensor.isOutput = true;
    }
}

void Graph::unmarkOutput(Tensor& tensor)
{
    tensor.isOutput = false;
    outputs_.erase(std::remove(outputs_.begin(), outputs_.end(), &tensor), outputs_.end());
}

namespace
{

//! Takes away one entry only: an operation that uses a tensor twice stands twice among its consumers.
void dropConsumer(Tensor& tensor, Op const& op)
{
    auto const it = std::find(tensor.consumers.begin(), tensor.consumers.end(), &op);
    if (it != tensor.consumers.end())
    {
        tensor.consumers.erase(it);
    }
}

} // namespace

void Graph::setInput(Op& op, size_t index, Tensor* tensor)
{
    ++version_;
    if (index >= op.inputs.size())
    {
        op.inputs.resize(index + 1, nullptr);
    }
    if (op.inputs[index] != nullptr)
    {
        dropConsumer(*op.inputs[index], op);
    }
    op.inputs[index] = tensor;
    if (tensor != nullptr)
    {
        tensor->consumers.push_back(&op);
    }
    invalidate(op);
}

void Graph::replaceUses(Tensor& from, Tensor& to)
{
    std::vector<Op*> const consumers = from.consumers;
    for (Op* const consumer : consumers)
    {
        for (size_t i = 0; i < consumer->inputs.size(); ++i)
        {
            if (consumer->inputs[i] == &from)
            {
                setInput(*consumer, i, &to);
            }
        }
    }
    if (from.isOutput)
    {
        std::replace(outputs_.begin(), outputs_.end(), &from, &to);
        from.isOutput = false;
        to.isOutput = true;
        std::swap(from.name, to.name);
        std::swap(from.allowedFormats, to.allowedFormats);
    }
}

void Graph::removeOp(Op& op)
{
    ++version_;
    for (Tensor* const input : op.inputs)
    {
        if (input != nullptr)
        {
            dropConsumer(*input, op);
        }
    }
    for (Tensor* const output : op.outputs)
    {
        removeTensor(*output);
    }
    ops_[op.place].reset();
    ++removed_;
}

void Graph::closeGaps() const
{
    size_t place = 0;
    for (auto& op : ops_)
    {
        if (op != nullptr)
        {
            op->place = place;
            std::swap(ops_[place++], op);
        }
    }
    ops_.resize(place);
    removed_ = 0;
}

void Graph::removeTensor(Tensor& tensor)
{
    ++version_;
    if (tensor.isInput)
    {
        inputs_.erase(std::remove(inputs_.begin(), inputs_.end(), &tensor), inputs_.end());
    }
    if (tensor.isOutput)
    {
        outputs_.erase(std::remove(outputs_.begin(), outputs_.end(), &tensor), outputs_.end());
    }
    tensors_[tensor.id].reset();
}

std::vector<Range> Graph::symbolRanges() const
{
    std::vector<Range> ranges;
    for (Symbol const& each : symbols_)
    {
        ranges.push_back(each.range);
    }
    return ranges;
}

int32_t Graph::addSymbol(std::string const& symbolName, Range range)
{
    auto const [known, isNew] = symbolsByName_.try_emplace(symbolName, static_cast<int32_t>(symbols_.size()));
    if (isNew)
    {
        symbols_.push_back({symbolName, range});
        if (symbolNames_.empty() || symbolNames_.back().size() == symbolNames_.back().capacity())
        {
            std::vector<std::string> longer;
            longer.reserve(2 * symbols_.size());
            longer.assign(symbolNames().begin(), symbolNames().end());
            symbolNames_.push_back(std::move(longer));
        }
        symbolNames_.back().push_back(symbolName);
    }
    return known->second;
}

void Graph::invalidate(Op& op)
{
    for (Tensor* const output : op.outputs)
    {
        invalidate(*output);
    }
}

void Graph::invalidate(Tensor& tensor)
{
    std::vector<Tensor*> stack{&tensor};
    while (!stack.empty())
    {
        Tensor& current = *stack.back();
        stack.pop_back();
        if (current.producer != nullptr)
        {
            current.inferred = false;
        }
        for (Op* const consumer : current.consumers)
        {
            for (Tensor* const output : consumer->outputs)
            {
                // What is stale already has told everything behind it.
                if (output->inferred)
                {
                    stack.push_back(output);
                }
            }
        }
    }
}

Status Graph::inferOp(Op& op)
{
    InferenceInputs inputs;
    inputs.stronglyTyped = stronglyTyped;
    inputs.symbolNames = symbolNames();
    inputs.inputs.reserve(op.inputs.size());
    for (Tensor const* const input : op.inputs)
    {
        if (input == nullptr)
        {
            inputs.inputs.push_back(std::nullopt);
            continue;
        }
        // What a back edge brings may not be known yet.
        bool const known = input->inferred || !op.isBackEdge(inputs.inputs.size());
        inputs.inputs.push_back(
            known ? std::optional(ValueSpec{input->type, input->dims, input->values}) : std::nullopt);
    }
    std::vector<SizeSymbol> const before = std::exchange(op.sizes, {});
    inputs.declareSize = [&](int32_t index, Dim expected, Dim upper) {
        int32_t const declared = sizeSymbol(before, op, index);
        op.sizes.push_back({index, declared, std::move(expected), std::move(upper)});
        return symbol(declared);
    };
    auto specs = op.infer(inputs).withNote("in layer {} \"{}\"", op.kind(), op.name);
    if (!specs.ok())
    {
        op.sizes = before;
        return std::move(specs).error();
    }
    if (specs->size() != op.outputs.size())
    {
        return base::error(ErrorCode::kINTERNAL_ERROR, "{}: expected {} inferred outputs, found {}", op.label(),
            op.outputs.size(), specs->size());
    }
    for (size_t i = 0; i < specs->size(); ++i)
    {
        ValueSpec& spec = (*specs)[i];
        if (spec.dims.size() > static_cast<size_t>(base::kMaxDims))
        {
            return base::invalidArgument("{}: expected outputs of at most {} dimensions, found {} in output {}",
                op.label(), base::kMaxDims, spec.dims.size(), i);
        }
        Tensor& output = *op.outputs[i];
        output.type = op.requestedOutputTypes[i].value_or(spec.type);
        output.dims = std::move(spec.dims);
        output.values = std::move(spec.values);
        output.inferred = true;
    }
    return {};
}

int32_t Graph::sizeSymbol(std::vector<SizeSymbol> const& before, Op const& op, int32_t index)
{
    for (SizeSymbol const& known : before)
    {
        if (known.index == index)
        {
            return known.symbol;
        }
    }
    std::string unique = fmt::format("{}.size{}", op.name, index);
    while (symbolsByName_.contains(unique))
    {
        unique += "'";
    }
    return addSymbol(unique);
}

Status Graph::infer(Tensor& tensor)
{
    if (tensor.inferred)
    {
        return {};
    }
    // Depth first without recursion: networks are deep. An operation met a second time while it is open closes a cycle.
    std::vector<Op*> stack;
    std::unordered_set<Op*> open;
    auto const push = [&](Tensor& wanted) {
        if (!wanted.inferred && wanted.producer != nullptr)
        {
            stack.push_back(wanted.producer);
        }
    };
    push(tensor);
    while (!stack.empty())
    {
        Op& op = *stack.back();
        bool const alreadyDone =
            std::all_of(op.outputs.begin(), op.outputs.end(), [](Tensor* t) { return t->inferred; });
        if (alreadyDone && !op.outputs.empty())
        {
            open.erase(&op);
            stack.pop_back();
            continue;
        }
        if (open.insert(&op).second)
        {
            for (size_t i = 0; i < op.inputs.size(); ++i)
            {
                Tensor* const input = op.isBackEdge(i) ? nullptr : op.inputs[i];
                if (input != nullptr && !input->inferred && input->producer != nullptr
                    && open.count(input->producer) != 0)
                {
                    return base::invalidArgument("network: expected no cycle, found one through {}", op.label());
                }
                if (input != nullptr)
                {
                    push(*input);
                }
            }
            continue;
        }
        for (size_t i = 0; i < op.inputs.size(); ++i)
        {
            if (op.inputs[i] != nullptr && !op.isBackEdge(i) && !op.inputs[i]->inferred)
            {
                return base::invalidArgument("network: expected no cycle, found one through {}", op.label());
            }
        }
        TENON_CHECK(inferOp(op));
        open.erase(&op);
        stack.pop_back();
    }
    return {};
}

Status Graph::inferAll()
{
    for (auto const& op : ops())
    {
        for (Tensor* const output : op->outputs)
        {
            TENON_CHECK(infer(*output));
        }
        if (!op->outputs.empty())
        {
            continue;
        }
        for (Tensor* const input : op->inputs)
        {
            TENON_CHECK(input != nullptr ? infer(*input) : Status());
        }
        TENON_CHECK(inferOp(*op));
    }
    return {};
}

Result<std::vector<Op*>> Graph::sorted() const
{
    Followers const followers(*this);
    std::vector<uint32_t> missing = followers.missing();
    std::vector<uint32_t> places;
    places.reserve(ops().size());
    for (size_t place = 0; place < ops_.size(); ++place)
    {
        if (missing[place] == 0)
        {
            places.push_back(static_cast<uint32_t>(place));
        }
    }
    std::vector<Op*> order;
    order.reserve(ops_.size());
    for (size_t next = 0; next < places.size(); ++next)
    {
        order.push_back(ops_[places[next]].get());
        for (uint32_t const follower : followers.of(places[next]))
        {
            if (--missing[follower] == 0)
            {
                places.push_back(follower);
            }
        }
    }
    TENON_CHECK(checkNoneMissing(missing));
    return order;
}

//! Links must not close a cycle: all operations have found a place.
Status Graph::checkNoneMissing(std::vector<uint32_t> const& missing) const
{
    auto const inCycle = std::find_if(missing.begin(), missing.end(), [](uint32_t count) { return count != 0; });
    return inCycle == missing.end() ? Status()
                                    : base::invalidArgument("network: expected no cycle, found one through {}",
                                        ops_[static_cast<size_t>(inCycle - missing.begin())]->label());
}

bool Graph::isInOrder() const
{
    for (auto const& op : ops())
    {
        for (size_t i = 0; i < op->inputs.size(); ++i)
        {
            Tensor const* const input = op->inputs[i];
            if (input != nullptr && input->producer != nullptr && input->producer->place >= op->place
                && !op->isBackEdge(i))
            {
                return false;
            }
        }
    }
    return true;
}

Status Graph::orderOperations(std::vector<Op*>& order) const
{
    Followers const followers(*this);
    std::vector<uint32_t> missing = followers.missing();
    std::priority_queue<size_t, std::vector<size_t>, std::greater<>> ready;
    for (size_t place = 0; place < missing.size(); ++place)
    {
        if (missing[place] == 0)
        {
            ready.push(place);
        }
    }
    while (!ready.empty())
    {
        size_t const next = ready.top();
        ready.pop();
        order.push_back(ops_[next].get());
        for (uint32_t const follower : followers.of(next))
        {
            if (--missing[follower] == 0)
            {
                ready.push(follower);
            }
        }
    }
    return checkNoneMissing(missing);
}

Result<std::vector<Op*>> Graph::executionOrder() const
{
    if (orderVersion_ == version_)
    {
        return order_;
    }
    std::vector<Op*> order;
    order.reserve(ops().size());
    if (isInOrder())
    {
        std::transform(ops_.begin(), ops_.end(), std::back_inserter(order), [](auto const& op) { return op.get(); });
    }
    else
    {
        TENON_CHECK(orderOperations(order));
    }
    order_ = order;
    orderVersion_ = version_;
    return order;
}

namespace
{

//! That each tensor knows those that use it, once for each of `uses`: a look at each list of consumers, however long, is enough.
Status verifyConsumers(std::vector<std::unique_ptr<Tensor>> const& tensors, std::vector<size_t> const& uses)
{
    for (auto const& tensor : tensors)
    {
        if (tensor == nullptr)
        {
            continue;
        }
        bool const all = std::all_of(tensor->consumers.begin(), tensor->consumers.end(), [&](Op const* consumer) {
            return std::find(consumer->inputs.begin(), consumer->inputs.end(), tensor.get()) != consumer->inputs.end();
        });
        if (!all || tensor->consumers.size() != uses[static_cast<size_t>(tensor->id)])
        {
            return base::error(ErrorCode::kINTERNAL_ERROR,
                "tensor \"{}\": expected to know its {} uses, found {} consumers", tensor->name,
                uses[static_cast<size_t>(tensor->id)], tensor->consumers.size());
        }
    }
    return {};
}

} // namespace

Status Graph::verify() const
{
    std::unordered_set<std::string> names;
    for (std::vector<Tensor*> const* const list : {&inputs_, &outputs_})
    {
        for (Tensor const* const tensor : *list)
        {
            if (tensor->name.empty())
            {
                return base::invalidArgument("network: expected a name for each input and output, found an empty one");
            }
            bool const inputThatIsOutput = tensor->isInput && tensor->isOutput && list == &outputs_;
            if (!inputThatIsOutput && !names.insert(tensor->name).second)
            {
                return base::invalidArgument(
                    "network: expected unique names of inputs and outputs, found \"{}\" twice", tensor->name);
            }
        }
    }
    std::vector<size_t> uses(tensors_.size(), 0);
    for (auto const& op : ops())
    {
        for (size_t i = 0; i < op->inputs.size(); ++i)
        {
            Tensor const* const input = op->inputs[i];
            if (input == nullptr)
            {
                continue;
            }
            if (input->producer == nullptr && !input->isInput && !input->constant)
            {
                return base::invalidArgument(
                    "{}: expected input {} (\"{}\") to be produced by a layer or to be a network input, "
                    "found neither",
                    op->label(), i, input->name);
            }
            ++uses[static_cast<size_t>(input->id)];
        }
        for (Tensor const* const output : op->outputs)
        {
            if (output->producer != op.get())
            {
                return base::error(ErrorCode::kINTERNAL_ERROR, "{}: output \"{}\" does not know its producer",
                    op->label(), output->name);
            }
        }
    }
    TENON_CHECK(verifyConsumers(tensors_, uses));
    auto const order = executionOrder();
    return order.ok() ? Status() : Status(order.error());
}

Result<Graph> Graph::copy() const
{
    Graph twin;
    twin.name = name;
    twin.implicitBatch = implicitBatch;
    twin.stronglyTyped = stronglyTyped;
    twin.symbols_ = symbols_;
    twin.symbolNames_.assign(1, std::vector<std::string>(symbolNames().begin(), symbolNames().end()));
    twin.symbolsByName_ = symbolsByName_;
    twin.ops_.reserve(ops().size());
    for (auto const& op : ops_)
    {
        TENON_ASSIGN(auto opTwin, op->copy().withNote("in layer {} \"{}\"", op->kind(), op->name));
        opTwin->place = twin.ops_.size();
        twin.ops_.push_back(std::move(opTwin));
    }
    // Operations stand at the same places in both, and tensors are found by the numbers that they have in this one.
    auto const twinOf = [&](Op const& op) { return twin.ops_[op.place].get(); };
    std::vector<Tensor*> twins(tensors_.size(), nullptr);
    twin.tensors_.reserve(tensors_.size());
    for (auto const& tensor : tensors_)
    {
        if (tensor == nullptr)
        {
            continue;
        }
        auto tensorTwin = std::make_unique<Tensor>(*tensor);
        tensorTwin->id = static_cast<int32_t>(twin.tensors_.size());
        tensorTwin->producer = tensor->producer == nullptr ? nullptr : twinOf(*tensor->producer);
        for (Op*& consumer : tensorTwin->consumers)
        {
            consumer = twinOf(*consumer);
        }
        twins[static_cast<size_t>(tensor->id)] = tensorTwin.get();
        twin.tensors_.push_back(std::move(tensorTwin));
    }
    auto const link = [&](std::vector<Tensor*> const& from, std::vector<Tensor*>& to) {
        to.reserve(from.size());
        for (Tensor const* const tensor : from)
        {
            to.push_back(tensor == nullptr ? nullptr : twins[static_cast<size_t>(tensor->id)]);
        }
    };
    for (auto const& op : ops_)
    {
        Op& opTwin = *twinOf(*op);
        opTwin.requestedOutputTypes = op->requestedOutputTypes;
        opTwin.sizes = op->sizes;
        link(op->inputs, opTwin.inputs);
        link(op->outputs, opTwin.outputs);
    }
    link(inputs_, twin.inputs_);
    link(outputs_, twin.outputs_);
    return twin;
}

void Graph::compact()
{
    auto const gaps = std::remove(tensors_.begin(), tensors_.end(), nullptr);
    if (gaps == tensors_.end())
    {
        return;
    }
    ++version_;
    tensors_.erase(gaps, tensors_.end());
    for (size_t i = 0; i < tensors_.size(); ++i)
    {
        tensors_[i]->id = static_cast<int32_t>(i);
    }
}

Result<std::unique_ptr<Op>> OpFactory::make(OpRecord const& record) const
{
    auto const it = makers_.find(record.kind);
    if (it == makers_.end())
    {
        return base::invalidArgument(
            "layer \"{}\": expected an operation that this version knows, found \"{}\"; the plan may be from "
            "a newer version",
            record.name, record.kind);
    }
    return it->second(record).withNote("in layer {} \"{}\"", record.kind, record.name);
}

} // namespace tenon::graph
