#include "api/reporting.h"

#include "plugin_host/plugin_host.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace tenon::api
{
namespace
{

//! Loggers of living builders and runtimes. Leaked on purpose: objects may go after static destruction has begun.
struct LiveLoggers
{
    std::mutex mutex;
    std::vector<base::ILogger*> loggers;
};

LiveLoggers& liveLoggers()
{
    static auto* const kLive = new LiveLoggers;
    return *kLive;
}

} // namespace

Reporting::Reporting(base::ILogger* logger, ApiLevel level)
    : logger_(logger)
    , level_(level)
{
    LiveLoggers& live = liveLoggers();
    std::lock_guard const lock(live.mutex);
    live.loggers.push_back(logger);
    plugin_host::attachLogger(*logger);
}

Reporting::Reporting(std::shared_ptr<Reporting const> parent)
    : logger_(parent->logger_)
    , level_(parent->level_)
    , parent_(std::move(parent))
{
}

Reporting::~Reporting()
{
    setRecorder(nullptr);
    if (parent_ != nullptr)
    {
        return;
    }
    LiveLoggers& live = liveLoggers();
    std::lock_guard const lock(live.mutex);
    auto const it = std::find(live.loggers.rbegin(), live.loggers.rend(), logger_);
    if (it != live.loggers.rend())
    {
        live.loggers.erase(std::next(it).base());
    }
    plugin_host::detachLogger(*logger_);
}

void Reporting::setRecorder(base::IErrorRecorder* recorder) noexcept
{
    if (recorder != nullptr)
    {
        recorder->incRefCount();
    }
    if (recorder_ != nullptr)
    {
        recorder_->decRefCount();
    }
    recorder_ = recorder;
}

base::Log Reporting::log() const noexcept
{
    base::IErrorRecorder* recorder = recorder_;
    for (Reporting const* parent = parent_.get(); recorder == nullptr && parent != nullptr;
         parent = parent->parent_.get())
    {
        recorder = parent->recorder_;
    }
    return base::Log(logger_, recorder);
}

base::ILogger* processLogger() noexcept
{
    LiveLoggers& live = liveLoggers();
    std::lock_guard const lock(live.mutex);
    return live.loggers.empty() ? nullptr : live.loggers.back();
}

} // namespace tenon::api
