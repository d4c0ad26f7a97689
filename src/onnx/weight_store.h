// Initializers and Constant nodes as weights: types converted where the API has none, bytes kept alive.
#pragma once

#include "onnx/error.h"
#include "onnx/value.h"

#include <onnx/onnx_pb.h>

#include <deque>
#include <map>
#include <memory>
#include <span>

namespace tenon::onnx
{

//! The API's type for a TensorProto data type (fp64 becomes fp32, uint32 becomes int64). Error names the type.
Result<nvinfer1::DataType> dataTypeOf(int32_t onnxType, std::string_view what);
std::string onnxTypeName(int32_t onnxType);

class WeightStore
{
public:
    //! `directory` is where external data is looked for; empty where the model came from memory alone.
    explicit WeightStore(std::string directory)
        : directory_(std::move(directory))
    {
    }

    WeightStore(WeightStore&&) = default;

    //! Bytes that an initializer of this name has in place of those in the model; they must stay alive.
    void replace(std::string const& name, std::span<std::byte const> bytes) { replaced_[name] = bytes; }

    //! The proto must stay alive and unchanged: little-endian raw data is used where it lies.
    Result<Constant const*> add(::onnx::TensorProto const& proto);
    //! New weights with bytes of their own.
    template <typename T>
    Constant const* add(
        std::string name, nvinfer1::DataType type, std::vector<int64_t> shape, std::vector<T> const& values)
    {
        auto* const data = allocate(values.size() * sizeof(T));
        std::copy(values.begin(), values.end(), static_cast<T*>(data));
        return keep({{type, data, static_cast<int64_t>(values.size())}, std::move(shape), std::move(name)});
    }

    //! The same bytes in another shape.
    Constant const* view(Constant const& constant, std::vector<int64_t> shape)
    {
        return keep({constant.weights, std::move(shape), constant.name});
    }

private:
    void* allocate(size_t bytes);
    Constant const* keep(Constant constant);
    Result<void const*> externalData(::onnx::TensorProto const& proto, size_t bytes);
    Result<std::span<std::byte const>> mapped(std::string const& path);

    std::string directory_;
    std::deque<Constant> constants_;
    std::vector<std::unique_ptr<std::byte[]>> buffers_;
    //! Files of external data, by path; each stays mapped as long as the store.
    std::map<std::string, std::shared_ptr<void const>> files_;
    std::map<std::string, size_t> fileBytes_;
    std::map<std::string, std::span<std::byte const>> replaced_;
};

//! Integer values (INT32, INT64, of any rank). Error names the constant.
Result<std::vector<int64_t>> integersOf(Constant const& constant);
//! Floating values (fp32, fp16, bf16).
Result<std::vector<float>> floatsOf(Constant const& constant);

} // namespace tenon::onnx
