// A detector as projects of releases 7 and 8 wrote them: a network built layer by layer from a text file of weights, a decoding plugin at its
// end, an engine file, and a loop that feeds it batches.
//
//     detector -s weights.wts detector.engine       builds
//     detector -d detector.engine input.txt          prints what the engine gives for the batch in input.txt
//
// Weights: "<number of entries>", then a line each: name, count, and as many numbers in hexadecimal.
#include "NvInfer.h"
#include "cuda_runtime_api.h"
#include "grid_boxes.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace nvinfer1;

static const int INPUT_H = 32;
static const int INPUT_W = 32;
static const int BATCH_SIZE = 2;
static const int OUTPUT_SIZE = 1 + Grid::MAX_BOXES * sizeof(Grid::Box) / sizeof(float);
const char* INPUT_BLOB_NAME = "data";
const char* OUTPUT_BLOB_NAME = "boxes";

class Logger : public nvinfer1::ILogger
{
public:
    void log(nvinfer1::ILogger::Severity severity, const char* msg) TRT_NOEXCEPT override
    {
        if (severity == Severity::kINTERNAL_ERROR || severity == Severity::kERROR || severity == Severity::kWARNING)
            std::cerr << "[TRT] " << msg << std::endl;
    }
};
static Logger gLogger;

typedef std::map<std::string, Weights> WeightMap;

WeightMap readWeights(const std::string& path)
{
    WeightMap all;
    std::ifstream file(path);
    assert(file.is_open() && "no weights");
    int entries;
    file >> entries;
    for (int e = 0; e < entries; ++e)
    {
        std::string name;
        uint32_t count;
        file >> name >> std::dec >> count;
        uint32_t* bits = new uint32_t[count];
        for (uint32_t i = 0; i < count; ++i)
            file >> std::hex >> bits[i];
        all[name] = Weights{DataType::kFLOAT, bits, count};
    }
    return all;
}

// Batch normalisation as a scale layer; what it computes is kept in the map so that somebody frees it.
IScaleLayer* batchNorm(
    INetworkDefinition* network, WeightMap& weights, ITensor& input, const std::string& name, float eps = 1e-3f)
{
    const float* gamma = (const float*)weights[name + ".weight"].values;
    const float* beta = (const float*)weights[name + ".bias"].values;
    const float* mean = (const float*)weights[name + ".running_mean"].values;
    const float* var = (const float*)weights[name + ".running_var"].values;
    const int64_t len = weights[name + ".running_var"].count;
    float* scale = new float[len];
    float* shift = new float[len];
    float* power = new float[len];
    for (int64_t i = 0; i < len; ++i)
    {
        scale[i] = gamma[i] / std::sqrt(var[i] + eps);
        shift[i] = beta[i] - mean[i] * scale[i];
        power[i] = 1.f;
    }
    weights[name + ".scale"] = Weights{DataType::kFLOAT, scale, len};
    weights[name + ".shift"] = Weights{DataType::kFLOAT, shift, len};
    weights[name + ".power"] = Weights{DataType::kFLOAT, power, len};
    IScaleLayer* layer = network->addScale(
        input, ScaleMode::kCHANNEL, weights[name + ".shift"], weights[name + ".scale"], weights[name + ".power"]);
    assert(layer);
    return layer;
}

ILayer* conv(INetworkDefinition* network, WeightMap& weights, ITensor& input, int maps, int size, int stride,
    int groups, const std::string& name)
{
    Weights none{DataType::kFLOAT, nullptr, 0};
#if NV_TENSORRT_MAJOR < 8
    IConvolutionLayer* layer =
        network->addConvolution(input, maps, DimsHW{size, size}, weights[name + ".conv.weight"], none);
    assert(layer);
    layer->setStride(DimsHW{stride, stride});
    layer->setPadding(DimsHW{size / 2, size / 2});
#else
    IConvolutionLayer* layer =
        network->addConvolutionNd(input, maps, DimsHW{size, size}, weights[name + ".conv.weight"], none);
    assert(layer);
    layer->setStrideNd(DimsHW{stride, stride});
    layer->setPaddingNd(DimsHW{size / 2, size / 2});
#endif
    layer->setNbGroups(groups);
    IScaleLayer* bn = batchNorm(network, weights, *layer->getOutput(0), name + ".bn");
    IActivationLayer* gate = network->addActivation(*bn->getOutput(0), ActivationType::kSIGMOID);
    return network->addElementWise(*bn->getOutput(0), *gate->getOutput(0), ElementWiseOperation::kPROD);
}

ILayer* residual(INetworkDefinition* network, WeightMap& weights, ITensor& input, int maps, const std::string& name)
{
    auto first = conv(network, weights, input, maps / 2, 1, 1, 1, name + ".0");
    auto second = conv(network, weights, *first->getOutput(0), maps, 3, 1, 2, name + ".1");
    return network->addElementWise(input, *second->getOutput(0), ElementWiseOperation::kSUM);
}

// The four phases of 2 x 2 pixels as channels.
ITensor* focus(INetworkDefinition* network, ITensor& input)
{
    std::vector<ITensor*> phases;
    for (int x = 0; x < 2; ++x)
        for (int y = 0; y < 2; ++y)
            phases.push_back(
                network->addSlice(input, Dims3{0, y, x}, Dims3{3, INPUT_H / 2, INPUT_W / 2}, Dims3{1, 2, 2})
                    ->getOutput(0));
    return network->addConcatenation(phases.data(), phases.size())->getOutput(0);
}

ITensor* pyramid(INetworkDefinition* network, ITensor& input)
{
    std::vector<ITensor*> all{&input};
    for (int k : {3, 5})
    {
        auto pool = network->addPoolingNd(input, PoolingType::kMAX, DimsHW{k, k});
        pool->setPaddingNd(DimsHW{k / 2, k / 2});
        pool->setStrideNd(DimsHW{1, 1});
        all.push_back(pool->getOutput(0));
    }
    return network->addConcatenation(all.data(), all.size())->getOutput(0);
}

ICudaEngine* createEngine(
    unsigned int maxBatchSize, IBuilder* builder, IBuilderConfig* config, DataType dt, const std::string& path)
{
    INetworkDefinition* network = builder->createNetworkV2(0U);
    ITensor* data = network->addInput(INPUT_BLOB_NAME, dt, Dims3{3, INPUT_H, INPUT_W});
    assert(data);
    WeightMap weights = readWeights(path);

    auto c1 = conv(network, weights, *focus(network, *data), 8, 3, 1, 1, "stem");
    auto c2 = conv(network, weights, *c1->getOutput(0), 8, 3, 2, 1, "down1");
    auto r2 = residual(network, weights, *c2->getOutput(0), 8, "res1");
    auto c3 = conv(network, weights, *r2->getOutput(0), 16, 3, 2, 1, "down2");
    auto c4 = conv(network, weights, *pyramid(network, *c3->getOutput(0)), 8, 1, 1, 1, "spp");

    // Up by nearest neighbours, then once more by a deconvolution whose weights are ones.
    auto up = network->addResize(*c4->getOutput(0));
    up->setResizeMode(ResizeMode::kNEAREST);
    up->setOutputDimensions(r2->getOutput(0)->getDimensions());
    float* ones = new float[8 * 2 * 2];
    std::fill(ones, ones + 8 * 2 * 2, 1.f);
    weights["ones"] = Weights{DataType::kFLOAT, ones, 8 * 2 * 2};
    auto deconv = network->addDeconvolutionNd(
        *c4->getOutput(0), 8, DimsHW{2, 2}, weights["ones"], Weights{DataType::kFLOAT, nullptr, 0});
    deconv->setStrideNd(DimsHW{2, 2});
    deconv->setNbGroups(8);
    auto merged = network->addElementWise(*up->getOutput(0), *deconv->getOutput(0), ElementWiseOperation::kSUM);
    ITensor* cat[] = {merged->getOutput(0), r2->getOutput(0)};
    auto joined = network->addConcatenation(cat, 2);
    auto c5 = conv(network, weights, *joined->getOutput(0), 8, 3, 1, 1, "head");

    const int channels = Grid::NUM_CLASS + 4;
    IConvolutionLayer* fine = network->addConvolutionNd(
        *c5->getOutput(0), channels, DimsHW{1, 1}, weights["fine.weight"], weights["fine.bias"]);
    IConvolutionLayer* coarse = network->addConvolutionNd(
        *c4->getOutput(0), channels, DimsHW{1, 1}, weights["coarse.weight"], weights["coarse.bias"]);

    auto creator = getPluginRegistry()->getPluginCreator("GridBoxes_TRT", "1");
    assert(creator);
    std::vector<Grid::Head> heads{{INPUT_W / 4, INPUT_H / 4, 4.f}, {INPUT_W / 8, INPUT_H / 8, 8.f}};
    PluginField field("heads", heads.data(), PluginFieldType::kFLOAT32, heads.size());
    PluginFieldCollection fields;
    fields.nbFields = 1;
    fields.fields = &field;
    IPluginV2* decoder = creator->createPlugin("gridboxes", &fields);
    ITensor* both[] = {fine->getOutput(0), coarse->getOutput(0)};
    auto boxes = network->addPluginV2(both, 2, *decoder);
    boxes->getOutput(0)->setName(OUTPUT_BLOB_NAME);
    network->markOutput(*boxes->getOutput(0));

    builder->setMaxBatchSize(maxBatchSize);
    config->setMaxWorkspaceSize(16 * (1 << 20));
    if (getenv("DETECTOR_FP16")) config->setFlag(BuilderFlag::kFP16);
    ICudaEngine* engine = builder->buildEngineWithConfig(*network, *config);

    network->destroy();
    decoder->destroy();
    for (auto& entry : weights)
        delete[](const float*) entry.second.values;
    return engine;
}

void makeModel(unsigned int maxBatchSize, IHostMemory** modelStream, const std::string& weights)
{
    IBuilder* builder = createInferBuilder(gLogger);
    IBuilderConfig* config = builder->createBuilderConfig();
    ICudaEngine* engine = createEngine(maxBatchSize, builder, config, DataType::kFLOAT, weights);
    assert(engine != nullptr);
    (*modelStream) = engine->serialize();
    engine->destroy();
    builder->destroy();
    config->destroy();
}

void infer(IExecutionContext& context, cudaStream_t stream, void** buffers, float* input, float* output, int batchSize)
{
    cudaMemcpyAsync(
        buffers[0], input, batchSize * 3 * INPUT_H * INPUT_W * sizeof(float), cudaMemcpyHostToDevice, stream);
    context.enqueue(batchSize, buffers, stream, nullptr);
    cudaMemcpyAsync(output, buffers[1], batchSize * OUTPUT_SIZE * sizeof(float), cudaMemcpyDeviceToHost, stream);
    cudaStreamSynchronize(stream);
}

int main(int argc, char** argv)
{
    cudaSetDevice(0);
    if (argc == 4 && std::string(argv[1]) == "-s")
    {
        IHostMemory* modelStream{nullptr};
        makeModel(BATCH_SIZE, &modelStream, argv[2]);
        assert(modelStream != nullptr);
        std::ofstream p(argv[3], std::ios::binary);
        if (!p) return -1;
        p.write(reinterpret_cast<const char*>(modelStream->data()), modelStream->size());
        modelStream->destroy();
        return 0;
    }
    if (argc != 4 || std::string(argv[1]) != "-d")
    {
        std::cerr << "arguments?" << std::endl;
        return -1;
    }
    std::ifstream file(argv[2], std::ios::binary);
    file.seekg(0, file.end);
    size_t size = file.tellg();
    file.seekg(0, file.beg);
    char* trtModelStream = new char[size];
    file.read(trtModelStream, size);
    file.close();

    IRuntime* runtime = createInferRuntime(gLogger);
    ICudaEngine* engine = runtime->deserializeCudaEngine(trtModelStream, size);
    assert(engine != nullptr);
    IExecutionContext* context = engine->createExecutionContext();
    assert(context != nullptr);
    delete[] trtModelStream;
    assert(engine->getNbBindings() == 2);
    const int inputIndex = engine->getBindingIndex(INPUT_BLOB_NAME);
    const int outputIndex = engine->getBindingIndex(OUTPUT_BLOB_NAME);
    assert(inputIndex == 0 && outputIndex == 1);
    void* buffers[2];
    cudaMalloc(&buffers[inputIndex], BATCH_SIZE * 3 * INPUT_H * INPUT_W * sizeof(float));
    cudaMalloc(&buffers[outputIndex], BATCH_SIZE * OUTPUT_SIZE * sizeof(float));
    cudaStream_t stream;
    cudaStreamCreate(&stream);

    static float data[BATCH_SIZE * 3 * INPUT_H * INPUT_W];
    static float boxes[BATCH_SIZE * OUTPUT_SIZE];
    std::ifstream input(argv[3]);
    uint32_t bits;
    input >> std::hex;
    for (float& value : data)
    {
        input >> bits;
        memcpy(&value, &bits, sizeof(bits));
    }
    infer(*context, stream, buffers, data, boxes, BATCH_SIZE);
    for (int b = 0; b < BATCH_SIZE; ++b)
    {
        const float* sample = boxes + b * OUTPUT_SIZE;
        std::cout << (int)sample[0] << std::endl;
        for (int i = 0; i < (int)sample[0]; ++i)
        {
            for (int v = 0; v < 6; ++v)
                std::cout << std::setprecision(8) << sample[1 + 6 * i + v] << (v < 5 ? " " : "\n");
        }
    }

    cudaStreamDestroy(stream);
    cudaFree(buffers[inputIndex]);
    cudaFree(buffers[outputIndex]);
    context->destroy();
    engine->destroy();
    runtime->destroy();
    return 0;
}
