// NumPy's .npy files, formats 1.0 to 3.0 (numpy.lib.format): little-endian, C order.
#pragma once

#include "command.h"

#include <NvInfer.h>

namespace tenon::tools
{

struct Array
{
    nvinfer1::DataType type{nvinfer1::DataType::kFLOAT};
    nvinfer1::Dims dims{};
    std::vector<std::byte> bytes;
};

//! float64 is read as fp32. Error names the file and what in it cannot be used.
Result<Array> readNpy(std::string const& path);
//! Complete or not there: written beside and renamed. bf16, which NumPy lacks, is written as float32.
Status writeNpy(std::string const& path, nvinfer1::DataType type, nvinfer1::Dims const& dims, void const* data);

//! The array in another type where no value is lost (integers in range, floats to floats). Error names the first value that does not fit.
Result<Array> converted(Array array, nvinfer1::DataType type, std::string_view what);

} // namespace tenon::tools
