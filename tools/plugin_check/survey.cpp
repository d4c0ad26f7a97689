#include "plugin_check/survey.h"

#include "plugin_check/call.h"
#include "plugin_check/isolation.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>
#include <utility>

namespace tenon::plugin_check
{
namespace
{

using nvinfer1::PluginFieldType;

enum Stage
{
    kREFUSED, //!< createPlugin gave none
    kCREATED,
    kSHAPED, //!< output dims make sense
    kNEGOTIATED,
    kCONFIGURED,
    kINITIALIZED,
    kDONE, //!< enqueue answered 0
};

char const* const kStageWords[]{"createPlugin gave no plugin", "getOutputDimensions gave no shape",
    "no combination of types in linear format was accepted", "configurePlugin failed", "initialize failed",
    "enqueue failed", "done"};

struct Trial
{
    Fields fields;
    std::vector<Tensor> inputs;
    bool typesFixed{false};
};

struct Outcome
{
    int32_t stage{kREFUSED};
    bool crashed{false};
    bool thrown{false};
    std::string problem;
    std::string method;
    std::string arguments;
    std::string fingerprint;     //!< of its bytes and outputs
    std::vector<Tensor> tensors; //!< inputs, then outputs
    bool dataDependent{false};
    Ending ending;
};

//! "<of the bytes> <of the outputs>".
std::string fingerprintOf(Blob const& blob, std::vector<Bytes> const& outputs)
{
    uint64_t hash = 1469598103934665603ULL;
    auto const add = [&](Bytes const& bytes) {
        for (std::byte const byte : bytes)
        {
            hash = (hash ^ static_cast<uint64_t>(byte)) * 1099511628211ULL;
        }
    };
    add(blob.bytes);
    for (Field const& field : blob.fields)
    {
        add(field.data);
    }
    uint64_t const ofBlob = std::exchange(hash, 1469598103934665603ULL);
    for (Bytes const& output : outputs)
    {
        add(output);
    }
    return fmt::format("{:016x} {:016x}", ofBlob, hash);
}

std::string outputPart(std::string const& fingerprint)
{
    return fingerprint.substr(fingerprint.find(' ') + 1);
}

//! Dims of sizes that can be; too large ones come of nonsense.
bool plausible(std::vector<Dims> const& shapes)
{
    for (Dims const& dims : shapes)
    {
        int64_t volume = 1;
        for (int64_t const size : base::sizesOf(dims))
        {
            if (size < 0 || size > (1 << 24))
            {
                return false;
            }
            volume *= size;
            if (volume > (1 << 26))
            {
                return false;
            }
        }
    }
    return true;
}

//! As far as it goes. The last line that it emits counts.
void tryOne(Subject const& subject, Creator creator, Trial const& trial, size_t number, Emit const& emit)
{
    auto const say = [&](int32_t stage, std::string const& rest) {
        emit(fmt::format("{} {} {}", number, stage, rest));
    };
    say(kREFUSED, "begun");
    Case one;
    one.fields = trial.fields;
    one.inputs = trial.inputs;
    one.inputValues = subject.inputValues;
    try
    {
        Bench bench(subject, one, creator, [](Finding const&) {});
        auto const plugin = bench.create();
        say(kCREATED, "created");
        int32_t const count = plugin->outputCount();
        if (count < 1 || count > 64)
        {
            throw Misdeed{
                "getNbOutputs", "", "at least one output", std::to_string(count), "return the number of outputs"};
        }
        std::vector<Dims> inputDims;
        for (Tensor const& input : trial.inputs)
        {
            inputDims.push_back(input.dims);
        }
        bool const common = std::all_of(inputDims.begin(), inputDims.end(),
            [&](Dims const& one) { return one.nbDims > 0 && one.d[0] == inputDims[0].d[0]; });
        if (!plugin->dynamic() && !common)
        {
            throw Misdeed{"getOutputDimensions", "inputs " + text(trial.inputs),
                "inputs with one leading dimension, the batch", "others", "use IPluginV2DynamicExt for such"};
        }
        std::vector<Dims> const outputDims = plugin->outputDims(inputDims);
        if (!plausible(outputDims))
        {
            std::string found;
            for (Dims const& dims : outputDims)
            {
                found += base::toString(dims) + " ";
            }
            throw Misdeed{"getOutputDimensions", "inputs " + text(trial.inputs), "dims of at least 0", found,
                "compute the output's dims from the inputs'"};
        }
        say(kSHAPED, "shaped");
        std::vector<Tensor> tensors = trial.inputs;
        for (Dims const& dims : outputDims)
        {
            Tensor output;
            output.dims = dims;
            tensors.push_back(output);
        }
        auto const inputCount = static_cast<int32_t>(trial.inputs.size());
        auto const negotiated = negotiateLinear(*plugin, tensors, inputCount, trial.typesFixed);
        if (!negotiated)
        {
            return;
        }
        bool dataDependent = false;
        if (plugin->dynamic())
        {
            std::vector<std::vector<bool>> constant;
            for (Dims const& dims : inputDims)
            {
                constant.emplace_back(static_cast<size_t>(dims.nbDims), false);
            }
            auto const symbolic = plugin->symbolicDims(inputDims, constant);
            for (size_t o = 0; o < outputDims.size(); ++o)
            {
                for (int32_t d = 0; d < outputDims[o].nbDims; ++d)
                {
                    dataDependent = dataDependent || symbolic->dependsOnData(o, d);
                }
            }
        }
        say(kNEGOTIATED, fmt::format("{} {}", dataDependent ? 1 : 0, toLine(*negotiated)));
        one.inputs.assign(negotiated->begin(), negotiated->begin() + inputCount);
        one.outputs.assign(negotiated->begin() + inputCount, negotiated->end());
        Setup const setup = bench.setup();
        plugin->configure(setup);
        say(kCONFIGURED, "configured");
        bench.initialize(*plugin);
        say(kINITIALIZED, "initialized");
        Blob const blob = plugin->serialize();
        std::vector<Bytes> outputs;
        if (subject.canEnqueue)
        {
            outputs = bench.truth(setup, bench.values(setup));
        }
        say(kDONE, fingerprintOf(blob, outputs));
    }
    catch (Misdeed const& misdeed)
    {
        emit(fmt::format("{} x {}\t{}\texpected {}, found {}", number, misdeed.method, misdeed.arguments,
            misdeed.expected, withException(misdeed.found)));
        if (!exceptionInPython().empty())
        {
            emit(fmt::format("{} t ", number));
        }
    }
    catch (Thrown const& thrown)
    {
        emit(fmt::format("{} x {}\t{}\tit threw {}", number, thrown.method, thrown.arguments, thrown.what));
        emit(fmt::format("{} t ", number));
    }
    catch (std::exception const& exception)
    {
        emit(fmt::format("{} x ?\t\t{}", number, exception.what()));
    }
}

void readLine(std::string const& line, std::vector<Outcome>& outcomes)
{
    size_t const space = line.find(' ');
    auto const number = static_cast<size_t>(std::stoul(line.substr(0, space)));
    Outcome& outcome = outcomes.at(number);
    if (line.at(space + 1) == 't')
    {
        outcome.thrown = true;
        return;
    }
    if (line.at(space + 1) == 'x')
    {
        std::string const rest = line.substr(space + 3);
        size_t const first = rest.find('\t');
        size_t const second = rest.find('\t', first + 1);
        outcome.method = rest.substr(0, first);
        outcome.arguments = rest.substr(first + 1, second - first - 1);
        outcome.problem = rest.substr(second + 1);
        return;
    }
    size_t const end = line.find(' ', space + 1);
    outcome.stage = std::stoi(line.substr(space + 1, end - space - 1));
    std::string const rest = line.substr(end + 1);
    if (outcome.stage == kNEGOTIATED)
    {
        outcome.dataDependent = rest.at(0) == '1';
        outcome.tensors = tensorsFromLine(rest.substr(2));
    }
    if (outcome.stage == kDONE)
    {
        outcome.fingerprint = rest;
    }
}

//! Tries them in order until one is done or all are tried. A trial that crashes costs a child process.
std::vector<Outcome> tryAll(
    Subject const& subject, Creator const& creator, std::vector<Trial> const& trials, bool stopAtFirst)
{
    std::vector<Outcome> outcomes(trials.size());
    size_t next = 0;
    int32_t crashes = 0;
    while (next < trials.size() && crashes < 60)
    {
        Ending const ending = runIsolated(20, [&](Emit const& emit) {
            setCallDevice(subject.calledOn());
            for (size_t i = next; i < trials.size(); ++i)
            {
                bool done = false;
                tryOne(subject, creator, trials[i], i, [&](std::string const& line) {
                    done = done || line.rfind(fmt::format("{} {} ", i, static_cast<int32_t>(kDONE)), 0) == 0;
                    emit(line);
                });
                if (done && stopAtFirst)
                {
                    return;
                }
            }
        });
        size_t begin = 0;
        size_t last = next;
        bool done = false;
        while (begin < ending.payload.size())
        {
            size_t const end = ending.payload.find('\n', begin);
            if (end == std::string::npos)
            {
                break;
            }
            std::string const line = ending.payload.substr(begin, end - begin);
            readLine(line, outcomes);
            last = static_cast<size_t>(std::stoul(line));
            done = done || outcomes[last].stage == kDONE;
            begin = end + 1;
        }
        if (ending.finished())
        {
            return outcomes;
        }
        ++crashes;
        outcomes[last].crashed = true;
        outcomes[last].ending = ending;
        if (done && stopAtFirst)
        {
            return outcomes;
        }
        next = last + 1;
    }
    return outcomes;
}

Dims dimsFrom(std::initializer_list<int64_t> sizes)
{
    return base::makeDims(sizes);
}

// ---- values of fields

template <typename T>
void append(Field& field, T value)
{
    auto const* const bytes = reinterpret_cast<std::byte const*>(&value);
    field.data.insert(field.data.end(), bytes, bytes + sizeof value);
}

Field numberField(DeclaredField const& declared, double value, int32_t length)
{
    Field field;
    field.name = declared.name;
    field.type = declared.type;
    field.length = length;
    for (int32_t i = 0; i < length; ++i)
    {
        // Elements of arrays differ, so that a swap or a lost one shows.
        double const number = length == 1 ? value : value + 0.25 * ((i * 7) % 11);
        switch (declared.type)
        {
        case PluginFieldType::kFLOAT32: append(field, static_cast<float>(number)); break;
        case PluginFieldType::kFLOAT64: append(field, number); break;
        case PluginFieldType::kINT32: append(field, static_cast<int32_t>(value)); break;
        case PluginFieldType::kINT64: append(field, static_cast<int64_t>(value)); break;
        case PluginFieldType::kINT16: append(field, static_cast<int16_t>(value)); break;
        case PluginFieldType::kINT8: append(field, static_cast<int8_t>(value)); break;
        case PluginFieldType::kFLOAT16: append(field, static_cast<uint16_t>(0x3800 + (i & 7) * 64)); break;
        case PluginFieldType::kBF16: append(field, static_cast<uint16_t>(0x3F00 + (i & 7) * 8)); break;
        case PluginFieldType::kDIMS:
        {
            Dims dims = dimsFrom({2, 2});
            append(field, dims);
            break;
        }
        case PluginFieldType::kCHAR: append(field, 'a'); break;
        default: append(field, static_cast<unsigned char>(value)); break;
        }
    }
    if (declared.type == PluginFieldType::kCHAR)
    {
        append(field, '\0'); // behind the text, for those who count on it
    }
    return field;
}

bool isFloatType(PluginFieldType type)
{
    return type == PluginFieldType::kFLOAT32 || type == PluginFieldType::kFLOAT64 || type == PluginFieldType::kFLOAT16
        || type == PluginFieldType::kBF16;
}

//! Values to try for a field, likely ones first. `sizes`: numbers that dims of the inputs have.
std::vector<Field> choicesFor(DeclaredField const& declared, std::vector<int64_t> const& sizes)
{
    std::vector<Field> choices;
    if (declared.defaultValue)
    {
        choices.push_back(*declared.defaultValue);
    }
    int32_t const length = std::max(1, declared.length);
    if (isFloatType(declared.type))
    {
        for (double const value : {0.3125, 0.6875, 1.0, 2.5, 0.0625, -0.5, 0.0})
        {
            choices.push_back(numberField(declared, value, length));
        }
        for (int64_t const size : sizes)
        {
            choices.push_back(numberField(declared, 0.375, static_cast<int32_t>(size)));
        }
        return choices;
    }
    std::set<int64_t> tried;
    for (int64_t const value : {1, 2, 0, 3, 4, 8, 16, -1, 6, 32, 64})
    {
        tried.insert(value);
        choices.push_back(numberField(declared, static_cast<double>(value), length));
    }
    for (int64_t const size : sizes)
    {
        if (tried.insert(size).second)
        {
            choices.push_back(numberField(declared, static_cast<double>(size), length));
        }
    }
    for (int64_t const size : sizes)
    {
        if (declared.length <= 1)
        {
            choices.push_back(numberField(declared, 1, static_cast<int32_t>(size)));
        }
    }
    return choices;
}

// ---- shapes of inputs

//! Shapes for `count` inputs, likely ones first.
std::vector<std::vector<Dims>> shapesFor(size_t count)
{
    std::vector<std::vector<Dims>> all;
    std::vector<Dims> const firsts{dimsFrom({2, 4, 6, 8}), dimsFrom({2, 6, 16}), dimsFrom({4, 16}),
        dimsFrom({4, 2, 16, 1, 1}), dimsFrom({2, 4, 4, 6, 8}), dimsFrom({16})};
    for (Dims const& first : firsts)
    {
        all.emplace_back(count, first);
    }
    if (count < 2)
    {
        return all;
    }
    for (Dims const& first : firsts)
    {
        // The others smaller: per channel, per row, a row's length, a scalar's place, one for each sample.
        std::vector<Dims> seconds;
        if (first.nbDims >= 2)
        {
            Dims channels = first;
            for (int32_t d = 2; d < first.nbDims; ++d)
            {
                channels.d[d] = 1;
            }
            seconds.push_back(channels);
            seconds.push_back(dimsFrom({first.d[1]}));
            seconds.push_back(dimsFrom({first.d[0], first.d[1]}));
            Dims batch1 = first;
            batch1.d[0] = 1;
            seconds.push_back(batch1);
        }
        seconds.push_back(dimsFrom({first.d[first.nbDims - 1]}));
        seconds.push_back(dimsFrom({first.d[0]}));
        seconds.push_back(dimsFrom({1}));
        if (first.nbDims == 3)
        {
            seconds.push_back(dimsFrom({first.d[0], first.d[2], 5}));
        }
        if (first.nbDims == 2)
        {
            seconds.push_back(dimsFrom({first.d[1], 6}));
        }
        if (first.nbDims == 4)
        {
            seconds.push_back(dimsFrom({3, 5})); // boxes
            seconds.push_back(dimsFrom({2, 5, 4}));
            seconds.push_back(dimsFrom({first.d[0], 3, first.d[2], first.d[3]}));
        }
        for (Dims const& second : seconds)
        {
            std::vector<Dims> shapes(count, second);
            shapes[0] = first;
            all.push_back(shapes);
        }
        if (count >= 3)
        {
            for (Dims const& last : seconds)
            {
                std::vector<Dims> shapes(count, first);
                shapes.back() = last;
                all.push_back(shapes);
            }
        }
    }
    return all;
}

std::vector<int64_t> sizesIn(std::vector<Dims> const& shapes)
{
    std::vector<int64_t> sizes;
    auto const add = [&](int64_t size) {
        if (std::find(sizes.begin(), sizes.end(), size) == sizes.end() && size > 1)
        {
            sizes.push_back(size);
        }
    };
    for (Dims const& dims : shapes)
    {
        if (dims.nbDims > 1)
        {
            add(dims.d[1]);
        }
        add(dims.nbDims == 0 ? 1 : dims.d[dims.nbDims - 1]);
        for (int64_t const size : base::sizesOf(dims))
        {
            add(size);
        }
        if (dims.nbDims == 4)
        {
            add(dims.d[1] * dims.d[2] * dims.d[3]);
        }
    }
    return sizes;
}

std::vector<Tensor> tensorsOf(std::vector<Dims> const& shapes)
{
    std::vector<Tensor> tensors;
    for (Dims const& dims : shapes)
    {
        Tensor tensor;
        tensor.dims = dims;
        tensors.push_back(tensor);
    }
    return tensors;
}

class Search
{
public:
    Search(Subject const& subject, Creator& creator)
        : subject_(subject)
        , creator_(creator)
        , declared_(creator.declared())
    {
    }

    Survey run()
    {
        bool found = false;
        for (Fields const& fields : firstFieldSets())
        {
            found = found || search(fields);
        }
        if (!found && !subject_.fieldsGiven)
        {
            found = climb();
        }
        Survey result;
        if (!found)
        {
            explain(result);
            return result;
        }
        if (!subject_.fieldsGiven)
        {
            alterFields();
        }
        else if (!subject_.otherFields.empty())
        {
            case_.otherFields = subject_.otherFields;
            case_.hasOtherFields = true;
        }
        findVariants();
        result.found = true;
        result.theCase = case_;
        return result;
    }

private:
    std::vector<Fields> firstFieldSets() const
    {
        if (subject_.fieldsGiven)
        {
            return {subject_.fields};
        }
        std::vector<Fields> sets;
        Fields defaults, plausibleOnes;
        for (DeclaredField const& field : declared_)
        {
            if (field.defaultValue)
            {
                defaults.push_back(*field.defaultValue);
            }
            plausibleOnes.push_back(choicesFor(field, {}).front());
        }
        if (!defaults.empty())
        {
            sets.push_back(defaults);
        }
        if (!declared_.empty())
        {
            sets.push_back(plausibleOnes);
        }
        sets.emplace_back();
        return sets;
    }

    std::vector<Trial> trialsFor(Fields const& fields) const
    {
        std::vector<Trial> trials;
        if (!subject_.inputs.empty())
        {
            trials.push_back({fields, subject_.inputs, subject_.typesGiven});
            return trials;
        }
        for (size_t count = 1; count <= 6; ++count)
        {
            for (std::vector<Dims> const& shapes : shapesFor(count))
            {
                trials.push_back({fields, tensorsOf(shapes), false});
            }
        }
        return trials;
    }

    //! Takes the first that is done. Remembers how far the best came.
    bool search(Fields const& fields)
    {
        std::vector<Trial> const trials = trialsFor(fields);
        std::vector<Outcome> const outcomes = tryAll(subject_, creator_, trials, true);
        for (size_t i = 0; i < trials.size(); ++i)
        {
            note(trials[i], outcomes[i]);
            if (outcomes[i].stage == kDONE)
            {
                take(trials[i], outcomes[i]);
                return true;
            }
        }
        return false;
    }

    void note(Trial const& trial, Outcome const& outcome)
    {
        // A plain failure says more of the shape than of the plugin; a crash late in life is worth telling.
        if (!best_ || outcome.stage > bestOutcome_.stage
            || (outcome.stage == bestOutcome_.stage && outcome.crashed && !bestOutcome_.crashed))
        {
            best_ = trial;
            bestOutcome_ = outcome;
        }
        ++tried_;
    }

    void take(Trial const& trial, Outcome const& outcome)
    {
        size_t const inputs = trial.inputs.size();
        case_.fields = trial.fields;
        case_.inputs.assign(outcome.tensors.begin(), outcome.tensors.begin() + static_cast<ptrdiff_t>(inputs));
        case_.outputs.assign(outcome.tensors.begin() + static_cast<ptrdiff_t>(inputs), outcome.tensors.end());
        case_.inputNames = subject_.inputNames;
        case_.inputValues = subject_.inputValues;
        case_.dataDependent = outcome.dataDependent;
        fingerprint_ = outcome.fingerprint;
    }

    //! Sets in which numbers and lengths belong together: channels, and weights of so many rows and columns.
    std::vector<Fields> coordinatedSets(std::vector<int64_t> const& sizes) const
    {
        constexpr size_t kMostSets = 2500;
        std::vector<size_t> numbers, arrays;
        for (size_t f = 0; f < declared_.size(); ++f)
        {
            bool const isFloat = isFloatType(declared_[f].type);
            if (isFloat && declared_[f].length != 1)
            {
                arrays.push_back(f);
            }
            else if (!isFloat && declared_[f].type != PluginFieldType::kCHAR
                && declared_[f].type != PluginFieldType::kDIMS && declared_[f].length <= 1)
            {
                numbers.push_back(f);
            }
        }
        std::vector<Fields> sets;
        if (arrays.empty() || arrays.size() > 3 || numbers.size() > 4)
        {
            return sets;
        }
        for (size_t s = 0; s < std::min<size_t>(4, sizes.size()); ++s)
        {
            int64_t const size = sizes[s];
            std::vector<int64_t> const lengths{size, size * size, 2 * size, 2, 1};
            size_t combinations = size_t{1} << numbers.size();
            for (size_t a = 0; a < arrays.size(); ++a)
            {
                combinations *= lengths.size();
            }
            for (size_t c = 0; c < combinations && sets.size() < kMostSets; ++c)
            {
                Fields fields;
                size_t rest = c;
                for (size_t f = 0; f < declared_.size(); ++f)
                {
                    DeclaredField const& field = declared_[f];
                    if (std::find(arrays.begin(), arrays.end(), f) != arrays.end())
                    {
                        fields.push_back(
                            numberField(field, 0.375, static_cast<int32_t>(lengths[rest % lengths.size()])));
                        rest /= lengths.size();
                    }
                    else if (std::find(numbers.begin(), numbers.end(), f) != numbers.end())
                    {
                        fields.push_back(numberField(field, rest % 2 == 0 ? static_cast<double>(size) : 1.0, 1));
                        rest /= 2;
                    }
                    else
                    {
                        fields.push_back(choicesFor(field, {}).front());
                    }
                }
                sets.push_back(std::move(fields));
            }
        }
        return sets;
    }

    //! From the set of fields and shapes that came furthest, one field at a time.
    bool climb()
    {
        for (int32_t round = 0; round < 3 && best_; ++round)
        {
            int32_t const before = bestOutcome_.stage;
            Trial const start = *best_;
            std::vector<Fields> sets;
            Fields whole = start.fields;
            for (DeclaredField const& field : declared_)
            {
                if (std::none_of(whole.begin(), whole.end(), [&](Field const& one) { return one.name == field.name; }))
                {
                    whole.push_back(choicesFor(field, {}).front());
                }
            }
            std::vector<Dims> shapes;
            for (Tensor const& input : start.inputs)
            {
                shapes.push_back(input.dims);
            }
            std::vector<int64_t> const sizes = sizesIn(
                bestOutcome_.stage >= kCREATED ? shapes : std::vector<Dims>{dimsFrom({2, 4, 6, 8}), dimsFrom({2, 16})});
            for (size_t f = 0; f < whole.size(); ++f)
            {
                auto const known = std::find_if(declared_.begin(), declared_.end(),
                    [&](DeclaredField const& one) { return one.name == whole[f].name; });
                if (known == declared_.end())
                {
                    continue;
                }
                for (Field const& choice : choicesFor(*known, sizes))
                {
                    Fields fields = whole;
                    fields[f] = choice;
                    sets.push_back(fields);
                }
            }
            // All arrays of one length: weights and biases of a layer.
            for (int64_t const size : sizes)
            {
                Fields fields;
                for (DeclaredField const& field : declared_)
                {
                    bool const array = isFloatType(field.type) && field.length != 1;
                    fields.push_back(array
                            ? numberField(field, 0.375, static_cast<int32_t>(size))
                            : numberField(field, isFloatType(field.type) ? 0.3125 : static_cast<double>(size),
                                std::max(1, field.length)));
                }
                sets.push_back(fields);
            }
            std::vector<Fields> const coordinated = coordinatedSets(sizes);
            // First where they stand, then over all shapes.
            std::vector<Trial> here;
            for (Fields const& fields : sets)
            {
                here.push_back({fields, start.inputs, start.typesFixed});
            }
            for (Fields const& fields : coordinated)
            {
                here.push_back({fields, start.inputs, start.typesFixed});
            }
            std::vector<Outcome> const outcomes = tryAll(subject_, creator_, here, true);
            for (size_t i = 0; i < here.size(); ++i)
            {
                note(here[i], outcomes[i]);
                if (outcomes[i].stage == kDONE)
                {
                    take(here[i], outcomes[i]);
                    return true;
                }
            }
            std::vector<Trial> other;
            for (Fields const& fields : sets)
            {
                std::vector<Trial> const all = trialsFor(fields);
                other.insert(
                    other.end(), all.begin(), all.begin() + static_cast<ptrdiff_t>(std::min<size_t>(all.size(), 24)));
                if (other.size() > 1500)
                {
                    break;
                }
            }
            std::vector<Outcome> const more = tryAll(subject_, creator_, other, true);
            for (size_t i = 0; i < other.size(); ++i)
            {
                note(other[i], more[i]);
                if (more[i].stage == kDONE)
                {
                    take(other[i], more[i]);
                    return true;
                }
            }
            if (bestOutcome_.stage <= before)
            {
                break;
            }
        }
        return false;
    }

    //! Values other than a constructor's defaults, so that a field that somebody forgets shows; and another set for a second instance.
    void alterFields()
    {
        Fields const initial = case_.fields;
        std::string const initialPrint = fingerprint_;
        std::vector<Dims> shapes;
        for (Tensor const& input : case_.inputs)
        {
            shapes.push_back(input.dims);
        }
        std::vector<int64_t> const sizes = sizesIn(shapes);
        Fields altered = initial;
        bool any = false;
        for (DeclaredField const& field : declared_)
        {
            // First without it: that is what an object has where the field is forgotten.
            Fields absent = altered;
            absent.erase(
                std::remove_if(absent.begin(), absent.end(), [&](Field const& one) { return one.name == field.name; }),
                absent.end());
            auto const current =
                std::find_if(altered.begin(), altered.end(), [&](Field const& one) { return one.name == field.name; });
            std::vector<Trial> trials{{absent, case_.inputs, true}};
            for (Field const& choice : choicesFor(field, sizes))
            {
                if (current != altered.end() && current->data == choice.data)
                {
                    continue;
                }
                Fields fields = absent;
                fields.push_back(choice);
                trials.push_back({fields, case_.inputs, true});
            }
            std::vector<Outcome> const outcomes = tryAll(subject_, creator_, trials, false);
            std::string const forgotten = outcomes[0].fingerprint;
            // Best is a value that shows in the outputs, against the one before and against none; then one that shows in the bytes.
            size_t chosen = 0;
            int32_t chosenRank = 0;
            for (size_t i = 1; i < trials.size(); ++i)
            {
                bool const usable = outcomes[i].stage == kDONE
                    && outcomes[i].tensors.size() == case_.inputs.size() + case_.outputs.size()
                    && sameOutputs(outcomes[i]);
                if (!usable || outcomes[i].fingerprint == fingerprint_)
                {
                    continue;
                }
                bool const showsAgainstNone = outputPart(outcomes[i].fingerprint) != outputPart(forgotten);
                bool const shows = outputPart(outcomes[i].fingerprint) != outputPart(fingerprint_);
                int32_t const rank = showsAgainstNone && shows ? 3 : showsAgainstNone ? 2 : 1;
                if (rank > chosenRank)
                {
                    chosen = i;
                    chosenRank = rank;
                }
            }
            // What stands there already may be the best that there is.
            bool const currentShows =
                current != altered.end() && outputPart(forgotten) != outputPart(fingerprint_) && !forgotten.empty();
            if (chosen != 0 && (chosenRank >= 2 || !currentShows))
            {
                altered = trials[chosen].fields;
                fingerprint_ = outcomes[chosen].fingerprint;
                any = true;
            }
        }
        if (any)
        {
            case_.fields = altered;
            case_.otherFields = initial;
            case_.hasOtherFields = fingerprint_ != initialPrint;
        }
    }

    bool sameOutputs(Outcome const& outcome) const
    {
        for (size_t o = 0; o < case_.outputs.size(); ++o)
        {
            Tensor const& tensor = outcome.tensors[case_.inputs.size() + o];
            if (!base::operator==(tensor.dims, case_.outputs[o].dims) || tensor.type != case_.outputs[o].type)
            {
                return false;
            }
        }
        return true;
    }

    //! Other dims that it serves: batches, and where it is dynamic other sizes too.
    void findVariants()
    {
        std::vector<Dims> own;
        for (Tensor const& input : case_.inputs)
        {
            own.push_back(input.dims);
        }
        case_.variants = {own};
        if (subject_.shapesGiven)
        {
            case_.variants.insert(case_.variants.end(), subject_.shapes.begin(), subject_.shapes.end());
            return;
        }
        std::string problem;
        bool dynamic = false;
        Ending const ending = runIsolated(10, [&](Emit const& emit) {
            setCallDevice(subject_.calledOn());
            std::string why;
            auto const plugin = creator_.create(case_.fields, why);
            emit(plugin != nullptr && plugin->dynamic() ? "dynamic" : "static");
        });
        dynamic = ending.payload.rfind("dynamic", 0) == 0;
        std::vector<std::vector<Dims>> wanted;
        auto const changed = [&](int32_t dimension, int64_t from, int64_t to) {
            std::vector<Dims> dims = own;
            for (Dims& one : dims)
            {
                if (dimension < one.nbDims && one.d[dimension] == from)
                {
                    one.d[dimension] = to;
                }
            }
            return dims;
        };
        bool const hasBatch = std::all_of(
            own.begin(), own.end(), [&](Dims const& one) { return one.nbDims > 0 && one.d[0] == own[0].d[0]; });
        if (hasBatch)
        {
            for (int64_t const batch : {int64_t{1}, own[0].d[0] + 3})
            {
                wanted.push_back(changed(0, own[0].d[0], batch));
            }
        }
        size_t batches = wanted.size();
        if (dynamic)
        {
            for (int32_t d = 1; d < own[0].nbDims; ++d)
            {
                for (int64_t const size : {own[0].d[d] + 1, std::max<int64_t>(1, own[0].d[d] / 2)})
                {
                    if (size != own[0].d[d])
                    {
                        wanted.push_back(changed(d, own[0].d[d], size));
                    }
                }
            }
        }
        // Values that the user wrote down belong to the shape that he wrote down.
        for (size_t i = wanted.size(); i-- > 0;)
        {
            for (size_t t = 0; t < case_.inputValues.size(); ++t)
            {
                if (!case_.inputValues[t].fixed.empty() && !base::operator==(wanted[i][t], own[t]))
                {
                    wanted.erase(wanted.begin() + static_cast<ptrdiff_t>(i));
                    batches -= i < batches ? 1 : 0;
                    break;
                }
            }
        }
        std::vector<Trial> trials;
        for (std::vector<Dims> const& dims : wanted)
        {
            std::vector<Tensor> inputs = case_.inputs;
            for (size_t i = 0; i < dims.size(); ++i)
            {
                inputs[i].dims = dims[i];
            }
            trials.push_back({case_.fields, inputs, true});
        }
        std::vector<Outcome> const outcomes = tryAll(subject_, creator_, trials, false);
        for (size_t i = 0; i < wanted.size(); ++i)
        {
            // Every batch is legal where it is one; whoever crashes there has a finding coming.
            bool const legalBatch = i < batches && !dynamic && outcomes[i].stage >= kCREATED;
            bool const crashedLate = outcomes[i].crashed && outcomes[i].stage >= kCONFIGURED;
            if (outcomes[i].stage == kDONE || legalBatch || crashedLate)
            {
                case_.variants.push_back(wanted[i]);
            }
        }
    }

    void explain(Survey& result)
    {
        result.note = fmt::format("{} combinations of fields, shapes and types were tried", tried_);
        bool const thrown = bestOutcome_.thrown || !bestOutcome_.ending.thrown.empty();
        if (!bestOutcome_.crashed && !thrown && bestOutcome_.stage < kSHAPED)
        {
            // A plugin that refuses what it cannot serve does right: what it can serve has to be told.
            result.note += fmt::format(
                "; the furthest came to: {}{}{}{}; give a case that works: --fields f.json --inputs x=2x3x8x8:fp32",
                kStageWords[bestOutcome_.stage], bestOutcome_.problem.empty() ? "" : ", ", bestOutcome_.problem,
                best_ ? fmt::format(" (with fields {}; inputs {})", text(best_->fields), text(best_->inputs))
                      : std::string());
            return;
        }
        Finding finding;
        finding.object = creator_.label();
        if (bestOutcome_.crashed)
        {
            Ending const& ending = bestOutcome_.ending;
            finding.object = ending.object;
            finding.method = ending.method;
            finding.arguments = ending.arguments;
            finding.expected = "to return";
            finding.found = ending.text();
            finding.remedy = "look at the stack";
            finding.stack = ending.stack;
            finding.printed = ending.printed;
        }
        else
        {
            finding.method = bestOutcome_.method.empty() ? "createPlugin" : bestOutcome_.method;
            finding.arguments = bestOutcome_.arguments;
            finding.expected = "legal fields, shapes and types among those tried";
            finding.found = fmt::format("none; the furthest came to: {}{}{}", kStageWords[bestOutcome_.stage],
                bestOutcome_.problem.empty() ? "" : ", ", bestOutcome_.problem);
            finding.remedy = "give the fields and inputs of a case that works: --fields f.json --inputs x=2x3x8x8:fp32";
        }
        // The check that asks for what was not reached.
        char const* const checks[]{
            "fields-missing", "output-dims", "formats-accepted", "life", "life", "null-handles", "null-handles"};
        finding.check =
            bestOutcome_.thrown || !bestOutcome_.ending.thrown.empty() ? "no-throw" : checks[bestOutcome_.stage];
        if (best_)
        {
            finding.arguments += fmt::format("{}(tried with fields {}; inputs {})",
                finding.arguments.empty() ? "" : " ", text(best_->fields), text(best_->inputs));
        }
        result.findings.push_back(finding);
    }

    Subject const& subject_;
    Creator& creator_;
    std::vector<DeclaredField> declared_;
    Case case_;
    std::string fingerprint_;
    std::optional<Trial> best_;
    Outcome bestOutcome_;
    int32_t tried_{0};
};

} // namespace

Survey survey(Subject const& subject, Creator& creator)
{
    return Search(subject, creator).run();
}

} // namespace tenon::plugin_check
