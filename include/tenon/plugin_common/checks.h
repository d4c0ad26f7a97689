// Status codes, messages and checks of plugin code. A check that fails says so and never ends the process.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_COMMON_CHECKS_H
#define TENON_PLUGIN_COMMON_CHECKS_H

#if !defined(__cplusplus) || (__cplusplus < 201703L)
#error "tenon/plugin_common.h needs C++17 or later (-std=c++17)"
#endif

#include <NvInferRuntime.h>

#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>

// The release is part of every symbol's name, so that plugins of several releases live in one process.
#if NV_TENSORRT_MAJOR >= 10
#define TENON_COMMON_OPEN                                                                                              \
    namespace nvinfer1                                                                                                 \
    {                                                                                                                  \
    namespace plugin                                                                                                   \
    {                                                                                                                  \
    inline namespace tenon1_trt10                                                                                      \
    {
#elif NV_TENSORRT_MAJOR >= 8
#define TENON_COMMON_OPEN                                                                                              \
    namespace nvinfer1                                                                                                 \
    {                                                                                                                  \
    namespace plugin                                                                                                   \
    {                                                                                                                  \
    inline namespace tenon1_trt8                                                                                       \
    {
#else
#define TENON_COMMON_OPEN                                                                                              \
    namespace nvinfer1                                                                                                 \
    {                                                                                                                  \
    namespace plugin                                                                                                   \
    {                                                                                                                  \
    inline namespace tenon1_trt7                                                                                       \
    {
#endif
#define TENON_COMMON_CLOSE                                                                                             \
    }                                                                                                                  \
    }                                                                                                                  \
    }
#if NV_TENSORRT_MAJOR >= 8
#define TENON_COMMON_NOEXCEPT noexcept
#else
#define TENON_COMMON_NOEXCEPT
#endif

//! Tells the host that a check failed in the plugin's method that it is calling on this thread: the call counts as failed, whatever the method
//! returns. Weak: null where the host is not Tenon; without effect outside of such a call.
extern "C" __attribute__((weak)) void tenonPluginCheckFailed(char const* message) noexcept;

//! What functions of plugins' kernels return; 0 is what enqueue has to return on success.
typedef enum
{
    STATUS_SUCCESS = 0,
    STATUS_FAILURE = 1,
    STATUS_BAD_PARAM = 2,
    STATUS_NOT_SUPPORTED = 3,
    STATUS_NOT_INITIALIZED = 4
} pluginStatus_t;

TENON_COMMON_OPEN

//! Logs to the host's logger, if it has one. Thread safety: any thread.
inline void logMessage(ILogger::Severity severity, std::string const& message)
{
    if (ILogger* const logger = getLogger())
    {
        logger->log(severity, message.c_str());
    }
}

//! What PLUGIN_VALIDATE and PLUGIN_ERROR throw.
class PluginError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

inline std::string placeOf(char const* file, int32_t line)
{
    return std::string(file) + ":" + std::to_string(line);
}

//! Logs a failed check and tells the host.
inline void reportFailure(std::string const& message)
{
    logMessage(ILogger::Severity::kERROR, message);
    if (tenonPluginCheckFailed != nullptr)
    {
        tenonPluginCheckFailed(message.c_str());
    }
}

inline void reportAssertion(bool success, char const* text, char const* file, int32_t line)
{
    if (!success)
    {
        reportFailure(placeOf(file, line) + ": expected " + text + ", found it false");
    }
}

inline void reportValidation(bool success, char const* text, char const* file, int32_t line)
{
    if (!success)
    {
        throw PluginError(placeOf(file, line) + ": expected " + text + ", found it false");
    }
}

//! For catch blocks of plugins' methods: logs what was thrown, and tells the host.
inline void caughtError(std::exception const& error)
{
    reportFailure(error.what());
}

inline void reportCode(int64_t code, char const* text, char const* file, int32_t line)
{
    if (code != 0)
    {
        reportFailure(placeOf(file, line) + ": expected " + text + " to give 0, found " + std::to_string(code));
    }
}

//! A stream whose lines go to the host's logger: `gLogError << "no anchors for layer " << i << std::endl;`
template <ILogger::Severity kSeverity>
class LogStream : public std::ostream
{
public:
    LogStream()
        : std::ostream(&lines_)
    {
    }
    LogStream(LogStream const&) = delete;
    LogStream& operator=(LogStream const&) = delete;

private:
    class Lines : public std::stringbuf
    {
    public:
        ~Lines() override { Lines::sync(); }

    protected:
        int sync() override
        {
            std::string text = str();
            while (!text.empty() && text.back() == '\n')
            {
                text.pop_back();
            }
            if (!text.empty())
            {
                logMessage(kSeverity, text);
            }
            str("");
            return 0;
        }
    };

    Lines lines_;
};

inline thread_local LogStream<ILogger::Severity::kERROR> gLogError;
inline thread_local LogStream<ILogger::Severity::kERROR> gLogFatal;
inline thread_local LogStream<ILogger::Severity::kWARNING> gLogWarning;
inline thread_local LogStream<ILogger::Severity::kINFO> gLogInfo;
inline thread_local LogStream<ILogger::Severity::kVERBOSE> gLogVerbose;

TENON_COMMON_CLOSE

//! Checks for any place, constructors and void methods included: where one fails, that is logged, the host takes the plugin's call for failed, and the
//! code goes on behind it.
#define PLUGIN_ASSERT(condition)                                                                                       \
    ::nvinfer1::plugin::reportAssertion(static_cast<bool>(condition), #condition, __FILE__, __LINE__)
#ifndef ASSERT
#define ASSERT(condition) PLUGIN_ASSERT(condition)
#endif
//! The same for calls that give 0 on success: of the CUDA runtime, cuBLAS, cuDNN.
#define PLUGIN_CUASSERT(call) ::nvinfer1::plugin::reportCode(static_cast<int64_t>(call), #call, __FILE__, __LINE__)
#define PLUGIN_CHECK_CUDA(call) PLUGIN_CUASSERT(call)
#define PLUGIN_CUBLASASSERT(call) PLUGIN_CUASSERT(call)
#define PLUGIN_CUDNNASSERT(call) PLUGIN_CUASSERT(call)
#ifndef CUASSERT
#define CUASSERT(call) PLUGIN_CUASSERT(call)
#endif
#ifndef CUBLASASSERT
#define CUBLASASSERT(call) PLUGIN_CUASSERT(call)
#endif
#ifndef CUDNNASSERT
#define CUDNNASSERT(call) PLUGIN_CUASSERT(call)
#endif
#ifndef CHECK
#define CHECK(call) PLUGIN_CUASSERT(call)
#endif

//! Checks that throw PluginError: inside try blocks whose handler calls caughtError.
#define PLUGIN_VALIDATE(condition)                                                                                     \
    ::nvinfer1::plugin::reportValidation(static_cast<bool>(condition), #condition, __FILE__, __LINE__)
#define PLUGIN_ERROR(message)                                                                                          \
    throw ::nvinfer1::plugin::PluginError(::nvinfer1::plugin::placeOf(__FILE__, __LINE__) + ": " + (message))
#define PLUGIN_FAIL(message) PLUGIN_ERROR(message)

//! Checks that return.
#ifndef CSC
#define CSC(call, result)                                                                                              \
    do                                                                                                                 \
    {                                                                                                                  \
        if (static_cast<int64_t>(call) != 0)                                                                           \
        {                                                                                                              \
            return result;                                                                                             \
        }                                                                                                              \
    } while (0)
#endif
#define PLUGIN_CSC(call, result) CSC(call, result)
#define ASSERT_PARAM(condition) CSC(!(condition), STATUS_BAD_PARAM)
#define ASSERT_FAILURE(condition) CSC(!(condition), STATUS_FAILURE)
#define ASSERT_SUCCESS(call)                                                                                           \
    do                                                                                                                 \
    {                                                                                                                  \
        pluginStatus_t const tenonStatus = (call);                                                                     \
        if (tenonStatus != STATUS_SUCCESS)                                                                             \
        {                                                                                                              \
            return tenonStatus;                                                                                        \
        }                                                                                                              \
    } while (0)

#endif // TENON_PLUGIN_COMMON_CHECKS_H
