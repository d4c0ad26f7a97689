#include "plugin_check/case.h"

#include <nlohmann/json.hpp>

namespace tenon::plugin_check
{
namespace
{

using Json = nlohmann::json;

std::string hex(std::vector<std::byte> const& bytes)
{
    std::string all;
    for (std::byte const byte : bytes)
    {
        all += fmt::format("{:02x}", static_cast<int32_t>(byte));
    }
    return all;
}

std::vector<std::byte> unhex(std::string const& text)
{
    std::vector<std::byte> bytes;
    for (size_t i = 0; i + 1 < text.size(); i += 2)
    {
        bytes.push_back(static_cast<std::byte>(std::stoi(text.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

Json jsonOf(Dims const& dims)
{
    Json all = Json::array();
    for (int64_t const size : base::sizesOf(dims))
    {
        all.push_back(size);
    }
    return all;
}

Dims dimsOf(Json const& json)
{
    Dims dims{};
    for (Json const& size : json)
    {
        dims.d[dims.nbDims++] = size.get<int64_t>();
    }
    return dims;
}

Json jsonOf(Tensor const& tensor)
{
    return {{"type", static_cast<int32_t>(tensor.type)}, {"format", static_cast<int32_t>(tensor.format)},
        {"dims", jsonOf(tensor.dims)}, {"scale", tensor.scale}};
}

Json jsonOf(std::vector<Tensor> const& tensors)
{
    Json all = Json::array();
    for (Tensor const& tensor : tensors)
    {
        all.push_back(jsonOf(tensor));
    }
    return all;
}

std::vector<Tensor> tensorsOf(Json const& json)
{
    std::vector<Tensor> tensors;
    for (Json const& one : json)
    {
        tensors.push_back({static_cast<DataType>(one["type"].get<int32_t>()),
            static_cast<TensorFormat>(one["format"].get<int32_t>()), dimsOf(one["dims"]), one["scale"].get<float>()});
    }
    return tensors;
}

Json jsonOf(Fields const& fields)
{
    Json all = Json::array();
    for (Field const& field : fields)
    {
        all.push_back({{"name",
                           hex({reinterpret_cast<std::byte const*>(field.name.data()),
                               reinterpret_cast<std::byte const*>(field.name.data()) + field.name.size()})},
            {"type", static_cast<int32_t>(field.type)}, {"length", field.length}, {"data", hex(field.data)},
            {"null", field.null}});
    }
    return all;
}

Fields fieldsOf(Json const& json)
{
    Fields fields;
    for (Json const& one : json)
    {
        Field field;
        auto const name = unhex(one["name"]);
        field.name.assign(reinterpret_cast<char const*>(name.data()), name.size());
        field.type = static_cast<nvinfer1::PluginFieldType>(one["type"].get<int32_t>());
        field.length = one["length"];
        field.data = unhex(one["data"]);
        field.null = one["null"];
        fields.push_back(std::move(field));
    }
    return fields;
}

//! Texts come from plugins: what is no UTF-8 is replaced.
std::string dumped(Json const& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

std::string toLine(Fields const& fields)
{
    return dumped(jsonOf(fields));
}

std::string toLine(std::vector<Tensor> const& tensors)
{
    return dumped(jsonOf(tensors));
}

std::vector<Tensor> tensorsFromLine(std::string const& line)
{
    return tensorsOf(Json::parse(line));
}

std::string toLine(Case const& one)
{
    Json variants = Json::array();
    for (std::vector<Dims> const& variant : one.variants)
    {
        Json dims = Json::array();
        for (Dims const& input : variant)
        {
            dims.push_back(jsonOf(input));
        }
        variants.push_back(dims);
    }
    Json values = Json::array();
    for (InputValues const& input : one.inputValues)
    {
        values.push_back(
            {{"fixed", input.fixed}, {"ranged", input.ranged}, {"least", input.least}, {"most", input.most}});
    }
    return dumped({{"fields", jsonOf(one.fields)}, {"otherFields", jsonOf(one.otherFields)},
        {"hasOtherFields", one.hasOtherFields}, {"inputs", jsonOf(one.inputs)}, {"outputs", jsonOf(one.outputs)},
        {"variants", variants}, {"names", one.inputNames}, {"values", values}, {"dataDependent", one.dataDependent}});
}

Case caseFromLine(std::string const& line)
{
    Json const json = Json::parse(line);
    Case one;
    one.fields = fieldsOf(json["fields"]);
    one.otherFields = fieldsOf(json["otherFields"]);
    one.hasOtherFields = json["hasOtherFields"];
    one.inputs = tensorsOf(json["inputs"]);
    one.outputs = tensorsOf(json["outputs"]);
    for (Json const& variant : json["variants"])
    {
        std::vector<Dims> dims;
        for (Json const& input : variant)
        {
            dims.push_back(dimsOf(input));
        }
        one.variants.push_back(std::move(dims));
    }
    one.inputNames = json["names"].get<std::vector<std::string>>();
    for (Json const& input : json["values"])
    {
        one.inputValues.push_back(
            {input["fixed"].get<std::vector<double>>(), input["ranged"], input["least"], input["most"]});
    }
    one.dataDependent = json["dataDependent"];
    return one;
}

std::string toLine(Finding const& finding)
{
    return dumped({{"check", finding.check}, {"object", finding.object}, {"method", finding.method},
        {"arguments", finding.arguments}, {"expected", finding.expected}, {"found", finding.found},
        {"remedy", finding.remedy}, {"stack", finding.stack}, {"printed", finding.printed},
        {"advice", finding.advice}});
}

Finding findingFromLine(std::string const& line)
{
    Json const json = Json::parse(line);
    Finding finding;
    finding.check = json["check"];
    finding.object = json["object"];
    finding.method = json["method"];
    finding.arguments = json["arguments"];
    finding.expected = json["expected"];
    finding.found = json["found"];
    finding.remedy = json["remedy"];
    finding.stack = json["stack"].get<std::vector<std::string>>();
    finding.printed = json["printed"];
    finding.advice = json["advice"];
    return finding;
}

} // namespace tenon::plugin_check
