#include "plugin_check/checks.h"

namespace tenon::plugin_check
{

std::span<Check const> allChecks()
{
    static Check const all[]{
#define TENON_PLUGIN_CHECK(number, id, function, needs, after, title, why, remedy)                                     \
    {number, id, function, Needs::needs, after, title, remedy},
#include "plugin_check/checks.inc"
#undef TENON_PLUGIN_CHECK
    };
    return all;
}

} // namespace tenon::plugin_check
