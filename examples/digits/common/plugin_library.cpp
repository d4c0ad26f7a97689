#include "plugin_library.h"

#include <dlfcn.h>

#include <algorithm>
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

// What counts as the same call: inferences differ from one another by their batch only.
std::string kindOf(std::string const& call)
{
    for (char const* const method : {": enqueue", ": configurePlugin", ": getWorkspaceSize"})
    {
        size_t const at = call.find(method);
        if (at != std::string::npos)
        {
            return call.substr(0, at) + method;
        }
    }
    return call;
}

// How often the calls [begin, begin + length) come in a row.
size_t repetitionsOf(std::vector<std::string> const& kinds, size_t begin, size_t length)
{
    size_t end = begin + length;
    while (end < kinds.size() && kinds[end] == kinds[end - length])
    {
        ++end;
    }
    return (end - begin) / length;
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
    constexpr size_t kLongestCycle = 6;
    std::vector<std::string> const shown = callsOfFirstLayer();
    std::vector<std::string> kinds(shown.size());
    std::transform(shown.begin(), shown.end(), kinds.begin(), kindOf);
    std::string text;
    for (size_t i = 0; i < shown.size();)
    {
        size_t length = 1;
        while (length <= kLongestCycle && repetitionsOf(kinds, i, length) < 2)
        {
            ++length;
        }
        length = length > kLongestCycle ? 1 : length;
        size_t const repetitions = repetitionsOf(kinds, i, length);
        for (size_t j = i; j < i + length; ++j)
        {
            text += "  " + shown[j]
                + (repetitions > 1 && length == 1 ? "   (" + std::to_string(repetitions) + " times)" : "") + "\n";
        }
        if (repetitions > 1 && length > 1)
        {
            text += "  ... these " + std::to_string(length) + " calls " + std::to_string(repetitions) + " times\n";
        }
        i += length * repetitions;
    }
    return text;
}

} // namespace digits
