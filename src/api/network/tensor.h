// ITensor: a value of a network, owned by the network.
#pragma once

#include "api/missing/tensor.h"
#include "graph/graph.h"

namespace tenon::api
{

class NetworkDefinition;

class Tensor final : public nvinfer1::ITensor, public missing::Tensor
{
public:
    Tensor(NetworkDefinition& network, graph::Tensor& value);

    void setName(char const* name) noexcept override;
    char const* getName() const noexcept override;
    void setDimensions(nvinfer1::Dims const& dimensions) noexcept override;
    nvinfer1::Dims getDimensions() const noexcept override;
    void setType(nvinfer1::DataType type) noexcept override;
    nvinfer1::DataType getType() const noexcept override;
    bool setDynamicRange(float min, float max) noexcept override;
    bool dynamicRangeIsSet() const noexcept override;
    void resetDynamicRange() noexcept override;
    float getDynamicRangeMin() const noexcept override;
    float getDynamicRangeMax() const noexcept override;
    bool isNetworkInput() const noexcept override;
    bool isNetworkOutput() const noexcept override;
    void setBroadcastAcrossBatch(bool broadcastAcrossBatch) noexcept override;
    bool getBroadcastAcrossBatch() const noexcept override;
    nvinfer1::TensorLocation getLocation() const noexcept override;
    void setLocation(nvinfer1::TensorLocation location) noexcept override;
    void setAllowedFormats(nvinfer1::TensorFormats formats) noexcept override;
    nvinfer1::TensorFormats getAllowedFormats() const noexcept override;
    bool isShapeTensor() const noexcept override;
    bool isExecutionTensor() const noexcept override;
    void setDimensionName(int32_t index, char const* name) noexcept override;
    char const* getDimensionName(int32_t index) const noexcept override;

    NetworkDefinition& network() const { return *network_; }
    //! Error after INetworkDefinition::removeTensor.
    base::Result<graph::Tensor*> value() const;
    //! The value is gone from the graph; the object stays, so that a late call gets an error.
    void detach();

    //! For inputs: gives open dimensions their symbols, by name where they have one.
    void placeSymbols(nvinfer1::Dims const& graphDims);

protected:
    base::Log callLog() const noexcept override;

private:
    NetworkDefinition* network_;
    graph::Tensor* value_; //!< null once removed
    std::string nameWhenRemoved_;
};

} // namespace tenon::api
