// V3Object: one IPluginV3 that the host owns, with its capabilities.
#pragma once

#include "graph/kernel.h"
#include "plugin_host/guarded_call.h"
#include "plugin_host/identity.h"

namespace tenon::plugin_host
{

using base::Result;
using base::Status;

//! What an attached plugin may use of its context. Lives at least as long as the plugin.
class ResourceContext final : public nvinfer1::IPluginResourceContext
{
public:
    explicit ResourceContext(graph::ContextResources const& resources)
        : resources_(resources)
    {
    }
    nvinfer1::IGpuAllocator* getGpuAllocator() const noexcept override
    {
        return static_cast<nvinfer1::IGpuAllocator*>(resources_.gpuAllocator);
    }
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override
    {
        return static_cast<nvinfer1::IErrorRecorder*>(resources_.errorRecorder);
    }

private:
    graph::ContextResources resources_;
};

//! Owns one plugin and deletes it. Thread safety: clone() and attach() may be called from several threads; everything else by one
//! thread at a time.
class V3Object
{
public:
    ~V3Object();
    V3Object(V3Object const&) = delete;
    V3Object& operator=(V3Object const&) = delete;

    //! Clones the user's plugin, which stays his, for a network. It must have all capabilities.
    static Result<std::unique_ptr<V3Object>> cloneOf(nvinfer1::IPluginV3& plugin, base::Log const& log);
    //! Takes over what createPlugin made for an engine: its build capability may be absent. `stored` is what the plan says of it,
    //! which it must say of itself, with the number of outputs.
    static Result<std::unique_ptr<V3Object>> adopt(
        nvinfer1::IPluginV3& plugin, PluginIdentity const& stored, base::Log const& log);

    //! A clone by the plugin itself. Error where it is no other object, lacks a capability or says another name.
    Result<std::unique_ptr<V3Object>> clone() const;
    //! The object for one context: attachToContext. The resources' pointers must stay valid while it lives.
    Result<std::unique_ptr<V3Object>> attach(graph::ContextResources const& resources) const;

    //! Where the object's pointers will point from now on.
    void setDevice(devices::Device const* device) { device_ = device; }
    devices::Device const* device() const { return device_; }

    PluginIdentity const& identity() const { return *identity_; }
    std::string const& label() const { return label_; }
    nvinfer1::IPluginV3* get() const { return plugin_; }
    //! Null for objects of an engine that have none.
    nvinfer1::IPluginV3OneBuild* build() const { return build_; }
    //! Null where the build capability is of version 1.
    nvinfer1::v_2_0::IPluginV3OneBuild* buildWithAliases() const { return aliasing_; }
    nvinfer1::IPluginV3OneRuntime* runtime() const { return runtime_; }

    //! `call("enqueue", kNoArguments, [&] { return runtime()->enqueue(…); })`.
    template <typename Arguments, typename Function>
    auto call(char const* method, Arguments const& arguments, Function const& function) const
    {
        return guardedCall(callee(), method, arguments, function);
    }
    //! The same for methods that answer 0 for success. Error names the code.
    template <typename Arguments, typename Function>
    Status callForStatus(char const* method, Arguments const& arguments, Function const& function) const
    {
        TENON_ASSIGN(int32_t const code, call(method, arguments, function));
        return code == 0 ? Status() : Status(codeError(method, code));
    }

    Callee callee() const { return Callee{&label_, &identity_->name, id_, device_}; }

private:
    V3Object(nvinfer1::IPluginV3& plugin, std::shared_ptr<PluginIdentity const> identity);
    static Result<std::unique_ptr<V3Object>> take(Result<nvinfer1::IPluginV3*> made, char const* method,
        nvinfer1::IPluginV3 const* original, std::shared_ptr<PluginIdentity const> identity, bool needsBuild);
    Status findCapabilities(bool needsBuild);
    //! What it says of itself.
    Result<PluginIdentity> ask() const;
    Status checkTwin(V3Object const& twin, char const* method) const;
    base::Error codeError(char const* method, int32_t code) const;

    nvinfer1::IPluginV3* plugin_;
    nvinfer1::IPluginV3OneCore* core_{nullptr};
    nvinfer1::IPluginV3OneBuild* build_{nullptr};
    nvinfer1::v_2_0::IPluginV3OneBuild* aliasing_{nullptr};
    nvinfer1::IPluginV3OneRuntime* runtime_{nullptr};
    std::shared_ptr<PluginIdentity const> identity_;
    std::string label_;
    uint64_t id_;
    devices::Device const* device_{nullptr};
    std::unique_ptr<ResourceContext> context_; //!< of an attached object; goes after the plugin
};

} // namespace tenon::plugin_host
