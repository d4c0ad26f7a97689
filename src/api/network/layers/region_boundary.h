// Layers at the edge of a loop or a conditional.
#pragma once

#include "api/network/layer.h"

namespace tenon::api
{

//! What all layers at a region's edge answer: `Table` is the interface that tells the region, `Region` the loop or conditional.
template <typename Table, typename Region>
class RegionBoundary : public Table
{
public:
    explicit RegionBoundary(Layer& layer)
        : layer_(layer)
    {
    }

    void place(Region& region) { region_ = &region; }

protected:
    Region* region() const { return region_; }
    base::Log callLog() const noexcept override { return layer_.log(); }

private:
    Layer& layer_;
    Region* region_{nullptr};
};

//! A layer with a boundary of its own.
template <typename Boundary, typename Face, typename Table, typename OpClass>
class BoundaryLayerOf : public LayerOf<Face, Table, OpClass>
{
public:
    BoundaryLayerOf(NetworkDefinition& network, graph::Op& op, nvinfer1::LayerType type)
        : LayerOf<Face, Table, OpClass>(network, op, type)
    {
        this->mBoundary = &boundary_;
    }

    template <typename Region>
    void place(Region& region)
    {
        boundary_.place(region);
    }

private:
    Boundary boundary_{*this};
};

} // namespace tenon::api
