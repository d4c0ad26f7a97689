// A registered creator, of either kind, and the objects that it makes.
#pragma once

#include "plugin_check/plugin.h"

#include <optional>

namespace tenon::plugin_check
{

//! The fields as copies.
Fields copyOf(nvinfer1::PluginFieldCollection const& collection);

//! What a creator's getFieldNames declares; `hasDefault` where it gave data.
struct DeclaredField
{
    std::string name;
    nvinfer1::PluginFieldType type{};
    int32_t length{0};
    std::optional<Field> defaultValue;
};

//! Lays fields out in memory of their own, which can be taken away.
class FieldMemory
{
public:
    explicit FieldMemory(Fields const& fields);
    ~FieldMemory();
    FieldMemory(FieldMemory const&) = delete;
    FieldMemory& operator=(FieldMemory const&) = delete;
    nvinfer1::PluginFieldCollection const* collection() const;
    //! Overwrites names, values and the collection with 0xDB: who still reads them sees garbage.
    void poison();
    //! Who still reads them crashes.
    void forbid();

private:
    struct State;
    std::unique_ptr<State> state_;
};

class Creator
{
public:
    explicit Creator(nvinfer1::IPluginCreatorInterface& creator);

    //! Of a kind that is known: IPluginCreator or IPluginCreatorV3One.
    bool known() const { return v1_ != nullptr || v3_ != nullptr; }
    bool ofV3() const { return v3_ != nullptr; }
    std::string const& kindText() const { return kind_; }

    char const* name();
    char const* version();
    char const* space();
    void setSpace(char const* space);
    nvinfer1::PluginFieldCollection const* fieldNames();
    //! The named ones.
    std::vector<DeclaredField> declared();

    //! Null where the creator refuses, with the reason in `problem`. V3: for kBUILD.
    std::unique_ptr<Plugin> create(Fields const& fields, std::string& problem);
    std::unique_ptr<Plugin> create(
        nvinfer1::PluginFieldCollection const* fields, std::string const& arguments, std::string& problem);
    //! From what serialize gave. `length` may differ from the blob's, for damaged ones; memory behind it must not be touched.
    std::unique_ptr<Plugin> deserialize(Blob const& blob, std::string& problem);

    //! Written in Python.
    bool inPython() const;
    //! The library that its class lies in; the module of those written in Python.
    std::string library() const;
    void const* anchor() const { return *reinterpret_cast<void const* const*>(creator_); }
    //! `plugin "X" version "1"`: the subject of messages.
    std::string const& label();

private:
    nvinfer1::IPluginCreatorInterface* creator_;
    nvinfer1::IPluginCreator* v1_{nullptr};
    nvinfer1::IPluginCreatorV3One* v3_{nullptr};
    std::string kind_;
    std::string label_;
};

//! All creators of the process's registry.
std::vector<Creator> allCreators();

} // namespace tenon::plugin_check
