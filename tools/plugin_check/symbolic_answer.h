// A conversation about output shapes that IPluginV2DynamicExt and IPluginV3 share.
#pragma once

#include "plugin_check/symbolic_dims.h"

namespace tenon::plugin_check
{

class SymbolicAnswer final : public SymbolicShapes
{
public:
    //! `isDynamic[i][d]`: dimension d of input i is a variable.
    SymbolicAnswer(std::vector<Dims> const& inputs, std::vector<std::vector<bool>> const& isDynamic);

    std::vector<nvinfer1::DimsExprs> const& inputs() const { return inputs_; }
    nvinfer1::IExprBuilder& builder() { return expressions_.builder(); }
    //! Throws Misdeed for what is no shape. `method` names the call.
    void take(int32_t output, nvinfer1::DimsExprs const& dims, char const* method);

    std::vector<Dims> at(std::vector<Dims> const& inputs) const override;
    bool dependsOnData(size_t output, int32_t dimension) const override;

private:
    Expressions expressions_;
    std::vector<nvinfer1::DimsExprs> inputs_;
    std::vector<nvinfer1::DimsExprs> outputs_;
    std::vector<std::pair<size_t, int32_t>> variables_; //!< input and dimension of each
};

} // namespace tenon::plugin_check
