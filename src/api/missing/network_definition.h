// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VNetworkDefinition with "not implemented yet" and its failure value.
class NetworkDefinition : public nvinfer1::apiv::VNetworkDefinition, public Reporter
{
public:
    nvinfer1::ITensor* addInput(const char*, nvinfer1::DataType, const nvinfer1::Dims&) noexcept override
    {
        report("INetworkDefinition::addInput");
        return nullptr;
    }

    void markOutput(nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::markOutput");
    }

    nvinfer1::IActivationLayer* addActivation(nvinfer1::ITensor&, nvinfer1::ActivationType) noexcept override
    {
        report("INetworkDefinition::addActivation");
        return nullptr;
    }

    nvinfer1::ILRNLayer* addLRN(nvinfer1::ITensor&, int64_t, float, float, float) noexcept override
    {
        report("INetworkDefinition::addLRN");
        return nullptr;
    }

    nvinfer1::IScaleLayer* addScale(nvinfer1::ITensor&, nvinfer1::ScaleMode, nvinfer1::Weights, nvinfer1::Weights, nvinfer1::Weights) noexcept override
    {
        report("INetworkDefinition::addScale");
        return nullptr;
    }

    nvinfer1::ISoftMaxLayer* addSoftMax(nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addSoftMax");
        return nullptr;
    }

    nvinfer1::IConcatenationLayer* addConcatenation(nvinfer1::ITensor* const*, int32_t) noexcept override
    {
        report("INetworkDefinition::addConcatenation");
        return nullptr;
    }

    nvinfer1::IElementWiseLayer* addElementWise(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ElementWiseOperation) noexcept override
    {
        report("INetworkDefinition::addElementWise");
        return nullptr;
    }

    nvinfer1::IUnaryLayer* addUnary(nvinfer1::ITensor&, nvinfer1::UnaryOperation) noexcept override
    {
        report("INetworkDefinition::addUnary");
        return nullptr;
    }

    nvinfer1::IShuffleLayer* addShuffle(nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addShuffle");
        return nullptr;
    }

    int32_t getNbLayers() const noexcept override
    {
        report("INetworkDefinition::getNbLayers");
        return 0;
    }

    nvinfer1::ILayer* getLayer(int32_t) const noexcept override
    {
        report("INetworkDefinition::getLayer");
        return nullptr;
    }

    int32_t getNbInputs() const noexcept override
    {
        report("INetworkDefinition::getNbInputs");
        return 0;
    }

    nvinfer1::ITensor* getInput(int32_t) const noexcept override
    {
        report("INetworkDefinition::getInput");
        return nullptr;
    }

    int32_t getNbOutputs() const noexcept override
    {
        report("INetworkDefinition::getNbOutputs");
        return 0;
    }

    nvinfer1::ITensor* getOutput(int32_t) const noexcept override
    {
        report("INetworkDefinition::getOutput");
        return nullptr;
    }

    nvinfer1::IReduceLayer* addReduce(nvinfer1::ITensor&, nvinfer1::ReduceOperation, uint32_t, bool) noexcept override
    {
        report("INetworkDefinition::addReduce");
        return nullptr;
    }

    nvinfer1::ITopKLayer* addTopK(nvinfer1::ITensor&, nvinfer1::TopKOperation, int32_t, uint32_t) noexcept override
    {
        report("INetworkDefinition::addTopK");
        return nullptr;
    }

    nvinfer1::IGatherLayer* addGather(nvinfer1::ITensor&, nvinfer1::ITensor&, int32_t) noexcept override
    {
        report("INetworkDefinition::addGather");
        return nullptr;
    }

    nvinfer1::IRaggedSoftMaxLayer* addRaggedSoftMax(nvinfer1::ITensor&, nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addRaggedSoftMax");
        return nullptr;
    }

    nvinfer1::IMatrixMultiplyLayer* addMatrixMultiply(nvinfer1::ITensor&, nvinfer1::MatrixOperation, nvinfer1::ITensor&, nvinfer1::MatrixOperation) noexcept override
    {
        report("INetworkDefinition::addMatrixMultiply");
        return nullptr;
    }

    nvinfer1::IConstantLayer* addConstant(const nvinfer1::Dims&, nvinfer1::Weights) noexcept override
    {
        report("INetworkDefinition::addConstant");
        return nullptr;
    }

    nvinfer1::IIdentityLayer* addIdentity(nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addIdentity");
        return nullptr;
    }

    void removeTensor(nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::removeTensor");
    }

    void unmarkOutput(nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::unmarkOutput");
    }

    nvinfer1::IPluginV2Layer* addPluginV2(nvinfer1::ITensor* const*, int32_t, nvinfer1::IPluginV2&) noexcept override
    {
        report("INetworkDefinition::addPluginV2");
        return nullptr;
    }

    nvinfer1::IPluginV3Layer* addPluginV3(nvinfer1::ITensor* const*, int32_t, nvinfer1::ITensor* const*, int32_t, nvinfer1::IPluginV3&) noexcept override
    {
        report("INetworkDefinition::addPluginV3");
        return nullptr;
    }

    nvinfer1::ISliceLayer* addSlice(nvinfer1::ITensor&, const nvinfer1::Dims&, const nvinfer1::Dims&, const nvinfer1::Dims&) noexcept override
    {
        report("INetworkDefinition::addSlice");
        return nullptr;
    }

    void setName(const char*) noexcept override
    {
        report("INetworkDefinition::setName");
    }

    const char* getName() const noexcept override
    {
        report("INetworkDefinition::getName");
        return nullptr;
    }

    nvinfer1::IShapeLayer* addShape(nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addShape");
        return nullptr;
    }

    bool hasImplicitBatchDimension() const noexcept override
    {
        report("INetworkDefinition::hasImplicitBatchDimension");
        return false;
    }

    bool markOutputForShapes(nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::markOutputForShapes");
        return false;
    }

    bool unmarkOutputForShapes(nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::unmarkOutputForShapes");
        return false;
    }

    nvinfer1::IParametricReLULayer* addParametricReLU(nvinfer1::ITensor&, nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addParametricReLU");
        return nullptr;
    }

    nvinfer1::IConvolutionLayer* addConvolutionNd(nvinfer1::ITensor&, int64_t, const nvinfer1::Dims&, nvinfer1::Weights, nvinfer1::Weights) noexcept override
    {
        report("INetworkDefinition::addConvolutionNd");
        return nullptr;
    }

    nvinfer1::IPoolingLayer* addPoolingNd(nvinfer1::ITensor&, nvinfer1::PoolingType, const nvinfer1::Dims&) noexcept override
    {
        report("INetworkDefinition::addPoolingNd");
        return nullptr;
    }

    nvinfer1::IDeconvolutionLayer* addDeconvolutionNd(nvinfer1::ITensor&, int64_t, const nvinfer1::Dims&, nvinfer1::Weights, nvinfer1::Weights) noexcept override
    {
        report("INetworkDefinition::addDeconvolutionNd");
        return nullptr;
    }

    nvinfer1::IScaleLayer* addScaleNd(nvinfer1::ITensor&, nvinfer1::ScaleMode, nvinfer1::Weights, nvinfer1::Weights, nvinfer1::Weights, int32_t) noexcept override
    {
        report("INetworkDefinition::addScaleNd");
        return nullptr;
    }

    nvinfer1::IResizeLayer* addResize(nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addResize");
        return nullptr;
    }

    nvinfer1::ILoop* addLoop() noexcept override
    {
        report("INetworkDefinition::addLoop");
        return nullptr;
    }

    nvinfer1::ISelectLayer* addSelect(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addSelect");
        return nullptr;
    }

    nvinfer1::IFillLayer* addFill(const nvinfer1::Dims&, nvinfer1::FillOperation) noexcept override
    {
        report("INetworkDefinition::addFill");
        return nullptr;
    }

    nvinfer1::IPaddingLayer* addPaddingNd(nvinfer1::ITensor&, const nvinfer1::Dims&, const nvinfer1::Dims&) noexcept override
    {
        report("INetworkDefinition::addPaddingNd");
        return nullptr;
    }

    bool setWeightsName(nvinfer1::Weights, const char*) noexcept override
    {
        report("INetworkDefinition::setWeightsName");
        return false;
    }

    void setErrorRecorder(nvinfer1::IErrorRecorder*) noexcept override
    {
        report("INetworkDefinition::setErrorRecorder");
    }

    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override
    {
        report("INetworkDefinition::getErrorRecorder");
        return nullptr;
    }

    nvinfer1::IDequantizeLayer* addDequantize(nvinfer1::ITensor&, nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addDequantize");
        return nullptr;
    }

    nvinfer1::IQuantizeLayer* addQuantize(nvinfer1::ITensor&, nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addQuantize");
        return nullptr;
    }

    nvinfer1::IGatherLayer* addGatherV2(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::GatherMode) noexcept override
    {
        report("INetworkDefinition::addGatherV2");
        return nullptr;
    }

    nvinfer1::IIfConditional* addIfConditional() noexcept override
    {
        report("INetworkDefinition::addIfConditional");
        return nullptr;
    }

    nvinfer1::IScatterLayer* addScatter(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ScatterMode) noexcept override
    {
        report("INetworkDefinition::addScatter");
        return nullptr;
    }

    nvinfer1::IEinsumLayer* addEinsum(nvinfer1::ITensor* const*, int32_t, const char*) noexcept override
    {
        report("INetworkDefinition::addEinsum");
        return nullptr;
    }

    nvinfer1::IAssertionLayer* addAssertion(nvinfer1::ITensor&, const char*) noexcept override
    {
        report("INetworkDefinition::addAssertion");
        return nullptr;
    }

    nvinfer1::IOneHotLayer* addOneHot(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ITensor&, int32_t) noexcept override
    {
        report("INetworkDefinition::addOneHot");
        return nullptr;
    }

    nvinfer1::INonZeroLayer* addNonZero(nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addNonZero");
        return nullptr;
    }

    nvinfer1::IGridSampleLayer* addGridSample(nvinfer1::ITensor&, nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addGridSample");
        return nullptr;
    }

    nvinfer1::INMSLayer* addNMS(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addNMS");
        return nullptr;
    }

    nvinfer1::IReverseSequenceLayer* addReverseSequence(nvinfer1::ITensor&, nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addReverseSequence");
        return nullptr;
    }

    nvinfer1::INormalizationLayer* addNormalization(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ITensor&, uint32_t) noexcept override
    {
        report("INetworkDefinition::addNormalization");
        return nullptr;
    }

    nvinfer1::ICastLayer* addCast(nvinfer1::ITensor&, nvinfer1::DataType) noexcept override
    {
        report("INetworkDefinition::addCast");
        return nullptr;
    }

    nvinfer1::NetworkDefinitionCreationFlags getFlags() const noexcept override
    {
        report("INetworkDefinition::getFlags");
        return 0;
    }

    bool getFlag(nvinfer1::NetworkDefinitionCreationFlag) const noexcept override
    {
        report("INetworkDefinition::getFlag");
        return false;
    }

    nvinfer1::IQuantizeLayer* addQuantizeV2(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::DataType) noexcept override
    {
        report("INetworkDefinition::addQuantize");
        return nullptr;
    }

    nvinfer1::IDequantizeLayer* addDequantizeV2(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::DataType) noexcept override
    {
        report("INetworkDefinition::addDequantize");
        return nullptr;
    }

    nvinfer1::IFillLayer* addFillV2(const nvinfer1::Dims&, nvinfer1::FillOperation, nvinfer1::DataType) noexcept override
    {
        report("INetworkDefinition::addFill");
        return nullptr;
    }

    bool markDebug(nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::markDebug");
        return false;
    }

    bool unmarkDebug(nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::unmarkDebug");
        return false;
    }

    bool isDebugTensor(const nvinfer1::ITensor&) const noexcept override
    {
        report("INetworkDefinition::isDebugTensor");
        return false;
    }

    bool markWeightsRefittable(const char*) noexcept override
    {
        report("INetworkDefinition::markWeightsRefittable");
        return false;
    }

    bool unmarkWeightsRefittable(const char*) noexcept override
    {
        report("INetworkDefinition::unmarkWeightsRefittable");
        return false;
    }

    bool areWeightsMarkedRefittable(const char*) const noexcept override
    {
        report("INetworkDefinition::areWeightsMarkedRefittable");
        return false;
    }

    nvinfer1::ISqueezeLayer* addSqueeze(nvinfer1::ITensor&, nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addSqueeze");
        return nullptr;
    }

    nvinfer1::IUnsqueezeLayer* addUnsqueeze(nvinfer1::ITensor&, nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addUnsqueeze");
        return nullptr;
    }

    nvinfer1::IDynamicQuantizeLayer* addDynamicQuantize(nvinfer1::ITensor&, int32_t, int32_t, nvinfer1::DataType, nvinfer1::DataType) noexcept override
    {
        report("INetworkDefinition::addDynamicQuantize");
        return nullptr;
    }

    nvinfer1::ICumulativeLayer* addCumulative(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::CumulativeOperation, bool, bool) noexcept override
    {
        report("INetworkDefinition::addCumulative");
        return nullptr;
    }

    bool markUnfusedTensorsAsDebugTensors() noexcept override
    {
        report("INetworkDefinition::markUnfusedTensorsAsDebugTensors");
        return false;
    }

    bool unmarkUnfusedTensorsAsDebugTensors() noexcept override
    {
        report("INetworkDefinition::unmarkUnfusedTensorsAsDebugTensors");
        return false;
    }

    nvinfer1::ITopKLayer* addTopKV2(nvinfer1::ITensor&, nvinfer1::TopKOperation, int32_t, uint32_t, nvinfer1::DataType) noexcept override
    {
        report("INetworkDefinition::addTopK");
        return nullptr;
    }

    nvinfer1::INonZeroLayer* addNonZeroV2(nvinfer1::ITensor&, nvinfer1::DataType) noexcept override
    {
        report("INetworkDefinition::addNonZero");
        return nullptr;
    }

    nvinfer1::INMSLayer* addNMSV2(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::DataType) noexcept override
    {
        report("INetworkDefinition::addNMS");
        return nullptr;
    }

    nvinfer1::IAttention* addAttention(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::AttentionNormalizationOp, bool) noexcept override
    {
        report("INetworkDefinition::addAttention");
        return nullptr;
    }

    nvinfer1::IRotaryEmbeddingLayer* addRotaryEmbedding(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ITensor&, bool, int32_t) noexcept override
    {
        report("INetworkDefinition::addRotaryEmbedding");
        return nullptr;
    }

    nvinfer1::IDynamicQuantizeLayer* addDynamicQuantizeV2(nvinfer1::ITensor&, const nvinfer1::Dims&, nvinfer1::DataType, nvinfer1::DataType) noexcept override
    {
        report("INetworkDefinition::addDynamicQuantizeV2");
        return nullptr;
    }

    nvinfer1::IKVCacheUpdateLayer* addKVCacheUpdate(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::KVCacheMode) noexcept override
    {
        report("INetworkDefinition::addKVCacheUpdate");
        return nullptr;
    }

    nvinfer1::INormalizationLayer* addNormalizationV2(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ITensor&, uint32_t) noexcept override
    {
        report("INetworkDefinition::addNormalizationV2");
        return nullptr;
    }

    nvinfer1::IMoELayer* addMoE(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ITensor&) noexcept override
    {
        report("INetworkDefinition::addMoE");
        return nullptr;
    }

    nvinfer1::IDistCollectiveLayer* addDistCollective(nvinfer1::ITensor&, nvinfer1::CollectiveOperation, nvinfer1::ReduceOperation, int64_t, int64_t*, int64_t) noexcept override
    {
        report("INetworkDefinition::addDistCollective");
        return nullptr;
    }
};
} // namespace tenon::api::missing
