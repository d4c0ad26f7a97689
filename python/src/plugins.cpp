// Plugins of the library, their fields and creators, and the registry.
#include "plugins.h"
#include "bytes_view.h"
#include "properties.h"

#include <tenon/plugin_lookup.h>

#include <cstring>

namespace tenon::python
{

namespace
{

using namespace nvinfer1;

// ---- fields

//! A field as Python has it: a name, a type, and an array (or bytes) of values.
struct Field
{
    std::string name;
    nb::object data;
    PluginFieldType type{PluginFieldType::kUNKNOWN};
};

std::optional<PluginFieldType> fieldTypeOf(DataType type)
{
    switch (type)
    {
    case DataType::kFLOAT: return PluginFieldType::kFLOAT32;
    case DataType::kHALF: return PluginFieldType::kFLOAT16;
    case DataType::kINT8: return PluginFieldType::kINT8;
    case DataType::kINT32: return PluginFieldType::kINT32;
    case DataType::kINT64: return PluginFieldType::kINT64;
    default: return std::nullopt;
    }
}

std::int64_t bytesOfElement(PluginFieldType type)
{
    switch (type)
    {
    case PluginFieldType::kFLOAT64:
    case PluginFieldType::kINT64: return 8;
    case PluginFieldType::kFLOAT32:
    case PluginFieldType::kINT32: return 4;
    case PluginFieldType::kFLOAT16:
    case PluginFieldType::kBF16:
    case PluginFieldType::kINT16: return 2;
    case PluginFieldType::kDIMS: return sizeof(Dims);
    default: return 1;
    }
}

char const* numpyNameOf(PluginFieldType type)
{
    switch (type)
    {
    case PluginFieldType::kFLOAT64: return "float64";
    case PluginFieldType::kINT64: return "int64";
    case PluginFieldType::kFLOAT32: return "float32";
    case PluginFieldType::kINT32: return "int32";
    case PluginFieldType::kFLOAT16: return "float16";
    case PluginFieldType::kBF16: return "uint16";
    case PluginFieldType::kINT16: return "int16";
    case PluginFieldType::kINT8: return "int8";
    default: return "uint8";
    }
}

//! Of an array whose type is not told: as its elements are.
PluginFieldType typeOfArray(nb::handle data)
{
    if (nb::isinstance<nb::bytes>(data) || nb::isinstance<nb::str>(data))
    {
        return PluginFieldType::kCHAR;
    }
    Py_buffer buffer{};
    if (PyObject_GetBuffer(data.ptr(), &buffer, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT) != 0)
    {
        throw nb::python_error();
    }
    std::string const format = buffer.format == nullptr ? "B" : buffer.format;
    PyBuffer_Release(&buffer);
    if (format == "d")
    {
        return PluginFieldType::kFLOAT64;
    }
    if (format == "h")
    {
        return PluginFieldType::kINT16;
    }
    return fieldTypeOf(holdWeights(data).view.type).value_or(PluginFieldType::kUNKNOWN);
}

//! A copy of a field's values as Python has them: None, text for kCHAR, else a NumPy array.
nb::object dataOf(PluginField const& field)
{
    std::int64_t const bytes = static_cast<std::int64_t>(field.length) * bytesOfElement(field.type);
    if (field.data == nullptr || bytes <= 0)
    {
        return nb::none();
    }
    nb::bytes const copy(static_cast<char const*>(field.data), static_cast<std::size_t>(bytes));
    if (field.type == PluginFieldType::kCHAR)
    {
        return copy;
    }
    return nb::module_::import_("numpy").attr("frombuffer")(copy, numpyNameOf(field.type));
}

void bindFields(nb::module_& m)
{
    Documented<Field>(
        m, "PluginField", "A plugin's parameter: its name, its values (an array, bytes or text) and their type.")
        .def(
            "__init__",
            [](Field* self, std::string name, nb::object data, PluginFieldType type) {
                if (type == PluginFieldType::kUNKNOWN && !data.is_none())
                {
                    type = typeOfArray(data);
                }
                new (self) Field{std::move(name), std::move(data), type};
            },
            nb::arg("name") = "", nb::arg("data").none() = nb::none(), nb::arg("type") = PluginFieldType::kUNKNOWN)
        .def_rw("name", &Field::name)
        .def_rw("data", &Field::data, nb::for_setter(nb::arg("data").none()))
        .def_rw("type", &Field::type)
        .def_prop_ro("size",
            [](Field const& self) {
                HeldWeights const held =
                    nb::isinstance<nb::str>(self.data) ? HeldWeights{{}, self.data} : holdWeights(self.data);
                return nb::isinstance<nb::str>(self.data) ? static_cast<std::int64_t>(nb::len(self.data))
                                                          : held.view.count;
            })
        .def("__repr__", [](Field const& self) {
            return "PluginField(" + self.name + ", " + nb::cast<std::string>(nb::repr(self.data)) + ")";
        });
}

} // namespace

FieldsFromPython::FieldsFromPython(nb::handle fields)
{
    if (!fields.is_none())
    {
        kept_.reserve(nb::len(fields) * 2);
        for (nb::handle item : nb::iter(fields))
        {
            auto const& field = nb::cast<Field const&>(item);
            kept_.push_back(nb::borrow(item));
            Py_buffer buffer{};
            nb::object data = nb::isinstance<nb::str>(field.data) ? field.data.attr("encode")() : field.data;
            if (data.is_none())
            {
                fields_.emplace_back(field.name.c_str(), nullptr, field.type, 0);
                continue;
            }
            if (PyObject_GetBuffer(data.ptr(), &buffer, PyBUF_C_CONTIGUOUS) != 0)
            {
                PyErr_Clear();
                data = nb::module_::import_("numpy").attr("ascontiguousarray")(data);
                if (PyObject_GetBuffer(data.ptr(), &buffer, PyBUF_C_CONTIGUOUS) != 0)
                {
                    throw nb::python_error();
                }
            }
            auto const length = static_cast<std::int32_t>(buffer.len / bytesOfElement(field.type));
            fields_.emplace_back(field.name.c_str(), buffer.buf, field.type, length);
            PyBuffer_Release(&buffer);
            kept_.push_back(std::move(data));
        }
    }
    collection_.nbFields = static_cast<std::int32_t>(fields_.size());
    collection_.fields = fields_.data();
}

nb::object fieldsToPython(PluginFieldCollection const* fields)
{
    nb::list copies;
    for (std::int32_t i = 0; fields != nullptr && i < fields->nbFields; ++i)
    {
        PluginField const& field = fields->fields[i];
        copies.append(nb::cast(Field{field.name == nullptr ? "" : field.name, dataOf(field), field.type}));
    }
    return nb::module_::import_("tenon").attr("PluginFieldCollection")(copies);
}

// ---- plugins

namespace
{

std::uint8_t generationOf(IPluginV2 const& plugin)
{
    return static_cast<std::uint8_t>(static_cast<std::uint32_t>(plugin.getTensorRTVersion()) >> 24U);
}

template <typename Wrapper>
nb::object wrap(IPluginV2* plugin, bool owned)
{
    return nb::cast(new Wrapper(plugin, owned), nb::rv_policy::take_ownership);
}

nb::bytes serialized(IPluginV2 const& plugin)
{
    std::string bytes(plugin.getSerializationSize(), '\0');
    plugin.serialize(bytes.data());
    return nb::bytes(bytes.data(), bytes.size());
}

void bindV2(nb::module_& m)
{
    Documented<PluginV2>(m, "LibraryPluginV2", "A plugin of the V2 family of a library.")
        .def_prop_ro("num_outputs", [](PluginV2 const& self) { return self.plugin->getNbOutputs(); })
        .def_prop_ro("tensorrt_version", [](PluginV2 const& self) { return self.plugin->getTensorRTVersion(); })
        .def_prop_ro("plugin_type", [](PluginV2 const& self) { return textOf(self.plugin->getPluginType()); })
        .def_prop_ro("plugin_version", [](PluginV2 const& self) { return textOf(self.plugin->getPluginVersion()); })
        .def_prop_rw(
            "plugin_namespace", [](PluginV2 const& self) { return textOf(self.plugin->getPluginNamespace()); },
            [](PluginV2& self, char const* name) { self.plugin->setPluginNamespace(name); })
        .def_prop_ro("serialization_size", [](PluginV2 const& self) { return self.plugin->getSerializationSize(); })
        .def("serialize", [](PluginV2 const& self) { return serialized(*self.plugin); })
        .def("clone", [](PluginV2 const& self) { return wrapPluginV2(self.plugin->clone(), true); })
        .def("initialize", [](PluginV2& self) { return self.plugin->initialize(); })
        .def("terminate", [](PluginV2& self) { self.plugin->terminate(); })
        .def(
            "destroy", [](PluginV2&) {}, "Nothing: a plugin goes with its Python object.")
        .def(
            "get_output_shape",
            [](PluginV2 const& self, std::int32_t index, std::vector<Dims> const& inputs) {
                return self.plugin->getOutputDimensions(index, inputs.data(), static_cast<std::int32_t>(inputs.size()));
            },
            nb::arg("index"), nb::arg("inputs"), "For plugins of static shapes.")
        .def(
            "supports_format",
            [](PluginV2 const& self, DataType type, TensorFormat format) {
                return self.plugin->supportsFormat(type, format);
            },
            nb::arg("dtype"), nb::arg("format"))
        .def(
            "get_workspace_size",
            [](PluginV2 const& self, std::int32_t batch) { return self.plugin->getWorkspaceSize(batch); },
            nb::arg("max_batch_size"));
    Documented<PluginV2Ext, PluginV2>(m, "LibraryPluginV2Ext", "A plugin with output types of its own of a library.")
        .def(
            "get_output_data_type",
            [](PluginV2Ext const& self, std::int32_t index, std::vector<DataType> const& types) {
                auto const& plugin = static_cast<IPluginV2Ext const&>(*self.plugin);
                return plugin.getOutputDataType(index, types.data(), static_cast<std::int32_t>(types.size()));
            },
            nb::arg("index"), nb::arg("input_types"));
    Documented<PluginV2DynamicExt, PluginV2Ext>(
        m, "LibraryPluginV2DynamicExt", "A plugin of dynamic shapes of a library.");
}

void bindV3(nb::module_& m)
{
    Documented<PluginV3>(m, "LibraryPluginV3", "A plugin of the V3 interface of a library.")
        .def("clone", [](PluginV3& self) { return wrapPluginV3(self.plugin->clone(), true); });
}

} // namespace

nb::object wrapPluginV2(IPluginV2* plugin, bool owned)
{
    if (plugin == nullptr)
    {
        return nb::none();
    }
    switch (generationOf(*plugin))
    {
    case 0: return wrap<PluginV2>(plugin, owned);
    case 3: return wrap<PluginV2DynamicExt>(plugin, owned);
    default: return wrap<PluginV2Ext>(plugin, owned);
    }
}

nb::object wrapPluginV3(IPluginV3* plugin, bool owned)
{
    return plugin == nullptr ? nb::none() : nb::cast(new PluginV3(plugin, owned), nb::rv_policy::take_ownership);
}

LentPluginV2 lendPluginV2(nb::handle plugin)
{
    if (nb::isinstance<PluginV2>(plugin))
    {
        return {nb::cast<PluginV2&>(plugin).plugin, [](IPluginV2*) {}};
    }
    return {makePythonPluginV2(plugin), [](IPluginV2* face) { face->destroy(); }};
}

LentPluginV3 lendPluginV3(nb::handle plugin)
{
    if (nb::isinstance<PluginV3>(plugin))
    {
        return {nb::cast<PluginV3&>(plugin).plugin, [](IPluginV3*) {}};
    }
    return {makePythonPluginV3(plugin), [](IPluginV3* face) { delete face; }};
}

// ---- creators and the registry

namespace
{

//! A creator that the library or a plugin library registered.
struct Creator
{
    IPluginCreatorInterface* creator{nullptr};
};
struct CreatorV1 : Creator
{};
struct CreatorV3 : Creator
{};

bool isKind(IPluginCreatorInterface const& creator, char const* kind)
{
    return std::strcmp(creator.getInterfaceInfo().kind, kind) == 0;
}

nb::object wrapCreator(IPluginCreatorInterface* creator)
{
    if (creator == nullptr)
    {
        return nb::none();
    }
    // A creator written in Python is its own object.
    nb::object const known =
        nb::module_::import_("tenon").attr("_creators").attr("get")(addressOf(creator), nb::none());
    if (!known.is_none())
    {
        return known;
    }
    if (isKind(*creator, "PLUGIN CREATOR_V1"))
    {
        auto* const wrapper = new CreatorV1;
        wrapper->creator = creator;
        return nb::cast(wrapper, nb::rv_policy::take_ownership);
    }
    auto* const wrapper = new CreatorV3;
    wrapper->creator = creator;
    return nb::cast(wrapper, nb::rv_policy::take_ownership);
}

IPluginCreator& v1(CreatorV1 const& self)
{
    return *static_cast<IPluginCreator*>(self.creator);
}
IPluginCreatorV3One& v3(CreatorV3 const& self)
{
    return *static_cast<IPluginCreatorV3One*>(self.creator);
}

void bindCreators(nb::module_& m)
{
    Documented<Creator>(m, "RegisteredCreator", "A creator of a library.");
    Documented<CreatorV1, Creator>(m, "RegisteredCreatorV1", "A creator of plugins of the V2 family.")
        .def_prop_ro("name", [](CreatorV1 const& self) { return textOf(v1(self).getPluginName()); })
        .def_prop_ro("plugin_version", [](CreatorV1 const& self) { return textOf(v1(self).getPluginVersion()); })
        .def_prop_rw(
            "plugin_namespace", [](CreatorV1 const& self) { return textOf(v1(self).getPluginNamespace()); },
            [](CreatorV1& self, char const* name) { v1(self).setPluginNamespace(name); })
        .def_prop_ro("field_names", [](CreatorV1 const& self) { return fieldsToPython(v1(self).getFieldNames()); })
        .def(
            "create_plugin",
            [](CreatorV1& self, char const* name, nb::object fields) {
                FieldsFromPython const given(fields);
                return wrapPluginV2(v1(self).createPlugin(name, &given.collection()), true);
            },
            nb::arg("name"), nb::arg("field_collection").none(),
            "None where the creator refuses: the logger or the creator says why.")
        .def(
            "deserialize_plugin",
            [](CreatorV1& self, char const* name, nb::handle bytes) {
                BytesView const view(bytes);
                return wrapPluginV2(v1(self).deserializePlugin(name, view.data(), view.size()), true);
            },
            nb::arg("name"), nb::arg("serialized_plugin"));
    Documented<CreatorV3, Creator>(m, "RegisteredCreatorV3One", "A creator of plugins of the V3 interface.")
        .def_prop_ro("name", [](CreatorV3 const& self) { return textOf(v3(self).getPluginName()); })
        .def_prop_ro("plugin_version", [](CreatorV3 const& self) { return textOf(v3(self).getPluginVersion()); })
        .def_prop_ro("plugin_namespace", [](CreatorV3 const& self) { return textOf(v3(self).getPluginNamespace()); })
        .def_prop_ro("field_names", [](CreatorV3 const& self) { return fieldsToPython(v3(self).getFieldNames()); })
        .def(
            "create_plugin",
            [](CreatorV3& self, char const* name, nb::object fields, TensorRTPhase phase) {
                FieldsFromPython const given(fields);
                return wrapPluginV3(v3(self).createPlugin(name, &given.collection(), phase), true);
            },
            nb::arg("name"), nb::arg("field_collection").none(), nb::arg("phase") = TensorRTPhase::kBUILD);
}

nb::list creatorsOf(IPluginCreatorInterface* const* creators, std::int32_t count)
{
    nb::list all;
    for (std::int32_t i = 0; i < count; ++i)
    {
        all.append(wrapCreator(creators[i]));
    }
    return all;
}

void bindRegistry(nb::module_& m)
{
    using Registry = IPluginRegistry;
    Documented<Registry>(
        m, "IPluginRegistry", "The creators of plugins that this process knows. May be used from several threads.")
        .def_prop_ro("plugin_creator_list",
            [](Registry& self) {
                nb::list all;
                std::int32_t count = 0;
                IPluginCreator* const* const creators = self.getPluginCreatorList(&count);
                for (std::int32_t i = 0; i < count; ++i)
                {
                    all.append(wrapCreator(creators[i]));
                }
                return all;
            })
        .def_prop_ro("all_creators",
            [](Registry& self) {
                std::int32_t count = 0;
                IPluginCreatorInterface* const* const creators = self.getAllCreators(&count);
                return creatorsOf(creators, count);
            })
        .def_prop_ro("all_creators_recursive",
            [](Registry& self) {
                std::int32_t count = 0;
                IPluginCreatorInterface* const* const creators = self.getAllCreatorsRecursive(&count);
                return creatorsOf(creators, count);
            })
        .def(
            "get_plugin_creator",
            [](Registry& self, char const* type, char const* version, char const* space) {
                return wrapCreator(self.getPluginCreator(type, version, space));
            },
            nb::arg("type"), nb::arg("version"), nb::arg("plugin_namespace") = "")
        .def(
            "get_creator",
            [](Registry& self, char const* type, char const* version, char const* space) {
                return wrapCreator(self.getCreator(type, version, space));
            },
            nb::arg("type"), nb::arg("version"), nb::arg("plugin_namespace") = "")
        .def(
            "load_library", [](Registry& self, char const* path) { return addressOf(self.loadLibrary(path)); },
            nb::arg("plugin_path"), "A handle, or 0 where the library could not be loaded: the logger says why.")
        .def(
            "deregister_library",
            [](Registry& self, std::uintptr_t handle) { self.deregisterLibrary(pointerOf<void*>(handle)); },
            nb::arg("handle"))
        .def(
            "acquire_plugin_resource",
            [](Registry& self, char const* key, IPluginResource* resource) {
                return pythonResourceOf(self.acquirePluginResource(key, resource));
            },
            nb::arg("key"), nb::arg("resource").none(),
            "The resource of a key: a clone of the given one where the key is new. None where that failed: the logger says why.")
        .def("release_plugin_resource", &Registry::releasePluginResource, nb::arg("key"),
            "0 where it was acquired before.")
        .def_prop_rw("parent_search_enabled", &Registry::isParentSearchEnabled,
            [](Registry& self, bool on) { self.setParentSearchEnabled(on); })
        .def_prop_rw(
            "error_recorder", &Registry::getErrorRecorder,
            [](Registry& self, IErrorRecorder* recorder) { self.setErrorRecorder(recorder); },
            nb::for_setter(nb::arg("recorder").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference));
    m.def(
        "get_plugin_registry", [] { return getPluginRegistry(); }, nb::rv_policy::reference, "The process's registry.");
    m.def(
        "get_builder_plugin_registry",
        [](EngineCapability capability) { return nvinfer1::getBuilderPluginRegistry(capability); },
        nb::rv_policy::reference, nb::arg("capability") = EngineCapability::kSTANDARD,
        "The registry that builders use: the process's.");
    m.def(
        "explain_plugin_lookup",
        [](char const* name, char const* version, char const* space) {
            return explainPluginLookup(name, version, space);
        },
        nb::arg("name"), nb::arg("version") = "1", nb::arg("plugin_namespace") = "",
        "Why a plugin is not found, and what is near.");
}

} // namespace

void bindPlugins(nb::module_& m)
{
    bindFields(m);
    bindV2(m);
    bindV3(m);
    bindCreators(m);
    bindRegistry(m);
}

} // namespace tenon::python
