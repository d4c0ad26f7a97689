//! \file
//! Calls from the library into Python objects: with the GIL, and with no exception out of them.
#pragma once

#include "binding.h"

#include <exception>
#include <new>

namespace tenon::python
{

//! What `call` returns, or `failure` where it raises (the exception goes to sys.unraisablehook) or the interpreter ends. Any thread.
template <typename Result, typename Call>
Result guarded(char const* where, Result failure, Call call) noexcept
{
    EnteredPython const entered;
    if (!entered)
    {
        return failure;
    }
    try
    {
        return call();
    }
    catch (nb::python_error& error)
    {
        reportUnraisable(error, where);
    }
    catch (std::exception const& error)
    {
        reportUnraisable(error, where);
    }
    return failure;
}

template <typename Call>
void guardedVoid(char const* where, Call call) noexcept
{
    guarded(where, 0, [&] {
        call();
        return 0;
    });
}

//! The Python object of a C++ object whose class Python code derives from.
template <typename Class>
nb::object pythonOf(Class const* object)
{
    return nb::find(*object);
}

//! A method that the derived class has to write: it raises NotImplementedError.
template <typename Class>
void bindToWrite(Class& type, char const* name, char const* doc)
{
    std::string const who = nb::cast<std::string>(nb::str(type.attr("__name__"))) + "." + name;
    type.def(
        name,
        [who](nb::handle, nb::args) {
            PyErr_Format(PyExc_NotImplementedError, "%s: expected a class that writes it, found none", who.c_str());
            throw nb::python_error();
        },
        doc);
}

} // namespace tenon::python
