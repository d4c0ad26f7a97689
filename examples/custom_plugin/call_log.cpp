#include "call_log.h"

#include <cstdarg>
#include <cstdio>

namespace
{

std::atomic<LreluCallSink> theSink{nullptr};
std::atomic<int> objectsMade{0};

} // namespace

void lreluWatchCalls(LreluCallSink sink)
{
    theSink = sink;
}

namespace lrelu
{

CallLog::CallLog()
    : number_(++objectsMade)
{
}

void CallLog::note(char const* layer, char const* format, ...) const
{
    LreluCallSink const sink = theSink;
    if (sink == nullptr)
    {
        return;
    }
    char call[160];
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(call, sizeof call, format, arguments);
    va_end(arguments);
    char line[320];
    std::snprintf(line, sizeof line, "object %d (%.80s): %s", number_, layer, call);
    sink(line);
}

void noteCreatorCall(char const* format, ...)
{
    LreluCallSink const sink = theSink;
    if (sink == nullptr)
    {
        return;
    }
    char call[160];
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(call, sizeof call, format, arguments);
    va_end(arguments);
    char line[200];
    std::snprintf(line, sizeof line, "creator: %s", call);
    sink(line);
}

} // namespace lrelu
