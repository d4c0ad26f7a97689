//! \file
//! Python's lock around the library's calls, also while the interpreter ends.
//!
//! A thread that waits for the lock when the interpreter ends is ended by Python, through frames of C++ that cannot be unwound: the process would
//! abort. So threads are told of the end before it begins: `endCalls`, at exit, waits for calls into Python to be done; later ones are failures,
//! and threads that come back from the library stay where they are, as daemon threads of the interpreter do from Python 3.14 on.
#pragma once

#include <nanobind/nanobind.h>

namespace tenon::python
{

//! The lock for a call from the library into Python, on any thread. Holds false where the interpreter is ending or has ended.
class EnteredPython
{
public:
    EnteredPython() noexcept;
    ~EnteredPython();
    EnteredPython(EnteredPython const&) = delete;
    EnteredPython& operator=(EnteredPython const&) = delete;

    explicit operator bool() const noexcept { return entered_; }

private:
    bool entered_;
    PyGILState_STATE state_{};
};

//! Lets go of the lock for a call into the library that may take long.
class LeftPython
{
public:
    LeftPython() noexcept;
    ~LeftPython();
    LeftPython(LeftPython const&) = delete;
    LeftPython& operator=(LeftPython const&) = delete;

private:
    PyThreadState* state_;
};

//! At exit, on the thread that ends the interpreter, with the lock: lets no other thread into Python from now on, and waits for those that are
//! there by a call of the library; 5 seconds at most.
void endCalls();

} // namespace tenon::python
