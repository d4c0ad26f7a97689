// docs/plugins.md is what the plugins' classes say of themselves. TENON_UPDATE_DOCS=1 writes it.
#include "plugins/standard_plugins.h"
#include "support/paths.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace tenon::plugins
{
namespace
{

std::string document()
{
    std::string text =
        "# The standard plugins\n\n"
        "Written by `TENON_UPDATE_DOCS=1 tenon_plugins_test` from `plugins/plugins.inc` and the classes listed there: do not edit.\n\n"
        "They are registered by `initLibNvInferPlugins(logger, namespace)`. Tensors of one group, a letter in parentheses, have one "
        "type and format.\nTypes after a field's name are those of `PluginFieldType`.\n\n";
    for (StandardCreator const& creator : makeStandardCreators(""))
    {
        text += creator.documentation() + "\n";
    }
    text.pop_back();
    return text;
}

TEST(PluginsDocument, IsUpToDate)
{
    std::string const path = tenon::testing::sourceDir() + "/docs/plugins.md";
    std::string const expected = document();
    if (std::getenv("TENON_UPDATE_DOCS") != nullptr)
    {
        std::ofstream(path) << expected;
    }
    std::ifstream file(path);
    std::stringstream found;
    found << file.rdbuf();
    EXPECT_EQ(found.str(), expected) << "run TENON_UPDATE_DOCS=1 tenon_plugins_test --gtest_filter=PluginsDocument.*";
}

} // namespace
} // namespace tenon::plugins
