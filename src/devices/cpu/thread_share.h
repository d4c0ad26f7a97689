// Cores divided among the inferences that run at the same time.
#pragma once

#include "devices/cpu/parallel.h"

namespace tenon::devices
{

//! What one stream of inferences (a context) knows of the others. One thread at a time.
class ThreadShare
{
public:
    //! Inferences that run in this process now.
    static int32_t running();

private:
    friend class SharedRun;
    int32_t companions_{0}; //!< inferences at once, this one included, that the share is for; 0: none seen yet
    int32_t differing_{0};  //!< runs in a row that saw another number
};

//! One inference on the CPU, while it lives: its thread may use its share of the cores, threads / inferences that run at once, at least one.
//! The share follows after a few inferences that see another number, so that a short overlap changes nothing. Thread safety: shares of
//! different contexts from different threads.
class SharedRun
{
public:
    explicit SharedRun(ThreadShare& share);
    ~SharedRun();
    SharedRun(SharedRun const&) = delete;
    SharedRun& operator=(SharedRun const&) = delete;

private:
    ThreadLimit limit_;
};

} // namespace tenon::devices
