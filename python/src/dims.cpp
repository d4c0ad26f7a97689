// Dims, its subclasses and Permutation as Python sequences.
#include "binding.h"

#include <algorithm>

namespace tenon::python
{

namespace
{

constexpr std::int64_t kMaxDims = nvinfer1::Dims::MAX_DIMS;

nvinfer1::Dims dimsFrom(nb::handle values)
{
    nvinfer1::Dims dims{};
    std::size_t const count = nb::len(values);
    if (count > static_cast<std::size_t>(kMaxDims))
    {
        throw nb::value_error(("Dims: expected at most 8 dimensions, found " + std::to_string(count)).c_str());
    }
    for (std::size_t i = 0; i < count; ++i)
    {
        dims.d[i] = nb::cast<std::int64_t>(values[i]);
    }
    dims.nbDims = static_cast<std::int32_t>(count);
    return dims;
}

std::size_t indexIn(nvinfer1::Dims const& dims, std::int64_t index)
{
    std::int64_t const at = index < 0 ? index + dims.nbDims : index;
    if (at < 0 || at >= dims.nbDims)
    {
        throw nb::index_error(
            ("Dims: expected an index below " + std::to_string(dims.nbDims) + ", found " + std::to_string(index))
                .c_str());
    }
    return static_cast<std::size_t>(at);
}

nb::tuple asTuple(nvinfer1::Dims const& dims)
{
    nb::list values;
    for (std::int32_t i = 0; i < dims.nbDims; ++i)
    {
        values.append(dims.d[i]);
    }
    return nb::tuple(values);
}

template <typename Fixed, typename Base>
void bindFixed(nb::module_& m, char const* name, std::size_t count, char const* doc)
{
    Documented<Fixed, Base>(m, name, doc).def("__init__", [count, name](Fixed* self, nb::args values) {
        nb::object const given =
            nb::len(values) == 1 && !nb::isinstance<nb::int_>(values[0]) ? nb::borrow(values[0]) : nb::object(values);
        if (nb::len(given) != count && nb::len(given) != 0)
        {
            throw nb::value_error((std::string(name) + ": expected " + std::to_string(count) + " dimensions, found "
                + std::to_string(nb::len(given)))
                                      .c_str());
        }
        auto* const fixed = new (self) Fixed();
        nvinfer1::Dims const dims = dimsFrom(given);
        if (dims.nbDims != 0)
        {
            static_cast<nvinfer1::Dims&>(*fixed) = dims;
        }
    });
    nb::implicitly_convertible<nb::tuple, Fixed>();
    nb::implicitly_convertible<nb::list, Fixed>();
}

//! A property for the element at an index.
nb::object placeOf(std::int32_t index, char const* doc)
{
    nb::object const get =
        nb::cpp_function([index](nvinfer1::Dims const& self) { return self.d[index]; }, nb::is_method());
    nb::object const set =
        nb::cpp_function([index](nvinfer1::Dims& self, std::int64_t value) { self.d[index] = value; }, nb::is_method());
    return nb::module_::import_("builtins").attr("property")(get, set, nb::none(), doc);
}

} // namespace

void bindDims(nb::module_& m)
{
    using nvinfer1::Dims;
    Documented<Dims>(
        m, "Dims", "A shape: up to 8 dimensions, -1 for one that is not known yet. Works wherever a tuple does.")
        .def("__init__", [](Dims* self) { new (self) Dims{}; })
        .def(
            "__init__", [](Dims* self, nb::sequence values) { new (self) Dims(dimsFrom(values)); }, nb::arg("shape"))
        .def("__len__", [](Dims const& dims) { return std::max(dims.nbDims, 0); })
        .def("__getitem__", [](Dims const& dims, std::int64_t index) { return dims.d[indexIn(dims, index)]; })
        .def("__getitem__",
            [](Dims const& dims, nb::slice part) { return nb::object(nb::handle(asTuple(dims))[nb::handle(part)]); })
        .def("__setitem__",
            [](Dims& dims, std::int64_t index, std::int64_t value) { dims.d[indexIn(dims, index)] = value; })
        .def("__iter__", [](Dims const& dims) { return nb::iter(asTuple(dims)); })
        .def("__eq__",
            [](Dims const& dims, nb::handle other) {
                if (!nb::isinstance<Dims>(other) && !nb::isinstance<nb::sequence>(other))
                {
                    return false;
                }
                return asTuple(dims).equal(nb::tuple(nb::borrow(other)));
            })
        .def("__hash__", [](Dims const& dims) { return nb::hash(asTuple(dims)); })
        .def("__repr__", [](Dims const& dims) { return std::string(nb::repr(asTuple(dims)).c_str()); })
        .def("__add__",
            [](Dims const& dims, nb::handle other) { return nb::object(asTuple(dims) + nb::tuple(nb::borrow(other))); })
        .def("__reduce__",
            [](Dims const& dims) { return nb::make_tuple(nb::type<Dims>(), nb::make_tuple(asTuple(dims))); })
        .def(
            "numel",
            [](Dims const& dims) {
                std::int64_t count = 1;
                for (std::int32_t i = 0; i < dims.nbDims; ++i)
                {
                    count *= dims.d[i];
                }
                return count;
            },
            "The product of the dimensions; 1 for none.")
        .def_prop_ro_static("MAX_DIMS", [](nb::handle) { return kMaxDims; });
    nb::implicitly_convertible<nb::tuple, Dims>();
    nb::implicitly_convertible<nb::list, Dims>();
    bindFixed<nvinfer1::Dims2, Dims>(m, "Dims2", 2, "Two dimensions.");
    bindFixed<nvinfer1::DimsHW, nvinfer1::Dims2>(m, "DimsHW", 2, "Height and width.");
    nb::setattr(m.attr("DimsHW"), "h", placeOf(0, "The height."));
    nb::setattr(m.attr("DimsHW"), "w", placeOf(1, "The width."));
    bindFixed<nvinfer1::Dims3, Dims>(m, "Dims3", 3, "Three dimensions.");
    bindFixed<nvinfer1::Dims4, Dims>(m, "Dims4", 4, "Four dimensions.");

    using nvinfer1::Permutation;
    Documented<Permutation>(m, "Permutation", "Where each dimension of a transposed tensor comes from.")
        .def("__init__", [](Permutation* self) { new (self) Permutation{}; })
        .def(
            "__init__",
            [](Permutation* self, nb::sequence order) {
                auto* const permutation = new (self) Permutation{};
                Dims const dims = dimsFrom(order);
                for (std::int32_t i = 0; i < dims.nbDims; ++i)
                {
                    permutation->order[i] = static_cast<std::int32_t>(dims.d[i]);
                }
            },
            nb::arg("order"))
        .def("__len__", [](Permutation const&) { return kMaxDims; })
        .def("__getitem__",
            [](Permutation const& permutation, std::int64_t index) {
                if (index < 0 || index >= kMaxDims)
                {
                    throw nb::index_error("Permutation: expected an index from 0 to 7");
                }
                return permutation.order[index];
            })
        .def("__setitem__", [](Permutation& permutation, std::int64_t index, std::int32_t value) {
            if (index < 0 || index >= kMaxDims)
            {
                throw nb::index_error("Permutation: expected an index from 0 to 7");
            }
            permutation.order[index] = value;
        });
    nb::implicitly_convertible<nb::tuple, Permutation>();
    nb::implicitly_convertible<nb::list, Permutation>();
}

} // namespace tenon::python
