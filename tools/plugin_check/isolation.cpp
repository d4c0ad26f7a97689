#include "plugin_check/isolation.h"

#include "plugin_check/stack_text.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <fstream>
#include <typeinfo>

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

namespace tenon::plugin_check
{
namespace
{

constexpr int32_t kCallSlots = 32;
constexpr int32_t kMaxFrames = 48;
constexpr int32_t kMaxRegions = 1024;
constexpr size_t kMaxPayload = size_t{64} << 20;

} // namespace

//! Shared between a child and its parent.
struct Blackbox
{
    std::atomic<int32_t> finished;
    int64_t finishedAt;            //!< ticks of the steady clock; written before `finished`
    std::atomic<int32_t> reported; //!< 1: what follows was written by a handler
    int32_t kind;
    int32_t code;
    int32_t slot; //!< of the thread that failed
    char thrown[512];
    char place[256];
    int32_t frameCount;
    RawFrame frames[kMaxFrames];
    std::atomic<int32_t> slotCount;
    CallNote calls[kCallSlots];
};

namespace
{

Blackbox* blackbox = nullptr; // of this process, where it is a child
thread_local int32_t callSlot = -1;
NamedRegion regions[kMaxRegions];
std::atomic<bool> regionUsed[kMaxRegions];

//! Whether the access that failed was a write; nothing where the processor does not tell.
char const* accessWord(void const* context)
{
#if defined(__x86_64__)
    auto const* const state = static_cast<ucontext_t const*>(context);
    return (state->uc_mcontext.gregs[REG_ERR] & 2) != 0 ? "writing " : "reading ";
#else
    static_cast<void>(context);
    return "";
#endif
}

void describePlace(char const* address, char* text, size_t bytes)
{
    for (int32_t i = 0; i < kMaxRegions; ++i)
    {
        NamedRegion const& region = regions[i];
        if (!regionUsed[i] || address < region.guardBegin || address >= region.guardEnd)
        {
            continue;
        }
        auto const size = static_cast<long long>(region.end - region.begin);
        if (address < region.begin)
        {
            snprintf(text, bytes, "%lld bytes before the beginning of %s",
                static_cast<long long>(region.begin - address), region.name);
        }
        else if (address >= region.end)
        {
            snprintf(text, bytes, "%lld bytes past the end of %s, which has %lld bytes",
                static_cast<long long>(address - region.end), region.name, size);
        }
        else
        {
            snprintf(text, bytes, "byte %lld of %s, which has %lld bytes",
                static_cast<long long>(address - region.begin), region.name, size);
        }
        return;
    }
    if (address < reinterpret_cast<char const*>(0x10000))
    {
        snprintf(text, bytes, "a null pointer (address %p)", static_cast<void const*>(address));
    }
    else
    {
        snprintf(text, bytes, "address %p", static_cast<void const*>(address));
    }
}

void recordStack()
{
    void* addresses[kMaxFrames];
    int const count = backtrace(addresses, kMaxFrames);
    blackbox->frameCount = count;
    for (int i = 0; i < count; ++i)
    {
        RawFrame& frame = blackbox->frames[i];
        frame = RawFrame{};
        frame.address = reinterpret_cast<uintptr_t>(addresses[i]);
        Dl_info info{};
        if (dladdr(addresses[i], &info) != 0)
        {
            frame.base = reinterpret_cast<uintptr_t>(info.dli_fbase);
            snprintf(frame.file, sizeof frame.file, "%s", info.dli_fname == nullptr ? "" : info.dli_fname);
            snprintf(frame.symbol, sizeof frame.symbol, "%s", info.dli_sname == nullptr ? "" : info.dli_sname);
        }
    }
}

//! The first to report wins; others wait for the end.
bool claimReport(EndKind kind, int32_t code)
{
    int32_t expected = 0;
    if (!blackbox->reported.compare_exchange_strong(expected, 2))
    {
        return false;
    }
    blackbox->kind = static_cast<int32_t>(kind);
    blackbox->code = code;
    blackbox->slot = callSlot;
    return true;
}

//! Pages that are forbidden until somebody comes.
constexpr int32_t kMaxStalls = 256;
constexpr size_t kStallPage = 4096;
std::atomic<char*> stalls[kMaxStalls];

//! True if that was the reason of the fault: it may be tried again.
bool endStall(char const* address)
{
    for (std::atomic<char*>& stall : stalls)
    {
        char* const page = stall;
        if (page != nullptr && address >= page && address < page + kStallPage)
        {
            timespec const pause{0, 2'000'000};
            nanosleep(&pause, nullptr);
            // Stays in the table: another thread may have come to the page as well, and be on its way here.
            mprotect(page, kStallPage, PROT_READ | PROT_WRITE);
            return true;
        }
    }
    return false;
}

extern "C" void onCrash(int number, siginfo_t* info, void* context)
{
    if (number == SIGSEGV && endStall(static_cast<char const*>(info->si_addr)))
    {
        return;
    }
    if (claimReport(number == SIGUSR2 ? EndKind::kTIME_LIMIT : EndKind::kSIGNAL, number))
    {
        if (number == SIGSEGV || number == SIGBUS)
        {
            char const* const word = accessWord(context);
            size_t const length = strlen(word);
            memcpy(blackbox->place, word, length);
            describePlace(
                static_cast<char const*>(info->si_addr), blackbox->place + length, sizeof blackbox->place - length);
        }
        recordStack();
        blackbox->reported = 1;
    }
    _exit(128 + number);
}

void onTerminate()
{
    if (claimReport(EndKind::kTERMINATE, SIGABRT))
    {
        if (std::type_info const* const type = abi::__cxa_current_exception_type(); type != nullptr)
        {
            int status = 0;
            char* const name = abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);
            char const* const readable = status == 0 ? name : type->name();
            try
            {
                throw;
            }
            catch (std::exception const& exception)
            {
                snprintf(blackbox->thrown, sizeof blackbox->thrown, "%s: %s", readable, exception.what());
            }
            catch (...)
            {
                snprintf(blackbox->thrown, sizeof blackbox->thrown, "%s", readable);
            }
            free(name);
        }
        recordStack();
        blackbox->reported = 1;
    }
    _exit(128 + SIGABRT);
}

void onExit(int status, void*)
{
    if (blackbox != nullptr && !blackbox->finished && claimReport(EndKind::kEXIT, status))
    {
        recordStack();
        blackbox->reported = 1;
    }
}

void installHandlers()
{
    static char* const stack = static_cast<char*>(
        mmap(nullptr, size_t{256} << 10, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    stack_t alternative{};
    alternative.ss_sp = stack;
    alternative.ss_size = size_t{256} << 10;
    sigaltstack(&alternative, nullptr);
    struct sigaction action
    {};
    action.sa_sigaction = onCrash;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    for (int const number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS, SIGUSR2})
    {
        sigaction(number, &action, nullptr);
    }
    std::set_terminate(onTerminate);
    void* warm[4];
    backtrace(warm, 4); // loads the unwinder now, not in a handler
    static bool registered = false;
    if (!registered)
    {
        registered = true;
        on_exit(onExit, nullptr);
    }
}

void childMain(int pipeEnd, int printed, std::function<void(Emit const&)> const& body)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    fflush(nullptr);
    dup2(printed, STDOUT_FILENO);
    dup2(printed, STDERR_FILENO);
    int const null = open("/dev/null", O_RDONLY);
    dup2(null, STDIN_FILENO);
    close(null);
    callSlot = -1;
    installHandlers();
    body([pipeEnd](std::string const& line) {
        std::string const whole = line + "\n";
        size_t done = 0;
        while (done < whole.size())
        {
            ssize_t const count = write(pipeEnd, whole.data() + done, whole.size() - done);
            if (count <= 0)
            {
                return;
            }
            done += static_cast<size_t>(count);
        }
    });
    blackbox->finishedAt = std::chrono::steady_clock::now().time_since_epoch().count();
    blackbox->finished = 1;
    fflush(nullptr);
    _exit(0);
}

std::string readEnd(int file)
{
    off_t const size = lseek(file, 0, SEEK_END);
    off_t const from = size > 2000 ? size - 2000 : 0;
    std::string text(static_cast<size_t>(size - from), '\0');
    ssize_t const count = pread(file, text.data(), text.size(), from);
    text.resize(count < 0 ? 0 : static_cast<size_t>(count));
    return text;
}

using Clock = std::chrono::steady_clock;

//! How long the process waited for a processor: on a busy machine that is not its fault.
Clock::duration waited(pid_t child)
{
    std::ifstream file("/proc/" + std::to_string(child) + "/schedstat");
    long long running = 0, waiting = 0;
    file >> running >> waiting;
    return std::chrono::nanoseconds(file ? waiting : 0);
}

//! Reads all that the child emits. False if the time ran out first. Each line that begins with `renewal`, where that is not empty, gives the child
//! `limit` from then on.
bool drain(int pipeEnd, pid_t child, Clock::time_point& deadline, std::string& payload, std::string_view renewal,
    Clock::duration limit)
{
    char buffer[65536];
    while (true)
    {
        auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0)
        {
            left =
                std::chrono::duration_cast<std::chrono::milliseconds>(deadline + waited(child) - Clock::now()).count();
        }
        pollfd entry{pipeEnd, POLLIN, 0};
        // What was written before the deadline counts, even if it is read after it.
        int const ready = poll(&entry, 1, static_cast<int>(std::clamp<long long>(left, 0, 1000)));
        if (ready <= 0 && left <= 0)
        {
            return false;
        }
        if (ready > 0)
        {
            ssize_t const count = read(pipeEnd, buffer, sizeof buffer);
            if (count <= 0)
            {
                return true;
            }
            if (payload.size() < kMaxPayload)
            {
                size_t const before = payload.rfind('\n') + 1; // 0 where there is none
                payload.append(buffer, static_cast<size_t>(count));
                std::string_view const lines = std::string_view(payload).substr(before);
                if (!renewal.empty()
                    && (lines.substr(0, renewal.size()) == renewal
                        || lines.find("\n" + std::string(renewal)) != std::string_view::npos))
                {
                    deadline = Clock::now() + limit;
                }
            }
        }
    }
}

//! A plugin may have left processes of its own behind that hold the pipe's other end: the child's own end counts.
int waitFor(pid_t child, Clock::time_point deadline, bool& late)
{
    int status = 0;
    late = false;
    while (waitpid(child, &status, WNOHANG) == 0)
    {
        if (Clock::now() > deadline && Clock::now() > deadline + waited(child))
        {
            late = true;
            return status;
        }
        usleep(200);
    }
    return status;
}

void fillFromBlackbox(Blackbox const& box, Ending& ending)
{
    int32_t slot = box.slot;
    if (box.reported != 1 || slot < 0)
    {
        // Nobody reported: the call that is in progress, else the first slot.
        slot = 0;
        for (int32_t i = 0; i < std::min(box.slotCount.load(), kCallSlots); ++i)
        {
            slot = box.calls[i].running != 0 ? i : slot;
        }
    }
    CallNote const& call = box.calls[slot];
    ending.object = call.object;
    ending.method = call.method;
    ending.arguments = call.arguments;
    ending.inCall = call.running != 0;
    if (box.reported == 1)
    {
        ending.kind = static_cast<EndKind>(box.kind);
        ending.code = box.code;
        ending.thrown = box.thrown;
        ending.place = box.place;
        ending.stack = stackText(box.frames, box.frameCount);
    }
}

} // namespace

struct IsolatedRun::Child
{
    Blackbox* box{nullptr};
    int pipeEnd{-1};
    int printed{-1};
    pid_t process{-1};
    pid_t owner{getpid()}; //!< children of the owner have copies of this, and leave the child alone
    Clock::time_point start;
    double limitSeconds{0};

    Child() = default;
    Child(Child const&) = delete;
    Child& operator=(Child const&) = delete;
    ~Child()
    {
        if (process > 0 && owner == getpid())
        {
            int status = 0;
            kill(process, SIGKILL);
            waitpid(process, &status, 0);
        }
        for (int const file : {pipeEnd, printed})
        {
            if (file >= 0)
            {
                close(file);
            }
        }
        if (box != nullptr)
        {
            munmap(box, sizeof(Blackbox));
        }
    }
};

IsolatedRun::IsolatedRun(double limitSeconds, std::function<void(Emit const&)> const& body)
    : child_(std::make_unique<Child>())
{
    void* const shared = mmap(nullptr, sizeof(Blackbox), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int ends[2];
    child_->start = Clock::now();
    child_->limitSeconds = limitSeconds;
    if (shared == MAP_FAILED)
    {
        return;
    }
    child_->box = static_cast<Blackbox*>(shared);
    if (pipe(ends) != 0)
    {
        return;
    }
    child_->pipeEnd = ends[0];
    child_->printed = memfd_create("printed", MFD_CLOEXEC);
    // What it emits is read when its turn comes: until then the pipe keeps it.
    fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
    fflush(nullptr);
    child_->process = fork();
    if (child_->process == 0)
    {
        close(ends[0]);
        blackbox = child_->box;
        childMain(ends[1], child_->printed, body);
    }
    close(ends[1]);
}

IsolatedRun::~IsolatedRun() = default;
IsolatedRun::IsolatedRun(IsolatedRun&&) noexcept = default;
IsolatedRun& IsolatedRun::operator=(IsolatedRun&&) noexcept = default;

Ending IsolatedRun::wait(std::string_view renewal)
{
    Ending ending;
    if (child_ == nullptr || child_->process < 0)
    {
        ending.kind = EndKind::kEXIT;
        ending.printed = "the system gives no memory, pipe or process for a child";
        return ending;
    }
    Child& run = *child_;
    pid_t const child = run.process;
    Blackbox& box = *run.box;
    auto const limit = std::chrono::microseconds(static_cast<int64_t>(run.limitSeconds * 1e6));
    Clock::time_point deadline = run.start + limit;
    bool const drained = drain(run.pipeEnd, child, deadline, ending.payload, renewal, limit);
    bool late = false;
    int status = waitFor(child, drained ? Clock::now() + std::chrono::seconds(2) : deadline, late);
    if (late)
    {
        kill(child, SIGUSR2); // leaves its stack behind
        status = waitFor(child, Clock::now() + std::chrono::milliseconds(700), late);
        if (late)
        {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
        }
        ending.kind = EndKind::kTIME_LIMIT;
        std::string rest;
        Clock::time_point soon = Clock::now() + std::chrono::milliseconds(50);
        drain(run.pipeEnd, child, soon, rest, {}, limit);
        ending.payload += rest;
    }
    else if (box.finished == 0)
    {
        ending.kind = WIFSIGNALED(status) ? EndKind::kSIGNAL : EndKind::kEXIT;
        ending.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    }
    run.process = -1;
    auto const end = box.finished == 0 ? Clock::now() : Clock::time_point(Clock::duration(box.finishedAt));
    ending.seconds = std::chrono::duration<double>(end - run.start).count();
    bool const timedOut = ending.kind == EndKind::kTIME_LIMIT;
    if (!ending.finished())
    {
        fillFromBlackbox(box, ending);
        ending.code = timedOut ? static_cast<int32_t>(run.limitSeconds) : ending.code;
        ending.kind = timedOut ? EndKind::kTIME_LIMIT : ending.kind;
        ending.printed = readEnd(run.printed);
    }
    child_.reset();
    return ending;
}

Ending runIsolated(double limitSeconds, std::function<void(Emit const&)> const& body)
{
    return IsolatedRun(limitSeconds, body).wait();
}

std::string Ending::text() const
{
    switch (kind)
    {
    case EndKind::kFINISHED: return "finished";
    case EndKind::kSIGNAL:
    {
        char const* const name = sigabbrev_np(code);
        std::string text = std::string("crashed (SIG") + (name == nullptr ? std::to_string(code) : name) + ": "
            + strsignal(code) + ")";
        return place.empty() ? text : text + " " + place;
    }
    case EndKind::kTERMINATE:
        return thrown.empty() ? "called std::terminate" : "an exception left a method that must not throw: " + thrown;
    case EndKind::kEXIT: return "ended the process with exit status " + std::to_string(code);
    case EndKind::kTIME_LIMIT: return "did not come back within " + std::to_string(code) + " s";
    }
    return {};
}

NotedCall::NotedCall(char const* object, char const* method, char const* arguments)
    : note_(nullptr)
{
    if (blackbox == nullptr)
    {
        return;
    }
    if (callSlot < 0)
    {
        callSlot = blackbox->slotCount++ % kCallSlots;
    }
    note_ = &blackbox->calls[callSlot];
    snprintf(note_->object, sizeof note_->object, "%s", object);
    snprintf(note_->method, sizeof note_->method, "%s", method);
    snprintf(note_->arguments, sizeof note_->arguments, "%s", arguments);
    note_->thread = static_cast<int32_t>(syscall(SYS_gettid));
    note_->running = 1;
}

NotedCall::~NotedCall()
{
    if (note_ != nullptr)
    {
        note_->running = 0;
    }
}

void stallNextAccess(void* begin, size_t bytes)
{
    if (blackbox == nullptr || bytes < 3 * kStallPage)
    {
        return;
    }
    auto const middle = reinterpret_cast<uintptr_t>(begin) + bytes / 2;
    auto* const page = reinterpret_cast<char*>((middle + kStallPage - 1) / kStallPage * kStallPage);
    for (std::atomic<char*>& stall : stalls)
    {
        char* expected = nullptr;
        if (stall.compare_exchange_strong(expected, page) || expected == page)
        {
            mprotect(page, kStallPage, PROT_NONE);
            return;
        }
    }
}

int32_t nameRegion(NamedRegion const& region)
{
    for (int32_t i = 0; i < kMaxRegions; ++i)
    {
        bool expected = false;
        if (regionUsed[i].compare_exchange_strong(expected, true))
        {
            regions[i] = region;
            return i;
        }
    }
    return -1;
}

void forgetRegion(int32_t slot)
{
    if (slot >= 0)
    {
        regionUsed[slot] = false;
    }
}

} // namespace tenon::plugin_check
