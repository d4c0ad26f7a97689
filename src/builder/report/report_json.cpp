// The report for programs.
#include "builder/report/build_report.h"

#include <nlohmann/json.hpp>

namespace tenon::builder
{
namespace
{

using Json = nlohmann::ordered_json;

Json json(graph::TypeFormat as)
{
    return {{"type", base::name(as.type)}, {"format", base::name(as.format)}};
}

Json json(std::vector<graph::TypeFormat> const& list)
{
    Json all = Json::array();
    for (graph::TypeFormat const& each : list)
    {
        all.push_back(json(each));
    }
    return all;
}

Json json(std::vector<BuildReport::Tensor> const& list)
{
    Json all = Json::array();
    for (BuildReport::Tensor const& each : list)
    {
        all.push_back({{"name", each.name}, {"shape", each.shape}});
    }
    return all;
}

Json json(BuildReport::Layer const& layer)
{
    Json made{{"name", layer.name}, {"kind", layer.kind}, {"plugin", layer.isPlugin}, {"inputs", json(layer.inputs)},
        {"outputs", json(layer.outputs)}};
    made["questions"] = Json::array();
    for (graph::FormatQuestion const& question : layer.questions)
    {
        made["questions"].push_back({{"pos", question.combination.size() - 1},
            {"combination", json(question.combination)}, {"accepted", question.accepted}});
    }
    made["questionsEnded"] = layer.questionsEnded;
    made["offers"] = Json::array();
    for (BuildReport::Offer const& offer : layer.offers)
    {
        made["offers"].push_back({{"implementation", offer.candidate.implementation},
            {"tactic", offer.candidate.tactic}, {"inputs", json(offer.candidate.inputs)},
            {"outputs", json(offer.candidate.outputs)}, {"microseconds", offer.microseconds}, {"source", offer.source},
            {"considered", offer.considered}, {"chosen", offer.chosen}});
    }
    made["refused"] = Json::array();
    for (graph::Reason const& reason : layer.refused)
    {
        made["refused"].push_back({{"what", reason.implementation}, {"why", reason.why}});
    }
    return made;
}

Json json(BuildReport::Reformat const& reformat)
{
    return {{"tensor", reformat.tensor.name}, {"shape", reformat.tensor.shape}, {"from", json(reformat.from)},
        {"to", json(reformat.to)}, {"producer", reformat.producer}, {"consumers", reformat.consumers},
        {"bytes", reformat.bytes}, {"microseconds", reformat.microseconds}, {"source", reformat.source},
        {"forcedBy", reformat.forcedBy}, {"remedies", reformat.remedies}};
}

} // namespace

std::string toJson(BuildReport const& report, std::string_view layer)
{
    Json made;
    made["timed"] = report.timed;
    made["layers"] = Json::array();
    made["reformats"] = Json::array();
    std::string label;
    for (BuildReport::Layer const& each : report.layers)
    {
        if (layer.empty() || each.name == layer)
        {
            label = fmt::format("{} \"{}\"", each.kind, each.name);
            made["layers"].push_back(json(each));
        }
    }
    if (made["layers"].empty() && !layer.empty())
    {
        return {};
    }
    for (BuildReport::Reformat const& each : report.reformats)
    {
        bool const consumes = std::find(each.consumers.begin(), each.consumers.end(), label) != each.consumers.end();
        if (layer.empty() || consumes || each.producer == label)
        {
            made["reformats"].push_back(json(each));
        }
    }
    // Names come from users and files: what is not UTF-8 in them is replaced, not fatal.
    return made.dump(2, ' ', false, Json::error_handler_t::replace);
}

} // namespace tenon::builder
