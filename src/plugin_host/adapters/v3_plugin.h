// IPluginV3 as an operation.
#pragma once

#include "plugin_host/adapters/negotiation.h"
#include "plugin_host/adapters/plugin_op.h"
#include "plugin_host/v3_object.h"

namespace tenon::plugin_host
{

//! Its inputs are the plugin's inputs, then its shape inputs: tensors whose values getOutputShapes is told, and nobody else.
class V3PluginOp final : public graph::Op
{
public:
    static constexpr std::string_view kKind = "PluginV3";

    //! For a network: a clone of the user's plugin.
    V3PluginOp(std::shared_ptr<V3Object> object, size_t shapeInputs);
    //! For an engine: an object made at run time, and what the build decided.
    V3PluginOp(
        std::shared_ptr<V3Object> object, size_t shapeInputs, Commitment commitment, std::vector<int64_t> aliases);

    std::string_view kind() const override { return kKind; }
    int32_t outputCount() const override { return object_->identity().outputCount; }
    Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    Status commit(graph::KernelRequest const& request) override;
    bool hasFixedBoundary() const override { return true; }
    Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
    Result<std::unique_ptr<graph::TimingSubject>> prepareTiming(graph::KernelRequest const& request) const override;
    Result<graph::OpRecord> record() const override;
    Result<std::unique_ptr<graph::Op>> copy() const override;
    int32_t aliasedInput(int32_t output) const override;
    bool keepsStoredShapes() const override { return commitment_.has_value() && object_->build() == nullptr; }
    bool isPure() const override { return false; }

    std::string const& metadata() const { return metadata_; }
    void setMetadata(std::string metadata) { metadata_ = std::move(metadata); }

    nvinfer1::IPluginV3* plugin() const { return object_->get(); }
    PluginIdentity const& identity() const { return object_->identity(); }

private:
    size_t pluginInputCount() const { return inputs.size() - shapeInputs_; }
    Result<std::vector<nvinfer1::DataType>> askTypes(graph::InferenceInputs const& inputs) const;
    Result<Negotiation> askFormats(graph::CandidateQuery const& query) const;
    //! Appends one candidate for each tactic of a combination. The object is configured with it meanwhile.
    Status addTactics(
        graph::CandidateQuery const& query, graph::Candidate const& combination, graph::CandidateList& list) const;
    Result<std::vector<int32_t>> askTactics() const;
    //! configurePlugin for each profile; `ranges` have the chosen types and formats.
    Status configure(V3Object const& plugin, std::vector<graph::ProfileRanges> const& profiles) const;
    Result<size_t> askWorkspace(V3Object const& plugin, std::vector<graph::ProfileRanges> const& profiles) const;
    Status readAliases();
    Status checkRequest(graph::KernelRequest const& request) const;
    //! Warns of fields that a clone serializes otherwise than its original.
    Status compareClone(std::span<std::byte const> blob) const;
    Result<std::vector<std::byte>> serialize(V3Object const& plugin) const;

    std::shared_ptr<V3Object> object_;
    size_t shapeInputs_;
    std::optional<Commitment> commitment_;
    std::vector<int64_t> aliases_; //!< by output: getAliasedInput; empty where it has none
    std::string metadata_;         //!< for an engine: what getMetadataString said
};

} // namespace tenon::plugin_host
