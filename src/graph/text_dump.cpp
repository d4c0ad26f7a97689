// Graph::toText: what `tenon show` and the passes' dumps print.
#include "graph/graph.h"

namespace tenon::graph
{
namespace
{

std::string tensorText(Tensor const& tensor, std::span<std::string const> symbolNames)
{
    if (!tensor.inferred)
    {
        return fmt::format("{}: ?", tensor.name);
    }
    return fmt::format("{}: {}[{}]", tensor.name, base::name(tensor.type), toString(tensor.dims, symbolNames));
}

std::string valueText(AttributeValue const& value)
{
    struct Printer
    {
        std::string operator()(int64_t number) const { return std::to_string(number); }
        std::string operator()(double number) const { return fmt::format("{:g}", number); }
        std::string operator()(std::string const& text) const { return fmt::format("\"{}\"", text); }
        std::string operator()(std::vector<int64_t> const& list) const
        {
            return fmt::format("[{}]", fmt::join(list, ", "));
        }
        std::string operator()(std::vector<double> const& list) const
        {
            return fmt::format("[{:g}]", fmt::join(list, ", "));
        }
        std::string operator()(ConstantData const& data) const
        {
            return data.empty() ? "none" : fmt::format("{} x {}", data.count, base::name(data.type));
        }
    };
    return std::visit(Printer{}, value);
}

std::string attributesText(Op const& op)
{
    auto const record = op.record();
    if (!record.ok())
    {
        return fmt::format("<{}>", record.error().message);
    }
    std::string text;
    if (record->plugin)
    {
        text = fmt::format("{} version {} namespace \"{}\" ({})", record->plugin->name, record->plugin->version,
            record->plugin->pluginNamespace, record->plugin->generation);
    }
    for (auto const& [name, value] : record->attributes)
    {
        text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, valueText(value));
    }
    return text;
}

std::string joined(std::vector<Tensor*> const& tensors, std::span<std::string const> symbolNames)
{
    std::string text;
    for (Tensor const* const tensor : tensors)
    {
        text += (text.empty() ? "" : ", ") + (tensor == nullptr ? std::string("-") : tensorText(*tensor, symbolNames));
    }
    return text;
}

} // namespace

std::string Graph::toText() const
{
    auto const names = symbolNames();
    std::string text = fmt::format("network \"{}\" ({} batch{})\n", name, implicitBatch ? "implicit" : "explicit",
        stronglyTyped ? ", strongly typed" : "");
    text += fmt::format("inputs:  {}\n", joined(inputs_, names));
    for (auto const& op : ops_)
    {
        text += fmt::format("  {} = {}({}) {{{}}} -> {}\n", op->name, op->kind(), joined(op->inputs, names),
            attributesText(*op), joined(op->outputs, names));
    }
    text += fmt::format("outputs: {}\n", joined(outputs_, names));
    return text;
}

} // namespace tenon::graph
