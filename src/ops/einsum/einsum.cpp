#include "ops/einsum/einsum.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

#include <algorithm>
#include <map>

namespace tenon::ops
{

using base::DataType;
using graph::Dim;

namespace
{

base::Status checkTerm(std::string const& term, std::string const& equation)
{
    for (char const letter : term)
    {
        if (!((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')))
        {
            return base::invalidArgument(
                "equation \"{}\": expected letters, commas and one \"->\", found '{}'", equation, letter);
        }
    }
    if (term.size() > static_cast<size_t>(base::kMaxDims))
    {
        return base::invalidArgument(
            "equation \"{}\": expected at most {} letters a term, found {}", equation, base::kMaxDims, term.size());
    }
    return {};
}

} // namespace

graph::Result<EinsumTerms> parseEinsum(std::string const& equation)
{
    std::string text = equation;
    text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
    size_t const arrow = text.find("->");
    std::string const left = text.substr(0, arrow);
    EinsumTerms terms;
    for (size_t begin = 0; begin <= left.size();)
    {
        size_t const end = std::min(left.find(',', begin), left.size());
        terms.inputs.push_back(left.substr(begin, end - begin));
        begin = end + 1;
    }
    std::map<char, int32_t> count;
    for (std::string const& term : terms.inputs)
    {
        TENON_CHECK(checkTerm(term, equation));
        for (char const letter : term)
        {
            ++count[letter];
        }
    }
    if (arrow == std::string::npos)
    {
        for (auto const& [letter, times] : count)
        {
            terms.output += times == 1 ? std::string(1, letter) : std::string();
        }
        return terms;
    }
    terms.output = text.substr(arrow + 2);
    TENON_CHECK(checkTerm(terms.output, equation));
    for (char const letter : terms.output)
    {
        bool const once = std::count(terms.output.begin(), terms.output.end(), letter) == 1;
        if (count[letter] == 0 || !once)
        {
            return base::invalidArgument(
                "equation \"{}\": expected each letter of the output once, and in an input, found '{}'", equation,
                letter);
        }
    }
    return terms;
}

graph::Result<std::vector<graph::ValueSpec>> EinsumOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_ASSIGN(EinsumTerms const terms, parseEinsum(params.equation));
    TENON_CHECK(expectInputs(inputs, terms.inputs.size()));
    std::map<char, Dim> sizes;
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        TENON_CHECK(expectType(fmt::format("input {}", i), inputs[i].type,
            {DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT32, DataType::kINT64}));
        bool const floating =
            base::isFloating(inputs[i].type) && base::isFloating(inputs[0].type) && !inputs.stronglyTyped;
        if (inputs[i].type != inputs[0].type && !floating)
        {
            return base::invalidArgument("input {}: expected the type of input 0, {}, found {}", i,
                base::name(inputs[0].type), base::name(inputs[i].type));
        }
        if (inputs[i].dims.size() != terms.inputs[i].size())
        {
            return base::invalidArgument("input {}: expected {} dimensions (\"{}\" of equation \"{}\"), found {}", i,
                terms.inputs[i].size(), terms.inputs[i], params.equation,
                graph::toString(inputs[i].dims, inputs.symbolNames));
        }
        for (size_t d = 0; d < inputs[i].dims.size(); ++d)
        {
            char const letter = terms.inputs[i][d];
            Dim const& size = inputs[i].dims[d];
            auto const [known, isNew] = sizes.emplace(letter, size);
            bool const knownIsOne = known->second->isConstant() && known->second->value() == 1;
            bool const isOne = size->isConstant() && size->value() == 1;
            bool const clash = !isNew && !knownIsOne && !isOne && known->second->isConstant() && size->isConstant()
                && known->second->value() != size->value();
            if (clash)
            {
                return base::invalidArgument("input {}: expected {} for '{}' of equation \"{}\", as before, found {}",
                    i, known->second->value(), letter, params.equation, size->value());
            }
            known->second = knownIsOne || (!isOne && size->isConstant()) ? size : known->second;
        }
    }
    graph::Shape dims;
    for (char const letter : terms.output)
    {
        dims.push_back(sizes.at(letter));
    }
    return std::vector<graph::ValueSpec>{{inputs[0].type, std::move(dims), std::nullopt}};
}

graph::Result<graph::CandidateList> EinsumOp::candidates(graph::CandidateQuery const& query)
{
    TENON_ASSIGN(EinsumTerms const terms, parseEinsum(params.equation));
    bool onCuda = false;
    if constexpr (kHasCuda)
    {
        onCuda = contractsOnCuda(terms);
    }
    return floatingCandidates(query, "cpu", onCuda ? "cuda" : "");
}

graph::Result<std::unique_ptr<graph::Kernel>> EinsumOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_ASSIGN(EinsumTerms const terms, parseEinsum(params.equation));
    TENON_MAKE_ON_CUDA(request, makeEinsumCuda(terms, request));
    return withHalfStorage(request, [&](graph::KernelRequest const& asFloat) { return makeEinsumCpu(terms, asFloat); });
}

} // namespace tenon::ops
