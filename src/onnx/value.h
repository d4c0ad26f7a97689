// Value: what a name in an ONNX graph stands for: a tensor of the network, or weights that are known now.
#pragma once

#include "base/dims.h"

#include <NvInfer.h>

#include <memory>
#include <string>
#include <vector>

namespace tenon::onnx
{

//! Weights with their ONNX shape. The bytes belong to the importer's WeightStore, and live as long as the parser.
struct Constant
{
    nvinfer1::Weights weights{nvinfer1::DataType::kFLOAT, nullptr, 0};
    std::vector<int64_t> shape;
    std::string name;
};

class Sequence;

//! Exactly one of the three, or none for an absent optional input.
struct Value
{
    nvinfer1::ITensor* tensor{nullptr};
    Constant const* constant{nullptr};
    //! A sequence whose length is known while the model is imported.
    std::shared_ptr<Sequence const> sequence{};

    explicit operator bool() const { return tensor != nullptr || constant != nullptr || sequence != nullptr; }
    bool isConstant() const { return constant != nullptr; }
};

} // namespace tenon::onnx
