// Engines straight from their file, mapped instead of copied; and what a file says of itself.
#pragma once

#include <tenon/extensions.h>

#include <string>

//! As IRuntime::deserializeCudaEngine, but the file is mapped: weights are read when first used, and processes share them. The file must
//! not change while the engine lives. Null on failure; the reason goes to the runtime's logger and error recorder.
TENON_EXTENSION nvinfer1::ICudaEngine* tenonLoadEngine(nvinfer1::IRuntime* runtime, char const* path) noexcept;

//! What an engine file holds: settings, inputs and outputs, profiles, layers with their sizes, the manifest of plugins, devices, weights, plugin
//! libraries; as JSON or as text. Loads no library, makes no engine, and touches no device; all checksums are verified. Writes at most
//! `bytes` − 1 bytes and a zero to `text`, which may be null, and returns the length of the whole. On failure `*failed` is true, and the
//! text is the reason.
TENON_EXTENSION size_t tenonInspectEngineFile(
    char const* path, bool json, char* text, size_t bytes, bool* failed) noexcept;

namespace tenon
{

//! Null where libnvinfer is not Tenon's, and on failure. The caller owns the engine (delete).
inline nvinfer1::ICudaEngine* loadEngine(nvinfer1::IRuntime& runtime, std::string const& path)
{
    return tenonLoadEngine == nullptr ? nullptr : tenonLoadEngine(&runtime, path.c_str());
}

//! The text of tenonInspectEngineFile. False on failure, with the reason in `text`; empty where libnvinfer is not Tenon's.
inline bool inspectEngineFile(std::string const& path, bool json, std::string& text)
{
    text.clear();
    if (tenonInspectEngineFile == nullptr)
    {
        return false;
    }
    bool failed = false;
    text.assign(tenonInspectEngineFile(path.c_str(), json, nullptr, 0, &failed) + 1, '\0');
    text.resize(tenonInspectEngineFile(path.c_str(), json, text.data(), text.size(), &failed));
    return !failed;
}

} // namespace tenon
