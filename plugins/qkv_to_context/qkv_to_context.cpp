#include "plugins/qkv_to_context/qkv_to_context.h"

#include "plugins/common/report.h"
#include "plugins/qkv_to_context/qkv_to_context_kernel.h"

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::TensorFormat;

bool isNumber(plugin::Dim const& dim, int64_t value)
{
    return !dim.isNumber() || dim.value() == value;
}

//! Whether nothing but ones stands behind dimension `last`.
bool onesFollow(plugin::Shape const& x, size_t last)
{
    for (size_t i = last + 1; i < x.size(); ++i)
    {
        if (!isNumber(x[i], 1))
        {
            return false;
        }
    }
    return true;
}

//! On the CPU, where they can be looked at: from 0 to the number of tokens, never falling. Null, after a message, if they are not.
template <typename Named>
int32_t const* checkedStarts(std::string const& layerName, plugin::Tensor const& starts, int64_t tokens)
{
    auto const* const values = starts.as<int32_t const>();
    for (int64_t i = 0; i < starts.count(); ++i)
    {
        if (values[i] > tokens || values[i] < (i == 0 ? 0 : values[i - 1]))
        {
            report(nvinfer1::ILogger::Severity::kERROR,
                plugin::labelOf<Named>(layerName) + ": expected cu_seqlens from 0 to the number of tokens ("
                    + std::to_string(tokens) + "), none less than the one before, found " + std::to_string(values[i])
                    + " at " + std::to_string(i));
            return nullptr;
        }
    }
    return values;
}

qkv_to_context::Sequences sideBySide(plugin::Tensor const& starts, plugin::Tensor const& longest, int64_t tokens)
{
    return {nullptr, starts.as<int32_t const>(), std::min(longest.count(), tokens), starts.count() - 1, tokens};
}

} // namespace

std::string QkvToContextBase::validate() const
{
    if (hiddenSize % heads != 0)
    {
        return "expected \"num_heads\" (" + std::to_string(heads) + ") to divide \"hidden_size\", found "
            + std::to_string(hiddenSize);
    }
    return hiddenSize / heads <= 256
        ? std::string()
        : "expected heads of at most 256 numbers, found " + std::to_string(hiddenSize / heads);
}

bool QkvToContext::supports(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t) const
{
    DataType const wanted = pos > 0 && pos < inputs ? DataType::kINT32 : typeId;
    return inputs == inputCount() && inOut[pos].type == wanted && inOut[pos].format == TensorFormat::kLINEAR;
}

void QkvToContext::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& x = s.input(0);
    size_t const channels = varSeqlen != 0 ? 1 : 2;
    bool const fits = x.size() > channels && isNumber(x[channels], 3 * int64_t{hiddenSize}) && onesFollow(x, channels);
    if (s.expect(fits,
            std::string("an input [") + (varSeqlen != 0 ? "tokens, " : "S, B, ")
                + std::to_string(3 * int64_t{hiddenSize}) + ", 1, 1], found rank " + std::to_string(x.size())
                + (x.size() > channels ? " with " + std::to_string(x[channels].value()) : ""))
        && s.expect(s.inputCount() == inputCount(),
            std::to_string(inputCount())
                + " inputs (a mask where \"has_mask\" is 1; mask, cu_seqlens and max_seqlen where \"var_seqlen\" is 1), found "
                + std::to_string(s.inputCount())))
    {
        s.output(0)[channels] = hiddenSize;
        if (hasMask != 0 && varSeqlen == 0 && x[1].isNumber())
        {
            plugin::Dim const lengths = plugin::productOf(s.input(1), 0, s.input(1).size());
            s.expect(isNumber(lengths, x[1].value()),
                "a length for each of the " + std::to_string(x[1].value()) + " sequences in the mask, found "
                    + std::to_string(lengths.isNumber() ? lengths.value() : 0));
        }
    }
}

qkv_to_context::Sequences QkvToContext::sequencesOf(plugin::Call const& call) const
{
    plugin::Tensor const& input = call.input(0);
    if (varSeqlen != 0)
    {
        return sideBySide(call.input(2), call.input(3), input.dim(0));
    }
    return {hasMask != 0 ? call.input(1).as<int32_t const>() : nullptr, nullptr, input.dim(0), input.dim(1),
        input.dim(0) * input.dim(1)};
}

qkv_to_context::TokenLayout QkvToContext::layoutOf(plugin::Tensor const&, int64_t channels) const
{
    return qkv_to_context::TokenLayout::rows(channels);
}

int32_t QkvToContext::enqueueCpu(plugin::Call const& call) const
{
    if (call.output(0).count() == 0)
    {
        return 0;
    }
    if (varSeqlen != 0 && checkedStarts<QkvToContext2>(layerName, call.input(2), call.input(0).dim(0)) == nullptr)
    {
        return 1;
    }
    return qkv_to_context::enqueueOn(OnCpu{}, *this, call);
}

bool QkvToContext3::supports(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t) const
{
    DataType const type = inOut[pos].type;
    TensorFormat const format = inOut[pos].format;
    if (pos > 0 && pos < inputs)
    {
        return inputs == 3 && type == DataType::kINT32 && format == TensorFormat::kLINEAR;
    }
    bool const known = format == TensorFormat::kLINEAR
        ? type == DataType::kFLOAT || type == DataType::kHALF || type == DataType::kINT8
        : format == TensorFormat::kCHW32 && type == DataType::kINT8;
    return inputs == 3 && known && type == inOut[0].type && format == inOut[0].format;
}

void QkvToContext3::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& x = s.input(0);
    bool const fits = x.size() == 4 && (isNumber(x[0], 1) || isNumber(x[0], 0))
        && isNumber(x[1], 3 * int64_t{hiddenSize}) && isNumber(x[3], 1);
    if (s.expect(fits,
            "an input [1, " + std::to_string(3 * int64_t{hiddenSize}) + ", tokens, 1], found rank "
                + std::to_string(x.size()) + (x.size() > 1 ? " with " + std::to_string(x[1].value()) : "")))
    {
        s.output(0)[1] = hiddenSize;
    }
}

qkv_to_context::Sequences QkvToContext3::sequencesOf(plugin::Call const& call) const
{
    return sideBySide(call.input(1), call.input(2), call.input(0).dim(2));
}

qkv_to_context::TokenLayout QkvToContext3::layoutOf(plugin::Tensor const& tensor, int64_t) const
{
    return qkv_to_context::TokenLayout::columns(tensor.dim(2), tensor.format() == TensorFormat::kCHW32);
}

int32_t QkvToContext3::enqueueCpu(plugin::Call const& call) const
{
    if (call.output(0).count() == 0)
    {
        return 0;
    }
    if (checkedStarts<QkvToContext3>(layerName, call.input(1), call.input(0).dim(2)) == nullptr)
    {
        return 1;
    }
    return qkv_to_context::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
