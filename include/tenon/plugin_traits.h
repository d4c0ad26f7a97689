// What a plugin's author may declare of it beyond TensorRT's interfaces.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_TRAITS_H
#define TENON_PLUGIN_TRAITS_H

#if defined(__cplusplus) && (__cplusplus >= 201703L)
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>
#else
#error "tenon/plugin_traits.h needs C++17 or later (-std=c++17)"
#endif

//! Devices that enqueue serves, as bits.
enum TenonPluginDevices : uint32_t
{
    TENON_PLUGIN_ON_CPU = 1U,
    TENON_PLUGIN_ON_CUDA = 2U,
};

enum TenonPluginFlags : uint32_t
{
    //! enqueue may be captured into a CUDA graph: it neither synchronises nor allocates, and does the same for every inference.
    TENON_PLUGIN_CAPTURABLE = 1U,
};

namespace nvinfer1
{
class IPluginV2;
} // namespace nvinfer1

//! Makes the IPluginV2DynamicExt form of a plugin of an older interface: a new object of the same name, version, namespace and
//! parameters, which the host owns; null if it cannot. The plugin given stays as it is.
typedef nvinfer1::IPluginV2* (*TenonDynamicForm)(nvinfer1::IPluginV2 const* plugin);

//! Writes the value of a plugin's parameter that is one number. 0 on success; 1 if it has none of that name. `plugin` is the IPluginV2 or
//! IPluginV3 that the creator made.
typedef int32_t (*TenonFieldValue)(void const* plugin, char const* field, double* value);

//! Tells the names of a plugin's fields and their values as text, one call of `tell` for each: what an engine file then says of the plugin,
//! and `tenon inspect` prints. `plugin` as for TenonFieldValue.
typedef void (*TenonDescribeFields)(
    void const* plugin, void (*tell)(void* user, char const* field, char const* value), void* user);

//! A dimension of an IPluginV2DynamicExt plugin's output whose size depends on data. What getOutputDimensions tells of it is the upper bound,
//! for which memory is planned and which enqueue sees in its descriptors; the actual size is written in enqueue, as tenon/output_size.h says.
//! Dimensions with the same number have the same size, and must have the same bound.
struct TenonDataSize
{
    int32_t size;      //!< the plugin's number for it
    int32_t output;    //!< which output
    int32_t dimension; //!< which of its dimensions, batch included
};

//! Grows at its end only; `structBytes` tells the host how much of it the plugin knew.
struct TenonPluginTraits
{
    uint32_t structBytes;
    uint32_t devices; //!< TenonPluginDevices; 0: not declared
    //! Where it is given, the host uses that form in explicit-batch networks, so that one creator serves both batch modes. Its creator's
    //! deserializePlugin gets both forms' bytes. May be null.
    TenonDynamicForm dynamicForm;
    uint32_t flags; //!< TenonPluginFlags
    //! Not null: the plugin is pointwise, each element of its only output is this expression of the inputs' elements at the same place (all
    //! inputs and the output have one shape). The host copies it. The language:
    //!
    //!     text        = [ name { "," name } ":" ] expression      the inputs' names; x0, x1, … (and x for x0) where none are given
    //!     expression  = or [ "?" expression ":" expression ]
    //!     or          = and { "||" and }          and = compare { "&&" compare }
    //!     compare     = sum [ ("<" | "<=" | ">" | ">=" | "==" | "!=") sum ]
    //!     sum         = product { ("+" | "-") product }           product = unary { ("*" | "/") unary }
    //!     unary       = ("-" | "!") unary | number | name | function "(" expression { "," expression } ")" | "(" expression ")"
    //!     function    = abs exp log sqrt rsqrt tanh sigmoid erf sin cos floor ceil round (to nearest even) sign | min max pow fmod
    //!
    //! A name is an input, else a parameter, whose value `fieldValue` gives. All is computed in fp32 and rounded once to the output's type.
    //! A comparison is 1 or 0; 0 is false. min and max with a NaN are NaN.
    char const* expression;
    TenonFieldValue fieldValue;     //!< may be null if `expression` names no parameter
    TenonDataSize const* dataSizes; //!< `dataSizeCount` of them, which the host copies
    int32_t dataSizeCount;
    TenonDescribeFields describeFields; //!< may be null
};

//! Declares traits of a plugin for as long as the process lives; a later declaration of the same name, version and library replaces it.
//! `anchor` is any address inside the library that holds the plugin. Weak: null where the host is not Tenon.
extern "C" __attribute__((weak)) void tenonDeclarePluginTraits(
    char const* pluginName, char const* pluginVersion, TenonPluginTraits const* traits, void const* anchor) noexcept;

namespace tenon
{
inline namespace v1
{

//! Traits to declare: PluginTraits().devices(TENON_PLUGIN_ON_CPU).expression("x * x").
class PluginTraits
{
public:
    PluginTraits& devices(uint32_t bits)
    {
        traits_.devices = bits;
        return *this;
    }
    PluginTraits& dynamicForm(TenonDynamicForm form)
    {
        traits_.dynamicForm = form;
        return *this;
    }
    PluginTraits& capturable(bool is = true)
    {
        traits_.flags = is ? traits_.flags | TENON_PLUGIN_CAPTURABLE
                           : traits_.flags & ~static_cast<uint32_t>(TENON_PLUGIN_CAPTURABLE);
        return *this;
    }
    PluginTraits& expression(std::string text)
    {
        expression_ = std::move(text);
        return *this;
    }
    PluginTraits& fieldValue(TenonFieldValue value)
    {
        traits_.fieldValue = value;
        return *this;
    }
    PluginTraits& describeFields(TenonDescribeFields describe)
    {
        traits_.describeFields = describe;
        return *this;
    }

    //! See TenonDataSize. Several outputs may share a size: dataSize(0, 0, 0).dataSize(0, 1, 0).
    PluginTraits& dataSize(int32_t size, int32_t output, int32_t dimension)
    {
        dataSizes_.push_back({size, output, dimension});
        return *this;
    }

    //! Valid while this object lives.
    TenonPluginTraits get() const
    {
        TenonPluginTraits traits = traits_;
        traits.structBytes = sizeof traits;
        traits.expression = expression_.empty() ? nullptr : expression_.c_str();
        traits.dataSizes = dataSizes_.empty() ? nullptr : dataSizes_.data();
        traits.dataSizeCount = static_cast<int32_t>(dataSizes_.size());
        return traits;
    }

private:
    TenonPluginTraits traits_{};
    std::string expression_;
    std::vector<TenonDataSize> dataSizes_;
};

//! Declares traits of the plugin that a creator makes. Thread safety: any thread.
template <typename Creator>
void declareTraits(Creator& creator, PluginTraits const& traits) noexcept
{
    if (tenonDeclarePluginTraits != nullptr)
    {
        TenonPluginTraits const told = traits.get();
        // The creator's table of virtual functions lies in the library that holds its class.
        void const* const anchor = *reinterpret_cast<void const* const*>(&creator);
        tenonDeclarePluginTraits(creator.getPluginName(), creator.getPluginVersion(), &told, anchor);
    }
}
template <typename Creator>
void declareTraits(Creator& creator, uint32_t devices, TenonDynamicForm dynamicForm = nullptr) noexcept
{
    declareTraits(creator, PluginTraits().devices(devices).dynamicForm(dynamicForm));
}

//! Declares when the library is loaded.
template <typename Creator>
struct PluginTraitsDeclaration
{
    explicit PluginTraitsDeclaration(PluginTraits const& traits) noexcept
    {
        Creator creator;
        declareTraits(creator, traits);
    }
    explicit PluginTraitsDeclaration(uint32_t devices, TenonDynamicForm dynamicForm = nullptr) noexcept
    {
        Creator creator;
        declareTraits(creator, devices, dynamicForm);
    }
};

} // namespace v1
} // namespace tenon

//! At namespace scope, beside REGISTER_TENSORRT_PLUGIN: TENON_PLUGIN_TRAITS(MyCreator, TENON_PLUGIN_ON_CPU | TENON_PLUGIN_ON_CUDA);
//! A third argument may be a TenonDynamicForm. Or all traits: TENON_PLUGIN_TRAITS(MyCreator, tenon::PluginTraits().expression("x * x"));
#define TENON_PLUGIN_TRAITS(Creator, ...)                                                                              \
    static ::tenon::PluginTraitsDeclaration<Creator> const tenonPluginTraitsOf##Creator                                \
    {                                                                                                                  \
        __VA_ARGS__                                                                                                    \
    }

#endif // TENON_PLUGIN_TRAITS_H
