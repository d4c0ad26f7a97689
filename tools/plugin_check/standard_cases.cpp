#include "plugin_check/standard_cases.h"

namespace tenon::plugin_check
{
namespace
{

struct CaseFile
{
    char const* path;
    char const* text;
};

constexpr CaseFile kStandardCases[]{
#include "standard_cases.inc"
};

} // namespace

base::Result<std::vector<GivenCase>> standardCases()
{
    std::vector<GivenCase> all;
    for (CaseFile const& file : kStandardCases)
    {
        TENON_ASSIGN(std::vector<GivenCase> const cases, casesFrom(file.text, file.path));
        all.insert(all.end(), cases.begin(), cases.end());
    }
    return all;
}

} // namespace tenon::plugin_check
