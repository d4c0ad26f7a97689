// --trace-plugins: one line for each call into a plugin.
#pragma once

#include <cstdint>

struct TenonPluginCall;

namespace tenon::tools
{

//! Prints while it lives, if `on`. One at a time in a process.
class CallPrinter
{
public:
    explicit CallPrinter(bool on);
    ~CallPrinter();
    CallPrinter(CallPrinter const&) = delete;
    CallPrinter& operator=(CallPrinter const&) = delete;

private:
    static void print(void* user, TenonPluginCall const* call);

    bool on_;
};

} // namespace tenon::tools
