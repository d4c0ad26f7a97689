// Shared plugin resources: by key, counted.
#pragma once

#include "base/result.h"

#include <NvInfer.h>

#include <map>
#include <mutex>
#include <string>

namespace tenon::plugin_host
{

//! Thread safety: all methods from any thread. Calls into a resource are made with the lock held: one key is cloned once.
class SharedResources
{
public:
    //! The resource kept under the key, one more user; where there is none, a clone of `resource`, which may be null only if there is
    //! one. Error: null key, nothing under the key and nothing given, clone failed.
    base::Result<nvinfer1::IPluginResource*> acquire(char const* key, nvinfer1::IPluginResource* resource);
    //! One user less; the last one releases and deletes the resource. Error: unknown key, release failed.
    base::Status release(char const* key);

private:
    struct Entry
    {
        nvinfer1::IPluginResource* resource{nullptr};
        int64_t users{0};
    };
    std::mutex mutex_;
    std::map<std::string, Entry> entries_;
};

} // namespace tenon::plugin_host
