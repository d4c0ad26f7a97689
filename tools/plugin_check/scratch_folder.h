// A folder for what a plugin writes while values for its fields are searched for: a text may be the name of a file to it.
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

    //! Makes it this process's working directory. Where it could not be made, the directory stays.
    void enter() const;

private:
    std::string path_;
};

} // namespace tenon::plugin_check
