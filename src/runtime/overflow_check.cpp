#include "runtime/overflow_check.h"

#include <cstdlib>
#include <cstring>

namespace tenon::runtime
{

using base::DataType;

base::Result<OverflowCheck::Mode> OverflowCheck::modeFromEnvironment(devices::Device const& device)
{
    char const* const wish = std::getenv("TENON_CHECK_OVERFLOW");
    std::string_view const text = wish == nullptr ? "" : wish;
    if (text.empty())
    {
        return device.kind() == devices::DeviceKind::kCPU ? Mode::kFIRST : Mode::kOFF;
    }
    if (text == "off")
    {
        return Mode::kOFF;
    }
    if (text == "first" || text == "all")
    {
        return text == "all" ? Mode::kALL : Mode::kFIRST;
    }
    return base::invalidArgument("TENON_CHECK_OVERFLOW: expected off, first or all, found \"{}\"", text);
}

base::Result<OverflowCheck::Infinite> OverflowCheck::infinitiesIn(CheckedTensor const& tensor)
{
    DataType const type = tensor.desc.type;
    if (type != DataType::kHALF && type != DataType::kFLOAT)
    {
        return Infinite{};
    }
    TENON_ASSIGN(int64_t const bytes, base::bytesOf(tensor.desc.dims, type, tensor.desc.format));
    void const* data = tensor.data;
    if (device_.kind() != devices::DeviceKind::kCPU)
    {
        copy_.resize(static_cast<size_t>(bytes));
        TENON_CHECK(device_.copy(copy_.data(), data, copy_.size(), nullptr));
        TENON_CHECK(device_.synchronize(nullptr));
        data = copy_.data();
    }
    Infinite found;
    int64_t const count = bytes / base::bytesOf(type);
    for (int64_t i = 0; i < count; ++i)
    {
        bool infinite = false;
        if (type == DataType::kHALF)
        {
            infinite = (static_cast<uint16_t const*>(data)[i] & 0x7FFFU) == 0x7C00U;
        }
        else
        {
            uint32_t bits = 0;
            std::memcpy(&bits, static_cast<std::byte const*>(data) + i * 4, sizeof bits);
            infinite = (bits & 0x7FFFFFFFU) == 0x7F800000U;
        }
        found.first = infinite && found.count == 0 ? i : found.first;
        found.count += infinite ? 1 : 0;
    }
    return found;
}

base::Status OverflowCheck::inspect(
    std::string const& stepLabel, std::vector<CheckedTensor> const& inputs, std::vector<CheckedTensor> const& outputs)
{
    for (CheckedTensor const& output : outputs)
    {
        if (output.desc.type != DataType::kHALF || warned_.count(output.name) != 0)
        {
            continue;
        }
        TENON_ASSIGN(Infinite const found, infinitiesIn(output));
        if (found.count == 0)
        {
            continue;
        }
        bool passedOn = false;
        for (CheckedTensor const& input : inputs)
        {
            TENON_ASSIGN(Infinite const before, infinitiesIn(input));
            passedOn = passedOn || before.count != 0;
        }
        if (passedOn)
        {
            continue;
        }
        warned_.insert(output.name);
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(output.desc.dims, output.desc.type, output.desc.format));
        log_.warning(
            "{}: expected magnitudes up to 65504, the largest of fp16, in tensor \"{}\", found {} of {} values past it (the first at "
            "index {}), which became infinite; keep the layer in fp32 (ILayer::setPrecision with kOBEY_PRECISION_CONSTRAINTS, tenon "
            "build --layerPrecisions), allow bf16 instead, or train with mixed precision",
            stepLabel, output.name, found.count, bytes / 2, found.first);
    }
    return {};
}

} // namespace tenon::runtime
