// TensorProto files of ONNX's backend tests as typed bytes, in the types that the API has.
#pragma once

#include "base/tensor_types.h"

#include <onnx/onnx_pb.h>

#include <string>
#include <vector>

namespace tenon::onnx_backend
{

struct TensorValue
{
    nvinfer1::DataType type{nvinfer1::DataType::kFLOAT};
    nvinfer1::Dims dims{};
    std::vector<std::byte> bytes; //!< at least one, so that the address is never null
};

//! fp64 becomes fp32, uint32 becomes int64. Error for types that the API has not, and for files that hold no tensor.
base::Result<TensorValue> readTensor(std::string const& path);

//! Empty if equal within ONNX's own tolerances (relative 1e-3, `absolute`, which is 1e-7 there; integers exactly; half and bf16 one part in their
//! mantissa), else the first difference with index and both values.
std::string firstDifference(TensorValue const& found, TensorValue const& expected, double absolute = 1e-7);

} // namespace tenon::onnx_backend
