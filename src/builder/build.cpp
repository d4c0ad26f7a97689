#include "builder/build.h"

#include "builder/pipeline.h"
#include "builder/report/describe_build.h"

#include <NvInfer.h>

namespace tenon::builder
{

Result<plan::Plan> build(Graph const& network, BuildRequest const& request)
{
    if (request.device == nullptr)
    {
        return base::error(base::ErrorCode::kINTERNAL_ERROR, "build: expected a device, found none");
    }
    TENON_CHECK(request.device->makeCurrent());
    TENON_ASSIGN(Graph working, network.copy());
    PassContext context{request, request.profiles, {}, {}, {}, {}, {}, false, {}, {}};
    TENON_CHECK(
        runPasses(buildPipeline(), working, context).withNote("while building engine \"{}\"", request.settings.name));

    BuildReport unread;
    describeBuild(working, context, request.report != nullptr ? *request.report : unread);

    plan::Plan plan;
    plan.settings = request.settings;
    plan.settings.implicitBatch = working.implicitBatch;
    if (plan.settings.tenonVersion.empty())
    {
        plan.settings.tenonVersion = TENON_VERSION;
    }
    plan.network = std::move(working);
    plan.profiles = std::move(context.profiles);
    plan.overlays.push_back(std::move(context.overlay));
    return plan;
}

Result<int64_t> tune(plan::Plan& plan, devices::Device& device, TimingOptions const& timing, base::Log const& log)
{
    if (plan.overlayFor(device) != nullptr)
    {
        return 0;
    }
    if (plan.overlays.empty())
    {
        return base::invalidArgument(
            "plan \"{}\": expected an overlay that tells the plugins' formats, found none; build it again",
            plan.settings.name);
    }
    TENON_CHECK(device.makeCurrent());
    BuildRequest request;
    request.device = &device;
    request.settings = plan.settings;
    request.profiles = plan.profiles;
    request.allowHalf = (plan.settings.builderFlags & (1U << static_cast<int32_t>(nvinfer1::BuilderFlag::kFP16))) != 0;
    request.allowBfloat16 =
        (plan.settings.builderFlags & (1U << static_cast<int32_t>(nvinfer1::BuilderFlag::kBF16))) != 0;
    request.allowInt8 = (plan.settings.builderFlags & (1U << static_cast<int32_t>(nvinfer1::BuilderFlag::kINT8))) != 0;
    request.timing = timing;
    request.log = log;

    PassContext context{request, plan.profiles, {}, {}, {}, {}, {}, true, {}, {}};
    for (plan::Step const& step : plan.overlays.front().steps)
    {
        if (step.op >= 0 && plan.network.ops()[step.op]->hasFixedBoundary())
        {
            context.fixedBoundaries[plan.network.ops()[step.op].get()] = step.candidate;
        }
    }
    TENON_ASSIGN(context.ranges, plan::TensorRanges::of(plan.network, plan.profiles));
    TENON_CHECK(runPasses(tunePipeline(), plan.network, context)
                    .withNote("while tuning engine \"{}\" for {}", plan.settings.name, device.description()));
    plan.overlays.push_back(std::move(context.overlay));
    return context.costs->timed() ? context.costs->timer()->measurements() : 0;
}

} // namespace tenon::builder
