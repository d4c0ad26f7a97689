//! \file
//! Properties over pairs of methods getX and setX, as Python has them.
#pragma once

#include "binding.h"

//! A property `name` over Class::get##Method and Class::set##Method.
#define TENON_PROPERTY(Class, name, Method)                                                                            \
    def_prop_rw(                                                                                                       \
        name, [](Class& self) { return self.get##Method(); },                                                          \
        [](Class& self, decltype(self.get##Method()) value) { self.set##Method(value); })

//! The same for weights: arrays may be given, and live as long as the layer's Python object, which its network keeps.
#define TENON_WEIGHTS_PROPERTY(Class, name, Method)                                                                    \
    def_prop_rw(                                                                                                       \
        name,                                                                                                          \
        [](Class& self) {                                                                                              \
            return HeldWeights{self.get##Method(), {}};                                                                \
        },                                                                                                             \
        [](nb::handle self, nb::object value) { nb::cast<Class&>(self).set##Method(weightsOf(value, self)); },         \
        nb::for_setter(nb::arg("value").none()))

//! A property that is read only.
#define TENON_READONLY(Class, name, Method) def_prop_ro(name, [](Class& self) { return self.Method(); })
