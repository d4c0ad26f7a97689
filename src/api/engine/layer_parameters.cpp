#include "api/engine/layer_parameters.h"

#include <cmath>

namespace tenon::api
{
namespace
{

using Json = nlohmann::ordered_json;

//! JSON has no infinities: they are texts.
Json numberOf(double value)
{
    return std::isfinite(value) ? Json(value) : Json(fmt::format("{}", value));
}

struct AsJson
{
    Json operator()(int64_t value) const { return value; }
    Json operator()(double value) const { return numberOf(value); }
    Json operator()(std::string const& value) const { return value; }
    Json operator()(std::vector<int64_t> const& values) const { return values; }
    Json operator()(std::vector<double> const& values) const
    {
        Json list = Json::array();
        for (double const value : values)
        {
            list.push_back(numberOf(value));
        }
        return list;
    }
    Json operator()(graph::ConstantData const& weights) const
    {
        return Json{{"Type", std::string(base::name(weights.type))}, {"Count", weights.count}};
    }
};

} // namespace

base::Result<Json> parametersOf(graph::Op const& op)
{
    Json parameters = Json::object();
    if (op.hasFixedBoundary())
    {
        return parameters;
    }
    TENON_ASSIGN(graph::OpRecord const record, op.record());
    for (auto const& [name, value] : record.attributes)
    {
        parameters[name] = std::visit(AsJson{}, value);
    }
    return parameters;
}

} // namespace tenon::api
