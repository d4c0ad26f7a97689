#include "plugin_check/runner.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>

namespace tenon::plugin_check
{
namespace
{

using nvinfer1::PluginFieldType;
using FieldJson = nlohmann::json;

base::Result<PluginFieldType> typeNamed(std::string const& text, std::string const& flag)
{
    for (int32_t i = 0; i <= 12; ++i)
    {
        auto const type = static_cast<PluginFieldType>(i);
        if (text == name(type))
        {
            return type;
        }
    }
    return base::invalidArgument("{}: expected a type such as float32, int32 or char, found \"{}\"", flag, text);
}

template <typename T>
void appendNumber(Field& field, double number)
{
    auto const value = static_cast<T>(number);
    auto const* const bytes = reinterpret_cast<std::byte const*>(&value);
    field.data.insert(field.data.end(), bytes, bytes + sizeof value);
}

base::Status fill(Field& field, FieldJson const& value, std::string const& flag)
{
    if (value.is_string())
    {
        std::string const text = value.get<std::string>();
        field.length = static_cast<int32_t>(text.size());
        for (char const letter : text + '\0')
        {
            field.data.push_back(static_cast<std::byte>(letter));
        }
        return {};
    }
    FieldJson const list = value.is_array() ? value : FieldJson::array({value});
    field.length = static_cast<int32_t>(list.size());
    if (field.type == PluginFieldType::kDIMS)
    {
        Dims dims{};
        for (FieldJson const& one : list)
        {
            dims.d[dims.nbDims++] = one.get<int64_t>();
        }
        field.length = 1;
        auto const* const bytes = reinterpret_cast<std::byte const*>(&dims);
        field.data.assign(bytes, bytes + sizeof dims);
        return {};
    }
    for (FieldJson const& one : list)
    {
        if (!one.is_number() && !one.is_boolean())
        {
            return base::invalidArgument(
                "{}: \"{}\": expected numbers, a text or a list of numbers, found {}", flag, field.name, one.dump());
        }
        double const number = one.is_boolean() ? (one.get<bool>() ? 1 : 0) : one.get<double>();
        switch (field.type)
        {
        case PluginFieldType::kFLOAT32: appendNumber<float>(field, number); break;
        case PluginFieldType::kFLOAT64: appendNumber<double>(field, number); break;
        case PluginFieldType::kINT32: appendNumber<int32_t>(field, number); break;
        case PluginFieldType::kINT64: appendNumber<int64_t>(field, number); break;
        case PluginFieldType::kINT16: appendNumber<int16_t>(field, number); break;
        case PluginFieldType::kINT8: appendNumber<int8_t>(field, number); break;
        case PluginFieldType::kCHAR: appendNumber<char>(field, number); break;
        default:
            return base::invalidArgument(
                "{}: \"{}\": values of type {} cannot be written in JSON", flag, field.name, name(field.type));
        }
    }
    return {};
}

} // namespace

base::Result<Fields> fieldsFromJson(
    std::string const& text, std::vector<DeclaredField> const& declared, std::string const& flag)
{
    FieldJson const json = FieldJson::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object())
    {
        return base::invalidArgument(
            "{}: expected a JSON object, {{\"name\": value, …}}, found \"{}\"", flag, text.substr(0, 80));
    }
    Fields fields;
    for (auto const& [key, entry] : json.items())
    {
        Field field;
        field.name = key;
        FieldJson value = entry;
        auto const known = std::find_if(
            declared.begin(), declared.end(), [&, name = key](DeclaredField const& one) { return one.name == name; });
        bool const typed = entry.is_object();
        if (typed)
        {
            if (!entry.contains("type") || !entry.contains("value"))
            {
                return base::invalidArgument(
                    "{}: \"{}\": expected {{\"type\": …, \"value\": …}}, found {}", flag, key, entry.dump());
            }
            value = entry["value"];
            TENON_ASSIGN(field.type, typeNamed(entry["type"].get<std::string>(), flag));
        }
        else if (known != declared.end())
        {
            field.type = known->type;
        }
        else
        {
            FieldJson const& first = value.is_array() && !value.empty() ? value[0] : value;
            field.type = value.is_string() ? PluginFieldType::kCHAR
                : first.is_number_float()  ? PluginFieldType::kFLOAT32
                                           : PluginFieldType::kINT32;
        }
        if (value.is_string() && field.type != PluginFieldType::kCHAR)
        {
            return base::invalidArgument(
                "{}: \"{}\": expected values of type {}, found a text", flag, key, name(field.type));
        }
        TENON_CHECK(fill(field, value, flag));
        fields.push_back(std::move(field));
    }
    return fields;
}

} // namespace tenon::plugin_check
