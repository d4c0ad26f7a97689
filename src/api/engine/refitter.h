// IRefitter: puts new weights into an engine that was built with BuilderFlag::kREFIT.
#pragma once

#include "api/engine/cuda_engine.h"
#include "api/missing/refitter.h"
#include "api/reporting.h"
#include "runtime/refit.h"

#include <map>

namespace tenon::api
{

//! Keeps the engine behind the face alive. One thread at a time; no inference of the engine may run during refitCudaEngine().
class Refitter final : public nvinfer1::IRefitter, public missing::Refitter
{
public:
    Refitter(std::shared_ptr<runtime::Engine> engine, nvinfer1::ILogger& logger);

    nvinfer1::IRefitter* getPImpl() noexcept override { return this; }
    bool setWeights(char const* layerName, nvinfer1::WeightsRole role, nvinfer1::Weights weights) noexcept override;
    bool setNamedWeights(char const* name, nvinfer1::Weights weights) noexcept override;
    bool setNamedWeightsWithLocation(
        char const* name, nvinfer1::Weights weights, nvinfer1::TensorLocation location) noexcept override;
    bool unsetNamedWeights(char const* name) noexcept override;
    bool refitCudaEngine() noexcept override;
    bool refitCudaEngineAsync(cudaStream_t stream) noexcept override;
    int32_t getMissing(int32_t size, char const** layerNames, nvinfer1::WeightsRole* roles) noexcept override;
    int32_t getAll(int32_t size, char const** layerNames, nvinfer1::WeightsRole* roles) noexcept override;
    int32_t getMissingWeights(int32_t size, char const** weightsNames) noexcept override;
    int32_t getAllWeights(int32_t size, char const** weightsNames) noexcept override;
    nvinfer1::Weights getNamedWeights(char const* name) const noexcept override;
    nvinfer1::TensorLocation getWeightsLocation(char const* name) const noexcept override;
    nvinfer1::Weights getWeightsPrototype(char const* name) const noexcept override;
    void setWeightsValidation(bool validates) noexcept override { validates_ = validates; }
    bool getWeightsValidation() const noexcept override { return validates_; }
    //! Of a tensor that had one when the engine was built; in effect from refitCudaEngine() on. Not beside a static plugin (IPluginV2, Ext,
    //! IOExt), which learnt its scales then, once and for all.
    bool setDynamicRange(char const* tensorName, float min, float max) noexcept override;
    float getDynamicRangeMin(char const* tensorName) const noexcept override;
    float getDynamicRangeMax(char const* tensorName) const noexcept override;
    int32_t getTensorsWithDynamicRange(int32_t size, char const** tensorNames) const noexcept override;
    void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporting_->setRecorder(recorder); }
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporting_->recorder(); }
    nvinfer1::ILogger* getLogger() const noexcept override { return reporting_->logger(); }
    bool setMaxThreads(int32_t maxThreads) noexcept override;
    int32_t getMaxThreads() const noexcept override { return maxThreads_; }

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    //! All places that hold a set of weights of one layer and role.
    struct Entry
    {
        graph::WeightsName name;
        nvinfer1::WeightsRole role{};
        std::vector<graph::ConstantData*> places;
        std::optional<nvinfer1::Weights> wanted;
        nvinfer1::TensorLocation location{nvinfer1::TensorLocation::kHOST};
    };

    //! Left out of the plan, and not set here either.
    static bool isMissing(Entry const& entry);
    base::Result<Entry*> named(char const* name);
    Entry const* find(char const* name) const;
    base::Status set(Entry& entry, nvinfer1::Weights const& weights, nvinfer1::TensorLocation location) const;
    base::Status refit(devices::StreamHandle stream);
    graph::Tensor* ranged(char const* tensorName) const;
    //! What the tensor has, or will have from refitCudaEngine() on; NaN without a range.
    std::pair<float, float> rangeOf(char const* tensorName) const;
    using Ranges = std::map<graph::Tensor*, std::pair<float, float>>;
    //! Gives tensors their new ranges; what they had is the result.
    static Ranges exchange(Ranges const& ranges);

    std::shared_ptr<runtime::Engine> engine_;
    std::shared_ptr<Reporting> reporting_;
    std::vector<Entry> entries_;
    Ranges wantedRanges_;
    bool validates_{true};
    int32_t maxThreads_{1};
};

} // namespace tenon::api
