// A field of a plugin: between a member of its class and what creators and engines hold.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_FIELDS_H
#define TENON_PLUGIN_FIELDS_H

#include <tenon/half.h>
#include <tenon/plugin/level.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

TENON_PLUGIN_OPEN

//! What is declared of a field besides its value.
struct FieldInfo
{
    std::string name;
    std::string doc;
    PluginFieldType type{PluginFieldType::kUNKNOWN};
    int64_t minCount{1};
    int64_t maxCount{1};
    bool required{false};
    bool isState{false}; //!< part of an engine, no parameter of a creator
    bool takesStruct{
        false}; //!< creators also take a structure of a public header: one of kUNKNOWN, or none where data is null
    bool hasRange{false};
    double low{0.0};
    double high{0.0};
    std::vector<std::pair<std::string, int64_t>> choices; //!< legal values with their names; empty: any
    std::vector<std::string> aliases;                     //!< other names that creators accept
};

//! A field's value as creators and engines hold it.
struct RawField
{
    PluginFieldType type{PluginFieldType::kUNKNOWN};
    int64_t count{0};
    std::vector<unsigned char> bytes;

    friend bool operator==(RawField const& a, RawField const& b)
    {
        return a.type == b.type && a.count == b.count && a.bytes == b.bytes;
    }
};

//! The same, where the bytes are somebody else's; they need no alignment.
struct RawView
{
    PluginFieldType type{PluginFieldType::kUNKNOWN};
    int64_t count{0};
    void const* data{nullptr};
};

inline char const* nameOf(PluginFieldType type)
{
    static char const* const names[]{"kFLOAT16", "kFLOAT32", "kFLOAT64", "kINT8", "kINT16", "kINT32", "kCHAR", "kDIMS",
        "kUNKNOWN", "kBF16", "kINT64", "kFP8", "kINT4", "kFP4"};
    auto const index = static_cast<size_t>(type);
    return index < sizeof names / sizeof *names ? names[index] : "an unknown type";
}

//! Bytes of one element; 0 for types that fields of these classes cannot have.
inline int64_t bytesOf(PluginFieldType type)
{
    switch (static_cast<int32_t>(type))
    {
    case static_cast<int32_t>(PluginFieldType::kINT8):
    case static_cast<int32_t>(PluginFieldType::kCHAR): return 1;
    case static_cast<int32_t>(PluginFieldType::kFLOAT16):
    case static_cast<int32_t>(PluginFieldType::kINT16):
    case static_cast<int32_t>(kFieldBf16): return 2;
    case static_cast<int32_t>(PluginFieldType::kFLOAT32):
    case static_cast<int32_t>(PluginFieldType::kINT32): return 4;
    case static_cast<int32_t>(PluginFieldType::kFLOAT64):
    case static_cast<int32_t>(kFieldInt64): return 8;
    default: return 0;
    }
}

namespace detail
{

template <typename T>
T elementAt(void const* data, int64_t index)
{
    T value;
    std::memcpy(&value, static_cast<unsigned char const*>(data) + index * static_cast<int64_t>(sizeof(T)), sizeof(T));
    return value;
}

//! Element `index` as an integer; false if the type is no integer type.
inline bool integerAt(RawView const& raw, int64_t index, int64_t& value)
{
    switch (static_cast<int32_t>(raw.type))
    {
    case static_cast<int32_t>(PluginFieldType::kINT8): value = elementAt<int8_t>(raw.data, index); return true;
    case static_cast<int32_t>(PluginFieldType::kINT16): value = elementAt<int16_t>(raw.data, index); return true;
    case static_cast<int32_t>(PluginFieldType::kINT32): value = elementAt<int32_t>(raw.data, index); return true;
    case static_cast<int32_t>(kFieldInt64): value = elementAt<int64_t>(raw.data, index); return true;
    default: return false;
    }
}

//! Element `index` as a real number; false if the type is no floating type.
inline bool realAt(RawView const& raw, int64_t index, double& value)
{
    switch (static_cast<int32_t>(raw.type))
    {
    case static_cast<int32_t>(PluginFieldType::kFLOAT16):
        value = halfToFloat(elementAt<uint16_t>(raw.data, index));
        return true;
    case static_cast<int32_t>(PluginFieldType::kFLOAT32): value = elementAt<float>(raw.data, index); return true;
    case static_cast<int32_t>(PluginFieldType::kFLOAT64): value = elementAt<double>(raw.data, index); return true;
    case static_cast<int32_t>(kFieldBf16):
    {
        uint32_t const bits = static_cast<uint32_t>(elementAt<uint16_t>(raw.data, index)) << 16;
        value = elementAt<float>(&bits, 0);
        return true;
    }
    default: return false;
    }
}

inline std::string text(double value)
{
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%.9g", value);
    return buffer;
}

inline std::string text(int64_t value)
{
    return std::to_string(value);
}

template <typename T>
constexpr PluginFieldType fieldTypeOf()
{
    if constexpr (std::is_same_v<T, float>)
    {
        return PluginFieldType::kFLOAT32;
    }
    else if constexpr (std::is_same_v<T, double>)
    {
        return PluginFieldType::kFLOAT64;
    }
    else if constexpr (sizeof(T) == 8 && !std::is_same_v<T, bool>)
    {
        return kFieldInt64;
    }
    else
    {
        return PluginFieldType::kINT32; // bool and small enumerations too: creators speak of 32-bit numbers
    }
}

//! Numbers as fields hold them: bool and enumerations as integers.
template <typename T>
using Stored = std::conditional_t<std::is_floating_point_v<T>, T, std::conditional_t<sizeof(T) == 8, int64_t, int32_t>>;

template <typename T>
void append(RawField& raw, T value)
{
    auto const stored = static_cast<Stored<T>>(value);
    size_t const before = raw.bytes.size();
    raw.bytes.resize(before + sizeof stored);
    std::memcpy(raw.bytes.data() + before, &stored, sizeof stored);
    ++raw.count;
}

//! What a field's number must be, checked against its declaration; the problem is empty if it is that.
template <typename Number>
std::string problemOf(FieldInfo const& info, Number number)
{
    if (info.hasRange && !(static_cast<double>(number) >= info.low && static_cast<double>(number) <= info.high))
    {
        return "expected a number from " + text(info.low) + " to " + text(info.high) + ", found " + text(number);
    }
    if (info.choices.empty())
    {
        return {};
    }
    std::string names;
    for (auto const& choice : info.choices)
    {
        if (static_cast<double>(choice.second) == static_cast<double>(number))
        {
            return {};
        }
        names += (names.empty() ? "" : ", ") + std::to_string(choice.second) + " (" + choice.first + ")";
    }
    return "expected one of " + names + ", found " + text(number);
}

//! One element into a number of type T. The problem is empty on success.
template <typename T>
std::string readElement(FieldInfo const& info, RawView const& raw, int64_t index, T& value)
{
    if constexpr (std::is_floating_point_v<T>)
    {
        double number = 0.0;
        if (!realAt(raw, index, number))
        {
            return std::string("expected numbers of PluginFieldType::") + nameOf(info.type) + ", found "
                + std::to_string(raw.count) + " of " + nameOf(raw.type);
        }
        value = static_cast<T>(number);
        return problemOf(info, number);
    }
    else
    {
        int64_t number = 0;
        if (!integerAt(raw, index, number))
        {
            return std::string("expected numbers of PluginFieldType::") + nameOf(info.type) + ", found "
                + std::to_string(raw.count) + " of " + nameOf(raw.type);
        }
        int64_t const low = std::is_same_v<T, bool> ? 0 : static_cast<int64_t>(std::numeric_limits<Stored<T>>::min());
        int64_t const high = std::is_same_v<T, bool> ? 1 : static_cast<int64_t>(std::numeric_limits<Stored<T>>::max());
        if (number < low || number > high)
        {
            return "expected a number from " + text(low) + " to " + text(high) + ", found " + text(number);
        }
        value = static_cast<T>(number);
        return problemOf(info, number);
    }
}

} // namespace detail

//! How a member of type T is a field: float, double, integers, bool, enumerations. Others are specialised below and in weights.h.
template <typename T, typename = void>
struct FieldValue
{
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>,
        "a field is a number, a bool, an enumeration, a std::string, a std::vector of numbers, or tenon::plugin::Weights");
    static constexpr PluginFieldType kType = detail::fieldTypeOf<T>();
    static constexpr int64_t kMaxCount = 1;

    static std::string parse(FieldInfo const& info, RawView const& raw, T& value)
    {
        return detail::readElement(info, raw, 0, value);
    }
    static RawField raw(T const& value)
    {
        RawField field;
        field.type = kType;
        detail::append(field, value);
        return field;
    }
    static std::string text(T const& value)
    {
        if constexpr (std::is_floating_point_v<T>)
        {
            return detail::text(static_cast<double>(value));
        }
        else
        {
            return detail::text(static_cast<int64_t>(value));
        }
    }
};

namespace detail
{

//! Whether FieldValue<T> has `static constexpr bool kTakesStruct = true`.
template <typename T, typename = void>
struct TakesStruct : std::false_type
{
};
template <typename T>
struct TakesStruct<T, std::void_t<decltype(FieldValue<T>::kTakesStruct)>>
    : std::bool_constant<FieldValue<T>::kTakesStruct>
{
};

} // namespace detail

//! Several numbers.
template <typename T>
struct FieldValue<std::vector<T>>
{
    static constexpr PluginFieldType kType = detail::fieldTypeOf<T>();
    static constexpr int64_t kMaxCount = std::numeric_limits<int32_t>::max();

    static std::string parse(FieldInfo const& info, RawView const& raw, std::vector<T>& value)
    {
        value.assign(static_cast<size_t>(raw.count), T{});
        for (int64_t i = 0; i < raw.count; ++i)
        {
            T element{};
            std::string const problem = detail::readElement(info, raw, i, element);
            if (!problem.empty())
            {
                return "element " + std::to_string(i) + ": " + problem;
            }
            value[static_cast<size_t>(i)] = element;
        }
        return {};
    }
    static RawField raw(std::vector<T> const& value)
    {
        RawField field;
        field.type = kType;
        for (T const element : value)
        {
            detail::append(field, element);
        }
        return field;
    }
    static std::string text(std::vector<T> const& value)
    {
        std::string all = "[";
        for (size_t i = 0; i < value.size(); ++i)
        {
            if (i == 8)
            {
                return all + ", … " + std::to_string(value.size()) + " in all]";
            }
            all += (i == 0 ? "" : ", ") + FieldValue<T>::text(value[i]);
        }
        return all + "]";
    }
};

//! A text; zeros at its end do not count.
template <>
struct FieldValue<std::string>
{
    static constexpr PluginFieldType kType = PluginFieldType::kCHAR;
    static constexpr int64_t kMaxCount = std::numeric_limits<int32_t>::max();

    static std::string parse(FieldInfo const& info, RawView const& raw, std::string& value)
    {
        if (raw.type != PluginFieldType::kCHAR)
        {
            return std::string("expected a text (PluginFieldType::") + nameOf(info.type) + "), found "
                + std::to_string(raw.count) + " of " + nameOf(raw.type);
        }
        value.assign(static_cast<char const*>(raw.data), static_cast<size_t>(raw.count));
        while (!value.empty() && value.back() == '\0')
        {
            value.pop_back();
        }
        return {};
    }
    static RawField raw(std::string const& value)
    {
        RawField field;
        field.type = kType;
        field.bytes.assign(value.begin(), value.end());
        field.count = static_cast<int64_t>(value.size());
        return field;
    }
    static std::string text(std::string const& value) { return "\"" + value + "\""; }
};

//! Checks type and length before a value is read; the problem is empty if it may be read.
inline std::string problemOf(FieldInfo const& info, RawView const& raw)
{
    if (info.takesStruct && raw.count == 1 && (raw.type == PluginFieldType::kUNKNOWN || raw.data == nullptr))
    {
        return {};
    }
    auto const found = [&] {
        return std::to_string(raw.count) + " of type " + nameOf(raw.type)
            + (raw.data == nullptr && raw.count != 0 ? " without data" : "");
    };
    if (raw.count < 0 || (raw.count > 0 && raw.data == nullptr) || bytesOf(raw.type) == 0)
    {
        return std::string("expected data of PluginFieldType::") + nameOf(info.type) + ", found " + found();
    }
    if (raw.count < info.minCount || raw.count > info.maxCount)
    {
        std::string const count = info.minCount == info.maxCount ? std::to_string(info.minCount)
            : info.maxCount == std::numeric_limits<int32_t>::max()
            ? "at least " + std::to_string(info.minCount)
            : std::to_string(info.minCount) + " to " + std::to_string(info.maxCount);
        return "expected " + count + " of PluginFieldType::" + nameOf(info.type) + ", found " + found();
    }
    return {};
}

TENON_PLUGIN_CLOSE

#endif // TENON_PLUGIN_FIELDS_H
