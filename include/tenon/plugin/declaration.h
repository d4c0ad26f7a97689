// What the author of a plugin declares, once: fields, tensors, and what there is to know of them. Everything else follows from it.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_DECLARATION_H
#define TENON_PLUGIN_DECLARATION_H

#include <tenon/plugin/destroyed_on_unload.h>
#include <tenon/plugin/fields.h>
#include <tenon/plugin/shapes.h>
#include <tenon/plugin/tensors.h>
#include <tenon/plugin/weights.h>
#include <tenon/plugin_traits.h>

#include <functional>

TENON_PLUGIN_OPEN

//! One declared field of class Impl; further declarations are chained to it: `.range(0, 1).required()`.
template <typename Impl>
class Field
{
public:
    template <typename T>
    Field(std::string name, T Impl::*member, std::string doc)
    {
        info_.name = std::move(name);
        info_.doc = std::move(doc);
        info_.type = FieldValue<T>::kType;
        info_.maxCount = FieldValue<T>::kMaxCount;
        info_.minCount = info_.maxCount == 1 ? 1 : 0;
        info_.takesStruct = detail::TakesStruct<T>::value;
        get_ = [member](Impl const& impl) { return FieldValue<T>::raw(impl.*member); };
        text_ = [member](Impl const& impl) { return FieldValue<T>::text(impl.*member); };
        set_ = [member](FieldInfo const& info, RawView const& raw, Impl& impl) {
            T value{};
            std::string problem = FieldValue<T>::parse(info, raw, value);
            if (problem.empty())
            {
                impl.*member = std::move(value);
            }
            return problem;
        };
    }

    //! Legal numbers, both ends included.
    Field& range(double low, double high)
    {
        info_.hasRange = true;
        info_.low = low;
        info_.high = high;
        return *this;
    }
    //! Legal numbers with their meaning.
    Field& choices(std::vector<std::pair<std::string, int64_t>> choices)
    {
        info_.choices = std::move(choices);
        return *this;
    }
    //! How many elements a field of several has.
    Field& count(int64_t least, int64_t most)
    {
        info_.minCount = least;
        info_.maxCount = most;
        return *this;
    }
    Field& count(int64_t exactly) { return count(exactly, exactly); }
    //! Without it there is no plugin; other fields keep the value that the member was born with.
    Field& required()
    {
        info_.required = true;
        return *this;
    }
    //! Another name that a creator accepts.
    Field& alias(std::string name)
    {
        info_.aliases.push_back(std::move(name));
        return *this;
    }
    //! Kept in engines, but no parameter of the creator.
    Field& state()
    {
        info_.isState = true;
        return *this;
    }

    FieldInfo const& info() const { return info_; }
    RawField get(Impl const& impl) const { return get_(impl); }
    std::string text(Impl const& impl) const { return text_(impl); }
    //! The problem is empty on success; else impl keeps what it had.
    std::string set(RawView const& raw, Impl& impl) const
    {
        std::string problem = problemOf(info_, raw);
        return problem.empty() ? set_(info_, raw, impl) : problem;
    }

private:
    FieldInfo info_;
    std::function<RawField(Impl const&)> get_;
    std::function<std::string(Impl const&)> text_;
    std::function<std::string(FieldInfo const&, RawView const&, Impl&)> set_;
};

//! All that is declared of class Impl.
template <typename Impl>
class Declaration
{
public:
    //! What the plugin does, in a sentence or two.
    void about(std::string text) { about_ = std::move(text); }
    TensorSpec& input(std::string name, std::string doc)
    {
        inputs_.emplace_back(std::move(name), std::move(doc));
        return inputs_.back();
    }
    TensorSpec& output(std::string name, std::string doc)
    {
        outputs_.emplace_back(std::move(name), std::move(doc));
        return outputs_.back();
    }
    //! A member of Impl, or of a class that Impl derives from. Its default is the value that the member is born with.
    template <typename T, typename Owner>
    Field<Impl>& field(std::string name, T Owner::*member, std::string doc)
    {
        fields_.push_back(Field<Impl>(std::move(name), static_cast<T Impl::*>(member), std::move(doc)));
        return fields_.back();
    }
    //! The plugin is pointwise: each element of output 0 is this expression of the inputs' elements (names of inputs) and of fields that
    //! are one number (their names). See tenon/plugin_traits.h for the language.
    void expression(std::string text) { expression_ = std::move(text); }
    //! enqueueCuda may be captured into a CUDA graph: it neither synchronises nor allocates, and is the same for every inference.
    void capturable() { capturable_ = true; }

    //! Dynamic form: dimension `dimension` of output `output` is known in enqueue only (tenon/output_size.h); outputShapes tells its bound.
    //! Dimensions of one `size` are equal.
    void dataSize(int32_t size, int32_t output, int32_t dimension) { dataSizes_.push_back({size, output, dimension}); }

    std::string const& about() const { return about_; }
    std::vector<TenonDataSize> const& dataSizes() const { return dataSizes_; }
    std::vector<TensorSpec> const& inputs() const { return inputs_; }
    std::vector<TensorSpec> const& outputs() const { return outputs_; }
    std::vector<Field<Impl>> const& fields() const { return fields_; }
    std::string const& expression() const { return expression_; }
    bool isCapturable() const { return capturable_; }

    //! The fewest inputs that it takes.
    int32_t minInputs() const
    {
        int32_t count = 0;
        while (count < static_cast<int32_t>(inputs_.size()) && !inputs_[static_cast<size_t>(count)].isOptional())
        {
            ++count;
        }
        return count;
    }
    bool takesInputs(int32_t count) const
    {
        bool const repeats = !inputs_.empty() && inputs_.back().isRepeated();
        return count >= minInputs() && (repeats || count <= static_cast<int32_t>(inputs_.size()));
    }
    TensorSpec const& inputSpec(int32_t index) const { return specAt(inputs_, index); }
    TensorSpec const& outputSpec(int32_t index) const { return specAt(outputs_, index); }

    Field<Impl> const* find(std::string const& name) const
    {
        for (Field<Impl> const& field : fields_)
        {
            auto const& aliases = field.info().aliases;
            if (field.info().name == name || std::find(aliases.begin(), aliases.end(), name) != aliases.end())
            {
                return &field;
            }
        }
        return nullptr;
    }

private:
    static TensorSpec const& specAt(std::vector<TensorSpec> const& specs, int32_t index)
    {
        size_t const last = specs.size() - 1;
        return specs[std::min(static_cast<size_t>(index), last)];
    }

    std::string about_;
    std::vector<TensorSpec> inputs_;
    std::vector<TensorSpec> outputs_;
    std::vector<Field<Impl>> fields_;
    std::string expression_;
    bool capturable_{false};
    std::vector<TenonDataSize> dataSizes_;
};

//! Impl's declaration, made at the first use, gone with its library. Thread safety: any thread.
template <typename Impl>
Declaration<Impl> const& declarationOf()
{
    static Declaration<Impl> const* const declaration = [] {
        auto* const made = new Declaration<Impl>;
        Impl::declare(*made);
        return made;
    }();
    static DestroyedOnUnload<Declaration<Impl> const> const guard(declaration);
    return *declaration;
}

//! Base of all plugins' classes. Impl derives from it, is default-constructible and copyable, and hides what it does otherwise than here.
//! One object serves one plugin object: methods are called by one thread at a time, on different objects at the same time.
//!
//! Impl has:  static constexpr char const* kName, kVersion;
//!            template <typename D> static void declare(D& declaration);
//!            int32_t enqueueCpu(Call const&) const, or enqueueCuda(Call const&) const, or both; 0 on success.
class Plugin
{
public:
    //! Why fields that are legal one by one do not fit together; empty if they do.
    std::string validate() const { return {}; }
    //! Fills in the outputs' shapes; born as the shape of input 0.
    void outputShapes(Shapes&) const {}
    //! Bytes of workspace that enqueue needs for these shapes and all smaller ones.
    size_t workspaceBytes(Problem const&) const { return 0; }
    //! Before the first enqueue and whenever shapes change, with the shapes to come (while building: the largest).
    void configure(Problem const&) {}
    //! Before the first enqueue of an object, or of the object that it is cloned from: brings weights to the device. 0 on success.
    int32_t prepare() { return 0; }
    //! V3: tactics worth timing; the one chosen is in `tactic`.
    std::vector<int32_t> tactics() const { return {}; }

    int32_t tactic{0};
    //! The layer that it was made for, for messages; empty if unknown.
    std::string layerName;
};

//! `plugin "LReLU_TRT" version "1" of layer "act"`, the subject of messages.
template <typename Impl>
std::string labelOf(std::string const& layerName)
{
    std::string label = std::string("plugin \"") + Impl::kName + "\" version \"" + Impl::kVersion + "\"";
    return layerName.empty() ? label : label + " of layer \"" + layerName + "\"";
}

namespace detail
{

template <typename Impl, typename = void>
struct HasCpu : std::false_type
{
};
template <typename Impl>
struct HasCpu<Impl, std::void_t<decltype(std::declval<Impl&>().enqueueCpu(std::declval<Call const&>()))>>
    : std::true_type
{
};
template <typename Impl, typename = void>
struct HasCuda : std::false_type
{
};
template <typename Impl>
struct HasCuda<Impl, std::void_t<decltype(std::declval<Impl&>().enqueueCuda(std::declval<Call const&>()))>>
    : std::true_type
{
};
template <typename Impl, typename = void>
struct HasOutputType : std::false_type
{
};
template <typename Impl>
struct HasOutputType<Impl,
    std::void_t<decltype(std::declval<Impl const&>().outputType(0, std::declval<DataType const*>(), 0))>>
    : std::true_type
{
};
template <typename Impl, typename = void>
struct HasOutputCount : std::false_type
{
};
template <typename Impl>
struct HasOutputCount<Impl, std::void_t<decltype(std::declval<Impl const&>().outputCount())>> : std::true_type
{
};
template <typename Impl, typename = void>
struct HasSupports : std::false_type
{
};
template <typename Impl>
struct HasSupports<Impl,
    std::void_t<decltype(std::declval<Impl const&>().supports(0, std::declval<PluginTensorDesc const*>(), 0, 0))>>
    : std::true_type
{
};

} // namespace detail

//! How many outputs: Impl's outputCount() if it has one, else as declared.
template <typename Impl>
int32_t outputCountOf([[maybe_unused]] Impl const& impl)
{
    if constexpr (detail::HasOutputCount<Impl>::value)
    {
        return impl.outputCount();
    }
    else
    {
        return static_cast<int32_t>(declarationOf<Impl>().outputs().size());
    }
}

//! The type of an output: Impl's outputType(index, inputTypes, inputCount) if it has one; else that of an input of its group; else the
//! first one declared.
template <typename Impl>
DataType outputTypeOf([[maybe_unused]] Impl const& impl, int32_t index, DataType const* inputTypes, int32_t inputCount)
{
    if constexpr (detail::HasOutputType<Impl>::value)
    {
        return impl.outputType(index, inputTypes, inputCount);
    }
    else
    {
        TensorSpec const& spec = declarationOf<Impl>().outputSpec(index);
        for (int32_t i = 0; i < inputCount && !spec.group().empty(); ++i)
        {
            if (declarationOf<Impl>().inputSpec(i).group() == spec.group())
            {
                return inputTypes[i];
            }
        }
        return spec.types().front();
    }
}

//! supportsFormatCombination: Impl's supports(pos, inOut, inputs, outputs) if it has one; else by the declared types, formats and groups.
template <typename Impl>
bool supportsOf([[maybe_unused]] Impl const& impl, int32_t pos, PluginTensorDesc const* inOut, int32_t inputs,
    [[maybe_unused]] int32_t outputs)
{
    Declaration<Impl> const& declaration = declarationOf<Impl>();
    if (!declaration.takesInputs(inputs))
    {
        return false;
    }
    if constexpr (detail::HasSupports<Impl>::value)
    {
        return impl.supports(pos, inOut, inputs, outputs);
    }
    auto const specAt = [&](int32_t i) -> TensorSpec const& {
        return i < inputs ? declaration.inputSpec(i) : declaration.outputSpec(i - inputs);
    };
    TensorSpec const& spec = specAt(pos);
    bool supported = spec.mayBe(inOut[pos].type, inOut[pos].format);
    for (int32_t i = 0; i < pos && supported && !spec.group().empty(); ++i)
    {
        bool const together = specAt(i).group() == spec.group();
        supported = !together || (inOut[i].type == inOut[pos].type && inOut[i].format == inOut[pos].format);
    }
    if (supported && pos >= inputs && detail::HasOutputType<Impl>::value)
    {
        std::vector<DataType> types;
        for (int32_t i = 0; i < inputs; ++i)
        {
            types.push_back(inOut[i].type);
        }
        supported = outputTypeOf(impl, pos - inputs, types.data(), inputs) == inOut[pos].type;
    }
    return supported;
}

//! Shapes of all outputs, checked; false after a message.
template <typename Impl>
bool shapesOf(Impl const& impl, Shapes& shapes)
{
    if (!declarationOf<Impl>().takesInputs(shapes.inputCount()))
    {
        report(Severity::kERROR,
            labelOf<Impl>(impl.layerName) + ": expected " + std::to_string(declarationOf<Impl>().minInputs())
                + (declarationOf<Impl>().takesInputs(declarationOf<Impl>().minInputs() + 1) ? " or more" : "")
                + " inputs, found " + std::to_string(shapes.inputCount()));
        return false;
    }
    impl.outputShapes(shapes);
    for (int32_t i = 0; i < shapes.outputCount() && shapes.problem().empty(); ++i)
    {
        Shape const& shape = shapes.output(i);
        bool const known = std::all_of(shape.begin(), shape.end(), [](Dim const& dim) { return dim.isValid(); });
        if (shape.size() > static_cast<size_t>(Dims::MAX_DIMS) || !known)
        {
            shapes.fail("expected at most " + std::to_string(Dims::MAX_DIMS) + " valid dimensions of output "
                + std::to_string(i) + ", found " + std::to_string(shape.size())
                + (known ? "" : ", some invalid (computed with the batch, or a division by zero)"));
        }
    }
    if (!shapes.problem().empty())
    {
        report(Severity::kERROR, labelOf<Impl>(impl.layerName) + ": " + shapes.problem());
        return false;
    }
    return true;
}

//! TenonPluginDevices bits of what Impl has and this build holds.
template <typename Impl>
constexpr uint32_t devicesOf()
{
    return (detail::HasCpu<Impl>::value ? 1U : 0U) | (TENON_PLUGIN_CUDA && detail::HasCuda<Impl>::value ? 2U : 0U);
}

//! Runs Impl's enqueueCpu or enqueueCuda, by where the pointers live. 0 on success.
template <typename Impl>
int32_t enqueueOf([[maybe_unused]] Impl& impl, Call const& call)
{
    void const* const anchor = call.inputCount() > 0 ? call.input(0).data : call.output(0).data;
    bool const cuda = deviceOfCall(anchor) == DeviceKind::kCUDA;
    if constexpr (TENON_PLUGIN_CUDA && detail::HasCuda<Impl>::value)
    {
        if (cuda)
        {
            return impl.enqueueCuda(call);
        }
    }
    if constexpr (detail::HasCpu<Impl>::value)
    {
        if (!cuda)
        {
            return impl.enqueueCpu(call);
        }
    }
    report(Severity::kERROR,
        labelOf<Impl>(impl.layerName) + ": expected pointers to "
            + (devicesOf<Impl>() == 2U ? "a CUDA device" : "host memory") + ", found "
            + (cuda ? "a CUDA device; this build of the library has no CUDA for it"
                    : "host memory; it has no code for the CPU"));
    return 1;
}

//! Whether all fields, state included, are equal.
template <typename Impl>
bool equal(Impl const& a, Impl const& b)
{
    for (Field<Impl> const& field : declarationOf<Impl>().fields())
    {
        if (!(field.get(a) == field.get(b)))
        {
            return false;
        }
    }
    return true;
}

//! `LReLU_TRT version 1 {negSlope: 0.1}`.
template <typename Impl>
std::string toString(Impl const& impl)
{
    std::string text = std::string(Impl::kName) + " version " + Impl::kVersion + " {";
    bool first = true;
    for (Field<Impl> const& field : declarationOf<Impl>().fields())
    {
        text += (first ? "" : ", ") + field.info().name + ": " + field.text(impl);
        first = false;
    }
    return text + "}";
}

TENON_PLUGIN_CLOSE

#endif // TENON_PLUGIN_DECLARATION_H
