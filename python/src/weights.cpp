// Weights from arrays: by the buffer protocol, without a copy where the array is contiguous.
#include "binding.h"

#include <Python.h>

namespace tenon::python
{

namespace
{

using nvinfer1::DataType;

std::string nameOfType(nb::handle value)
{
    return nb::cast<std::string>(
        nb::str(nb::borrow(reinterpret_cast<PyObject*>(Py_TYPE(value.ptr()))).attr("__name__")));
}

//! The element type of a buffer's format (struct module syntax), if weights can have it.
std::optional<DataType> typeOfFormat(char const* format, Py_ssize_t itemBytes)
{
    char const code = format == nullptr                              ? 'B'
        : (format[0] == '=' || format[0] == '<' || format[0] == '@') ? format[1]
                                                                     : format[0];
    switch (code)
    {
    case 'f': return DataType::kFLOAT;
    case 'e': return DataType::kHALF;
    case 'b': return DataType::kINT8;
    case 'B': return DataType::kUINT8;
    case '?': return DataType::kBOOL;
    case 'i':
    case 'l':
    case 'q':
        return itemBytes == 4 ? DataType::kINT32 : itemBytes == 8 ? std::optional(DataType::kINT64) : std::nullopt;
    default: return std::nullopt;
    }
}

HeldWeights fromBuffer(nb::handle array)
{
    nb::object contiguous = nb::borrow(array);
    Py_buffer buffer{};
    if (PyObject_GetBuffer(contiguous.ptr(), &buffer, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT) != 0)
    {
        PyErr_Clear();
        contiguous = nb::module_::import_("numpy").attr("ascontiguousarray")(array);
        if (PyObject_GetBuffer(contiguous.ptr(), &buffer, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT) != 0)
        {
            throw nb::python_error();
        }
    }
    std::optional<DataType> const type = typeOfFormat(buffer.format, buffer.itemsize);
    std::string const format = buffer.format == nullptr ? "B" : buffer.format;
    HeldWeights held{
        {type.value_or(DataType::kFLOAT), buffer.buf, buffer.len / std::max<Py_ssize_t>(buffer.itemsize, 1)},
        contiguous};
    // The array itself keeps the memory: a NumPy array does not move.
    PyBuffer_Release(&buffer);
    if (!type)
    {
        throw nb::type_error((
            "weights: expected float32, float16, int8, uint8, int32, int64 or bool elements, found the buffer format \""
            + format + "\"; convert the array with astype")
                                 .c_str());
    }
    return held;
}

//! How many bytes elements take; two of 4 bits share one.
std::int64_t bytesOf(DataType type, std::int64_t count)
{
    switch (type)
    {
    case DataType::kFLOAT:
    case DataType::kINT32: return 4 * count;
    case DataType::kHALF:
    case DataType::kBF16: return 2 * count;
    case DataType::kINT64: return 8 * count;
    case DataType::kINT4:
    case DataType::kFP4: return (count + 1) / 2;
    default: return count;
    }
}

//! A NumPy array over the weights, or their bits where NumPy has no such type: uint16 for bfloat16, else bytes.
nb::object asArray(HeldWeights const& held)
{
    nb::module_ const numpy = nb::module_::import_("numpy");
    char const* name = nullptr;
    switch (held.view.type)
    {
    case DataType::kFLOAT: name = "float32"; break;
    case DataType::kHALF: name = "float16"; break;
    case DataType::kINT8: name = "int8"; break;
    case DataType::kUINT8: name = "uint8"; break;
    case DataType::kINT32: name = "int32"; break;
    case DataType::kINT64: name = "int64"; break;
    case DataType::kBOOL: name = "bool"; break;
    case DataType::kBF16: name = "uint16"; break;
    default: name = "uint8"; break;
    }
    std::int64_t const bytes = bytesOf(held.view.type, held.view.count);
    if (bytes == 0)
    {
        return numpy.attr("zeros")(0, name);
    }
    nb::object const memory = nb::steal(PyMemoryView_FromMemory(
        static_cast<char*>(const_cast<void*>(held.view.values)), static_cast<Py_ssize_t>(bytes), PyBUF_READ));
    return numpy.attr("frombuffer")(memory, name);
}

} // namespace

void keepWith(nb::handle keeper, nb::handle kept)
{
    // By the policy that nanobind offers for a function's arguments. The function lives as long as the process: objects of Python may be
    // gone when the library's statics end.
    static auto* const keep = new nb::object(nb::cpp_function([](nb::handle, nb::handle) {}, nb::keep_alive<1, 2>()));
    (*keep)(keeper, kept);
}

HeldWeights holdWeights(nb::handle value)
{
    if (value.is_none())
    {
        return {};
    }
    if (nb::isinstance<HeldWeights>(value))
    {
        return nb::cast<HeldWeights&>(value);
    }
    if (PyObject_CheckBuffer(value.ptr()) == 0)
    {
        throw nb::type_error(
            ("weights: expected None, a Weights or an array with the buffer protocol (a NumPy array), found "
                + nameOfType(value))
                .c_str());
    }
    return fromBuffer(value);
}

nvinfer1::Weights weightsOf(nb::handle value, nb::handle keeper)
{
    HeldWeights const held = holdWeights(value);
    if (held.owner.is_valid())
    {
        keepWith(keeper, held.owner);
    }
    return held.view;
}

void bindWeights(nb::module_& m)
{
    Documented<HeldWeights>(
        m, "Weights", "Constant values of a layer: an array's elements and their type. Holds the array.")
        .def("__init__", [](HeldWeights* self) { new (self) HeldWeights{}; })
        .def(
            "__init__",
            [](HeldWeights* self, nvinfer1::DataType type) {
                new (self) HeldWeights{{type, nullptr, 0}, {}};
            },
            nb::arg("type") = nvinfer1::DataType::kFLOAT)
        .def(
            "__init__",
            [](HeldWeights* self, nvinfer1::DataType type, std::uintptr_t address, std::int64_t count) {
                new (self) HeldWeights{{type, pointerOf<void const*>(address), count}, {}};
            },
            nb::arg("type"), nb::arg("ptr"), nb::arg("count"),
            "Over memory that stays valid as long as what the weights are given to.")
        .def(
            "__init__", [](HeldWeights* self, nb::object array) { new (self) HeldWeights(holdWeights(array)); },
            nb::arg("a").none())
        .def_prop_ro("dtype", [](HeldWeights const& held) { return held.view.type; })
        .def_prop_ro("size", [](HeldWeights const& held) { return held.view.count; })
        .def_prop_ro("nbytes", [](HeldWeights const& held) { return bytesOf(held.view.type, held.view.count); })
        .def(
            "numpy", [](HeldWeights const& self) { return asArray(self); },
            "A NumPy array over the same memory, read-only; valid as long as this object.")
        .def("__len__", [](HeldWeights const& held) { return held.view.count; });
}

} // namespace tenon::python
