// DebugPrint version 1: an identity that tells what passes by.
#pragma once

#include <tenon/plugin.h>

#if TENON_PLUGIN_CUDA
#include "plugins/common/pinned_memory.h"
#endif

#include <string>
#include <vector>

namespace tenon::plugins
{
namespace debug_print
{
struct Summary;
}

struct DebugPrint : plugin::Plugin
{
    static constexpr char const* kName = "DebugPrint";
    static constexpr char const* kVersion = "1";

    std::string label;
    std::string file;
    std::string folder;
    int32_t values{8};

    template <typename D>
    static void declare(D& d)
    {
        using nvinfer1::DataType;
        std::vector<DataType> const types{DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT32,
            DataType::kINT64, DataType::kINT8, DataType::kUINT8, DataType::kBOOL};
        d.about(
            "y = x; at each inference a line with type, shape, least, greatest and mean value, numbers of NaN and of infinities, and the first values.");
        d.input("x", "any shape").types(types, "T");
        d.output("y", "`x`").types(types, "T");
        d.field("label", &DebugPrint::label, "begins the line; the layer's name where it is empty");
        d.field("file", &DebugPrint::file, "a file that lines are appended to; standard error where it is empty");
        d.field("folder", &DebugPrint::folder,
            "a folder for the whole tensor of each inference, as label_0.npy, label_1.npy, …; nothing is saved where it is empty");
        d.field("values", &DebugPrint::values, "how many of the first values are told").range(0, 1 << 20);
    }

#if TENON_PLUGIN_CUDA
    size_t workspaceBytes(plugin::Problem const& problem) const;
#endif
    int32_t enqueueCpu(plugin::Call const& call);
    int32_t enqueueCuda(plugin::Call const& call);

private:
    //! Tells of a tensor; `host`: its first `values` elements, all of them where they are saved. 0 on success.
    int32_t tell(plugin::Tensor const& x, void const* host, debug_print::Summary const& summary);
    std::string const& nameOfTensor() const;

    int64_t inferences_{0};
    std::string line_; //!< kept, so that inferences after the first allocate nothing
#if TENON_PLUGIN_CUDA
    PinnedMemory found_;              //!< kMostParts summaries, and the first values
    std::vector<unsigned char> host_; //!< all of a tensor that is saved
#endif
};

using DebugPrintCreator = plugin::Creator<DebugPrint, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
