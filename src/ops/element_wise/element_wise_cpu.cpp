// out[i…] = f(a[i… or 0], b[i… or 0]): broadcasting around the rows of element_wise_rows.cpp.
//
// Loops:     dims that are walked alike on all sides are merged; the innermost loop is a row, in which each operand advances by 1 or stands.
// Threads:   the elements of the output are cut into even pieces, which may begin and end within a row.
// Memory:    each element of the output is written once; of the inputs, once a time that it is used. fp16 and bf16 are converted a few KiB at a
//            time, in the first-level cache.
// Accuracy:  see element_wise_rows.cpp.
#include "ops/element_wise/element_wise_cpu.h"

#include "devices/cpu/parallel.h"
#include "ops/common/channels_last.h"
#include "ops/common/flat_kernel.h"

#include <algorithm>

namespace tenon::ops
{

using base::DataType;
using base::Dims;
using graph::Kernel;
using graph::Result;
using graph::Status;
using graph::TensorDesc;
using nvinfer1::ElementWiseOperation;

namespace
{

constexpr int64_t kPieceElements = 16 * 1024;

//! One loop over the output, with how far each operand moves (0: it is broadcast).
struct MergedLoop
{
    int64_t size;
    int64_t aStride;
    int64_t bStride;
};

std::vector<MergedLoop> mergedLoops(Dims const& a, Dims const& b, Dims const& out)
{
    std::vector<MergedLoop> loops; // innermost first
    int64_t aStride = 1;
    int64_t bStride = 1;
    for (int32_t d = out.nbDims - 1; d >= 0; --d)
    {
        MergedLoop const loop{out.d[d], a.d[d] == 1 ? 0 : aStride, b.d[d] == 1 ? 0 : bStride};
        aStride *= a.d[d];
        bStride *= b.d[d];
        if (loop.size == 1)
        {
            continue;
        }
        bool const alike = !loops.empty() && loop.aStride == loops.back().aStride * loops.back().size
            && loop.bStride == loops.back().bStride * loops.back().size;
        if (alike)
        {
            loops.back().size *= loop.size;
            continue;
        }
        loops.push_back(loop);
    }
    if (loops.empty())
    {
        loops.push_back({1, 1, 1});
    }
    return loops;
}

class ElementWiseKernel final : public Kernel
{
public:
    ElementWiseKernel(ElementWiseOperation operation, DataType a, DataType b, DataType out)
        : operation_(operation)
        , a_(a)
        , b_(b)
        , out_(out)
        , computed_(base::isFloating(a) ? DataType::kFLOAT : a)
        , converts_(isHalfStorage(a) || isHalfStorage(b) || isHalfStorage(out))
    {
    }

    Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<ElementWiseKernel>(*this));
    }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        Dims const a = dimsInMemory(inputs[0]);
        Dims const b = dimsInMemory(inputs[1]);
        Dims const out = dimsInMemory(outputs[0]);
        for (int32_t d = 0; d < out.nbDims; ++d)
        {
            int64_t const wanted = a.d[d] == 1 ? b.d[d] : a.d[d];
            if ((b.d[d] != 1 && b.d[d] != wanted) || out.d[d] != wanted)
            {
                return base::invalidArgument(
                    "element-wise {}: expected equal sizes or 1 in each dimension, found inputs {} and {} for an "
                    "output {}",
                    name(operation_), base::toString(a), base::toString(b), base::toString(out));
            }
        }
        TENON_ASSIGN(count_, base::volume(out));
        loops_ = mergedLoops(a, b, out);
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        auto const* const a = static_cast<std::byte const*>(inputs[0]);
        auto const* const b = static_cast<std::byte const*>(inputs[1]);
        auto* const out = static_cast<std::byte*>(outputs[0]);
        devices::parallelFor(
            count_, kPieceElements, [&](int64_t begin, int64_t end) { runPiece(a, b, out, begin, end); });
        return {};
    }

private:
    //! Elements [begin, end) of the output.
    void runPiece(std::byte const* a, std::byte const* b, std::byte* out, int64_t begin, int64_t end) const
    {
        MergedLoop const row = loops_.front();
        int64_t places[Dims::MAX_DIMS]{};
        int64_t aAt = 0;
        int64_t bAt = 0;
        int64_t rest = begin / row.size;
        for (size_t k = 1; k < loops_.size(); ++k)
        {
            places[k] = rest % loops_[k].size;
            rest /= loops_[k].size;
            aAt += places[k] * loops_[k].aStride;
            bAt += places[k] * loops_[k].bStride;
        }
        int64_t column = begin % row.size;
        while (begin < end)
        {
            int64_t const size = std::min(row.size - column, end - begin);
            runRow(a + (aAt + column * row.aStride) * base::bytesOf(a_),
                b + (bAt + column * row.bStride) * base::bytesOf(b_), out + begin * base::bytesOf(out_), size);
            begin += size;
            column = 0;
            for (size_t k = 1; k < loops_.size(); ++k)
            {
                aAt += loops_[k].aStride;
                bAt += loops_[k].bStride;
                if (++places[k] < loops_[k].size)
                {
                    break;
                }
                aAt -= places[k] * loops_[k].aStride;
                bAt -= places[k] * loops_[k].bStride;
                places[k] = 0;
            }
        }
    }

    void runRow(std::byte const* a, std::byte const* b, std::byte* out, int64_t count) const
    {
        MergedLoop const& row = loops_.front();
        RowForm const form =
            row.aStride == 0 ? RowForm::kLEFT_ONE : (row.bStride == 0 ? RowForm::kRIGHT_ONE : RowForm::kBOTH);
        if (!converts_)
        {
            elementWiseRow(operation_, computed_, form, a, b, out, count);
            return;
        }
        float left[kChunk];
        float right[kChunk];
        for (int64_t begin = 0; begin < count; begin += kChunk)
        {
            int64_t const size = std::min(kChunk, count - begin);
            loadFloats(a_, a + begin * row.aStride * base::bytesOf(a_), left, form == RowForm::kLEFT_ONE ? 1 : size);
            loadFloats(b_, b + begin * row.bStride * base::bytesOf(b_), right, form == RowForm::kRIGHT_ONE ? 1 : size);
            if (out_ == DataType::kBOOL)
            {
                elementWiseRow(operation_, computed_, form, left, right, out + begin, size);
                continue;
            }
            float* const results = form == RowForm::kLEFT_ONE ? right : left;
            elementWiseRow(operation_, computed_, form, left, right, results, size);
            storeFloats(out_, results, out + begin * base::bytesOf(out_), size);
        }
    }

    ElementWiseOperation operation_;
    DataType a_, b_, out_;
    DataType computed_;
    bool converts_;
    std::vector<MergedLoop> loops_; //!< innermost first
    int64_t count_{0};
};

} // namespace

std::unique_ptr<Kernel> makeElementWiseCpu(ElementWiseOperation operation, DataType a, DataType b, DataType out)
{
    return std::make_unique<ElementWiseKernel>(operation, a, b, out);
}

} // namespace tenon::ops
