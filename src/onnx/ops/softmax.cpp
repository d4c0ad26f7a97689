// Softmax. Up to opset 12 it flattens to two dimensions at `axis` first; from 13 on it works along one axis.
#include "onnx/importer.h"

namespace tenon::onnx
{

Result<std::vector<Value>> importSoftmax(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(nvinfer1::ITensor* const input, importer.tensor(inputs[0]));
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", node.opset() < 13 ? 1 : -1));
    int32_t const rank = input->getDimensions().nbDims;
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, rank));
    if (node.opset() < 13)
    {
        // Along the last axis both definitions say the same; so they do if only dimensions of 1 stand behind it.
        for (int32_t i = axis + 1; i < rank; ++i)
        {
            if (input->getDimensions().d[i] != 1)
            {
                return base::notImplemented("Softmax of opset {} over several axes (from axis {} of rank {})", node.opset(), axis, rank);
            }
        }
    }
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addSoftMax(*input)));
    layer->setAxes(1U << axis);
    return importer.result(layer);
}

} // namespace tenon::onnx
