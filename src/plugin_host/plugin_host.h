// What the other rooms know of plugins: how one becomes an Op. The registry itself is plugin_host/registry.h.
#pragma once

#include "base/log.h"
#include "graph/graph.h"

#include <NvInfer.h>

#include <memory>
#include <span>

namespace tenon::plugin_host
{

using base::Result;
using base::Status;

//! How the network that a plugin is added to counts its batch; checked by makePluginOp, with the reason where it does not fit.
struct PluginPlacement
{
    bool implicitBatch{false};
    bool stronglyTyped{false};
};

//! Wraps a clone of the user's plugin (addPluginV2 clones; the caller keeps its own) in an Op. The interface and the API level are
//! told by getTensorRTVersion. Inputs' shapes come with the op's inputs, at inference. `layerName` may be empty.
Result<std::unique_ptr<graph::Op>> makePluginOp(
    nvinfer1::IPluginV2& plugin, PluginPlacement const& placement, base::Log const& log);

//! The plugin behind an op made here, for IPluginV2Layer::getPlugin; null for other ops. Not owned.
nvinfer1::IPluginV2* pluginOf(graph::Op& op);

//! Wraps a clone of the user's IPluginV3 in an Op whose inputs are the plugin's inputs and, behind them, its shape inputs.
Result<std::unique_ptr<graph::Op>> makePluginOp(
    nvinfer1::IPluginV3& plugin, size_t shapeInputs, PluginPlacement const& placement, base::Log const& log);

//! The plugin behind an op made here, for IPluginV3Layer::getPlugin; null for other ops. Not owned.
nvinfer1::IPluginV3* pluginV3Of(graph::Op& op);

//! What getMetadataString said of an IPluginV3 of an engine; empty for other ops.
std::string metadataOf(graph::Op const& op);

//! Registers how operations of kinds "PluginV2" and "PluginV3" are made again from a plan: find the creator in `registry` (and its parents), compare
//! the manifest, deserialise. The log must outlive the factory.
void addToFactory(graph::OpFactory& factory, nvinfer1::IPluginRegistry& registry, base::Log log);

//! While it lives, tenonIsTuning answers 1 on this thread; nests.
class TuningScope
{
public:
    TuningScope() { ++depth_; }
    ~TuningScope() { --depth_; }
    TuningScope(TuningScope const&) = delete;
    TuningScope& operator=(TuningScope const&) = delete;

    static bool isOn() { return depth_ != 0; }

private:
    static inline thread_local int32_t depth_ = 0;
};

//! A registry of its own for a builder or a runtime, which also searches the process's. Its messages go to the logger until it is detached.
std::shared_ptr<nvinfer1::IPluginRegistry> makeRegistry(nvinfer1::ILogger& logger);
void detachLogger(nvinfer1::IPluginRegistry& registry, nvinfer1::ILogger& logger);

//! A plugin library that a plan carries. `bytes` must stay until it is loaded.
struct LibraryImage
{
    std::string name; //!< of its file
    std::span<std::byte const> bytes;
    uint64_t contentHash{0}; //!< of the bytes
};

//! What a runtime allows to libraries inside plans.
struct HostCodeRules
{
    bool allowed{false};
    bool inMemory{true};
    bool temporaryFiles{true};
    std::string temporaryDirectory{"/tmp"};
};

//! Where an engine's plugins are looked up, and what must live as long as they.
struct EnginePlugins
{
    std::shared_ptr<nvinfer1::IPluginRegistry> registry;
    std::shared_ptr<void> libraries; //!< null where the plan carries none
};

//! Loads the libraries of a plan. Their creators are in `parent` and, before all others, in the registry that comes back. Libraries of equal
//! bytes are loaded once in a process. Error names the library, with the loader's own text, or the leave that is missing.
Result<EnginePlugins> loadEmbedded(std::span<LibraryImage const> images,
    std::shared_ptr<nvinfer1::IPluginRegistry> const& parent, HostCodeRules const& rules, base::Log const& log);

//! The process's registry, which getPluginRegistry() hands out. Works while static objects of other libraries are made; never destroyed.
nvinfer1::IPluginRegistry& processRegistry();

//! Where that registry's own messages go: each builder and runtime attaches its logger and detaches it when it goes; the latest one
//! attached is told. What was to be said before there was any (while libraries were loaded) is told to the first.
void attachLogger(nvinfer1::ILogger& logger);
void detachLogger(nvinfer1::ILogger& logger);

} // namespace tenon::plugin_host
