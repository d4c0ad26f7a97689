// What `tenon build` and the commands that explain a build share: flags with trtexec's names, and what they do to network and configuration.
#pragma once

#include "debug_print.h"
#include "model.h"

namespace tenon::tools
{

struct BuildOptions
{
    std::string onnx, saveEngine, device, minShapes, optShapes, maxShapes, shapes, markOutputs, memPoolSize,
        precisionConstraints, timingCacheFile;
    std::vector<std::string> plugins, pluginsToSerialize, inputIOFormats, outputIOFormats, tuningInputs,
        layerPrecisions, layerOutputTypes;
    DebugPrints debugPrints;
    int32_t optimizationLevel{-1};
    bool fp16{false}, bf16{false}, int8{false}, directIo{false}, refit{false}, stripWeights{false}, noTiming{false},
        verbose{false}, quiet{false}, tracePlugins{false};
};

//! All flags but those that name files of models and engines.
void addBuildOptions(CLI::App& command, BuildOptions& options);

//! Outputs, types, formats, precisions, pools and profiles as the flags say. Error names the flag.
Status configureBuild(BuildOptions const& options, ParsedModel& model, nvinfer1::IBuilderConfig& config);

//! Gives the configuration the file's measurements, or an empty cache where there is no file; `cache` must outlive the build.
Status readTimingCache(
    BuildOptions const& options, nvinfer1::IBuilderConfig& config, std::unique_ptr<nvinfer1::ITimingCache>& cache);

} // namespace tenon::tools
