// Negotiation: which combinations of types and formats a plugin accepts.
#pragma once

#include "graph/kernel.h"

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
    size_t questions{0};
    bool questionsExhausted{false};
};

//! May tensor `combination.size() − 1` have the last entry, given the entries before it? Nothing else is known then.
using Ask = std::function<Result<bool>(std::span<TypeFormat const> combination)>;

//! Asks for each tensor in order and for each of its choices, first choice first. A refused prefix is not extended, no question is
//! asked twice. The order of tensors is inputs, then outputs.
//! It ends once `limit` combinations are accepted.
Result<Negotiation> negotiate(std::vector<std::vector<TypeFormat>> const& choices, Ask const& ask, size_t limit = kMaxCombinations);

//! The same where one answer holds for all tensors (IPluginV2, IPluginV2Ext): each entry of `choices` is a whole combination.
Result<Negotiation> negotiateWhole(std::vector<std::vector<TypeFormat>> const& choices, Ask const& ask);

//! "fp16 kLINEAR".
std::string toString(TypeFormat typeFormat);

//! The refusals, one line each, for messages; long lists are cut with a count of what was left out.
std::string describeRefusals(Negotiation const& negotiation, size_t inputCount);

//! The accepted combinations as candidates, cheapest traffic (fewest bytes an element) first, else in the order asked.
std::vector<graph::Candidate> toCandidates(Negotiation const& negotiation, size_t inputCount);

} // namespace tenon::plugin_host
