#include "plugin_check/case_file.h"

#include "plugin_check/checks.h"

#include "io_formats.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace tenon::plugin_check
{
namespace
{

using CaseJson = nlohmann::json;

//! One case of a file, for messages.
class CaseReader
{
public:
    CaseReader(std::string const& path, int32_t number, CaseJson const& json)
        : json_(json)
    {
        case_.file = path;
        case_.number = number;
    }

    base::Result<GivenCase> read()
    {
        if (!json_.is_object())
        {
            return wrong("an object with \"inputs\"", json_);
        }
        TENON_CHECK(onlyKeys(json_, {"plugin", "version", "fields", "other_fields", "inputs", "shapes", "skip"}, ""));
        TENON_CHECK(readText("plugin", case_.plugin));
        TENON_CHECK(readText("version", case_.version));
        TENON_CHECK(readFields("fields", case_.fieldsText));
        TENON_CHECK(readFields("other_fields", case_.otherFieldsText));
        case_.fieldsText = case_.fieldsText.empty() ? "{}" : case_.fieldsText;
        if (!json_.contains("inputs") || !json_["inputs"].is_array() || json_["inputs"].empty())
        {
            return wrong("\"inputs\": a list of at least one input", json_);
        }
        for (CaseJson const& input : json_["inputs"])
        {
            TENON_CHECK(readInput(input));
        }
        TENON_CHECK(readShapes());
        TENON_CHECK(readSkip());
        return case_;
    }

private:
    base::Error wrong(std::string const& expected, CaseJson const& found) const
    {
        std::string text = found.dump(-1, ' ', false, CaseJson::error_handler_t::replace);
        text = text.size() > 80 ? text.substr(0, 80) + "…" : text;
        return base::invalidArgument("--case: {}: expected {}, found {}", case_.label(), expected, text);
    }

    base::Status onlyKeys(CaseJson const& object, std::vector<std::string> const& known, std::string const& where) const
    {
        for (auto const& [key, value] : object.items())
        {
            if (std::find(known.begin(), known.end(), key) == known.end())
            {
                std::string all;
                for (std::string const& one : known)
                {
                    all += (all.empty() ? "\"" : ", \"") + one + "\"";
                }
                return base::invalidArgument(
                    "--case: {}: expected among {}{} only, found \"{}\"", case_.label(), where, all, key);
            }
        }
        return {};
    }

    base::Status readText(char const* key, std::string& into) const
    {
        if (!json_.contains(key))
        {
            return {};
        }
        if (!json_[key].is_string())
        {
            return wrong(fmt::format("\"{}\": a text", key), json_[key]);
        }
        into = json_[key].get<std::string>();
        return {};
    }

    base::Status readFields(char const* key, std::string& into) const
    {
        if (!json_.contains(key))
        {
            return {};
        }
        if (!json_[key].is_object())
        {
            return wrong(fmt::format("\"{}\": an object, {{\"name\": value}}", key), json_[key]);
        }
        into = json_[key].dump();
        return {};
    }

    base::Result<Dims> dims(CaseJson const& list, std::string const& key) const
    {
        bool const fine = list.is_array() && list.size() <= static_cast<size_t>(Dims::MAX_DIMS)
            && std::all_of(list.begin(), list.end(),
                [](CaseJson const& one) { return one.is_number_integer() && one.get<int64_t>() >= 0; });
        if (!fine)
        {
            return wrong(key + ": a list of at most 8 sizes", list);
        }
        Dims dims{};
        for (CaseJson const& one : list)
        {
            dims.d[dims.nbDims++] = one.get<int64_t>();
        }
        return dims;
    }

    base::Status readInput(CaseJson const& input)
    {
        std::string const key = fmt::format("input {}", case_.inputs.size());
        if (!input.is_object() || !input.contains("shape"))
        {
            return wrong(key + ": an object with \"shape\"", input);
        }
        TENON_CHECK(onlyKeys(input, {"name", "shape", "type", "range", "values"}, key + ": "));
        Tensor tensor;
        TENON_ASSIGN(tensor.dims, dims(input["shape"], key + ", \"shape\""));
        if (input.contains("type"))
        {
            if (!input["type"].is_string())
            {
                return wrong(key + ", \"type\": a text such as \"fp32\"", input["type"]);
            }
            auto const type =
                tools::parseType(input["type"].get<std::string>(), "--case: " + case_.label() + ", " + key);
            TENON_ASSIGN(tensor.type, type);
            case_.typesGiven = true;
        }
        InputValues values;
        auto const areNumbers = [](CaseJson const& list) {
            return list.is_array()
                && std::all_of(list.begin(), list.end(), [](CaseJson const& one) { return one.is_number(); });
        };
        if (input.contains("range"))
        {
            CaseJson const& range = input["range"];
            if (!areNumbers(range) || range.size() != 2 || range[0].get<double>() > range[1].get<double>())
            {
                return wrong(key + ", \"range\": [least, greatest]", range);
            }
            values.ranged = true;
            values.least = range[0].get<double>();
            values.most = range[1].get<double>();
        }
        if (input.contains("values"))
        {
            if (!areNumbers(input["values"]) || input["values"].empty())
            {
                return wrong(key + ", \"values\": a list of numbers, repeated to fill the input", input["values"]);
            }
            values.fixed = input["values"].get<std::vector<double>>();
        }
        case_.inputs.push_back(tensor);
        case_.values.push_back(std::move(values));
        case_.inputNames.push_back(input.contains("name") && input["name"].is_string()
                ? input["name"].get<std::string>()
                : fmt::format("input_{}", case_.inputNames.size()));
        return {};
    }

    base::Status readShapes()
    {
        if (!json_.contains("shapes"))
        {
            return {};
        }
        case_.shapesGiven = true;
        std::string const expected =
            fmt::format("\"shapes\": a list of lists of {} shapes, one for each input", case_.inputs.size());
        if (!json_["shapes"].is_array())
        {
            return wrong(expected, json_["shapes"]);
        }
        for (CaseJson const& variant : json_["shapes"])
        {
            if (!variant.is_array() || variant.size() != case_.inputs.size())
            {
                return wrong(expected, variant);
            }
            std::vector<Dims> all;
            for (size_t i = 0; i < variant.size(); ++i)
            {
                TENON_ASSIGN(Dims const one, dims(variant[i], "\"shapes\""));
                if (one.nbDims != case_.inputs[i].dims.nbDims)
                {
                    return wrong(fmt::format("\"shapes\": {} dimensions for input {}", case_.inputs[i].dims.nbDims, i),
                        variant[i]);
                }
                all.push_back(one);
            }
            case_.shapes.push_back(std::move(all));
        }
        return {};
    }

    base::Status readSkip()
    {
        if (!json_.contains("skip"))
        {
            return {};
        }
        if (!json_["skip"].is_object())
        {
            return wrong("\"skip\": an object, {\"check\": \"why it does not apply\"}", json_["skip"]);
        }
        for (auto const& [id, reason] : json_["skip"].items())
        {
            auto const all = allChecks();
            bool const known =
                std::any_of(all.begin(), all.end(), [&, name = id](Check const& check) { return name == check.id; });
            if (!known || !reason.is_string() || reason.get<std::string>().empty())
            {
                return wrong(
                    "\"skip\": ids of checks, as --list-checks prints them, each with a reason", json_["skip"]);
            }
            case_.skip[id] = reason.get<std::string>();
        }
        return {};
    }

    CaseJson const& json_;
    GivenCase case_;
};

} // namespace

std::string GivenCase::label() const
{
    return fmt::format("case {} of \"{}\"", number, file);
}

base::Result<std::vector<GivenCase>> readCases(std::string const& path)
{
    std::ifstream file(path);
    if (!file)
    {
        return base::invalidArgument("--case: expected a file with cases, \"{}\" cannot be read", path);
    }
    return casesFrom({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}, path);
}

base::Result<std::vector<GivenCase>> casesFrom(std::string const& text, std::string const& path)
{
    CaseJson json = CaseJson::parse(text, nullptr, false);
    if (json.is_object())
    {
        json = CaseJson::array({json});
    }
    if (json.is_discarded() || !json.is_array() || json.empty())
    {
        return base::invalidArgument(
            "--case: \"{}\": expected a JSON list of cases, [{{\"plugin\": …, \"fields\": {{…}}, \"inputs\": [{{\"shape\": […]}}]}}], found \"{}\"",
            path, text.substr(0, 60));
    }
    std::vector<GivenCase> cases;
    for (CaseJson const& one : json)
    {
        TENON_ASSIGN(GivenCase given, CaseReader(path, static_cast<int32_t>(cases.size()) + 1, one).read());
        cases.push_back(std::move(given));
    }
    return cases;
}

} // namespace tenon::plugin_check
