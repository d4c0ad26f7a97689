// What a video SDK gives to authors of custom layers: one header with all parsers' types in it, used or not.
#ifndef ERA_CUSTOM_PARSERS_H
#define ERA_CUSTOM_PARSERS_H

#include "NvCaffeParser.h"
#include "NvInfer.h"
#include "NvInferPlugin.h"
#include "NvUffParser.h"

enum EraFactoryKind
{
    ERA_FACTORY_CAFFE,
    ERA_FACTORY_RUNTIME,
    ERA_FACTORY_UFF
};

typedef union
{
    nvcaffeparser1::IPluginFactoryV2* caffeV2;
    nvinfer1::IPluginFactory* runtime;
#if NV_TENSORRT_MAJOR < 8
    nvcaffeparser1::IPluginFactoryExt* caffe;
    nvuffparser::IPluginFactory* uff;
#endif
} EraFactory;

typedef struct
{
    nvuffparser::UffInputOrder order;
    nvinfer1::Dims3 dims;
} EraUffInput;

#endif
