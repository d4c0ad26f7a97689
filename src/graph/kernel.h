// Candidate, Reason and Kernel: the ways in which an operation can run on a device, why others cannot, and one that was chosen.
#pragma once

#include "base/tensor_types.h"
#include "devices/device.h"
#include "devices/weight_cache.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tenon::graph
{

using base::DataType;
using base::Dims;
using base::Result;
using base::Status;
using base::TensorFormat;

struct TypeFormat
{
    DataType type{DataType::kFLOAT};
    TensorFormat format{TensorFormat::kLINEAR};

    friend bool operator==(TypeFormat const&, TypeFormat const&) = default;
};

//! One way to run an operation on a device, with fixed types and formats. Optional inputs that are absent have no entry.
struct Candidate
{
    std::string
        implementation; //!< unique among the operation's on that device, as it stands in plan and reports: "onednn"
    std::vector<TypeFormat> inputs;
    std::vector<TypeFormat> outputs;
    int64_t tactic{0};    //!< for implementations with variants
    double costHint{1.0}; //!< relative cost, for choices without timing; smaller is better
    //! Where the kernel runs: its tensors and workspace lie there. An operation asked for a CUDA device may offer kernels for the CPU as
    //! well as for CUDA; the builder places copies around the former, and takes the latter where there are any.
    devices::DeviceKind device{devices::DeviceKind::kCPU};
};

//! Why an implementation or a combination of types and formats cannot be had.
struct Reason
{
    std::string implementation;
    std::string why;
};

//! One question of a format negotiation: may tensor number combination.size() − 1 (inputs, then outputs) have the last entry, given those
//! before it?
struct FormatQuestion
{
    std::vector<TypeFormat> combination;
    bool accepted{false};
};

struct CandidateList
{
    std::vector<Candidate> accepted; //!< in order of preference
    std::vector<Reason> refused;
    std::vector<FormatQuestion> questions; //!< what a plugin was asked, in order; for the build report
    std::string questionsEnded;            //!< why asking stopped before all was asked; empty where it did not
};

//! A tensor at build time: bounds of its dims over one optimization profile. Static tensors have min = opt = max.
struct TensorRange
{
    DataType type{DataType::kFLOAT};
    TensorFormat format{TensorFormat::kLINEAR};
    Dims dims{}; //!< −1 where dynamic
    Dims min{}, opt{}, max{};
    float scale{1.0F};
};

//! Ranges of an operation's tensors in one optimization profile.
struct ProfileRanges
{
    std::vector<TensorRange> inputs;
    std::vector<TensorRange> outputs;
};

//! What the builder wants to know. `inputTypes` and `outputTypes` are the network's types; a floating type of a weakly typed
//! network stands for "any of the allowed floating types".
struct CandidateQuery
{
    devices::Device* device{nullptr};
    bool allowHalf{false};
    bool allowBfloat16{false};
    bool stronglyTyped{false};
    std::vector<DataType> inputTypes;
    std::vector<DataType> outputTypes;
    //! Dims in each profile, for operations that are told of them (IPluginV3); types and formats in them are open. May be empty.
    std::vector<ProfileRanges> profiles;
    //! Floating tensors with a dynamic range may be int8.
    bool allowInt8{false};

    //! The types that a tensor of network type `type` may take: itself, and fp16 / bf16 where allowed; preferred first.
    std::vector<DataType> choices(DataType type) const;
};

//! A tensor at run time: everything but its address.
struct TensorDesc
{
    DataType type{DataType::kFLOAT};
    TensorFormat format{TensorFormat::kLINEAR};
    Dims dims{};
    float scale{1.0F}; //!< int8: real value = scale · stored value
};

enum class Phase
{
    kBUILD, //!< in the builder: plugins get their build-phase configuration
    kLOAD,  //!< from a plan
};

struct KernelRequest
{
    devices::Device* device{nullptr}; //!< of the candidate's kind
    Candidate candidate;
    Phase phase{Phase::kBUILD};
    std::vector<ProfileRanges> profiles; //!< at least one
    //! Where kernels get device copies of their weights, shared by the engine; null where nobody shares.
    std::shared_ptr<devices::WeightCache> weights{};

    //! `weights`, or a cache of the request's own.
    std::shared_ptr<devices::WeightCache> weightCache() const;
};

struct ContextResources;
class Kernel;

//! One candidate on its way to being timed. It owns what timing needs (for a plugin a clone of its own, configured and initialised), and
//! ends it: for a plugin detach → terminate → destroy.
class TimingSubject
{
public:
    virtual ~TimingSubject() = default;

    //! Bytes that are equal for instances that take equally long in equal shapes, types, formats and tactic, in any process: operation and
    //! parameters, or plugin and blob. Empty: nothing is known of another's time, so that it is always measured.
    virtual std::string const& identity() const = 0;
    //! The kernel to measure, ready for setShapes; a plugin is attached here. Called once at most; the kernel goes before the subject.
    virtual Result<std::unique_ptr<Kernel>> makeKernel(ContextResources const& resources) = 0;
};

//! What a context gives to the kernels that are cloned for it.
struct ContextResources
{
    devices::Device* device{nullptr};
    void* cudnn{nullptr};         //!< cudnnContext*, null on the CPU; its stream is the one that enqueue is given
    void* cublas{nullptr};        //!< cublasContext*, null on the CPU; likewise
    void* gpuAllocator{nullptr};  //!< nvinfer1::IGpuAllocator*
    void* errorRecorder{nullptr}; //!< nvinfer1::IErrorRecorder*
};

//! A candidate that was chosen, ready to run.
//!
//! The engine owns one Kernel a step, which holds what contexts share (packed weights, an initialised plugin) and is never
//! enqueued; each context clones it. Call order on a clone: setShapes (before the first enqueue and when shapes change) →
//! workspaceBytes → enqueue, as often as asked. Thread safety: clones of one kernel may be used at the same time by different
//! threads; one clone by one thread at a time.
class Kernel
{
public:
    virtual ~Kernel() = default;

    virtual Result<std::unique_ptr<Kernel>> clone(ContextResources const& resources) const = 0;

    //! False where its enqueue must be called for each inference, so that its work may not be recorded into a CUDA graph.
    virtual bool isRecordable() const { return true; }

    //! Workspace that suffices for every shape of every profile in the request, in bytes.
    virtual size_t maxWorkspaceBytes() const { return 0; }
    //! Workspace for the shapes that were set last.
    virtual size_t workspaceBytes() const { return maxWorkspaceBytes(); }

    //! Shapes of the inferences that follow.
    virtual Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) = 0;

    //! Runs, or on CUDA enqueues, one inference. `inputs` and `outputs` are addresses on the kernel's device, non-null also for
    //! empty tensors; the arrays themselves are the host's. `workspace` has maxWorkspaceBytes() bytes, aligned to
    //! devices::kAlignmentBytes. Allocates nothing; on CUDA it neither waits nor uses another stream, since the work may be recorded
    //! into a CUDA graph.
    virtual Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream) = 0;

    //! After enqueue, for operations with sizes that depend on data: their values in the order of Op::sizes. Waits for the stream where
    //! the values lie on a device.
    virtual Status readSizes(std::span<int64_t> sizes, devices::StreamHandle stream);
};

} // namespace tenon::graph
