// What the samples of an SDK share: a logger that is a stream too, pointers that destroy, buffers by name, literals of sizes. Ours, in that style.
#ifndef ERA_SAMPLES_COMMON_H
#define ERA_SAMPLES_COMMON_H

#include "NvInfer.h"
#include "NvInferPlugin.h"
#include "NvOnnxConfig.h"
#include "NvOnnxParser.h"

#include <cassert>
#include <cuda_runtime_api.h>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <new>
#include <numeric>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace nvinfer1;
using namespace plugin;

#define FN_NAME __func__

constexpr long long int operator"" _MiB(unsigned long long val)
{
    return val * (1 << 20);
}

namespace sample
{
using Severity = nvinfer1::ILogger::Severity;

#if NV_TENSORRT_MAJOR < 8
#define SAMPLE_NOEXCEPT
#else
#define SAMPLE_NOEXCEPT noexcept
#endif

class Logger : public nvinfer1::ILogger
{
public:
    explicit Logger(Severity severity = Severity::kWARNING)
        : mReportableSeverity(severity)
    {
    }
    nvinfer1::ILogger& getTRTLogger() { return *this; }
    void log(Severity severity, const char* msg) SAMPLE_NOEXCEPT override
    {
        if (severity <= mReportableSeverity)
        {
            std::cerr << severityPrefix(severity) << "[TRT] " << std::string(msg) << std::endl;
        }
    }
    Severity getReportableSeverity() const { return mReportableSeverity; }

private:
    static const char* severityPrefix(Severity severity)
    {
        switch (severity)
        {
        case Severity::kINTERNAL_ERROR: return "[F] ";
        case Severity::kERROR: return "[E] ";
        case Severity::kWARNING: return "[W] ";
        case Severity::kINFO: return "[I] ";
        case Severity::kVERBOSE: return "[V] ";
        default: assert(0); return "";
        }
    }
    Severity mReportableSeverity;
};

static Logger gLogger{Logger::Severity::kWARNING};

class ErrorRecorder : public nvinfer1::IErrorRecorder
{
public:
    int32_t getNbErrors() const SAMPLE_NOEXCEPT final { return static_cast<int32_t>(mStack.size()); }
    nvinfer1::ErrorCode getErrorCode(int32_t at) const SAMPLE_NOEXCEPT final { return mStack[at].first; }
    IErrorRecorder::ErrorDesc getErrorDesc(int32_t at) const SAMPLE_NOEXCEPT final { return mStack[at].second.c_str(); }
    bool hasOverflowed() const SAMPLE_NOEXCEPT final { return false; }
    void clear() SAMPLE_NOEXCEPT final { mStack.clear(); }
    bool reportError(nvinfer1::ErrorCode val, IErrorRecorder::ErrorDesc desc) SAMPLE_NOEXCEPT final
    {
        mStack.push_back({val, desc});
        return true;
    }
    IErrorRecorder::RefCount incRefCount() SAMPLE_NOEXCEPT final { return ++mRefCount; }
    IErrorRecorder::RefCount decRefCount() SAMPLE_NOEXCEPT final { return --mRefCount; }

private:
    std::vector<std::pair<nvinfer1::ErrorCode, std::string>> mStack;
    RefCount mRefCount{0};
};
} // namespace sample

namespace samplesCommon
{
struct InferDeleter
{
    template <typename T>
    void operator()(T* obj) const
    {
        if (obj)
        {
            obj->destroy();
        }
    }
};

template <typename T>
inline std::shared_ptr<T> infer_object(T* obj)
{
    if (!obj)
    {
        throw std::runtime_error("Failed to create object");
    }
    return std::shared_ptr<T>(obj, InferDeleter());
}

inline unsigned int getElementSize(nvinfer1::DataType t)
{
    switch (t)
    {
    case nvinfer1::DataType::kINT32: return 4;
    case nvinfer1::DataType::kFLOAT: return 4;
    case nvinfer1::DataType::kHALF: return 2;
    case nvinfer1::DataType::kBOOL:
    case nvinfer1::DataType::kINT8: return 1;
    default: break;
    }
    throw std::runtime_error("Invalid DataType.");
}

inline int64_t volume(const nvinfer1::Dims& d)
{
    return std::accumulate(d.d, d.d + d.nbDims, int64_t{1}, std::multiplies<int64_t>());
}

template <typename AllocFunc, typename FreeFunc>
class GenericBuffer
{
public:
    GenericBuffer(size_t bytes)
        : mBytes(bytes)
    {
        if (!AllocFunc()(&mBuffer, bytes))
        {
            throw std::bad_alloc();
        }
    }
    GenericBuffer(GenericBuffer&& other)
        : mBytes(other.mBytes)
        , mBuffer(other.mBuffer)
    {
        other.mBuffer = nullptr;
    }
    GenericBuffer& operator=(GenericBuffer&&) = delete;
    ~GenericBuffer() { FreeFunc()(mBuffer); }
    void* data() { return mBuffer; }
    size_t nbBytes() const { return mBytes; }

private:
    size_t mBytes;
    void* mBuffer{nullptr};
};

struct DeviceAllocator
{
    bool operator()(void** ptr, size_t size) const { return cudaMalloc(ptr, size) == cudaSuccess; }
};
struct DeviceFree
{
    void operator()(void* ptr) const { cudaFree(ptr); }
};
struct HostAllocator
{
    bool operator()(void** ptr, size_t size) const { return (*ptr = malloc(size)) != nullptr; }
};
struct HostFree
{
    void operator()(void* ptr) const { free(ptr); }
};
using DeviceBuffer = GenericBuffer<DeviceAllocator, DeviceFree>;
using HostBuffer = GenericBuffer<HostAllocator, HostFree>;

struct ManagedBuffer
{
    DeviceBuffer deviceBuffer;
    HostBuffer hostBuffer;
};

//! A host and a device buffer for each binding of an engine.
class BufferManager
{
public:
    BufferManager(std::shared_ptr<nvinfer1::ICudaEngine> engine, const int batchSize = 0,
        const nvinfer1::IExecutionContext* context = nullptr)
        : mEngine(engine)
    {
        assert(engine->hasImplicitBatchDimension() || batchSize == 0);
        for (int i = 0; i < mEngine->getNbBindings(); i++)
        {
            auto dims = context ? context->getBindingDimensions(i) : mEngine->getBindingDimensions(i);
            size_t vol = context || !batchSize ? 1 : static_cast<size_t>(batchSize);
            nvinfer1::DataType type = mEngine->getBindingDataType(i);
            int vecDim = mEngine->getBindingVectorizedDim(i);
            if (-1 != vecDim)
            {
                int scalarsPerVec = mEngine->getBindingComponentsPerElement(i);
                dims.d[vecDim] = (dims.d[vecDim] + scalarsPerVec - 1) / scalarsPerVec;
                vol *= scalarsPerVec;
            }
            vol *= samplesCommon::volume(dims);
            const size_t bytes = vol * getElementSize(type);
            std::unique_ptr<ManagedBuffer> manBuf{new ManagedBuffer{DeviceBuffer(bytes), HostBuffer(bytes)}};
            mDeviceBindings.emplace_back(manBuf->deviceBuffer.data());
            mManagedBuffers.emplace_back(std::move(manBuf));
        }
    }
    std::vector<void*>& getDeviceBindings() { return mDeviceBindings; }
    void* getHostBuffer(const std::string& tensorName) const
    {
        int index = mEngine->getBindingIndex(tensorName.c_str());
        return index == -1 ? nullptr : mManagedBuffers[index]->hostBuffer.data();
    }
    void copyInputToDevice() { memcpyBuffers(true, false, false); }
    void copyOutputToHost() { memcpyBuffers(false, true, false); }
    void copyInputToDeviceAsync(const cudaStream_t& stream = 0) { memcpyBuffers(true, false, true, stream); }
    void copyOutputToHostAsync(const cudaStream_t& stream = 0) { memcpyBuffers(false, true, true, stream); }

private:
    void memcpyBuffers(const bool copyInput, const bool deviceToHost, const bool async, const cudaStream_t& stream = 0)
    {
        for (int i = 0; i < mEngine->getNbBindings(); i++)
        {
            void* dst = deviceToHost ? mManagedBuffers[i]->hostBuffer.data() : mManagedBuffers[i]->deviceBuffer.data();
            const void* src =
                deviceToHost ? mManagedBuffers[i]->deviceBuffer.data() : mManagedBuffers[i]->hostBuffer.data();
            const size_t bytes = mManagedBuffers[i]->hostBuffer.nbBytes();
            const cudaMemcpyKind kind = deviceToHost ? cudaMemcpyDeviceToHost : cudaMemcpyHostToDevice;
            if ((copyInput && mEngine->bindingIsInput(i)) || (!copyInput && !mEngine->bindingIsInput(i)))
            {
                auto status =
                    async ? cudaMemcpyAsync(dst, src, bytes, kind, stream) : cudaMemcpy(dst, src, bytes, kind);
                if (status != cudaSuccess)
                {
                    throw std::runtime_error(cudaGetErrorString(status));
                }
            }
        }
    }

    std::shared_ptr<nvinfer1::ICudaEngine> mEngine;
    std::vector<std::unique_ptr<ManagedBuffer>> mManagedBuffers;
    std::vector<void*> mDeviceBindings;
};
} // namespace samplesCommon

//! A profiler that adds up.
struct SimpleProfiler : public nvinfer1::IProfiler
{
    void reportLayerTime(const char* layerName, float ms) SAMPLE_NOEXCEPT override
    {
        mCount[layerName]++;
        mTotal += ms;
    }
    std::map<std::string, int> mCount;
    float mTotal{0};
};

inline std::ostream& operator<<(std::ostream& os, const nvinfer1::Dims& dims)
{
    os << "(";
    for (int i = 0; i < dims.nbDims; ++i)
    {
        os << (i ? ", " : "") << dims.d[i];
    }
    return os << ")";
}

#endif
