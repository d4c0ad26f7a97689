#include "plugin_check/scratch_folder.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <unistd.h>

namespace tenon::plugin_check
{

ScratchFolder::ScratchFolder()
{
    std::error_code problem;
    std::string name = (std::filesystem::temp_directory_path(problem) / "tenon_check_XXXXXX").string();
    path_ = !problem && mkdtemp(name.data()) != nullptr ? name : std::string();
}

ScratchFolder::~ScratchFolder()
{
    if (!path_.empty())
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
}

void ScratchFolder::enter() const
{
    if (!path_.empty() && chdir(path_.c_str()) != 0)
    {
        return; // it has been removed
    }
}

} // namespace tenon::plugin_check
