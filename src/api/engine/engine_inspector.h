// IEngineInspector: what a built engine consists of, as text or JSON.
#pragma once

#include "api/missing/engine_inspector.h"
#include "api/reporting.h"
#include "runtime/engine.h"

namespace tenon::api
{

//! Texts that it returns live until the next call for the same kind of information, or until it goes.
class EngineInspector final : public nvinfer1::IEngineInspector, public missing::EngineInspector
{
public:
    EngineInspector(std::shared_ptr<runtime::Engine> engine, std::shared_ptr<Reporting const> parent);

    nvinfer1::IEngineInspector* getPImpl() noexcept override { return this; }
    bool setExecutionContext(nvinfer1::IExecutionContext const* context) noexcept override;
    nvinfer1::IExecutionContext const* getExecutionContext() const noexcept override { return context_; }
    char const* getLayerInformation(
        int32_t layerIndex, nvinfer1::LayerInformationFormat format) const noexcept override;
    char const* getEngineInformation(nvinfer1::LayerInformationFormat format) const noexcept override;
    void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporting_->setRecorder(recorder); }
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporting_->recorder(); }

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    std::shared_ptr<runtime::Engine> engine_;
    std::shared_ptr<Reporting> reporting_;
    nvinfer1::IExecutionContext const* context_{nullptr};
    mutable std::string layerText_, engineText_;
};

} // namespace tenon::api
