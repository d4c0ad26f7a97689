#include "plugin_check/creator.h"

#include "plugin_check/call.h"
#include "plugin_check/guarded_array.h"
#include "plugin_check/hosted.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <mutex>
#include <utility>

#include <dlfcn.h>

namespace tenon::plugin_check
{

using nvinfer1::PluginField;
using nvinfer1::PluginFieldCollection;
using nvinfer1::PluginFieldType;

namespace
{

std::string orEmpty(char const* value)
{
    return value == nullptr ? std::string() : std::string(value);
}

Field fieldCopy(PluginField const& field)
{
    Field copy;
    copy.name = orEmpty(field.name);
    copy.type = field.type;
    copy.length = field.length;
    copy.null = field.data == nullptr;
    if (field.data != nullptr && field.length > 0)
    {
        copy.data.resize(static_cast<size_t>(field.length) * bytesOf(field.type));
        std::memcpy(copy.data.data(), field.data, copy.data.size());
    }
    return copy;
}

} // namespace

Fields copyOf(PluginFieldCollection const& collection)
{
    Fields fields;
    for (int32_t i = 0; collection.fields != nullptr && i < collection.nbFields; ++i)
    {
        fields.push_back(fieldCopy(collection.fields[i]));
    }
    return fields;
}

struct FieldMemory::State
{
    std::vector<GuardedMemory> blocks;
    PluginFieldCollection* collection{nullptr};
};

FieldMemory::FieldMemory(Fields const& fields)
    : state_(std::make_unique<State>())
{
    auto const block = [&](size_t bytes, size_t alignment, char const* name) {
        state_->blocks.emplace_back(bytes, alignment, name);
        return state_->blocks.back().data();
    };
    auto* const array = static_cast<PluginField*>(
        block(fields.size() * sizeof(PluginField), alignof(PluginField), "the array of fields"));
    for (size_t i = 0; i < fields.size(); ++i)
    {
        Field const& field = fields[i];
        auto* const name =
            static_cast<char*>(block(field.name.size() + 1, 1, ("the name of field " + field.name).c_str()));
        std::memcpy(name, field.name.c_str(), field.name.size() + 1);
        void* data = nullptr;
        if (!field.null)
        {
            data = block(field.data.size(), 16, ("the value of field " + field.name).c_str());
            if (!field.data.empty())
            {
                std::memcpy(data, field.data.data(), field.data.size());
            }
        }
        array[i] = PluginField{name, data, field.type, field.length};
    }
    state_->collection = static_cast<PluginFieldCollection*>(
        block(sizeof(PluginFieldCollection), alignof(PluginFieldCollection), "the PluginFieldCollection"));
    state_->collection->nbFields = static_cast<int32_t>(fields.size());
    state_->collection->fields = fields.empty() ? nullptr : array;
}

FieldMemory::~FieldMemory() = default;

PluginFieldCollection const* FieldMemory::collection() const
{
    return state_->collection;
}

void FieldMemory::poison()
{
    for (GuardedMemory& one : state_->blocks)
    {
        if (one.bytes() != 0)
        {
            std::memset(one.data(), 0xDB, one.bytes());
        }
    }
}

void FieldMemory::forbid()
{
    for (GuardedMemory& one : state_->blocks)
    {
        one.forbid();
    }
}

Creator::Creator(nvinfer1::IPluginCreatorInterface& creator)
    : creator_(&creator)
    , kind_(orEmpty(creator.getInterfaceInfo().kind))
    , label_("creator")
{
    if (kind_ == "PLUGIN CREATOR_V1")
    {
        v1_ = static_cast<nvinfer1::IPluginCreator*>(&creator);
    }
    else if (kind_ == "PLUGIN CREATOR_V3ONE")
    {
        v3_ = static_cast<nvinfer1::IPluginCreatorV3One*>(&creator);
    }
}

std::string const& Creator::label()
{
    if (label_ == "creator")
    {
        std::string const plugin = orEmpty(name());
        label_ = fmt::format("plugin \"{}\" version \"{}\"", plugin, orEmpty(version()));
    }
    return label_;
}

char const* Creator::name()
{
    return callPlugin(label_ + ", the creator", "getPluginName", "",
        [&] { return v1_ != nullptr ? v1_->getPluginName() : v3_->getPluginName(); });
}

char const* Creator::version()
{
    return callPlugin(label_ + ", the creator", "getPluginVersion", "",
        [&] { return v1_ != nullptr ? v1_->getPluginVersion() : v3_->getPluginVersion(); });
}

char const* Creator::space()
{
    return callPlugin(label_ + ", the creator", "getPluginNamespace", "",
        [&] { return v1_ != nullptr ? v1_->getPluginNamespace() : v3_->getPluginNamespace(); });
}

void Creator::setSpace(char const* space)
{
    if (v1_ != nullptr)
    {
        callPlugin(label() + ", the creator", "setPluginNamespace", fmt::format("\"{}\"", space),
            [&] { v1_->setPluginNamespace(space); });
    }
}

PluginFieldCollection const* Creator::fieldNames()
{
    return callPlugin(label() + ", the creator", "getFieldNames", "",
        [&] { return v1_ != nullptr ? v1_->getFieldNames() : v3_->getFieldNames(); });
}

std::vector<DeclaredField> Creator::declared()
{
    std::vector<DeclaredField> all;
    PluginFieldCollection const* const collection = fieldNames();
    if (collection == nullptr || collection->fields == nullptr)
    {
        return all;
    }
    for (int32_t i = 0; i < std::min(collection->nbFields, 1024); ++i)
    {
        PluginField const& field = collection->fields[i];
        if (field.name != nullptr)
        {
            DeclaredField one{field.name, field.type, field.length, std::nullopt};
            if (field.data != nullptr && field.length > 0)
            {
                one.defaultValue = fieldCopy(field);
            }
            all.push_back(std::move(one));
        }
    }
    return all;
}

namespace
{

//! The last ones stay, longer than any check uses an object. All would not: a process has only some 65,000 mappings, of which each field takes several, and a
//! search for a legal case makes thousands of objects.
void keepForAWhile(std::unique_ptr<FieldMemory> memory)
{
    constexpr size_t kKept = 32;
    static std::mutex mutex;
    static auto* const kept = new std::deque<std::unique_ptr<FieldMemory>>;
    std::lock_guard<std::mutex> const lock(mutex);
    kept->push_back(std::move(memory));
    if (kept->size() > kKept)
    {
        kept->pop_front();
    }
}

} // namespace

std::unique_ptr<Plugin> Creator::create(Fields const& fields, std::string& problem)
{
    auto memory = std::make_unique<FieldMemory>(fields);
    auto plugin = create(memory->collection(), "fields " + text(fields), problem);
    if (!destroysObjects())
    {
        // Who keeps pointers into the fields is found by a check of its own; the others are not disturbed.
        keepForAWhile(std::move(memory));
    }
    return plugin;
}

std::unique_ptr<Plugin> Creator::create(
    PluginFieldCollection const* fields, std::string const& arguments, std::string& problem)
{
    // As in a network: the layer's name is known.
    if (v1_ != nullptr)
    {
        auto* const plugin = callPlugin(
            label() + ", the creator", "createPlugin", arguments, [&] { return v1_->createPlugin("layer", fields); });
        problem = "a null pointer";
        return plugin == nullptr ? nullptr : wrapV2(plugin, label(), problem);
    }
    auto* const plugin = callPlugin(label() + ", the creator", "createPlugin", arguments + "; phase kBUILD",
        [&] { return v3_->createPlugin("layer", fields, nvinfer1::TensorRTPhase::kBUILD); });
    problem = "a null pointer";
    return plugin == nullptr ? nullptr : wrapV3(plugin, label(), true, problem);
}

std::unique_ptr<Plugin> Creator::deserialize(Blob const& blob, std::string& problem)
{
    problem = "a null pointer";
    std::unique_ptr<Plugin> made;
    if (v1_ != nullptr)
    {
        GuardedMemory const memory(blob.bytes.size(), 1, "the serialized bytes");
        if (!blob.bytes.empty())
        {
            std::memcpy(memory.data(), blob.bytes.data(), blob.bytes.size());
        }
        auto* const plugin =
            callPlugin(label() + ", the creator", "deserializePlugin", fmt::format("{} bytes", blob.bytes.size()),
                [&] { return v1_->deserializePlugin("layer", memory.data(), blob.bytes.size()); });
        made = plugin == nullptr ? nullptr : wrapV2(plugin, label(), problem);
    }
    else
    {
        FieldMemory const memory(blob.fields);
        auto* const plugin =
            callPlugin(label() + ", the creator", "createPlugin", "phase kRUNTIME; fields " + text(blob.fields),
                [&] { return v3_->createPlugin("layer", memory.collection(), nvinfer1::TensorRTPhase::kRUNTIME); });
        made = plugin == nullptr ? nullptr : wrapV3(plugin, label(), false, problem);
    }
    if (made != nullptr)
    {
        made->role = "the deserialized plugin";
    }
    return made;
}

bool Creator::inPython() const
{
    return creator_->getAPILanguage() == nvinfer1::APILanguage::kPYTHON;
}

std::string Creator::library() const
{
    if (inPython() && !hosted().file.empty())
    {
        return hosted().file;
    }
    Dl_info info{};
    return dladdr(anchor(), &info) != 0 && info.dli_fname != nullptr ? std::string(info.dli_fname) : std::string();
}

std::vector<Creator> allCreators()
{
    int32_t count = 0;
    auto* const* const creators = getPluginRegistry()->getAllCreators(&count);
    std::vector<Creator> all;
    for (int32_t i = 0; i < count; ++i)
    {
        all.emplace_back(*creators[i]);
    }
    return all;
}

} // namespace tenon::plugin_check
