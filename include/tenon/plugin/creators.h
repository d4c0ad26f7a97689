// Creators of a plugin's class, and how they are registered.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_CREATORS_H
#define TENON_PLUGIN_CREATORS_H

#include <tenon/plugin/documentation.h>
#include <tenon/plugin/forms.h>
#include <tenon/plugin/v3_form.h>
#include <tenon/plugin_traits.h>

TENON_PLUGIN_OPEN

//! Which V2 forms a creator has; the first one named is what createPlugin makes.
enum class Forms
{
    kDYNAMIC,            //!< IPluginV2DynamicExt
    kSTATIC,             //!< IPluginV2IOExt
    kEXT,                //!< IPluginV2Ext
    kSTATIC_AND_DYNAMIC, //!< IPluginV2IOExt; in explicit-batch networks Tenon uses IPluginV2DynamicExt
};

namespace detail
{

//! The class behind a V2 plugin made here; null if it is another's.
template <typename Impl>
Impl const* implBehind(nvinfer1::IPluginV2 const* plugin)
{
    if (auto const* const dynamic = dynamic_cast<DynamicForm<Impl> const*>(plugin))
    {
        return &dynamic->impl();
    }
    if (auto const* const fixed = dynamic_cast<StaticForm<Impl> const*>(plugin))
    {
        return &fixed->impl();
    }
    auto const* const ext = dynamic_cast<ExtForm<Impl> const*>(plugin);
    return ext == nullptr ? nullptr : &ext->impl();
}

template <typename Impl>
int32_t valueOfField(Impl const* impl, char const* name, double* value)
{
    Field<Impl> const* const field = impl == nullptr ? nullptr : declarationOf<Impl>().find(name);
    if (field == nullptr)
    {
        return 1;
    }
    RawField const raw = field->get(*impl);
    RawView const view{raw.type, raw.count, raw.bytes.data()};
    int64_t integer = 0;
    if (raw.count != 1 || (!realAt(view, 0, *value) && !integerAt(view, 0, integer)))
    {
        return 1;
    }
    if (integerAt(view, 0, integer))
    {
        *value = static_cast<double>(integer);
    }
    return 0;
}

template <typename Impl>
void tellFields(Impl const* impl, void (*tell)(void*, char const*, char const*), void* user)
{
    if (impl == nullptr)
    {
        return;
    }
    for (Field<Impl> const& field : declarationOf<Impl>().fields())
    {
        tell(user, field.info().name.c_str(), field.text(*impl).c_str());
    }
}

//! The part of the traits that does not depend on the form.
template <typename Impl>
tenon::PluginTraits traitsOf()
{
    Declaration<Impl> const& declaration = declarationOf<Impl>();
    tenon::PluginTraits traits;
    traits.devices(devicesOf<Impl>()).capturable(declaration.isCapturable());
    if (!declaration.expression().empty())
    {
        std::string names;
        for (TensorSpec const& input : declaration.inputs())
        {
            names += (names.empty() ? "" : ", ") + input.name();
        }
        traits.expression(names + ": " + declaration.expression());
    }
    return traits;
}

} // namespace detail

//! Makes and deserialises the V2 forms of Impl. Thread safety: as IPluginCreator asks.
template <typename Impl, Forms kForms = Forms::kDYNAMIC>
class Creator final : public nvinfer1::IPluginCreator
{
public:
    using PluginClass = Impl;

    Creator()
    {
        TenonDynamicForm const dynamicForm = kForms == Forms::kSTATIC_AND_DYNAMIC ? &makeDynamicForm : nullptr;
        tenon::PluginTraits traits = detail::traitsOf<Impl>();
        for (TenonDataSize const& one : declarationOf<Impl>().dataSizes())
        {
            traits.dataSize(one.size, one.output, one.dimension);
        }
        tenon::declareTraits(
            *this, traits.dynamicForm(dynamicForm).fieldValue(&fieldValue).describeFields(&describeFields));
    }

    char const* getPluginName() const TENON_PLUGIN_NOEXCEPT override { return Impl::kName; }
    char const* getPluginVersion() const TENON_PLUGIN_NOEXCEPT override { return Impl::kVersion; }
    PluginFieldCollection const* getFieldNames() TENON_PLUGIN_NOEXCEPT override { return &schema_.collection(); }
    //! Null, after a message, if a field is not as declared.
    nvinfer1::IPluginV2* createPlugin(
        char const* name, PluginFieldCollection const* fields) TENON_PLUGIN_NOEXCEPT override
    {
        std::string const layer = name == nullptr ? "" : name;
        return guarded(labelOf<Impl>(layer), "createPlugin", static_cast<nvinfer1::IPluginV2*>(nullptr),
            [&]() -> nvinfer1::IPluginV2* {
                Impl impl;
                impl.layerName = layer;
                return parseFields(fields, labelOf<Impl>(layer), false, impl) ? named(make(std::move(impl))) : nullptr;
            });
    }
    //! Null, after a message, if the bytes are not what serialize wrote.
    nvinfer1::IPluginV2* deserializePlugin(
        char const* name, void const* data, size_t bytes) TENON_PLUGIN_NOEXCEPT override
    {
        std::string const layer = name == nullptr ? "" : name;
        return guarded(labelOf<Impl>(layer), "deserializePlugin", static_cast<nvinfer1::IPluginV2*>(nullptr),
            [&]() -> nvinfer1::IPluginV2* {
                Impl impl;
                impl.layerName = layer;
                uint16_t form = kDynamicForm;
                StaticShapes shapes;
                std::string problem = readBlob(data, bytes, impl, form, shapes);
                if (problem.empty() && !has(form))
                {
                    problem = std::string("expected the bytes of the ") + (form == kStaticForm ? "dynamic" : "static")
                        + " form, found the other's";
                }
                if (!problem.empty())
                {
                    report(Severity::kERROR, labelOf<Impl>(layer) + ": " + problem);
                    return nullptr;
                }
                return named(remake(std::move(impl), form, std::move(shapes)));
            });
    }
    void setPluginNamespace(char const* pluginNamespace) TENON_PLUGIN_NOEXCEPT override
    {
        namespace_ = pluginNamespace == nullptr ? "" : pluginNamespace;
    }
    char const* getPluginNamespace() const TENON_PLUGIN_NOEXCEPT override { return namespace_.c_str(); }

    //! What docs say of the plugin.
    static std::string documentation() { return plugin::documentation<Impl>(interfaces()); }

private:
    static constexpr char const* interfaces()
    {
        switch (kForms)
        {
        case Forms::kDYNAMIC: return "IPluginV2DynamicExt";
        case Forms::kSTATIC: return "IPluginV2IOExt";
        case Forms::kEXT: return "IPluginV2Ext";
        case Forms::kSTATIC_AND_DYNAMIC: return "IPluginV2IOExt, IPluginV2DynamicExt";
        }
        return "";
    }
    static bool has(uint16_t form)
    {
        return kForms == Forms::kSTATIC_AND_DYNAMIC || (form == kDynamicForm) == (kForms == Forms::kDYNAMIC);
    }
    static nvinfer1::IPluginV2* make(Impl impl)
    {
        if constexpr (kForms == Forms::kDYNAMIC)
        {
            return new DynamicForm<Impl>(std::move(impl));
        }
        else if constexpr (kForms == Forms::kEXT)
        {
            return new ExtForm<Impl>(std::move(impl));
        }
        else
        {
            return new StaticForm<Impl>(std::move(impl));
        }
    }
    template <typename Form>
    static nvinfer1::IPluginV2* makeStatic(Impl impl, StaticShapes shapes)
    {
        auto* const made = new Form(std::move(impl));
        made->setShapes(std::move(shapes));
        return made;
    }
    static nvinfer1::IPluginV2* remake(Impl impl, uint16_t form, [[maybe_unused]] StaticShapes shapes)
    {
        if (form == kDynamicForm)
        {
            return new DynamicForm<Impl>(std::move(impl));
        }
        if constexpr (kForms == Forms::kEXT)
        {
            return makeStatic<ExtForm<Impl>>(std::move(impl), std::move(shapes));
        }
        else
        {
            return makeStatic<StaticForm<Impl>>(std::move(impl), std::move(shapes));
        }
    }
    nvinfer1::IPluginV2* named(nvinfer1::IPluginV2* plugin) const
    {
        plugin->setPluginNamespace(namespace_.c_str());
        return plugin;
    }
    static nvinfer1::IPluginV2* makeDynamicForm(nvinfer1::IPluginV2 const* plugin) noexcept
    {
        Impl const* const impl = detail::implBehind<Impl>(plugin);
        auto* const made = impl == nullptr ? nullptr : new (std::nothrow) DynamicForm<Impl>(*impl);
        if (made != nullptr)
        {
            made->setPluginNamespace(plugin->getPluginNamespace());
        }
        return made;
    }
    static int32_t fieldValue(void const* plugin, char const* name, double* value) noexcept
    {
        return detail::valueOfField(
            detail::implBehind<Impl>(static_cast<nvinfer1::IPluginV2 const*>(plugin)), name, value);
    }

    static void describeFields(void const* plugin, void (*tell)(void*, char const*, char const*), void* user) noexcept
    {
        detail::tellFields(detail::implBehind<Impl>(static_cast<nvinfer1::IPluginV2 const*>(plugin)), tell, user);
    }

    FieldSchema<Impl> schema_;
    std::string namespace_;
};

#if NV_TENSORRT_MAJOR >= 10
//! Makes the V3 form of Impl, for networks and for engines that are loaded.
template <typename Impl>
class CreatorV3 final : public nvinfer1::IPluginCreatorV3One
{
public:
    using PluginClass = Impl;

    explicit CreatorV3(std::string pluginNamespace = {})
        : namespace_(std::move(pluginNamespace))
    {
        tenon::declareTraits(*this, detail::traitsOf<Impl>().fieldValue(&fieldValue));
    }

    char const* getPluginName() const noexcept override { return Impl::kName; }
    char const* getPluginVersion() const noexcept override { return Impl::kVersion; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }
    PluginFieldCollection const* getFieldNames() noexcept override { return &schema_.collection(); }
    //! Null, after a message, if a field is not as declared.
    nvinfer1::IPluginV3* createPlugin(
        char const* name, PluginFieldCollection const* fields, nvinfer1::TensorRTPhase phase) noexcept override
    {
        std::string const layer = name == nullptr ? "" : name;
        return guarded(labelOf<Impl>(layer), "createPlugin", static_cast<nvinfer1::IPluginV3*>(nullptr),
            [&]() -> nvinfer1::IPluginV3* {
                Impl impl;
                impl.layerName = layer;
                bool const parsed =
                    parseFields(fields, labelOf<Impl>(layer), phase == nvinfer1::TensorRTPhase::kRUNTIME, impl);
                return parsed ? new V3Form<Impl>(std::move(impl), namespace_) : nullptr;
            });
    }

    //! What docs say of the plugin.
    static std::string documentation() { return plugin::documentation<Impl>("IPluginV3"); }

private:
    static int32_t fieldValue(void const* plugin, char const* name, double* value) noexcept
    {
        auto const* const form = dynamic_cast<V3Form<Impl> const*>(static_cast<nvinfer1::IPluginV3 const*>(plugin));
        return detail::valueOfField(form == nullptr ? nullptr : &form->impl(), name, value);
    }

    FieldSchema<Impl> schema_;
    std::string namespace_;
};
#endif

//! The class behind a V2 plugin that Creator<Impl> made; null for other plugins.
template <typename Impl>
Impl* implOf(nvinfer1::IPluginV2* plugin)
{
    return const_cast<Impl*>(detail::implBehind<Impl>(plugin));
}

TENON_PLUGIN_CLOSE

//! At namespace scope: registers class Impl in the forms named, when the library is loaded.
//! TENON_REGISTER_PLUGIN(MyPlugin, kSTATIC_AND_DYNAMIC);
#define TENON_REGISTER_PLUGIN(Impl, forms)                                                                             \
    static nvinfer1::PluginRegistrar<::tenon::plugin::Creator<Impl, ::tenon::plugin::Forms::forms>>                    \
        tenonRegistrar##Impl                                                                                           \
    {                                                                                                                  \
    }
//! The same for the V3 form.
#define TENON_REGISTER_PLUGIN_V3(Impl)                                                                                 \
    static nvinfer1::PluginRegistrar<::tenon::plugin::CreatorV3<Impl>> tenonRegistrarV3##Impl {}

#endif // TENON_PLUGIN_CREATORS_H
