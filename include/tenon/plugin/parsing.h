// From a creator's fields to an object of the plugin's class.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_PARSING_H
#define TENON_PLUGIN_PARSING_H

#include <tenon/plugin/declaration.h>

TENON_PLUGIN_OPEN

//! Attributes that hosts pass along with a plugin's own.
inline bool isHostAttribute(std::string const& name)
{
    return name == "plugin_version" || name == "plugin_namespace" || name == "name";
}

template <typename Impl>
std::string fieldNames()
{
    std::string names;
    for (Field<Impl> const& field : declarationOf<Impl>().fields())
    {
        names += field.info().isState ? "" : (names.empty() ? "" : ", ") + field.info().name;
    }
    return names.empty() ? "no fields" : names;
}

namespace detail
{

//! Sets one field. False after a message. `seen` holds what was set before.
template <typename Impl>
bool parseField(PluginField const& given, std::string const& label, bool withState,
    std::vector<Field<Impl> const*>& seen, Impl& impl)
{
    if (given.name == nullptr)
    {
        report(Severity::kERROR, label + ": expected fields with names, found one without");
        return false;
    }
    std::string const name = given.name;
    Field<Impl> const* const field = declarationOf<Impl>().find(name);
    if (field == nullptr || (field->info().isState && !withState))
    {
        if (!isHostAttribute(name))
        {
            report(Severity::kWARNING,
                label + ": field \"" + name + "\": expected one of " + fieldNames<Impl>()
                    + ", found an unknown name; it is ignored");
        }
        return true;
    }
    std::string problem =
        std::find(seen.begin(), seen.end(), field) != seen.end() ? "expected it once, found it twice" : std::string();
    if (problem.empty())
    {
        problem = field->set(RawView{given.type, given.length, given.data}, impl);
        seen.push_back(field);
    }
    if (!problem.empty())
    {
        report(Severity::kERROR, label + ": field \"" + name + "\": " + problem);
    }
    return problem.empty();
}

} // namespace detail

//! Fields into an object; `withState`: they come from an engine and hold state too. False after messages that name the field, what was
//! expected and what was found. Unknown fields are warned of.
template <typename Impl>
bool parseFields(PluginFieldCollection const* fields, std::string const& label, bool withState, Impl& impl)
{
    std::vector<Field<Impl> const*> seen;
    if (fields != nullptr && (fields->nbFields < 0 || (fields->nbFields > 0 && fields->fields == nullptr)))
    {
        report(Severity::kERROR,
            label + ": expected an array of fields, found " + std::to_string(fields->nbFields) + " without one");
        return false;
    }
    for (int32_t i = 0; fields != nullptr && i < fields->nbFields; ++i)
    {
        if (!detail::parseField(fields->fields[i], label, withState, seen, impl))
        {
            return false;
        }
    }
    for (Field<Impl> const& field : declarationOf<Impl>().fields())
    {
        if (field.info().required && !field.info().isState && std::find(seen.begin(), seen.end(), &field) == seen.end())
        {
            report(Severity::kERROR,
                label + ": field \"" + field.info().name + "\": expected a value (" + field.info().doc
                    + "), found none");
            return false;
        }
    }
    std::string const problem = impl.validate();
    if (!problem.empty())
    {
        report(Severity::kERROR, label + ": " + problem);
    }
    return problem.empty();
}

//! The list that getFieldNames hands out. Not movable: it points into itself.
template <typename Impl>
class FieldSchema
{
public:
    FieldSchema()
    {
        for (Field<Impl> const& field : declarationOf<Impl>().fields())
        {
            FieldInfo const& info = field.info();
            if (!info.isState)
            {
                auto const count = info.maxCount == std::numeric_limits<int32_t>::max() ? info.minCount : info.maxCount;
                fields_.emplace_back(info.name.c_str(), nullptr, info.type, static_cast<int32_t>(count));
            }
        }
        collection_.nbFields = static_cast<int32_t>(fields_.size());
        collection_.fields = fields_.data();
    }
    FieldSchema(FieldSchema const&) = delete;
    FieldSchema& operator=(FieldSchema const&) = delete;

    PluginFieldCollection const& collection() const { return collection_; }

private:
    std::vector<PluginField> fields_;
    PluginFieldCollection collection_{};
};

//! All fields of an object with their values, state included, as a V3 plugin hands them out. Not movable: it points into itself.
class FieldValues
{
public:
    FieldValues() = default;
    FieldValues(FieldValues const&) = delete;
    FieldValues& operator=(FieldValues const&) = delete;

    template <typename Impl>
    PluginFieldCollection const& fill(Impl const& impl)
    {
        raw_.clear();
        fields_.clear();
        auto const& declared = declarationOf<Impl>().fields();
        raw_.reserve(declared.size());
        for (Field<Impl> const& field : declared)
        {
            raw_.push_back(field.get(impl));
            RawField const& value = raw_.back();
            fields_.emplace_back(
                field.info().name.c_str(), value.bytes.data(), value.type, static_cast<int32_t>(value.count));
        }
        collection_.nbFields = static_cast<int32_t>(fields_.size());
        collection_.fields = fields_.data();
        return collection_;
    }

private:
    std::vector<RawField> raw_;
    std::vector<PluginField> fields_;
    PluginFieldCollection collection_{};
};

TENON_PLUGIN_CLOSE

#endif // TENON_PLUGIN_PARSING_H
