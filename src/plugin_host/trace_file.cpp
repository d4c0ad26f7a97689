#include "plugin_host/trace_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <functional>

namespace tenon::plugin_host
{
namespace
{

constexpr char kEnd[] = "\n]\n";

//! Small numbers for threads, in the order in which they were first seen.
int32_t threadNumber(std::thread::id thread)
{
    static std::vector<std::thread::id> seen; // under the trace's lock
    for (size_t i = 0; i < seen.size(); ++i)
    {
        if (seen[i] == thread)
        {
            return static_cast<int32_t>(i);
        }
    }
    seen.push_back(thread);
    return static_cast<int32_t>(seen.size()) - 1;
}

} // namespace

std::string jsonEscaped(std::string const& text)
{
    std::string escaped;
    for (char const c : text)
    {
        if (c == '"' || c == '\\')
        {
            escaped += '\\';
            escaped += c;
        }
        else if (static_cast<unsigned char>(c) < 0x20)
        {
            escaped += fmt::format("\\u{:04x}", static_cast<int>(c));
        }
        else
        {
            escaped += c;
        }
    }
    return escaped;
}

base::Result<std::unique_ptr<TraceFile>> TraceFile::create(std::string const& path)
{
    FILE* const file = std::fopen(path.c_str(), "wb");
    if (file == nullptr)
    {
        return base::invalidArgument(
            "trace file \"{}\": expected a file that can be written, found: {}", path, std::strerror(errno));
    }
    return std::unique_ptr<TraceFile>(new TraceFile(file));
}

TraceFile::TraceFile(FILE* file)
    : file_(file)
    , origin_(std::chrono::steady_clock::now())
{
    std::fprintf(file_, "[%s", kEnd);
    std::fflush(file_);
}

TraceFile::~TraceFile()
{
    std::fclose(file_);
}

void TraceFile::call(TraceEntry const& entry)
{
    write("plugin", entry.plugin + "." + entry.method, entry);
}

void TraceFile::step(TraceEntry const& entry)
{
    write("step", entry.plugin, entry);
}

void TraceFile::write(char const* category, std::string const& name, TraceEntry const& entry)
{
    auto const microseconds = [](auto duration) { return std::chrono::duration<double, std::micro>(duration).count(); };
    std::string const event = fmt::format(
        R"({}{{"name":"{}","cat":"{}","ph":"X","ts":{:.3f},"dur":{:.3f},"pid":{},"tid":{},"args":{{"object":{},"arguments":"{}","result":"{}"}}}}{})",
        first_ ? "\n" : ",\n", jsonEscaped(name), category, microseconds(entry.start - origin_),
        microseconds(entry.duration), getpid(), threadNumber(entry.thread), entry.object, jsonEscaped(entry.arguments),
        jsonEscaped(entry.result), kEnd);
    first_ = false;
    // Over the end that the event before wrote.
    std::fseek(file_, -static_cast<long>(std::strlen(kEnd)), SEEK_END);
    std::fwrite(event.data(), 1, event.size(), file_);
    std::fflush(file_);
}

base::Status startTraceFromEnvironment()
{
    char const* const name = std::getenv("TENON_TRACE");
    if (name == nullptr || *name == '\0')
    {
        return {};
    }
    std::string path = name;
    if (size_t const place = path.find("%p"); place != std::string::npos)
    {
        path.replace(place, 2, std::to_string(getpid()));
    }
    TENON_ASSIGN(auto file, TraceFile::create(path));
    Trace::addSink(*file.release(), true); // for as long as the process lives
    return {};
}

} // namespace tenon::plugin_host
