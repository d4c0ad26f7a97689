#include "api/network/layers/shuffle.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

namespace
{

nvinfer1::Permutation identityPermutation()
{
    nvinfer1::Permutation permutation{};
    for (int32_t i = 0; i < base::kMaxDims; ++i)
    {
        permutation.order[i] = i;
    }
    return permutation;
}

std::vector<int64_t> orderOf(nvinfer1::Permutation const& graphPermutation, size_t rank)
{
    return {graphPermutation.order, graphPermutation.order + rank};
}

Status checkPermutation(std::string_view what, nvinfer1::Permutation const& permutation)
{
    for (int32_t const from : permutation.order)
    {
        if (from < 0 || from >= base::kMaxDims)
        {
            return base::invalidArgument(
                "{}: expected dimensions from 0 to {}, found {}", what, base::kMaxDims - 1, from);
        }
    }
    return {};
}

} // namespace

nvinfer1::IShuffleLayer* NetworkDefinition::addShuffle(nvinfer1::ITensor& input) noexcept
{
    return add<nvinfer1::IShuffleLayer>("INetworkDefinition::addShuffle", [&]() -> Result<nvinfer1::IShuffleLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        return &addLayer<ShuffleLayer>(
            std::make_unique<ops::ShuffleOp>(), {data}, nvinfer1::LayerType::kSHUFFLE, "Shuffle");
    });
}

ShuffleLayer::ShuffleLayer(NetworkDefinition& network, graph::Op& op, nvinfer1::LayerType type)
    : LayerOf(network, op, type)
    , first_(identityPermutation())
    , second_(first_)
{
}

Result<size_t> ShuffleLayer::reshapedRank() const
{
    if (op().inputs.size() > 1 && op().inputs[1] != nullptr)
    {
        graph::Tensor& dims = *op().inputs[1];
        TENON_CHECK(network().graph().infer(dims));
        if (dims.dims.size() != 1 || !dims.dims[0]->isConstant())
        {
            return base::invalidArgument(
                "input 1 (reshape dimensions) of {}: expected rank 1 and a fixed length, found {}", op().label(),
                graph::toString(dims.dims, network().graph().symbolNames()));
        }
        return static_cast<size_t>(dims.dims[0]->value());
    }
    if (params().hasReshape)
    {
        return static_cast<size_t>(params().reshape.nbDims);
    }
    TENON_CHECK(network().graph().infer(*op().inputs[0]));
    return op().inputs[0]->dims.size();
}

Status ShuffleLayer::placeTransposes()
{
    if (firstSet_)
    {
        TENON_CHECK(network().graph().infer(*op().inputs[0]));
        params().firstTranspose = orderOf(coordinates().toGraph(first_), op().inputs[0]->dims.size());
    }
    if (secondSet_)
    {
        TENON_ASSIGN(size_t const rank, reshapedRank());
        params().secondTranspose = orderOf(coordinates().toGraph(second_), std::min<size_t>(rank, base::kMaxDims));
    }
    return {};
}

void ShuffleLayer::setFirstTranspose(nvinfer1::Permutation const& permutation) noexcept
{
    set("IShuffleLayer::setFirstTranspose", [&]() -> Status {
        TENON_CHECK(checkPermutation("first transpose", permutation));
        first_ = permutation;
        firstSet_ = true;
        return placeTransposes();
    });
}

void ShuffleLayer::setSecondTranspose(nvinfer1::Permutation const& permutation) noexcept
{
    set("IShuffleLayer::setSecondTranspose", [&]() -> Status {
        TENON_CHECK(checkPermutation("second transpose", permutation));
        second_ = permutation;
        secondSet_ = true;
        return placeTransposes();
    });
}

void ShuffleLayer::setReshapeDimensions(Dims const& dimensions) noexcept
{
    set("IShuffleLayer::setReshapeDimensions", [&]() -> Status {
        TENON_CHECK(checkDims("reshape dimensions", dimensions, -1));
        // The hidden batch keeps its place: 0 stands for it.
        TENON_ASSIGN(params().reshape, coordinates().toGraph(dimensions, 0));
        params().hasReshape = true;
        return placeTransposes();
    });
}

Dims ShuffleLayer::getReshapeDimensions() const noexcept
{
    return params().hasReshape ? coordinates().toUser(params().reshape) : Dims{-1, {}};
}

void ShuffleLayer::setZeroIsPlaceholder(bool zeroIsPlaceholder) noexcept
{
    set("IShuffleLayer::setZeroIsPlaceholder", [&]() -> Status {
        if (!zeroIsPlaceholder && coordinates().hidden() != 0)
        {
            return base::notImplemented(
                "IShuffleLayer::setZeroIsPlaceholder(false) in networks with an implicit batch");
        }
        params().zeroIsPlaceholder = zeroIsPlaceholder;
        return {};
    });
}

} // namespace tenon::api
