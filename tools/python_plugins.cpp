#include "python_plugins.h"

#include "plugin_check/hosted.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <unistd.h>

namespace tenon::tools
{
namespace
{

int32_t argumentCount = 0;
char const* const* arguments = nullptr;

// Says what is missing in words of ours; the package's own command does the rest.
char const* const kProgram =
    "import sys\n"
    "try:\n"
    "    from tenon._command import main\n"
    "except ImportError as error:\n"
    "    sys.exit(f'tenon: plugins written in Python: expected the package tenon for {sys.executable}, found: "
    "{error}; install the wheel there, or set TENON_PYTHON to an interpreter that has it')\n"
    "main()\n";

} // namespace

void rememberCommandLine(int argc, char const* const* argv)
{
    argumentCount = argc;
    arguments = argv;
}

bool needsPython(std::string const& library)
{
    constexpr size_t kSuffix = 3;
    return library.size() > kSuffix && library.compare(library.size() - kSuffix, kSuffix, ".py") == 0
        && !plugin_check::isHosted(library);
}

base::Status goOnInPython(std::string const& library)
{
    if (!plugin_check::hosted().file.empty())
    {
        return base::invalidArgument(
            "library: expected the module \"{}\", which this interpreter has loaded, found \"{}\"",
            plugin_check::hosted().file, library);
    }
    char const* const told = std::getenv("TENON_PYTHON");
    std::string const python = told != nullptr && *told != '\0' ? told : "python3";
    std::vector<char const*> all{python.c_str(), "-c", kProgram};
    all.insert(all.end(), arguments + 1, arguments + argumentCount);
    all.push_back(nullptr);
    execvp(python.c_str(), const_cast<char* const*>(all.data()));
    return base::invalidArgument(
        "library: \"{}\" is a Python module: expected the interpreter \"{}\" to load it, found none ({}); "
        "set TENON_PYTHON to one that has the package tenon",
        library, python, std::strerror(errno));
}

} // namespace tenon::tools
