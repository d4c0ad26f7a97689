// The user's streams: plans read from and written to them.
#pragma once

#include "base/result.h"

#include <NvInferRuntime.h>

#include <span>
#include <vector>

namespace tenon::api
{

//! Everything up to the stream's end. Error where the reader fails or gives more than was asked for.
base::Result<std::vector<std::byte>> readAll(nvinfer1::IStreamReader& reader);
base::Result<std::vector<std::byte>> readAll(nvinfer1::IStreamReaderV2& reader);

//! Error where the writer takes less than all.
base::Status writeAll(nvinfer1::IStreamWriter& writer, std::span<std::byte const> bytes);

} // namespace tenon::api
