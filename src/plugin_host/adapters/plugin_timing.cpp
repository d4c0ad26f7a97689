// A plugin on its way to being timed: a clone of its own for each combination of types and formats, which lives through configure →
// initialize → attach → … → detach → terminate → destroy.
#include "plugin_host/adapters/plugin_op.h"

namespace tenon::plugin_host
{

class PluginOp::Timing final : public graph::TimingSubject
{
public:
    Timing(PluginOp const& op, std::shared_ptr<PluginObject> twin, graph::KernelRequest request, std::string identity)
        : op_(op)
        , twin_(std::move(twin))
        , request_(std::move(request))
        , identity_(std::move(identity))
    {
    }

    std::string const& identity() const override { return identity_; }

    Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::ContextResources const& resources) override
    {
        TENON_CHECK(twin_->attach(resources));
        return op_.wrapForTiming(twin_, request_);
    }

private:
    PluginOp const& op_;
    std::shared_ptr<PluginObject> twin_;
    graph::KernelRequest request_;
    std::string identity_;
};

Result<std::unique_ptr<graph::TimingSubject>> PluginOp::prepareTiming(graph::KernelRequest const& request) const
{
    TENON_CHECK(checkRequest(request));
    TENON_ASSIGN(std::shared_ptr<PluginObject> twin, object_->clone());
    twin->setDevice(request.device);
    TENON_CHECK(configureForBuild(*twin, request));
    TENON_CHECK(twin->initialize());
    // What the plugin itself would have to know again later tells it from others; the build-id tells its code.
    TENON_ASSIGN(std::vector<std::byte> const blob, twin->serialize());
    PluginIdentity const& plugin = this->identity();
    std::string identity =
        fmt::format("{}|{}|{}|{}|{}|", kKind, plugin.label(), plugin.origin.buildId, implicitBatch_, blob.size());
    identity.append(reinterpret_cast<char const*>(blob.data()), blob.size());
    return std::unique_ptr<graph::TimingSubject>(
        std::make_unique<Timing>(*this, std::move(twin), request, std::move(identity)));
}

} // namespace tenon::plugin_host
