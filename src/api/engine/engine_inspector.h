// IEngineInspector: what an engine consists of, as text or JSON.
#pragma once

#include "api/missing/engine_inspector.h"
#include "api/reporting.h"
#include "runtime/engine.h"

namespace tenon::api
{

class EngineInspector final : public nvinfer1::IEngineInspector, public missing::EngineInspector
{
public:
    EngineInspector(std::shared_ptr<runtime::Engine> engine, std::shared_ptr<Reporting const> parent);

    //! The context's current shapes then stand for those of the engine; null takes it away.
    bool setExecutionContext(nvinfer1::IExecutionContext const* context) noexcept override;
    nvinfer1::IExecutionContext const* getExecutionContext() const noexcept override { return context_; }
    //! Valid until the next call.
    char const* getLayerInformation(int32_t index, nvinfer1::LayerInformationFormat format) const noexcept override;
    char const* getEngineInformation(nvinfer1::LayerInformationFormat format) const noexcept override;
    void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporting_->setRecorder(recorder); }
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporting_->recorder(); }

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    std::string layerText(size_t step, nvinfer1::LayerInformationFormat format) const;

    std::shared_ptr<runtime::Engine> engine_;
    std::shared_ptr<Reporting> reporting_;
    nvinfer1::IExecutionContext const* context_{nullptr};
    mutable std::string text_;
};

} // namespace tenon::api
