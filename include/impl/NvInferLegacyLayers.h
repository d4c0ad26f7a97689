// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_LEGACY_LAYERS_H
#define NV_INFER_LEGACY_LAYERS_H

//! \file
//! Layers that releases 7 and 8 had and 10.16 lacks. NvInfer.h includes this at API levels 7 and 8.

#include "../NvInfer.h"
#include "NvInferLegacyTables.h"

namespace nvinfer1
{
//! Product with a matrix, over the last three dimensions taken as one: output [N][K][1][1], kernel [K][C × H × W].
class IFullyConnectedLayer : public ILayer
{
public:
    //! How many outputs there are.
    TENON_TAG void setNbOutputChannels(int32_t nbOutputs) noexcept
    {
        mImpl->setNbOutputChannels(nbOutputs);
    }

    //! How many outputs there are.
    TENON_TAG int32_t getNbOutputChannels() const noexcept
    {
        return mImpl->getNbOutputChannels();
    }

    //! The matrix, row-major; not copied.
    TENON_TAG void setKernelWeights(Weights weights) noexcept
    {
        mImpl->setKernelWeights(weights);
    }

    //! The matrix.
    TENON_TAG Weights getKernelWeights() const noexcept
    {
        return mImpl->getKernelWeights();
    }

    //! One number for each output, or none; not copied.
    TENON_TAG void setBiasWeights(Weights weights) noexcept
    {
        mImpl->setBiasWeights(weights);
    }

    //! The bias.
    TENON_TAG Weights getBiasWeights() const noexcept
    {
        return mImpl->getBiasWeights();
    }

protected:
    TENON_TAG ~IFullyConnectedLayer() noexcept override = default;

    apiv::legacy::VFullyConnectedLayer* mImpl;
};

} // namespace nvinfer1

#endif // NV_INFER_LEGACY_LAYERS_H
