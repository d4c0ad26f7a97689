// What the declarative plugin headers share: the differences between releases of the interface, and messages.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_LEVEL_H
#define TENON_PLUGIN_LEVEL_H

#if !defined(__cplusplus) || (__cplusplus < 201703L)
#error "tenon/plugin.h needs C++17 or later (-std=c++17)"
#endif

#include <NvInferRuntime.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <string>

// The release is part of every symbol's name, so that plugins of several releases live in one process.
#if NV_TENSORRT_MAJOR >= 10
#define TENON_PLUGIN_OPEN                                                                                              \
    namespace tenon                                                                                                    \
    {                                                                                                                  \
    namespace plugin                                                                                                   \
    {                                                                                                                  \
    inline namespace v1_trt10                                                                                          \
    {
#elif NV_TENSORRT_MAJOR >= 8
#define TENON_PLUGIN_OPEN                                                                                              \
    namespace tenon                                                                                                    \
    {                                                                                                                  \
    namespace plugin                                                                                                   \
    {                                                                                                                  \
    inline namespace v1_trt8                                                                                           \
    {
#else
#define TENON_PLUGIN_OPEN                                                                                              \
    namespace tenon                                                                                                    \
    {                                                                                                                  \
    namespace plugin                                                                                                   \
    {                                                                                                                  \
    inline namespace v1_trt7                                                                                           \
    {
#endif
#define TENON_PLUGIN_CLOSE                                                                                             \
    }                                                                                                                  \
    }                                                                                                                  \
    }

#if NV_TENSORRT_MAJOR >= 8
#define TENON_PLUGIN_NOEXCEPT noexcept
#else
#define TENON_PLUGIN_NOEXCEPT
#endif

//! 1 where the library is built with CUDA: then enqueueCuda() is compiled in, and weights go to the device. The build says so.
#ifndef TENON_PLUGIN_CUDA
#define TENON_PLUGIN_CUDA 0
#endif

TENON_PLUGIN_OPEN

using nvinfer1::DataType;
using nvinfer1::Dims;
using nvinfer1::PluginField;
using nvinfer1::PluginFieldCollection;
using nvinfer1::PluginFieldType;
using nvinfer1::PluginTensorDesc;
using nvinfer1::TensorFormat;
using Severity = nvinfer1::ILogger::Severity;

#if NV_TENSORRT_MAJOR >= 8
using OutputPointers = void* const*;
#else
using OutputPointers = void**;
#endif

//! What the members of Dims are at this release.
using Extent = std::remove_reference_t<decltype(Dims::d[0])>;

// Enumerators that not every release has.
constexpr PluginFieldType kFieldBf16 = static_cast<PluginFieldType>(9);
constexpr PluginFieldType kFieldInt64 = static_cast<PluginFieldType>(10);
constexpr DataType kTypeUint8 = static_cast<DataType>(5);
constexpr DataType kTypeBf16 = static_cast<DataType>(7);
constexpr DataType kTypeInt64 = static_cast<DataType>(8);

#if NV_TENSORRT_MAJOR >= 8
//! The logger finder that a host may give the library (setLoggerFinder); null: none.
inline std::atomic<nvinfer1::ILoggerFinder*>& loggerFinder()
{
    static std::atomic<nvinfer1::ILoggerFinder*> finder{nullptr};
    return finder;
}
#endif

//! Logs to the logger finder's logger, else to the latest one of the host (getLogger()); nowhere if there is none. Thread safety: any
//! thread.
inline void report(Severity severity, std::string const& message)
{
    nvinfer1::ILogger* logger = nullptr;
#if NV_TENSORRT_MAJOR >= 8
    nvinfer1::ILoggerFinder* const finder = loggerFinder().load();
    logger = finder != nullptr ? finder->findLogger() : getLogger();
#else
    logger = getLogger();
#endif
    if (logger != nullptr)
    {
        logger->log(severity, message.c_str());
    }
}

//! Calls function; an exception becomes a message that names `subject` and `method`, and the result `otherwise`.
template <typename Result, typename Function>
Result guarded(std::string const& subject, char const* method, Result otherwise, Function const& function)
{
    try
    {
        return function();
    }
    catch (std::exception const& exception)
    {
        report(Severity::kERROR, subject + ": " + method + ": expected no exception, found one: " + exception.what());
    }
    return otherwise;
}

TENON_PLUGIN_CLOSE

#endif // TENON_PLUGIN_LEVEL_H
