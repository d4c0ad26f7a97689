// Layers: what all kinds share. A layer is the public face of one operation of the graph; the network owns both.
#pragma once

#include "api/argument_checks.h"
#include "api/guard.h"
#include "api/missing/layer.h"
#include "api/network/coordinates.h"
#include "graph/graph.h"

namespace tenon::api
{

class NetworkDefinition;

//! The methods of ILayer.
class Layer : public missing::Layer
{
public:
    Layer(NetworkDefinition& network, graph::Op& op, nvinfer1::LayerType type);

    nvinfer1::LayerType getType() const noexcept override { return type_; }
    void setName(char const* name) noexcept override;
    char const* getName() const noexcept override;
    int32_t getNbInputs() const noexcept override;
    nvinfer1::ITensor* getInput(int32_t index) const noexcept override;
    int32_t getNbOutputs() const noexcept override;
    nvinfer1::ITensor* getOutput(int32_t index) const noexcept override;
    void setInput(int32_t index, nvinfer1::ITensor& tensor) noexcept override;
    void setPrecision(nvinfer1::DataType type) noexcept override;
    nvinfer1::DataType getPrecision() const noexcept override;
    bool precisionIsSet() const noexcept override;
    void resetPrecision() noexcept override;
    void setOutputType(int32_t index, nvinfer1::DataType type) noexcept override;
    nvinfer1::DataType getOutputType(int32_t index) const noexcept override;
    bool outputTypeIsSet(int32_t index) const noexcept override;
    void resetOutputType(int32_t index) noexcept override;
    void setMetadata(char const* metadata) noexcept override;
    char const* getMetadata() const noexcept override { return metadata_.c_str(); }

    //! Where its failures go.
    base::Log log() const noexcept;
    //! The public object.
    virtual nvinfer1::ILayer* face() noexcept = 0;

protected:
    base::Log callLog() const noexcept override;
    //! Layers that take their number of inputs from what they are given (concatenation) let setInput grow it.
    virtual int32_t inputLimit() const noexcept;

    //! True for inputs whose values, not only shapes, decide the shape of the output: a network input there becomes a shape input.
    virtual bool wantsShapeTensor(int32_t /*index*/) const { return false; }

    //! After setInput, for layers whose parameters depend on their inputs.
    virtual base::Status inputChanged() { return {}; }

    graph::Op& op() const { return *op_; }
    NetworkDefinition& network() const { return *network_; }
    Coordinates coordinates() const;
    //! A parameter changed: what was inferred from it is void.
    void changed() const;

    //! Runs a setter: `body` returns Status and changes the parameters only on success.
    template <typename Body>
    void set(char const* method, Body&& body) noexcept
    {
        perform(callLog(), method, [&]() -> base::Status {
            TENON_CHECK(body());
            changed();
            return {};
        });
    }

private:
    base::Status refuseWhenStronglyTyped(std::string_view what) const;
    //! That the layer has input or output (`what`) number `index`.
    base::Status checkOperand(char const* what, int32_t index, int32_t count) const;

    NetworkDefinition* network_;
    graph::Op* op_;
    nvinfer1::LayerType type_;
    std::string metadata_;
};

//! A kind of layer: `Face` is the public class, `Table` the base with its methods, `OpClass` its operation.
template <typename Face, typename Table, typename OpClass>
class LayerOf : public Face, public Layer, public Table
{
public:
    LayerOf(NetworkDefinition& network, graph::Op& op, nvinfer1::LayerType type)
        : Layer(network, op, type)
    {
        this->mLayer = this;
        this->mImpl = this;
    }

    nvinfer1::ILayer* face() noexcept override { return this; }

protected:
    base::Log callLog() const noexcept override { return Layer::callLog(); }

    auto& params() const { return static_cast<OpClass&>(op()).params; }
};

} // namespace tenon::api
