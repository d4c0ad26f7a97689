#if TENON_CUDA
#include "devices/cuda/recording.h"

#include "devices/cuda/cuda_status.h"

#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace tenon::devices
{
namespace
{

class GraphWork final : public RecordedWork
{
public:
    GraphWork(cudaGraphExec_t graph, int32_t ordinal, bool holdsMemory)
        : graph_(graph)
        , ordinal_(ordinal)
        , holdsMemory_(holdsMemory)
    {
    }
    ~GraphWork() override
    {
        // Launches in flight go on: the driver frees the graph behind them.
        static_cast<void>(cudaGraphExecDestroy(graph_));
    }

    //! False where the graph has another form; this one then serves no more.
    bool update(cudaGraph_t graph)
    {
        cudaGraphExecUpdateResultInfo result{};
        bool const updated = cudaGraphExecUpdate(graph_, graph, &result) == cudaSuccess;
        if (!updated)
        {
            static_cast<void>(cudaGetLastError());
        }
        return updated;
    }

    Status launch(StreamHandle stream) override
    {
        return checkCuda(
            cudaGraphLaunch(graph_, static_cast<cudaStream_t>(stream)), "launching a CUDA graph", ordinal_);
    }

    bool holdsMemory() const override { return holdsMemory_; }

private:
    cudaGraphExec_t graph_;
    int32_t ordinal_;
    bool holdsMemory_;
};

//! True where it has nodes other than kernels and calls of the host.
Result<bool> holdsMemory(cudaGraph_t graph, int32_t ordinal)
{
    size_t count = 0;
    TENON_CHECK(checkCuda(cudaGraphGetNodes(graph, nullptr, &count), "counting recorded work", ordinal));
    std::vector<cudaGraphNode_t> nodes(count);
    TENON_CHECK(checkCuda(cudaGraphGetNodes(graph, nodes.data(), &count), "reading recorded work", ordinal));
    for (cudaGraphNode_t const node : nodes)
    {
        cudaGraphNodeType type = cudaGraphNodeTypeKernel;
        TENON_CHECK(checkCuda(cudaGraphNodeGetType(node, &type), "reading recorded work", ordinal));
        if (type != cudaGraphNodeTypeKernel && type != cudaGraphNodeTypeHost && type != cudaGraphNodeTypeEmpty)
        {
            return true;
        }
    }
    return false;
}

//! Streams to record on, kept for the next recording: making one takes longer than to record a step. They live until the process ends, when the driver
//! may be gone before static objects are.
class IdleStreams
{
public:
    Result<cudaStream_t> take(int32_t ordinal, RecordingRules rules)
    {
        {
            std::lock_guard const lock(mutex_);
            std::vector<cudaStream_t>& streams = streams_[{ordinal, flagsFor(rules)}];
            if (!streams.empty())
            {
                cudaStream_t const stream = streams.back();
                streams.pop_back();
                return stream;
            }
        }
        cudaStream_t stream = nullptr;
        TENON_CHECK(checkCuda(cudaStreamCreateWithFlags(&stream, flagsFor(rules)), "making a stream", ordinal));
        return stream;
    }
    void giveBack(int32_t ordinal, RecordingRules rules, cudaStream_t stream)
    {
        std::lock_guard const lock(mutex_);
        streams_[{ordinal, flagsFor(rules)}].push_back(stream);
    }

private:
    //! While a blocking stream is captured, work on the legacy default stream fails, in all threads, instead of being done and not recorded.
    static unsigned flagsFor(RecordingRules rules)
    {
        return rules == RecordingRules::kTRUSTED ? cudaStreamNonBlocking : cudaStreamDefault;
    }

    std::mutex mutex_;
    std::map<std::pair<int32_t, unsigned>, std::vector<cudaStream_t>> streams_;
};

IdleStreams& idleStreams()
{
    static auto* const streams = new IdleStreams;
    return *streams;
}

base::Error spoilt(cudaError_t code, int32_t ordinal)
{
    char const* const fault = recordingFault(code);
    return base::error(base::ErrorCode::kFAILED_EXECUTION,
        "device cuda:{}: expected work that can be recorded, found {} ({})", ordinal,
        fault != nullptr ? fault : cudaGetErrorString(code), cudaGetErrorName(code));
}

} // namespace

Result<std::unique_ptr<Recording>> Recording::begin(int32_t ordinal, RecordingRules rules)
{
    std::unique_ptr<Recording> recording(new Recording(ordinal, rules));
    TENON_ASSIGN(recording->stream_, idleStreams().take(ordinal, rules));
    auto const mode =
        rules == RecordingRules::kWITH_ALLOCATION ? cudaStreamCaptureModeRelaxed : cudaStreamCaptureModeThreadLocal;
    TENON_CHECK(checkCuda(cudaStreamBeginCapture(recording->stream_, mode), "beginning to record", ordinal));
    recording->capturing_ = true;
    return recording;
}

Recording::~Recording()
{
    if (capturing_)
    {
        cudaGraph_t graph = nullptr;
        static_cast<void>(cudaStreamEndCapture(stream_, &graph));
        if (graph != nullptr)
        {
            static_cast<void>(cudaGraphDestroy(graph));
        }
        static_cast<void>(cudaGetLastError());
    }
    if (ended_)
    {
        idleStreams().giveBack(ordinal_, rules_, stream_);
    }
    else if (stream_ != nullptr)
    {
        static_cast<void>(cudaStreamDestroy(stream_));
    }
}

Result<size_t> Recording::count() const
{
    cudaError_t const left = cudaGetLastError();
    cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
    cudaGraph_t graph = nullptr;
    cudaError_t const code = cudaStreamGetCaptureInfo(stream_, &status, nullptr, &graph, nullptr, nullptr, nullptr);
    if (code != cudaSuccess || status != cudaStreamCaptureStatusActive)
    {
        static_cast<void>(cudaGetLastError());
        return spoilt(left != cudaSuccess ? left
                : code != cudaSuccess     ? code
                                          : cudaErrorStreamCaptureInvalidated,
            ordinal_);
    }
    if (left != cudaSuccess)
    {
        return spoilt(left, ordinal_);
    }
    size_t nodes = 0;
    TENON_CHECK(checkCuda(cudaGraphGetNodes(graph, nullptr, &nodes), "counting recorded work", ordinal_));
    return nodes;
}

Result<std::unique_ptr<RecordedWork>> Recording::end(std::unique_ptr<RecordedWork> old)
{
    cudaGraph_t recorded = nullptr;
    capturing_ = false;
    cudaError_t const code = cudaStreamEndCapture(stream_, &recorded);
    if (code != cudaSuccess)
    {
        static_cast<void>(cudaGetLastError());
        return spoilt(code, ordinal_);
    }
    ended_ = true;
    auto const destroy = [](cudaGraph_t graph) { static_cast<void>(cudaGraphDestroy(graph)); };
    std::unique_ptr<CUgraph_st, decltype(destroy)> const graph(recorded, destroy);
    if (old != nullptr && static_cast<GraphWork&>(*old).update(graph.get()))
    {
        return old;
    }
    TENON_ASSIGN(bool const holds, holdsMemory(graph.get(), ordinal_));
    cudaGraphExec_t executable = nullptr;
    TENON_CHECK(checkCuda(cudaGraphInstantiate(&executable, graph.get(), 0), "making a CUDA graph", ordinal_));
    return std::unique_ptr<RecordedWork>(std::make_unique<GraphWork>(executable, ordinal_, holds));
}

} // namespace tenon::devices
#endif // TENON_CUDA
