#include "plugin_library.h"

#include <dlfcn.h>

#include <stdexcept>

namespace digits
{

namespace
{

std::mutex callsMutex;
std::vector<std::string> calls;

void recordCall(char const* line)
{
    std::lock_guard<std::mutex> const lock(callsMutex);
    calls.emplace_back(line);
}

// "object 3 (act1): enqueue, batch 2" -> "act1"; empty for calls of the creator, which start with "creator: ".
std::string layerOf(std::string const& call)
{
    size_t const open = call.find('(');
    size_t const close = call.find("):");
    return close == std::string::npos ? std::string() : call.substr(open + 1, close - open - 1);
}

std::vector<std::string> callsOfFirstLayer()
{
    std::lock_guard<std::mutex> const lock(callsMutex);
    std::string layer;
    for (size_t i = 0; i < calls.size() && layer.empty(); ++i)
    {
        layer = layerOf(calls[i]);
    }
    std::vector<std::string> chosen;
    for (std::string const& call : calls)
    {
        bool const isForCreation = call.find("for layer " + layer + ",") != std::string::npos;
        if (layerOf(call) == layer || isForCreation)
        {
            chosen.push_back(call);
        }
    }
    return chosen;
}

// What counts as the same call: an inference differs from the one before by its batch only.
std::string kindOf(std::string const& call)
{
    size_t const enqueue = call.find(": enqueue");
    return enqueue == std::string::npos ? call : call.substr(0, enqueue + 9);
}

} // namespace

void loadWithDlopen(std::string const& path)
{
    if (dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL) == nullptr)
    {
        throw std::runtime_error("plugin library " + path + ": " + dlerror());
    }
}

bool watchPluginCalls(std::string const& path)
{
    void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_NOLOAD);
    void* const symbol = library == nullptr ? nullptr : dlsym(library, "lreluWatchCalls");
    if (symbol == nullptr)
    {
        return false;
    }
    reinterpret_cast<void (*)(void (*)(char const*))>(symbol)(&recordCall);
    return true;
}

std::string pluginCallsText()
{
    std::vector<std::string> const shown = callsOfFirstLayer();
    std::string text;
    for (size_t i = 0; i < shown.size();)
    {
        size_t end = i + 1;
        while (end < shown.size() && kindOf(shown[end]) == kindOf(shown[i]))
        {
            ++end;
        }
        text += "  " + shown[i] + (end - i > 1 ? "   (" + std::to_string(end - i) + " times)" : "") + "\n";
        i = end;
    }
    return text;
}

} // namespace digits
