// What IRuntime had in releases 7 and 8.
#pragma once

#include "api/missing/legacy_runtime.h"

namespace tenon::api
{
class Runtime;

namespace legacy
{

class RuntimeTable final : public missing::legacy::Runtime
{
public:
    explicit RuntimeTable(api::Runtime& runtime)
        : runtime_(runtime)
    {
    }

    //! A factory of the first plugin interface is refused.
    nvinfer1::ICudaEngine* deserializeCudaEngine(
        void const* blob, std::size_t size, nvinfer1::IPluginFactory* pluginFactory) noexcept override;

protected:
    base::Log callLog() const noexcept override;

private:
    api::Runtime& runtime_;
};

} // namespace legacy
} // namespace tenon::api
