#include "runtime/guarded_kernel.h"

#include "runtime/expression_check.h"

#include <algorithm>
#include <cstring>

namespace tenon::runtime
{
namespace
{

using base::ErrorCode;

//! Of each zone; a multiple of the alignment, so that the middle is aligned as it would be.
constexpr size_t kZoneBytes = devices::kAlignmentBytes;
//! Zones and poison repeat a pattern of eight bytes; no computation gives it by chance. As fp32: −6.0e−5 and 3.0e−18; as fp16 no NaN either, so that
//! a plugin which reads poison computes on.
constexpr unsigned char kZonePattern[]{0x9D, 0xA5, 0x7B, 0xB8, 0x5E, 0xC7, 0x5D, 0x22};
constexpr unsigned char kPoisonPattern[]{0xE3, 0x1B, 0x5C, 0x42, 0x97, 0x6A, 0x8D, 0xC1};
//! So many poisoned bytes in a row were not written.
constexpr size_t kPoisonRun = sizeof kPoisonPattern;

template <size_t kBytes>
std::byte patternAt(unsigned char const (&pattern)[kBytes], size_t offset)
{
    return static_cast<std::byte>(pattern[offset % kBytes]);
}

template <size_t kBytes>
std::vector<std::byte> repeated(unsigned char const (&pattern)[kBytes], size_t bytes)
{
    std::vector<std::byte> all(bytes);
    for (size_t i = 0; i < bytes; ++i)
    {
        all[i] = patternAt(pattern, i);
    }
    return all;
}

} // namespace

void* GuardedKernel::Guarded::data() const
{
    return static_cast<std::byte*>(buffer.data()) + kZoneBytes;
}

GuardedKernel::GuardedKernel(std::unique_ptr<graph::Kernel> kernel, GuardedStep step)
    : kernel_(std::move(kernel))
    , step_(std::move(step))
{
}

Result<std::unique_ptr<graph::Kernel>> GuardedKernel::clone(graph::ContextResources const& resources) const
{
    TENON_ASSIGN(auto twin, kernel_->clone(resources));
    return std::unique_ptr<graph::Kernel>(std::make_unique<GuardedKernel>(std::move(twin), step_));
}

Status GuardedKernel::reserve(Guarded& guarded, std::string subject, size_t bytes) const
{
    guarded.subject = std::move(subject);
    guarded.bytes = bytes;
    TENON_ASSIGN(
        guarded.buffer, step_.device->allocate(bytes + 2 * kZoneBytes).withNote("for guard zones (TENON_GUARD)"));
    return {};
}

Status GuardedKernel::setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
{
    TENON_CHECK(kernel_->setShapes(inputs, outputs));
    auto const reserveAll = [&](std::span<graph::TensorDesc const> descs, std::vector<std::string> const& names,
                                char const* kind, std::vector<Guarded>& all) -> Status {
        all = std::vector<Guarded>(descs.size());
        for (size_t i = 0; i < descs.size(); ++i)
        {
            TENON_ASSIGN(int64_t const bytes, base::bytesOf(descs[i].dims, descs[i].type, descs[i].format));
            all[i].desc = descs[i];
            TENON_CHECK(reserve(all[i], fmt::format("{} {} (\"{}\")", kind, i, i < names.size() ? names[i] : ""),
                static_cast<size_t>(bytes)));
        }
        return {};
    };
    TENON_CHECK(reserveAll(inputs, step_.inputs, "input", inputs_));
    TENON_CHECK(reserveAll(outputs, step_.outputs, "output", outputs_));
    return reserve(workspace_, "workspace", kernel_->workspaceBytes());
}

Status GuardedKernel::fill(Guarded& guarded, std::vector<std::byte> middle, devices::StreamHandle stream) const
{
    guarded.before = std::move(middle);
    std::vector<std::byte> whole = repeated(kZonePattern, guarded.bytes + 2 * kZoneBytes);
    std::copy(guarded.before.begin(), guarded.before.end(), whole.begin() + kZoneBytes);
    TENON_CHECK(step_.device->copy(guarded.buffer.data(), whole.data(), whole.size(), stream));
    return step_.device->synchronize(stream); // `whole` goes now
}

Status GuardedKernel::readBack(Guarded& guarded, devices::StreamHandle stream) const
{
    guarded.after.resize(guarded.bytes + 2 * kZoneBytes);
    TENON_CHECK(step_.device->copy(guarded.after.data(), guarded.buffer.data(), guarded.after.size(), stream));
    return step_.device->synchronize(stream);
}

Status GuardedKernel::enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle stream)
{
    std::vector<void const*> guardedInputs;
    std::vector<void*> guardedOutputs;
    for (size_t i = 0; i < inputs_.size(); ++i)
    {
        std::vector<std::byte> content(inputs_[i].bytes);
        TENON_CHECK(step_.device->copy(content.data(), inputs[i], content.size(), stream));
        TENON_CHECK(step_.device->synchronize(stream));
        TENON_CHECK(fill(inputs_[i], std::move(content), stream));
        guardedInputs.push_back(inputs_[i].data());
    }
    std::vector<size_t> sharedWith(outputs_.size(), inputs_.size());
    for (size_t o = 0; o < outputs_.size(); ++o)
    {
        for (size_t i = 0; i < inputs_.size(); ++i)
        {
            if (outputs[o] == inputs[i] && outputs_[o].bytes == inputs_[i].bytes && outputs_[o].bytes != 0)
            {
                sharedWith[o] = i;
            }
        }
        bool const shares = sharedWith[o] < inputs_.size();
        TENON_CHECK(fill(outputs_[o], repeated(kPoisonPattern, outputs_[o].bytes), stream));
        guardedOutputs.push_back(shares ? inputs_[sharedWith[o]].data() : outputs_[o].data());
    }
    TENON_CHECK(fill(workspace_, repeated(kPoisonPattern, workspace_.bytes), stream));
    TENON_CHECK(kernel_->enqueue(guardedInputs.data(), guardedOutputs.data(), workspace_.data(), stream));
    TENON_CHECK(step_.device->synchronize(stream));
    TENON_CHECK(check(sharedWith, stream));
    for (size_t o = 0; o < outputs_.size(); ++o)
    {
        TENON_CHECK(step_.device->copy(outputs[o], guardedOutputs[o], outputs_[o].bytes, stream));
    }
    return step_.device->synchronize(stream);
}

Status GuardedKernel::check(std::vector<size_t> const& sharedWith, devices::StreamHandle stream)
{
    for (std::vector<Guarded>* const all : {&inputs_, &outputs_})
    {
        for (Guarded& guarded : *all)
        {
            TENON_CHECK(readBack(guarded, stream));
        }
    }
    TENON_CHECK(readBack(workspace_, stream));
    // Where two are wrong, the writer's own tensors are the likelier cause.
    for (std::vector<Guarded> const* const all : {&outputs_, &inputs_})
    {
        for (Guarded const& guarded : *all)
        {
            TENON_CHECK(checkZones(guarded));
        }
    }
    TENON_CHECK(checkZones(workspace_));
    for (size_t i = 0; i < inputs_.size(); ++i)
    {
        if (std::find(sharedWith.begin(), sharedWith.end(), i) == sharedWith.end())
        {
            TENON_CHECK(checkUnchanged(inputs_[i]));
        }
    }
    for (size_t o = 0; o < outputs_.size(); ++o)
    {
        if (sharedWith[o] == inputs_.size() && step_.writesAll
            && outputs_[o].desc.format == nvinfer1::TensorFormat::kLINEAR)
        {
            TENON_CHECK(checkWritten(outputs_[o]));
        }
    }
    return step_.expression ? checkDeclaredExpression() : base::okStatus();
}

Status GuardedKernel::checkDeclaredExpression() const
{
    std::vector<graph::TensorDesc> descs;
    std::vector<void const*> data;
    for (Guarded const& input : inputs_)
    {
        descs.push_back(input.desc);
        data.push_back(input.before.data());
    }
    auto status =
        checkExpression(*step_.expression, descs, data, outputs_.at(0).desc, outputs_.at(0).after.data() + kZoneBytes);
    if (!status.ok())
    {
        return base::error(status.error().code, "{}: {}", step_.label, status.error().message);
    }
    return {};
}

Status GuardedKernel::checkZones(Guarded const& guarded) const
{
    size_t const behind = kZoneBytes + guarded.bytes;
    // The first byte behind, then the last one before: where a loop that goes too far begins to do so.
    for (size_t i = behind; i < guarded.after.size(); ++i)
    {
        if (guarded.after[i] != patternAt(kZonePattern, i))
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "{}: {}: expected nothing written behind its {} bytes, found {:#04x} at offset {}, {} past the end; write within the tensor's "
                "elements, or ask for a larger workspace",
                step_.label, guarded.subject, guarded.bytes, static_cast<int>(guarded.after[i]), i - kZoneBytes,
                i - behind + 1);
        }
    }
    for (size_t i = kZoneBytes; i-- > 0;)
    {
        if (guarded.after[i] != patternAt(kZonePattern, i))
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "{}: {}: expected nothing written before its {} bytes, found {:#04x} at offset -{}; write within the tensor's elements",
                step_.label, guarded.subject, guarded.bytes, static_cast<int>(guarded.after[i]), kZoneBytes - i);
        }
    }
    return {};
}

Status GuardedKernel::checkUnchanged(Guarded const& input) const
{
    for (size_t i = 0; i < input.bytes; ++i)
    {
        if (input.after[kZoneBytes + i] != input.before[i])
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "{}: {}: expected an input to stay as it is, found byte {} of {} changed from {:#04x} to {:#04x}; inputs are read-only",
                step_.label, input.subject, i, input.bytes, static_cast<int>(input.before[i]),
                static_cast<int>(input.after[kZoneBytes + i]));
        }
    }
    return {};
}

Status GuardedKernel::checkWritten(Guarded const& output) const
{
    // Small tensors count as unwritten if all of them is poison.
    size_t const wanted = std::min(kPoisonRun, output.bytes);
    size_t run = 0;
    for (size_t i = 0; i < output.bytes; ++i)
    {
        run = output.after[kZoneBytes + i] == patternAt(kPoisonPattern, i) ? run + 1 : 0;
        if (run == wanted)
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "{}: {}: expected all of its {} bytes written, found those from offset {} untouched; write every element of an output",
                step_.label, output.subject, output.bytes, i + 1 - run);
        }
    }
    return {};
}

} // namespace tenon::runtime
