// IAlgorithmIOInfo, IAlgorithmVariant, IAlgorithm, IAlgorithmContext: one offer of one layer, as an IAlgorithmSelector sees it.
#pragma once

#include "api/missing/algorithm.h"
#include "api/missing/algorithm_context.h"
#include "api/missing/algorithm_io_info.h"
#include "api/missing/algorithm_variant.h"
#include "api/missing/legacy_algorithm_io_info.h"
#include "base/strides.h"
#include "builder/candidate_selector.h"

#include <memory>

namespace tenon::api
{

//! What IAlgorithmIOInfo had in releases 7 and 8.
class AlgorithmIOInfoTable final : public missing::legacy::AlgorithmIOInfo
{
public:
    AlgorithmIOInfoTable(nvinfer1::TensorFormat format, base::Log log)
        : format_(format)
        , log_(std::move(log))
    {
    }
    nvinfer1::TensorFormat getTensorFormat() const noexcept override { return format_; }

protected:
    base::Log callLog() const noexcept override { return log_; }

private:
    nvinfer1::TensorFormat format_;
    base::Log log_;
};

class AlgorithmIOInfo final : public nvinfer1::IAlgorithmIOInfo, public missing::AlgorithmIOInfo
{
public:
    //! `shape`: at the optimum of the first profile.
    AlgorithmIOInfo(graph::TypeFormat as, base::Dims const& shape, base::Log log);

    nvinfer1::DataType getDataType() const noexcept override { return as_.type; }
    //! In units of vectors.
    nvinfer1::Dims getStrides() const noexcept override { return base::stridesOf(shape_, as_.format); }
    int64_t getVectorizedDim() const noexcept override;
    int64_t getComponentsPerElement() const noexcept override { return base::layoutOf(as_.format).components; }
    AlgorithmIOInfoTable& legacyTable() { return table_; }

protected:
    base::Log callLog() const noexcept override { return log_; }

private:
    graph::TypeFormat as_;
    base::Dims shape_;
    base::Log log_;
    AlgorithmIOInfoTable table_;
};

class AlgorithmVariant final : public nvinfer1::IAlgorithmVariant, public missing::AlgorithmVariant
{
public:
    AlgorithmVariant(int64_t implementation, int64_t tactic, base::Log log);

    int64_t getImplementation() const noexcept override { return implementation_; }
    int64_t getTactic() const noexcept override { return tactic_; }

protected:
    base::Log callLog() const noexcept override { return log_; }

private:
    int64_t implementation_, tactic_;
    base::Log log_;
};

class Algorithm final : public nvinfer1::IAlgorithm, public missing::Algorithm
{
public:
    Algorithm(builder::SelectableLayer const& layer, builder::SelectableChoice const& choice, base::Log log);

    nvinfer1::IAlgorithmVariant const& getAlgorithmVariant() const noexcept override { return variant_; }
    float getTimingMSec() const noexcept override { return milliseconds_; }
    std::size_t getWorkspaceSize() const noexcept override { return workspaceBytes_; }
    nvinfer1::IAlgorithmIOInfo const* getAlgorithmIOInfoByIndex(int32_t index) const noexcept override;

protected:
    base::Log callLog() const noexcept override { return log_; }

private:
    AlgorithmVariant variant_;
    float milliseconds_;
    std::size_t workspaceBytes_;
    std::vector<std::unique_ptr<AlgorithmIOInfo>> tensors_; //!< inputs, then outputs
    base::Log log_;
};

//! `layer` outlives it.
class AlgorithmContext final : public nvinfer1::IAlgorithmContext, public missing::AlgorithmContext
{
public:
    AlgorithmContext(builder::SelectableLayer const& layer, base::Log log);

    char const* getName() const noexcept override { return layer_.name.c_str(); }
    nvinfer1::Dims getDimensions(int32_t index, nvinfer1::OptProfileSelector select) const noexcept override;
    int32_t getNbInputs() const noexcept override { return static_cast<int32_t>(layer_.inputs.size()); }
    int32_t getNbOutputs() const noexcept override { return static_cast<int32_t>(layer_.outputs.size()); }

protected:
    base::Log callLog() const noexcept override { return log_; }

private:
    builder::SelectableLayer const& layer_;
    base::Log log_;
};

} // namespace tenon::api
