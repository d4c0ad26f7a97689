// Expected values that a script recorded from a peer; see tests/data/ops/README.md.
#pragma once

#include "ops/testing/op_runner.h"
#include "support/paths.h"

#include <fstream>
#include <map>
#include <sstream>

namespace tenon::ops::testing
{

struct RecordedCase
{
    std::string name;
    std::map<std::string, std::vector<double>> numbers;

    std::vector<double> const& operator[](char const* key) const { return numbers.at(key); }
    double one(char const* key) const { return numbers.at(key).at(0); }
    std::vector<int64_t> sizes(char const* key) const { return {numbers.at(key).begin(), numbers.at(key).end()}; }
    Dims dims(char const* key) const { return makeDims(sizes(key)).value(); }
    Array array(char const* dimsKey, char const* valuesKey, DataType type = DataType::kFLOAT) const
    {
        Array made = emptyArray(type, dims(dimsKey));
        for (int64_t i = 0; i < made.count(); ++i)
        {
            made.set(i, numbers.at(valuesKey).at(static_cast<size_t>(i)));
        }
        return made;
    }
};

//! All cases of tests/data/ops/<file>. Empty where there is no such file: tests expect some number.
inline std::vector<RecordedCase> recordedCases(std::string const& file)
{
    std::ifstream stream(tenon::testing::sourceDir() + "/tests/data/ops/" + file);
    std::vector<RecordedCase> cases;
    for (std::string line; std::getline(stream, line);)
    {
        size_t const colon = line.find(':');
        if (line.rfind("case ", 0) == 0)
        {
            cases.push_back({line.substr(5), {}});
        }
        else if (line.rfind('#', 0) != 0 && colon != std::string::npos && !cases.empty())
        {
            std::istringstream numbers(line.substr(colon + 1));
            std::vector<double>& values = cases.back().numbers[line.substr(0, colon)];
            for (std::string number; numbers >> number;)
            {
                values.push_back(std::stod(number)); // unlike operator>>, reads inf and nan
            }
        }
    }
    return cases;
}

} // namespace tenon::ops::testing
