// If (opsets 1, 11, 13, 16), Loop (1, 11, 13, 16), Scan (8, 9, 11, 16): IIfConditional and ILoop.
#include "onnx/ops/compose.h"

#include "base/dims.h"

#include <algorithm>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::ILoop;
using nvinfer1::LoopOutput;
using nvinfer1::TripLimit;

namespace
{

Result<::onnx::GraphProto const*> graphOf(Node const& node, std::string_view name)
{
    auto const* const attribute = node.attribute(name);
    if (attribute == nullptr || !attribute->has_g())
    {
        return invalidArgument(
            "attribute \"{}\": expected a graph, found {}", name, attribute == nullptr ? "none" : "another type");
    }
    return &attribute->g();
}

//! A condition that the model says.
std::optional<bool> knownCondition(Value const& value)
{
    if (!value.isConstant() || value.constant->weights.count != 1 || value.constant->weights.type != DataType::kBOOL)
    {
        return std::nullopt;
    }
    return *static_cast<uint8_t const*>(value.constant->weights.values) != 0;
}

//! One value as a scalar.
Result<ITensor*> asScalar(Importer& importer, Value const& value)
{
    TENON_ASSIGN(ITensor* const tensor, importer.tensor(value));
    if (tensor->getDimensions().nbDims == 0)
    {
        return tensor;
    }
    return importer.reshape(*tensor, nvinfer1::Dims{0, {}});
}

//! What both branches take from outside, each through an input of the conditional.
Result<std::vector<std::pair<std::string, Value>>> conditionalInputs(Importer& importer,
    nvinfer1::IIfConditional& conditional, std::vector<std::string> const& names, std::map<ITensor*, ITensor*>& wrapped)
{
    std::vector<std::pair<std::string, Value>> inside;
    for (std::string const& name : names)
    {
        Value const* const value = importer.find(name);
        if (value == nullptr || value->tensor == nullptr)
        {
            continue; // an error where it is used, or a constant, which needs no input
        }
        auto const [it, isNew] = wrapped.try_emplace(value->tensor, nullptr);
        if (isNew)
        {
            TENON_ASSIGN(it->second, importer.output(conditional.addInput(*value->tensor)));
        }
        inside.emplace_back(name, Value{it->second, nullptr});
    }
    return inside;
}

} // namespace

Result<std::vector<Value>> importIf(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(auto const* const thenGraph, graphOf(node, "then_branch"));
    TENON_ASSIGN(auto const* const elseGraph, graphOf(node, "else_branch"));
    if (auto const known = knownCondition(inputs[0]))
    {
        return importer.importBody(*known ? *thenGraph : *elseGraph, {}, {}, node.opset());
    }
    nvinfer1::IIfConditional* const conditional = importer.network().addIfConditional();
    if (conditional == nullptr)
    {
        return invalidArgument("the network refused the conditional; its reason is in the log");
    }
    conditional->setName(node.name().c_str());
    TENON_ASSIGN(ITensor* const condition, asScalar(importer, inputs[0]));
    TENON_ASSIGN([[maybe_unused]] auto* const layer, importer.added(conditional->setCondition(*condition)));
    std::map<ITensor*, ITensor*> wrapped;
    std::vector<Value> sides[2];
    ::onnx::GraphProto const* const graphs[]{thenGraph, elseGraph};
    for (size_t b = 0; b < 2; ++b)
    {
        TENON_ASSIGN(auto const inside, conditionalInputs(importer, *conditional, outerNames(*graphs[b]), wrapped));
        TENON_ASSIGN(sides[b], importer.importBody(*graphs[b], {}, inside, node.opset()));
    }
    if (sides[0].size() != sides[1].size())
    {
        return invalidArgument(
            "branches: expected as many outputs of each, found {} and {}", sides[0].size(), sides[1].size());
    }
    std::vector<Value> outputs;
    for (size_t o = 0; o < sides[0].size(); ++o)
    {
        TENON_ASSIGN(ITensor* const whenTrue, importer.tensor(sides[0][o]));
        TENON_ASSIGN(ITensor* const whenFalse, importer.tensor(sides[1][o]));
        TENON_ASSIGN(ITensor* const either, importer.output(conditional->addOutput(*whenTrue, *whenFalse)));
        outputs.push_back({either, nullptr});
    }
    return outputs;
}

namespace
{

//! True if the body's condition is the one that it was given, or true: the loop ends with its trip count alone.
bool goesOnAlways(::onnx::GraphProto const& body, bool startsTrue)
{
    std::string name = body.output(0).name();
    for (int32_t steps = 0; steps <= body.node_size(); ++steps)
    {
        if (name == body.input(1).name())
        {
            return startsTrue;
        }
        auto const producer = std::find_if(body.node().begin(), body.node().end(), [&](auto const& node) {
            return std::find(node.output().begin(), node.output().end(), name) != node.output().end();
        });
        if (producer == body.node().end())
        {
            auto const initializer = std::find_if(body.initializer().begin(), body.initializer().end(),
                [&](auto const& each) { return each.name() == name; });
            bool const isTrue = initializer != body.initializer().end()
                && ((initializer->raw_data().size() == 1 && initializer->raw_data()[0] != 0)
                    || (initializer->int32_data_size() == 1 && initializer->int32_data(0) != 0));
            return isTrue;
        }
        if (producer->op_type() == "Constant" && producer->attribute_size() == 1 && producer->attribute(0).has_t())
        {
            auto const& value = producer->attribute(0).t();
            return (value.raw_data().size() == 1 && value.raw_data()[0] != 0)
                || (value.int32_data_size() == 1 && value.int32_data(0) != 0);
        }
        bool const passes =
            producer->input_size() == 1 && (producer->op_type() == "Identity" || producer->op_type() == "Cast");
        if (!passes)
        {
            return false;
        }
        name = producer->input(0);
    }
    return false;
}

Result<nvinfer1::ILoopOutputLayer*> lastValue(Importer& importer, ILoop& loop, ITensor& recurrence)
{
    return importer.added(loop.addLoopOutput(recurrence, LoopOutput::kLAST_VALUE));
}

Result<nvinfer1::IRecurrenceLayer*> recurrenceOf(Importer& importer, ILoop& loop, ITensor& initial)
{
    return importer.added(loop.addRecurrence(initial));
}

//! What an iteration hands on, in the type of what came in.
Status handOn(Importer& importer, nvinfer1::IRecurrenceLayer& recurrence, Value const& next)
{
    TENON_ASSIGN(ITensor * tensor, importer.tensor(next));
    ITensor const& before = *recurrence.getOutput(0);
    if (tensor->getDimensions().nbDims == 1 && before.getDimensions().nbDims == 0)
    {
        TENON_ASSIGN(tensor, asScalar(importer, {tensor, nullptr}));
    }
    recurrence.setInput(1, *tensor);
    return {};
}

Result<ILoop*> newLoop(Importer& importer, Node const& node)
{
    ILoop* const loop = importer.network().addLoop();
    if (loop == nullptr)
    {
        return invalidArgument("the network refused the loop; its reason is in the log");
    }
    loop->setName(node.name().c_str());
    return loop;
}

} // namespace

Result<std::vector<Value>> importLoop(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(auto const* const body, graphOf(node, "body"));
    auto const carried = static_cast<int>(inputs.size()) - 2;
    if (carried < 0 || body->input_size() != carried + 2 || body->output_size() < carried + 1)
    {
        return invalidArgument(
            "body: expected {} inputs and at least {} outputs for {} inputs of the node, found {} and {}", carried + 2,
            carried + 1, inputs.size(), body->input_size(), body->output_size());
    }
    Value const& count = inputs[0];
    Value const& condition = inputs[1];
    bool const startsTrue = !condition || knownCondition(condition).value_or(false);
    bool const countsOnly = goesOnAlways(*body, startsTrue) && startsTrue;
    if (!count && countsOnly)
    {
        return invalidArgument("Loop: expected a trip count or a condition that ends it, found neither");
    }
    TENON_ASSIGN(ILoop* const loop, newLoop(importer, node));
    ITensor* limit = nullptr;
    if (count)
    {
        TENON_ASSIGN(limit, asScalar(importer, count));
        TENON_ASSIGN([[maybe_unused]] auto* const layer, importer.added(loop->addTripLimit(*limit, TripLimit::kCOUNT)));
    }
    // The iteration's number.
    TENON_ASSIGN(ITensor* const zero, constantOf(importer, node.name() + " zero", DataType::kINT64, {}, {0}));
    TENON_ASSIGN(auto* const number, recurrenceOf(importer, *loop, *zero));
    TENON_ASSIGN(
        ITensor* const nextNumber, elementWise(importer, *number->getOutput(0), 1.0, ElementWiseOperation::kSUM));
    number->setInput(1, *nextNumber);
    std::vector<Value> bodyInputs{Value{number->getOutput(0), nullptr}};
    nvinfer1::IRecurrenceLayer* goesOn = nullptr;
    if (countsOnly)
    {
        bodyInputs.push_back(
            {nullptr, importer.weights().add<uint8_t>(node.name() + " true", DataType::kBOOL, {}, {uint8_t{1}})});
    }
    else
    {
        ITensor* start = nullptr;
        if (condition)
        {
            TENON_ASSIGN(start, asScalar(importer, condition));
        }
        else
        {
            TENON_ASSIGN(start, constantOf(importer, node.name() + " true", DataType::kBOOL, {}, {1}));
        }
        TENON_ASSIGN(goesOn, recurrenceOf(importer, *loop, *start));
        TENON_ASSIGN([[maybe_unused]] auto* const layer,
            importer.added(loop->addTripLimit(*goesOn->getOutput(0), TripLimit::kWHILE)));
        bodyInputs.push_back({goesOn->getOutput(0), nullptr});
    }
    std::vector<nvinfer1::IRecurrenceLayer*> values;
    for (int i = 0; i < carried; ++i)
    {
        TENON_ASSIGN(ITensor* const initial, importer.tensor(inputs[static_cast<size_t>(i) + 2]));
        TENON_ASSIGN(auto* const recurrence, recurrenceOf(importer, *loop, *initial));
        values.push_back(recurrence);
        bodyInputs.push_back({recurrence->getOutput(0), nullptr});
    }
    TENON_ASSIGN(std::vector<Value> const results, importer.importBody(*body, bodyInputs, {}, node.opset()));
    if (goesOn != nullptr)
    {
        TENON_CHECK(handOn(importer, *goesOn, results[0]));
    }
    std::vector<Value> outputs;
    for (size_t i = 0; i < values.size(); ++i)
    {
        TENON_CHECK(handOn(importer, *values[i], results[i + 1]));
        TENON_ASSIGN(auto* const last, lastValue(importer, *loop, *values[i]->getOutput(0)));
        TENON_ASSIGN(ITensor* const output, importer.output(last));
        outputs.push_back({output, nullptr});
    }
    for (size_t i = values.size() + 1; i < results.size(); ++i)
    {
        if (limit == nullptr)
        {
            return base::notImplemented("Loop with scan outputs and without a trip count, which would bound them");
        }
        TENON_ASSIGN(ITensor* const slice, importer.tensor(results[i]));
        TENON_ASSIGN(auto* const all, importer.added(loop->addLoopOutput(*slice, LoopOutput::kCONCATENATE, 0)));
        // Where a condition may end the loop early there are as many slices as iterations, at most `limit`.
        all->setInput(countsOnly ? 1 : 2, *limit);
        TENON_ASSIGN(ITensor* const output, importer.output(all));
        outputs.push_back({output, nullptr});
    }
    return outputs;
}

namespace
{

//! Axes and directions of a Scan.
struct ScanForm
{
    size_t states{0}, scans{0}, results{0};
    std::vector<int64_t> inputAxes, outputAxes, inputDirections, outputDirections;
};

Result<ScanForm> scanForm(Node const& node, size_t inputCount, ::onnx::GraphProto const& body)
{
    ScanForm form;
    TENON_ASSIGN(int64_t const scans, node.integer("num_scan_inputs", 0));
    if (scans < 1 || static_cast<size_t>(scans) > inputCount || static_cast<size_t>(body.input_size()) != inputCount)
    {
        return invalidArgument(
            "attribute \"num_scan_inputs\": expected 1 to {}, as many as the body's {} inputs allow, found {}",
            inputCount, body.input_size(), scans);
    }
    form.scans = static_cast<size_t>(scans);
    form.states = inputCount - form.scans;
    if (static_cast<size_t>(body.output_size()) < form.states)
    {
        return invalidArgument(
            "body: expected at least {} outputs, one for each state, found {}", form.states, body.output_size());
    }
    form.results = static_cast<size_t>(body.output_size()) - form.states;
    auto const listOfSize = [&](char const* name, size_t count) -> Result<std::vector<int64_t>> {
        TENON_ASSIGN(std::vector<int64_t> list, node.integers(name, std::vector<int64_t>(count, 0)));
        if (list.size() != count)
        {
            return invalidArgument("attribute \"{}\": expected {} numbers, found {}", name, count, list.size());
        }
        return list;
    };
    TENON_ASSIGN(form.inputAxes, listOfSize("scan_input_axes", form.scans));
    TENON_ASSIGN(form.outputAxes, listOfSize("scan_output_axes", form.results));
    TENON_ASSIGN(
        form.inputDirections, listOfSize(node.opset() < 9 ? "directions" : "scan_input_directions", form.scans));
    TENON_ASSIGN(form.outputDirections, listOfSize("scan_output_directions", form.results));
    return form;
}

//! One Scan, from opset 9 on.
Result<std::vector<ITensor*>> scan(Importer& importer, Node const& node, ScanForm const& form,
    ::onnx::GraphProto const& body, std::vector<ITensor*> const& states, std::vector<ITensor*> const& scans)
{
    TENON_ASSIGN(ILoop* const loop, newLoop(importer, node));
    TENON_ASSIGN(int32_t const firstAxis, importer.axis(form.inputAxes[0], scans[0]->getDimensions().nbDims));
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, *scans[0]));
    TENON_ASSIGN(ITensor * length, tensorOf(importer, {sizes[static_cast<size_t>(firstAxis)]}));
    TENON_ASSIGN(length, squeeze(importer, *length, {0}));
    TENON_ASSIGN([[maybe_unused]] auto* const limit, importer.added(loop->addTripLimit(*length, TripLimit::kCOUNT)));
    std::vector<Value> bodyInputs;
    std::vector<nvinfer1::IRecurrenceLayer*> recurrences;
    for (ITensor* const state : states)
    {
        TENON_ASSIGN(auto* const recurrence, recurrenceOf(importer, *loop, *state));
        recurrences.push_back(recurrence);
        bodyInputs.push_back({recurrence->getOutput(0), nullptr});
    }
    for (size_t i = 0; i < scans.size(); ++i)
    {
        TENON_ASSIGN(int32_t const axis, importer.axis(form.inputAxes[i], scans[i]->getDimensions().nbDims));
        TENON_ASSIGN(
            ITensor* const slice, importer.output(loop->addIterator(*scans[i], axis, form.inputDirections[i] != 0)));
        bodyInputs.push_back({slice, nullptr});
    }
    TENON_ASSIGN(std::vector<Value> const results, importer.importBody(body, bodyInputs, {}, node.opset()));
    std::vector<ITensor*> outputs;
    for (size_t i = 0; i < states.size(); ++i)
    {
        TENON_CHECK(handOn(importer, *recurrences[i], results[i]));
        TENON_ASSIGN(auto* const last, lastValue(importer, *loop, *recurrences[i]->getOutput(0)));
        TENON_ASSIGN(ITensor* const output, importer.output(last));
        outputs.push_back(output);
    }
    for (size_t i = 0; i < form.results; ++i)
    {
        TENON_ASSIGN(ITensor* const slice, importer.tensor(results[states.size() + i]));
        TENON_ASSIGN(int32_t const axis, importer.axis(form.outputAxes[i], slice->getDimensions().nbDims + 1));
        auto const kind = form.outputDirections[i] != 0 ? LoopOutput::kREVERSE : LoopOutput::kCONCATENATE;
        TENON_ASSIGN(auto* const all, importer.added(loop->addLoopOutput(*slice, kind, axis)));
        all->setInput(1, *length);
        TENON_ASSIGN(ITensor* const output, importer.output(all));
        outputs.push_back(output);
    }
    return outputs;
}

} // namespace

Result<std::vector<Value>> importScan(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(auto const* const body, graphOf(node, "body"));
    // Opset 8: the lengths of the sequences come first, and all else has a batch dimension in front.
    bool const batched = node.opset() < 9;
    if (batched && !inputs.empty() && inputs[0])
    {
        return base::notImplemented("Scan with sequence_lens; leave them out, or give all sequences one length");
    }
    std::span<Value const> const given = batched && !inputs.empty() ? inputs.subspan(1) : inputs;
    TENON_ASSIGN(ScanForm const form, scanForm(node, given.size(), *body));
    std::vector<ITensor*> tensors;
    for (Value const& value : given)
    {
        TENON_ASSIGN(ITensor* const tensor, importer.tensor(value));
        tensors.push_back(tensor);
    }
    std::vector<ITensor*> states(tensors.begin(), tensors.begin() + static_cast<std::ptrdiff_t>(form.states));
    std::vector<ITensor*> scans(tensors.begin() + static_cast<std::ptrdiff_t>(form.states), tensors.end());
    std::vector<Value> outputs;
    if (!batched)
    {
        TENON_ASSIGN(auto const results, scan(importer, node, form, *body, states, scans));
        std::transform(results.begin(), results.end(), std::back_inserter(outputs), [](ITensor* each) {
            return Value{each, nullptr};
        });
        return outputs;
    }
    TENON_ASSIGN([[maybe_unused]] int32_t const first, importer.axis(0, tensors[0]->getDimensions().nbDims));
    TENON_ASSIGN(ILoop* const items, newLoop(importer, node));
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, *tensors[0]));
    TENON_ASSIGN(ITensor * batch, tensorOf(importer, {sizes[0]}));
    TENON_ASSIGN(batch, squeeze(importer, *batch, {0}));
    TENON_ASSIGN([[maybe_unused]] auto* const limit, importer.added(items->addTripLimit(*batch, TripLimit::kCOUNT)));
    for (std::vector<ITensor*>* const list : {&states, &scans})
    {
        for (ITensor*& tensor : *list)
        {
            TENON_ASSIGN(tensor, importer.output(items->addIterator(*tensor, 0)));
        }
    }
    TENON_ASSIGN(auto const results, scan(importer, node, form, *body, states, scans));
    for (ITensor* const result : results)
    {
        TENON_ASSIGN(auto* const all, importer.added(items->addLoopOutput(*result, LoopOutput::kCONCATENATE, 0)));
        all->setInput(1, *batch);
        TENON_ASSIGN(ITensor* const output, importer.output(all));
        outputs.push_back({output, nullptr});
    }
    return outputs;
}

} // namespace tenon::onnx
