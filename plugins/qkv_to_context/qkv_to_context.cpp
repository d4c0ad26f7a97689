#include "plugins/qkv_to_context/qkv_to_context.h"

#include "plugins/qkv_to_context/qkv_to_context_kernel.h"

namespace tenon::plugins
{

using nvinfer1::DataType;

std::string QkvToContext::validate() const
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
    DataType const wanted = pos == 1 && inputs == 2 ? DataType::kINT32 : typeId;
    return inputs == (hasMask != 0 ? 2 : 1) && inOut[pos].type == wanted
        && inOut[pos].format == nvinfer1::TensorFormat::kLINEAR;
}

void QkvToContext::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& x = s.input(0);
    bool const fits = x.size() >= 3 && (!x[2].isNumber() || x[2].value() == 3 * int64_t{hiddenSize});
    if (s.expect(fits,
            "an input [S, B, " + std::to_string(3 * int64_t{hiddenSize}) + ", 1, 1], found rank "
                + std::to_string(x.size()) + (x.size() >= 3 ? " with " + std::to_string(x[2].value()) : ""))
        && s.expect(s.inputCount() == (hasMask != 0 ? 2 : 1),
            "a mask as second input if and only if \"has_mask\" is 1, found " + std::to_string(s.inputCount())
                + " inputs"))
    {
        s.output(0)[2] = hiddenSize;
    }
}

int32_t QkvToContext::enqueueCpu(plugin::Call const& call) const
{
    return qkv_to_context::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
