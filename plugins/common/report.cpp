#include "plugins/common/report.h"

#include <atomic>

namespace tenon::plugins
{
namespace
{

std::atomic<nvinfer1::ILoggerFinder*> loggerFinder{nullptr};

} // namespace

void setLoggerFinder(nvinfer1::ILoggerFinder* finder)
{
    loggerFinder.store(finder);
}

void report(nvinfer1::ILogger::Severity severity, std::string const& message)
{
    nvinfer1::ILoggerFinder* const finder = loggerFinder.load();
    nvinfer1::ILogger* const logger = finder != nullptr ? finder->findLogger() : getLogger();
    if (logger != nullptr)
    {
        logger->log(severity, message.c_str());
    }
}

} // namespace tenon::plugins
