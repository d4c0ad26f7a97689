// The report of one layer as text that a person reads.
#include "builder/report/build_report.h"

#include <algorithm>

namespace tenon::builder
{
namespace
{

std::string typeFormatText(graph::TypeFormat as)
{
    return fmt::format("{} {}", base::name(as.type), base::name(as.format));
}

std::string typeFormatText(std::vector<graph::TypeFormat> const& list)
{
    std::string all;
    for (graph::TypeFormat const& each : list)
    {
        all += (all.empty() ? "" : ", ") + typeFormatText(each);
    }
    return all;
}

std::string place(BuildReport::Layer const& layer, size_t pos)
{
    bool const isInput = pos < layer.inputs.size();
    size_t const index = isInput ? pos : pos - layer.inputs.size();
    auto const& list = isInput ? layer.inputs : layer.outputs;
    return fmt::format(
        "{} {} \"{}\"", isInput ? "input" : "output", index, index < list.size() ? list[index].name : "");
}

std::string offersText(BuildReport::Layer const& layer)
{
    std::string all = "  offers\n";
    for (BuildReport::Offer const& offer : layer.offers)
    {
        all += fmt::format("    {} {}{}: ({}) -> ({})  {:.3f} us ({}){}\n", offer.chosen ? "*" : " ",
            offer.candidate.implementation,
            offer.candidate.tactic == 0 ? "" : fmt::format(", tactic {}", offer.candidate.tactic),
            typeFormatText(offer.candidate.inputs), typeFormatText(offer.candidate.outputs), offer.microseconds,
            offer.source,
            offer.chosen           ? ", chosen"
                : offer.considered ? ""
                                   : ", not considered: another is nearer to the precision asked for");
    }
    return all;
}

std::string reformatText(BuildReport::Reformat const& reformat)
{
    std::string all = fmt::format(
        "    \"{}\" ({}): {} -> {}, from {} to {}\n      costs {:.3f} us ({}) and {:.0f} bytes of memory traffic\n      forced by: {}\n",
        reformat.tensor.name, reformat.tensor.shape, typeFormatText(reformat.from), typeFormatText(reformat.to),
        reformat.producer, fmt::join(reformat.consumers, ", "), reformat.microseconds, reformat.source, reformat.bytes,
        reformat.forcedBy);
    for (std::string const& remedy : reformat.remedies)
    {
        all += fmt::format("      remedy: {}\n", remedy);
    }
    return all;
}

} // namespace

std::string questionTable(BuildReport::Layer const& layer)
{
    if (layer.questions.empty())
    {
        return layer.isPlugin ? "  nothing was asked: the plan fixes its types and formats\n"
                              : "  nothing was asked: it is a built-in operation, with kernels of its own\n";
    }
    size_t widest = 0;
    for (size_t pos = 0; pos < layer.inputs.size() + layer.outputs.size(); ++pos)
    {
        widest = std::max(widest, place(layer, pos).size());
    }
    std::string all =
        fmt::format("  {:>4}  {:<{}}  {:<14}  {:<8}  given\n", "pos", "tensor", widest, "asked for", "answer");
    for (graph::FormatQuestion const& question : layer.questions)
    {
        size_t const pos = question.combination.size() - 1;
        std::vector<graph::TypeFormat> const given(question.combination.begin(), question.combination.end() - 1);
        all += fmt::format("  {:>4}  {:<{}}  {:<14}  {:<8}  {}\n", pos, place(layer, pos), widest,
            typeFormatText(question.combination.back()), question.accepted ? "yes" : "REFUSED", typeFormatText(given));
    }
    if (!layer.questionsEnded.empty())
    {
        all += fmt::format("  asking ended: {}\n", layer.questionsEnded);
    }
    return all;
}

std::string toText(BuildReport const& report, std::string_view layer)
{
    auto const found =
        std::find_if(report.layers.begin(), report.layers.end(), [&](auto const& each) { return each.name == layer; });
    if (found == report.layers.end())
    {
        return {};
    }
    std::string all = fmt::format("{} \"{}\": {} questions, {} combinations accepted\n", found->kind, found->name,
        found->questions.size(), found->offers.size());
    all += questionTable(*found);
    all += offersText(*found);
    std::string const label = fmt::format("{} \"{}\"", found->kind, found->name);
    std::string beside;
    for (BuildReport::Reformat const& reformat : report.reformats)
    {
        bool const consumes =
            std::find(reformat.consumers.begin(), reformat.consumers.end(), label) != reformat.consumers.end();
        beside += consumes || reformat.producer == label ? reformatText(reformat) : "";
    }
    return all + (beside.empty() ? "  no reformats beside it\n" : "  reformats beside it\n" + beside);
}

} // namespace tenon::builder
