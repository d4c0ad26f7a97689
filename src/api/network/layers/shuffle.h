// IShuffleLayer.
#pragma once

#include "api/missing/shuffle_layer.h"
#include "api/network/layer.h"
#include "ops/shuffle/shuffle.h"

namespace tenon::api
{

class ShuffleLayer final : public LayerOf<nvinfer1::IShuffleLayer, missing::ShuffleLayer, ops::ShuffleOp>
{
public:
    ShuffleLayer(NetworkDefinition& network, graph::Op& op, nvinfer1::LayerType type);

    void setFirstTranspose(nvinfer1::Permutation const& permutation) noexcept override;
    nvinfer1::Permutation const& getFirstTranspose() const noexcept override { return first_; }
    void setReshapeDimensions(Dims const& dimensions) noexcept override;
    Dims getReshapeDimensions() const noexcept override;
    void setSecondTranspose(nvinfer1::Permutation const& permutation) noexcept override;
    nvinfer1::Permutation const& getSecondTranspose() const noexcept override { return second_; }
    void setZeroIsPlaceholder(bool zeroIsPlaceholder) noexcept override;
    bool getZeroIsPlaceholder() const noexcept override { return params().zeroIsPlaceholder; }

protected:
    //! Data, and reshape dimensions as a tensor.
    int32_t inputLimit() const noexcept override { return 2; }
    bool wantsShapeTensor(int32_t index) const override { return index == 1; }
    Status inputChanged() override { return placeTransposes(); }

private:
    //! A permutation of the API has 8 entries, of which the rank's first count: cuts both to the ranks that they now
    //! have.
    Status placeTransposes();
    Result<size_t> reshapedRank() const;

    nvinfer1::Permutation first_, second_; //!< in the user's coordinates
    bool firstSet_{false}, secondSet_{false};
};

} // namespace tenon::api
