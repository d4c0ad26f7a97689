#include "plugin_host/crash_report.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string_view>

#include <unistd.h>

namespace tenon::plugin_host
{
namespace
{

struct NamedSignal
{
    int number;
    char const* name;
};
constexpr std::array<NamedSignal, 5> kFatalSignals{
    {{SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"}, {SIGFPE, "SIGFPE"}, {SIGILL, "SIGILL"}, {SIGABRT, "SIGABRT"}}};

//! A line made without allocating: what a signal handler may do.
class Line
{
public:
    Line& add(std::string_view text)
    {
        size_t const taken = std::min(text.size(), text_.size() - length_);
        std::memcpy(text_.data() + length_, text.data(), taken);
        length_ += taken;
        return *this;
    }
    Line& addNumber(uint64_t number, unsigned base)
    {
        std::array<char, 24> digits{};
        size_t at = digits.size();
        do
        {
            digits[--at] = "0123456789abcdef"[number % base];
            number /= base;
        } while (number != 0);
        return add({digits.data() + at, digits.size() - at});
    }
    void write() const { [[maybe_unused]] ssize_t const ignored = ::write(STDERR_FILENO, text_.data(), length_); }

private:
    std::array<char, 2048> text_{};
    size_t length_{0};
};

char const* nameOf(int number)
{
    for (NamedSignal const& one : kFatalSignals)
    {
        if (one.number == number)
        {
            return one.name;
        }
    }
    return "?";
}

void report(int number, siginfo_t* info, void*)
{
    PluginCall const call = CallInProgress::current();
    if (call.label != nullptr)
    {
        Line line;
        line.add(*call.label)
            .add(": ")
            .add(call.method)
            .add(" ended the process by signal ")
            .addNumber(static_cast<uint64_t>(number), 10)
            .add(" (")
            .add(nameOf(number));
        if (number == SIGSEGV || number == SIGBUS)
        {
            line.add(", address 0x").addNumber(reinterpret_cast<uintptr_t>(info->si_addr), 16);
        }
        line.add(")");
        std::string_view const method(call.method);
        if (method == "enqueue" || method == "configurePlugin" || method == "getWorkspaceSize")
        {
            // The commonest fault.
            line.add(
                "; in a context it runs on a clone of an initialized object, on which initialize is not called: clone has to bring all that "
                "initialize made");
        }
        line.add("\n").write();
    }
    // Its disposition is the default again: the signal, raised once more, does what it does.
    ::raise(number);
}

} // namespace

void installCrashReport()
{
    static std::once_flag once;
    std::call_once(once, [] {
        char const* const wish = std::getenv("TENON_CRASH_REPORT");
        if (wish != nullptr && std::string_view(wish) == "off")
        {
            return;
        }
        for (NamedSignal const& one : kFatalSignals)
        {
            struct sigaction now
            {};
            if (::sigaction(one.number, nullptr, &now) != 0 || (now.sa_flags & SA_SIGINFO) != 0
                || now.sa_handler != SIG_DFL)
            {
                continue;
            }
            struct sigaction ours
            {};
            ours.sa_sigaction = report;
            ours.sa_flags = static_cast<int>(SA_SIGINFO | SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
            ::sigaction(one.number, &ours, nullptr);
        }
    });
}

} // namespace tenon::plugin_host
