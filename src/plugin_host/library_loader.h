// A plugin library: loading it, and finding the creators that it brings.
#pragma once

#include "base/dynamic_library.h"

#include <NvInfer.h>

#include <vector>

namespace tenon::plugin_host
{

//! What loadLibrary's handle points to.
class LoadedLibrary
{
public:
    //! Loads the file. Its static objects register their creators meanwhile (where it uses REGISTER_TENSORRT_PLUGIN).
    static base::Result<std::unique_ptr<LoadedLibrary>> load(std::string const& path);

    //! Gives the library the way to the user's logger, where it exports setLoggerFinder.
    base::Status offerLogger();
    //! The creators that it exports: getCreators (release 10) and, where that is missing, getPluginCreators (release 8); empty if neither
    //! exists. Error if the exported function throws or answers nonsense.
    base::Result<std::vector<nvinfer1::IPluginCreatorInterface*>> exportedCreators() const;

    base::DynamicLibrary& file() { return file_; }
    base::DynamicLibrary const& file() const { return file_; }

private:
    explicit LoadedLibrary(base::DynamicLibrary file)
        : file_(std::move(file))
    {
    }

    base::DynamicLibrary file_;
};

} // namespace tenon::plugin_host
