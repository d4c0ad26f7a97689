// Messages of plugins, to the logger of whoever builds or runs.
#pragma once

#include <NvInferRuntime.h>

#include <string>

namespace tenon::plugins
{

//! Told by the host when it loads this library; null: none. Thread safety: any thread.
void setLoggerFinder(nvinfer1::ILoggerFinder* finder);

//! To the finder's logger, else the host's latest one (getLogger()); nowhere if there is none. Thread safety: any thread.
void report(nvinfer1::ILogger::Severity severity, std::string const& message);

} // namespace tenon::plugins
