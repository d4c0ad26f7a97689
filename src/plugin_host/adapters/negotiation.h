// Negotiation: which combinations of types and formats a plugin accepts.
#pragma once

#include "graph/graph.h"

#include <functional>
#include <string>
#include <vector>

namespace tenon::plugin_host
{

using base::Result;
using graph::TypeFormat;

//! TensorRT's IPluginV2DynamicExt::kFORMAT_COMBINATION_LIMIT.
inline constexpr size_t kMaxCombinations = 100;
//! A plugin that refuses only at its last tensor could be asked 2^n questions; more than these are not asked.
inline constexpr size_t kMaxQuestions = 20'000;

struct Refusal
{
    std::vector<TypeFormat> prefix; //!< accepted so far
    TypeFormat refused;             //!< what tensor number prefix.size() may not have then
};

struct Negotiation
{
    std::vector<std::vector<TypeFormat>> accepted; //!< in the order asked
    std::vector<Refusal> refusals;
    std::vector<graph::FormatQuestion> trail; //!< all questions in order, with their answers
    size_t questions{0};
    bool questionsExhausted{false};
    size_t limit{kMaxCombinations};

    //! Why asking stopped before all was asked; empty where it did not.
    std::string ending() const;
};

//! May tensor `combination.size() − 1` have the last entry, given the entries before it? Nothing else is known then.
using Ask = std::function<Result<bool>(std::span<TypeFormat const> combination)>;

//! Asks for each tensor in order and for each of its choices, first choice first. A refused prefix is not extended, no question is
//! asked twice. The order of tensors is inputs, then outputs.
//! It ends once `limit` combinations are accepted.
Result<Negotiation> negotiate(
    std::vector<std::vector<TypeFormat>> const& choices, Ask const& ask, size_t limit = kMaxCombinations);

//! The same where one answer holds for all tensors (IPluginV2, IPluginV2Ext): each entry of `choices` is a whole combination.
Result<Negotiation> negotiateWhole(std::vector<std::vector<TypeFormat>> const& choices, Ask const& ask);

//! What a tensor may be asked for, in the order of the questions: each of the types with each format that is bound to it
//! (base::formatsOf) and that fits the rank; int8 in a vectorized format needs channels that are known when the network
//! is built. `dims` are those that the plugin sees, −1 where dynamic.
std::vector<TypeFormat> choicesFor(std::vector<base::DataType> const& types, base::Dims const& dims);

//! What this tensor may be: the query's choices for its type in the network, and int8 where that is allowed and the tensor has a dynamic range.
std::vector<base::DataType> typesFor(
    graph::CandidateQuery const& query, graph::Tensor const& tensor, base::DataType networkType);

//! "fp16 kLINEAR".
std::string toString(TypeFormat typeFormat);

//! The refusals, one line each, for messages; long lists are cut with a count of what was left out.
std::string describeRefusals(Negotiation const& negotiation, size_t inputCount);

//! What the builder is told: accepted combinations as candidates, refusals as reasons, and the questions.
graph::CandidateList toCandidateList(Negotiation negotiation, size_t inputCount);

//! The accepted combinations as candidates, cheapest traffic (fewest bytes an element) first, else in the order asked.
std::vector<graph::Candidate> toCandidates(Negotiation const& negotiation, size_t inputCount);

} // namespace tenon::plugin_host
