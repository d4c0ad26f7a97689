// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// A program as written for release 7, with everything set on the builder. Only compiled.
#include <NvInfer.h>

#include <iostream>

using namespace nvinfer1;

class Logger : public ILogger
{
public:
    void log(Severity severity, const char* msg) override
    {
        if (severity != Severity::kINFO)
        {
            std::cout << msg;
        }
    }
};

ICudaEngine* build(Logger& logger, IPluginV2& plugin)
{
    IBuilder* builder = createInferBuilder(logger);
    INetworkDefinition* network = builder->createNetwork();
    Dims dims{3, {3, 32, 32}, {DimensionType::kCHANNEL, DimensionType::kSPATIAL, DimensionType::kSPATIAL}};
    ITensor* data = network->addInput("data", DataType::kFLOAT, DimsCHW{3, 32, 32});
    std::cout << DimsCHW{3, 32, 32}.h() << DimsNCHW{1, 3, 32, 32}.c() << dims.nbDims << data->getDynamicRange();
    IMatrixMultiplyLayer* product = network->addMatrixMultiply(*data, false, *data, true);
    product->setTranspose(0, !product->getTranspose(0));
    ITensor* tensors[] = {product->getOutput(0)};
    network->markOutput(*network->addPluginV2(tensors, 1, plugin)->getOutput(0));
    builder->setMaxBatchSize(8);
    builder->setMaxWorkspaceSize(16 << 20);
    builder->setFp16Mode(builder->platformHasFastFp16());
    builder->setStrictTypeConstraints(true);
    builder->allowGPUFallback(true);
    builder->setDebugSync(false);
    ICudaEngine* engine = builder->buildCudaEngine(*network);
    std::cout << engine->getWorkspaceSize() << static_cast<int>(TensorFormat::kNCHW) << builder->getInt8Mode();
    network->destroy();
    builder->reset(*network);
    builder->destroy();
    return engine;
}

bool infer(IExecutionContext& context, void** buffers)
{
    return context.execute(8, buffers);
}
