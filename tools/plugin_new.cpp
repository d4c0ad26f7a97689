// tenon plugin new: a project of a new plugin that builds, with tests that pass.
#include "plugin_new/project.h"
#include "plugin_options.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace tenon::tools
{
namespace
{

struct NewOptions
{
    plugin_new::Wish wish;
    std::string folder;
    bool isStatic{false};
    bool isDynamic{false};
    bool isV3{false};
    bool pointwise{false};
    bool kernel{false};
};

Status makeProject(NewOptions options)
{
    plugin_new::Wish& wish = options.wish;
    wish.form = options.isV3                    ? plugin_new::Form::kV3
        : options.isStatic == options.isDynamic ? plugin_new::Form::kBOTH
        : options.isStatic                      ? plugin_new::Form::kSTATIC
                                                : plugin_new::Form::kDYNAMIC;
    wish.kind = options.kernel ? plugin_new::Kind::kKERNEL : plugin_new::Kind::kPOINTWISE;
    TENON_ASSIGN(plugin_new::Files const files, plugin_new::projectFiles(wish));
    std::filesystem::path const folder = options.folder.empty() ? plugin_new::snakeCase(wish.name) : options.folder;
    std::error_code failure;
    if (std::filesystem::exists(folder) && !std::filesystem::is_empty(folder, failure))
    {
        return base::invalidArgument("--dir: expected a new or empty folder, \"{}\" holds files", folder.string());
    }
    std::filesystem::create_directories(folder, failure);
    for (auto const& [name, content] : files)
    {
        std::ofstream file(folder / name, std::ios::binary);
        file.write(content.data(), static_cast<std::streamsize>(content.size()));
        if (!file.good())
        {
            return base::invalidArgument("--dir: \"{}\" cannot be written", (folder / name).string());
        }
        std::printf("%s\n", (folder / name).c_str());
    }
    std::printf(
        "\nNext:\n  cmake -S %s -B %s/build -DCMAKE_PREFIX_PATH=<where Tenon is installed>\n  cmake --build %s/build\n  ctest --test-dir %s/build\n",
        folder.c_str(), folder.c_str(), folder.c_str(), folder.c_str());
    return {};
}

} // namespace

void addPluginNew(CLI::App& plugin, Chosen& chosen)
{
    auto const options = std::make_shared<NewOptions>();
    CLI::App* const command =
        plugin.add_subcommand("new", "Make a project of a new plugin: class, kernels, tests, model");
    command->add_option("name", options->wish.name, "The plugin's name, a C++ class name such as MyOp")->required();
    command->add_option("--inputs", options->wish.inputs, "Number of inputs")->check(CLI::Range(1, 16));
    command->add_option("--outputs", options->wish.outputs, "Number of outputs")->check(CLI::Range(1, 16));
    command->add_flag(
        "--static", options->isStatic, "IPluginV2IOExt: shapes are known when the engine is built, but for the batch");
    command->add_flag("--dynamic", options->isDynamic,
        "IPluginV2DynamicExt: shapes may change; with --static both, which is the default");
    auto* const v3 = command->add_flag("--v3", options->isV3, "IPluginV3");
    command->get_option("--static")->excludes(v3);
    command->get_option("--dynamic")->excludes(v3);
    auto* const pointwise = command->add_flag("--pointwise", options->pointwise, "Each element by itself, the default");
    command->add_flag("--kernel", options->kernel, "A row at a time")->excludes(pointwise);
    command->add_option("--dir", options->folder, "The project's folder; its name in snake_case where nothing is said");
    command->callback([options, &chosen] { chosen = [options] { return makeProject(*options); }; });
}

} // namespace tenon::tools
