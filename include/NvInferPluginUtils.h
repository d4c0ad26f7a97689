// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_PLUGIN_UTILS_H
#define NV_INFER_PLUGIN_UTILS_H

//! \file
//! Parameter structures of standard detection plugins.

#include "NvInferRuntimeCommon.h"

namespace nvinfer1
{
namespace plugin
{
struct softmaxTree;

enum class CodeTypeSSD : int32_t
{
    CORNER TRT_DEPRECATED_ENUM = 0,
    CENTER_SIZE TRT_DEPRECATED_ENUM = 1,
    CORNER_SIZE TRT_DEPRECATED_ENUM = 2,
    TF_CENTER TRT_DEPRECATED_ENUM = 3,
};

struct PriorBoxParameters
{
    float* minSize;
    float* maxSize;
    float* aspectRatios;
    int32_t numMinSize;
    int32_t numMaxSize;
    int32_t numAspectRatios;
    bool flip;
    bool clip;
    float variance[4];
    int32_t imgH;
    int32_t imgW;
    float stepH;
    float stepW;
    float offset;
};

struct RPROIParams
{
    int32_t poolingH;
    int32_t poolingW;
    int32_t featureStride;
    int32_t preNmsTop;
    int32_t nmsMaxOut;
    int32_t anchorsRatioCount;
    int32_t anchorsScaleCount;
    float iouThreshold;
    float minBoxSize;
    float spatialScale;
};

struct GridAnchorParameters
{
    float minSize;
    float maxSize;
    float* aspectRatios;
    int32_t numAspectRatios;
    int32_t H;
    int32_t W;
    float variance[4];
};

struct TRT_DEPRECATED DetectionOutputParameters
{
    bool shareLocation;
    bool varianceEncodedInTarget;
    int32_t backgroundLabelId;
    int32_t numClasses;
    int32_t topK;
    int32_t keepTopK;
    float confidenceThreshold;
    float nmsThreshold;
    plugin::CodeTypeSSD codeType;
    int32_t inputOrder[3];
    bool confSigmoid;
    bool isNormalized;
#if __cplusplus >= 201402L
    bool isBatchAgnostic{true};
#else
    bool isBatchAgnostic;
#endif
};

struct softmaxTree
{
    int32_t* leaf;
    int32_t n;
    int32_t* parent;
    int32_t* child;
    int32_t* group;
    char** name;
    int32_t groups;
    int32_t* groupSize;
    int32_t* groupOffset;
};

struct RegionParameters
{
    int32_t num;
    int32_t coords;
    int32_t classes;
    plugin::softmaxTree* smTree;
};

struct TRT_DEPRECATED NMSParameters
{
    bool shareLocation;
    int32_t backgroundLabelId;
    int32_t numClasses;
    int32_t topK;
    int32_t keepTopK;
    float scoreThreshold;
    float iouThreshold;
    bool isNormalized;
};
} // namespace plugin
} // namespace nvinfer1

#if TENON_API_LEVEL < 10
namespace nvinfer1
{
namespace plugin
{
//! Four numbers.
typedef struct Quadruple
{
    int32_t data[4];
} Quadruple;
} // namespace plugin

#if TENON_API_LEVEL < 8
//! Plugins of the standard library that level 7 names by number.
enum class PluginType : int32_t
{
    kFASTERRCNN = 0,
    kNORMALIZE = 1,
    kPERMUTE = 2,
    kPRIORBOX = 3,
    kSSDDETECTIONOUTPUT = 4,
    kCONCAT = 5,
    kPRELU = 6,
    kYOLOREORG = 7,
    kYOLOREGION = 8,
    kANCHORGENERATOR = 9,
};
#endif
} // namespace nvinfer1
#endif

#endif // NV_INFER_PLUGIN_UTILS_H
