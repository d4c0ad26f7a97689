// One plugin object, whatever its interface and API level: what the checks call. Each method is one call into the plugin.
#pragma once

#include "base/dims.h"
#include "base/tensor_types.h"

#include <NvInfer.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace tenon::plugin_check
{

using nvinfer1::DataType;
using nvinfer1::Dims;
using nvinfer1::TensorFormat;

enum class Interface
{
    kV2,
    kEXT,
    kIO_EXT,
    kDYNAMIC_EXT,
    kV3,
};
char const* name(Interface kind);

//! Dims always have the batch in front; plugins that are not dynamic are told those behind it.
struct Tensor
{
    DataType type{DataType::kFLOAT};
    TensorFormat format{TensorFormat::kLINEAR};
    Dims dims{};
    float scale{1.0F};
};

//! "fp32 kLINEAR 2x3x8x8".
std::string text(Tensor const& tensor);
std::string text(std::vector<Tensor> const& tensors);

//! What a plugin is configured with.
struct Setup
{
    std::vector<Tensor> inputs, outputs;
    std::vector<Dims> inputMin, inputMax, outputMin,
        outputMax;       //!< the profile's; equal to the dims where nothing is dynamic
    int32_t maxBatch{1}; //!< of plugins that are not dynamic

    int32_t batch() const
    {
        return inputs.empty() || inputs[0].dims.nbDims == 0 ? 1 : static_cast<int32_t>(inputs[0].dims.d[0]);
    }
};

//! One field of a creator, with its value.
struct Field
{
    std::string name;
    nvinfer1::PluginFieldType type{nvinfer1::PluginFieldType::kFLOAT32};
    int32_t length{0};
    std::vector<std::byte> data; //!< may hold more than `length` elements
    bool null{false};            //!< hand a null pointer
};
using Fields = std::vector<Field>;
//! `negSlope=0.1, axis=1`.
std::string text(Fields const& fields);
char const* name(nvinfer1::PluginFieldType type);
//! Bytes of one element; 1 for types that are none.
size_t bytesOf(nvinfer1::PluginFieldType type);

//! What a plugin gives to be stored: bytes (V2) or fields (V3).
struct Blob
{
    std::vector<std::byte> bytes;
    Fields fields;
    bool ofFields{false};

    bool operator==(Blob const& other) const;
    //! Where the two differ first: "byte 4 of 12: 0x00 and 0x3f", "field \"alpha\"".
    std::string difference(Blob const& other) const;
};

//! What a plugin did that ends the check: the runner makes a finding of it.
struct Misdeed
{
    std::string method, arguments, expected, found, remedy;
};

//! A symbolic answer: what each dimension of the outputs is in terms of the inputs' dims, kept alive with its builder.
class SymbolicShapes
{
public:
    virtual ~SymbolicShapes() = default;
    //! For these inputs. Size tensors have their upper bound.
    virtual std::vector<Dims> at(std::vector<Dims> const& inputs) const = 0;
    //! True if the dimension's size depends on data.
    virtual bool dependsOnData(size_t output, int32_t dimension) const = 0;
};

class Plugin
{
public:
    virtual ~Plugin() = default; //!< destroys the object where destroysObjects() says so

    virtual Interface kind() const = 0;
    virtual int32_t level() const = 0;
    bool dynamic() const { return kind() == Interface::kDYNAMIC_EXT || kind() == Interface::kV3; }
    //! "the original", "a clone": for messages.
    std::string role{"the created plugin"};

    //! Null pointers are told apart from empty strings.
    virtual char const* type() = 0;
    virtual char const* version() = 0;
    virtual char const* space() = 0;
    //! False where the interface has none.
    virtual bool setSpace(char const* space) = 0;
    virtual int32_t outputCount() = 0;

    //! Concrete: asked with constants. Throws Misdeed for an answer that is no shape.
    virtual std::vector<Dims> outputDims(std::vector<Dims> const& inputs) = 0;
    //! Asked with dims that are not constant where `isDynamic`. Null for plugins that are not dynamic.
    virtual std::unique_ptr<SymbolicShapes> symbolicDims(
        std::vector<Dims> const& inputs, std::vector<std::vector<bool>> const& isDynamic) = 0;
    virtual std::vector<DataType> outputTypes(std::vector<DataType> const& inputs) = 0;
    //! May tensor `pos` be so? `inOut` holds all tensors; for plugins with one answer for all, that of tensor `pos` counts.
    virtual bool supports(int32_t pos, std::vector<Tensor> const& inOut, int32_t inputs) = 0;

    //! Build phase.
    virtual void configure(Setup const& setup) = 0;
    //! 0 where the interface has none.
    virtual int32_t initialize() = 0;
    virtual void terminate() = 0;
    //! Execution phase: configurePlugin with all dims known, or onShapeChange, whose result it gives.
    virtual int32_t prepare(Setup const& setup) = 0;
    virtual size_t workspace(Setup const& setup) = 0;
    virtual int32_t enqueue(Setup const& setup, std::vector<void const*> const& inputs,
        std::vector<void*> const& outputs, void* workspace, void* stream) = 0;

    virtual Blob serialize() = 0;
    virtual size_t serializedBytes() = 0;
    //! Writes into memory of the caller's; V2 only.
    virtual void serializeInto(void* buffer) = 0;

    //! Null where the plugin gave a null pointer or itself, with `problem` saying so.
    virtual std::unique_ptr<Plugin> clone(std::string& problem) = 0;
    //! For a context: V3 plugins give another object, all others null and are attached themselves. Handles are null.
    virtual std::unique_ptr<Plugin> attach(std::string& problem) = 0;
    virtual void detach() = 0;
    virtual void destroy() = 0;
    virtual void const* address() const = 0;
};

//! Whether a Plugin's destructor destroys the object. Off at first: checks that are not about ends are not disturbed by a bad one, and their
//! process ends anyway. Not thread-safe.
bool destroysObjects();
void setDestroysObjects(bool does);

//! Takes the object over. Null, with the reason, where its interface or level is none.
std::unique_ptr<Plugin> wrapV2(nvinfer1::IPluginV2* plugin, std::string const& label, std::string& problem);
std::unique_ptr<Plugin> wrapV3(
    nvinfer1::IPluginV3* plugin, std::string const& label, bool needsBuild, std::string& problem);

} // namespace tenon::plugin_check
