#include "plugin_check/call.h"

#include "plugin_check/bench.h"
#include "plugin_check/hosted.h"

#include <tenon/plugin_driver.h>

#include <chrono>
#include <exception>
#include <typeinfo>

#include <cxxabi.h>

namespace tenon::plugin_check
{
namespace
{

std::string device = "cpu";
CallListener callListener;
thread_local std::string failedCheck;
int32_t heapPattern = -1;

struct Guarded
{
    std::function<void()> const& function;
    std::string thrown;
};

void runGuarded(void* user)
{
    auto& guarded = *static_cast<Guarded*>(user);
    try
    {
        guarded.function();
    }
    catch (abi::__forced_unwind&)
    {
        throw;
    }
    catch (std::exception const& exception)
    {
        int status = 0;
        char* const name = abi::__cxa_demangle(typeid(exception).name(), nullptr, nullptr, &status);
        guarded.thrown = std::string(status == 0 ? name : typeid(exception).name()) + ": " + exception.what();
        free(name);
    }
    catch (...)
    {
        guarded.thrown = "an object that is no std::exception";
    }
}

} // namespace

void setCallDevice(std::string text)
{
    device = std::move(text);
}

std::string const& callDevice()
{
    return device;
}

void setHeapPattern(int32_t value)
{
    heapPattern = value;
}

void setCallListener(CallListener listener)
{
    callListener = std::move(listener);
}

std::string const& latestFailedCheck()
{
    return failedCheck;
}

std::string exceptionInPython()
{
    return hosted().takeExceptions != nullptr ? failedCheck : std::string();
}

std::string withException(std::string const& found)
{
    std::string const raised = exceptionInPython();
    return raised.empty() || found.find(raised) != std::string::npos ? found : found + " (" + raised + ")";
}

void callRaw(
    std::string const& object, char const* method, std::string const& arguments, std::function<void()> const& function)
{
    Guarded guarded{function, {}};
    char message[600] = "";
    if (heapPattern >= 0)
    {
        fillFreeHeap(static_cast<unsigned char>(heapPattern));
    }
    auto const start = std::chrono::steady_clock::now();
    {
        NotedCall const noted(object.c_str(), method, arguments.c_str());
        // Without the extension (an older library) plugins are told of no device.
        if (tenonCallAsHost == nullptr
            || tenonCallAsHost(device.c_str(), nullptr, runGuarded, &guarded, message, sizeof message) == 2)
        {
            runGuarded(&guarded);
        }
    }
    failedCheck = message;
    if (hosted().takeExceptions != nullptr && failedCheck.empty())
    {
        failedCheck = hosted().takeExceptions();
    }
    if (callListener)
    {
        std::chrono::duration<double, std::micro> const took = std::chrono::steady_clock::now() - start;
        callListener(object, method, arguments, took.count());
    }
    if (!guarded.thrown.empty())
    {
        throw Thrown{object, method, arguments, guarded.thrown};
    }
}

} // namespace tenon::plugin_check
