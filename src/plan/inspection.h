// What a plan's file says of itself, read without making operations, loading libraries or touching a device.
#pragma once

#include "plan/format.h"
#include "plan/reader.h"

#include <string>
#include <utility>
#include <vector>

namespace tenon::plan
{

struct TensorFacts
{
    std::string name;
    base::DataType type{base::DataType::kFLOAT};
    std::vector<std::string> dims; //!< numbers, names of dimensions, expressions; implicit batch included
};

struct LayerFacts
{
    std::string name, kind;
    uint64_t weightBytes{0}; //!< of its parameters and constant inputs, shared ones included
    uint64_t pluginBytes{0};
};

struct PluginFacts
{
    ManifestEntry entry;
    std::vector<std::pair<std::string, std::string>>
        fieldValues; //!< as far as the host knew them when the plan was written
};

struct OverlayFacts
{
    devices::DeviceKind device{devices::DeviceKind::kCPU};
    std::string description;
    size_t steps{0}, reformats{0}, copies{0};
    int64_t activationBytes{0}, workspaceBytes{0}, hostActivationBytes{0}, hostWorkspaceBytes{0};
};

struct SectionFacts
{
    std::string name;
    uint64_t bytes{0};
};

struct PlanFacts
{
    uint32_t formatVersion{0};
    uint64_t fileBytes{0};
    std::vector<SectionFacts> sections;
    Settings settings;
    bool stronglyTyped{false};
    std::vector<TensorFacts> inputs, outputs;
    std::vector<graph::Profile> profiles;
    std::vector<LayerFacts> layers;
    std::vector<PluginFacts> plugins;
    std::vector<OverlayFacts> overlays;
    std::vector<Library> libraries; //!< those in the file
    size_t weightViews{0}, distinctWeights{0};
    uint64_t weightBytes{0};       //!< as referred to
    uint64_t storedWeightBytes{0}; //!< each distinct one once
};

//! All checksums are verified. Error as reader.h's.
Result<PlanFacts> inspect(Image const& image);

} // namespace tenon::plan
