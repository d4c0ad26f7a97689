#include "grid_boxes.h"

#include <cuda_runtime.h>

#include <assert.h>
#include <iostream>
#include <math.h>
#include <string.h>

#define ERA_CUDA(call)                                                                                                 \
    {                                                                                                                  \
        cudaError_t err = (call);                                                                                      \
        if (err != cudaSuccess)                                                                                        \
        {                                                                                                              \
            std::cerr << __FILE__ << ":" << __LINE__ << " " << cudaGetErrorString(err) << "\n";                        \
            assert(false);                                                                                             \
        }                                                                                                              \
    }

using namespace Grid;

namespace nvinfer1
{
GridBoxesPlugin::GridBoxesPlugin(const std::vector<Grid::Head>& heads)
    : mHeads(heads)
{
    upload();
}

GridBoxesPlugin::GridBoxesPlugin(const void* data, size_t length)
{
    const char* p = reinterpret_cast<const char*>(data);
    int count = *reinterpret_cast<const int*>(p);
    p += sizeof(int);
    mHeads.assign(reinterpret_cast<const Head*>(p), reinterpret_cast<const Head*>(p) + count);
    assert(length == sizeof(int) + count * sizeof(Head));
    upload();
}

GridBoxesPlugin::~GridBoxesPlugin()
{
    ERA_CUDA(cudaFree(mDeviceHeads));
}

void GridBoxesPlugin::upload()
{
    ERA_CUDA(cudaMalloc(&mDeviceHeads, mHeads.size() * sizeof(Head)));
    ERA_CUDA(cudaMemcpy(mDeviceHeads, mHeads.data(), mHeads.size() * sizeof(Head), cudaMemcpyHostToDevice));
}

size_t GridBoxesPlugin::getSerializationSize() const TRT_NOEXCEPT
{
    return sizeof(int) + mHeads.size() * sizeof(Head);
}

void GridBoxesPlugin::serialize(void* buffer) const TRT_NOEXCEPT
{
    int* count = reinterpret_cast<int*>(buffer);
    *count = (int)mHeads.size();
    memcpy(count + 1, mHeads.data(), mHeads.size() * sizeof(Head));
}

int GridBoxesPlugin::initialize() TRT_NOEXCEPT
{
    return 0;
}

Dims GridBoxesPlugin::getOutputDimensions(int index, const Dims* inputs, int nbInputDims) TRT_NOEXCEPT
{
    assert(index == 0);
    for (int i = 0; i < nbInputDims; i++)
    {
        // CHW: the batch is none of our business.
        assert(inputs[i].nbDims == 3 && inputs[i].d[0] == NUM_CLASS + 4);
    }
    return Dims3(1 + MAX_BOXES * (int)(sizeof(Box) / sizeof(float)), 1, 1);
}

DataType GridBoxesPlugin::getOutputDataType(int, const nvinfer1::DataType*, int) const TRT_NOEXCEPT
{
    return DataType::kFLOAT;
}

bool GridBoxesPlugin::isOutputBroadcastAcrossBatch(int, const bool*, int) const TRT_NOEXCEPT
{
    return false;
}

bool GridBoxesPlugin::canBroadcastInputAcrossBatch(int) const TRT_NOEXCEPT
{
    return false;
}

void GridBoxesPlugin::configurePlugin(
    const PluginTensorDesc* in, int nbInput, const PluginTensorDesc*, int) TRT_NOEXCEPT
{
    assert(nbInput == (int)mHeads.size());
    for (int i = 0; i < nbInput; i++)
    {
        assert(in[i].dims.d[1] == mHeads[i].height && in[i].dims.d[2] == mHeads[i].width);
    }
}

void GridBoxesPlugin::attachToContext(cudnnContext*, cublasContext*, IGpuAllocator*) TRT_NOEXCEPT {}

void GridBoxesPlugin::detachFromContext() TRT_NOEXCEPT {}

const char* GridBoxesPlugin::getPluginType() const TRT_NOEXCEPT
{
    return "GridBoxes_TRT";
}

const char* GridBoxesPlugin::getPluginVersion() const TRT_NOEXCEPT
{
    return "1";
}

void GridBoxesPlugin::destroy() TRT_NOEXCEPT
{
    delete this;
}

IPluginV2IOExt* GridBoxesPlugin::clone() const TRT_NOEXCEPT
{
    GridBoxesPlugin* twin = new GridBoxesPlugin(mHeads);
    twin->setPluginNamespace(mPluginNamespace);
    return twin;
}

//! Channels of a head: one logit a class, then the distances to the four sides in units of the stride.
void GridBoxesPlugin::decode(const float* scores, const Grid::Head& head, float* sample) const
{
    const int cells = head.width * head.height;
    for (int at = 0; at < cells; at++)
    {
        int best = 0;
        for (int c = 1; c < NUM_CLASS; c++)
        {
            best = scores[c * cells + at] > scores[best * cells + at] ? c : best;
        }
        const float score = 1.f / (1.f + expf(-scores[best * cells + at]));
        const int found = (int)sample[0];
        if (score < MIN_SCORE || found == MAX_BOXES)
        {
            continue;
        }
        const float x = (at % head.width + 0.5f) * head.stride;
        const float y = (at / head.width + 0.5f) * head.stride;
        const float* side = scores + NUM_CLASS * cells + at;
        Box* box = reinterpret_cast<Box*>(sample + 1) + found;
        box->left = x - expf(side[0]) * head.stride;
        box->top = y - expf(side[cells]) * head.stride;
        box->right = x + expf(side[2 * cells]) * head.stride;
        box->bottom = y + expf(side[3 * cells]) * head.stride;
        box->score = score;
        box->label = (float)best;
        sample[0] = (float)(found + 1);
    }
}

int GridBoxesPlugin::enqueue(
    int batchSize, const void* const* inputs, void* TRT_CONST_ENQUEUE* outputs, void*, cudaStream_t stream) TRT_NOEXCEPT
{
    const size_t perSample = 1 + MAX_BOXES * sizeof(Box) / sizeof(float);
    float* out = (float*)outputs[0];
    ERA_CUDA(cudaMemsetAsync(out, 0, batchSize * perSample * sizeof(float), stream));
    for (int n = 0; n < batchSize; n++)
    {
        for (size_t h = 0; h < mHeads.size(); h++)
        {
            const Head& head = mDeviceHeads[h];
            const float* in = (const float*)inputs[h];
            decode(in + n * (NUM_CLASS + 4) * head.width * head.height, head, out + n * perSample);
        }
    }
    return 0;
}

PluginFieldCollection GridBoxesCreator::mFC{};
std::vector<PluginField> GridBoxesCreator::mPluginAttributes;

GridBoxesCreator::GridBoxesCreator()
{
    mPluginAttributes.clear();
    mFC.nbFields = mPluginAttributes.size();
    mFC.fields = mPluginAttributes.data();
}

const char* GridBoxesCreator::getPluginName() const TRT_NOEXCEPT
{
    return "GridBoxes_TRT";
}

const char* GridBoxesCreator::getPluginVersion() const TRT_NOEXCEPT
{
    return "1";
}

const PluginFieldCollection* GridBoxesCreator::getFieldNames() TRT_NOEXCEPT
{
    return &mFC;
}

IPluginV2IOExt* GridBoxesCreator::createPlugin(const char*, const PluginFieldCollection* fc) TRT_NOEXCEPT
{
    // Declares none, and takes one all the same: structures under the name of another type, counted by structure.
    assert(fc->nbFields == 1 && !strcmp(fc->fields[0].name, "heads"));
    const Head* heads = static_cast<const Head*>(fc->fields[0].data);
    GridBoxesPlugin* obj = new GridBoxesPlugin(std::vector<Head>(heads, heads + fc->fields[0].length));
    obj->setPluginNamespace(mNamespace.c_str());
    return obj;
}

IPluginV2IOExt* GridBoxesCreator::deserializePlugin(
    const char*, const void* serialData, size_t serialLength) TRT_NOEXCEPT
{
    GridBoxesPlugin* obj = new GridBoxesPlugin(serialData, serialLength);
    obj->setPluginNamespace(mNamespace.c_str());
    return obj;
}
} // namespace nvinfer1
