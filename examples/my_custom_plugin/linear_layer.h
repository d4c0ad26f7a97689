// What both forms of the plugin share: the parameters, their copies where the engine runs, and the computation
//
//     y[n, o, p] = bias[o] + sum over c of weight[o, c] · x[n, c, p]        p runs over the pixels
#pragma once

#include <NvInfer.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

// One enqueue.
struct LinearCall
{
    nvinfer1::DataType type; // of x and y
    int64_t batch;
    int64_t pixels;
    void const* x;
    void* y;
    void* workspace;       // as large as workspaceBytes says
    cublasContext* cublas; // null on the CPU
    cudaStream_t stream;
};

class LinearLayer
{
public:
    LinearLayer() = default;
    LinearLayer(int32_t inChannels, std::vector<float> weight, std::vector<float> bias);

    int32_t inChannels() const { return inChannels_; }
    int32_t outChannels() const { return static_cast<int32_t>(bias_.size()); }
    std::vector<float> const& weight() const { return weight_; }
    std::vector<float> const& bias() const { return bias_; }
    // Whether weight has inChannels · outChannels numbers and neither is empty.
    bool isConsistent() const;

    size_t bytes() const;
    void write(char*& buffer) const;
    // Reads what write wrote and moves data behind it. False if that is not there.
    bool read(char const*& data, size_t& length);

    // Copies the parameters, in float and in half, to the memory where the engine runs. Copies of this object made later share them. False if there
    // is no memory left.
    bool bringToDevice();
    bool isOnDevice() const { return onDevice_ != nullptr; }

    // Bytes of workspace that run needs; the same for any batch.
    static size_t workspaceBytes(int64_t pixels) { return static_cast<size_t>(pixels) * sizeof(float); }
    // 0 on success.
    int32_t run(LinearCall const& call) const;

private:
    struct OnDevice;

    int32_t inChannels_{0};
    std::vector<float> weight_, bias_;
    std::shared_ptr<OnDevice const> onDevice_;
};
