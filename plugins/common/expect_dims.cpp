#include "plugins/common/expect_dims.h"

#include "plugins/common/report.h"

namespace tenon::plugins
{
namespace
{

template <typename Extents>
std::string extentsText(Extents const& extents, size_t count)
{
    std::string text = "[";
    for (size_t i = 0; i < count; ++i)
    {
        text += (i == 0 ? "" : ", ") + std::to_string(extents(i));
    }
    return text + "]";
}

} // namespace

bool hasDims(plugin::Tensor const& tensor, std::initializer_list<int64_t> expected)
{
    int32_t next = 0;
    auto const skipOnes = [&] {
        while (next < tensor.rank() && tensor.dim(next) == 1)
        {
            ++next;
        }
    };
    for (int64_t const extent : expected)
    {
        skipOnes();
        if (extent != 1 && (next == tensor.rank() || tensor.dim(next++) != extent))
        {
            return false;
        }
    }
    skipOnes();
    return next == tensor.rank();
}

void reportDims(
    std::string const& label, char const* name, plugin::Tensor const& tensor, std::initializer_list<int64_t> expected)
{
    auto const wanted = [&](size_t i) { return expected.begin()[i]; };
    auto const found = [&](size_t i) { return tensor.dim(static_cast<int32_t>(i)); };
    report(nvinfer1::ILogger::Severity::kERROR,
        label + ": expected " + name + " " + extentsText(wanted, expected.size()) + ", found "
            + extentsText(found, static_cast<size_t>(tensor.rank())));
}

std::string inputsText(plugin::Shapes const& shapes)
{
    std::string text;
    for (int32_t i = 0; i < shapes.inputCount(); ++i)
    {
        plugin::Shape const& shape = shapes.input(i);
        text += (i == 0 ? "" : ", ") + extentsText([&](size_t k) { return shape[k].value(); }, shape.size());
    }
    return text;
}

} // namespace tenon::plugins
