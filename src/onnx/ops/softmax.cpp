// Softmax and LogSoftmax (opsets 1, 11, 13).
#include "onnx/ops/flattened.h"

namespace tenon::onnx
{

Result<std::vector<Value>> importSoftmax(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(ITensor* const input, importer.tensor(inputs[0]));
    return alongOldOrNewAxis(importer, node, *input, [&](ITensor& x, int32_t axis) -> Result<ITensor*> {
        TENON_ASSIGN(auto* const layer, importer.added(importer.network().addSoftMax(x)));
        layer->setAxes(1U << axis);
        return importer.output(layer);
    });
}

Result<std::vector<Value>> importLogSoftmax(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(ITensor* const input, importer.tensor(inputs[0]));
    return alongOldOrNewAxis(
        importer, node, *input, [&](ITensor& x, int32_t axis) { return logSoftmax(importer, x, axis); });
}

} // namespace tenon::onnx
