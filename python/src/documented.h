//! \file
//! Classes whose members get the docstrings of docs.inc, where the binding gives none.
#pragma once

#include <nanobind/nanobind.h>

#include <string>
#include <type_traits>
#include <utility>

namespace tenon::python
{

//! The docstring of a class's member, "" where there is none. The text lives as long as the process.
char const* docOf(std::string const& className, char const* member);

//! nanobind's class_, with docstrings. \tparam Bound as of class_: the class, and its base and trampoline.
template <typename... Bound>
class Documented : public nanobind::class_<Bound...>
{
public:
    using Base = nanobind::class_<Bound...>;

    template <typename... Extra>
    Documented(nanobind::handle scope, char const* name, Extra const&... extra)
        : Base(scope, name, extra...)
        , name_(name)
    {
    }

    template <typename Function, typename... Extra>
    Documented& def(char const* name, Function&& function, Extra const&... extra)
    {
        if constexpr (isDocumented<Extra...>())
        {
            Base::def(name, std::forward<Function>(function), extra...);
        }
        else
        {
            Base::def(name, std::forward<Function>(function), extra..., docOf(name_, name));
        }
        return *this;
    }
    //! Constructors and the like: nanobind's init and new_, whatever they derive from.
    template <typename Definition, typename... Extra,
        typename = std::enable_if_t<!std::is_convertible_v<Definition&&, char const*>>>
    Documented& def(Definition&& definition, Extra const&... extra)
    {
        Base::def(std::forward<Definition>(definition), extra...);
        return *this;
    }
    template <typename Function, typename... Extra>
    Documented& def_static(char const* name, Function&& function, Extra const&... extra)
    {
        Base::def_static(name, std::forward<Function>(function), extra...);
        return *this;
    }
    template <typename Getter, typename Setter, typename... Extra>
    Documented& def_prop_rw(char const* name, Getter&& getter, Setter&& setter, Extra const&... extra)
    {
        if constexpr (isDocumented<Extra...>())
        {
            Base::def_prop_rw(name, std::forward<Getter>(getter), std::forward<Setter>(setter), extra...);
        }
        else
        {
            Base::def_prop_rw(
                name, std::forward<Getter>(getter), std::forward<Setter>(setter), extra..., docOf(name_, name));
        }
        return *this;
    }
    template <typename Getter, typename... Extra>
    Documented& def_prop_ro(char const* name, Getter&& getter, Extra const&... extra)
    {
        if constexpr (isDocumented<Extra...>())
        {
            Base::def_prop_ro(name, std::forward<Getter>(getter), extra...);
        }
        else
        {
            Base::def_prop_ro(name, std::forward<Getter>(getter), extra..., docOf(name_, name));
        }
        return *this;
    }
    template <typename Getter, typename... Extra>
    Documented& def_prop_ro_static(char const* name, Getter&& getter, Extra const&... extra)
    {
        Base::def_prop_ro_static(name, std::forward<Getter>(getter), extra...);
        return *this;
    }
    template <typename Class, typename Value, typename... Extra>
    Documented& def_rw(char const* name, Value Class::*member, Extra const&... extra)
    {
        if constexpr (isDocumented<Extra...>())
        {
            Base::def_rw(name, member, extra...);
        }
        else
        {
            Base::def_rw(name, member, extra..., docOf(name_, name));
        }
        return *this;
    }

private:
    template <typename... Extra>
    static constexpr bool isDocumented()
    {
        return (std::is_convertible_v<Extra const&, char const*> || ...);
    }

    std::string name_;
};

} // namespace tenon::python
