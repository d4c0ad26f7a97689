#include "ops/testing/numpy_cases.h"

#include "support/paths.h"

#include <fstream>

#include <nlohmann/json.hpp>

namespace tenon::ops::testing
{
namespace
{

DataType typeNamed(std::string const& name)
{
    static std::map<std::string, DataType> const types{{"float32", DataType::kFLOAT}, {"float16", DataType::kHALF},
        {"int8", DataType::kINT8}, {"int32", DataType::kINT32}, {"int64", DataType::kINT64}, {"bool", DataType::kBOOL},
        {"uint8", DataType::kUINT8}};
    return types.at(name);
}

Array arrayFrom(nlohmann::json const& json)
{
    auto const sizes = json["dims"].get<std::vector<int64_t>>();
    Array made = emptyArray(typeNamed(json["type"]), base::makeDims(sizes).value());
    auto const values = json["values"].get<std::vector<int64_t>>();
    for (size_t i = 0; i < values.size(); ++i)
    {
        // Little-endian: the low bytes of a number are the number in a smaller type.
        auto const bytes = static_cast<size_t>(base::bytesOf(made.type));
        std::memcpy(made.bytes.data() + i * bytes, &values[i], bytes);
    }
    return made;
}

} // namespace

std::vector<NumPyCase> numPyCases(std::string const& group)
{
    std::ifstream file(tenon::testing::sourceDir() + "/tests/data/ops/numpy_cases.json");
    auto const json = nlohmann::json::parse(file, nullptr, false);
    std::vector<NumPyCase> cases;
    if (json.is_discarded())
    {
        return cases;
    }
    for (auto const& each : json[group])
    {
        NumPyCase made;
        made.operation = each["operation"];
        for (auto const& input : each["inputs"])
        {
            made.inputs.push_back(arrayFrom(input));
        }
        made.output = arrayFrom(each["output"]);
        cases.push_back(std::move(made));
    }
    return cases;
}

} // namespace tenon::ops::testing
