// tenon env: where the libraries lie, and how a program built for TensorRT finds them first.
#include "command.h"

#include <NvInfer.h>

#include <cstdio>
#include <filesystem>

#include <dlfcn.h>

namespace tenon::tools
{
namespace
{

Status env()
{
    Dl_info info{};
    if (dladdr(reinterpret_cast<void const*>(&getPluginRegistry), &info) == 0 || info.dli_fname == nullptr)
    {
        return base::error(
            base::ErrorCode::kINTERNAL_ERROR, "libnvinfer: expected to find where it was loaded from, found nothing");
    }
    std::filesystem::path const folder = std::filesystem::weakly_canonical(info.dli_fname).parent_path();
    std::printf("# Tenon's libnvinfer, libnvinfer_plugin and libnvonnxparser lie in %s\n"
                "# To let a program that was built for TensorRT find them first:\n"
                "export LD_LIBRARY_PATH=\"%s${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}\"\n",
        folder.c_str(), folder.c_str());
    return {};
}

} // namespace

void addEnv(CLI::App& app, Chosen& chosen)
{
    CLI::App* const command =
        app.add_subcommand("env", "Print how other programs find the libraries: eval \"$(tenon env)\"");
    command->callback([&chosen] { chosen = env; });
}

} // namespace tenon::tools
