// Loops:     iterations, each the body's operations in order; then the slices that leave are copied to their places.
// Threads:   those of the body's kernels.
// Memory:    two places for each carried value, which iterations write in turns; slices along the first dimension are read where they
//            lie, others are gathered.
#include "ops/common/body/body_run.h"
#include "ops/loop/loop.h"

#include <algorithm>
#include <cstring>

namespace tenon::ops
{
namespace
{

using base::Dims;
using graph::TensorDesc;
using nvinfer1::LoopOutput;

//! A tensor seen along one axis, in bytes: `outer` blocks of `size` slices of `inner` bytes.
struct Slices
{
    int64_t outer{1}, size{1}, inner{1};

    static Slices of(Dims const& dims, int64_t axis, base::DataType type)
    {
        Slices slices;
        slices.inner = base::bytesOf(type);
        for (int32_t d = 0; d < dims.nbDims; ++d)
        {
            (d < axis ? slices.outer : d == axis ? slices.size : slices.inner) *= dims.d[d];
        }
        return slices;
    }

    void gather(void const* from, int64_t index, void* slice) const
    {
        for (int64_t o = 0; o < outer; ++o)
        {
            std::memcpy(static_cast<std::byte*>(slice) + o * inner,
                static_cast<std::byte const*>(from) + (o * size + index) * inner, static_cast<size_t>(inner));
        }
    }

    void scatter(void const* slice, int64_t index, void* to) const
    {
        for (int64_t o = 0; o < outer; ++o)
        {
            std::memcpy(static_cast<std::byte*>(to) + (o * size + index) * inner,
                static_cast<std::byte const*>(slice) + o * inner, static_cast<size_t>(inner));
        }
    }

    void clear(int64_t first, int64_t end, void* to) const
    {
        for (int64_t o = 0; o < outer && first < end; ++o)
        {
            std::memset(static_cast<std::byte*>(to) + (o * size + first) * inner, 0,
                static_cast<size_t>((end - first) * inner));
        }
    }

    //! Takes away all slices but `count` from `first` on.
    void keep(int64_t first, int64_t count, void* data) const
    {
        for (int64_t o = 0; o < outer; ++o)
        {
            std::memmove(static_cast<std::byte*>(data) + o * count * inner,
                static_cast<std::byte*>(data) + (o * size + first) * inner, static_cast<size_t>(count * inner));
        }
    }
};

size_t bytesOfDesc(TensorDesc const& desc)
{
    return static_cast<size_t>(base::volumeUnchecked(desc.dims)) * static_cast<size_t>(base::bytesOf(desc.type));
}

class LoopKernel final : public graph::Kernel
{
public:
    LoopKernel(LoopParams params, std::shared_ptr<BodyProgram const> program)
        : params_(std::move(params))
        , program_(std::move(program))
    {
    }

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const& resources) const override
    {
        auto twin = std::make_unique<LoopKernel>(params_, program_);
        TENON_ASSIGN(twin->run_, BodyRun::make(program_, resources));
        return std::unique_ptr<graph::Kernel>(std::move(twin));
    }

    bool isRecordable() const override { return false; }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        inputs_.assign(inputs.begin(), inputs.end());
        outputs_.assign(outputs.begin(), outputs.end());
        sources_.clear();
        std::vector<Dims> dims;
        for (size_t i = 0; i < params_.inputCount(); ++i)
        {
            Source& source = sources_.emplace_back();
            source.from = params_.input(i);
            source.desc = inputs_[static_cast<size_t>(source.from.input)];
            if (source.from.kind == LoopInput::Kind::kITERATED)
            {
                source.slices = Slices::of(source.desc.dims, source.from.axis, source.desc.type);
                Dims& slice = source.desc.dims;
                std::copy(slice.d + source.from.axis + 1, slice.d + slice.nbDims, slice.d + source.from.axis);
                --slice.nbDims;
            }
            dims.push_back(source.desc.dims);
            TENON_CHECK(reserve(source));
        }
        return run_->setInputDims(dims);
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        int64_t limit = INT64_MAX;
        if (params_.countInput != -1)
        {
            auto const index = static_cast<size_t>(params_.countInput);
            limit = inputs_[index].type == base::DataType::kINT64 ? *static_cast<int64_t const*>(inputs[index])
                                                                  : *static_cast<int32_t const*>(inputs[index]);
        }
        for (Source& source : sources_)
        {
            source.current = inputs[static_cast<size_t>(source.from.input)];
        }
        iterations_ = 0;
        bool goesOn = true;
        while (iterations_ < limit && goesOn)
        {
            TENON_CHECK(iterate(inputs, outputs, goesOn).withNote("in iteration {}", iterations_));
        }
        finish(outputs);
        return {};
    }

    Status readSizes(std::span<int64_t> sizes, devices::StreamHandle) override
    {
        std::fill(sizes.begin(), sizes.end(), iterations_);
        return {};
    }

private:
    struct Source
    {
        LoopInput from;
        TensorDesc desc; //!< of the body's input
        Slices slices;
        void const* current{nullptr};
        devices::Buffer places[2]; //!< carried: written in turns; iterated: places[0] for a gathered slice
        int turn{0};
    };

    static Status reserve(Source& source)
    {
        bool const gathers = source.from.kind == LoopInput::Kind::kITERATED && source.from.axis != 0;
        int const places = source.from.kind == LoopInput::Kind::kCARRIED ? 2 : gathers ? 1 : 0;
        for (int i = 0; i < places; ++i)
        {
            TENON_ASSIGN(source.places[i], devices::cpuDevice().allocate(bytesOfDesc(source.desc)));
        }
        return {};
    }

    Status takeSlice(Source& source, void const* const* inputs) const
    {
        if (iterations_ >= source.slices.size)
        {
            return base::invalidArgument(
                "iterator: expected at most {} iterations, as many slices as its tensor has along axis {}, found more",
                source.slices.size, source.from.axis);
        }
        int64_t const index = source.from.reverse ? source.slices.size - 1 - iterations_ : iterations_;
        void const* const tensor = inputs[static_cast<size_t>(source.from.input)];
        if (source.from.axis == 0)
        {
            source.current = static_cast<std::byte const*>(tensor) + index * source.slices.inner;
            return {};
        }
        source.slices.gather(tensor, index, source.places[0].data());
        source.current = source.places[0].data();
        return {};
    }

    Status iterate(void const* const* inputs, void* const* outputs, bool& goesOn)
    {
        addresses_.clear();
        bool const mayTake = params_.conditionOutput == -1;
        for (Source& source : sources_)
        {
            if (source.from.kind == LoopInput::Kind::kITERATED)
            {
                // Behind the last slice a condition may still end the loop; what it reads is the last slice.
                bool const past = iterations_ >= source.slices.size;
                if (!past || mayTake)
                {
                    TENON_CHECK(takeSlice(source, inputs));
                }
            }
            addresses_.push_back(source.current);
            if (source.from.kind == LoopInput::Kind::kCARRIED)
            {
                run_->placeOutput(static_cast<size_t>(source.from.next), source.places[source.turn].data());
            }
        }
        TENON_CHECK(run_->begin(addresses_));
        TENON_CHECK(run_->runFirst());
        if (params_.conditionOutput != -1)
        {
            goesOn =
                *static_cast<uint8_t const*>(run_->outputAddress(static_cast<size_t>(params_.conditionOutput))) != 0;
            if (!goesOn)
            {
                return {};
            }
            for (Source& source : sources_)
            {
                if (source.from.kind == LoopInput::Kind::kITERATED && iterations_ >= source.slices.size)
                {
                    TENON_CHECK(takeSlice(source, inputs));
                }
            }
        }
        TENON_CHECK(run_->runRest());
        TENON_CHECK(keepSlices(outputs));
        TENON_CHECK(handOn());
        ++iterations_;
        return {};
    }

    Status keepSlices(void* const* outputs) const
    {
        for (size_t i = 0; i < params_.resultCount(); ++i)
        {
            LoopResult const result = params_.result(i);
            if (result.kind == LoopOutput::kLAST_VALUE)
            {
                continue;
            }
            Slices const slices = Slices::of(outputs_[i].dims, result.axis, outputs_[i].type);
            if (iterations_ >= slices.size)
            {
                return base::invalidArgument(
                    "loop output {}: expected at most {} iterations, its length, found more", i, slices.size);
            }
            Dims const& made = run_->outputDims(static_cast<size_t>(result.source));
            if (base::volumeUnchecked(made) * base::bytesOf(outputs_[i].type) != slices.outer * slices.inner)
            {
                return base::invalidArgument("loop output {}: expected slices that make up {}, found one of {}", i,
                    base::toString(outputs_[i].dims), base::toString(made));
            }
            int64_t const index = result.kind == LoopOutput::kREVERSE ? slices.size - 1 - iterations_ : iterations_;
            slices.scatter(run_->outputAddress(static_cast<size_t>(result.source)), index, outputs[i]);
        }
        return {};
    }

    //! What the iteration computed becomes the next one's. All are in their places before any is read again.
    Status handOn()
    {
        for (Source& source : sources_)
        {
            if (source.from.kind != LoopInput::Kind::kCARRIED)
            {
                continue;
            }
            auto const next = static_cast<size_t>(source.from.next);
            Dims const& dims = run_->outputDims(next);
            if (dims.nbDims != source.desc.dims.nbDims || !std::equal(dims.d, dims.d + dims.nbDims, source.desc.dims.d))
            {
                return base::invalidArgument("recurrence: expected what is handed on to keep the shape {}, found {}",
                    base::toString(source.desc.dims), base::toString(dims));
            }
            void* const place = source.places[source.turn].data();
            void const* const made = run_->outputAddress(next);
            if (made != place)
            {
                std::memcpy(place, made, bytesOfDesc(source.desc));
            }
        }
        for (Source& source : sources_)
        {
            if (source.from.kind == LoopInput::Kind::kCARRIED)
            {
                source.current = source.places[source.turn].data();
                source.turn = 1 - source.turn;
            }
        }
        return {};
    }

    void finish(void* const* outputs) const
    {
        for (size_t i = 0; i < params_.resultCount(); ++i)
        {
            LoopResult const result = params_.result(i);
            if (result.kind == LoopOutput::kLAST_VALUE)
            {
                std::memcpy(outputs[i], sources_[static_cast<size_t>(result.source)].current, bytesOfDesc(outputs_[i]));
                continue;
            }
            Slices const slices = Slices::of(outputs_[i].dims, result.axis, outputs_[i].type);
            bool const backwards = result.kind == LoopOutput::kREVERSE;
            if (result.isBound)
            {
                slices.keep(backwards ? slices.size - iterations_ : 0, iterations_, outputs[i]);
            }
            else
            {
                slices.clear(
                    backwards ? 0 : iterations_, backwards ? slices.size - iterations_ : slices.size, outputs[i]);
            }
        }
    }

    LoopParams params_;
    std::shared_ptr<BodyProgram const> program_;
    std::unique_ptr<BodyRun> run_; //!< clones alone have one
    std::vector<TensorDesc> inputs_, outputs_;
    std::vector<Source> sources_;
    std::vector<void const*> addresses_;
    int64_t iterations_{0};
};

} // namespace

graph::Result<std::unique_ptr<graph::Kernel>> makeLoopKernel(
    LoopParams const& params, std::shared_ptr<BodyProgram const> program)
{
    return std::unique_ptr<graph::Kernel>(std::make_unique<LoopKernel>(params, std::move(program)));
}

} // namespace tenon::ops
