// A trace as a file for chrome://tracing and Perfetto (Trace Event Format, JSON array of complete events).
#pragma once

#include "base/result.h"
#include "plugin_host/trace.h"

#include <cstdio>
#include <memory>

namespace tenon::plugin_host
{

//! The file is a whole JSON array after each event, so that a process that dies leaves a trace that can be read. Thread safety: as TraceSink.
class TraceFile final : public TraceSink
{
public:
    //! Error text names the file and the system's reason.
    static base::Result<std::unique_ptr<TraceFile>> create(std::string const& path);
    ~TraceFile() override;

    void call(TraceEntry const& entry) override;
    void step(TraceEntry const& entry) override;

private:
    explicit TraceFile(FILE* file);
    void write(char const* category, std::string const& name, TraceEntry const& entry);

    FILE* file_;
    bool first_{true};
    std::chrono::steady_clock::time_point origin_;
};

//! Starts a trace that lasts until the process ends if TENON_TRACE names a file. Error text: why not.
base::Status startTraceFromEnvironment();

//! Text between quotation marks of JSON.
std::string jsonEscaped(std::string const& text);

} // namespace tenon::plugin_host
