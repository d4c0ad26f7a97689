// What tests at the levels 7 and 8 stand on: a logger, and owners of objects that go by destroy(). In an anonymous namespace, since the types
// differ between levels.
#pragma once

#include <NvInfer.h>

#include <memory>
#include <string>

namespace
{

#if TENON_API_LEVEL >= 8
#define LEVEL_NOEXCEPT noexcept
#else
#define LEVEL_NOEXCEPT
#endif

class Logger final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) LEVEL_NOEXCEPT override
    {
        if (severity <= Severity::kERROR)
        {
            errors += std::string(message) + "\n";
        }
    }
    std::string take()
    {
        std::string text;
        text.swap(errors);
        return text;
    }

private:
    std::string errors;
};

struct Destroy
{
    template <typename T>
    void operator()(T* object) const
    {
        object->destroy();
    }
};
template <typename T>
using Owned = std::unique_ptr<T, Destroy>;

} // namespace
