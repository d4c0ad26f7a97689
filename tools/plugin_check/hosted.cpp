#include "plugin_check/hosted.h"

#include <filesystem>

namespace tenon::plugin_check
{

Hosted& hosted()
{
    static Hosted one;
    return one;
}

bool isHosted(std::string const& library)
{
    std::error_code ignored;
    return !hosted().file.empty() && !library.empty() && std::filesystem::equivalent(library, hosted().file, ignored);
}

} // namespace tenon::plugin_check
