// oneDNN behind a thin wrapper: descriptors and primitives whose making differs between versions 2 and 3, with exceptions turned into
// Results. CPU kernels alone include this; programs of several primitives are onednn_program.h.
#pragma once

#include "base/dims.h"

#include <dnnl.hpp>

#include <future>
#include <new>
#include <optional>

namespace tenon::devices::onednn
{

using base::Result;
using base::Status;
using Desc = dnnl::memory::desc;
using Sizes = dnnl::memory::dims;

//! The CPU engine. Lives until the process ends. Thread safety: everything here may be called from several threads.
dnnl::engine const& engine();

//! Runs `body`, which calls oneDNN, and turns what it throws into an Error that begins with `what`.
//! `body` returns a Result.
//!
//! A primitive whose making ran out of memory stays half made in oneDNN's own cache: whoever asks for the same one later gets a
//! std::future_error. Emptying the cache then is no way out: oneDNN 2.6 crashes over such an entry.
template <typename Body>
auto guarded(char const* what, Body const& body) -> decltype(body())
{
    try
    {
        return body();
    }
    catch (dnnl::error const& failure)
    {
        if (failure.status == dnnl_out_of_memory)
        {
            return base::error(base::ErrorCode::kFAILED_ALLOCATION, "{}: out of memory in oneDNN", what);
        }
        return base::error(base::ErrorCode::kINTERNAL_ERROR, "{}: oneDNN refused with \"{}\" (status {})", what,
            failure.what(), static_cast<int>(failure.status));
    }
    catch (std::bad_alloc const&)
    {
        return base::error(base::ErrorCode::kFAILED_ALLOCATION, "{}: out of memory in oneDNN", what);
    }
    catch (std::future_error const&)
    {
        return base::error(base::ErrorCode::kFAILED_ALLOCATION,
            "{}: out of memory in oneDNN when this was tried before; start the process anew", what);
    }
}

//! fp32 tensors. plain: row-major; any: oneDNN chooses; strided: strides in elements.
Desc plainDesc(Sizes const& sizes);
Desc anyDesc(Sizes const& sizes);
Desc stridedDesc(Sizes const& sizes, Sizes const& strides);

//! One element-wise function applied to a primitive's result; see dnnl::algorithm for the formulas.
struct Eltwise
{
    dnnl::algorithm algorithm{dnnl::algorithm::undef};
    float alpha{0.0F};
    float beta{0.0F};
};

//! A primitive with the descriptors that it settled on. Immutable: may be executed by several threads, each with its own memory.
//!
//! oneDNN divides work for the threads that it finds when a primitive is made, however little the work: one whose
//! work takes some ten microseconds is made for one thread, since on a busy machine waiting for a second costs a time slice.
struct Primitive
{
    int32_t threads{1}; //!< that it was made for, and is to be executed with
    dnnl::primitive primitive;
    Desc source, weights, bias, destination;
    Desc scratchpad;
    std::string implementation; //!< oneDNN's name for it, as "brgconv:avx512_core"
};

//! What is done to a primitive's result before it is stored.
struct Epilogue
{
    bool addsDestination{false}; //!< first, what the destination holds before is added
    std::vector<Eltwise> functions;
};

struct ConvolutionSpec
{
    Desc source, weights, destination; //!< weights have a leading dimension of groups where there are several
    std::optional<Desc> bias;
    Sizes stride, dilation, prePadding,
        postPadding; //!< dilation 1 is dense; postPadding may be negative down to 1 − stride
    Epilogue epilogue;
    //! by Winograd's minimal filtering; an error where oneDNN has no such kernel for these shapes, layouts and epilogue
    bool winograd{false};
};
Result<Primitive> makeConvolution(ConvolutionSpec const& spec);

struct MatmulSpec
{
    Desc source, weights, destination;
    std::optional<Desc> bias;
    Epilogue epilogue;
};
Result<Primitive> makeMatmul(MatmulSpec const& spec);

struct PoolingSpec
{
    dnnl::algorithm algorithm{dnnl::algorithm::pooling_max};
    Desc source, destination;
    Sizes window, stride, prePadding, postPadding;
};
Result<Primitive> makePooling(PoolingSpec const& spec);

Result<Primitive> makeSoftmax(Desc const& source, Desc const& destination, int32_t axis);

//! The function applied to a tensor; source and destination may be the same memory.
Result<Primitive> makeEltwise(Desc const& layout, Eltwise const& function);

//! Copies between layouts; source and destination have equal sizes.
Result<Primitive> makeReorder(Desc const& from, Desc const& to);

} // namespace tenon::devices::onednn
