// The boundary of the public API: the only try and catch, and the only place that reports failures.
//
// A public method runs its work through one of the functions below. A failure, an exception of a library or a failed
// allocation included, becomes one report to the logger and the error recorder, and the method's failure value.
#pragma once

#include "base/log.h"

namespace tenon::api
{

using base::Result;
using base::Status;

//! Reports a failure with the name of the public method ("IBuilder::createNetworkV2") as its last note.
void reportFailure(base::Log const& log, char const* method, base::Error&& failure) noexcept;

//! For a handler: reports the exception being handled.
void reportException(base::Log const& log, char const* method) noexcept;

//! The value of `body`, which returns Result<T>; or `failure`, reported.
template <typename T, typename Body>
T valueOr(base::Log const& log, char const* method, T failure, Body&& body) noexcept
{
    try
    {
        Result<T> result = body();
        if (result.ok())
        {
            return std::move(result).value();
        }
        reportFailure(log, method, std::move(result).error());
    }
    catch (...)
    {
        reportException(log, method);
    }
    return failure;
}

//! True if `body`, which returns Status, succeeds; else false, reported.
template <typename Body>
bool succeeds(base::Log const& log, char const* method, Body&& body) noexcept
{
    try
    {
        Status status = body();
        if (status.ok())
        {
            return true;
        }
        reportFailure(log, method, std::move(status).error());
    }
    catch (...)
    {
        reportException(log, method);
    }
    return false;
}

//! For methods that return nothing.
template <typename Body>
void perform(base::Log const& log, char const* method, Body&& body) noexcept
{
    static_cast<void>(succeeds(log, method, std::forward<Body>(body)));
}

} // namespace tenon::api
