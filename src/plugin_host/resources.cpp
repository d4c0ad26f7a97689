#include "plugin_host/resources.h"

#include "plugin_host/guarded_call.h"
#include "plugin_host/identity.h"

namespace tenon::plugin_host
{

using base::Result;
using base::Status;

Result<nvinfer1::IPluginResource*> SharedResources::acquire(char const* key, nvinfer1::IPluginResource* resource)
{
    TENON_ASSIGN(std::string const name, checkedString(key, "plugin resource", "the caller (key)"));
    std::string const label = fmt::format("plugin resource \"{}\"", name);
    std::lock_guard const lock(mutex_);
    if (auto const it = entries_.find(name); it != entries_.end())
    {
        ++it->second.users;
        return it->second.resource;
    }
    if (resource == nullptr)
    {
        return base::invalidArgument("{}: expected a resource to keep under a new key, found a null pointer", label);
    }
    Callee const callee{&label, &label, 0, nullptr};
    TENON_ASSIGN(nvinfer1::IPluginResource* const kept,
        guardedCall(callee, "clone", kNoArguments, [&] { return resource->clone(); }));
    if (kept == nullptr)
    {
        return base::invalidArgument("{}: expected clone to return a resource, found a null pointer", label);
    }
    entries_[name] = {kept, 1};
    return kept;
}

Status SharedResources::release(char const* key)
{
    TENON_ASSIGN(std::string const name, checkedString(key, "plugin resource", "the caller (key)"));
    std::string const label = fmt::format("plugin resource \"{}\"", name);
    std::lock_guard const lock(mutex_);
    auto const it = entries_.find(name);
    if (it == entries_.end())
    {
        return base::invalidArgument("{}: expected a key that was acquired, found none", label);
    }
    if (--it->second.users > 0)
    {
        return {};
    }
    nvinfer1::IPluginResource* const resource = it->second.resource;
    entries_.erase(it);
    Callee const callee{&label, &label, 0, nullptr};
    TENON_ASSIGN(int32_t const code, guardedCall(callee, "release", kNoArguments, [&] { return resource->release(); }));
    TENON_CHECK(guardedCall(callee, "destructor", kNoArguments, [&] { delete resource; }));
    if (code != 0)
    {
        return base::error(
            base::ErrorCode::kFAILED_EXECUTION, "{}: expected release to return 0, found {}", label, code);
    }
    return {};
}

} // namespace tenon::plugin_host
