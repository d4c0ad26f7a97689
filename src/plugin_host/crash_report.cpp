#include "plugin_host/crash_report.h"

#include <algorithm>
#include <array>
#include <atomic>
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

//! More threads than this go unseen by the handler, except on their own.
constexpr size_t kSlots = 1024;
std::array<CallSlot, kSlots> slots;
std::array<std::atomic<bool>, kSlots> slotTaken{};

CallSlot* freeSlot()
{
    for (size_t i = 0; i < kSlots; ++i)
    {
        if (!slotTaken[i].exchange(true, std::memory_order_acq_rel))
        {
            return &slots[i];
        }
    }
    return nullptr;
}

void addSignal(Line& line, int number, siginfo_t const* info)
{
    line.add("signal ").addNumber(static_cast<uint64_t>(number), 10).add(" (").add(nameOf(number));
    if (number == SIGSEGV || number == SIGBUS)
    {
        line.add(", address 0x").addNumber(reinterpret_cast<uintptr_t>(info->si_addr), 16);
    }
    line.add(")");
}

//! On a thread that is in no method: a worker of OpenMP that a plugin put to work, or one that it started.
void reportOthers(int number, siginfo_t const* info)
{
    Line line;
    bool any = false;
    for (CallSlot const& slot : slots)
    {
        PluginCall const call = slot.read();
        if (call.label == nullptr)
        {
            continue;
        }
        if (!any)
        {
            addSignal(line, number, info);
            line.add(" ended the process, on a thread outside of plugins' methods while others were in ");
        }
        line.add(any ? ", " : "").add(*call.label).add(": ").add(call.method);
        any = true;
    }
    if (any)
    {
        line.add("; a thread that such a method put to work, an OpenMP worker say, counts as outside\n").write();
    }
}

void describeCrash(int number, siginfo_t const* info)
{
    PluginCall const call = CallInProgress::current();
    if (call.label == nullptr)
    {
        reportOthers(number, info);
    }
    else
    {
        Line line;
        line.add(*call.label).add(": ").add(call.method).add(" ended the process by ");
        addSignal(line, number, info);
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
}

//! The thread that reports; 0: none yet. Threads of one team crash together as a rule.
std::atomic<pid_t> reporter{0};

void report(int number, siginfo_t* info, void*)
{
    pid_t const mine = ::gettid();
    pid_t first = 0;
    if (reporter.compare_exchange_strong(first, mine))
    {
        describeCrash(number, info);
    }
    else if (first != mine)
    {
        for (;;)
        {
            ::pause(); // until the first one ends the process
        }
    }
    // The signal, raised once more, does what it does by default. So it does where the report itself crashed.
    ::signal(number, SIG_DFL);
    ::raise(number);
}

} // namespace

CallSlot& CallInProgress::claimSlot()
{
    struct Claim
    {
        CallSlot* slot{freeSlot()};
        CallSlot unseen; //!< where all are taken
        ~Claim()
        {
            if (slot != nullptr)
            {
                slot->write({});
                slotTaken[static_cast<size_t>(slot - slots.data())].store(false, std::memory_order_release);
            }
        }
    };
    // What calls plugins while a thread ends has a slot that nobody else sees.
    static thread_local CallSlot late;
    static thread_local bool ended = false;
    struct Holder : Claim
    {
        ~Holder()
        {
            own_ = &late;
            ended = true;
        }
    };
    if (ended)
    {
        return late;
    }
    static thread_local Holder holder;
    own_ = holder.slot != nullptr ? holder.slot : &holder.unseen;
    return *own_;
}

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
            ours.sa_flags = static_cast<int>(SA_SIGINFO | SA_NODEFER | SA_ONSTACK);
            ::sigaction(one.number, &ours, nullptr);
        }
    });
}

} // namespace tenon::plugin_host
