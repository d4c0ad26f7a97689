// Python's lock around the library's calls.
#include "gil.h"

#include <atomic>
#include <chrono>
#include <thread>

namespace tenon::python
{

namespace
{

constexpr std::chrono::seconds kLongestWait{5};
constexpr std::chrono::milliseconds kBetweenLooks{1};

//! Threads in or on their way into Python by the library's calls.
std::atomic<std::int32_t> inside{0};
//! Set before `ending` is.
std::atomic<std::thread::id> endingThread{};
std::atomic<bool> ending{false};

//! Whether the interpreter is ending, and not by this thread.
bool isShut()
{
    return ending.load() && endingThread.load() != std::this_thread::get_id();
}

} // namespace

EnteredPython::EnteredPython() noexcept
{
    // Counted first: endCalls then either waits for this thread, or has set `ending` before it looks.
    ++inside;
    entered_ = Py_IsInitialized() != 0 && !isShut();
    if (entered_)
    {
        state_ = PyGILState_Ensure();
    }
    else
    {
        --inside;
    }
}

EnteredPython::~EnteredPython()
{
    if (entered_)
    {
        PyGILState_Release(state_);
        --inside;
    }
}

LeftPython::LeftPython() noexcept
    : state_(PyEval_SaveThread())
{
}

LeftPython::~LeftPython()
{
    ++inside;
    if (isShut())
    {
        --inside;
        for (;;)
        {
            std::this_thread::sleep_for(std::chrono::hours(1));
        }
    }
    PyEval_RestoreThread(state_);
    --inside;
}

void endCalls()
{
    endingThread = std::this_thread::get_id();
    ending = true;
    auto const last = std::chrono::steady_clock::now() + kLongestWait;
    PyThreadState* const state = PyEval_SaveThread();
    while (inside.load() > 0 && std::chrono::steady_clock::now() < last)
    {
        std::this_thread::sleep_for(kBetweenLooks);
    }
    PyEval_RestoreThread(state);
}

} // namespace tenon::python
