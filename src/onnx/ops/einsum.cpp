// Einsum (opset 12): an Einsum layer, with letters in the place of an ellipsis.
#include "onnx/ops/compose.h"

#include <algorithm>

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

//! Letters that the equation does not use.
std::string freeLetters(std::string const& equation)
{
    std::string letters;
    for (char letter = 'A'; letter <= 'Z'; ++letter)
    {
        letters += equation.find(letter) == std::string::npos ? std::string(1, letter) : std::string();
    }
    return letters;
}

//! A term with the last `count` of `letters` for its ellipsis: dimensions align at the end.
std::string expanded(std::string term, std::string const& letters, size_t count)
{
    size_t const at = term.find("...");
    return at == std::string::npos ? term : term.replace(at, 3, letters.substr(letters.size() - count, count));
}

} // namespace

Result<std::vector<Value>> importEinsum(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, SIZE_MAX));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(std::string equation, node.text("equation", ""));
    equation.erase(std::remove(equation.begin(), equation.end(), ' '), equation.end());
    size_t const arrow = equation.find("->");
    std::string const left = equation.substr(0, arrow);
    std::vector<ITensor*> tensors;
    std::vector<std::string> terms;
    std::vector<size_t> hidden;
    size_t most = 0;
    size_t begin = 0;
    for (Value const& input : inputs)
    {
        TENON_ASSIGN(ITensor* const tensor, importer.tensor(input));
        size_t const end = std::min(left.find(',', begin), left.size());
        if (begin > left.size())
        {
            return invalidArgument(
                "attribute \"equation\": expected {} terms, one an input, found \"{}\"", inputs.size(), equation);
        }
        terms.push_back(left.substr(begin, end - begin));
        begin = end + 1;
        bool const hasEllipsis = terms.back().find("...") != std::string::npos;
        auto const rank = static_cast<size_t>(tensor->getDimensions().nbDims);
        size_t const named = terms.back().size() - (hasEllipsis ? 3 : 0);
        if (rank < named)
        {
            return invalidArgument("input {}: expected at least {} dimensions (term \"{}\"), found {}", tensors.size(),
                named, terms.back(), rank);
        }
        hidden.push_back(hasEllipsis ? rank - named : 0);
        most = std::max(most, hidden.back());
        tensors.push_back(tensor);
    }
    std::string const letters = freeLetters(equation).substr(0, most);
    std::string whole;
    for (size_t i = 0; i < terms.size(); ++i)
    {
        whole += (i == 0 ? "" : ",") + expanded(terms[i], letters, hidden[i]);
    }
    if (arrow != std::string::npos)
    {
        whole += "->" + expanded(equation.substr(arrow + 2), letters, most);
    }
    else if (most > 0)
    {
        return base::notImplemented("Einsum with an ellipsis and without \"->\"");
    }
    return importer.result(
        importer.network().addEinsum(tensors.data(), static_cast<int32_t>(tensors.size()), whole.c_str()));
}

} // namespace tenon::onnx
