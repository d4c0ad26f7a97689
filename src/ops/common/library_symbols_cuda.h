// CUDA libraries that are loaded by name at run time.
#pragma once

#if TENON_CUDA

#include "base/result.h"

#include <dlfcn.h>

#include <initializer_list>
#include <string>

namespace tenon::ops
{

//! A loaded library. Stays loaded until the process ends.
class LibrarySymbols
{
public:
    //! Tries the file names in order. Error where the loader finds none of them.
    static base::Result<LibrarySymbols> open(char const* product, std::initializer_list<char const*> names)
    {
        std::string why;
        for (char const* const name : names)
        {
            if (void* const library = dlopen(name, RTLD_NOW | RTLD_LOCAL))
            {
                return LibrarySymbols(product, library);
            }
            char const* const said = dlerror();
            why = why.empty() && said != nullptr ? said : why;
        }
        return base::error(base::ErrorCode::kFAILED_INITIALIZATION,
            "{}: expected the loader to find {}, found none ({}); install it, or name its folder in LD_LIBRARY_PATH",
            product, *names.begin(), why);
    }

    template <typename Function>
    base::Status find(char const* name, Function& function) const
    {
        function = reinterpret_cast<Function>(dlsym(library_, name));
        return function != nullptr
            ? base::okStatus()
            : base::Status(base::error(base::ErrorCode::kFAILED_INITIALIZATION,
                "{}: expected the function {}, found none; install a release that has it", product_, name));
    }

private:
    LibrarySymbols(char const* product, void* library)
        : product_(product)
        , library_(library)
    {
    }

    char const* product_;
    void* library_;
};

} // namespace tenon::ops

#endif // TENON_CUDA
