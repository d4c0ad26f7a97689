// What the checks work with: a creator, a case, and the steps of a plugin's life.
#pragma once

#include "plugin_check/block.h"
#include "plugin_check/case.h"
#include "plugin_check/creator.h"
#include "plugin_check/values.h"

#include <functional>
#include <optional>

namespace tenon::plugin_check
{

class Bench;

//! An object that may be enqueued: V3 plugins are attached as another object.
struct Ready
{
    std::unique_ptr<Plugin> object;
    std::unique_ptr<Plugin> attached;
    Plugin& use() const { return attached != nullptr ? *attached : *object; }
};

struct InferOptions
{
    Placement placement{Placement::kLOOSE};
    unsigned char slack{0x5A}; //!< around every buffer
    unsigned char outputFill{0xC3};
    unsigned char workspaceFill{0xFF}; //!< NaN in every floating type
    bool prepare{true};                //!< the execution-phase configure before it
    int64_t workspaceBytes{-1};        //!< instead of what the plugin asks for
    void* stream{nullptr};
};

struct Inferred
{
    std::vector<Bytes> outputs;
    std::vector<std::string> violations;    //!< bytes written outside of buffers
    std::vector<std::string> changedInputs; //!< "input 0, element 3 …"
};

//! A setup's tensors in memory that is made once, for checks that call enqueue by itself.
class Buffers
{
public:
    Buffers(Bench& bench, Plugin& prepared, Setup const& setup, std::vector<Bytes> const& inputs);
    void write(std::vector<Bytes> const& inputs);
    void fillInputs(unsigned char value);
    void fillOutputs(unsigned char value);
    //! Takes another's inputs over, in order with the stream. GPU only.
    void copyInputsOn(Buffers const& from, void* stream);
    //! What enqueue returns.
    int32_t enqueue(Plugin& plugin, void* stream) const;
    std::vector<Bytes> outputs() const;

private:
    Setup setup_;
    std::vector<std::unique_ptr<Block>> in_, out_;
    std::unique_ptr<Block> workspace_;
    std::vector<void const*> inPointers_;
    std::vector<void*> outPointers_;
};

class Bench
{
public:
    Bench(Subject const& subject, Case const& theCase, Creator creator, std::function<void(Finding)> report)
        : subject(subject)
        , theCase(theCase)
        , creator(std::move(creator))
        , report_(std::move(report))
    {
    }

    Subject const& subject;
    Case const& theCase;
    Creator creator;

    //! `object` of the finding may be empty: the plugin's label is taken.
    void find(Finding finding);
    void find(std::string method, std::string arguments, std::string expected, std::string found, std::string remedy);
    void advise(std::string method, std::string arguments, std::string expected, std::string found, std::string remedy);
    //! The check has nothing to look at: ends it.
    [[noreturn]] void notApplicable(std::string why);
    bool foundAny() const { return findings_ != 0; }
    //! A check before found that clone does not work at all.
    bool cloneIsBad{false};

    //! With the case's fields. Throws Misdeed where the creator refuses.
    std::unique_ptr<Plugin> create() { return create(theCase.fields); }
    std::unique_ptr<Plugin> create(Fields const& fields);
    //! Created, configured for `setup` and initialised.
    std::unique_ptr<Plugin> built(Setup const& setup) { return built(setup, theCase.fields); }
    std::unique_ptr<Plugin> built(Setup const& setup, Fields const& fields);
    //! initialize, whose code must be 0. Without a GPU for a GPU plugin it is tried only.
    void initialize(Plugin& plugin);
    //! Throws Misdeed where clone or deserializePlugin gives none.
    std::unique_ptr<Plugin> clone(Plugin& plugin);
    std::unique_ptr<Plugin> deserialize(Blob const& blob);
    //! Null where it gives none: checks of other things pass over that.
    std::unique_ptr<Plugin> tryDeserialize(Blob const& blob);
    Ready attached(std::unique_ptr<Plugin> plugin);
    //! built, attached.
    Ready ready(Setup const& setup) { return attached(built(setup)); }

    //! The case's shapes, or a variant's.
    Setup setup(size_t variant = 0);
    //! For inputs of these dims and the case's types.
    Setup setupFor(std::vector<Dims> const& inputDims);
    //! With these types and formats; dims as in `base`.
    Setup withTensors(Setup base, std::vector<Tensor> const& inputs, std::vector<Tensor> const& outputs) const;
    size_t variantCount() const { return theCase.variants.size(); }

    std::vector<Bytes> values(Setup const& setup, uint32_t seed = 1) const;
    //! prepare, workspace, enqueue with an answer of 0; throws Misdeed for another.
    Inferred infer(
        Plugin& plugin, Setup const& setup, std::vector<Bytes> const& inputs, InferOptions const& options = {});
    //! What a plugin that was created, configured, initialised and attached computes.
    std::vector<Bytes> truth(Setup const& setup, std::vector<Bytes> const& inputs);
    size_t workspaceFor(Plugin& plugin, Setup const& setup);
    //! Of results that should be equal: bitwise where two runs of the plain life agree bitwise, else nearly.
    Tolerance sameTolerance();

private:
    std::function<void(Finding)> report_;
    int32_t findings_{0};
    //! Waits for the device; throws Misdeed for an error that enqueue left there.
    void finishDevice(void* stream, std::string const& arguments);

    std::optional<Tolerance> sameTolerance_;
    std::map<std::string, size_t> workspaces_;
};

//! From now on heap memory that nobody wrote holds this value, as far as the allocator lets us.
void fillFreeHeap(unsigned char value);

//! Thrown by Bench::notApplicable.
struct NotApplicable
{
    std::string why;
};

//! Types of the outputs (inputs' types fixed where `typesFixed`) in linear formats that the plugin accepts; nothing where it accepts none.
std::optional<std::vector<Tensor>> negotiateLinear(
    Plugin& plugin, std::vector<Tensor> tensors, int32_t inputs, bool typesFixed);
//! Every combination that it accepts, at most `limit`, asked as a host asks. `formats`: packed ones too.
std::vector<std::vector<Tensor>> acceptedCombinations(
    Plugin& plugin, std::vector<Tensor> const& tensors, int32_t inputs, bool formats, size_t limit);
//! A descriptor of which nothing may be read.
Tensor poisonedTensor();

} // namespace tenon::plugin_check
