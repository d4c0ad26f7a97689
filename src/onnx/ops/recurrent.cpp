// LSTM (opsets 1, 7, 14, 22), GRU (1, 3, 7, 14, 22), RNN (1, 7, 14, 22). The product of the input is one for all steps; what depends on the state
// is a loop over time, or one cell after the other for short sequences whose length the model says.
#include "onnx/ops/compose.h"

#include "base/dims.h"

#include <array>
#include <optional>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::ActivationType;
using nvinfer1::MatrixOperation;

namespace
{

//! Up to this length cells are laid out one by one, so that they may be fused with what stands around them.
constexpr int64_t kLongestUnrolled = 8;

Result<ITensor*> activate(Importer& importer, ITensor& x, std::string const& name)
{
    struct Known
    {
        std::string_view name;
        ActivationType type;
        float alpha, beta;
    };
    constexpr Known kKnown[]{
        {"Sigmoid", ActivationType::kSIGMOID, 0.0F, 0.0F},
        {"Tanh", ActivationType::kTANH, 0.0F, 0.0F},
        {"Relu", ActivationType::kRELU, 0.0F, 0.0F},
        {"LeakyRelu", ActivationType::kLEAKY_RELU, 0.01F, 0.0F},
        {"Elu", ActivationType::kELU, 1.0F, 0.0F},
        {"Softsign", ActivationType::kSOFTSIGN, 0.0F, 0.0F},
        {"Softplus", ActivationType::kSOFTPLUS, 1.0F, 1.0F},
        {"HardSigmoid", ActivationType::kHARD_SIGMOID, 0.2F, 0.5F},
    };
    for (Known const& each : kKnown)
    {
        if (each.name == name)
        {
            return activation(importer, x, each.type, each.alpha, each.beta);
        }
    }
    return base::notImplemented("a recurrent layer with activation \"{}\"", name);
}

//! What the three operations have in common. Gates: 4, 3 or 1.
struct Recurrent
{
    Importer& importer;
    Node const& node;
    std::span<Value const> inputs;
    int64_t gates;

    int64_t hidden{0};
    bool isUnrolled{false};
    bool batchFirst{false};
    int32_t directions{1};
    bool reverse{false}; //!< the only direction is backwards
    std::vector<std::string> activations;
    std::optional<float> clip;
    ITensor* x{nullptr};       //!< [length, batch, input]
    ITensor* lengths{nullptr}; //!< [batch, 1], of the sequences; null: all are as long as x
    Sizes sizes{};             //!< of x

    Status prepare(std::vector<std::string> const& defaults)
    {
        TENON_CHECK(expectInputs(inputs, 3, 8));
        TENON_CHECK(refuseImplicitBatch(importer, node.op()));
        if (inputs.size() > 4 && inputs[4])
        {
            TENON_ASSIGN(lengths, importer.tensor(inputs[4]));
            TENON_ASSIGN(lengths, unsqueeze(importer, *lengths, {1}));
        }
        TENON_ASSIGN(int64_t const layout, node.integer("layout", 0));
        batchFirst = layout != 0;
        TENON_ASSIGN(std::string const direction, node.text("direction", "forward"));
        directions = direction == "bidirectional" ? 2 : 1;
        reverse = direction == "reverse";
        TENON_ASSIGN(x, importer.tensor(inputs[0]));
        if (x->getDimensions().nbDims != 3)
        {
            return invalidArgument("input 0 (X): expected rank 3, found {}", x->getDimensions().nbDims);
        }
        if (batchFirst)
        {
            TENON_ASSIGN(x, transpose(importer, *x, {1, 0, 2}));
        }
        TENON_ASSIGN(sizes, sizesOf(importer, *x));
        isUnrolled = sizes[0].isNumber() && sizes[0].number <= kLongestUnrolled;
        ITensor* recurrence = nullptr;
        TENON_ASSIGN(recurrence, importer.tensor(inputs[2]));
        nvinfer1::Dims const dims = recurrence->getDimensions();
        constexpr int64_t kMostHidden = int64_t{1} << 30;
        if (dims.nbDims != 3 || dims.d[2] < 1 || dims.d[2] > kMostHidden || dims.d[1] != gates * dims.d[2]
            || dims.d[0] != directions)
        {
            return invalidArgument("input 2 (R): expected [{}, {} · hidden size, hidden size], found {}", directions,
                gates, base::toString(dims));
        }
        hidden = dims.d[2];
        activations = defaults;
        if (auto const* const given = node.attribute("activations"))
        {
            activations.assign(given->strings().begin(), given->strings().end());
        }
        size_t const perDirection = defaults.size();
        if (directions == 2 && activations.size() == perDirection)
        {
            std::vector<std::string> const forward = activations;
            activations.insert(activations.end(), forward.begin(), forward.end());
        }
        if (activations.size() != perDirection * static_cast<size_t>(directions))
        {
            return invalidArgument("attribute \"activations\": expected {} names, found {}",
                perDirection * static_cast<size_t>(directions), activations.size());
        }
        if (node.attribute("activation_alpha") != nullptr || node.attribute("activation_beta") != nullptr)
        {
            return base::notImplemented("{} with activation_alpha or activation_beta", node.op());
        }
        if (node.attribute("clip") != nullptr)
        {
            TENON_ASSIGN(clip, node.number("clip", 0.0F));
        }
        return {};
    }

    Result<ITensor*> clipped(ITensor& value)
    {
        return clip ? activation(importer, value, ActivationType::kCLIP, -*clip, *clip) : Result<ITensor*>(&value);
    }

    Result<ITensor*> activated(ITensor& value, std::string const& name)
    {
        TENON_ASSIGN(ITensor* const within, clipped(value));
        return activate(importer, *within, name);
    }

    //! Part `direction` of an input, without that dimension; null where the input is absent.
    Result<ITensor*> ofDirection(size_t input, int32_t direction, int32_t axis = 0)
    {
        if (input >= inputs.size() || !inputs[input])
        {
            return nullptr;
        }
        TENON_ASSIGN(ITensor* const whole, importer.tensor(inputs[input]));
        TENON_ASSIGN(ITensor* const one, part(importer, *whole, axis, direction, 1));
        return squeeze(importer, *one, {axis});
    }

    //! An initial state [batch, hidden]; zeros where it is absent.
    Result<ITensor*> initial(size_t input, int32_t direction)
    {
        TENON_ASSIGN(ITensor* const given, ofDirection(input, direction, batchFirst ? 1 : 0));
        if (given != nullptr)
        {
            return given;
        }
        TENON_ASSIGN(ITensor* const zero, constantOf(importer, node.name() + " zero", x->getType(), {1, 1}, {0.0}));
        return expandTo(importer, *zero, {sizes[1], hidden});
    }

    Result<ITensor*> product(ITensor& a, ITensor& b)
    {
        return importer.output(
            importer.network().addMatrixMultiply(a, MatrixOperation::kNONE, b, MatrixOperation::kTRANSPOSE));
    }

    //! What the input brings to the gates in all steps: [length, batch, gates · hidden]. `bias` [1, gates · hidden] or null.
    Result<ITensor*> projected(ITensor& weights, ITensor* bias)
    {
        TENON_ASSIGN(ITensor* const matrix, unsqueeze(importer, weights, {0}));
        TENON_ASSIGN(ITensor* const all, product(*x, *matrix));
        if (bias == nullptr)
        {
            return all;
        }
        TENON_ASSIGN(ITensor* const row, unsqueeze(importer, *bias, {0}));
        return elementWise(importer, *all, *row, ElementWiseOperation::kSUM);
    }

    //! Columns of gate `index` of [batch, gates · hidden].
    Result<ITensor*> gate(ITensor& all, int64_t index, int64_t count = 1)
    {
        return part(importer, all, 1, index * hidden, count * hidden);
    }

    //! A row of a bias or peephole vector, as [1, count · hidden]; null where the vector is.
    Result<ITensor*> row(ITensor* vector, int64_t first, int64_t count)
    {
        if (vector == nullptr)
        {
            return nullptr;
        }
        TENON_ASSIGN(ITensor* const some, part(importer, *vector, 0, first * hidden, count * hidden));
        return unsqueeze(importer, *some, {0});
    }

    Result<ITensor*> add(ITensor& a, ITensor* b)
    {
        return b == nullptr ? Result<ITensor*>(&a) : elementWise(importer, a, *b, ElementWiseOperation::kSUM);
    }
    Result<ITensor*> multiply(ITensor& a, ITensor& b)
    {
        return elementWise(importer, a, b, ElementWiseOperation::kPROD);
    }

    //! Runs the cell over the sequence; `state` has the hidden state first and becomes the last one. Gives all hidden states in the order of time,
    //! [length, batch, hidden]. `given`: what the input brings, [length, batch, …].
    template <typename State, typename Cell>
    Result<ITensor*> run(ITensor& given, bool backwards, State& state, Cell const& cell)
    {
        return isUnrolled ? runUnrolled(given, backwards, state, cell) : runLoop(given, backwards, state, cell);
    }

    template <typename State, typename Cell>
    Result<ITensor*> runUnrolled(ITensor& given, bool backwards, State& state, Cell const& cell)
    {
        int64_t const length = sizes[0].number;
        std::vector<ITensor*> steps(static_cast<size_t>(length));
        for (int64_t i = 0; i < length; ++i)
        {
            int64_t const t = backwards ? length - 1 - i : i;
            TENON_ASSIGN(ITensor * now, part(importer, given, 0, t, 1));
            TENON_ASSIGN(now, squeeze(importer, *now, {0}));
            ITensor* step = nullptr;
            if (lengths != nullptr)
            {
                TENON_ASSIGN(step, numberLike(importer, *lengths, static_cast<double>(t)));
            }
            TENON_ASSIGN(ITensor* const shown, advance(*now, step, state, cell));
            TENON_ASSIGN(steps[static_cast<size_t>(t)], unsqueeze(importer, *shown, {0}));
        }
        return steps.empty() ? expandTo(importer, *state[0], {Size(0), sizes[1], Size(hidden)}) : joined(steps, 0);
    }

    template <typename State, typename Cell>
    Result<ITensor*> runLoop(ITensor& given, bool backwards, State& state, Cell const& cell)
    {
        nvinfer1::ILoop* const loop = importer.network().addLoop();
        if (loop == nullptr)
        {
            return invalidArgument("the network refused the loop; its reason is in the log");
        }
        loop->setName(node.name().c_str());
        TENON_ASSIGN(ITensor * count, tensorOf(importer, {sizes[0]}));
        TENON_ASSIGN(count, squeeze(importer, *count, {0}));
        TENON_ASSIGN([[maybe_unused]] auto* const limit,
            importer.added(loop->addTripLimit(*count, nvinfer1::TripLimit::kCOUNT)));
        TENON_ASSIGN(ITensor* const now, importer.output(loop->addIterator(given, 0, backwards)));
        ITensor* step = nullptr;
        if (lengths != nullptr)
        {
            TENON_ASSIGN(ITensor* const places, stepNumbers());
            TENON_ASSIGN(step, importer.output(loop->addIterator(*places, 0, backwards)));
        }
        std::array<nvinfer1::IRecurrenceLayer*, std::tuple_size_v<State>> recurrences{};
        for (size_t i = 0; i < state.size(); ++i)
        {
            TENON_ASSIGN(recurrences[i], importer.added(loop->addRecurrence(*state[i])));
            TENON_ASSIGN(state[i], importer.output(recurrences[i]));
        }
        TENON_ASSIGN(ITensor* const shown, advance(*now, step, state, cell));
        for (size_t i = 0; i < state.size(); ++i)
        {
            recurrences[i]->setInput(1, *state[i]);
            TENON_ASSIGN(state[i],
                importer.output(loop->addLoopOutput(*recurrences[i]->getOutput(0), nvinfer1::LoopOutput::kLAST_VALUE)));
        }
        auto const order = backwards ? nvinfer1::LoopOutput::kREVERSE : nvinfer1::LoopOutput::kCONCATENATE;
        TENON_ASSIGN(auto* const all, importer.added(loop->addLoopOutput(*shown, order, 0)));
        all->setInput(1, *count);
        return importer.output(all);
    }

    //! 0, 1, … for the steps, as [length, 1, 1] of the lengths' type.
    Result<ITensor*> stepNumbers()
    {
        TENON_ASSIGN(ITensor* const count, tensorOf(importer, {sizes[0]}));
        TENON_ASSIGN(auto* const layer,
            importer.added(importer.network().addFill(
                nvinfer1::Dims{1, {1}}, nvinfer1::FillOperation::kLINSPACE, DataType::kINT64)));
        layer->setInput(0, *count);
        layer->setAlphaInt64(0);
        layer->setBetaInt64(1);
        TENON_ASSIGN(ITensor * numbers, importer.output(layer));
        TENON_ASSIGN(numbers, cast(importer, *numbers, lengths->getType()));
        return unsqueeze(importer, *numbers, {1, 2});
    }

    //! One step; what it shows. `step`: its number where sequences have lengths, else null.
    template <typename State, typename Cell>
    Result<ITensor*> advance(ITensor& now, ITensor* step, State& state, Cell const& cell)
    {
        State const before = state;
        TENON_CHECK(cell(now, state));
        ITensor* shown = state[0];
        TENON_CHECK(keepEnded(step, before, state, shown));
        return shown;
    }

    //! Sequences that have ended before the step keep their states and show zeros.
    template <typename State>
    Status keepEnded(ITensor* step, State const& before, State& state, ITensor*& shown)
    {
        if (lengths == nullptr)
        {
            return {};
        }
        TENON_ASSIGN(ITensor* const runs, elementWise(importer, *lengths, *step, ElementWiseOperation::kGREATER));
        TENON_ASSIGN(ITensor* const zero, numberLike(importer, *shown, 0.0));
        TENON_ASSIGN(shown, select(importer, *runs, *shown, *zero));
        for (size_t i = 0; i < state.size(); ++i)
        {
            TENON_ASSIGN(state[i], select(importer, *runs, *state[i], *before[i]));
        }
        return {};
    }

    Result<ITensor*> joined(std::vector<ITensor*> const& parts, int32_t axis)
    {
        TENON_ASSIGN(auto* const layer,
            importer.added(importer.network().addConcatenation(parts.data(), static_cast<int32_t>(parts.size()))));
        layer->setAxis(axis);
        return importer.output(layer);
    }

    //! Y [length, directions, batch, hidden] and final states [directions, batch, hidden], or with the batch first. `sequences`: of each direction,
    //! [length, batch, hidden].
    Result<std::vector<Value>> results(
        std::vector<ITensor*> const& sequences, std::vector<std::vector<ITensor*>> const& finals)
    {
        std::vector<ITensor*> all;
        for (ITensor* const sequence : sequences)
        {
            TENON_ASSIGN(ITensor* const wide, unsqueeze(importer, *sequence, {1}));
            all.push_back(wide);
        }
        TENON_ASSIGN(ITensor * y, joined(all, 1));
        if (batchFirst)
        {
            TENON_ASSIGN(y, transpose(importer, *y, {2, 0, 1, 3}));
        }
        std::vector<Value> values = valuesOf(y);
        for (std::vector<ITensor*> const& states : finals)
        {
            std::vector<ITensor*> each;
            for (ITensor* const state : states)
            {
                TENON_ASSIGN(ITensor* const one, unsqueeze(importer, *state, {batchFirst ? 1 : 0}));
                each.push_back(one);
            }
            TENON_ASSIGN(ITensor* const state, joined(each, batchFirst ? 1 : 0));
            values.push_back({state, nullptr});
        }
        return values;
    }
};

} // namespace

Result<std::vector<Value>> importLstm(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    Recurrent r{importer, node, inputs, 4};
    TENON_CHECK(r.prepare({"Sigmoid", "Tanh", "Tanh"}));
    TENON_ASSIGN(int64_t const coupled, node.integer("input_forget", 0));
    if (coupled != 0)
    {
        return base::notImplemented("LSTM with input_forget");
    }
    std::vector<ITensor*> sequences;
    std::vector<std::vector<ITensor*>> finals(2);
    for (int32_t d = 0; d < r.directions; ++d)
    {
        TENON_ASSIGN(ITensor* const w, r.ofDirection(1, d));
        TENON_ASSIGN(ITensor* const recurrence, r.ofDirection(2, d));
        TENON_ASSIGN(ITensor* const bias, r.ofDirection(3, d));
        TENON_ASSIGN(ITensor* const inputBias, r.row(bias, 0, 4));
        TENON_ASSIGN(ITensor* const stateBias, r.row(bias, 4, 4));
        TENON_ASSIGN(ITensor* const peepholes, r.ofDirection(7, d));
        std::array<ITensor*, 3> peephole{}; // of input, output and forget gate
        for (size_t i = 0; i < 3; ++i)
        {
            TENON_ASSIGN(peephole[i], r.row(peepholes, static_cast<int64_t>(i), 1));
        }
        std::string const* const names = r.activations.data() + 3 * d;
        auto const withPeephole = [&](ITensor& sum, size_t which, ITensor& cell) -> Result<ITensor*> {
            if (peephole[which] == nullptr)
            {
                return &sum;
            }
            TENON_ASSIGN(ITensor* const seen, r.multiply(*peephole[which], cell));
            return r.add(sum, seen);
        };
        ITensor* constantBias = inputBias;
        if (stateBias != nullptr)
        {
            TENON_ASSIGN(constantBias, r.add(*stateBias, inputBias));
        }
        TENON_ASSIGN(ITensor* const given, r.projected(*w, constantBias));
        auto const cell = [&](ITensor& now, std::array<ITensor*, 2>& state) -> Status {
            TENON_ASSIGN(ITensor * sum, r.product(*state[0], *recurrence));
            TENON_ASSIGN(sum, r.add(*sum, &now));
            TENON_ASSIGN(ITensor * in, r.gate(*sum, 0));
            TENON_ASSIGN(ITensor * out, r.gate(*sum, 1));
            TENON_ASSIGN(ITensor * forget, r.gate(*sum, 2));
            TENON_ASSIGN(ITensor * fresh, r.gate(*sum, 3));
            TENON_ASSIGN(in, withPeephole(*in, 0, *state[1]));
            TENON_ASSIGN(forget, withPeephole(*forget, 2, *state[1]));
            TENON_ASSIGN(in, r.activated(*in, names[0]));
            TENON_ASSIGN(forget, r.activated(*forget, names[0]));
            TENON_ASSIGN(fresh, r.activated(*fresh, names[1]));
            TENON_ASSIGN(ITensor* const kept, r.multiply(*forget, *state[1]));
            TENON_ASSIGN(ITensor* const added, r.multiply(*in, *fresh));
            TENON_ASSIGN(state[1], r.add(*kept, added));
            TENON_ASSIGN(out, withPeephole(*out, 1, *state[1]));
            TENON_ASSIGN(out, r.activated(*out, names[0]));
            TENON_ASSIGN(ITensor* const shown, activate(importer, *state[1], names[2]));
            TENON_ASSIGN(state[0], r.multiply(*out, *shown));
            return {};
        };
        std::array<ITensor*, 2> state{};
        TENON_ASSIGN(state[0], r.initial(5, d));
        TENON_ASSIGN(state[1], r.initial(6, d));
        TENON_ASSIGN(ITensor* const states, r.run(*given, r.reverse || d == 1, state, cell));
        sequences.push_back(states);
        finals[0].push_back(state[0]);
        finals[1].push_back(state[1]);
    }
    return r.results(sequences, finals);
}

Result<std::vector<Value>> importGru(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    Recurrent r{importer, node, inputs, 3};
    TENON_CHECK(r.prepare({"Sigmoid", "Tanh"}));
    TENON_ASSIGN(int64_t const resetAfter, node.integer("linear_before_reset", 0));
    std::vector<ITensor*> sequences;
    std::vector<std::vector<ITensor*>> finals(1);
    for (int32_t d = 0; d < r.directions; ++d)
    {
        TENON_ASSIGN(ITensor* const w, r.ofDirection(1, d));
        TENON_ASSIGN(ITensor* const recurrence, r.ofDirection(2, d));
        TENON_ASSIGN(ITensor* const gatesRecurrence, part(importer, *recurrence, 0, 0, 2 * r.hidden));
        TENON_ASSIGN(ITensor* const freshRecurrence, part(importer, *recurrence, 0, 2 * r.hidden, r.hidden));
        TENON_ASSIGN(ITensor* const bias, r.ofDirection(3, d));
        TENON_ASSIGN(ITensor* const inputBias, r.row(bias, 0, 3));
        TENON_ASSIGN(ITensor* const gatesBias, r.row(bias, 3, 2));
        TENON_ASSIGN(ITensor* const freshBias, r.row(bias, 5, 1));
        std::string const* const names = r.activations.data() + 2 * d;
        TENON_ASSIGN(ITensor* const given, r.projected(*w, inputBias));
        auto const cell = [&](ITensor& now, std::array<ITensor*, 1>& state) -> Status {
            TENON_ASSIGN(ITensor * gates, r.product(*state[0], *gatesRecurrence));
            TENON_ASSIGN(gates, r.add(*gates, gatesBias));
            TENON_ASSIGN(ITensor* const gatesInput, r.gate(now, 0, 2));
            TENON_ASSIGN(gates, r.add(*gates, gatesInput));
            TENON_ASSIGN(gates, r.activated(*gates, names[0]));
            TENON_ASSIGN(ITensor* const update, r.gate(*gates, 0));
            TENON_ASSIGN(ITensor* const reset, r.gate(*gates, 1));
            TENON_ASSIGN(ITensor* const freshInput, r.gate(now, 2));
            ITensor* fromState = nullptr;
            if (resetAfter != 0)
            {
                TENON_ASSIGN(fromState, r.product(*state[0], *freshRecurrence));
                TENON_ASSIGN(fromState, r.add(*fromState, freshBias));
                TENON_ASSIGN(fromState, r.multiply(*reset, *fromState));
            }
            else
            {
                TENON_ASSIGN(fromState, r.multiply(*reset, *state[0]));
                TENON_ASSIGN(fromState, r.product(*fromState, *freshRecurrence));
                TENON_ASSIGN(fromState, r.add(*fromState, freshBias));
            }
            TENON_ASSIGN(ITensor * fresh, r.add(*freshInput, fromState));
            TENON_ASSIGN(fresh, r.activated(*fresh, names[1]));
            // (1 − z) · fresh + z · state = fresh + z · (state − fresh)
            TENON_ASSIGN(ITensor * change, elementWise(importer, *state[0], *fresh, ElementWiseOperation::kSUB));
            TENON_ASSIGN(change, r.multiply(*update, *change));
            TENON_ASSIGN(state[0], r.add(*fresh, change));
            return {};
        };
        std::array<ITensor*, 1> state{};
        TENON_ASSIGN(state[0], r.initial(5, d));
        TENON_ASSIGN(ITensor* const states, r.run(*given, r.reverse || d == 1, state, cell));
        sequences.push_back(states);
        finals[0].push_back(state[0]);
    }
    return r.results(sequences, finals);
}

Result<std::vector<Value>> importRnn(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    Recurrent r{importer, node, inputs, 1};
    TENON_CHECK(r.prepare({"Tanh"}));
    std::vector<ITensor*> sequences;
    std::vector<std::vector<ITensor*>> finals(1);
    for (int32_t d = 0; d < r.directions; ++d)
    {
        TENON_ASSIGN(ITensor* const w, r.ofDirection(1, d));
        TENON_ASSIGN(ITensor* const recurrence, r.ofDirection(2, d));
        TENON_ASSIGN(ITensor* const bias, r.ofDirection(3, d));
        TENON_ASSIGN(ITensor* const inputBias, r.row(bias, 0, 1));
        TENON_ASSIGN(ITensor* const stateBias, r.row(bias, 1, 1));
        ITensor* constantBias = inputBias;
        if (stateBias != nullptr)
        {
            TENON_ASSIGN(constantBias, r.add(*stateBias, inputBias));
        }
        TENON_ASSIGN(ITensor* const given, r.projected(*w, constantBias));
        auto const cell = [&](ITensor& now, std::array<ITensor*, 1>& state) -> Status {
            TENON_ASSIGN(ITensor * sum, r.product(*state[0], *recurrence));
            TENON_ASSIGN(sum, r.add(*sum, &now));
            TENON_ASSIGN(state[0], r.activated(*sum, r.activations[static_cast<size_t>(d)]));
            return {};
        };
        std::array<ITensor*, 1> state{};
        TENON_ASSIGN(state[0], r.initial(5, d));
        TENON_ASSIGN(ITensor* const states, r.run(*given, r.reverse || d == 1, state, cell));
        sequences.push_back(states);
        finals[0].push_back(state[0]);
    }
    return r.results(sequences, finals);
}

} // namespace tenon::onnx
