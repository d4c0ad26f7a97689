// Runs a standard plugin, made by its creator, on cases that a script recorded from a peer, as a host does but without one: on the device
// that TENON_DEVICE names, else the CPU. See tests/data/plugins/README.md for the files.
#pragma once

#include "plugins/common/testing/plugin_run.h"

#include <NvInferRuntime.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace tenon::plugins::testing
{

//! A tensor of a case; `isFloating` ones take the precision that is tested.
struct RecordedTensor
{
    std::string name;
    bool isFloating{true};
    std::vector<int64_t> dims; //!< the batch included
    std::vector<double> values;
    double scale{0.0}; //!< of int8 tensors, which are floating too: `values` are what the integers mean
};

struct RecordedField
{
    std::string name;
    nvinfer1::PluginFieldType type{nvinfer1::PluginFieldType::kFLOAT32};
    std::vector<double> values;
    std::string text; //!< of kCHAR
};

//! What one case says.
struct RecordedRun
{
    std::string plugin, version, name;
    std::vector<RecordedField> fields;
    std::vector<RecordedTensor> inputs, outputs;
    bool halfToo{true};
    bool halfOnly{false};
    bool vectorsOf32{false};       //!< int8 tensors are [1, C, H, W] of kCHW32
    bool explicitBatchOnly{false}; //!< shapes that the static form, which sees none of the batch, cannot have
    bool implicitBatchOnly{false};
    double tolerance{1e-4}, halfTolerance{2e-2};

    bool isInt8() const
    {
        return std::any_of(
            inputs.begin(), inputs.end(), [](RecordedTensor const& tensor) { return tensor.scale != 0.0; });
    }
};

//! The files of cases.
inline constexpr char const* kRecordedFiles[]{"shapes.txt", "norms.txt", "detection.txt", "mask_rcnn.txt",
    "transformers.txt", "sequences.txt", "points.txt", "deberta.txt", "faster_rcnn.txt"};

//! All cases of tests/data/plugins/<file>, in order; fails the test where there are none.
std::vector<RecordedRun> recordedRuns(std::string const& file);

//! Fields as a creator takes them.
class FieldsOf
{
public:
    explicit FieldsOf(std::vector<RecordedField> const& fields);
    nvinfer1::PluginFieldCollection const& collection() const { return collection_; }

private:
    std::vector<std::vector<unsigned char>> bytes_;
    std::vector<nvinfer1::PluginField> fields_;
    nvinfer1::PluginFieldCollection collection_{};
};

//! A plugin of either kind that was created, configured and given memory.
class PreparedPlugin
{
public:
    //! Fails the test, and leaves ready() false, where the plugin is not made or does not take the tensors. `serialized`: it goes through
    //! its bytes, or its stored fields, first.
    PreparedPlugin(RecordedRun const& run, nvinfer1::DataType precision, bool serialized = false);
    ~PreparedPlugin();

    bool ready() const { return ready_; }
    //! 0 on success. Without a stream: the default one.
    int32_t enqueue(cudaStream_t stream = nullptr);
    //! Until the device has done what was enqueued.
    void wait();
    //! The values of output `index`; waits for the device.
    std::vector<double> output(size_t index) const;
    nvinfer1::DataType outputType(size_t index) const;

private:
    struct State;
    std::unique_ptr<State> state_;
    bool ready_{false};
};

//! |found − expected| ≤ tolerance · max(1, |expected|) for floating outputs; integers are equal; int8 is at most a step away, and that in one
//! of 50 elements at most.
void expectRecorded(RecordedRun const& run, nvinfer1::DataType precision);
//! Each case of the file in fp32 and, where it says so, fp16, or in int8; at least `leastCases` of plugin `plugin`, version `version`.
void expectAllRecorded(
    std::string const& file, std::string const& plugin, std::string const& version, size_t leastCases);

struct DestroyPlugin
{
    void operator()(nvinfer1::IPluginV2* plugin) const { plugin->destroy(); }
};
using PluginOwner = std::unique_ptr<nvinfer1::IPluginV2, DestroyPlugin>;

//! Keeps what the library reports while it lives.
class ReportedMessages final : public nvinfer1::ILogger, public nvinfer1::ILoggerFinder
{
public:
    ReportedMessages();
    ~ReportedMessages() override;
    void log(Severity, char const* message) noexcept override { text += std::string(message) + "\n"; }
    nvinfer1::ILogger* findLogger() override { return this; }

    std::string text;
};

//! The message of a creator that refuses these fields; fails the test where it makes a plugin.
std::string refusalOf(std::string const& plugin, std::string const& version, std::vector<RecordedField> const& fields);

//! What the V2 creator makes of these fields; fails the test where it makes none.
PluginOwner madeOf(std::string const& plugin, std::string const& version, std::vector<RecordedField> const& fields);

//! The message of a plugin that refuses these inputs' dims; fails the test where it has dims for its first output.
std::string refusalOfDims(nvinfer1::IPluginV2& plugin, std::vector<nvinfer1::Dims> const& inputs);

} // namespace tenon::plugins::testing
