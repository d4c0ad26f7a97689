#include "plugins/common/report.h"

#include <tenon/plugin/level.h>

namespace tenon::plugins
{

void setLoggerFinder(nvinfer1::ILoggerFinder* finder)
{
    plugin::loggerFinder().store(finder);
}

void report(nvinfer1::ILogger::Severity severity, std::string const& message)
{
    plugin::report(severity, message);
}

} // namespace tenon::plugins
