// MaxPool with its second output: where in the tensor each maximum lies.
#pragma once

#include "onnx/ops/compose.h"
#include "onnx/ops/window.h"

namespace tenon::onnx
{

//! Values and indices (int64, into the whole flattened tensor; attribute storage_order says how planes are counted). All sizes of x must be
//! known while the model is imported.
Result<std::vector<Value>> maxPoolWithIndices(
    Importer& importer, Node const& node, ITensor& x, nvinfer1::Dims const& kernel, Window window);

} // namespace tenon::onnx
