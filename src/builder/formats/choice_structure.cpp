#include "builder/formats/choice_structure.h"

namespace tenon::builder
{
namespace
{

Port makePort(ChoiceNode const& node, int32_t nodeIndex, int32_t value)
{
    Port port;
    port.node = nodeIndex;
    port.value = value;
    for (ChoiceOption const& option : node.options)
    {
        Signature said;
        for (size_t o = 0; o < node.outputs.size(); ++o)
        {
            said.made = node.outputs[o] == value ? option.outputs[o] : said.made;
        }
        for (size_t i = 0; i < node.inputs.size(); ++i)
        {
            if (node.inputs[i] == value)
            {
                said.wanted.push_back(option.inputs[i]);
            }
        }
        std::sort(said.wanted.begin(), said.wanted.end());
        said.wanted.erase(std::unique(said.wanted.begin(), said.wanted.end()), said.wanted.end());
        auto const known = std::find(port.signatures.begin(), port.signatures.end(), said);
        port.ofOption.push_back(static_cast<int32_t>(known - port.signatures.begin()));
        if (known == port.signatures.end())
        {
            port.signatures.push_back(std::move(said));
        }
    }
    return port;
}

} // namespace

ChoiceStructure::ChoiceStructure(ChoiceProblem const& problem)
    : problem(problem)
    , nodePorts(problem.nodes.size())
    , valuePorts(static_cast<size_t>(problem.values))
{
    for (size_t n = 0; n < problem.nodes.size(); ++n)
    {
        ChoiceNode const& node = problem.nodes[n];
        std::vector<int32_t> touched;
        auto const touch = [&](int32_t value) {
            if (value < 0 || std::find(touched.begin(), touched.end(), value) != touched.end())
            {
                return;
            }
            touched.push_back(value);
            auto const index = static_cast<int32_t>(ports.size());
            ports.push_back(makePort(node, static_cast<int32_t>(n), value));
            nodePorts[n].push_back(index);
            valuePorts[static_cast<size_t>(value)].push_back(index);
        };
        std::for_each(node.outputs.begin(), node.outputs.end(), touch);
        std::for_each(node.inputs.begin(), node.inputs.end(), touch);
    }
    for (std::vector<int32_t>& list : valuePorts)
    {
        std::stable_partition(
            list.begin(), list.end(), [&](int32_t port) { return ports[static_cast<size_t>(port)].makes(); });
    }
}

double ChoiceStructure::valueCost(int32_t value, std::vector<size_t> const& chosen) const
{
    std::vector<int32_t> const& list = valuePorts[static_cast<size_t>(value)];
    if (list.empty() || !ports[static_cast<size_t>(list.front())].makes())
    {
        return 0;
    }
    FormatKind const made = signatureOf(ports[static_cast<size_t>(list.front())], chosen).made;
    std::vector<FormatKind> wanted;
    for (int32_t const port : list)
    {
        for (FormatKind const kind : signatureOf(ports[static_cast<size_t>(port)], chosen).wanted)
        {
            if (kind != made && std::find(wanted.begin(), wanted.end(), kind) == wanted.end())
            {
                wanted.push_back(kind);
            }
        }
    }
    double cost = 0;
    for (FormatKind const kind : wanted)
    {
        cost += conversion(value, made, kind);
    }
    return cost;
}

} // namespace tenon::builder
