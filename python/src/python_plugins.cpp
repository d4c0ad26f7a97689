// Plugins and creators written in Python: C++ faces that call them. A face holds its Python object; the library frees the face.
#include "callback.h"
#include "plugins.h"

#include <tenon/plugin_source.h>
#include <tenon/plugin_traits.h>

#include <algorithm>
#include <cstring>
#include <map>

namespace tenon::python
{

namespace
{

using namespace nvinfer1;

//! A Python object that may be let go on any thread.
class Held
{
public:
    explicit Held(nb::handle object)
        : object_(nb::borrow(object))
    {
    }
    Held(Held const&) = delete;
    Held& operator=(Held const&) = delete;
    ~Held()
    {
        EnteredPython const entered;
        if (!entered)
        {
            static_cast<void>(object_.release());
            return;
        }
        object_.reset();
    }
    nb::object const& get() const { return object_; }

private:
    nb::object object_;
};

//! An attribute's text, or `otherwise` where the object has none.
std::string textAttribute(nb::handle object, char const* name, char const* otherwise)
{
    nb::object const value = nb::getattr(object, name, nb::none());
    return value.is_none() ? std::string(otherwise) : nb::cast<std::string>(value);
}

template <typename Desc>
nb::list listOf(Desc const* items, std::int32_t count)
{
    nb::list all;
    for (std::int32_t i = 0; i < count; ++i)
    {
        all.append(nb::cast(items[i], nb::rv_policy::copy));
    }
    return all;
}

nb::list addressesOf(void const* const* pointers, std::int32_t count)
{
    nb::list all;
    for (std::int32_t i = 0; i < count; ++i)
    {
        all.append(addressOf(pointers[i]));
    }
    return all;
}

//! None counts as success, as nothing is returned where all went well.
std::int32_t statusOf(nb::object const& answer)
{
    return answer.is_none() ? 0 : nb::cast<std::int32_t>(answer);
}

//! DimsExprs from a trt.DimsExprs, or a sequence of expressions and numbers.
DimsExprs exprsOf(nb::handle value, IExprBuilder& builder)
{
    if (nb::isinstance<DimsExprs>(value))
    {
        return nb::cast<DimsExprs&>(value);
    }
    DimsExprs exprs{};
    for (nb::handle item : nb::iter(value))
    {
        if (exprs.nbDims == Dims::MAX_DIMS)
        {
            throw nb::value_error("output shape: expected at most 8 dimensions, found more");
        }
        exprs.d[exprs.nbDims++] = nb::isinstance<nb::int_>(item) ? builder.constant(nb::cast<std::int64_t>(item))
                                                                 : nb::cast<IDimensionExpr const*>(item);
    }
    return exprs;
}

class PythonPluginV2 : public IPluginV2DynamicExt
{
public:
    explicit PythonPluginV2(nb::handle plugin)
        : python_(plugin)
        , type_(textAttribute(plugin, "plugin_type", ""))
        , version_(textAttribute(plugin, "plugin_version", ""))
        , namespace_(textAttribute(plugin, "plugin_namespace", ""))
        , outputs_(nb::cast<std::int32_t>(plugin.attr("num_outputs")))
    {
    }

    char const* getPluginType() const noexcept override { return type_.c_str(); }
    char const* getPluginVersion() const noexcept override { return version_.c_str(); }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }
    void setPluginNamespace(char const* name) noexcept override
    {
        guardedVoid("plugin_namespace", [&] {
            namespace_ = name;
            nb::setattr(self(), "plugin_namespace", nb::str(name));
        });
    }
    std::int32_t getNbOutputs() const noexcept override { return outputs_; }
    std::int32_t initialize() noexcept override
    {
        return guarded("initialize", -1,
            [&] { return nb::hasattr(self(), "initialize") ? statusOf(self().attr("initialize")()) : 0; });
    }
    void terminate() noexcept override
    {
        guardedVoid("terminate", [&] { nb::hasattr(self(), "terminate") ? void(self().attr("terminate")()) : void(); });
    }
    std::size_t getSerializationSize() const noexcept override
    {
        return guarded("serialize", std::size_t{0}, [&] { return blob().size(); });
    }
    void serialize(void* buffer) const noexcept override
    {
        guardedVoid("serialize", [&] {
            nb::bytes const bytes = blob();
            std::memcpy(buffer, bytes.c_str(), bytes.size());
        });
    }
    void destroy() noexcept override { delete this; }
    IPluginV2DynamicExt* clone() const noexcept override
    {
        return guarded("clone", static_cast<IPluginV2DynamicExt*>(nullptr), [&] {
            auto copy = std::make_unique<PythonPluginV2>(nb::object(self().attr("clone")()));
            copy->inputCount_ = inputCount_;
            if (copy->namespace_.empty())
            {
                copy->namespace_ = namespace_;
            }
            return copy.release();
        });
    }
    DataType getOutputDataType(std::int32_t index, DataType const* types, std::int32_t count) const noexcept override
    {
        return guarded("get_output_datatype", DataType::kFLOAT, [&] {
            char const* const name =
                nb::hasattr(self(), "get_output_datatype") ? "get_output_datatype" : "get_output_data_type";
            return nb::cast<DataType>(self().attr(name)(index, listOf(types, count)));
        });
    }
    DimsExprs getOutputDimensions(
        std::int32_t index, DimsExprs const* inputs, std::int32_t count, IExprBuilder& builder) noexcept override
    {
        return guarded("get_output_dimensions", DimsExprs{-1, {}}, [&] {
            return exprsOf(self().attr("get_output_dimensions")(
                               index, listOf(inputs, count), nb::cast(&builder, nb::rv_policy::reference)),
                builder);
        });
    }
    bool supportsFormatCombination(
        std::int32_t pos, PluginTensorDesc const* inOut, std::int32_t inputs, std::int32_t outputs) noexcept override
    {
        static_cast<void>(outputs);
        return guarded("supports_format_combination", false, [&] {
            return nb::cast<bool>(self().attr("supports_format_combination")(pos, listOf(inOut, pos + 1), inputs));
        });
    }
    void configurePlugin(DynamicPluginTensorDesc const* in, std::int32_t inputs, DynamicPluginTensorDesc const* out,
        std::int32_t outputs) noexcept override
    {
        inputCount_ = inputs;
        guardedVoid("configure_plugin", [&] {
            if (nb::hasattr(self(), "configure_plugin"))
            {
                self().attr("configure_plugin")(listOf(in, inputs), listOf(out, outputs));
            }
        });
    }
    std::size_t getWorkspaceSize(PluginTensorDesc const* in, std::int32_t inputs, PluginTensorDesc const* out,
        std::int32_t outputs) const noexcept override
    {
        return guarded("get_workspace_size", std::size_t{0}, [&]() -> std::size_t {
            return nb::hasattr(self(), "get_workspace_size")
                ? nb::cast<std::size_t>(self().attr("get_workspace_size")(listOf(in, inputs), listOf(out, outputs)))
                : 0;
        });
    }
    std::int32_t enqueue(PluginTensorDesc const* inputDesc, PluginTensorDesc const* outputDesc,
        void const* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) noexcept override
    {
        return guarded("enqueue", 1, [&] {
            return statusOf(self().attr("enqueue")(listOf(inputDesc, inputCount_), listOf(outputDesc, outputs_),
                addressesOf(inputs, inputCount_), addressesOf(outputs, outputs_), addressOf(workspace),
                addressOf(stream)));
        });
    }

private:
    nb::object const& self() const { return python_.get(); }
    nb::bytes blob() const { return nb::bytes(self().attr("serialize")()); }

    Held python_;
    std::string type_;
    std::string version_;
    std::string namespace_;
    std::int32_t outputs_;
    std::int32_t inputCount_{0}; //!< as configurePlugin was told it: enqueue is not
};

//! A resource that Python code derives. The registry keeps what clone gives, and frees it after its release.
class PythonPluginResource : public IPluginResource
{
public:
    std::int32_t release() noexcept override
    {
        return guarded("release", 1, [&] { return statusOf(self().attr("release")()); });
    }
    IPluginResource* clone() noexcept override
    {
        return guarded("clone", static_cast<IPluginResource*>(nullptr), [&]() -> IPluginResource* {
            nb::object const copy = self().attr("clone")();
            return copy.is_none() ? nullptr : new KeptResource(copy);
        });
    }

private:
    //! A Python resource that the library owns.
    class KeptResource : public IPluginResource
    {
    public:
        explicit KeptResource(nb::handle resource)
            : python_(resource)
        {
        }
        std::int32_t release() noexcept override
        {
            return guarded("release", 1, [&] { return statusOf(python_.get().attr("release")()); });
        }
        IPluginResource* clone() noexcept override { return nb::cast<IPluginResource*>(python_.get())->clone(); }
        nb::object const& object() const { return python_.get(); }

    private:
        Held python_;
    };

    nb::object self() const { return pythonOf<IPluginResource>(this); }

public:
    //! The Python object of a resource that the registry gave, None for those of C++.
    static nb::object objectOf(IPluginResource* resource)
    {
        auto const* const kept = dynamic_cast<KeptResource const*>(resource);
        return kept == nullptr ? nb::none() : kept->object();
    }
};

//! The build capability, which says whether it knows of outputs in the memory of inputs.
class BuildCapability : public IPluginV3OneBuildV2
{
public:
    InterfaceInfo getInterfaceInfo() const noexcept override { return {"PLUGIN_V3ONE_BUILD", version, 0}; }

protected:
    std::int32_t version{1};
};

//! Core, build and runtime capability of one Python object, or of the objects that its get_capability_interface gives.
class PythonPluginV3 : public IPluginV3, public IPluginV3OneCore, public BuildCapability, public IPluginV3OneRuntime
{
public:
    explicit PythonPluginV3(nb::handle plugin)
        : python_(plugin)
        , core_(capability(plugin, PluginCapabilityType::kCORE))
        , build_(capability(plugin, PluginCapabilityType::kBUILD))
        , runtime_(capability(plugin, PluginCapabilityType::kRUNTIME))
        , name_(textAttribute(core_.get(), "plugin_name", ""))
        , version_(textAttribute(core_.get(), "plugin_version", ""))
        , namespace_(textAttribute(core_.get(), "plugin_namespace", ""))
        , timingCacheId_(textAttribute(build_.get(), "timing_cache_id", ""))
        , metadata_(textAttribute(build_.get(), "metadata_string", ""))
        , outputs_(nb::cast<std::int32_t>(build_.get().attr("num_outputs")))
    {
        version = nb::hasattr(build_.get(), "get_aliased_input") ? 2 : 1;
    }

    APILanguage getAPILanguage() const noexcept override { return APILanguage::kPYTHON; }
    IPluginCapability* getCapabilityInterface(PluginCapabilityType type) noexcept override
    {
        switch (type)
        {
        case PluginCapabilityType::kCORE: return static_cast<IPluginV3OneCore*>(this);
        case PluginCapabilityType::kBUILD: return static_cast<IPluginV3OneBuild*>(this);
        default: return static_cast<IPluginV3OneRuntime*>(this);
        }
    }
    IPluginV3* clone() noexcept override
    {
        return guarded("clone", static_cast<IPluginV3*>(nullptr),
            [&]() -> IPluginV3* { return new PythonPluginV3(nb::object(python_.get().attr("clone")())); });
    }

    char const* getPluginName() const noexcept override { return name_.c_str(); }
    char const* getPluginVersion() const noexcept override { return version_.c_str(); }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }

    std::int32_t getNbOutputs() const noexcept override { return outputs_; }
    std::int32_t configurePlugin(DynamicPluginTensorDesc const* in, std::int32_t inputs,
        DynamicPluginTensorDesc const* out, std::int32_t outputs) noexcept override
    {
        return guarded("configure_plugin", 1, [&] {
            return nb::hasattr(build_.get(), "configure_plugin")
                ? statusOf(build_.get().attr("configure_plugin")(listOf(in, inputs), listOf(out, outputs)))
                : 0;
        });
    }
    std::int32_t getOutputDataTypes(DataType* outputTypes, std::int32_t outputs, DataType const* inputTypes,
        std::int32_t inputs) const noexcept override
    {
        return guarded("get_output_data_types", 1, [&] {
            nb::object const types = build_.get().attr("get_output_data_types")(listOf(inputTypes, inputs));
            checkCount("get_output_data_types", types, outputs);
            for (std::int32_t i = 0; i < outputs; ++i)
            {
                outputTypes[i] = nb::cast<DataType>(types[i]);
            }
            return 0;
        });
    }
    std::int32_t getOutputShapes(DimsExprs const* inputs, std::int32_t inputCount, DimsExprs const* shapeInputs,
        std::int32_t shapeInputCount, DimsExprs* outputs, std::int32_t outputCount,
        IExprBuilder& builder) noexcept override
    {
        return guarded("get_output_shapes", 1, [&] {
            nb::object const shapes = build_.get().attr("get_output_shapes")(listOf(inputs, inputCount),
                listOf(shapeInputs, shapeInputCount), nb::cast(&builder, nb::rv_policy::reference));
            checkCount("get_output_shapes", shapes, outputCount);
            for (std::int32_t i = 0; i < outputCount; ++i)
            {
                outputs[i] = exprsOf(nb::object(shapes[i]), builder);
            }
            return 0;
        });
    }
    bool supportsFormatCombination(std::int32_t pos, DynamicPluginTensorDesc const* inOut, std::int32_t inputs,
        std::int32_t outputs) noexcept override
    {
        static_cast<void>(outputs);
        return guarded("supports_format_combination", false, [&] {
            return nb::cast<bool>(
                build_.get().attr("supports_format_combination")(pos, listOf(inOut, pos + 1), inputs));
        });
    }
    std::size_t getWorkspaceSize(DynamicPluginTensorDesc const* in, std::int32_t inputs,
        DynamicPluginTensorDesc const* out, std::int32_t outputs) const noexcept override
    {
        return guarded("get_workspace_size", std::size_t{0}, [&]() -> std::size_t {
            return nb::hasattr(build_.get(), "get_workspace_size") ? nb::cast<std::size_t>(
                       build_.get().attr("get_workspace_size")(listOf(in, inputs), listOf(out, outputs)))
                                                                   : 0;
        });
    }
    std::int32_t getValidTactics(std::int32_t* tactics, std::int32_t count) noexcept override
    {
        return guarded("get_valid_tactics", 1, [&] {
            nb::object const known = build_.get().attr("get_valid_tactics")();
            checkCount("get_valid_tactics", known, count);
            for (std::int32_t i = 0; i < count; ++i)
            {
                tactics[i] = nb::cast<std::int32_t>(known[i]);
            }
            return 0;
        });
    }
    std::int32_t getNbTactics() noexcept override
    {
        return guarded("get_valid_tactics", 0, [&] {
            return nb::hasattr(build_.get(), "get_valid_tactics")
                ? static_cast<std::int32_t>(nb::len(build_.get().attr("get_valid_tactics")()))
                : 0;
        });
    }
    char const* getTimingCacheID() noexcept override
    {
        return timingCacheId_.empty() ? nullptr : timingCacheId_.c_str();
    }
    std::int32_t getFormatCombinationLimit() noexcept override
    {
        return guarded("format_combination_limit", kDEFAULT_FORMAT_COMBINATION_LIMIT, [&] {
            nb::object const limit = nb::getattr(build_.get(), "format_combination_limit", nb::none());
            return limit.is_none() ? kDEFAULT_FORMAT_COMBINATION_LIMIT : nb::cast<std::int32_t>(limit);
        });
    }
    std::int32_t getAliasedInput(std::int32_t output) noexcept override
    {
        // What is no input's number is an error of the build, which names the plugin.
        return guarded("get_aliased_input", INT32_MIN,
            [&] { return version == 1 ? -1 : nb::cast<std::int32_t>(build_.get().attr("get_aliased_input")(output)); });
    }
    char const* getMetadataString() noexcept override { return metadata_.empty() ? nullptr : metadata_.c_str(); }

    std::int32_t setTactic(std::int32_t tactic) noexcept override
    {
        return guarded("set_tactic", 1, [&] {
            return nb::hasattr(runtime_.get(), "set_tactic") ? statusOf(runtime_.get().attr("set_tactic")(tactic)) : 0;
        });
    }
    std::int32_t onShapeChange(PluginTensorDesc const* in, std::int32_t inputs, PluginTensorDesc const* out,
        std::int32_t outputs) noexcept override
    {
        inputCount_ = inputs;
        return guarded("on_shape_change", 1, [&] {
            return nb::hasattr(runtime_.get(), "on_shape_change")
                ? statusOf(runtime_.get().attr("on_shape_change")(listOf(in, inputs), listOf(out, outputs)))
                : 0;
        });
    }
    std::int32_t enqueue(PluginTensorDesc const* inputDesc, PluginTensorDesc const* outputDesc,
        void const* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) noexcept override
    {
        return guarded("enqueue", 1, [&] {
            return statusOf(runtime_.get().attr("enqueue")(listOf(inputDesc, inputCount_), listOf(outputDesc, outputs_),
                addressesOf(inputs, inputCount_), addressesOf(outputs, outputs_), addressOf(workspace),
                addressOf(stream)));
        });
    }
    IPluginV3* attachToContext(IPluginResourceContext* context) noexcept override
    {
        return guarded("attach_to_context", static_cast<IPluginV3*>(nullptr), [&]() -> IPluginV3* {
            nb::object const attached = nb::hasattr(runtime_.get(), "attach_to_context")
                ? nb::object(runtime_.get().attr("attach_to_context")(nb::cast(context, nb::rv_policy::reference)))
                : nb::object(python_.get().attr("clone")());
            return new PythonPluginV3(attached);
        });
    }
    PluginFieldCollection const* getFieldsToSerialize() noexcept override
    {
        return guarded("get_fields_to_serialize", static_cast<PluginFieldCollection const*>(nullptr),
            [&]() -> PluginFieldCollection const* {
                nb::object const fields = nb::hasattr(runtime_.get(), "get_fields_to_serialize")
                    ? nb::object(runtime_.get().attr("get_fields_to_serialize")())
                    : nb::none();
                fields_ = std::make_unique<FieldsFromPython>(fields);
                return &fields_->collection();
            });
    }

    ~PythonPluginV3() override
    {
        if (EnteredPython const entered; entered)
        {
            fields_.reset();
        }
        else
        {
            static_cast<void>(fields_.release());
        }
    }

private:
    static nb::object capability(nb::handle plugin, PluginCapabilityType type)
    {
        return nb::hasattr(plugin, "get_capability_interface")
            ? nb::object(plugin.attr("get_capability_interface")(type))
            : nb::borrow(plugin);
    }
    static void checkCount(char const* method, nb::handle answer, std::int32_t expected)
    {
        if (static_cast<std::int32_t>(nb::len(answer)) != expected)
        {
            throw nb::value_error((std::string(method) + ": expected " + std::to_string(expected) + " values, found "
                + std::to_string(nb::len(answer)))
                                      .c_str());
        }
    }

    Held python_;
    Held core_;
    Held build_;
    Held runtime_;
    std::string name_;
    std::string version_;
    std::string namespace_;
    std::string timingCacheId_;
    std::string metadata_;
    std::int32_t outputs_;
    std::int32_t inputCount_{0};
    std::unique_ptr<FieldsFromPython> fields_;
};

//! What a Python creator says of itself, as the library reads it.
class CreatorTexts
{
public:
    explicit CreatorTexts(nb::handle creator)
        : name(textAttribute(creator, "name", ""))
        , version(textAttribute(creator, "plugin_version", ""))
        , space(textAttribute(creator, "plugin_namespace", ""))
        , fields(nb::getattr(creator, "field_names", nb::none()))
    {
    }
    std::string name;
    std::string version;
    std::string space;
    FieldsFromPython fields;
};

class PythonCreatorV1 : public IPluginCreator
{
public:
    explicit PythonCreatorV1(nb::handle creator)
        : python_(creator)
        , texts_(creator)
    {
    }
    APILanguage getAPILanguage() const noexcept override { return APILanguage::kPYTHON; }
    char const* getPluginName() const noexcept override { return texts_.name.c_str(); }
    char const* getPluginVersion() const noexcept override { return texts_.version.c_str(); }
    PluginFieldCollection const* getFieldNames() noexcept override { return &texts_.fields.collection(); }
    IPluginV2* createPlugin(char const* name, PluginFieldCollection const* fields) noexcept override
    {
        return guarded("create_plugin", static_cast<IPluginV2*>(nullptr),
            [&] { return take(python_.get().attr("create_plugin")(textOf(name), fieldsToPython(fields))); });
    }
    IPluginV2* deserializePlugin(char const* name, void const* data, std::size_t length) noexcept override
    {
        return guarded("deserialize_plugin", static_cast<IPluginV2*>(nullptr), [&] {
            return take(python_.get().attr("deserialize_plugin")(
                textOf(name), nb::bytes(static_cast<char const*>(data), length)));
        });
    }
    void setPluginNamespace(char const* name) noexcept override
    {
        guardedVoid("plugin_namespace", [&] {
            texts_.space = name;
            nb::setattr(python_.get(), "plugin_namespace", nb::str(name));
        });
    }
    char const* getPluginNamespace() const noexcept override { return texts_.space.c_str(); }

private:
    static IPluginV2* take(nb::object const& plugin) { return plugin.is_none() ? nullptr : makePythonPluginV2(plugin); }

    Held python_;
    CreatorTexts texts_;
};

class PythonCreatorV3 : public IPluginCreatorV3One
{
public:
    explicit PythonCreatorV3(nb::handle creator)
        : python_(creator)
        , texts_(creator)
    {
    }
    APILanguage getAPILanguage() const noexcept override { return APILanguage::kPYTHON; }
    char const* getPluginName() const noexcept override { return texts_.name.c_str(); }
    char const* getPluginVersion() const noexcept override { return texts_.version.c_str(); }
    char const* getPluginNamespace() const noexcept override { return texts_.space.c_str(); }
    PluginFieldCollection const* getFieldNames() noexcept override { return &texts_.fields.collection(); }
    IPluginV3* createPlugin(
        char const* name, PluginFieldCollection const* fields, TensorRTPhase phase) noexcept override
    {
        return guarded("create_plugin", static_cast<IPluginV3*>(nullptr), [&]() -> IPluginV3* {
            nb::object const plugin = python_.get().attr("create_plugin")(textOf(name), fieldsToPython(fields), phase);
            return plugin.is_none() ? nullptr : makePythonPluginV3(plugin);
        });
    }

private:
    Held python_;
    CreatorTexts texts_;
};

//! The faces of registered Python creators, by their Python object's address.
std::map<PyObject*, std::unique_ptr<IPluginCreatorInterface>>& registered()
{
    static auto* const faces = new std::map<PyObject*, std::unique_ptr<IPluginCreatorInterface>>;
    return *faces;
}

std::unique_ptr<IPluginCreatorInterface> faceOf(nb::handle creator)
{
    bool const v3 = nb::cast<bool>(nb::module_::import_("tenon").attr("_is_creator_v3")(creator));
    return v3 ? std::unique_ptr<IPluginCreatorInterface>(new PythonCreatorV3(creator))
              : std::unique_ptr<IPluginCreatorInterface>(new PythonCreatorV1(creator));
}

//! Says on which devices a creator's plugins work, and where they are written.
template <typename Face>
void declare(Face& face, std::uint32_t devices, std::string const& source, std::string const& hash)
{
    PluginTraits traits;
    traits.devices(devices);
    declareTraits(face, traits);
    if (tenonDeclarePluginSource != nullptr)
    {
        tenonDeclarePluginSource(face.getPluginName(), face.getPluginVersion(),
            *reinterpret_cast<void const* const*>(&face), source.c_str(), hash.c_str());
    }
}

bool registerCreator(IPluginRegistry& registry, nb::handle creator, char const* space, std::uint32_t devices,
    std::string const& source, std::string const& hash)
{
    nb::dict const byAddress = nb::module_::import_("tenon").attr("_creators");
    std::unique_ptr<IPluginCreatorInterface> face = faceOf(creator);
    IPluginCreatorInterface& told = *face;
    if (auto* const v1 = dynamic_cast<PythonCreatorV1*>(face.get()))
    {
        declare(*v1, devices, source, hash);
    }
    else if (auto* const v3 = dynamic_cast<PythonCreatorV3*>(face.get()))
    {
        declare(*v3, devices, source, hash);
    }
    byAddress[nb::int_(addressOf(&told))] = creator;
    if (!registry.registerCreator(told, space))
    {
        PyDict_DelItem(byAddress.ptr(), nb::int_(addressOf(&told)).ptr());
        return false;
    }
    registered()[creator.ptr()] = std::move(face);
    return true;
}

bool deregisterCreator(IPluginRegistry& registry, nb::handle creator)
{
    auto const found = registered().find(creator.ptr());
    if (found == registered().end() || !registry.deregisterCreator(*found->second))
    {
        return false;
    }
    nb::dict const byAddress = nb::module_::import_("tenon").attr("_creators");
    PyDict_DelItem(byAddress.ptr(), nb::int_(addressOf(found->second.get())).ptr());
    registered().erase(found);
    return true;
}

void bindDescriptors(nb::module_& m)
{
    Documented<PluginTensorDesc>(m, "PluginTensorDesc", "What a plugin is told of a tensor.")
        .def(nb::init<>())
        .def_rw("dims", &PluginTensorDesc::dims)
        .def_rw("type", &PluginTensorDesc::type)
        .def_rw("format", &PluginTensorDesc::format)
        .def_rw("scale", &PluginTensorDesc::scale);
    Documented<DynamicPluginTensorDesc>(
        m, "DynamicPluginTensorDesc", "What a plugin is told of a tensor of dynamic shape.")
        .def(nb::init<>())
        .def_rw("desc", &DynamicPluginTensorDesc::desc)
        .def_rw("min", &DynamicPluginTensorDesc::min)
        .def_rw("max", &DynamicPluginTensorDesc::max)
        .def_rw("opt", &DynamicPluginTensorDesc::opt);
    Documented<IDimensionExpr>(
        m, "IDimensionExpr", "A dimension that may not be known yet. Valid during the call that it was given to.")
        .def("is_constant", &IDimensionExpr::isConstant)
        .def("get_constant_value", &IDimensionExpr::getConstantValue)
        .def("is_size_tensor", &IDimensionExpr::isSizeTensor);
    Documented<IExprBuilder>(
        m, "IExprBuilder", "Makes expressions over dimensions. Valid during the call that it was given to.")
        .def(
            "constant",
            [](IExprBuilder& self, std::int64_t value) { return const_cast<IDimensionExpr*>(self.constant(value)); },
            nb::arg("value"), nb::rv_policy::reference)
        .def(
            "operation",
            [](IExprBuilder& self, DimensionOperation op, IDimensionExpr const& first, IDimensionExpr const& second) {
                return const_cast<IDimensionExpr*>(self.operation(op, first, second));
            },
            nb::arg("op"), nb::arg("first"), nb::arg("second"), nb::rv_policy::reference)
        .def(
            "declare_size_tensor",
            [](IExprBuilder& self, std::int32_t output, IDimensionExpr const& opt, IDimensionExpr const& upper) {
                return const_cast<IDimensionExpr*>(self.declareSizeTensor(output, opt, upper));
            },
            nb::arg("output_index"), nb::arg("opt"), nb::arg("upper"), nb::rv_policy::reference);
    auto const at = [](DimsExprs const& exprs, std::int64_t index) {
        std::int64_t const place = index < 0 ? index + exprs.nbDims : index;
        if (place < 0 || place >= exprs.nbDims)
        {
            throw nb::index_error(("DimsExprs: expected an index below " + std::to_string(exprs.nbDims) + ", found "
                + std::to_string(index))
                                      .c_str());
        }
        return place;
    };
    Documented<DimsExprs>(m, "DimsExprs", "A shape of expressions.")
        .def(nb::init<>())
        .def("__init__",
            [](DimsExprs* self, std::int32_t count) {
                if (count < 0 || count > Dims::MAX_DIMS)
                {
                    throw nb::value_error(
                        ("DimsExprs: expected 0 to 8 dimensions, found " + std::to_string(count)).c_str());
                }
                auto* const exprs = new (self) DimsExprs{};
                exprs->nbDims = count;
            })
        .def("__init__", [](DimsExprs* self, DimsExprs const& other) { new (self) DimsExprs(other); })
        .def("__init__",
            [](DimsExprs* self, std::vector<IDimensionExpr*> const& dims) {
                if (dims.size() > static_cast<std::size_t>(Dims::MAX_DIMS))
                {
                    throw nb::value_error("DimsExprs: expected at most 8 dimensions, found more");
                }
                auto* const exprs = new (self) DimsExprs{};
                exprs->nbDims = static_cast<std::int32_t>(dims.size());
                std::copy(dims.begin(), dims.end(), exprs->d);
            })
        .def("__len__", [](DimsExprs const& self) { return self.nbDims; })
        .def(
            "__getitem__",
            [at](DimsExprs const& self, std::int64_t index) {
                return const_cast<IDimensionExpr*>(self.d[at(self, index)]);
            },
            nb::rv_policy::reference)
        .def("__setitem__",
            [at](DimsExprs& self, std::int64_t index, IDimensionExpr const& dim) { self.d[at(self, index)] = &dim; });
    Documented<IPluginResourceContext>(
        m, "IPluginResourceContext", "What a V3 plugin is attached to. Valid during the call.")
        .def_prop_ro("gpu_allocator", &IPluginResourceContext::getGpuAllocator, nb::rv_policy::reference, "Or None.")
        .def_prop_ro("error_recorder", &IPluginResourceContext::getErrorRecorder, nb::rv_policy::reference, "Or None.");
    Documented<IPluginResource, PythonPluginResource>(m, "IPluginResource",
        "Something that plugins share, kept by the registry under a key. Derive from it and write clone(self), a resource that is ready to use, "
        "and release(self), called with the last user.")
        .def(nb::init<>())
        .def(
            "release", [](nb::handle) { return 0; }, "Nothing to give back.")
        .def(
            "clone", [](nb::handle) { return nb::none(); }, "To be written by the class.");
}

} // namespace

namespace
{

//! \throw nb::type_error unless the object's class derives from trt.<base>.
void requireClass(nb::handle plugin, char const* base)
{
    if (!nb::cast<bool>(
            nb::module_::import_("builtins").attr("isinstance")(plugin, nb::module_::import_("tenon").attr(base))))
    {
        auto const type = nb::cast<std::string>(nb::str(plugin.type().attr("__name__")));
        throw nb::type_error(
            (std::string("plugin: expected an instance of ") + base + " or a plugin that a creator made, found " + type)
                .c_str());
    }
}

} // namespace

IPluginV2* makePythonPluginV2(nb::handle plugin)
{
    if (nb::isinstance<PluginV2>(plugin))
    {
        return nb::cast<PluginV2&>(plugin).plugin->clone();
    }
    requireClass(plugin, "IPluginV2DynamicExt");
    return new PythonPluginV2(plugin);
}

IPluginV3* makePythonPluginV3(nb::handle plugin)
{
    if (nb::isinstance<PluginV3>(plugin))
    {
        return nb::cast<PluginV3&>(plugin).plugin->clone();
    }
    requireClass(plugin, "IPluginV3");
    return new PythonPluginV3(plugin);
}

nb::object pythonResourceOf(nvinfer1::IPluginResource* resource)
{
    return PythonPluginResource::objectOf(resource);
}

void bindPythonPlugins(nb::module_& m)
{
    bindDescriptors(m);
    m.def("_register_creator", &registerCreator, nb::arg("registry"), nb::arg("creator"), nb::arg("plugin_namespace"),
        nb::arg("devices"), nb::arg("source"), nb::arg("hash"));
    m.def("_deregister_creator", &deregisterCreator, nb::arg("registry"), nb::arg("creator"));
    m.def("_forget_creators", [] {
        for (auto& [object, face] : registered())
        {
            static_cast<void>(object);
            getPluginRegistry()->deregisterCreator(*face);
        }
        registered().clear();
    });
}

} // namespace tenon::python
