#include "plugin_check/symbolic_answer.h"

namespace tenon::plugin_check
{

SymbolicAnswer::SymbolicAnswer(std::vector<Dims> const& inputs, std::vector<std::vector<bool>> const& isDynamic)
{
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        nvinfer1::DimsExprs exposed{};
        exposed.nbDims = inputs[i].nbDims;
        for (int32_t d = 0; d < inputs[i].nbDims; ++d)
        {
            if (isDynamic[i][static_cast<size_t>(d)])
            {
                exposed.d[d] = expressions_.variable(static_cast<int32_t>(variables_.size()));
                variables_.emplace_back(i, d);
            }
            else
            {
                exposed.d[d] = expressions_.constant(inputs[i].d[d]);
            }
        }
        inputs_.push_back(exposed);
    }
}

void SymbolicAnswer::take(int32_t output, nvinfer1::DimsExprs const& dims, char const* method)
{
    std::string const arguments = fmt::format("output {}", output);
    if (!expressions_.misuse().empty())
    {
        throw Misdeed{method, arguments, "expressions made of the inputs' dims and the IExprBuilder of this call",
            expressions_.misuse(),
            "use inputs[i].d[k] with k below inputs[i].nbDims, and expressions of this call only"};
    }
    if (dims.nbDims < 0 || dims.nbDims > base::kMaxDims)
    {
        throw Misdeed{method, arguments, fmt::format("a rank from 0 to {}", base::kMaxDims),
            fmt::format("rank {}", dims.nbDims), "set nbDims of the DimsExprs that is returned"};
    }
    for (int32_t d = 0; d < dims.nbDims; ++d)
    {
        if (!expressions_.owns(dims.d[d]))
        {
            throw Misdeed{method, arguments, "an expression of this call in each dimension",
                fmt::format("{} as dimension {}", dims.d[d] == nullptr ? "a null pointer" : "a foreign pointer", d),
                "fill every dimension below nbDims with an input's dim or what the IExprBuilder gives"};
        }
    }
    outputs_.push_back(dims);
}

std::vector<Dims> SymbolicAnswer::at(std::vector<Dims> const& inputs) const
{
    std::vector<int64_t> values;
    for (auto const& [input, dimension] : variables_)
    {
        values.push_back(inputs[input].d[dimension]);
    }
    std::vector<Dims> shapes;
    for (nvinfer1::DimsExprs const& output : outputs_)
    {
        Dims dims{};
        dims.nbDims = output.nbDims;
        for (int32_t d = 0; d < output.nbDims; ++d)
        {
            dims.d[d] = expressions_.value(output.d[d], values);
        }
        shapes.push_back(dims);
    }
    return shapes;
}

bool SymbolicAnswer::dependsOnData(size_t output, int32_t dimension) const
{
    return expressions_.dependsOnData(outputs_[output].d[dimension]);
}

} // namespace tenon::plugin_check
