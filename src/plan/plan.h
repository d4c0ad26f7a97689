// Plan: what a build produces and a runtime loads. Here as it is in memory; writer.h and reader.h turn it into a file and back.
#pragma once

#include "devices/device.h"
#include "graph/graph.h"
#include "graph/profile.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tenon::plan
{

using base::Result;
using base::Status;

//! Where a step finds or leaves a value: one type, one format, one address for each inference.
struct Slot
{
    enum class Kind : int32_t
    {
        kBINDING = 0,    //!< the user's memory: `tensor` is a network input or output, in its declared type and format
        kACTIVATION = 1, //!< context memory at `offsetBytes`
        kCONSTANT = 2,   //!< engine memory: the constant's bytes, converted once at load where type or format differ
        // In engines for CUDA, what steps on the CPU work on:
        kHOST_ACTIVATION = 3, //!< host memory of the context at `offsetBytes`
        kHOST_CONSTANT = 4,   //!< host memory of the engine
    };
    Kind kind{Kind::kACTIVATION};
    int32_t tensor{-1}; //!< index in Plan::network
    base::DataType type{base::DataType::kFLOAT};
    base::TensorFormat format{base::TensorFormat::kLINEAR};
    int64_t offsetBytes{0};
    int64_t maxBytes{0}; //!< over all profiles
};

//! Where a binding's memory lies in engines for CUDA: the values of shape inputs are needed by the host.
inline bool isHostBinding(graph::Tensor const& tensor)
{
    return tensor.isInput && tensor.values.has_value();
}

//! In engines for CUDA: true for memory of the host.
inline bool isOnHost(Slot const& slot, graph::Graph const& network)
{
    return slot.kind == Slot::Kind::kHOST_ACTIVATION || slot.kind == Slot::Kind::kHOST_CONSTANT
        || (slot.kind == Slot::Kind::kBINDING && isHostBinding(*network.tensors()[slot.tensor]));
}

//! The implementation of steps that move a tensor between memories, or within one, as it is.
inline constexpr char const* kCopy = "copy";

//! One thing to do in an inference.
struct Step
{
    //! Index in Plan::network.ops(); −1: a copy (kCopy) or a reformat from inputs[0] to outputs[0] (types and formats are the slots').
    int32_t op{-1};
    graph::Candidate candidate;
    std::vector<int32_t> inputs;  //!< slots; −1 for an absent optional input
    std::vector<int32_t> outputs; //!< slots
};

//! How the network runs on one device.
struct Overlay
{
    devices::DeviceKind device{devices::DeviceKind::kCPU};
    std::string deviceDescription;
    std::vector<Slot> slots;
    std::vector<Step> steps;      //!< in the order of execution
    int64_t activationBytes{0};   //!< size of the memory that kACTIVATION offsets lie in
    int64_t maxWorkspaceBytes{0}; //!< the largest workspace of any step on the device, shared by all
    // In engines for CUDA, the same for steps on the CPU:
    int64_t hostActivationBytes{0};
    int64_t maxHostWorkspaceBytes{0};
};

//! Facts about the engine that inference does not need but users ask for.
struct Settings
{
    std::string name;
    bool implicitBatch{false};
    int32_t maxBatchSize{1};
    int32_t builderApiLevel{10};
    uint32_t builderFlags{0}; //!< as the user set them
    int32_t profilingVerbosity{0};
    bool showsUnfused{false}; //!< INetworkDefinition::markUnfusedTensorsAsDebugTensors
    std::string tenonVersion;
};

//! A plugin library that the plan carries.
struct Library
{
    std::string name; //!< of its file, without folders
    std::string buildId;
    std::span<std::byte const> bytes;
    std::shared_ptr<void const> owner; //!< of the bytes
    uint64_t hash{0};                  //!< XXH3 of the bytes; filled in by the reader
};

//! Portable network, profiles, and an overlay for each device that it was tuned for.
struct Plan
{
    Settings settings;
    graph::Graph network; //!< after the passes; inferred
    std::vector<graph::Profile> profiles;
    std::vector<Overlay> overlays;
    std::vector<Library> libraries;

    Overlay const* overlayFor(devices::Device const& device) const;
};

} // namespace tenon::plan
