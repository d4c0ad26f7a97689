#if TENON_CUDA
#include "devices/cuda/recording.h"

#include "devices/cuda/cuda_status.h"

namespace tenon::devices
{
namespace
{

class GraphWork final : public RecordedWork
{
public:
    GraphWork(cudaGraphExec_t graph, int32_t ordinal)
        : graph_(graph)
        , ordinal_(ordinal)
    {
    }
    ~GraphWork() override
    {
        // Launches in flight go on: the driver frees the graph behind them.
        static_cast<void>(cudaGraphExecDestroy(graph_));
    }

    Status launch(StreamHandle stream) override
    {
        return checkCuda(
            cudaGraphLaunch(graph_, static_cast<cudaStream_t>(stream)), "launching a CUDA graph", ordinal_);
    }

private:
    cudaGraphExec_t graph_;
    int32_t ordinal_;
};

base::Error spoilt(cudaError_t code, int32_t ordinal)
{
    char const* const fault = recordingFault(code);
    return base::error(base::ErrorCode::kFAILED_EXECUTION,
        "device cuda:{}: expected work that can be recorded, found {} ({})", ordinal,
        fault != nullptr ? fault : cudaGetErrorString(code), cudaGetErrorName(code));
}

} // namespace

Result<std::unique_ptr<Recording>> Recording::begin(int32_t ordinal, bool allowAllocation)
{
    std::unique_ptr<Recording> recording(new Recording(ordinal));
    // A blocking stream: work on the legacy default stream then fails during the capture, instead of being done and not recorded.
    TENON_CHECK(checkCuda(cudaStreamCreate(&recording->stream_), "making a stream", ordinal));
    auto const mode = allowAllocation ? cudaStreamCaptureModeRelaxed : cudaStreamCaptureModeThreadLocal;
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
    if (stream_ != nullptr)
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

Result<std::unique_ptr<RecordedWork>> Recording::end()
{
    cudaGraph_t graph = nullptr;
    capturing_ = false;
    cudaError_t const code = cudaStreamEndCapture(stream_, &graph);
    if (code != cudaSuccess)
    {
        static_cast<void>(cudaGetLastError());
        return spoilt(code, ordinal_);
    }
    cudaGraphExec_t executable = nullptr;
    Status const made = checkCuda(cudaGraphInstantiate(&executable, graph, 0), "making a CUDA graph", ordinal_);
    static_cast<void>(cudaGraphDestroy(graph));
    TENON_CHECK(Status(made));
    return std::unique_ptr<RecordedWork>(std::make_unique<GraphWork>(executable, ordinal_));
}

} // namespace tenon::devices
#endif // TENON_CUDA
