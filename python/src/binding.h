//! \file
//! What the sources of the Python module share: names, conversions of arrays to weights, and the rules of ownership.
//!
//! Rules: what a factory makes is owned by its Python object and keeps its maker alive; tensors and layers belong to their network,
//! which their Python objects keep alive; arrays given as weights live as long as the object that they were given to. Calls that may take
//! long (builds, parsing, loading, inference) release the GIL.
#pragma once

#include <NvInfer.h>
#include <NvInferPlugin.h>
#include <NvOnnxParser.h>

#include <impl/NvInferLegacyTables.h>

#include "documented.h"
#include "gil.h"

#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace nb = nanobind;

//! A layer's Python class follows from its kind.
namespace nanobind::detail
{
template <>
struct type_hook<nvinfer1::ILayer>
{
    static std::type_info const* get(nvinfer1::ILayer const* layer);
};
} // namespace nanobind::detail

namespace tenon::python
{

void bindEnums(nb::module_& m);
void bindDims(nb::module_& m);
void bindWeights(nb::module_& m);
void bindCallbacks(nb::module_& m);
void bindTensors(nb::module_& m);
void bindLayers(nb::module_& m);
void bindControlFlow(nb::module_& m);
void bindNetwork(nb::module_& m);
void bindBuilder(nb::module_& m);
void bindRuntime(nb::module_& m);
void bindContext(nb::module_& m);
void bindInspection(nb::module_& m);
void bindParser(nb::module_& m);
void bindPlugins(nb::module_& m);
void bindPythonPlugins(nb::module_& m);
void bindExtensions(nb::module_& m);
void bindArrays(nb::module_& m);
void bindCalibrators(nb::module_& m);
void bindAlgorithmSelector(nb::module_& m);

//! Weights as Python holds them: the view, and the array behind it.
struct HeldWeights
{
    nvinfer1::Weights view{nvinfer1::DataType::kFLOAT, nullptr, 0};
    nb::object owner;
};

//! None (no weights), a Weights, or an array of one of the types that weights have (float32, float16, int8, uint8, int32, int64, bool).
//! Arrays that are not contiguous are copied. The array lives as long as `keeper`. \throw nb::type_error for anything else.
nvinfer1::Weights weightsOf(nb::handle value, nb::handle keeper);
HeldWeights holdWeights(nb::handle value);

//! Keeps `kept` alive as long as `keeper`, an object of one of the module's classes.
void keepWith(nb::handle keeper, nb::handle kept);

//! A stream, event or address as Python gives it: an integer.
template <typename Pointer>
Pointer pointerOf(std::uintptr_t value)
{
    return reinterpret_cast<Pointer>(value);
}
inline std::uintptr_t addressOf(void const* pointer)
{
    return reinterpret_cast<std::uintptr_t>(pointer);
}

//! A text, or None where it is null.
inline nb::object textOf(char const* text)
{
    return text == nullptr ? nb::none() : nb::object(nb::str(text));
}

//! The table of what releases 7 and 8 had besides. A face of the API holds its table of virtual functions and then the pointer
//! to what stands behind it.
template <typename Table, typename Face>
Table& legacyOf(Face const& face, nvinfer1::apiv::legacy::TableKind kind)
{
    void* const behind = reinterpret_cast<void* const*>(&face)[1];
    return *static_cast<Table*>(tenonLegacyTable(behind, static_cast<std::int32_t>(kind)));
}

//! Bytes that the library made, given to Python as an object with the buffer protocol. See `bindRuntime`.
using HostMemory = std::unique_ptr<nvinfer1::IHostMemory>;

//! What a constructor made. \throw std::runtime_error where that failed.
template <typename Class>
std::unique_ptr<Class> made(Class* object, char const* what)
{
    if (object == nullptr)
    {
        throw std::runtime_error(std::string(what) + ": could not be made; the logger says why");
    }
    return std::unique_ptr<Class>(object);
}

//! `with x as y:` does what it does for files: y is x. What x holds goes when the last reference does.
template <typename Class>
void bindWith(Class& type)
{
    type.def("__enter__", [](nb::handle self) { return nb::borrow(self); });
    type.def(
        "__exit__", [](nb::handle, nb::handle, nb::handle, nb::handle) {}, nb::arg().none(), nb::arg().none(),
        nb::arg().none());
}

//! Says that a Python exception was raised where none can be passed on: to sys.unraisablehook, with the place.
void reportUnraisable(nb::python_error& error, char const* where) noexcept;
void reportUnraisable(std::exception const& error, char const* where) noexcept;

} // namespace tenon::python
