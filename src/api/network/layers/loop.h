// ILoop and the layers at a loop's edge.
#pragma once

#include "api/missing/iterator_layer.h"
#include "api/missing/loop.h"
#include "api/missing/loop_boundary_layer.h"
#include "api/missing/loop_output_layer.h"
#include "api/missing/recurrence_layer.h"
#include "api/missing/trip_limit_layer.h"
#include "api/network/layers/region_boundary.h"
#include "ops/loop/loop_boundaries.h"

namespace tenon::api
{

//! Owned by its network. What lies inside follows from the layers: see builder/passes/form_regions.cpp.
class Loop final : public nvinfer1::ILoop, public missing::Loop
{
public:
    Loop(NetworkDefinition& network, int32_t number)
        : network_(network)
        , number_(number)
    {
        mImpl = this;
    }
    ~Loop() noexcept override = default;

    nvinfer1::IRecurrenceLayer* addRecurrence(nvinfer1::ITensor& initialValue) noexcept override;
    nvinfer1::ITripLimitLayer* addTripLimit(nvinfer1::ITensor& tensor, nvinfer1::TripLimit limit) noexcept override;
    nvinfer1::IIteratorLayer* addIterator(nvinfer1::ITensor& tensor, int32_t axis, bool reverse) noexcept override;
    nvinfer1::ILoopOutputLayer* addLoopOutput(
        nvinfer1::ITensor& tensor, nvinfer1::LoopOutput outputKind, int32_t axis) noexcept override;
    void setName(char const* name) noexcept override;
    char const* getName() const noexcept override { return name_.c_str(); }

protected:
    base::Log callLog() const noexcept override;

private:
    NetworkDefinition& network_;
    int32_t number_;
    std::string name_;
};

//! What all layers at a loop's edge answer.
class LoopBoundary final : public RegionBoundary<missing::LoopBoundaryLayer, Loop>
{
public:
    using RegionBoundary::RegionBoundary;

    nvinfer1::ILoop* getLoop() const noexcept override { return region(); }
};

template <typename Face, typename Table, typename OpClass>
using LoopLayerOf = BoundaryLayerOf<LoopBoundary, Face, Table, OpClass>;

class RecurrenceLayer final
    : public LoopLayerOf<nvinfer1::IRecurrenceLayer, missing::RecurrenceLayer, ops::RecurrenceOp>
{
public:
    using BoundaryLayerOf::BoundaryLayerOf;

protected:
    //! The initial value, and what an iteration hands on.
    int32_t inputLimit() const noexcept override { return 2; }
};

class TripLimitLayer final : public LoopLayerOf<nvinfer1::ITripLimitLayer, missing::TripLimitLayer, ops::TripLimitOp>
{
public:
    using BoundaryLayerOf::BoundaryLayerOf;

    nvinfer1::TripLimit getTripLimit() const noexcept override { return params().limit; }
};

class IteratorLayer final : public LoopLayerOf<nvinfer1::IIteratorLayer, missing::IteratorLayer, ops::IteratorOp>
{
public:
    using BoundaryLayerOf::BoundaryLayerOf;

    void setAxis(int32_t axis) noexcept override;
    int32_t getAxis() const noexcept override { return params().axis; }
    void setReverse(bool reverse) noexcept override;
    bool getReverse() const noexcept override { return params().reverse; }
};

class LoopOutputLayer final
    : public LoopLayerOf<nvinfer1::ILoopOutputLayer, missing::LoopOutputLayer, ops::LoopOutputOp>
{
public:
    using BoundaryLayerOf::BoundaryLayerOf;

    nvinfer1::LoopOutput getLoopOutput() const noexcept override { return params().output; }
    void setAxis(int32_t axis) noexcept override;
    int32_t getAxis() const noexcept override { return params().axis; }

protected:
    //! The value, the number of slices, or a bound of it in its place.
    int32_t inputLimit() const noexcept override
    {
        return params().output == nvinfer1::LoopOutput::kLAST_VALUE ? 1 : 3;
    }
    base::Status inputChanged() override;
};

} // namespace tenon::api
