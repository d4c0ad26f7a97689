#include "plugin_host/adapters/negotiation.h"

#include <algorithm>

namespace tenon::plugin_host
{
namespace
{

constexpr size_t kMaxLines = 24;

class Search
{
public:
    Search(std::vector<std::vector<TypeFormat>> const& choices, Ask const& ask, size_t limit)
        : choices_(choices)
        , ask_(ask)
        , limit_(limit)
    {
    }

    base::Status extend()
    {
        size_t const pos = combination_.size();
        if (pos == choices_.size())
        {
            found_.accepted.push_back(combination_);
            return {};
        }
        for (TypeFormat const& choice : choices_[pos])
        {
            if (found_.accepted.size() == limit_ || found_.questionsExhausted)
            {
                return {};
            }
            TENON_CHECK(tryChoice(choice));
        }
        return {};
    }

    Negotiation take()
    {
        found_.limit = limit_;
        return std::move(found_);
    }

private:
    base::Status tryChoice(TypeFormat const& choice)
    {
        if (found_.questions == kMaxQuestions)
        {
            found_.questionsExhausted = true;
            return {};
        }
        ++found_.questions;
        combination_.push_back(choice);
        TENON_ASSIGN(bool const accepted, ask_(combination_));
        found_.trail.push_back({combination_, accepted});
        base::Status status;
        if (accepted)
        {
            status = extend();
        }
        combination_.pop_back();
        if (!accepted)
        {
            found_.refusals.push_back({combination_, choice});
        }
        return status;
    }

    std::vector<std::vector<TypeFormat>> const& choices_;
    Ask const& ask_;
    size_t limit_;
    std::vector<TypeFormat> combination_;
    Negotiation found_;
};

std::string tensorName(size_t pos, size_t inputCount)
{
    return pos < inputCount ? fmt::format("input {}", pos) : fmt::format("output {}", pos - inputCount);
}

} // namespace

Result<Negotiation> negotiate(std::vector<std::vector<TypeFormat>> const& choices, Ask const& ask, size_t limit)
{
    Search search(choices, ask, limit);
    TENON_CHECK(search.extend());
    return search.take();
}

Result<Negotiation> negotiateWhole(std::vector<std::vector<TypeFormat>> const& choices, Ask const& ask)
{
    Negotiation found;
    for (std::vector<TypeFormat> const& combination : choices)
    {
        ++found.questions;
        TENON_ASSIGN(bool const accepted, ask(combination));
        found.trail.push_back({combination, accepted});
        if (accepted)
        {
            found.accepted.push_back(combination);
        }
        else
        {
            found.refusals.push_back({{}, combination.front()});
        }
    }
    return found;
}

std::string Negotiation::ending() const
{
    if (accepted.size() >= limit)
    {
        return fmt::format("{} combinations are accepted, the limit", limit);
    }
    return questionsExhausted ? fmt::format("{} questions are asked, the limit", kMaxQuestions) : std::string();
}

std::vector<base::DataType> typesFor(
    graph::CandidateQuery const& query, graph::Tensor const& tensor, base::DataType networkType)
{
    std::vector<base::DataType> types = query.choices(networkType);
    bool const ranged = tensor.dynamicRange && graph::scaleOf(tensor) > 0.0F;
    if (query.allowInt8 && !query.stronglyTyped && ranged && base::isFloating(networkType))
    {
        types.insert(types.begin(), base::DataType::kINT8);
    }
    return types;
}

std::vector<TypeFormat> choicesFor(std::vector<base::DataType> const& types, base::Dims const& dims)
{
    std::vector<TypeFormat> choices;
    for (base::DataType const type : types)
    {
        for (base::TensorFormat const format : base::formatsOf(type))
        {
            base::FormatLayout const layout = base::layoutOf(format);
            int32_t const channel = dims.nbDims - 1 - layout.spatialDims;
            bool const packs = layout.components > 1;
            bool const fits = layout.spatialDims < 0 || channel >= 0;
            if (fits && !(packs && type == base::DataType::kINT8 && dims.d[channel] < 0))
            {
                choices.push_back({type, format});
            }
        }
    }
    return choices;
}

std::string toString(TypeFormat typeFormat)
{
    return fmt::format("{} {}", base::name(typeFormat.type), base::name(typeFormat.format));
}

std::string describeRefusals(Negotiation const& negotiation, size_t inputCount)
{
    std::string text;
    size_t lines = 0;
    for (Refusal const& refusal : negotiation.refusals)
    {
        if (++lines > kMaxLines)
        {
            text += fmt::format("\n  … and {} more", negotiation.refusals.size() - kMaxLines);
            break;
        }
        size_t const pos = refusal.prefix.size();
        text += fmt::format("\n  pos {} ({}): {} refused", pos, tensorName(pos, inputCount), toString(refusal.refused));
        for (size_t i = 0; i < pos; ++i)
        {
            text += fmt::format(
                "{}{} {}", i == 0 ? ", given " : ", ", tensorName(i, inputCount), toString(refusal.prefix[i]));
        }
    }
    return text;
}

graph::CandidateList toCandidateList(Negotiation negotiation, size_t inputCount)
{
    graph::CandidateList list;
    list.accepted = toCandidates(negotiation, inputCount);
    for (Refusal const& refusal : negotiation.refusals)
    {
        list.refused.push_back(
            {"plugin", fmt::format("pos {}: {} refused", refusal.prefix.size(), toString(refusal.refused))});
    }
    list.questionsEnded = negotiation.ending();
    list.questions = std::move(negotiation.trail);
    return list;
}

std::vector<graph::Candidate> toCandidates(Negotiation const& negotiation, size_t inputCount)
{
    std::vector<graph::Candidate> candidates;
    for (std::vector<TypeFormat> const& combination : negotiation.accepted)
    {
        graph::Candidate candidate;
        candidate.implementation = "plugin";
        auto const outputs = combination.begin() + static_cast<ptrdiff_t>(inputCount);
        candidate.inputs.assign(combination.begin(), outputs);
        candidate.outputs.assign(outputs, combination.end());
        double bits = 0;
        for (TypeFormat const& entry : combination)
        {
            bits += base::bitsOf(entry.type);
        }
        candidate.costHint = combination.empty() ? 1.0 : bits / (32.0 * static_cast<double>(combination.size()));
        candidates.push_back(std::move(candidate));
    }
    std::stable_sort(candidates.begin(), candidates.end(),
        [](graph::Candidate const& a, graph::Candidate const& b) { return a.costHint < b.costHint; });
    return candidates;
}

} // namespace tenon::plugin_host
