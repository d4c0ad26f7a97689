#include "plugins/debug_print/debug_print.h"

#include "plugins/common/report.h"
#include "plugins/common/rows.h"
#include "plugins/debug_print/summary.h"

#include <cstdio>
#include <cstring>
#include <mutex>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::ILogger;

//! Element i as a number; exact but for large int64.
double elementOf(DataType type, void const* data, int64_t i)
{
    switch (type)
    {
    case DataType::kFLOAT: return static_cast<float const*>(data)[i];
    case DataType::kHALF: return halfToFloat(static_cast<uint16_t const*>(data)[i]);
    case DataType::kBF16: return bfloat16ToFloat(static_cast<uint16_t const*>(data)[i]);
    case DataType::kINT32: return static_cast<int32_t const*>(data)[i];
    case DataType::kINT64: return static_cast<double>(static_cast<int64_t const*>(data)[i]);
    case DataType::kINT8: return static_cast<int8_t const*>(data)[i];
    default: return static_cast<uint8_t const*>(data)[i];
    }
}

void appendShape(std::string& text, nvinfer1::Dims const& dims)
{
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        char number[32];
        std::snprintf(number, sizeof number, "%s%lld", i == 0 ? "" : ", ", static_cast<long long>(dims.d[i]));
        text += number;
    }
}

//! NumPy's name of a type; bf16 has none and is saved as its bits.
char const* numpyTypeOf(DataType type)
{
    switch (type)
    {
    case DataType::kFLOAT: return "<f4";
    case DataType::kHALF: return "<f2";
    case DataType::kBF16: return "<u2";
    case DataType::kINT32: return "<i4";
    case DataType::kINT64: return "<i8";
    case DataType::kINT8: return "|i1";
    case DataType::kBOOL: return "|b1";
    default: return "|u1";
    }
}

bool saveNumpy(std::string const& path, plugin::Tensor const& x, void const* host)
{
    std::string header = std::string("{'descr': '") + numpyTypeOf(x.type()) + "', 'fortran_order': False, 'shape': (";
    appendShape(header, x.dims());
    header += x.rank() == 1 ? ",), }" : "), }";
    header.resize((10 + header.size() + 1 + 63) / 64 * 64 - 11, ' ');
    header += '\n';
    std::string const temporary = path + ".part";
    std::FILE* const file = std::fopen(temporary.c_str(), "wb");
    if (file == nullptr)
    {
        return false;
    }
    auto const length = static_cast<uint16_t>(header.size());
    bool good = std::fwrite("\x93NUMPY\x01\x00", 1, 8, file) == 8 && std::fwrite(&length, 2, 1, file) == 1
        && std::fwrite(header.data(), 1, header.size(), file) == header.size();
    auto const bytes = static_cast<size_t>(x.bytes());
    good = good && std::fwrite(host, 1, bytes, file) == bytes;
    good = std::fclose(file) == 0 && good && std::rename(temporary.c_str(), path.c_str()) == 0;
    if (!good)
    {
        std::remove(temporary.c_str());
    }
    return good;
}

//! A name as part of a file's name.
std::string fileNameOf(std::string name)
{
    for (char& c : name)
    {
        bool const isPlain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_';
        c = isPlain ? c : '_';
    }
    return name;
}

} // namespace

std::string const& DebugPrint::nameOfTensor() const
{
    static std::string const unnamed = "DebugPrint";
    return !label.empty() ? label : !layerName.empty() ? layerName : unnamed;
}

int32_t DebugPrint::tell(plugin::Tensor const& x, void const* host, debug_print::Summary const& s)
{
    char numbers[200];
    std::snprintf(numbers, sizeof numbers, "min %.6g max %.6g mean %.6g NaN %lld inf %lld",
        s.numbers == 0 ? 0.0 : s.least, s.numbers == 0 ? 0.0 : s.greatest,
        s.numbers == 0 ? 0.0 : s.sum / static_cast<double>(s.numbers), static_cast<long long>(s.nans),
        static_cast<long long>(s.infinities));
    line_.assign(nameOfTensor());
    char head[80];
    std::snprintf(head, sizeof head, " #%lld: %s [", static_cast<long long>(inferences_), plugin::nameOf(x.type()));
    line_.append(head);
    appendShape(line_, x.dims());
    line_.append("] ").append(numbers).append(" first");
    for (int64_t i = 0; i < std::min<int64_t>(values, x.count()); ++i)
    {
        char number[40];
        std::snprintf(number, sizeof number, " %.6g", elementOf(x.type(), host, i));
        line_ += number;
    }
    line_ += "\n";
    int32_t status = 0;
    auto const fail = [&](std::string const& path) {
        report(ILogger::Severity::kERROR,
            plugin::labelOf<DebugPrint>(layerName) + ": expected to write \"" + path
                + "\", found: " + std::strerror(errno) + "; make the folder, or choose another");
        status = 1;
    };
    {
        static std::mutex mutex; // lines of several contexts stay whole
        std::lock_guard const lock(mutex);
        std::FILE* const out = file.empty() ? stderr : std::fopen(file.c_str(), "a");
        if (out == nullptr || std::fputs(line_.c_str(), out) < 0)
        {
            fail(file.empty() ? "standard error" : file);
        }
        if (out != nullptr && out != stderr)
        {
            std::fclose(out);
        }
    }
    if (!folder.empty())
    {
        std::string const path = folder + "/" + fileNameOf(nameOfTensor()) + "_" + std::to_string(inferences_) + ".npy";
        if (!saveNumpy(path, x, host))
        {
            fail(path);
        }
    }
    ++inferences_;
    return status;
}

int32_t DebugPrint::enqueueCpu(plugin::Call const& call)
{
    plugin::Tensor const& x = call.input(0);
    return tell(x, x.data, debug_print::summaryOf(x.type(), x.data, x.count(), call.output(0).data));
}

#if TENON_PLUGIN_CUDA
size_t DebugPrint::workspaceBytes(plugin::Problem const& problem) const
{
    plugin::Tensor const& x = problem.input(0);
    return static_cast<size_t>(debug_print::blocksOnCuda(x.bytes())) * sizeof(debug_print::Summary);
}

int32_t DebugPrint::enqueueCuda(plugin::Call const& call)
{
    using debug_print::Summary;
    plugin::Tensor const& x = call.input(0);
    constexpr size_t kPartBytes = debug_print::kMostParts * sizeof(Summary);
    auto const toldBytes = static_cast<size_t>(std::min<int64_t>(values, x.count()) * plugin::bytesOf(x.type()));
    auto* const found = static_cast<unsigned char*>(found_.atLeast(kPartBytes + toldBytes));
    if (found == nullptr)
    {
        return 1;
    }
    auto* const parts = reinterpret_cast<Summary*>(found);
    int32_t const count = x.count() == 0 ? 0
                                         : debug_print::summariseOnCuda(x.type(), x.data, call.output(0).data,
                                             x.count(), static_cast<Summary*>(call.workspace()), parts,
                                             found + kPartBytes, static_cast<int32_t>(toldBytes), call.stream());
    host_.resize(folder.empty() ? 0 : static_cast<size_t>(x.bytes()));
    if (count < 0
        || (!host_.empty()
            && cudaMemcpyAsync(host_.data(), x.data, host_.size(), cudaMemcpyDeviceToHost, call.stream())
                != cudaSuccess)
        || cudaStreamSynchronize(call.stream()) != cudaSuccess)
    {
        return 1;
    }
    Summary all;
    for (int32_t i = 0; i < count; ++i)
    {
        all.add(parts[i]);
    }
    return tell(x, host_.empty() ? found + kPartBytes : host_.data(), all);
}
#endif

} // namespace tenon::plugins
