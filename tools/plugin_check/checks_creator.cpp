// Checks 101 to 108: the creator and its fields.
#include "plugin_check/checks.h"
#include "plugin_check/library_words.h"

#include <algorithm>
#include <cstring>

namespace tenon::plugin_check
{
namespace
{

using nvinfer1::PluginFieldType;

constexpr size_t kMostTextBytes = 1024;

//! Finding for a text that is null or has no end within 1,024 bytes.
bool checkText(Bench& bench, char const* method, char const* text, bool mayBeNull)
{
    if (text == nullptr)
    {
        if (!mayBeNull)
        {
            bench.find(method, "", "a text", "a null pointer", "return a text that lives as long as the object");
        }
        return mayBeNull;
    }
    if (strnlen(text, kMostTextBytes) == kMostTextBytes)
    {
        bench.find(method, "", "at most 1,024 bytes with the ending zero", "more",
            "use a shorter text, and end it with a zero");
        return false;
    }
    return true;
}

Field filled(DeclaredField const& declared, int32_t length, unsigned char value)
{
    Field field;
    field.name = declared.name;
    field.type = declared.type;
    field.length = length;
    field.data.assign(std::max<size_t>(64, static_cast<size_t>(std::max(0, length)) * bytesOf(declared.type)),
        static_cast<std::byte>(value));
    return field;
}

//! The fields of the case or, without one, the declared ones with small numbers.
Fields plainFields(Bench& bench)
{
    if (!bench.theCase.fields.empty())
    {
        return bench.theCase.fields;
    }
    Fields fields;
    for (DeclaredField const& declared : bench.creator.declared())
    {
        Field field =
            declared.defaultValue ? *declared.defaultValue : filled(declared, std::max(1, declared.length), 0);
        if (!declared.defaultValue && declared.type == PluginFieldType::kFLOAT32)
        {
            for (size_t i = 0; i + 4 <= field.data.size(); i += 4)
            {
                float const one = 1.0F;
                std::memcpy(field.data.data() + i, &one, 4);
            }
        }
        else if (!declared.defaultValue
            && (declared.type == PluginFieldType::kINT32 || declared.type == PluginFieldType::kINT64))
        {
            size_t const step = bytesOf(declared.type);
            for (size_t i = 0; i + step <= field.data.size(); i += step)
            {
                field.data[i] = std::byte{1};
            }
        }
        fields.push_back(std::move(field));
    }
    return fields;
}

//! Makes one; a refusal is fine.
void survives(Bench& bench, Fields const& fields)
{
    std::string problem;
    bench.creator.create(fields, problem);
}

} // namespace

void checkCreatorNames(Bench& bench)
{
    Creator& creator = bench.creator;
    char const* const name = creator.name();
    char const* const version = creator.version();
    bool const fine =
        checkText(bench, "getPluginName", name, false) && checkText(bench, "getPluginVersion", version, false);
    checkText(bench, "getPluginNamespace", creator.space(), true);
    if (!fine)
    {
        return;
    }
    std::string const firstName = name, firstVersion = version;
    if (firstName.empty())
    {
        bench.find("getPluginName", "", "a name", "an empty text", "return the plugin's name");
    }
    std::string problem;
    auto const plugin = creator.create(plainFields(bench), problem);
    if (firstName != name || firstVersion != version || firstName != creator.name()
        || firstVersion != creator.version())
    {
        bench.find("getPluginName", "before and after createPlugin",
            fmt::format("\"{}\" version \"{}\" each time", firstName, firstVersion),
            fmt::format("\"{}\" version \"{}\"", creator.name(), creator.version()),
            "return texts that live as long as the creator");
    }
    if (creator.ofV3())
    {
        return;
    }
    // The registry tells a creator its namespace, from memory of its own.
    std::string const before = creator.space() == nullptr ? "" : creator.space();
    std::vector<char> text{'b', 'e', 'n', 'c', 'h', '\0'};
    creator.setSpace(text.data());
    std::fill(text.begin(), text.end() - 1, '#');
    char const* const kept = creator.space();
    if (kept == nullptr || std::string(kept) != "bench")
    {
        bench.find("getPluginNamespace", "after setPluginNamespace(\"bench\") whose text was overwritten afterwards",
            "\"bench\"", kept == nullptr ? "a null pointer" : fmt::format("\"{}\"", kept),
            "copy the text in setPluginNamespace, and return the copy");
    }
    creator.setSpace(before.c_str());
}

void checkFieldNames(Bench& bench)
{
    auto const* const collection = bench.creator.fieldNames();
    if (collection == nullptr)
    {
        bench.find("getFieldNames", "", "a collection", "a null pointer",
            "return an empty collection where there are no fields");
        return;
    }
    if (collection->nbFields < 0 || collection->nbFields > 1024
        || (collection->nbFields > 0 && collection->fields == nullptr))
    {
        bench.find("getFieldNames", "", "nbFields fields",
            fmt::format("nbFields {} and {} as fields", collection->nbFields,
                collection->fields == nullptr ? "a null pointer" : "an array"),
            "set nbFields and fields to the collection's vector");
        return;
    }
    std::vector<std::string> names;
    for (int32_t i = 0; i < collection->nbFields; ++i)
    {
        auto const& field = collection->fields[i];
        if (field.name == nullptr || *field.name == '\0')
        {
            bench.find(
                "getFieldNames", "", "a name for each field", fmt::format("none for field {}", i), "name the field");
            return;
        }
        if (std::find(names.begin(), names.end(), field.name) != names.end())
        {
            bench.find("getFieldNames", "", "each name once", fmt::format("\"{}\" twice", field.name),
                "clear the static vector before it is filled, or fill it once: the creator is constructed more than once");
            return;
        }
        names.emplace_back(field.name);
        if (static_cast<int32_t>(field.type) < 0 || static_cast<int32_t>(field.type) > 12)
        {
            bench.find("getFieldNames", "", "a PluginFieldType for each field",
                fmt::format("number {} for \"{}\"", static_cast<int32_t>(field.type), field.name),
                "give each field its type");
        }
    }
    auto const again = bench.creator.declared();
    if (again.size() != names.size())
    {
        bench.find("getFieldNames", "asked twice", fmt::format("{} fields", names.size()),
            fmt::format("{}", again.size()), "keep the collection in the creator");
    }
    // Words in the library that act as fields, yet are not declared.
    std::string problem;
    auto const plain = bench.creator.create(bench.theCase.fields, problem);
    if (plain == nullptr)
    {
        return;
    }
    Blob const before = plain->serialize();
    if (!(bench.creator.create(bench.theCase.fields, problem)->serialize() == before))
    {
        return; // bytes that change by themselves tell nothing
    }
    for (std::string const& word : libraryWords(bench.creator.library()))
    {
        if (std::find(names.begin(), names.end(), word) != names.end())
        {
            continue;
        }
        for (PluginFieldType const type : {PluginFieldType::kFLOAT32, PluginFieldType::kINT32})
        {
            Field field;
            field.name = word;
            field.type = type;
            field.length = 1;
            field.data.assign(256, std::byte{0});
            float const real = 3.25F;
            int32_t const whole = 3;
            std::memcpy(
                field.data.data(), type == PluginFieldType::kFLOAT32 ? static_cast<void const*>(&real) : &whole, 4);
            Fields fields = bench.theCase.fields;
            fields.push_back(field);
            auto const other = bench.creator.create(fields, problem);
            if (other == nullptr || !(other->serialize() == before))
            {
                bench.find("getFieldNames", "", "every field that createPlugin understands",
                    fmt::format("\"{}\" is understood, and not declared: a plugin made with it {}", word,
                        other == nullptr ? "is refused" : "serializes to other bytes"),
                    fmt::format("add PluginField(\"{}\", nullptr, …) to the collection", word));
                return;
            }
        }
    }
}

void checkFieldsMissing(Bench& bench)
{
    Fields const all = plainFields(bench);
    survives(bench, {});
    for (size_t i = 0; i < all.size(); ++i)
    {
        Fields fields = all;
        fields.erase(fields.begin() + static_cast<ptrdiff_t>(i));
        survives(bench, fields);
        survives(bench, {all[i]});
    }
}

void checkFieldsUnknown(Bench& bench)
{
    Field unknown;
    unknown.name = "tenon_unknown_field";
    unknown.type = PluginFieldType::kINT32;
    unknown.length = 1;
    unknown.data.assign(64, std::byte{0x41});
    Blob const plain = bench.create()->serialize();
    bool const stable = bench.create()->serialize() == plain;
    std::vector<Fields> sets;
    Fields first = bench.theCase.fields, last = bench.theCase.fields, reversed = bench.theCase.fields;
    first.insert(first.begin(), unknown);
    last.push_back(unknown);
    std::reverse(reversed.begin(), reversed.end());
    char const* const words[]{"an unknown field in front", "an unknown field behind", "the fields in another order"};
    int32_t number = 0;
    for (Fields const& fields : {first, last, reversed})
    {
        std::string problem;
        auto const plugin = bench.creator.create(fields, problem);
        if (plugin == nullptr)
        {
            bench.find("createPlugin", "fields " + text(fields), "a plugin, as without it", problem,
                "find fields by name, and pass over those that you do not know");
            return;
        }
        std::string const difference = stable ? plugin->serialize().difference(plain) : "";
        if (!difference.empty())
        {
            bench.find("createPlugin", "fields " + text(fields),
                "the same plugin as without " + std::string(words[number]), "other bytes from serialize: " + difference,
                "find fields by name, not by position");
            return;
        }
        ++number;
    }
}

void checkFieldsMistyped(Bench& bench)
{
    Fields const all = plainFields(bench);
    if (all.empty())
    {
        bench.notApplicable("the creator declares no fields");
    }
    for (size_t i = 0; i < all.size(); ++i)
    {
        for (PluginFieldType const type : {PluginFieldType::kFLOAT32, PluginFieldType::kINT32,
                 PluginFieldType::kFLOAT64, PluginFieldType::kINT64, PluginFieldType::kINT8, PluginFieldType::kCHAR,
                 PluginFieldType::kFLOAT16, PluginFieldType::kDIMS, PluginFieldType::kUNKNOWN})
        {
            if (type == all[i].type)
            {
                continue;
            }
            Fields fields = all;
            fields[i].type = type;
            // As many bytes as either type takes: the fault looked for is a crash, not what is made of the bits.
            fields[i].data.resize(
                std::max(fields[i].data.size(), static_cast<size_t>(std::max(1, fields[i].length)) * sizeof(Dims)),
                std::byte{0});
            survives(bench, fields);
        }
    }
}

void checkFieldsEmpty(Bench& bench)
{
    Fields const all = plainFields(bench);
    if (all.empty())
    {
        bench.notApplicable("the creator declares no fields");
    }
    for (size_t i = 0; i < all.size(); ++i)
    {
        Fields fields = all;
        fields[i].length = 0;
        fields[i].data.assign(64, std::byte{0});
        survives(bench, fields);
        fields[i].null = true;
        survives(bench, fields);
    }
}

void checkFieldsOversized(Bench& bench)
{
    Fields const all = plainFields(bench);
    if (all.empty())
    {
        bench.notApplicable("the creator declares no fields");
    }
    for (size_t i = 0; i < all.size(); ++i)
    {
        for (int32_t const length : {2, 5, 100, 100'000})
        {
            if (length <= all[i].length)
            {
                continue;
            }
            Fields fields = all;
            size_t const step = bytesOf(all[i].type);
            fields[i].length = length;
            fields[i].data.clear();
            for (int32_t element = 0; element < length; ++element)
            {
                size_t const from = all[i].length > 0 ? static_cast<size_t>(element % all[i].length) * step : 0;
                for (size_t byte = 0; byte < step; ++byte)
                {
                    fields[i].data.push_back(
                        from + byte < all[i].data.size() ? all[i].data[from + byte] : std::byte{0});
                }
            }
            survives(bench, fields);
        }
    }
}

void checkFieldsLifetime(Bench& bench)
{
    if (bench.theCase.fields.empty())
    {
        bench.notApplicable("the plugin was made without fields");
    }
    auto const kept = bench.create();
    FieldMemory memory(bench.theCase.fields);
    std::string problem;
    auto const plugin = bench.creator.create(
        memory.collection(), "fields " + text(bench.theCase.fields) + ", freed afterwards", problem);
    if (plugin == nullptr)
    {
        throw Misdeed{"createPlugin", "fields " + text(bench.theCase.fields), "a plugin", problem,
            "make a plugin of legal fields"};
    }
    // Freed and used again by somebody else …
    memory.poison();
    std::string const remedy = "copy weights and texts into memory of the plugin's own, in the constructor";
    FieldMemory const other(bench.theCase.fields);
    auto const twin = bench.create();
    Setup const setup = bench.setup();
    std::string const difference = plugin->serialize().difference(twin->serialize());
    if (!difference.empty() && twin->serialize() == kept->serialize())
    {
        bench.find("serialize", "after the fields of createPlugin were overwritten",
            "the values that createPlugin was given", "other bytes: " + difference, remedy);
        return;
    }
    if (bench.subject.canEnqueue)
    {
        std::vector<Bytes> const inputs = bench.values(setup);
        std::vector<Bytes> const expected = bench.truth(setup, inputs);
        bool const repeats =
            differenceOf(bench.truth(setup, inputs), expected, setup.outputs, Tolerance{1e-4, 1e-3}).empty();
        plugin->configure(setup);
        bench.initialize(*plugin);
        Ready ready;
        std::string why;
        ready.attached = plugin->attach(why);
        Plugin& used = ready.attached != nullptr ? *ready.attached : *plugin;
        std::string const wrong =
            differenceOf(bench.infer(used, setup, inputs).outputs, expected, setup.outputs, bench.sameTolerance());
        if (repeats && !wrong.empty())
        {
            bench.find("enqueue", "after the fields of createPlugin were overwritten",
                "what it computes while the fields are there", wrong, remedy);
            return;
        }
    }
    // … and gone: who looks there crashes, and the crash is this check's finding.
    memory.forbid();
    plugin->serialize();
    plugin->configure(setup);
}

void checkNoThrow(Bench& bench)
{
    // Every call of every check is watched; what the others do not do is done here.
    std::string problem;
    auto const plugin = bench.creator.create(plainFields(bench), problem);
    if (plugin == nullptr)
    {
        bench.notApplicable("the creator gives no plugin without legal fields");
    }
    plugin->type();
    plugin->version();
    plugin->space();
    plugin->outputCount();
}

} // namespace tenon::plugin_check
