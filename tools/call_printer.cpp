#include "call_printer.h"

#include <tenon/trace.h>

#include <cstdio>

namespace tenon::tools
{

CallPrinter::CallPrinter(bool on)
    : on_(on)
{
    if (on_)
    {
        observePluginCalls(&CallPrinter::print, nullptr);
    }
}

CallPrinter::~CallPrinter()
{
    if (on_)
    {
        observePluginCalls(nullptr, nullptr);
    }
}

void CallPrinter::print(void*, TenonPluginCall const* call)
{
    bool const silent = *call->result == '\0';
    std::printf("%6llu  %s #%llu  %s(%s)%s%s  %.1f us\n", static_cast<unsigned long long>(call->order), call->plugin,
        static_cast<unsigned long long>(call->object), call->method, call->arguments, silent ? "" : " -> ",
        call->result, call->microseconds);
}

} // namespace tenon::tools
