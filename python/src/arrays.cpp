// Arrays of other frameworks, by DLPack: where they lie, and tensors of ours for them.
#include "binding.h"

#include <nanobind/ndarray.h>

#include <dlfcn.h>

namespace tenon::python
{

namespace
{

using nvinfer1::DataType;

//! The tensor type of a DLPack type, if tensors can have it.
std::optional<DataType> typeOf(nb::dlpack::dtype dtype)
{
    if (dtype.lanes != 1)
    {
        return std::nullopt;
    }
    switch (static_cast<nb::dlpack::dtype_code>(dtype.code))
    {
    case nb::dlpack::dtype_code::Float:
        return dtype.bits == 32 ? std::optional(DataType::kFLOAT)
            : dtype.bits == 16  ? std::optional(DataType::kHALF)
                                : std::nullopt;
    case nb::dlpack::dtype_code::Bfloat: return DataType::kBF16;
    case nb::dlpack::dtype_code::Bool: return DataType::kBOOL;
    case nb::dlpack::dtype_code::UInt: return dtype.bits == 8 ? std::optional(DataType::kUINT8) : std::nullopt;
    case nb::dlpack::dtype_code::Int:
        return dtype.bits == 8 ? std::optional(DataType::kINT8)
            : dtype.bits == 32 ? std::optional(DataType::kINT32)
            : dtype.bits == 64 ? std::optional(DataType::kINT64)
                               : std::nullopt;
    default: return std::nullopt;
    }
}

//! \throw nb::type_error for types that DLPack lacks.
nb::dlpack::dtype dlpackOf(DataType type)
{
    using Code = nb::dlpack::dtype_code;
    auto const of = [](Code code, std::uint8_t bits) {
        return nb::dlpack::dtype{static_cast<std::uint8_t>(code), bits, 1};
    };
    switch (type)
    {
    case DataType::kFLOAT: return of(Code::Float, 32);
    case DataType::kHALF: return of(Code::Float, 16);
    case DataType::kBF16: return of(Code::Bfloat, 16);
    case DataType::kINT8: return of(Code::Int, 8);
    case DataType::kUINT8: return of(Code::UInt, 8);
    case DataType::kINT32: return of(Code::Int, 32);
    case DataType::kINT64: return of(Code::Int, 64);
    case DataType::kBOOL: return of(Code::Bool, 8);
    default: throw nb::type_error("array: expected a type of whole bytes");
    }
}

//! (address, shape, type, device, what keeps the memory) of an array. \throw nb::type_error where an engine cannot take it.
nb::tuple viewOfDlpack(nb::ndarray<nb::ro> array)
{
    std::optional<DataType> const type = typeOf(array.dtype());
    if (!type)
    {
        throw nb::type_error("expected an element type that tensors have, found another; convert the array first");
    }
    std::int64_t step = 1;
    nb::list shape;
    for (std::size_t i = array.ndim(); i-- > 0;)
    {
        auto const dim = static_cast<std::int64_t>(array.shape(i));
        if (dim > 1 && array.stride(i) != step)
        {
            throw nb::type_error("expected a contiguous array, found one with other strides; make a contiguous copy");
        }
        step *= dim;
        shape.insert(0, dim);
    }
    bool const onGpu = array.device_type() == nb::device::cuda::value;
    if (!onGpu && array.device_type() != nb::device::cpu::value)
    {
        throw nb::type_error("expected an array on the CPU or an NVIDIA GPU, found one elsewhere");
    }
    std::string const device = onGpu ? "cuda:" + std::to_string(array.device_id()) : "cpu";
    nb::object const owner = nb::cast(array);
    return nb::make_tuple(addressOf(array.data()), shape, *type, device, owner);
}

//! A DLPack capsule over memory that `owner` keeps.
nb::object dlpackCapsule(std::uintptr_t address, std::vector<std::size_t> const& shape, DataType type, bool onGpu,
    std::int32_t index, nb::object owner)
{
    return nb::cast(nb::ndarray<>(pointerOf<void*>(address), shape.size(), shape.data(), owner, nullptr, dlpackOf(type),
        onGpu ? nb::device::cuda::value : nb::device::cpu::value, index));
}

//! The folder of the library itself.
std::string libraryFolder()
{
    Dl_info info{};
    std::string const path =
        dladdr(reinterpret_cast<void const*>(&getInferLibVersion), &info) != 0 ? info.dli_fname : "";
    std::size_t const slash = path.rfind('/');
    return slash == std::string::npos ? std::string(".") : path.substr(0, slash);
}

} // namespace

void bindArrays(nb::module_& m)
{
    m.def("_view_of_dlpack", &viewOfDlpack, nb::arg("array"));
    m.def("_dlpack_of", &dlpackCapsule, nb::arg("address"), nb::arg("shape"), nb::arg("dtype"), nb::arg("on_gpu"),
        nb::arg("index"), nb::arg("owner"));
    m.def("_library_folder", &libraryFolder);
}

} // namespace tenon::python
