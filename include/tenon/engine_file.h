// Engines straight from their file, mapped instead of copied.
#pragma once

#include <tenon/extensions.h>

#include <string>

//! As IRuntime::deserializeCudaEngine, but the file is mapped: weights are read when first used, and processes share them. The file must
//! not change while the engine lives. Null on failure; the reason goes to the runtime's logger and error recorder.
TENON_EXTENSION nvinfer1::ICudaEngine* tenonLoadEngine(nvinfer1::IRuntime* runtime, char const* path) noexcept;

namespace tenon
{

//! Null where libnvinfer is not Tenon's, and on failure. The caller owns the engine (delete).
inline nvinfer1::ICudaEngine* loadEngine(nvinfer1::IRuntime& runtime, std::string const& path)
{
    return tenonLoadEngine == nullptr ? nullptr : tenonLoadEngine(&runtime, path.c_str());
}

} // namespace tenon
