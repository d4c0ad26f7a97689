// Expected values that a script recorded from a peer; see tests/data/plugins/README.md.
#pragma once

#include "support/paths.h"

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace tenon::plugins::testing
{

struct RecordedCase
{
    std::string name;
    std::map<std::string, std::vector<double>> numbers;

    std::vector<double> const& operator[](char const* key) const { return numbers.at(key); }
};

//! Cases of tests/data/plugins/<file> whose name begins with `prefix`. Empty where there is no such file: tests expect some.
inline std::vector<RecordedCase> recordedCases(std::string const& file, std::string const& prefix)
{
    std::ifstream stream(tenon::testing::sourceDir() + "/tests/data/plugins/" + file);
    std::vector<RecordedCase> cases;
    bool wanted = false;
    for (std::string line; std::getline(stream, line);)
    {
        size_t const colon = line.find(':');
        if (line.rfind("case ", 0) == 0)
        {
            wanted = line.rfind("case " + prefix, 0) == 0;
            if (wanted)
            {
                cases.push_back({line.substr(5), {}});
            }
        }
        else if (wanted && colon != std::string::npos)
        {
            std::istringstream list(line.substr(colon + 1));
            std::vector<double>& values = cases.back().numbers[line.substr(0, colon)];
            for (double number = 0; list >> number;)
            {
                values.push_back(number);
            }
        }
    }
    return cases;
}

} // namespace tenon::plugins::testing
