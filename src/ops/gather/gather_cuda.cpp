#include "ops/gather/gather.h"

#if TENON_CUDA
#include "ops/common/extents_of_cuda.h"
#include "ops/common/plain_cuda.h"
#include "ops/gather/gather_cuda.h"

namespace tenon::ops
{
namespace
{

int64_t sizesFrom(base::Dims const& dims, int32_t begin, int32_t end)
{
    int64_t volume = 1;
    for (int32_t d = begin; d < end; ++d)
    {
        volume *= dims.d[d];
    }
    return volume;
}

//! With implicit batch, data or indices may be the same for all of a batch. `outer` counts the blocks of dims 0 … `end` − 1 of one of them.
void shareBatch(GatherParams const& params, PlainShapes const& shapes, int32_t end, GatherBlocks& problem)
{
    base::Dims const& data = shapes.inputs[0].dims;
    base::Dims const& places = shapes.inputs[1].dims;
    if (params.hidden == 0 || data.d[0] == places.d[0])
    {
        return;
    }
    int64_t const batch = data.d[0] == 1 ? places.d[0] : data.d[0];
    int64_t const ofOne = sizesFrom(data, 1, end);
    problem.outer = batch * ofOne;
    problem.dataOuter = data.d[0] == 1 ? std::max<int64_t>(ofOne, 1) : 0;
    problem.indexOuter = places.d[0] == 1 ? std::max<int64_t>(sizesFrom(places, 1, params.elementWiseDims), 1) : 0;
}

GatherBlocks blocksOf(GatherParams const& params, PlainShapes const& shapes)
{
    base::Dims const& data = shapes.inputs[0].dims;
    base::Dims const& places = shapes.inputs[1].dims;
    int32_t const shared = params.elementWiseDims;
    GatherBlocks problem;
    problem.wideIndices = shapes.inputs[1].type == base::DataType::kINT64;
    if (params.mode == nvinfer1::GatherMode::kDEFAULT)
    {
        problem.repeat = std::max<int64_t>(sizesFrom(data, shared, params.axis), 1);
        problem.outer = sizesFrom(data, 0, params.axis);
        shareBatch(params, shapes, params.axis, problem);
        problem.count = sizesFrom(places, shared, places.nbDims);
        problem.size[0] = data.d[params.axis];
        problem.blockBytes = sizesFrom(data, params.axis + 1, data.nbDims) * base::bytesOf(shapes.inputs[0].type);
        return problem;
    }
    problem.named = static_cast<int32_t>(places.d[places.nbDims - 1]);
    problem.outer = sizesFrom(places, 0, shared);
    shareBatch(params, shapes, shared, problem);
    problem.count = sizesFrom(places, shared, places.nbDims - 1);
    for (int32_t k = 0; k < problem.named; ++k)
    {
        problem.size[k] = data.d[shared + k];
    }
    problem.blockBytes = sizesFrom(data, shared + problem.named, data.nbDims) * base::bytesOf(shapes.inputs[0].type);
    return problem;
}

GatherElements elementsOf(GatherParams const& params, PlainShapes const& shapes)
{
    Strides strides = rowMajorStrides(shapes.inputs[0].dims);
    if (params.hidden != 0 && shapes.inputs[0].dims.d[0] == 1)
    {
        strides.d[0] = 0;
    }
    GatherElements problem{};
    problem.places = extentsOf(shapes.inputs[1].dims);
    problem.axisStride = std::exchange(strides.d[params.axis], 0);
    problem.data = extentStrides(strides);
    problem.size = shapes.inputs[0].dims.d[params.axis];
    problem.elementBytes = base::bytesOf(shapes.inputs[0].type);
    problem.wideIndices = shapes.inputs[1].type == base::DataType::kINT64;
    return problem;
}

} // namespace

std::unique_ptr<graph::Kernel> makeGatherCuda(GatherParams const& params, graph::KernelRequest const& request)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        return params.mode == nvinfer1::GatherMode::kELEMENT
            ? launchGatherElements(elementsOf(params, shapes), inputs[0], inputs[1], outputs[0], stream)
            : launchGatherBlocks(blocksOf(params, shapes), inputs[0], inputs[1], outputs[0], stream);
    };
    return makePlainCuda("gather", request, std::move(run),
        [params](PlainShapes const& shapes) { return checkGatherShapes(params, shapes); });
}

} // namespace tenon::ops
#endif // TENON_CUDA
