#include "api/engine/serialization_config.h"

#include "api/argument_checks.h"
#include "api/guard.h"

namespace tenon::api
{

using nvinfer1::SerializationFlag;

namespace
{

nvinfer1::SerializationFlags bitOf(SerializationFlag flag)
{
    return nvinfer1::SerializationFlags{1} << static_cast<uint32_t>(flag);
}

Status checkServed(nvinfer1::SerializationFlags flags)
{
    constexpr nvinfer1::SerializationFlags kKnown = (1U << nvinfer1::EnumMax<SerializationFlag>()) - 1;
    if ((flags & ~kKnown) != 0)
    {
        return base::invalidArgument("serialization flags: expected bits of 0x{:x}, found 0x{:x}", kKnown, flags);
    }
    return {};
}

} // namespace

SerializationConfig::SerializationConfig(std::shared_ptr<Reporting const> reporting, bool excludesWeights)
    : reporting_(std::move(reporting))
    , flags_(excludesWeights ? bitOf(SerializationFlag::kEXCLUDE_WEIGHTS) : 0)
{
    mImpl = this;
}

bool SerializationConfig::setFlags(nvinfer1::SerializationFlags flags) noexcept
{
    return succeeds(callLog(), "ISerializationConfig::setFlags", [&]() -> Status {
        TENON_CHECK(checkServed(flags));
        flags_ = flags;
        return {};
    });
}

bool SerializationConfig::clearFlag(SerializationFlag flag) noexcept
{
    return succeeds(callLog(), "ISerializationConfig::clearFlag", [&]() -> Status {
        TENON_CHECK(checkEnumerator("serialization flag", flag));
        flags_ &= ~bitOf(flag);
        return {};
    });
}

bool SerializationConfig::setFlag(SerializationFlag flag) noexcept
{
    return succeeds(callLog(), "ISerializationConfig::setFlag", [&]() -> Status {
        TENON_CHECK(checkEnumerator("serialization flag", flag));
        TENON_CHECK(checkServed(bitOf(flag)));
        flags_ |= bitOf(flag);
        return {};
    });
}

bool SerializationConfig::getFlag(SerializationFlag flag) const noexcept
{
    auto const number = static_cast<int32_t>(flag);
    return number >= 0 && number < nvinfer1::EnumMax<SerializationFlag>() && (flags_ & bitOf(flag)) != 0;
}

} // namespace tenon::api
