// The manifest: a plugin as the plan keeps it, and what is compared when a plan is loaded.
#pragma once

#include "graph/op.h"
#include "plugin_host/adapters/plugin_op.h"
#include "plugin_host/identity.h"

#include <set>

namespace tenon::plugin_host
{

//! Name, version, namespace, generation, library, and the field schema of the creator in the process's registry; without fields if no
//! creator is registered. The blob is left empty.
graph::PluginRecord describePlugin(PluginIdentity const& identity);

//! The field schema as the creator's getFieldNames declares it. Null names and a null list are errors. `isV2` tells which interface the
//! creator has.
base::Result<std::vector<graph::PluginRecord::Field>> fieldsOf(
    nvinfer1::IPluginCreatorInterface& creator, bool isV2, std::string const& label);

//! Which builds of libraries were told of while one engine is loaded: each once, however many layers use them.
using ToldBuilds = std::set<std::string>;

//! Compares what the plan knew with what is registered now: another schema is an error that lists the differences (a plan that knows of no fields has
//! none to compare), another build of the library a warning, the
//! first time.
base::Status compareSchema(graph::PluginRecord const& stored, std::vector<graph::PluginRecord::Field> const& now,
    Origin const& origin, ToldBuilds& told, base::Log const& log);

//! The names and values of a plugin's fields where its library tells them (TenonDescribeFields), for OpRecord's attribute "fieldValues"; empty
//! where it does not. `plugin` is the IPluginV2 or IPluginV3.
std::string fieldValuesOf(void const* plugin, PluginIdentity const& identity);
inline constexpr char kFieldValueSeparator = '\x1f';
inline constexpr char kFieldValueEnd = '\x1e';
//! Adds one of them.
void appendFieldValue(std::string& text, char const* field, char const* value);
//! The attribute: for each field its name, kFieldValueSeparator, its value, kFieldValueEnd.
inline constexpr char const* kFieldValues = "fieldValues";

void writeCommitment(Commitment const& commitment, graph::Attributes& attributes);
//! Error names the attribute that is missing or wrong.
base::Result<Commitment> readCommitment(graph::Attributes const& attributes);

} // namespace tenon::plugin_host
