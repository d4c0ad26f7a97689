// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// What the generated forwarding probe stands on: arguments that can be told apart, and a record of who was called with what.
#pragma once

#include <NvInfer.h>
#if TENON_API_LEVEL == 10
#include <impl/NvInferPythonPlugin.h>
#endif

#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>

namespace probe
{
alignas(64) inline unsigned char storage[64 * 64];

//! Makes the value that stands for argument (or result) number `index` of type T.
template <typename T, typename Enable = void>
struct Make;

template <typename T>
struct Make<T, std::enable_if_t<std::is_arithmetic_v<T>>>
{
    static T value(int index)
    {
        return std::is_same_v<T, bool> ? static_cast<T>(index % 2) : static_cast<T>(index + 3);
    }
};

template <typename T>
struct Make<T, std::enable_if_t<std::is_enum_v<T>>>
{
    static T value(int index) { return static_cast<T>(index % 2 + 1); }
};

template <typename T>
struct Make<T*>
{
    static T* value(int index) { return reinterpret_cast<T*>(const_cast<unsigned char*>(storage) + 64 * index); }
};

template <typename T>
struct Make<T&, std::enable_if_t<!std::is_const_v<T> || std::is_abstract_v<T> || std::is_polymorphic_v<T>>>
{
    static T& value(int index) { return *Make<T*>::value(index); }
};

//! Dims, weights and the like are told apart by their content, which may be converted on the way.
template <typename T>
struct Make<T, std::enable_if_t<std::is_class_v<T> && std::is_trivially_copyable_v<T>>>
{
    static T value(int index)
    {
        T result{};
        fill(result, index);
        return result;
    }

    template <typename D>
    static auto fill(D& dims, int index) -> decltype(dims.nbDims, void())
    {
        dims.nbDims = 3;
        for (int i = 0; i < 3; ++i)
        {
            dims.d[i] = index * 10 + i - 1;
        }
    }

    template <typename W>
    static auto fill(W& weights, int index) -> decltype(weights.values, void())
    {
        weights.type = nvinfer1::DataType::kINT8;
        weights.values = Make<void*>::value(index);
        weights.count = index + 5;
    }

    template <typename P>
    static auto fill(P& permutation, int index) -> decltype(permutation.order, void())
    {
        for (int i = 0; i < 8; ++i)
        {
            permutation.order[i] = i ^ index;
        }
    }

    template <typename V>
    static auto fill(V& value, int index) -> decltype(value.tacticHash, void())
    {
        value.tacticHash = static_cast<uint64_t>(index) + 7;
        value.timingMSec = 0.5F;
    }

    template <typename V>
    static auto fill(V& key, int index) -> decltype(key.data, void())
    {
        key.data[0] = static_cast<uint8_t>(index);
    }
};

template <typename T>
struct Make<T const&,
    std::enable_if_t<std::is_class_v<T> && std::is_trivially_copyable_v<T> && !std::is_polymorphic_v<T>>>
{
    static T const& value(int index)
    {
        thread_local T values[16];
        return values[index] = Make<T>::value(index);
    }
};

template <>
struct Make<void>
{
    static void value(int) {}
};

//! Writes an argument so that two that stand for the same thing read the same.
template <typename T>
std::string note(T const& value)
{
    std::ostringstream out;
    if constexpr (std::is_pointer_v<T>)
    {
        out << static_cast<void const*>(value);
    }
    else if constexpr (std::is_arithmetic_v<T>)
    {
        out << static_cast<double>(value);
    }
    else if constexpr (std::is_enum_v<T>)
    {
        out << static_cast<int64_t>(value);
    }
    else if constexpr (std::is_polymorphic_v<T>)
    {
        out << "&" << static_cast<void const*>(&value);
    }
    else if constexpr (std::is_base_of_v<nvinfer1::Weights, T>)
    {
        out << "weights " << value.values << " " << value.count << " " << static_cast<int>(value.type);
    }
    else if constexpr (std::is_same_v<T, nvinfer1::Permutation>)
    {
        out << "order";
        for (int32_t axis : value.order)
        {
            out << " " << axis;
        }
    }
    else if constexpr (std::is_same_v<T, nvinfer1::TimingCacheValue>)
    {
        out << value.tacticHash << " " << value.timingMSec;
    }
    else if constexpr (std::is_same_v<T, nvinfer1::TimingCacheKey>)
    {
        out << "key " << int{value.data[0]};
    }
    else
    {
        out << "dims";
        for (int32_t i = 0; i < value.nbDims; ++i)
        {
            out << " " << value.d[i];
        }
    }
    return out.str();
}

constexpr int kResult = 11;

//! How slots of the second tables are recorded, so that they cannot be taken for those of 10.16.
constexpr int legacySlot(int slot)
{
    return 1000 + slot;
}

inline int calledSlot = -1;
inline std::string calledWith;

//! Called by the tables' stand-ins.
template <typename R, typename... Args>
R called(int slot, Args const&... args)
{
    calledSlot = slot;
    calledWith = (std::string() + ... + ("<" + note(args) + ">"));
    return Make<R>::value(kResult);
}

inline int failures = 0;

inline void expect(bool holds, char const* method, std::string const& text)
{
    if (!holds)
    {
        ++failures;
        std::printf("%s: %s\n", method, text.c_str());
    }
}

template <typename R, typename C, typename F, typename... P, std::size_t... I>
void call(C& object, F method, char const* name, int slot, std::index_sequence<I...>, void (*)(P...))
{
    calledSlot = -1;
    std::string wanted = (std::string() + ...
        + ("<"
            + note<std::remove_cv_t<std::remove_reference_t<P>>>(Make<std::remove_cv_t<P>>::value(static_cast<int>(I)))
            + ">"));
    std::string result, wantedResult;
    if constexpr (std::is_void_v<R>)
    {
        (object.*method)(Make<std::remove_cv_t<P>>::value(static_cast<int>(I))...);
    }
    else
    {
        using Plain = std::remove_cv_t<std::remove_reference_t<R>>;
        result = note<Plain>((object.*method)(Make<std::remove_cv_t<P>>::value(static_cast<int>(I))...));
        wantedResult = note<Plain>(Make<R>::value(kResult));
    }
    expect(calledSlot == slot, name, "expected slot " + std::to_string(slot) + ", found " + std::to_string(calledSlot));
    expect(calledWith == wanted, name, "expected arguments " + wanted + ", found " + calledWith);
    expect(result == wantedResult, name, "expected result " + wantedResult + ", found " + result);
}

//! Calls a public method and checks that it reaches `slot` with its arguments, and that the result comes back.
template <typename C, typename R, typename B, typename... P>
void check(C& object, R (B::*method)(P...) noexcept, char const* name, int slot)
{
    call<R>(object, method, name, slot, std::index_sequence_for<P...>{}, static_cast<void (*)(P...)>(nullptr));
}

template <typename C, typename R, typename B, typename... P>
void check(C& object, R (B::*method)(P...) const noexcept, char const* name, int slot)
{
    call<R>(object, method, name, slot, std::index_sequence_for<P...>{}, static_cast<void (*)(P...)>(nullptr));
}

template <typename C, typename R, typename B, typename... P>
void check(C& object, R (B::*method)(P...), char const* name, int slot)
{
    call<R>(object, method, name, slot, std::index_sequence_for<P...>{}, static_cast<void (*)(P...)>(nullptr));
}

template <typename C, typename R, typename B, typename... P>
void check(C& object, R (B::*method)(P...) const, char const* name, int slot)
{
    call<R>(object, method, name, slot, std::index_sequence_for<P...>{}, static_cast<void (*)(P...)>(nullptr));
}

} // namespace probe
