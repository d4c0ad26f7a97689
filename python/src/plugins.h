//! \file
//! Plugins as Python holds them: those written in C++ by their pointer, those written in Python through an object that calls them.
#pragma once

#include "binding.h"

#include <memory>

namespace tenon::python
{

//! A plugin of a library, never null. Those of Python are objects of classes that derive from trt.IPluginV2DynamicExt or trt.IPluginV3.
struct PluginV2
{
    nvinfer1::IPluginV2* plugin;
    bool owned;

    PluginV2(nvinfer1::IPluginV2* made, bool owns)
        : plugin(made)
        , owned(owns)
    {
    }
    PluginV2(PluginV2 const&) = delete;
    PluginV2& operator=(PluginV2 const&) = delete;
    ~PluginV2()
    {
        if (owned)
        {
            plugin->destroy();
        }
    }
};
struct PluginV2Ext : PluginV2
{
    using PluginV2::PluginV2;
};
struct PluginV2DynamicExt : PluginV2Ext
{
    using PluginV2Ext::PluginV2Ext;
};

struct PluginV3
{
    nvinfer1::IPluginV3* plugin;
    bool owned;

    PluginV3(nvinfer1::IPluginV3* made, bool owns)
        : plugin(made)
        , owned(owns)
    {
    }
    PluginV3(PluginV3 const&) = delete;
    PluginV3& operator=(PluginV3 const&) = delete;
    ~PluginV3()
    {
        if (owned)
        {
            delete plugin;
        }
    }
};

//! A C++ face of a Python plugin for the library, which frees it: with destroy(), and with delete. \throw nb::type_error where the
//! object is no plugin of that kind.
nvinfer1::IPluginV2* makePythonPluginV2(nb::handle plugin);
nvinfer1::IPluginV3* makePythonPluginV3(nb::handle plugin);

//! The plugin behind a Python object for the time of a call, or for the library to keep where `keep` is told.
using LentPluginV2 = std::unique_ptr<nvinfer1::IPluginV2, void (*)(nvinfer1::IPluginV2*)>;
using LentPluginV3 = std::unique_ptr<nvinfer1::IPluginV3, void (*)(nvinfer1::IPluginV3*)>;
LentPluginV2 lendPluginV2(nb::handle plugin);
LentPluginV3 lendPluginV3(nb::handle plugin);

//! A plugin of the library as a Python object of the class of its generation; owned if `owned`. None for null.
nb::object wrapPluginV2(nvinfer1::IPluginV2* plugin, bool owned);
nb::object wrapPluginV3(nvinfer1::IPluginV3* plugin, bool owned);

//! The Python object of a resource that the registry keeps; None for null and for those of C++.
nb::object pythonResourceOf(nvinfer1::IPluginResource* resource);

//! Fields from Python's trt.PluginFieldCollection (or any sequence of PluginField), valid as long as this object.
class FieldsFromPython
{
public:
    explicit FieldsFromPython(nb::handle fields);
    nvinfer1::PluginFieldCollection const& collection() const { return collection_; }

private:
    std::vector<nb::object> kept_;
    std::vector<nvinfer1::PluginField> fields_;
    nvinfer1::PluginFieldCollection collection_{0, nullptr};
};

//! A trt.PluginFieldCollection with copies of the fields' values.
nb::object fieldsToPython(nvinfer1::PluginFieldCollection const* fields);

} // namespace tenon::python
