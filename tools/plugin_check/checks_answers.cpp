// Checks 201 to 208: what an object says of itself.
#include "plugin_check/checks.h"

#include <algorithm>
#include <cstring>

namespace tenon::plugin_check
{
namespace
{

std::string orNull(char const* text)
{
    return text == nullptr ? "a null pointer" : fmt::format("\"{}\"", std::string(text, strnlen(text, 60)));
}

std::string dimsList(std::vector<Dims> const& all)
{
    std::string text;
    for (Dims const& dims : all)
    {
        text += (text.empty() ? "" : ", ") + base::toString(dims);
    }
    return text;
}

bool sameDims(std::vector<Dims> const& a, std::vector<Dims> const& b)
{
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [](Dims const& x, Dims const& y) { return base::operator==(x, y); });
}

std::vector<Tensor> allTensors(Setup const& setup)
{
    std::vector<Tensor> all = setup.inputs;
    all.insert(all.end(), setup.outputs.begin(), setup.outputs.end());
    return all;
}

//! Combinations to ask about: every tensor with a few types and formats.
std::vector<TensorFormat> formatsAsked(DataType type)
{
    std::vector<TensorFormat> formats = base::formatsOf(type);
    formats.erase(
        std::remove_if(formats.begin(), formats.end(), [](TensorFormat format) { return base::isDlaFormat(format); }),
        formats.end());
    return formats;
}

} // namespace

void checkPluginNames(Bench& bench)
{
    auto const plugin = bench.create();
    char const* const method = plugin->kind() == Interface::kV3 ? "getPluginName" : "getPluginType";
    char const* const type = plugin->type();
    char const* const version = plugin->version();
    if (type == nullptr || strnlen(type, 1024) == 1024 || std::string(type) != bench.creator.name())
    {
        bench.find(method, "", fmt::format("the creator's name, \"{}\"", bench.creator.name()), orNull(type),
            "return the same constant from plugin and creator");
    }
    if (version == nullptr || strnlen(version, 1024) == 1024 || std::string(version) != bench.creator.version())
    {
        bench.find("getPluginVersion", "", fmt::format("the creator's version, \"{}\"", bench.creator.version()),
            orNull(version), "return the same constant from plugin and creator");
    }
}

void checkNamespace(Bench& bench)
{
    auto const plugin = bench.create();
    auto const holds = [](Plugin& one, char const* space) {
        char const* const found = one.space();
        return found != nullptr && std::string(found) == space;
    };
    if (plugin->kind() != Interface::kV3)
    {
        std::vector<char> text{'b', 'e', 'n', 'c', 'h', '\0'};
        plugin->setSpace(text.data());
        std::fill(text.begin(), text.end() - 1, '#');
        if (!holds(*plugin, "bench"))
        {
            bench.find("getPluginNamespace",
                "after setPluginNamespace(\"bench\") whose text was overwritten afterwards", "\"bench\"",
                orNull(plugin->space()), "copy the text in setPluginNamespace into a std::string, and return that");
            return;
        }
        auto const twin = bench.clone(*plugin);
        if (!holds(*twin, "bench"))
        {
            bench.find("clone", "of a plugin with namespace \"bench\"", "a clone with that namespace",
                orNull(twin->space()), "copy the namespace in clone: the engine looks for the plugin there");
        }
        // Changing the clone's does not change the original's.
        twin->setSpace("other");
        if (!holds(*plugin, "bench"))
        {
            bench.find("setPluginNamespace", "\"other\" on a clone", "the original's to stay \"bench\"",
                orNull(plugin->space()), "keep the namespace in a member, not in a static variable");
        }
        // Objects of a creator in a namespace: both ways of making them do the same.
        std::string const before = bench.creator.space() == nullptr ? "" : bench.creator.space();
        bench.creator.setSpace("bench");
        auto const created = bench.create();
        Blob const blob = created->serialize();
        auto const loaded = bench.tryDeserialize(blob);
        bool const createdHas = holds(*created, "bench");
        bool const loadedHas = loaded == nullptr ? createdHas : holds(*loaded, "bench");
        if (createdHas != loadedHas)
        {
            bench.find(createdHas ? "deserializePlugin" : "createPlugin", "of a creator with namespace \"bench\"",
                "a plugin with that namespace, as the creator's other method gives",
                orNull(createdHas ? loaded->space() : created->space()),
                "call setPluginNamespace on the new object in both");
        }
        else if (!createdHas)
        {
            bench.advise("createPlugin", "of a creator with namespace \"bench\"", "a plugin with that namespace",
                orNull(created->space()),
                "call setPluginNamespace(mNamespace.c_str()) on the new object; Tenon's host sets it, TensorRT does not");
        }
        bench.creator.setSpace(before.c_str());
        return;
    }
    std::string const own = plugin->space() == nullptr ? "" : plugin->space();
    auto const twin = bench.clone(*plugin);
    std::string const cloned = twin->space() == nullptr ? "" : twin->space();
    if (cloned != own)
    {
        bench.find("clone", "", fmt::format("the namespace \"{}\"", own), fmt::format("\"{}\"", cloned),
            "copy the namespace in clone");
    }
    std::string problem;
    auto const attachedTwin = plugin->attach(problem);
    if (attachedTwin != nullptr && std::string(attachedTwin->space() == nullptr ? "" : attachedTwin->space()) != own)
    {
        bench.find("attachToContext", "", fmt::format("the namespace \"{}\"", own), orNull(attachedTwin->space()),
            "copy the namespace in clone");
    }
}

void checkFormatsAccepted(Bench& bench)
{
    auto const plugin = bench.create();
    Setup const setup = bench.setup();
    auto const accepted =
        acceptedCombinations(*plugin, allTensors(setup), static_cast<int32_t>(setup.inputs.size()), true, 100);
    if (accepted.empty())
    {
        bench.find(plugin->kind() == Interface::kV2 || plugin->kind() == Interface::kEXT ? "supportsFormat"
                                                                                         : "supportsFormatCombination",
            text(setup.inputs), "at least one accepted combination", "none", "accept fp32 in linear format");
    }
}

void checkFormatsPrefix(Bench& bench)
{
    auto const plugin = bench.create();
    if (plugin->kind() == Interface::kV2 || plugin->kind() == Interface::kEXT)
    {
        bench.notApplicable("one answer holds for all tensors");
    }
    Setup const setup = bench.setup();
    std::vector<Tensor> const plain = allTensors(setup);
    auto const inputs = static_cast<int32_t>(setup.inputs.size());
    // What might stand behind pos: nothing valid, or any combination.
    std::vector<std::pair<DataType, TensorFormat>> const behind{
        {static_cast<DataType>(-1), static_cast<TensorFormat>(-1)}, {DataType::kFLOAT, TensorFormat::kLINEAR},
        {DataType::kHALF, TensorFormat::kLINEAR}, {DataType::kINT8, TensorFormat::kCHW32},
        {DataType::kINT32, TensorFormat::kLINEAR}, {DataType::kHALF, TensorFormat::kHWC8}};
    for (size_t pos = 0; pos + 1 < plain.size(); ++pos)
    {
        for (DataType const type :
            {DataType::kFLOAT, DataType::kHALF, DataType::kINT8, DataType::kINT32, DataType::kBF16})
        {
            for (TensorFormat const format : formatsAsked(type))
            {
                std::optional<bool> first;
                for (size_t b = 0; b < behind.size(); ++b)
                {
                    std::vector<Tensor> tensors = plain;
                    tensors[pos].type = type;
                    tensors[pos].format = format;
                    for (size_t i = 0; i < pos; ++i)
                    {
                        // What stands before: the same type where that is floating, else the case's.
                        tensors[i].type =
                            base::isFloating(type) && base::isFloating(plain[i].type) ? type : plain[i].type;
                        tensors[i].format =
                            base::isFloating(type) && base::isFloating(plain[i].type) ? format : plain[i].format;
                    }
                    for (size_t i = pos + 1; i < tensors.size(); ++i)
                    {
                        tensors[i] = b == 0 ? poisonedTensor() : tensors[i];
                        tensors[i].type = behind[b].first;
                        tensors[i].format = behind[b].second;
                    }
                    bool const answer = plugin->supports(static_cast<int32_t>(pos), tensors, inputs);
                    if (!first)
                    {
                        first = answer;
                    }
                    else if (*first != answer)
                    {
                        bench.find("supportsFormatCombination",
                            fmt::format("pos {} of {}, {} {}", pos, plain.size(), base::name(type), base::name(format)),
                            "one answer, whatever stands behind pos",
                            fmt::format("{} where inOut[{}…] hold nothing valid, {} where they hold {} {}", *first,
                                pos + 1, answer, base::name(behind[b].first), base::name(behind[b].second)),
                            "look at inOut[0 … pos] alone");
                        return;
                    }
                }
            }
        }
    }
}

void checkFormatsStable(Bench& bench)
{
    auto const plugin = bench.create();
    auto const twin = bench.clone(*plugin);
    Setup const setup = bench.setup();
    std::vector<Tensor> const plain = allTensors(setup);
    auto const inputs = static_cast<int32_t>(setup.inputs.size());
    struct Question
    {
        size_t pos;
        std::vector<Tensor> tensors;
        bool answer;
    };
    std::vector<Question> questions;
    for (size_t pos = 0; pos < plain.size(); ++pos)
    {
        for (DataType const type : {DataType::kFLOAT, DataType::kHALF, DataType::kINT8, DataType::kINT32,
                 DataType::kBF16, DataType::kINT64, DataType::kBOOL})
        {
            for (TensorFormat const format : formatsAsked(type))
            {
                std::vector<Tensor> tensors = plain;
                tensors[pos].type = type;
                tensors[pos].format = format;
                for (size_t i = pos + 1; i < tensors.size(); ++i)
                {
                    tensors[i] = poisonedTensor();
                }
                questions.push_back({pos, tensors, plugin->supports(static_cast<int32_t>(pos), tensors, inputs)});
            }
        }
    }
    auto const compare = [&](Plugin& asked, char const* when) {
        for (size_t i = questions.size(); i-- > 0;)
        {
            Question const& question = questions[i];
            if (asked.supports(static_cast<int32_t>(question.pos), question.tensors, inputs) != question.answer)
            {
                bench.find("supportsFormatCombination",
                    fmt::format("pos {}, {} {}", question.pos, base::name(question.tensors[question.pos].type),
                        base::name(question.tensors[question.pos].format)),
                    fmt::format("{}, as at first", question.answer), fmt::format("{} {}", !question.answer, when),
                    "compute the answer from the arguments alone");
                return false;
            }
        }
        return true;
    };
    bool const same = compare(*plugin, "when asked again in another order") && compare(*twin, "from a clone")
        && compare(*plugin, "when asked a third time");
    if (same)
    {
        plugin->configure(setup);
        compare(*plugin, "after configurePlugin");
    }
}

void checkOutputTypes(Bench& bench)
{
    auto const plugin = bench.create();
    if (plugin->kind() == Interface::kV2)
    {
        bench.notApplicable("an IPluginV2 has one type for all its tensors");
    }
    char const* const method = plugin->kind() == Interface::kV3 ? "getOutputDataTypes" : "getOutputDataType";
    Setup const setup = bench.setup();
    std::vector<DataType> inputTypes;
    for (Tensor const& input : setup.inputs)
    {
        inputTypes.push_back(input.type);
    }
    std::vector<DataType> const told = plugin->outputTypes(inputTypes);
    for (size_t o = 0; o < told.size(); ++o)
    {
        if (!base::isKnown(told[o]))
        {
            bench.find(method, fmt::format("output {}", o), "a DataType",
                fmt::format("number {}", static_cast<int32_t>(told[o])), "return a type of the enumeration");
            return;
        }
    }
    std::vector<std::pair<char const*, std::vector<DataType>>> answers;
    answers.emplace_back("asked again", plugin->outputTypes(inputTypes));
    answers.emplace_back("asked of a clone", bench.clone(*plugin)->outputTypes(inputTypes));
    plugin->configure(setup);
    answers.emplace_back("asked after configurePlugin", plugin->outputTypes(inputTypes));
    for (auto const& [when, types] : answers)
    {
        for (size_t o = 0; o < told.size(); ++o)
        {
            if (types[o] != told[o])
            {
                bench.find(method, fmt::format("output {}, {}", o, when), std::string(base::name(told[o])),
                    std::string(base::name(types[o])), "compute the type from the arguments");
                return;
            }
        }
    }
    // The types that were negotiated for these inputs: floating ones may be converted behind the plugin, others must fit.
    for (size_t o = 0; o < told.size(); ++o)
    {
        DataType const accepted = setup.outputs[o].type;
        if (accepted != told[o])
        {
            bench.find(method, fmt::format("output {}, inputs {}", o, text(setup.inputs)),
                fmt::format("{}, which supportsFormatCombination accepts there", base::name(accepted)),
                fmt::format("{}, which it refuses there", base::name(told[o])),
                "let both methods agree on the output's type");
            return;
        }
    }
}

void checkOutputDims(Bench& bench)
{
    auto const plugin = bench.create();
    Setup const setup = bench.setup();
    std::vector<Dims> inputDims;
    for (Tensor const& input : setup.inputs)
    {
        inputDims.push_back(input.dims);
    }
    char const* const method = plugin->kind() == Interface::kV3 ? "getOutputShapes" : "getOutputDimensions";
    std::vector<Dims> const first = plugin->outputDims(inputDims);
    auto const compare = [&](Plugin& asked, char const* when) {
        std::vector<Dims> const again = asked.outputDims(inputDims);
        if (!sameDims(again, first))
        {
            bench.find(method, fmt::format("inputs {}, {}", dimsList(inputDims), when), dimsList(first),
                dimsList(again), "compute dims from the arguments and the fields alone");
            return false;
        }
        return true;
    };
    int32_t const count = plugin->outputCount();
    if (!compare(*plugin, "asked again") || !compare(*bench.clone(*plugin), "asked of a clone"))
    {
        return;
    }
    // Configured for other shapes than those asked about.
    Setup const other = bench.setup(bench.variantCount() - 1);
    plugin->configure(other);
    if (!compare(*plugin, "asked after configurePlugin"))
    {
        return;
    }
    plugin->configure(setup);
    bench.initialize(*plugin);
    if (!compare(*plugin, "asked after initialize"))
    {
        return;
    }
    if (plugin->kind() != Interface::kV3)
    {
        auto const loaded = bench.tryDeserialize(plugin->serialize());
        if (loaded == nullptr || !compare(*loaded, "asked of a deserialized plugin"))
        {
            return;
        }
        if (loaded->outputCount() != count)
        {
            bench.find("getNbOutputs", "of a deserialized plugin", std::to_string(count),
                std::to_string(loaded->outputCount()), "serialize what the number depends on");
        }
    }
    if (plugin->outputCount() != count)
    {
        bench.find("getNbOutputs", "after configurePlugin", std::to_string(count),
            std::to_string(plugin->outputCount()), "return the same number throughout");
    }
}

void checkSymbolicDims(Bench& bench)
{
    auto const plugin = bench.create();
    if (!plugin->dynamic())
    {
        bench.notApplicable("the interface has no symbolic dims");
    }
    char const* const method = plugin->kind() == Interface::kV3 ? "getOutputShapes" : "getOutputDimensions";
    std::vector<Dims> own;
    for (Tensor const& input : bench.theCase.inputs)
    {
        own.push_back(input.dims);
    }
    // Which dims may vary: those that do so in the variants; where none were found, the leading one.
    std::vector<std::vector<bool>> isDynamic, none;
    for (size_t i = 0; i < own.size(); ++i)
    {
        std::vector<bool> flags(static_cast<size_t>(own[i].nbDims), false);
        none.push_back(flags);
        for (std::vector<Dims> const& variant : bench.theCase.variants)
        {
            for (int32_t d = 0; d < own[i].nbDims; ++d)
            {
                flags[static_cast<size_t>(d)] = flags[static_cast<size_t>(d)] || variant[i].d[d] != own[i].d[d];
            }
        }
        if (!flags.empty() && bench.theCase.variants.size() < 2)
        {
            flags[0] = true;
        }
        isDynamic.push_back(flags);
    }
    auto const symbolic = plugin->symbolicDims(own, isDynamic);
    std::vector<std::vector<Dims>> samples = bench.theCase.variants;
    for (std::vector<Dims> const& variant : bench.theCase.variants)
    {
        for (int64_t const factor : {2, 3, 7})
        {
            std::vector<Dims> larger = variant;
            for (size_t i = 0; i < larger.size(); ++i)
            {
                for (int32_t d = 0; d < larger[i].nbDims; ++d)
                {
                    larger[i].d[d] *= isDynamic[i][static_cast<size_t>(d)] ? factor : 1;
                }
            }
            samples.push_back(larger);
        }
    }
    for (std::vector<Dims> const& inputs : samples)
    {
        std::vector<Dims> concrete;
        try
        {
            concrete = plugin->outputDims(inputs);
        }
        catch (Misdeed const&)
        {
            continue; // larger than what it serves
        }
        std::vector<Dims> const fromSymbols = symbolic->at(inputs);
        if (!sameDims(fromSymbols, concrete))
        {
            bench.find(method, fmt::format("inputs {}", dimsList(inputs)),
                fmt::format("{}, as with constant dims", dimsList(concrete)),
                fmt::format("{} from the expressions of dynamic dims", dimsList(fromSymbols)),
                "build output dims with IExprBuilder operations; use getConstantValue() only where isConstant() says so");
            return;
        }
    }
}

} // namespace tenon::plugin_check
