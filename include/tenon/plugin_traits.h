// What a plugin's author may declare of it beyond TensorRT's interfaces.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_TRAITS_H
#define TENON_PLUGIN_TRAITS_H

#if defined(__cplusplus) && (__cplusplus >= 201703L)
#include <cstddef>
#include <cstdint>
#else
#error "tenon/plugin_traits.h needs C++17 or later (-std=c++17)"
#endif

//! Devices that enqueue serves, as bits.
enum TenonPluginDevices : uint32_t
{
    TENON_PLUGIN_ON_CPU = 1U,
    TENON_PLUGIN_ON_CUDA = 2U,
};

namespace nvinfer1
{
class IPluginV2;
} // namespace nvinfer1

//! Makes the IPluginV2DynamicExt form of a plugin of an older interface: a new object of the same name, version, namespace and
//! parameters, which the host owns; null if it cannot. The plugin given stays as it is.
typedef nvinfer1::IPluginV2* (*TenonDynamicForm)(nvinfer1::IPluginV2 const* plugin);

//! Grows at its end only; `structBytes` tells the host how much of it the plugin knew.
struct TenonPluginTraits
{
    uint32_t structBytes;
    uint32_t devices; //!< TenonPluginDevices; 0: not declared
    //! Where it is given, the host uses that form in explicit-batch networks, so that one creator serves both batch modes. Its creator's
    //! deserializePlugin gets both forms' bytes. May be null.
    TenonDynamicForm dynamicForm;
};

//! Declares traits of a plugin for as long as the process lives; a later declaration of the same name, version and library replaces it.
//! `anchor` is any address inside the library that holds the plugin. Weak: null where the host is not Tenon.
extern "C" __attribute__((weak)) void tenonDeclarePluginTraits(char const* pluginName, char const* pluginVersion,
    TenonPluginTraits const* traits, void const* anchor) noexcept;

namespace tenon
{

//! Declares traits of the plugin that a creator makes. Thread safety: any thread.
template <typename Creator>
void declareTraits(Creator& creator, uint32_t devices, TenonDynamicForm dynamicForm = nullptr) noexcept
{
    if (tenonDeclarePluginTraits != nullptr)
    {
        TenonPluginTraits const traits{sizeof(TenonPluginTraits), devices, dynamicForm};
        // The creator's table of virtual functions lies in the library that holds its class.
        void const* const anchor = *reinterpret_cast<void const* const*>(&creator);
        tenonDeclarePluginTraits(creator.getPluginName(), creator.getPluginVersion(), &traits, anchor);
    }
}

//! Declares when the library is loaded.
template <typename Creator>
struct PluginTraitsDeclaration
{
    explicit PluginTraitsDeclaration(uint32_t devices, TenonDynamicForm dynamicForm = nullptr) noexcept
    {
        Creator creator;
        declareTraits(creator, devices, dynamicForm);
    }
};

} // namespace tenon

//! At namespace scope, beside REGISTER_TENSORRT_PLUGIN: TENON_PLUGIN_TRAITS(MyCreator, TENON_PLUGIN_ON_CPU | TENON_PLUGIN_ON_CUDA);
//! A third argument may be a TenonDynamicForm.
#define TENON_PLUGIN_TRAITS(Creator, ...)                                                                              \
    static ::tenon::PluginTraitsDeclaration<Creator> const tenonPluginTraitsOf##Creator { __VA_ARGS__ }

#endif // TENON_PLUGIN_TRAITS_H
