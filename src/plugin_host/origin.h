// Origin: which library a plugin's code lies in, and what that library's file says of itself.
#pragma once

#include <string>

namespace tenon::plugin_host
{

struct Origin
{
    std::string path;    //!< absolute; empty where the loader does not know
    std::string buildId; //!< hex; empty if the library has none
    //! it holds GPU code or, as a library, is linked with something that does or that drives a GPU
    bool hasGpuCode{false};
    std::string shownPath; //!< instead of path in messages, where not empty: path is a temporary one
    std::string
        gpuEvidence; //!< where hasGpuCode: "holds GPU code (section .nv_fatbin)", "is linked with libcudart.so.13"

    std::string const& place() const { return shownPath.empty() ? path : shownPath; }
    //! "/opt/libfoo.so (build 1a2b3c4d)", "an unknown library".
    std::string text() const;
};

//! The library that holds `address`. Files are read once a path. Thread safety: any thread.
Origin originOf(void const* address);

//! Reads the facts of a library's file now, and has messages call it `shownPath`: for files that go once they are loaded.
void nameOrigin(std::string const& path, std::string const& shownPath);
//! Forgets the facts of a library that was unloaded, since another may get its path.
void forgetOrigin(std::string const& path);

//! The library that holds the class of a polymorphic object: its table of virtual functions, since the object itself may lie on
//! the heap.
inline Origin originOfObject(void const* object)
{
    return originOf(*static_cast<void const* const*>(object));
}

} // namespace tenon::plugin_host
