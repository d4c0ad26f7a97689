// Tensors of a plugin: what is declared of them, and what a call is given.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_TENSORS_H
#define TENON_PLUGIN_TENSORS_H

#include <tenon/current_device.h>
#include <tenon/half.h>
#include <tenon/plugin/level.h>

#include <algorithm>
#include <cassert>
#include <initializer_list>
#include <utility>
#include <vector>

#if TENON_PLUGIN_CUDA
#include <cuda_runtime_api.h>
#endif

TENON_PLUGIN_OPEN

inline char const* nameOf(DataType type)
{
    static char const* const names[]{
        "fp32", "fp16", "int8", "int32", "bool", "uint8", "fp8", "bf16", "int64", "int4", "fp4"};
    auto const index = static_cast<size_t>(type);
    return index < sizeof names / sizeof *names ? names[index] : "an unknown type";
}

inline char const* nameOf(TensorFormat format)
{
    static char const* const names[]{"kLINEAR", "kCHW2", "kHWC8", "kCHW4", "kCHW16", "kCHW32", "kDHWC8", "kCDHW32",
        "kHWC", "kDLA_LINEAR", "kDLA_HWC4", "kHWC16", "kDHWC"};
    auto const index = static_cast<size_t>(format);
    return index < sizeof names / sizeof *names ? names[index] : "an unknown format";
}

//! Bytes of one element; 0 for types that have no whole number of them.
inline int64_t bytesOf(DataType type)
{
    static int64_t const bytes[]{4, 2, 1, 4, 1, 1, 1, 2, 8};
    auto const index = static_cast<size_t>(type);
    return index < sizeof bytes / sizeof *bytes ? bytes[index] : 0;
}

//! What is declared of an input or output. Tensors of one group have one type and one format.
class TensorSpec
{
public:
    TensorSpec(std::string name, std::string doc)
        : name_(std::move(name))
        , doc_(std::move(doc))
    {
    }

    //! The types that it may have; fp32 and fp16 of group "T" where nothing is said. An empty group: chosen by itself.
    TensorSpec& types(std::vector<DataType> types, std::string group = {})
    {
        types_ = std::move(types);
        group_ = std::move(group);
        return *this;
    }
    TensorSpec& float32() { return types({DataType::kFLOAT}); }
    TensorSpec& int32() { return types({DataType::kINT32}); }
    //! The formats that it may have; kLINEAR where nothing is said.
    TensorSpec& formats(std::vector<TensorFormat> formats)
    {
        formats_ = std::move(formats);
        return *this;
    }
    //! The last input, or the last output, may come any number of times.
    TensorSpec& repeated()
    {
        repeated_ = true;
        return *this;
    }
    //! An input that may be left out, with all behind it.
    TensorSpec& optional()
    {
        optional_ = true;
        return *this;
    }

    std::string const& name() const { return name_; }
    std::string const& doc() const { return doc_; }
    std::vector<DataType> const& types() const { return types_; }
    std::vector<TensorFormat> const& formats() const { return formats_; }
    std::string const& group() const { return group_; }
    bool isRepeated() const { return repeated_; }
    bool isOptional() const { return optional_; }

    bool mayBe(DataType type, TensorFormat format) const
    {
        return std::find(types_.begin(), types_.end(), type) != types_.end()
            && std::find(formats_.begin(), formats_.end(), format) != formats_.end();
    }

private:
    std::string name_;
    std::string doc_;
    std::vector<DataType> types_{DataType::kFLOAT, DataType::kHALF};
    std::vector<TensorFormat> formats_{TensorFormat::kLINEAR};
    std::string group_{"T"};
    bool repeated_{false};
    bool optional_{false};
};

inline int64_t volume(Dims const& dims)
{
    int64_t product = 1;
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        product *= dims.d[i];
    }
    return product;
}

//! One tensor, the batch included whatever the plugin's form. Without data outside of enqueue.
struct Tensor
{
    PluginTensorDesc const* desc{nullptr};
    void* data{nullptr};

    DataType type() const { return desc->type; }
    TensorFormat format() const { return desc->format; }
    //! Of int8 tensors: real = scale × integer.
    float scale() const { return desc->scale; }
    Dims const& dims() const { return desc->dims; }
    int32_t rank() const { return desc->dims.nbDims; }
    int64_t dim(int32_t index) const { return desc->dims.d[index]; }
    //! Number of elements (as in kLINEAR).
    int64_t count() const { return volume(desc->dims); }
    int64_t bytes() const { return count() * bytesOf(type()); }
    //! The elements; T must be as large as the type says.
    template <typename T>
    T* as() const
    {
        assert(static_cast<int64_t>(sizeof(T)) == bytesOf(type()));
        return static_cast<T*>(data);
    }
};

//! Inputs and outputs of a call.
class Tensors
{
public:
    Tensors(Tensor const* inputs, int32_t inputCount, Tensor const* outputs, int32_t outputCount)
        : inputs_(inputs)
        , outputs_(outputs)
        , inputCount_(inputCount)
        , outputCount_(outputCount)
    {
    }

    int32_t inputCount() const { return inputCount_; }
    int32_t outputCount() const { return outputCount_; }
    Tensor const& input(int32_t index) const { return inputs_[index]; }
    Tensor const& output(int32_t index) const { return outputs_[index]; }

private:
    Tensor const* inputs_;
    Tensor const* outputs_;
    int32_t inputCount_;
    int32_t outputCount_;
};

//! Shapes, types and formats of a plugin that is configured, or asked for its workspace: then shapes are the largest ones.
using Problem = Tensors;

//! What attachToContext gave; any of them may be null, on the CPU all are.
struct Handles
{
    cudnnContext* cudnn{nullptr};
    cublasContext* cublas{nullptr};
    nvinfer1::IGpuAllocator* allocator{nullptr};
};

//! The device that a call's pointers live on: as the host says; without a host (a test that calls enqueue itself) as `pointer` says.
inline DeviceKind deviceOfCall([[maybe_unused]] void const* pointer)
{
    DeviceKind const kind = currentDevice().kind;
    if (kind != DeviceKind::kNONE)
    {
        return kind;
    }
#if TENON_PLUGIN_CUDA
    cudaPointerAttributes attributes{};
    if (cudaPointerGetAttributes(&attributes, pointer) != cudaSuccess)
    {
        cudaGetLastError(); // no driver or no device: then it is nobody's error
    }
    else if (attributes.type == cudaMemoryTypeDevice || attributes.type == cudaMemoryTypeManaged)
    {
        return DeviceKind::kCUDA;
    }
#endif
    return DeviceKind::kCPU;
}

//! One enqueue.
class Call : public Tensors
{
public:
    Call(Tensors const& tensors, void* workspace, cudaStream_t stream, Handles const& handles)
        : Tensors(tensors)
        , workspace_(workspace)
        , stream_(stream)
        , handles_(&handles)
    {
    }

    void* workspace() const { return workspace_; }
    cudaStream_t stream() const { return stream_; }
    Handles const& handles() const { return *handles_; }

private:
    void* workspace_;
    cudaStream_t stream_;
    Handles const* handles_;
};

//! Calls function with a value of the C++ type of a floating tensor's elements (float or Half); returns its result, 1 for other types.
template <typename Function>
int32_t withFloating(DataType type, Function const& function)
{
    switch (type)
    {
    case DataType::kFLOAT: return function(float{});
    case DataType::kHALF: return function(Half{});
    default: return 1;
    }
}

TENON_PLUGIN_CLOSE

#endif // TENON_PLUGIN_TENSORS_H
