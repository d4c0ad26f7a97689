// Tensors of engines whose inputs and outputs have a packed format: to it from row-major arrays, and back.
#pragma once

#include "command.h"
#include "npy.h"

namespace tenon::tools
{

//! Error if the rank is too small for the format. Padding is zero.
Result<std::vector<std::byte>> packed(Array const& array, nvinfer1::TensorFormat format);

//! Row-major again; `bytes` as many as the format takes.
Array unpacked(std::vector<std::byte> const& bytes, nvinfer1::DataType type, nvinfer1::Dims const& dims,
    nvinfer1::TensorFormat format);

} // namespace tenon::tools
