// Classes whose methods the library calls: logger, profiler, error recorder, allocators, progress monitor, debug listener, streams.
#include "callback.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <mutex>

namespace tenon::python
{

namespace
{

//! What Python code raised where the library called it, newest last: for the exception of the call that failed by it.
std::vector<std::string>& raised()
{
    static auto* const texts = new std::vector<std::string>;
    return *texts;
}

//! How many were kept since the last look: looked at without the GIL.
std::atomic<std::int32_t>& raisedCount()
{
    static std::atomic<std::int32_t> count{0};
    return count;
}

constexpr std::size_t kMostRaised = 16;

void keep(std::string text)
{
    if (raised().size() == kMostRaised)
    {
        raised().erase(raised().begin());
    }
    raised().push_back(std::move(text));
    ++raisedCount();
}

} // namespace

//! For programs in C++ around Python plugins, such as the checks: what was raised since the last call, as one text, valid until the next call
//! on this thread. Cheap where nothing was. Any thread.
extern "C" __attribute__((visibility("default"))) char const* tenonPythonTakeExceptions()
{
    thread_local std::string text;
    text.clear();
    if (raisedCount().exchange(0) == 0)
    {
        return text.c_str();
    }
    if (EnteredPython const entered; entered)
    {
        for (std::string const& one : std::exchange(raised(), {}))
        {
            text += (text.empty() ? "" : "; ") + one;
        }
    }
    return text.c_str();
}

// With the GIL, which guards what was raised.
void reportUnraisable(nb::python_error& error, char const* where) noexcept
{
    try
    {
        nb::object const value = nb::borrow(error.value());
        keep(std::string(where) + " raised " + nb::cast<std::string>(nb::repr(value)));
    }
    catch (std::exception const&)
    {
    }
    error.discard_as_unraisable(where);
}

void reportUnraisable(std::exception const& error, char const* where) noexcept
{
    try
    {
        keep(std::string(where) + ": " + error.what());
        PyErr_SetString(PyExc_RuntimeError, error.what());
        nb::str const place(where);
        PyErr_WriteUnraisable(place.ptr());
    }
    catch (std::exception const&)
    {
        PyErr_Clear();
    }
}

namespace
{

using nvinfer1::ILogger;

char letterOf(ILogger::Severity severity)
{
    switch (severity)
    {
    case ILogger::Severity::kINTERNAL_ERROR: return 'F';
    case ILogger::Severity::kERROR: return 'E';
    case ILogger::Severity::kWARNING: return 'W';
    case ILogger::Severity::kINFO: return 'I';
    default: return 'V';
    }
}

//! For classes that derive from trt.ILogger in Python.
class PythonLogger : public ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        guardedVoid("ILogger.log", [&] { pythonOf<ILogger>(this).attr("log")(severity, nb::str(message)); });
    }
};

//! trt.Logger: to standard error, from a severity on. Needs no GIL.
class StandardLogger : public ILogger
{
public:
    explicit StandardLogger(Severity least)
        : minSeverity(least)
    {
    }
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity > minSeverity)
        {
            return;
        }
        char when[32] = "";
        std::time_t const now = std::time(nullptr);
        std::tm local{};
        localtime_r(&now, &local);
        std::strftime(when, sizeof when, "%m/%d/%Y-%H:%M:%S", &local);
        std::lock_guard<std::mutex> const lock(mutex_);
        std::fprintf(stderr, "[%s] [TRT] [%c] %s\n", when, letterOf(severity), message);
    }

    Severity minSeverity;

private:
    std::mutex mutex_;
};

//! Keeps the messages of errors and warnings, for exceptions to carry.
class CollectingLogger : public ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity > Severity::kWARNING)
        {
            return;
        }
        try
        {
            std::lock_guard<std::mutex> const lock(mutex_);
            (severity == Severity::kWARNING ? warnings_ : errors_).emplace_back(message);
        }
        catch (std::bad_alloc const&)
        {
        }
    }
    std::vector<std::string> take(bool errors)
    {
        std::lock_guard<std::mutex> const lock(mutex_);
        return std::exchange(errors ? errors_ : warnings_, {});
    }

private:
    std::mutex mutex_;
    std::vector<std::string> errors_;
    std::vector<std::string> warnings_;
};

class PythonProfiler : public nvinfer1::IProfiler
{
public:
    void reportLayerTime(char const* layerName, float ms) noexcept override
    {
        guardedVoid("IProfiler.report_layer_time",
            [&] { pythonOf<nvinfer1::IProfiler>(this).attr("report_layer_time")(layerName, ms); });
    }
};

//! trt.Profiler: prints each layer's time.
class PrintingProfiler : public nvinfer1::IProfiler
{
public:
    void reportLayerTime(char const* layerName, float ms) noexcept override
    {
        std::printf("%s: %gms\n", layerName, ms);
    }
};

class PythonErrorRecorder : public nvinfer1::IErrorRecorder
{
public:
    std::int32_t getNbErrors() const noexcept override
    {
        return guarded(
            "IErrorRecorder.num_errors", 0, [&] { return nb::cast<std::int32_t>(self().attr("num_errors")()); });
    }
    nvinfer1::ErrorCode getErrorCode(std::int32_t index) const noexcept override
    {
        return guarded("IErrorRecorder.get_error_code", nvinfer1::ErrorCode::kUNSPECIFIED_ERROR,
            [&] { return nb::cast<nvinfer1::ErrorCode>(self().attr("get_error_code")(index)); });
    }
    ErrorDesc getErrorDesc(std::int32_t index) const noexcept override
    {
        return guarded("IErrorRecorder.get_error_desc", ErrorDesc{""}, [&] {
            description_ = nb::cast<std::string>(self().attr("get_error_desc")(index));
            return ErrorDesc{description_.c_str()};
        });
    }
    bool hasOverflowed() const noexcept override
    {
        return guarded(
            "IErrorRecorder.has_overflowed", false, [&] { return nb::cast<bool>(self().attr("has_overflowed")()); });
    }
    void clear() noexcept override
    {
        guardedVoid("IErrorRecorder.clear", [&] { self().attr("clear")(); });
    }
    bool reportError(nvinfer1::ErrorCode code, ErrorDesc description) noexcept override
    {
        return guarded("IErrorRecorder.report_error", false, [&] {
            nb::object const answer = self().attr("report_error")(code, description);
            return answer.is_none() || nb::cast<bool>(answer);
        });
    }
    // The objects that it is set on keep its Python object alive.
    RefCount incRefCount() noexcept override { return ++references_; }
    RefCount decRefCount() noexcept override { return --references_; }

private:
    nb::object self() const { return pythonOf<nvinfer1::IErrorRecorder>(this); }

    mutable std::string description_;
    RefCount references_{0};
};

class PythonGpuAllocator : public nvinfer1::IGpuAllocator
{
public:
    void* allocate(std::uint64_t size, std::uint64_t alignment, nvinfer1::AllocatorFlags flags) noexcept override
    {
        return guarded("IGpuAllocator.allocate", static_cast<void*>(nullptr),
            [&] { return address(self().attr("allocate")(size, alignment, flags)); });
    }
    void* reallocate(void* memory, std::uint64_t alignment, std::uint64_t newSize) noexcept override
    {
        return guarded("IGpuAllocator.reallocate", static_cast<void*>(nullptr), [&]() -> void* {
            nb::object const object = self();
            return nb::hasattr(object, "reallocate")
                ? address(object.attr("reallocate")(addressOf(memory), alignment, newSize))
                : nullptr;
        });
    }
    bool deallocate(void* memory) noexcept override
    {
        return guarded("IGpuAllocator.deallocate", false,
            [&] { return nb::cast<bool>(self().attr("deallocate")(addressOf(memory))); });
    }

private:
    static void* address(nb::object const& value)
    {
        return value.is_none() ? nullptr : pointerOf<void*>(nb::cast<std::uintptr_t>(value));
    }
    nb::object self() const { return pythonOf<nvinfer1::IGpuAllocator>(this); }
};

class PythonGpuAsyncAllocator : public nvinfer1::IGpuAsyncAllocator
{
public:
    void* allocateAsync(std::uint64_t size, std::uint64_t alignment, nvinfer1::AllocatorFlags flags,
        cudaStream_t stream) noexcept override
    {
        return guarded("IGpuAsyncAllocator.allocate_async", static_cast<void*>(nullptr), [&] {
            nb::object const given = self().attr("allocate_async")(size, alignment, flags, addressOf(stream));
            return given.is_none() ? nullptr : pointerOf<void*>(nb::cast<std::uintptr_t>(given));
        });
    }
    bool deallocateAsync(void* memory, cudaStream_t stream) noexcept override
    {
        return guarded("IGpuAsyncAllocator.deallocate_async", false,
            [&] { return nb::cast<bool>(self().attr("deallocate_async")(addressOf(memory), addressOf(stream))); });
    }

private:
    nb::object self() const { return pythonOf<nvinfer1::IGpuAsyncAllocator>(this); }
};

class PythonOutputAllocator : public nvinfer1::IOutputAllocator
{
public:
    void* reallocateOutput(
        char const* tensorName, void* memory, std::uint64_t size, std::uint64_t alignment) noexcept override
    {
        return guarded("IOutputAllocator.reallocate_output", static_cast<void*>(nullptr), [&] {
            nb::object const given = self().attr("reallocate_output")(tensorName, addressOf(memory), size, alignment);
            return given.is_none() ? nullptr : pointerOf<void*>(nb::cast<std::uintptr_t>(given));
        });
    }
    void* reallocateOutputAsync(char const* tensorName, void* memory, std::uint64_t size, std::uint64_t alignment,
        cudaStream_t stream) noexcept override
    {
        bool const asynchronous = guarded("IOutputAllocator.reallocate_output_async", false,
            [&] { return nb::hasattr(self(), "reallocate_output_async"); });
        if (!asynchronous)
        {
            return reallocateOutput(tensorName, memory, size, alignment);
        }
        return guarded("IOutputAllocator.reallocate_output_async", static_cast<void*>(nullptr), [&] {
            nb::object const given = self().attr("reallocate_output_async")(
                tensorName, addressOf(memory), size, alignment, addressOf(stream));
            return given.is_none() ? nullptr : pointerOf<void*>(nb::cast<std::uintptr_t>(given));
        });
    }
    void notifyShape(char const* tensorName, nvinfer1::Dims const& dims) noexcept override
    {
        guardedVoid("IOutputAllocator.notify_shape",
            [&] { self().attr("notify_shape")(tensorName, nb::cast(nvinfer1::Dims(dims))); });
    }

private:
    nb::object self() const { return pythonOf<nvinfer1::IOutputAllocator>(this); }
};

class PythonProgressMonitor : public nvinfer1::IProgressMonitor
{
public:
    void phaseStart(char const* phase, char const* parent, std::int32_t steps) noexcept override
    {
        guardedVoid("IProgressMonitor.phase_start", [&] { self().attr("phase_start")(phase, textOf(parent), steps); });
    }
    bool stepComplete(char const* phase, std::int32_t step) noexcept override
    {
        return guarded("IProgressMonitor.step_complete", true,
            [&] { return nb::cast<bool>(self().attr("step_complete")(phase, step)); });
    }
    void phaseFinish(char const* phase) noexcept override
    {
        guardedVoid("IProgressMonitor.phase_finish", [&] { self().attr("phase_finish")(phase); });
    }

private:
    nb::object self() const { return pythonOf<nvinfer1::IProgressMonitor>(this); }
};

class PythonDebugListener : public nvinfer1::IDebugListener
{
public:
    bool processDebugTensor(void const* address, nvinfer1::TensorLocation location, nvinfer1::DataType type,
        nvinfer1::Dims const& shape, char const* name, cudaStream_t stream) noexcept override
    {
        return guarded("IDebugListener.process_debug_tensor", false, [&] {
            nb::object const answer = pythonOf<nvinfer1::IDebugListener>(this).attr("process_debug_tensor")(
                addressOf(address), location, type, nb::cast(nvinfer1::Dims(shape)), name, addressOf(stream));
            return answer.is_none() || nb::cast<bool>(answer);
        });
    }
};

class PythonStreamReader : public nvinfer1::IStreamReader
{
public:
    std::int64_t read(void* destination, std::int64_t bytes) noexcept override
    {
        return guarded("IStreamReader.read", std::int64_t{-1}, [&] {
            nb::object const answer = pythonOf<nvinfer1::IStreamReader>(this).attr("read")(bytes);
            nb::bytes const data(answer);
            std::int64_t const count = std::min(bytes, static_cast<std::int64_t>(data.size()));
            std::memcpy(destination, data.c_str(), static_cast<std::size_t>(count));
            return count;
        });
    }
};

class PythonStreamReaderV2 : public nvinfer1::IStreamReaderV2
{
public:
    std::int64_t read(void* destination, std::int64_t bytes, cudaStream_t stream) noexcept override
    {
        return guarded("IStreamReaderV2.read", std::int64_t{-1}, [&] {
            nb::object const answer = pythonOf<nvinfer1::IStreamReaderV2>(this).attr("read")(bytes, addressOf(stream));
            nb::bytes const data(answer);
            std::int64_t const count = std::min(bytes, static_cast<std::int64_t>(data.size()));
            std::memcpy(destination, data.c_str(), static_cast<std::size_t>(count));
            return count;
        });
    }
    bool seek(std::int64_t offset, nvinfer1::SeekPosition where) noexcept override
    {
        return guarded("IStreamReaderV2.seek", false, [&] {
            nb::object const answer = pythonOf<nvinfer1::IStreamReaderV2>(this).attr("seek")(offset, where);
            return answer.is_none() || nb::cast<bool>(answer);
        });
    }
};

class PythonStreamWriter : public nvinfer1::IStreamWriter
{
public:
    std::int64_t write(void const* data, std::int64_t bytes) noexcept override
    {
        return guarded("IStreamWriter.write", std::int64_t{-1}, [&] {
            nb::object const answer = pythonOf<nvinfer1::IStreamWriter>(this).attr("write")(
                nb::bytes(static_cast<char const*>(data), static_cast<std::size_t>(bytes)));
            return answer.is_none() ? bytes : nb::cast<std::int64_t>(answer);
        });
    }
};

void bindLoggers(nb::module_& m)
{
    Documented<ILogger, PythonLogger> logger(
        m, "ILogger", "Derive from it and write log(self, severity, msg). May be called from any thread.");
    nb::enum_<ILogger::Severity>(logger, "Severity", "How grave a message is.", nb::is_arithmetic())
        .value("INTERNAL_ERROR", ILogger::Severity::kINTERNAL_ERROR)
        .value("ERROR", ILogger::Severity::kERROR)
        .value("WARNING", ILogger::Severity::kWARNING)
        .value("INFO", ILogger::Severity::kINFO)
        .value("VERBOSE", ILogger::Severity::kVERBOSE)
        .export_values();
    logger.def(nb::init<>());
    bindToWrite(logger, "log", "log(self, severity, msg). Any thread.");
    Documented<StandardLogger, ILogger>(
        m, "Logger", "Writes messages of `min_severity` and graver ones to standard error.")
        .def(nb::init<ILogger::Severity>(), nb::arg("min_severity") = ILogger::Severity::kWARNING)
        .def_rw("min_severity", &StandardLogger::minSeverity)
        .def(
            "log",
            [](StandardLogger& self, ILogger::Severity severity, std::string const& message) {
                self.log(severity, message.c_str());
            },
            nb::arg("severity"), nb::arg("msg"));
    Documented<CollectingLogger, ILogger>(m, "CollectingLogger", "Keeps errors and warnings until they are taken.")
        .def(nb::init<>())
        .def(
            "take_errors", [](CollectingLogger& self) { return self.take(true); },
            "The errors since the last call, oldest first.")
        .def(
            "take_warnings", [](CollectingLogger& self) { return self.take(false); },
            "The warnings since the last call, oldest first.");
}

void bindAllocators(nb::module_& m)
{
    Documented<nvinfer1::IGpuAllocator, PythonGpuAllocator> allocator(m, "IGpuAllocator",
        "Derive from it and write allocate(self, size, alignment, flags) -> int and deallocate(self, memory) -> bool; sizes in bytes.");
    allocator.def(nb::init<>());
    bindToWrite(allocator, "allocate", "allocate(self, size, alignment, flags) -> an address; sizes in bytes.");
    bindToWrite(allocator, "deallocate", "deallocate(self, memory) -> bool.");
    allocator.def(
        "reallocate", [](nb::handle, nb::args) { return nb::none(); },
        "reallocate(self, address, alignment, new_size) -> an address, or None where memory cannot grow.");
    Documented<nvinfer1::IGpuAsyncAllocator, nvinfer1::IGpuAllocator, PythonGpuAsyncAllocator> async(m,
        "IGpuAsyncAllocator",
        "Derive from it and write allocate_async(self, size, alignment, flags, stream) -> int and deallocate_async(self, memory, stream) -> "
        "bool; sizes in bytes.");
    async.def(nb::init<>());
    bindToWrite(
        async, "allocate_async", "allocate_async(self, size, alignment, flags, stream) -> an address; sizes in bytes.");
    bindToWrite(async, "deallocate_async", "deallocate_async(self, memory, stream) -> bool.");
    Documented<nvinfer1::IOutputAllocator, PythonOutputAllocator> output(m, "IOutputAllocator",
        "Derive from it and write reallocate_output(self, tensor_name, memory, size, alignment) -> int and notify_shape(self, tensor_name, shape).");
    output.def(nb::init<>());
    bindToWrite(output, "reallocate_output",
        "reallocate_output(self, tensor_name, memory, size, alignment) -> an address; sizes in bytes.");
    bindToWrite(output, "notify_shape", "notify_shape(self, tensor_name, shape).");
}

void bindStreams(nb::module_& m)
{
    Documented<nvinfer1::IStreamReader, PythonStreamReader> reader(
        m, "IStreamReader", "Derive from it and write read(self, size) -> bytes.");
    reader.def(nb::init<>());
    bindToWrite(reader, "read", "read(self, size) -> bytes.");
    Documented<nvinfer1::IStreamReaderV2, PythonStreamReaderV2> readerV2(m, "IStreamReaderV2",
        "Derive from it and write read(self, num_bytes, stream) -> bytes and seek(self, offset, where) -> bool.");
    readerV2.def(nb::init<>());
    bindToWrite(readerV2, "read", "read(self, num_bytes, stream) -> bytes.");
    bindToWrite(readerV2, "seek", "seek(self, offset, where) -> bool; `where` is a SeekPosition.");
    Documented<nvinfer1::IStreamWriter, PythonStreamWriter> writer(
        m, "IStreamWriter", "Derive from it and write write(self, data) -> int.");
    writer.def(nb::init<>());
    bindToWrite(writer, "write", "write(self, data) -> how many bytes were written.");
}

} // namespace

void bindCallbacks(nb::module_& m)
{
    bindLoggers(m);
    m.def(
        "take_exceptions", [] { return std::exchange(raised(), {}); },
        "What Python code of plugins, loggers and the like raised since the last call, as text.");
    Documented<nvinfer1::IProfiler, PythonProfiler> profiler(
        m, "IProfiler", "Derive from it and write report_layer_time(self, layer_name, ms).");
    profiler.def(nb::init<>());
    bindToWrite(profiler, "report_layer_time", "report_layer_time(self, layer_name, ms).");
    Documented<PrintingProfiler, nvinfer1::IProfiler>(
        m, "Profiler", "Prints each layer's time in milliseconds to standard output.")
        .def(nb::init<>())
        .def(
            "report_layer_time",
            [](PrintingProfiler& self, char const* layer, float ms) { self.reportLayerTime(layer, ms); },
            nb::arg("layer_name"), nb::arg("ms"));
    Documented<nvinfer1::IErrorRecorder, PythonErrorRecorder> recorder(m, "IErrorRecorder",
        "Derive from it and write num_errors, get_error_code, get_error_desc, has_overflowed, clear and report_error(self, val, desc).");
    recorder.def(nb::init<>());
    recorder.attr("MAX_DESC_LENGTH") = nb::int_(std::size_t{nvinfer1::IErrorRecorder::kMAX_DESC_LENGTH});
    bindAllocators(m);
    Documented<nvinfer1::IProgressMonitor, PythonProgressMonitor>(m, "IProgressMonitor",
        "Derive from it and write phase_start(self, phase_name, parent_phase, num_steps), step_complete(self, phase_name, step) -> bool (False "
        "ends the build) and phase_finish(self, phase_name).")
        .def(nb::init<>());
    Documented<nvinfer1::IDebugListener, PythonDebugListener> listener(m, "IDebugListener",
        "Derive from it and write process_debug_tensor(self, addr, location, type, shape, name, stream) -> bool.");
    listener.def(nb::init<>());
    bindToWrite(listener, "process_debug_tensor",
        "process_debug_tensor(self, addr, location, type, shape, name, stream) -> bool.");
    bindStreams(m);
}

} // namespace tenon::python
