#include "graph/op.h"

#include <type_traits>

namespace tenon::graph
{
namespace
{

std::string textOf(AttributeValue const& value)
{
    return std::visit(
        [](auto const& held) -> std::string {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(held)>, ConstantData>)
            {
                return fmt::format("{} x {}", held.count, base::name(held.type));
            }
            else if constexpr (requires { held.begin(); }
                && !std::is_same_v<std::remove_cvref_t<decltype(held)>, std::string>)
            {
                return fmt::format("{}", fmt::join(held, ","));
            }
            else
            {
                return fmt::format("{}", held);
            }
        },
        value);
}

class BuiltinTimingSubject final : public TimingSubject
{
public:
    BuiltinTimingSubject(std::unique_ptr<Kernel> prototype, OpRecord const& record)
        : prototype_(std::move(prototype))
        , identity_(record.kind)
    {
        for (auto const& [name, value] : record.attributes)
        {
            identity_ += fmt::format("|{}={}", name, textOf(value));
        }
    }

    std::string const& identity() const override { return identity_; }
    Result<std::unique_ptr<Kernel>> makeKernel(ContextResources const& resources) override
    {
        return prototype_->clone(resources);
    }

private:
    std::unique_ptr<Kernel> prototype_;
    std::string identity_;
};

} // namespace

Result<std::unique_ptr<TimingSubject>> Op::prepareTiming(KernelRequest const& request) const
{
    TENON_ASSIGN(OpRecord const description, record());
    TENON_ASSIGN(auto prototype, makeKernel(request));
    return std::unique_ptr<TimingSubject>(std::make_unique<BuiltinTimingSubject>(std::move(prototype), description));
}

} // namespace tenon::graph
