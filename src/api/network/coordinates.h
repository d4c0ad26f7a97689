// Between the user's coordinates and the graph's.
//
// Dims in the graph are complete. In an implicit-batch network the user does not see the batch: CHW for the graph's
// NCHW. The conversions below add or hide that leading dimension in shapes, axes, masks of axes and permutations; in an
// explicit-batch network they change nothing.
#pragma once

#include "base/dims.h"

#include <NvInfer.h>

namespace tenon::api
{

class Coordinates
{
public:
    explicit Coordinates(bool implicitBatch)
        : hidden_(implicitBatch ? 1 : 0)
    {
    }

    //! Leading dimensions that users do not see: 0 or 1.
    int32_t hidden() const { return hidden_; }

    //! Puts `leading` before the user's dims. Error if they have 8 already.
    base::Result<base::Dims> toGraph(base::Dims const& user, int64_t leading) const;
    base::Dims toUser(base::Dims const& graph) const;

    int32_t axisToGraph(int32_t user) const { return user + hidden_; }
    int32_t axisToUser(int32_t graph) const { return graph - hidden_; }
    uint32_t axesToGraph(uint32_t user) const { return user << hidden_; }
    uint32_t axesToUser(uint32_t graph) const { return graph >> hidden_; }

    nvinfer1::Permutation toGraph(nvinfer1::Permutation const& user) const;
    nvinfer1::Permutation toUser(nvinfer1::Permutation const& graph) const;

private:
    int32_t hidden_;
};

} // namespace tenon::api
