// Numbers, vectors and texts into and out of a plugin's bytes.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_COMMON_SERIALIZE_H
#define TENON_PLUGIN_COMMON_SERIALIZE_H

#include <tenon/plugin_common/checks.h>

#include <cstring>
#include <type_traits>
#include <vector>

TENON_COMMON_OPEN

//! How a T is written: anything that memcpy may copy as its bytes; vectors and texts as their length (size_t) and elements.
template <typename T, typename = void>
struct Serializer
{
    static_assert(std::is_trivially_copyable<T>::value,
        "serialize_value takes what memcpy may copy, vectors of it, and std::string");
    static size_t size(T const&) { return sizeof(T); }
    static void write(void* buffer, T const& value) { std::memcpy(buffer, &value, sizeof value); }
    //! The bytes read; 0 if there are too few.
    static size_t read(void const* buffer, size_t bytes, T& value)
    {
        if (bytes < sizeof(T))
        {
            return 0;
        }
        std::memcpy(&value, buffer, sizeof value);
        return sizeof value;
    }
};

template <typename Container>
struct SequenceSerializer
{
    using Element = typename Container::value_type;
    static_assert(std::is_trivially_copyable<Element>::value, "serialize_value takes vectors of what memcpy may copy");

    static size_t size(Container const& value) { return sizeof(size_t) + value.size() * sizeof(Element); }
    static void write(void* buffer, Container const& value)
    {
        size_t const count = value.size();
        std::memcpy(buffer, &count, sizeof count);
        if (count != 0)
        {
            std::memcpy(static_cast<char*>(buffer) + sizeof count, value.data(), count * sizeof(Element));
        }
    }
    static size_t read(void const* buffer, size_t bytes, Container& value)
    {
        size_t count = 0;
        if (bytes < sizeof count)
        {
            return 0;
        }
        std::memcpy(&count, buffer, sizeof count);
        if (count > (bytes - sizeof count) / sizeof(Element))
        {
            return 0;
        }
        value.resize(count);
        if (count != 0)
        {
            std::memcpy(&value[0], static_cast<char const*>(buffer) + sizeof count, count * sizeof(Element));
        }
        return sizeof count + count * sizeof(Element);
    }
};

template <typename T>
struct Serializer<std::vector<T>> : SequenceSerializer<std::vector<T>>
{
};
template <>
struct Serializer<std::string> : SequenceSerializer<std::string>
{
};

//! Writes one value at `buffer` and moves it behind: `write(d, mAlpha);`
template <typename T, typename Buffer>
void write(Buffer*& buffer, T const& value)
{
    static_assert(sizeof(Buffer) == 1, "a pointer to bytes");
    std::memcpy(buffer, &value, sizeof value);
    buffer += sizeof value;
}

//! Reads one value at `buffer` and moves it behind: `mAlpha = read<float>(d);`. The caller knows that the bytes are there.
template <typename T, typename Buffer>
T read(Buffer const*& buffer)
{
    static_assert(sizeof(Buffer) == 1, "a pointer to bytes");
    T value{};
    std::memcpy(&value, buffer, sizeof value);
    buffer += sizeof value;
    return value;
}

template <typename T, typename Buffer>
void writeToBuffer(Buffer*& buffer, T const& value)
{
    write(buffer, value);
}

template <typename T, typename Buffer>
T readFromBuffer(Buffer const*& buffer)
{
    return read<T>(buffer);
}

TENON_COMMON_CLOSE

//! Bytes that serialize_value writes for a value.
template <typename T>
inline size_t serialized_size(T const& value)
{
    return ::nvinfer1::plugin::Serializer<T>::size(value);
}

//! Writes a value at *buffer and moves that behind it.
template <typename T>
inline void serialize_value(void** buffer, T const& value)
{
    ::nvinfer1::plugin::Serializer<T>::write(*buffer, value);
    *buffer = static_cast<char*>(*buffer) + serialized_size(value);
}

//! Reads a value at *buffer, which holds *bufferBytes, and moves behind it. Too few bytes: a message, the value stays as it was, and *bufferBytes
//! becomes 0, so that nothing behind is read either.
template <typename T>
inline void deserialize_value(void const** buffer, size_t* bufferBytes, T* value)
{
    size_t const used = ::nvinfer1::plugin::Serializer<T>::read(*buffer, *bufferBytes, *value);
    if (used == 0)
    {
        ::nvinfer1::plugin::reportFailure(
            "deserialize_value: expected the bytes of another value, found " + std::to_string(*bufferBytes) + " left");
        *bufferBytes = 0;
        return;
    }
    *buffer = static_cast<char const*>(*buffer) + used;
    *bufferBytes -= used;
}

#endif // TENON_PLUGIN_COMMON_SERIALIZE_H
