#include "base/log.h"

#include <cstring>

namespace tenon::base
{

void Log::write(Severity severity, std::string const& message) const
{
    if (logger_ != nullptr)
    {
        logger_->log(severity, message.c_str());
    }
}

void Log::report(Error const& failure) const
{
    std::string const text = failure.text();
    write(failure.code == ErrorCode::kINTERNAL_ERROR ? Severity::kINTERNAL_ERROR : Severity::kERROR, text);
    if (recorder_ != nullptr)
    {
        // The recorder's contract bounds a description's length, and lets it refuse an entry; both are its own affair.
        std::string const bounded = text.substr(0, IErrorRecorder::kMAX_DESC_LENGTH);
        recorder_->reportError(failure.code, bounded.c_str());
    }
}

} // namespace tenon::base
