// Runs an engine on demand, so that a script can time it in turns with other runtimes:
//
//     engine_runner <engine> [name=file:1x3x224x224 …]      inputs: the raw bytes of a tensor of that shape
//
// prints "ready"; then for each line `run <n>` on stdin one line with n pairs wall:cpu (microseconds of n inferences, and of the processor's
// time that they took, in this process); for `write <folder>` the outputs' raw bytes as <folder>/<name>.bin; ends with the input.
// On the device that TENON_DEVICE names: tensors lie in its memory before the time is taken.
#include <tenon/engine_file.h>

#include <NvInfer.h>
#include <NvInferPlugin.h>

#if TENON_CUDA
#include <cuda_runtime_api.h>
#endif

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace
{

class Logger final : public nvinfer1::ILogger
{
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity <= Severity::kWARNING)
        {
            std::fprintf(stderr, "%s\n", message);
        }
    }
};

void require(bool condition, std::string const& message)
{
    if (!condition)
    {
        throw std::runtime_error(message);
    }
}

//! "name=file:1x3x8x8"
struct Input
{
    std::string name, file;
    nvinfer1::Dims dims{};
};

Input parseInput(std::string const& text)
{
    size_t const equals = text.find('=');
    size_t const colon = text.rfind(':');
    require(equals != std::string::npos && colon != std::string::npos && equals < colon,
        "input: expected name=file:1x3x8x8, found \"" + text + "\"");
    Input input{text.substr(0, equals), text.substr(equals + 1, colon - equals - 1), {}};
    std::istringstream sizes(text.substr(colon + 1));
    for (std::string size; std::getline(sizes, size, 'x');)
    {
        require(input.dims.nbDims < nvinfer1::Dims::MAX_DIMS, "input: too many dimensions in \"" + text + "\"");
        input.dims.d[input.dims.nbDims++] = std::stoll(size);
    }
    return input;
}

size_t bytesOf(nvinfer1::Dims const& dims, nvinfer1::DataType type)
{
    size_t bytes = type == nvinfer1::DataType::kINT64                              ? 8
        : type == nvinfer1::DataType::kFLOAT || type == nvinfer1::DataType::kINT32 ? 4
                                                                                   : 2;
    bytes = type == nvinfer1::DataType::kBOOL || type == nvinfer1::DataType::kINT8 || type == nvinfer1::DataType::kUINT8
        ? 1
        : bytes;
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        bytes *= static_cast<size_t>(dims.d[i]);
    }
    return bytes;
}

bool onGpu()
{
    char const* const wanted = std::getenv("TENON_DEVICE");
    return wanted != nullptr && std::strncmp(wanted, "cuda", 4) == 0;
}

//! A tensor's bytes in the host's memory, and where the engine runs on a GPU in the device's.
class TensorMemory
{
public:
    TensorMemory() = default;
    ~TensorMemory()
    {
#if TENON_CUDA
        cudaFree(device_);
#endif
    }
    TensorMemory(TensorMemory const&) = delete;
    TensorMemory& operator=(TensorMemory const&) = delete;

    void assign(std::vector<char> bytes)
    {
        size_ = bytes.size();
        host_ = std::move(bytes);
        host_.resize(size_ + 1); // an empty tensor has an address too
        if (!onGpu())
        {
            return;
        }
#if TENON_CUDA
        cudaFree(device_);
        device_ = nullptr;
        require(cudaMalloc(&device_, host_.size()) == cudaSuccess, "no memory on the GPU for a tensor");
        require(cudaMemcpy(device_, host_.data(), size_, cudaMemcpyHostToDevice) == cudaSuccess,
            "a copy to the GPU failed");
#else
        require(false, "TENON_DEVICE: expected cpu, since this program was built without CUDA");
#endif
    }

    void* address()
    {
        return device_ != nullptr ? device_ : host_.data();
    }

    //! What the engine wrote.
    std::vector<char> const& fetched()
    {
#if TENON_CUDA
        require(device_ == nullptr || cudaMemcpy(host_.data(), device_, size_, cudaMemcpyDeviceToHost) == cudaSuccess,
            "a copy from the GPU failed");
#endif
        return host_;
    }

    size_t size() const
    {
        return size_;
    }

private:
    std::vector<char> host_;
    size_t size_{0};
    void* device_{nullptr};
};

//! Memory for an output whose size the inference tells. It grows, and stays.
class GrowingOutput final : public nvinfer1::IOutputAllocator
{
public:
    void* reallocateOutput(char const*, void*, uint64_t size, uint64_t) noexcept override
    {
        try
        {
            if (size > memory_.size() || memory_.size() == 0)
            {
                memory_.assign(std::vector<char>(std::max<size_t>(size, 1)));
            }
        }
        catch (std::exception const&)
        {
            return nullptr;
        }
        return memory_.address();
    }
    void* reallocateOutputAsync(
        char const* name, void* current, uint64_t size, uint64_t alignment, cudaStream_t) noexcept override
    {
        return reallocateOutput(name, current, size, alignment);
    }
    void notifyShape(char const*, nvinfer1::Dims const& dims) noexcept override { dims_ = dims; }

    nvinfer1::Dims const& dims() const { return dims_; }
    TensorMemory& memory() { return memory_; }

private:
    TensorMemory memory_;
    nvinfer1::Dims dims_{};
};

class Session
{
public:
    explicit Session(std::string const& engineFile)
    {
        initLibNvInferPlugins(&logger_, "");
        runtime_.reset(nvinfer1::createInferRuntime(logger_));
        require(runtime_ != nullptr, "no runtime");
        engine_.reset(tenon::loadEngine(*runtime_, engineFile));
        require(engine_ != nullptr, engineFile + ": cannot be loaded");
        context_.reset(engine_->createExecutionContext());
        require(context_ != nullptr, engineFile + ": no context");
    }

    void setInput(Input const& input)
    {
        std::ifstream file(input.file, std::ios::binary);
        std::vector<char> bytes(std::istreambuf_iterator<char>(file), {});
        size_t const expected = bytesOf(input.dims, engine_->getTensorDataType(input.name.c_str()));
        require(file.good() || file.eof(), input.file + ": cannot be read");
        require(bytes.size() == expected,
            input.file + ": expected " + std::to_string(expected) + " bytes, found " + std::to_string(bytes.size()));
        TensorMemory& memory = memory_[input.name];
        memory.assign(std::move(bytes));
        require(
            context_->setInputShape(input.name.c_str(), input.dims), "input " + input.name + ": its shape is refused");
        require(
            context_->setInputTensorAddress(input.name.c_str(), memory.address()), "input " + input.name + ": refused");
    }

    void setOutputs()
    {
        for (int32_t i = 0; i < engine_->getNbIOTensors(); ++i)
        {
            char const* const name = engine_->getIOTensorName(i);
            if (engine_->getTensorIOMode(name) != nvinfer1::TensorIOMode::kOUTPUT)
            {
                continue;
            }
            nvinfer1::Dims const dims = context_->getTensorShape(name);
            outputs_.emplace_back(name);
            if (std::find(dims.d, dims.d + dims.nbDims, -1) != dims.d + dims.nbDims)
            {
                require(
                    context_->setOutputAllocator(name, &growing_[name]), std::string("output ") + name + ": refused");
                continue;
            }
            TensorMemory& memory = memory_[name];
            memory.assign(std::vector<char>(bytesOf(dims, engine_->getTensorDataType(name))));
            require(
                context_->setOutputTensorAddress(name, memory.address()), std::string("output ") + name + ": refused");
        }
    }

    void infer()
    {
        require(context_->enqueueV3(nullptr), "inference failed");
#if TENON_CUDA
        require(!onGpu() || cudaStreamSynchronize(nullptr) == cudaSuccess, "inference failed on the GPU");
#endif
    }

    void write(std::string const& folder)
    {
        for (std::string const& name : outputs_)
        {
            auto const growing = growing_.find(name);
            bool const isOpen = growing != growing_.end();
            TensorMemory& memory = isOpen ? growing->second.memory() : memory_.at(name);
            size_t const count =
                isOpen ? bytesOf(growing->second.dims(), engine_->getTensorDataType(name.c_str())) : memory.size();
            std::ofstream(folder + "/" + name + ".bin", std::ios::binary)
                .write(memory.fetched().data(), static_cast<std::streamsize>(count));
        }
    }

private:
    Logger logger_;
    std::map<std::string, GrowingOutput> growing_; //!< outputs of sizes that depend on data; outlives the context
    std::unique_ptr<nvinfer1::IRuntime> runtime_;
    std::unique_ptr<nvinfer1::ICudaEngine> engine_;
    std::unique_ptr<nvinfer1::IExecutionContext> context_;
    std::map<std::string, TensorMemory> memory_;
    std::vector<std::string> outputs_;
};

double processorMicroseconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

void timeRuns(Session& session, int count)
{
    using Clock = std::chrono::steady_clock;
    for (int i = 0; i < count; ++i)
    {
        Clock::time_point const begin = Clock::now();
        double const processor = processorMicroseconds();
        session.infer();
        double const used = processorMicroseconds() - processor;
        std::printf("%.1f:%.1f ", std::chrono::duration<double, std::micro>(Clock::now() - begin).count(), used);
    }
    std::printf("\n");
    std::fflush(stdout);
}

void serve(int argc, char** argv)
{
    require(argc >= 2, "usage: engine_runner <engine> [name=file:dims …]");
    Session session(argv[1]);
    for (int i = 2; i < argc; ++i)
    {
        session.setInput(parseInput(argv[i]));
    }
    session.setOutputs();
    std::printf("ready\n");
    std::fflush(stdout);
    for (std::string command; std::cin >> command;)
    {
        std::string argument;
        std::cin >> argument;
        require(command == "run" || command == "write", "expected run or write, found " + command);
        if (command == "run")
        {
            timeRuns(session, std::stoi(argument));
            continue;
        }
        session.infer();
        session.write(argument);
        std::printf("written\n");
        std::fflush(stdout);
    }
}

} // namespace

int main(int argc, char** argv)
{
    try
    {
        serve(argc, argv);
        return 0;
    }
    catch (std::exception const& failure)
    {
        std::fprintf(stderr, "engine_runner: %s\n", failure.what());
        return 1;
    }
}
