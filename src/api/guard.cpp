#include "api/guard.h"

#include "api/missing/report.h"

#include <new>
#include <stdexcept>

namespace tenon::api
{
namespace
{

//! The last resort: nothing here allocates.
void reportWithoutMemory(base::Log const& log) noexcept
{
    constexpr char const* kText = "out of memory: expected to report a failure, found no memory for its message";
    if (log.logger() != nullptr)
    {
        log.logger()->log(base::Severity::kERROR, kText);
    }
    if (log.recorder() != nullptr)
    {
        log.recorder()->reportError(base::ErrorCode::kFAILED_ALLOCATION, kText);
    }
}

} // namespace

void reportFailure(base::Log const& log, char const* method, base::Error&& failure) noexcept
{
    try
    {
        log.report(std::move(failure).withNote(fmt::format("in {}", method)));
    }
    catch (...)
    {
        reportWithoutMemory(log);
    }
}

void reportException(base::Log const& log, char const* method) noexcept
{
    try
    {
        throw;
    }
    catch (std::bad_alloc const&)
    {
        try
        {
            reportFailure(log, method,
                base::error(base::ErrorCode::kFAILED_ALLOCATION,
                    "memory: expected the allocation to succeed, found none left"));
        }
        catch (...)
        {
            reportWithoutMemory(log);
        }
    }
    catch (std::exception const& exception)
    {
        try
        {
            reportFailure(log, method,
                base::error(base::ErrorCode::kINTERNAL_ERROR, "exception: expected none to come this far, found \"{}\"",
                    exception.what()));
        }
        catch (...)
        {
            reportWithoutMemory(log);
        }
    }
    catch (...)
    {
        reportWithoutMemory(log);
    }
}

namespace missing
{

void Reporter::report(char const* what) const noexcept
{
    base::Log const log = callLog();
    try
    {
        log.report(base::notImplemented("{}", what));
    }
    catch (...)
    {
        reportWithoutMemory(log);
    }
}

} // namespace missing
} // namespace tenon::api
