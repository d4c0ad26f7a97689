// Reporting: where an object of the API sends its failures, and the API level of the program that made it.
#pragma once

#include "base/log.h"

#include <memory>

namespace tenon::api
{

//! The major release whose headers a program was compiled with.
enum class ApiLevel : int32_t
{
    k7 = 7,
    k8 = 8,
    k10 = 10,
};

//! Shared by an object and those that come from it (network from builder, context from engine), which may have
//! recorders of their own. Setting a recorder is not thread-safe, as in the public API; everything else is.
class Reporting
{
public:
    Reporting(base::ILogger* logger, ApiLevel level);
    //! For an object that comes from another: reports go to the parent's recorder until it gets its own.
    explicit Reporting(std::shared_ptr<Reporting const> parent);
    ~Reporting();
    Reporting(Reporting const&) = delete;
    Reporting& operator=(Reporting const&) = delete;

    //! Counted up while it is held, as IErrorRecorder asks; null lets go of it.
    void setRecorder(base::IErrorRecorder* recorder) noexcept;
    //! The object's own; null if none was set.
    base::IErrorRecorder* recorder() const noexcept { return recorder_; }

    base::ILogger* logger() const noexcept { return logger_; }
    ApiLevel level() const noexcept { return level_; }
    base::Log log() const noexcept;

private:
    base::ILogger* logger_;
    ApiLevel level_;
    base::IErrorRecorder* recorder_{nullptr};
    std::shared_ptr<Reporting const> parent_;
};

//! The logger of the builder or runtime made last of those that live (getLogger()); null if there is none.
base::ILogger* processLogger() noexcept;

} // namespace tenon::api
