// Shared libraries: loading one, finding its own symbols, and facts read from its ELF file without running it.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace tenon::base
{

//! What an ELF file says of itself. Thread safety: a value.
struct ElfFacts
{
    std::string buildId;               //!< lower-case hex of its build-id note; empty if it has none
    std::vector<std::string> sections; //!< names, as in its section table
    std::vector<std::string> needed;   //!< names of the libraries that it is linked with (DT_NEEDED)

    bool hasSection(std::string_view name) const;
};

//! Reads the section table and the notes of an ELF file. Every offset is checked against the file's size.
//! Error if the file cannot be read or is no 64-bit little-endian ELF file.
Result<ElfFacts> readElf(std::string const& path);

//! Absolute path of a loaded library, by the name that others are linked with ("libfoo.so.1"); empty if none of that name is loaded.
std::string loadedLibrary(std::string const& name);

//! Path of the library or program that holds `address`, absolute where it can be found; empty if none does.
std::string libraryOf(void const* address);

//! A loaded library. The handle is counted by the loader: each open() needs one close(), which the destructor makes unless
//! release() was called.
class DynamicLibrary
{
public:
    //! Loads with all symbols resolved, visible to nobody else. Error text: what is wrong with the file (missing, a folder, no ELF
    //! file, for another machine), else the loader's own words, and what to do about a missing dependency or symbol.
    static Result<DynamicLibrary> open(std::string const& path);

    DynamicLibrary(DynamicLibrary&& other) noexcept;
    DynamicLibrary& operator=(DynamicLibrary&& other) noexcept;
    ~DynamicLibrary();

    //! A symbol that this very library defines (dlsym alone would also find those of its dependencies); null if there is none.
    void* ownSymbol(char const* name) const;
    //! Absolute path where the loader found it.
    std::string const& path() const { return path_; }
    void* handle() const { return handle_; }
    //! Leaves the library loaded until the process ends.
    void release() { handle_ = nullptr; }
    //! Whether this thread is in the destructor of one: so that static objects of a library that goes can tell that from the end of the process.
    static bool isUnloading();

private:
    DynamicLibrary(void* handle, std::string path);

    void* handle_{nullptr};
    std::string path_;
};

} // namespace tenon::base
