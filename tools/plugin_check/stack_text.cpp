#include "plugin_check/stack_text.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <cxxabi.h>
#include <unistd.h>

namespace tenon::plugin_check
{
namespace
{

std::string demangled(char const* symbol)
{
    int status = 0;
    char* const text = abi::__cxa_demangle(symbol, nullptr, nullptr, &status);
    std::string name = status == 0 ? text : symbol;
    free(text);
    return name;
}

//! "Foo::enqueue at foo.cpp:42" of an offset in a library; empty where addr2line knows nothing.
std::string sourceOf(char const* file, uintptr_t offset)
{
    if (strchr(file, '\'') != nullptr)
    {
        return {};
    }
    char command[400];
    snprintf(
        command, sizeof command, "addr2line -Cfpse '%s' 0x%lx 2>/dev/null", file, static_cast<unsigned long>(offset));
    FILE* const pipe = popen(command, "r");
    if (pipe == nullptr)
    {
        return {};
    }
    char line[800] = "";
    char const* const got = fgets(line, sizeof line, pipe);
    pclose(pipe);
    std::string text = got == nullptr ? "" : line;
    while (!text.empty() && text.back() == '\n')
    {
        text.pop_back();
    }
    return text.find("??") == 0 || text.find("addr2line") == 0 ? std::string() : text;
}

bool ownFile(char const* file)
{
    static std::string const own = [] {
        char path[4096];
        ssize_t const length = readlink("/proc/self/exe", path, sizeof path);
        return std::string(path, length < 0 ? 0 : static_cast<size_t>(length));
    }();
    char resolved[4096];
    return realpath(file, resolved) != nullptr && own == resolved;
}

} // namespace

std::vector<std::string> stackText(RawFrame const* frames, int32_t count)
{
    std::vector<std::string> lines;
    bool inside = false; // past the handler's own frames
    for (int32_t i = 0; i < count && lines.size() < 12; ++i)
    {
        RawFrame const& frame = frames[i];
        bool const own = ownFile(frame.file);
        if (own)
        {
            if (inside)
            {
                break; // what follows is the tool that called the plugin
            }
            continue;
        }
        char const* const slash = strrchr(frame.file, '/');
        std::string const library = slash == nullptr ? frame.file : slash + 1;
        // The handler's trampoline lies in the C library.
        bool const system = library.rfind("libc.so", 0) == 0;
        if (!inside && system && frame.symbol[0] == '\0')
        {
            continue;
        }
        inside = true;
        std::string text =
            system || frame.base == 0 ? std::string() : sourceOf(frame.file, frame.address - frame.base - 1);
        if (text.empty() || text.find("??") != std::string::npos)
        {
            char offset[32];
            snprintf(offset, sizeof offset, "+0x%lx", static_cast<unsigned long>(frame.address - frame.base));
            std::string const name = frame.symbol[0] == '\0'
                ? (text.empty() ? std::string() : text.substr(0, text.find(" at ?")))
                : demangled(frame.symbol);
            text = name.empty() ? library + offset : name;
        }
        lines.push_back(text + " [" + library + "]");
    }
    return lines;
}

} // namespace tenon::plugin_check
