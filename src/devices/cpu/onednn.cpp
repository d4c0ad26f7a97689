#include "devices/cpu/onednn.h"

#include "devices/cpu/parallel.h"

#include <algorithm>

#define TENON_ONEDNN_3 (DNNL_VERSION_MAJOR >= 3)

namespace tenon::devices::onednn
{
namespace
{

dnnl::primitive_attr attributes(Epilogue const& epilogue)
{
    dnnl::post_ops post;
    if (epilogue.addsDestination)
    {
        post.append_sum(1.0F);
    }
    for (Eltwise const& each : epilogue.functions)
    {
#if TENON_ONEDNN_3
        post.append_eltwise(each.algorithm, each.alpha, each.beta);
#else
        post.append_eltwise(1.0F, each.algorithm, each.alpha, each.beta);
#endif
    }
    dnnl::primitive_attr attr;
    attr.set_post_ops(post);
    attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return attr;
}

double volumeOf(Desc const& desc)
{
    double volume = 1.0;
    for (auto const size : desc.dims())
    {
        volume *= static_cast<double>(size);
    }
    return volume;
}

//! Work that is worth a team: 70 to 150 µs of one core's time. Starting and joining one takes 1 to 5, and a time slice where another program
//! has the second core.
constexpr double kFlopsOfATeam = 1e7;
constexpr double kElementsOfATeam = 128 * 1024; //!< read and written once, where memory or cache is the limit

int32_t threadsFor(double flops, double elements)
{
    // All or one: a team of another size than the one before ends threads and starts others.
    return flops < kFlopsOfATeam && elements < kElementsOfATeam ? 1 : maxThreads();
}

int32_t threadsFor(ConvolutionSpec const& spec)
{
    double const outputs = volumeOf(spec.destination);
    double const maps = std::max<double>(static_cast<double>(spec.destination.dims()[1]), 1.0);
    return threadsFor(2.0 * outputs * volumeOf(spec.weights) / maps, volumeOf(spec.source) + outputs);
}

int32_t threadsFor(MatmulSpec const& spec)
{
    double const outputs = volumeOf(spec.destination);
    return threadsFor(2.0 * outputs * static_cast<double>(spec.source.dims().back()),
        volumeOf(spec.source) + volumeOf(spec.weights) + outputs);
}

//! Error where no implementation takes the descriptors. `threads`: the limit under which `found` was made.
template <typename Maker>
Result<Primitive> finish(char const* what, typename Maker::primitive_desc const& found, int32_t threads)
{
    if (!found)
    {
        return base::error(
            base::ErrorCode::kUNSUPPORTED_STATE, "{}: oneDNN has no implementation for these shapes and layouts", what);
    }
    Primitive made;
    made.threads = threads;
    made.primitive = Maker(found);
    made.source = found.query_md(dnnl::query::src_md);
    made.weights = found.query_md(dnnl::query::weights_md, 0);
    made.bias = found.query_md(dnnl::query::weights_md, 1);
    made.destination = found.query_md(dnnl::query::dst_md);
    made.scratchpad = found.scratchpad_desc();
    made.implementation = found.impl_info_str();
    return made;
}

} // namespace

dnnl::engine const& engine()
{
    // Never destroyed: kernels of static objects may outlive any order of destruction.
    static dnnl::engine const* const cpu = new dnnl::engine(dnnl::engine::kind::cpu, 0);
    return *cpu;
}

Desc plainDesc(Sizes const& sizes)
{
    Sizes strides(sizes.size(), 1);
    for (size_t i = sizes.size(); i-- > 1;)
    {
        strides[i - 1] = strides[i] * std::max<int64_t>(sizes[i], 1);
    }
    return stridedDesc(sizes, strides);
}

Desc anyDesc(Sizes const& sizes)
{
    return {sizes, dnnl::memory::data_type::f32, dnnl::memory::format_tag::any};
}

Desc stridedDesc(Sizes const& sizes, Sizes const& strides)
{
    return {sizes, dnnl::memory::data_type::f32, strides};
}

Result<Primitive> makeConvolution(ConvolutionSpec const& spec)
{
    return guarded("convolution", [&]() -> Result<Primitive> {
        int32_t const threads = threadsFor(spec);
        ThreadLimit const limit(threads);
        using Convolution = dnnl::convolution_forward;
        constexpr auto kInference = dnnl::prop_kind::forward_inference;
        auto const algorithm =
            spec.winograd ? dnnl::algorithm::convolution_winograd : dnnl::algorithm::convolution_direct;
        Sizes dilation = spec.dilation;
        for (int64_t& each : dilation)
        {
            --each; // oneDNN counts the elements left out
        }
        dnnl::primitive_attr const attr = attributes(spec.epilogue);
#if TENON_ONEDNN_3
        auto const found = spec.bias
            ? Convolution::primitive_desc(engine(), kInference, algorithm, spec.source, spec.weights, *spec.bias,
                spec.destination, spec.stride, dilation, spec.prePadding, spec.postPadding, attr, true)
            : Convolution::primitive_desc(engine(), kInference, algorithm, spec.source, spec.weights, spec.destination,
                spec.stride, dilation, spec.prePadding, spec.postPadding, attr, true);
#else
        auto const desc = spec.bias ? Convolution::desc(kInference, algorithm, spec.source, spec.weights, *spec.bias, spec.destination,
                                          spec.stride, dilation, spec.prePadding, spec.postPadding)
                                    : Convolution::desc(kInference, algorithm, spec.source, spec.weights, spec.destination, spec.stride,
                                        dilation, spec.prePadding, spec.postPadding);
        Convolution::primitive_desc const found(desc, attr, engine(), true);
#endif
        return finish<Convolution>("convolution", found, threads);
    });
}

Result<Primitive> makeMatmul(MatmulSpec const& spec)
{
    return guarded("matrix product", [&]() -> Result<Primitive> {
        int32_t const threads = threadsFor(spec);
        ThreadLimit const limit(threads);
        dnnl::primitive_attr const attr = attributes(spec.epilogue);
#if TENON_ONEDNN_3
        auto const found = spec.bias
            ? dnnl::matmul::primitive_desc(
                engine(), spec.source, spec.weights, *spec.bias, spec.destination, attr, true)
            : dnnl::matmul::primitive_desc(engine(), spec.source, spec.weights, spec.destination, attr, true);
#else
        auto const desc = spec.bias ? dnnl::matmul::desc(spec.source, spec.weights, *spec.bias, spec.destination)
                                    : dnnl::matmul::desc(spec.source, spec.weights, spec.destination);
        dnnl::matmul::primitive_desc const found(desc, attr, engine(), true);
#endif
        return finish<dnnl::matmul>("matrix product", found, threads);
    });
}

Result<Primitive> makePooling(PoolingSpec const& spec)
{
    return guarded("pooling", [&]() -> Result<Primitive> {
        int32_t const threads = threadsFor(0.0,
            volumeOf(spec.destination)
                * std::max(1.0, volumeOf(spec.source) / std::max(volumeOf(spec.destination), 1.0)));
        ThreadLimit const limit(threads);
        constexpr auto kInference = dnnl::prop_kind::forward_inference;
        dnnl::primitive_attr const attr = attributes({});
#if TENON_ONEDNN_3
        using Pooling = dnnl::pooling_forward;
        Sizes const dense(spec.window.size(), 0);
        Pooling::primitive_desc const found(engine(), kInference, spec.algorithm, spec.source, spec.destination,
            spec.stride, spec.window, dense, spec.prePadding, spec.postPadding, attr, true);
#else
        using Pooling = dnnl::pooling_forward;
        Pooling::desc const desc(kInference, spec.algorithm, spec.source, spec.destination, spec.stride, spec.window,
            spec.prePadding, spec.postPadding);
        Pooling::primitive_desc const found(desc, attr, engine(), true);
#endif
        return finish<Pooling>("pooling", found, threads);
    });
}

Result<Primitive> makeSoftmax(Desc const& source, Desc const& destination, int32_t axis)
{
    return guarded("softmax", [&]() -> Result<Primitive> {
        int32_t const threads = threadsFor(0.0, 4.0 * volumeOf(source));
        ThreadLimit const limit(threads);
        constexpr auto kInference = dnnl::prop_kind::forward_inference;
        constexpr auto kAccurate = dnnl::algorithm::softmax_accurate;
        dnnl::primitive_attr const attr = attributes({});
#if TENON_ONEDNN_3
        using Softmax = dnnl::softmax_forward;
        Softmax::primitive_desc const found(engine(), kInference, kAccurate, source, destination, axis, attr, true);
#else
        using Softmax = dnnl::softmax_v2_forward;
        Softmax::desc const desc(kInference, kAccurate, source, destination, axis);
        Softmax::primitive_desc const found(desc, attr, engine(), true);
#endif
        return finish<Softmax>("softmax", found, threads);
    });
}

Result<Primitive> makeEltwise(Desc const& layout, Eltwise const& function)
{
    return guarded("element-wise function", [&]() -> Result<Primitive> {
        int32_t const threads = threadsFor(0.0, volumeOf(layout));
        ThreadLimit const limit(threads);
        using Function = dnnl::eltwise_forward;
        constexpr auto kInference = dnnl::prop_kind::forward_inference;
        dnnl::primitive_attr const attr = attributes({});
#if TENON_ONEDNN_3
        Function::primitive_desc const found(
            engine(), kInference, function.algorithm, layout, layout, function.alpha, function.beta, attr, true);
#else
        Function::desc const desc(kInference, function.algorithm, layout, function.alpha, function.beta);
        Function::primitive_desc const found(desc, attr, engine(), true);
#endif
        return finish<Function>("element-wise function", found, threads);
    });
}

Result<Primitive> makeReorder(Desc const& from, Desc const& to)
{
    return guarded("reorder", [&]() -> Result<Primitive> {
        int32_t const threads = threadsFor(0.0, volumeOf(from));
        ThreadLimit const limit(threads);
        dnnl::reorder::primitive_desc const found(engine(), from, engine(), to, attributes({}), true);
        if (!found)
        {
            return base::error(
                base::ErrorCode::kUNSUPPORTED_STATE, "reorder: oneDNN has no implementation for these layouts");
        }
        Primitive reorder;
        reorder.threads = threads;
        reorder.primitive = dnnl::reorder(found);
        reorder.source = from;
        reorder.destination = to;
        reorder.scratchpad = found.scratchpad_desc();
        reorder.implementation = found.impl_info_str();
        return reorder;
    });
}

} // namespace tenon::devices::onednn
