// IIfConditional and the layers at a conditional's edge.
#pragma once

#include "api/missing/condition_layer.h"
#include "api/missing/conditional_boundary_layer.h"
#include "api/missing/conditional_input_layer.h"
#include "api/missing/conditional_output_layer.h"
#include "api/missing/if_conditional.h"
#include "api/network/layers/region_boundary.h"
#include "ops/conditional/conditional_boundaries.h"

namespace tenon::api
{

class ConditionLayer;

//! Owned by its network. What lies inside follows from the layers: see builder/passes/form_regions.cpp.
class IfConditional final : public nvinfer1::IIfConditional, public missing::IfConditional
{
public:
    IfConditional(NetworkDefinition& network, int32_t number)
        : network_(network)
        , number_(number)
    {
        mImpl = this;
    }
    ~IfConditional() noexcept override = default;

    nvinfer1::IConditionLayer* setCondition(nvinfer1::ITensor& condition) noexcept override;
    nvinfer1::IIfConditionalInputLayer* addInput(nvinfer1::ITensor& input) noexcept override;
    nvinfer1::IIfConditionalOutputLayer* addOutput(
        nvinfer1::ITensor& trueSubgraphOutput, nvinfer1::ITensor& falseSubgraphOutput) noexcept override;
    void setName(char const* name) noexcept override;
    char const* getName() const noexcept override { return name_.c_str(); }

protected:
    base::Log callLog() const noexcept override;

private:
    NetworkDefinition& network_;
    int32_t number_;
    std::string name_;
    ConditionLayer* condition_{nullptr};
};

//! What all layers at a conditional's edge answer.
class ConditionalBoundary final : public RegionBoundary<missing::ConditionalBoundaryLayer, IfConditional>
{
public:
    using RegionBoundary::RegionBoundary;

    nvinfer1::IIfConditional* getConditional() const noexcept override { return region(); }
};

template <typename Face, typename Table, typename OpClass>
using ConditionalLayerOf = BoundaryLayerOf<ConditionalBoundary, Face, Table, OpClass>;

class ConditionLayer final
    : public ConditionalLayerOf<nvinfer1::IConditionLayer, missing::ConditionLayer, ops::ConditionOp>
{
public:
    using BoundaryLayerOf::BoundaryLayerOf;
};

class ConditionalInputLayer final : public ConditionalLayerOf<nvinfer1::IIfConditionalInputLayer,
                                        missing::ConditionalInputLayer, ops::ConditionalInputOp>
{
public:
    using BoundaryLayerOf::BoundaryLayerOf;
};

class ConditionalOutputLayer final : public ConditionalLayerOf<nvinfer1::IIfConditionalOutputLayer,
                                         missing::ConditionalOutputLayer, ops::ConditionalOutputOp>
{
public:
    using BoundaryLayerOf::BoundaryLayerOf;
};

} // namespace tenon::api
