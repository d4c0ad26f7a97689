// A folder of the check's own: for files that it writes, and for those of a plugin while values for its fields are searched for, since a text may be the
// name of a file to it.
#pragma once

#include <string>

namespace tenon::plugin_check
{

//! Made in the system's folder for temporary files, and removed with all that is in it.
class ScratchFolder
{
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(ScratchFolder const&) = delete;
    ScratchFolder& operator=(ScratchFolder const&) = delete;

    //! The path of a file of that name in it.
    std::string file(std::string const& name) const { return path_ + "/" + name; }
    //! Makes it this process's working directory. Where it could not be made, the directory stays.
    void enter() const;

private:
    std::string path_;
};

} // namespace tenon::plugin_check
