// Lets a program watch in which order the methods of this plugin are called. Not part of any TensorRT interface: a plugin
// of yours does without it.
#pragma once

#include <atomic>

extern "C"
{
    //! One line for each call, as "object 3 (act1): enqueue, batch 2". May come from several threads at once.
    typedef void (*LreluCallSink)(char const* line);

    //! Exported by the plugin library, to be found with dlsym. A null sink ends the watching.
    __attribute__((visibility("default"))) void lreluWatchCalls(LreluCallSink sink);
}

namespace lrelu
{

// One for each plugin object: numbers the objects in the order of their making.
class CallLog
{
public:
    CallLog();
    CallLog(CallLog const&) = delete;
    CallLog& operator=(CallLog const&) = delete;

    int number() const { return number_; }

    // Costs one atomic load where nobody watches.
    void note(char const* layer, char const* format, ...) const __attribute__((format(printf, 3, 4)));

private:
    int number_;
};

// For the creator, which is no plugin object.
void noteCreatorCall(char const* format, ...) __attribute__((format(printf, 1, 2)));

} // namespace lrelu
