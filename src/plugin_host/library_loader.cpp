#include "plugin_host/library_loader.h"

#include "plugin_host/guarded_call.h"
#include "plugin_host/registry.h"

namespace tenon::plugin_host
{
namespace
{

using base::Result;
using base::Status;
using nvinfer1::IPluginCreatorInterface;

//! More creators than any library has; a larger answer is a wild one.
constexpr int32_t kMaxCreators = 4096;

//! Answers with the logger of whoever built or loaded an engine last.
class LoggerFinder final : public nvinfer1::ILoggerFinder
{
public:
    nvinfer1::ILogger* findLogger() override { return Registry::process().logger(); }
};

template <typename Creator>
Result<std::vector<IPluginCreatorInterface*>> callExported(std::string const& label, char const* symbol, void* address)
{
    auto const function = reinterpret_cast<Creator* const* (*)(int32_t&)>(address);
    int32_t count = 0;
    Callee const callee{&label, &label, 0, nullptr};
    TENON_ASSIGN(
        Creator* const* const creators, guardedCall(callee, symbol, kNoArguments, [&] { return function(count); }));
    if (count < 0 || count > kMaxCreators || (count > 0 && creators == nullptr))
    {
        return base::invalidArgument("{}: expected from 0 to {} creators from {}, found {} at {}", label, kMaxCreators,
            symbol, count, fmt::ptr(creators));
    }
    std::vector<IPluginCreatorInterface*> list;
    for (int32_t i = 0; i < count; ++i)
    {
        if (creators[i] == nullptr)
        {
            return base::invalidArgument(
                "{}: expected creators from {}, found a null pointer as number {}", label, symbol, i);
        }
        list.push_back(creators[i]);
    }
    return list;
}

} // namespace

Result<std::unique_ptr<LoadedLibrary>> LoadedLibrary::load(std::string const& path)
{
    TENON_ASSIGN(base::DynamicLibrary file, base::DynamicLibrary::open(path));
    return std::unique_ptr<LoadedLibrary>(new LoadedLibrary(std::move(file)));
}

Status LoadedLibrary::offerLogger()
{
    void* const address = file_.ownSymbol("setLoggerFinder");
    if (address == nullptr)
    {
        return {};
    }
    static LoggerFinder* const finder = new LoggerFinder;
    std::string const label = fmt::format("library \"{}\"", file_.path());
    auto const function = reinterpret_cast<void (*)(nvinfer1::ILoggerFinder*)>(address);
    Callee const callee{&label, &label, 0, nullptr};
    return guardedCall(callee, "setLoggerFinder", kNoArguments, [&] { function(finder); });
}

Result<std::vector<IPluginCreatorInterface*>> LoadedLibrary::exportedCreators() const
{
    std::string const label = fmt::format("library \"{}\"", file_.path());
    if (void* const address = file_.ownSymbol("getCreators"))
    {
        return callExported<IPluginCreatorInterface>(label, "getCreators", address);
    }
    if (void* const address = file_.ownSymbol("getPluginCreators"))
    {
        return callExported<nvinfer1::IPluginCreator>(label, "getPluginCreators", address);
    }
    return std::vector<IPluginCreatorInterface*>{};
}

} // namespace tenon::plugin_host
