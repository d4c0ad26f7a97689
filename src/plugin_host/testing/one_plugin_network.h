// A network of one plugin, and the steps that builder and runtime take with it.
#pragma once

#include "plugin_host/plugin_host.h"
#include "plugin_host/testing/recording_logger.h"

#include <array>

#include <gtest/gtest.h>

namespace tenon::plugin_host::testing
{

//! One input "x" (as many as `inputs`), one plugin "layer". Dims complete; −1 becomes a symbol.
class OnePluginNetwork
{
public:
    Status add(nvinfer1::IPluginV2& plugin, std::vector<std::vector<int64_t>> const& inputs, bool implicitBatch = false)
    {
        return addWith(inputs, implicitBatch, [&] {
            return makePluginOp(plugin, {implicitBatch, false}, base::Log(&logger));
        });
    }
    //! An IPluginV3; `shapeValues`, where given, is its one shape input.
    Status add(nvinfer1::IPluginV3& plugin, std::vector<std::vector<int64_t>> const& inputs,
        std::vector<int64_t> const& shapeValues = {})
    {
        shapeValues_ = shapeValues;
        return addWith(inputs, false, [&] {
            return makePluginOp(plugin, shapeValues.empty() ? 0 : 1, {false, false}, base::Log(&logger));
        });
    }

    template <typename Make>
    Status addWith(std::vector<std::vector<int64_t>> const& inputs, bool implicitBatch, Make const& make)
    {
        graph.implicitBatch = implicitBatch;
        std::vector<graph::Tensor*> tensors;
        for (std::vector<int64_t> const& dims : inputs)
        {
            graph::Shape shape;
            for (size_t d = 0; d < dims.size(); ++d)
            {
                shape.push_back(
                    dims[d] < 0 ? graph::symbol(graph.addSymbol(fmt::format("s{}", d))) : graph::constant(dims[d]));
            }
            tensors.push_back(&graph.addInput(fmt::format("x{}", tensors.size()), base::DataType::kFLOAT, shape));
        }
        if (!shapeValues_.empty())
        {
            graph::ConstantData const data{
                base::DataType::kINT64, static_cast<int64_t>(shapeValues_.size()), shapeValues_.data(), nullptr};
            graph::Tensor& tensor = graph.addConstant("shape", {graph::constant(data.count)}, data);
            tensor.values.emplace();
            for (int64_t const value : shapeValues_)
            {
                tensor.values->push_back(graph::constant(value));
            }
            tensors.push_back(&tensor);
        }
        TENON_ASSIGN(auto made, make());
        made->name = "layer";
        op = &graph.addOp(std::move(made), tensors);
        graph.markOutput(*op->outputs.front());
        return graph.inferAll();
    }

    Result<graph::CandidateList> candidates(bool allowHalf = false)
    {
        graph::CandidateQuery query;
        query.device = &devices::cpuDevice();
        query.allowHalf = allowHalf;
        for (graph::Tensor const* const input : op->inputs)
            query.inputTypes.push_back(input->type);
        for (graph::Tensor const* const output : op->outputs)
            query.outputTypes.push_back(output->type);
        return op->candidates(query);
    }

    //! Profiles given by the values of the symbols at min, opt, max; one without symbols.
    graph::KernelRequest request(
        graph::Candidate const& candidate, std::vector<std::array<int64_t, 3>> const& values, graph::Phase phase)
    {
        graph::KernelRequest request{&devices::cpuDevice(), candidate, phase, {}};
        for (auto const& [min, opt, max] : values)
        {
            graph::ProfileRanges ranges;
            ranges.inputs = rangesOf(op->inputs, min, opt, max);
            ranges.outputs = rangesOf(op->outputs, min, opt, max);
            request.profiles.push_back(ranges);
        }
        return request;
    }

    std::vector<graph::TensorDesc> descs(std::vector<graph::Tensor*> const& tensors, int64_t value) const
    {
        std::vector<graph::TensorDesc> all;
        for (graph::Tensor const* const tensor : tensors)
        {
            all.push_back({tensor->type, base::TensorFormat::kLINEAR, dimsAt(*tensor, value), 1.0F});
        }
        return all;
    }
    Status setShapes(graph::Kernel& kernel, int64_t value) const
    {
        return kernel.setShapes(descs(op->inputs, value), descs(op->outputs, value));
    }

    base::Dims dimsAt(graph::Tensor const& tensor, int64_t value) const
    {
        std::vector<int64_t> const values(graph.symbols().size(), value);
        return *graph::evaluate(tensor.dims, values);
    }

    RecordingLogger logger;
    graph::Graph graph;
    graph::Op* op{nullptr};

private:
    std::vector<int64_t> shapeValues_;

    std::vector<graph::TensorRange> rangesOf(
        std::vector<graph::Tensor*> const& tensors, int64_t min, int64_t opt, int64_t max) const
    {
        std::vector<graph::TensorRange> all;
        for (graph::Tensor const* const tensor : tensors)
        {
            graph::TensorRange range;
            range.dims = graph::toDims(tensor->dims);
            range.min = dimsAt(*tensor, min);
            range.opt = dimsAt(*tensor, opt);
            range.max = dimsAt(*tensor, max);
            all.push_back(range);
        }
        return all;
    }
};

template <typename T>
std::string errorText(Result<T> const& result)
{
    return result.ok() ? std::string("no error") : result.error().text();
}
inline std::string errorText(Status status)
{
    return status.ok() ? std::string("no error") : status.error().text();
}

} // namespace tenon::plugin_host::testing
