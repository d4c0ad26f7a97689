// Weights of a plugin as a field: on the host, and on the device where enqueue runs, shared by all clones.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_WEIGHTS_H
#define TENON_PLUGIN_WEIGHTS_H

#include <tenon/plugin/fields.h>
#include <tenon/plugin/tensors.h>

#include <map>
#include <memory>
#include <mutex>

TENON_PLUGIN_OPEN

//! Numbers that do not change. Copies share them, and what was made of them: on each device, and in each type asked for, they exist once,
//! until the last copy goes. Thread safety: different copies from any thread.
class Weights
{
public:
    Weights() = default;
    Weights(PluginFieldType type, int64_t count, void const* data)
        : block_(std::make_shared<Block>())
    {
        block_->raw.type = type;
        block_->raw.count = count;
        auto const* const bytes = static_cast<unsigned char const*>(data);
        block_->raw.bytes.assign(bytes, bytes + count * bytesOf(type));
    }

    bool empty() const { return count() == 0; }
    int64_t count() const { return block_ == nullptr ? 0 : block_->raw.count; }
    PluginFieldType fieldType() const { return block_ == nullptr ? PluginFieldType::kFLOAT32 : block_->raw.type; }
    //! As they were given, on the host.
    RawField const& raw() const
    {
        static RawField const none{PluginFieldType::kFLOAT32, 0, {}};
        return block_ == nullptr ? none : block_->raw;
    }
    //! As fp32 numbers, on the host.
    std::vector<float> toFloats() const
    {
        std::vector<float> values(static_cast<size_t>(count()));
        RawView const view{raw().type, raw().count, raw().bytes.data()};
        for (int64_t i = 0; i < count(); ++i)
        {
            double real = 0.0;
            int64_t integer = 0;
            bool const isReal = detail::realAt(view, i, real);
            values[static_cast<size_t>(i)] = isReal   ? static_cast<float>(real)
                : detail::integerAt(view, i, integer) ? static_cast<float>(integer)
                                                      : 0.0F;
        }
        return values;
    }

    //! The numbers as kFLOAT or kHALF on the current device (currentDevice(); without a host on `device`): made at the first call. Call it
    //! in prepare(), so that enqueue finds them ready. Null where there are none, the type is another, or the device has no memory left.
    void const* on(DeviceKind device, DataType type) const
    {
        if (empty() || (type != DataType::kFLOAT && type != DataType::kHALF))
        {
            return nullptr;
        }
        CurrentDevice const current = currentDevice();
        int32_t const ordinal = device == DeviceKind::kCUDA && current.kind == DeviceKind::kCUDA ? current.ordinal : 0;
        std::lock_guard<std::mutex> const lock(block_->mutex);
        auto& copy = block_->copies[{static_cast<int32_t>(type), static_cast<int32_t>(device), ordinal}];
        if (copy == nullptr)
        {
            copy = makeCopy(device, type);
        }
        return copy.get();
    }
    //! The same for the device of a call and the type that its tensors have.
    template <typename T>
    T const* as(Call const& call) const
    {
        static_assert(std::is_same_v<T, float> || std::is_same_v<T, Half>, "weights are float or Half");
        return static_cast<T const*>(
            on(deviceOfCall(call.input(0).data), std::is_same_v<T, Half> ? DataType::kHALF : DataType::kFLOAT));
    }

private:
    struct Key
    {
        int32_t type, device, ordinal;
        friend bool operator<(Key const& a, Key const& b)
        {
            return std::make_pair(std::make_pair(a.type, a.device), a.ordinal)
                < std::make_pair(std::make_pair(b.type, b.device), b.ordinal);
        }
    };
    struct Block
    {
        RawField raw;
        std::mutex mutex;
        std::map<Key, std::shared_ptr<void>> copies;
    };

    std::shared_ptr<void> makeCopy(DeviceKind device, DataType type) const
    {
        std::vector<float> const floats = toFloats();
        size_t const bytes = floats.size() * static_cast<size_t>(bytesOf(type));
        std::shared_ptr<unsigned char> const host(new unsigned char[bytes], std::default_delete<unsigned char[]>());
        if (type == DataType::kFLOAT)
        {
            std::memcpy(host.get(), floats.data(), bytes);
        }
        for (size_t i = 0; type == DataType::kHALF && i < floats.size(); ++i)
        {
            uint16_t const bits = floatToHalf(floats[i]);
            std::memcpy(host.get() + 2 * i, &bits, sizeof bits);
        }
        return device == DeviceKind::kCUDA ? upload(host.get(), bytes) : std::shared_ptr<void>(host);
    }

    static std::shared_ptr<void> upload([[maybe_unused]] void const* host, [[maybe_unused]] size_t bytes)
    {
#if TENON_PLUGIN_CUDA
        void* memory = nullptr;
        if (cudaMalloc(&memory, bytes) != cudaSuccess)
        {
            return nullptr;
        }
        std::shared_ptr<void> const owner(memory, [](void* pointer) { cudaFree(pointer); });
        return cudaMemcpy(memory, host, bytes, cudaMemcpyHostToDevice) == cudaSuccess ? owner : nullptr;
#else
        return nullptr;
#endif
    }

    std::shared_ptr<Block> block_;
};

//! Weights are kept in the type that they come in.
template <>
struct FieldValue<Weights>
{
    static constexpr PluginFieldType kType = PluginFieldType::kFLOAT32;
    static constexpr int64_t kMaxCount = std::numeric_limits<int32_t>::max();

    static std::string parse(FieldInfo const&, RawView const& raw, Weights& value)
    {
        if (raw.type == PluginFieldType::kCHAR)
        {
            return "expected numbers of PluginFieldType::kFLOAT32 or kFLOAT16, found " + std::to_string(raw.count)
                + " of kCHAR";
        }
        value = Weights(raw.type, raw.count, raw.data);
        return {};
    }
    static RawField raw(Weights const& value) { return value.raw(); }
    static std::string text(Weights const& value)
    {
        return std::to_string(value.count()) + " weights of " + nameOf(value.fieldType());
    }
};

TENON_PLUGIN_CLOSE

#endif // TENON_PLUGIN_WEIGHTS_H
