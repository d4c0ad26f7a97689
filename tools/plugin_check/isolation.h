// Isolation: code that may crash, hang or exit runs in a child process, which leaves behind how it ended, its last call into a plugin and
// the stack.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::plugin_check
{

//! The last call into a plugin on one thread, kept where the parent process sees it.
struct CallNote
{
    char object[160]; //!< `plugin "X"`, and which object: "the original", "a clone"
    char method[64];
    char arguments[512];
    int32_t running; //!< 1 while the call is in progress
    int32_t thread;  //!< the thread's number in the system
};

enum class EndKind
{
    kFINISHED,
    kSIGNAL,     //!< a crash
    kTERMINATE,  //!< std::terminate; `thrown` says of what exception
    kEXIT,       //!< the plugin ended the process by exit or _exit
    kTIME_LIMIT, //!< did not come back
};

//! How a child process ended.
struct Ending
{
    EndKind kind{EndKind::kFINISHED};
    int32_t code{0};    //!< signal number or exit status
    std::string thrown; //!< of kTERMINATE: "std::runtime_error: no such axis"; empty if no exception was in flight
    std::string place; //!< what the bad address belongs to: "8 bytes past the end of output 0 (96 bytes)"; may be empty
    std::string object; //!< the last call
    std::string method;
    std::string arguments;
    bool inCall{false};             //!< it ended inside that call
    std::vector<std::string> stack; //!< innermost first, with names and lines where they are known
    std::string printed;            //!< the end of what it printed
    std::string payload;            //!< what the body wrote
    double seconds{0};

    bool finished() const { return kind == EndKind::kFINISHED; }
    //! "crashed (SIGSEGV: segmentation fault)", "did not return within 20 s", "called exit(3)", …
    std::string text() const;
};

//! Writes to the parent; complete lines reach it even if the process crashes right after.
using Emit = std::function<void(std::string const& line)>;

//! `body` in a forked child, which runs beside the caller. Nests. Start it from a process that runs no other threads. Destroyed before it
//! was waited for: the child is killed, and what it did is lost.
class IsolatedRun
{
public:
    //! The child may take `limitSeconds` from here on.
    IsolatedRun(double limitSeconds, std::function<void(Emit const&)> const& body);
    ~IsolatedRun();
    IsolatedRun(IsolatedRun&&) noexcept;
    IsolatedRun& operator=(IsolatedRun&&) noexcept;
    //! Waits for the child's end. Once. Where `renewal` is not empty, a line that begins with it gives the child the time limit anew.
    Ending wait(std::string_view renewal = {});

private:
    struct Child;
    std::unique_ptr<Child> child_;
};

//! Runs `body` in a forked child and waits for it.
Ending runIsolated(double limitSeconds, std::function<void(Emit const&)> const& body);

//! Notes a call into a plugin; cheap. For the time of the call: noted as running.
class NotedCall
{
public:
    NotedCall(char const* object, char const* method, char const* arguments);
    ~NotedCall();
    NotedCall(NotedCall const&) = delete;
    NotedCall& operator=(NotedCall const&) = delete;

private:
    CallNote* note_;
};

//! The next access to a page in the middle of [begin, begin + bytes) waits there for two milliseconds, in which other threads go on: so threads meet inside
//! of a call whatever the machine's load. Only in a child of runIsolated. Nothing happens where there is no whole page.
void stallNextAccess(void* begin, size_t bytes);

//! Memory that a crash report can name; [guardBegin, begin) and [end, guardEnd) are its guards.
struct NamedRegion
{
    char const* guardBegin;
    char const* begin;
    char const* end;
    char const* guardEnd;
    char name[64];
};
//! The slot's number, −1 if there is no room.
int32_t nameRegion(NamedRegion const& region);
void forgetRegion(int32_t slot);

} // namespace tenon::plugin_check
