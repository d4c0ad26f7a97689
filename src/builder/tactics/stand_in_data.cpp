#include "builder/tactics/stand_in_data.h"

#include "base/half.h"
#include "devices/device.h"
#include "ops/reformat/reformat.h"

#include <array>
#include <cstring>

namespace tenon::builder
{
namespace
{

base::Result<devices::Buffer> onDevice(devices::Device& device, std::span<std::byte const> values)
{
    TENON_ASSIGN(devices::Buffer buffer, device.allocate(values.size()));
    if (!values.empty())
    {
        TENON_CHECK(device.copy(buffer.data(), values.data(), values.size(), nullptr));
        TENON_CHECK(device.synchronize(nullptr));
    }
    return buffer;
}

} // namespace

base::Result<devices::Buffer> standInData(devices::Device& device, graph::TensorDesc const& desc)
{
    using base::DataType;
    TENON_ASSIGN(int64_t const bytes, base::bytesOf(desc.dims, desc.type, desc.format));
    std::vector<std::byte> values(static_cast<size_t>(bytes));
    size_t const elementBytes = static_cast<size_t>(base::bytesOf(desc.type));
    // A linear congruence (Knuth's constants): cheap, and the same in every build.
    uint32_t state = 12345;
    for (size_t i = 0; i + elementBytes <= values.size(); i += elementBytes)
    {
        state = state * 1664525U + 1013904223U;
        float const value = static_cast<float>(static_cast<int32_t>(state)) * 0x1p-31F;
        if (desc.type == DataType::kFLOAT)
        {
            std::memcpy(&values[i], &value, sizeof value);
        }
        else if (desc.type == DataType::kHALF || desc.type == DataType::kBF16)
        {
            uint16_t const bits =
                desc.type == DataType::kHALF ? base::floatToHalf(value) : base::floatToBfloat16(value);
            std::memcpy(&values[i], &bits, sizeof bits);
        }
        else if (desc.type == DataType::kINT8 && desc.scale != 1.0F)
        {
            values[i] = static_cast<std::byte>(static_cast<int8_t>(value * 127.0F));
        }
    }
    return onDevice(device, values);
}

base::Result<devices::Buffer> convertedData(
    devices::Device& device, std::span<std::byte const> values, base::DataType type, graph::TensorDesc const& desc)
{
    graph::TypeFormat const from{type, base::TensorFormat::kLINEAR};
    graph::TypeFormat const to{desc.type, desc.format};
    if (from.type == to.type && from.format == to.format)
    {
        return onDevice(device, values);
    }
    TENON_ASSIGN(auto const prototype, ops::makeReformat(devices::cpuDevice(), from, to));
    graph::ContextResources resources;
    resources.device = &devices::cpuDevice();
    TENON_ASSIGN(auto const kernel, prototype->clone(resources));
    std::array<graph::TensorDesc, 1> const inputs{graph::TensorDesc{from.type, from.format, desc.dims, desc.scale}};
    std::array<graph::TensorDesc, 1> const outputs{desc};
    TENON_CHECK(kernel->setShapes(inputs, outputs));
    TENON_ASSIGN(int64_t const bytes, base::bytesOf(desc.dims, desc.type, desc.format));
    std::vector<std::byte> converted(static_cast<size_t>(bytes) + 1);
    void const* const source = values.data();
    void* const target = converted.data();
    TENON_CHECK(kernel->enqueue(&source, &target, nullptr, nullptr));
    return onDevice(device, {converted.data(), static_cast<size_t>(bytes)});
}

} // namespace tenon::builder
