// ISerializationConfig: what ICudaEngine::serializeWithConfig leaves out.
#pragma once

#include "api/missing/serialization_config.h"
#include "api/reporting.h"

namespace tenon::api
{

class SerializationConfig final : public nvinfer1::ISerializationConfig, public missing::SerializationConfig
{
public:
    //! Engines that were built without weights are written without them, unless the flag is cleared.
    SerializationConfig(std::shared_ptr<Reporting const> reporting, bool excludesWeights);

    bool setFlags(nvinfer1::SerializationFlags flags) noexcept override;
    nvinfer1::SerializationFlags getFlags() const noexcept override { return flags_; }
    bool clearFlag(nvinfer1::SerializationFlag flag) noexcept override;
    bool setFlag(nvinfer1::SerializationFlag flag) noexcept override;
    bool getFlag(nvinfer1::SerializationFlag flag) const noexcept override;

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    std::shared_ptr<Reporting const> reporting_;
    nvinfer1::SerializationFlags flags_{0};
};

} // namespace tenon::api
