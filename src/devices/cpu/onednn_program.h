// A few oneDNN primitives in a row over inputs, outputs, constants and temporaries: what a CPU kernel runs for one set of shapes.
#pragma once

#include "devices/cpu/onednn.h"

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace tenon::devices::onednn
{

//! Weights that are shared by an engine's contexts: the plain fp32 values, and copies in the layouts that primitives asked for, each
//! made once. Thread safety: all methods may be called from several threads.
class SharedWeights
{
public:
    //! `data` has the bytes that `plain` describes, and stays unchanged.
    SharedWeights(Desc plain, std::shared_ptr<void const> data)
        : plain_(std::move(plain))
        , data_(std::move(data))
    {
    }

    Desc const& plain() const { return plain_; }
    std::shared_ptr<void const> const& plainData() const { return data_; }
    //! The weights in another layout.
    Result<std::shared_ptr<void const>> in(Desc const& layout);

private:
    Desc plain_;
    std::shared_ptr<void const> data_;
    std::mutex mutex_;
    std::vector<std::pair<Desc, std::shared_ptr<void const>>> copies_;
};

//! Built once, run often. Not copyable; one thread at a time.
class Program
{
public:
    using Value = int32_t;

    //! The kernel's input or output with this index, seen as `desc`. run() reads the addresses of all that were made.
    Value input(size_t index, Desc desc);
    Value output(size_t index, Desc desc);
    //! Bytes in the workspace that live as long as the run.
    Value temporary(Desc desc);
    Value constant(Desc desc, std::shared_ptr<void const> data);

    struct Argument
    {
        int32_t role; //!< DNNL_ARG_SRC, …
        Value value;
    };
    Status add(Primitive const& primitive, std::vector<Argument> const& arguments);

    //! `value` itself if it is laid out as `wanted`, else a temporary and a reorder into it.
    Result<Value> as(Value value, Desc const& wanted);
    //! Adds a reorder from one value to another.
    Status copy(Value from, Value to);

    //! Work that is not oneDNN's, in order with the primitives.
    using Call = std::function<void(void const* const* inputs, void* const* outputs)>;
    void add(Call call);
    //! The same with the address of one of the program's values, a temporary as a rule.
    using ValueCall = std::function<void(void const* const* inputs, void* const* outputs, void* value)>;
    void add(Value value, ValueCall call);

    Desc const& desc(Value value) const { return slots_[value].desc; }
    size_t workspaceBytes() const;

    //! `workspace`: workspaceBytes() bytes aligned to 64. Allocates nothing itself.
    Status run(void const* const* inputs, void* const* outputs, void* workspace);

private:
    enum class Place : uint8_t
    {
        kINPUT,
        kOUTPUT,
        kWORKSPACE,
        kCONSTANT,
    };
    struct Slot
    {
        Place place;
        size_t offset; //!< index of the input or output; bytes into the workspace
        Desc desc;
        dnnl::memory memory;
        void const* bound{nullptr};
        std::shared_ptr<void const> owner;
    };
    struct Step
    {
        dnnl::primitive primitive;
        int32_t threads{0}; //!< of the primitive
        std::vector<dnnl_exec_arg_t> arguments;
        Call call;
        ValueCall valueCall;
        Value value{-1}; //!< of valueCall
    };

    Value slot(Place place, size_t offset, Desc desc, std::shared_ptr<void const> owner = nullptr);
    Status bind(void const* const* inputs, void* const* outputs, void* workspace);

    std::vector<Slot> slots_;
    std::vector<Step> steps_;
    size_t temporaryBytes_{0};
    size_t scratchpadBytes_{0};
    std::vector<Value> scratchpads_; //!< all at temporaryBytes_: primitives run one after the other
    std::optional<dnnl::stream> stream_;
};

} // namespace tenon::devices::onednn
