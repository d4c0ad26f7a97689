// Common subexpressions: operations that compute the same from the same tensors are one, and so are small constants of equal type, dims and bytes.
//
// What may differ from inference to inference (random numbers), what plugins do, what has a size that depends on data, and weights that may be
// refitted under a name of their own stay apart; so do outputs of the network and what the debug listener is shown.
#include "builder/passes/passes.h"

#include "ops/element_wise/element_wise.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <unordered_map>
#include <utility>

namespace tenon::builder
{
namespace
{

using nvinfer1::ElementWiseOperation;

//! Larger constants are rarely equal, and never small enough to compare for nothing.
constexpr size_t kMaxComparedBytes = 4096;

//! Text that is equal for equal values alone.
class Key
{
public:
    void add(int64_t number) { append(&number, sizeof(number)); }
    void add(double number) { append(&number, sizeof(number)); }
    void add(std::string const& text)
    {
        add(static_cast<int64_t>(text.size()));
        text_ += text;
    }
    template <typename T>
    void add(std::vector<T> const& values)
    {
        add(static_cast<int64_t>(values.size()));
        append(values.data(), values.size() * sizeof(T));
    }
    void add(graph::ConstantData const& weights)
    {
        add(static_cast<int64_t>(weights.type));
        add(weights.count);
        add(static_cast<int64_t>(reinterpret_cast<intptr_t>(weights.data)));
        isUnique = isUnique || weights.name != nullptr;
    }
    void append(void const* bytes, size_t count) { text_.append(static_cast<char const*>(bytes), count); }
    std::string const& text() const { return text_; }

    bool isUnique{false}; //!< nothing is equal to it

private:
    std::string text_;
};

bool commutes(Op const& op)
{
    auto const* const element = dynamic_cast<ops::ElementWiseOp const*>(&op);
    if (element == nullptr)
    {
        return false;
    }
    switch (element->params.operation)
    {
    case ElementWiseOperation::kSUM:
    case ElementWiseOperation::kPROD:
    case ElementWiseOperation::kAND:
    case ElementWiseOperation::kOR:
    case ElementWiseOperation::kXOR:
    case ElementWiseOperation::kEQUAL: return true;
    default: return false; // the larger of NaN and a number depends on the order
    }
}

bool isMergeable(Op const& op)
{
    auto const plain = [](Tensor const* output) { return !output->isDebug && !output->dynamicRange; };
    return op.isPure() && !op.hasFixedBoundary() && op.bodies().empty() && op.sizes.empty() && !op.outputs.empty()
        && std::all_of(op.outputs.begin(), op.outputs.end(), plain);
}

//! By number, in an order that is the same for operands that may change places; −1 for an absent one.
std::vector<int64_t> inputNumbers(Op const& op)
{
    std::vector<int64_t> inputs;
    inputs.reserve(op.inputs.size());
    for (Tensor const* const input : op.inputs)
    {
        inputs.push_back(input == nullptr ? -1 : input->id);
    }
    if (inputs.size() > 1 && commutes(op))
    {
        std::sort(inputs.begin(), inputs.end());
    }
    return inputs;
}

//! Equal for equal operations; equal for few others.
size_t hashOf(Op const& op)
{
    size_t hash = std::hash<std::string_view>()(op.kind());
    for (int64_t const input : inputNumbers(op))
    {
        hash = hash * 0x9e3779b97f4a7c15U + std::hash<int64_t>()(input);
        hash ^= hash >> 29;
    }
    return hash;
}

//! nullopt where nothing is equal to the operation.
Result<std::optional<std::string>> keyOf(Op const& op)
{
    TENON_ASSIGN(graph::OpRecord const record, op.record());
    if (record.plugin)
    {
        return std::optional<std::string>();
    }
    Key key;
    key.add(record.kind);
    for (auto const& [name, value] : record.attributes)
    {
        key.add(name);
        std::visit([&](auto const& each) { key.add(each); }, value);
    }
    key.add(inputNumbers(op));
    key.add(op.requestedPrecision ? static_cast<int64_t>(*op.requestedPrecision) : -1);
    for (auto const& type : op.requestedOutputTypes)
    {
        key.add(type ? static_cast<int64_t>(*type) : -1);
    }
    return key.isUnique ? std::nullopt : std::optional<std::string>(key.text());
}

//! The operations that were seen, to find an earlier one that computes the same. Nearly all differ from all others in kind or inputs: what
//! else they are is looked at only where those agree.
class KnownOperations
{
public:
    explicit KnownOperations(size_t most)
        : places_(std::bit_ceil(2 * most + 1))
    {
    }

    //! The first that computes the same; null where `op` is the first, which is then remembered.
    Result<Op*> firstLike(Op& op)
    {
        Place& place = placeOf(hashOf(op));
        Op* first = nullptr;
        if (!place.taken)
        {
            place = {place.hash, &op, true};
            return first;
        }
        if (place.only != nullptr)
        {
            TENON_CHECK(lookUp(*std::exchange(place.only, nullptr), first));
        }
        TENON_CHECK(lookUp(op, first));
        return first;
    }

private:
    struct Place
    {
        size_t hash{0};
        Op* only{nullptr}; //!< null once there were two with this hash, which are in byKey_
        bool taken{false};
    };

    //! The place of this hash, or the free one where it belongs.
    Place& placeOf(size_t hash)
    {
        size_t const mask = places_.size() - 1;
        size_t at = hash & mask;
        while (places_[at].taken && places_[at].hash != hash)
        {
            at = (at + 1) & mask;
        }
        places_[at].hash = hash;
        return places_[at];
    }

    Status lookUp(Op& op, Op*& first)
    {
        TENON_ASSIGN(auto const key, keyOf(op));
        if (key)
        {
            auto const [place, isNew] = byKey_.emplace(*key, &op);
            first = isNew ? nullptr : place->second;
        }
        return {};
    }

    std::vector<Place> places_; //!< at least half of them are free
    std::unordered_map<std::string, Op*> byKey_;
};

bool mergeConstants(Graph& network)
{
    std::unordered_map<std::string, Tensor*> known;
    bool changed = false;
    for (size_t t = 0; t < network.tensors().size(); ++t)
    {
        Tensor* const tensor = network.tensors()[t].get();
        bool const fits = tensor != nullptr && tensor->constant && tensor->producer == nullptr
            && !tensor->consumers.empty() && !isKept(*tensor) && !tensor->dynamicRange && !tensor->constant->name
            && tensor->constant->bytes() <= kMaxComparedBytes && graph::isConstant(tensor->dims);
        if (!fits)
        {
            continue;
        }
        Key key;
        key.add(static_cast<int64_t>(tensor->type));
        key.add(static_cast<int64_t>(tensor->constant->type));
        for (graph::Dim const& dim : tensor->dims)
        {
            key.add(dim->value());
        }
        key.append(tensor->constant->data, tensor->constant->bytes());
        auto const [place, isNew] = known.emplace(key.text(), tensor);
        if (!isNew)
        {
            network.replaceUses(*tensor, *place->second);
            changed = true;
        }
    }
    return changed;
}

//! True where the network shows an output of `op`: such a duplicate stays.
bool isShownOutside(Op const& op)
{
    return std::any_of(op.outputs.begin(), op.outputs.end(), [](Tensor const* output) { return output->isOutput; });
}

} // namespace

Result<bool> mergeDuplicates(Graph& network, PassContext& context)
{
    bool changed = mergeConstants(network);
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
    KnownOperations known(order.size());
    for (Op* const op : order)
    {
        if (!isMergeable(*op))
        {
            continue;
        }
        TENON_ASSIGN(Op* const earlier, known.firstLike(*op));
        if (earlier == nullptr || isShownOutside(*op))
        {
            continue;
        }
        Op& first = *earlier;
        context.log().verbose("{}: computes what {} does; one of them is left", op->label(), first.label());
        for (size_t i = 0; i < op->outputs.size(); ++i)
        {
            network.replaceUses(*op->outputs[i], *first.outputs[i]);
        }
        network.removeOp(*op);
        changed = true;
    }
    if (changed)
    {
        removeLooseTensors(network);
        TENON_CHECK(network.inferAll());
        context.ranges.reset();
    }
    return changed;
}

} // namespace tenon::builder
