#include "runtime/shapes.h"

#include <algorithm>

namespace tenon::runtime
{
namespace
{

bool isStatic(graph::Tensor const& input)
{
    return graph::isConstant(input.dims);
}

} // namespace

Shapes::Shapes(Engine const& engine)
    : engine_(engine)
    , inputs_(engine.plan().network.inputs().size())
    , tensorDims_(engine.plan().network.tensors().size())
{
    forget();
}

graph::Tensor const& Shapes::tensorOf(size_t binding) const
{
    return *engine_.plan().network.tensors()[engine_.bindings()[binding].tensor];
}

void Shapes::forget()
{
    for (size_t b = 0; b < inputs_.size(); ++b)
    {
        graph::Tensor const& tensor = tensorOf(b);
        inputs_[b].dims = graph::toDims(tensor.dims);
        inputs_[b].dimsSet = isStatic(tensor);
        inputs_[b].valuesSet = !tensor.values.has_value();
        inputs_[b].values.clear();
    }
    ++version_;
}

Result<Shapes::Input*> Shapes::inputAt(int32_t binding)
{
    if (binding < 0 || static_cast<size_t>(binding) >= engine_.bindings().size())
    {
        return base::invalidArgument("binding: expected an index from 0 to {}, found {}",
            static_cast<int64_t>(engine_.bindings().size()) - 1, binding);
    }
    if (static_cast<size_t>(binding) >= inputs_.size())
    {
        return base::invalidArgument(
            "output \"{}\": expected an input to set the shape of, found an output; its shape follows from the inputs",
            engine_.bindings()[binding].name);
    }
    return &inputs_[binding];
}

Status Shapes::checkDims(size_t binding, base::Dims const& dims, int32_t profile) const
{
    graph::Tensor const& tensor = tensorOf(binding);
    if (static_cast<size_t>(std::max(dims.nbDims, 0)) != tensor.dims.size())
    {
        return base::invalidArgument("input \"{}\": expected {} dimensions ({}), found {} ({})", tensor.name,
            tensor.dims.size(), base::toString(graph::toDims(tensor.dims)), dims.nbDims, base::toString(dims));
    }
    plan::TensorRanges::Bounds const& bounds = engine_.ranges().bounds(profile, tensor.id);
    for (int32_t d = 0; d < dims.nbDims; ++d)
    {
        int64_t const low = bounds.min.d[d];
        int64_t const high = bounds.max.d[d];
        if (dims.d[d] >= low && dims.d[d] <= high)
        {
            continue;
        }
        std::string const where = plan::dimensionText(tensor, d);
        if (low == high)
        {
            return base::invalidArgument(
                "input \"{}\": expected dimension {} to be {}, found {} (shape {}, optimization profile {})",
                tensor.name, where, low, dims.d[d], base::toString(dims), profile);
        }
        return base::invalidArgument(
            "input \"{}\": expected dimension {} to be from {} to {} (optimization profile {}), found {} "
            "(shape {}); choose another profile or build with a wider one",
            tensor.name, where, low, high, profile, dims.d[d], base::toString(dims));
    }
    return {};
}

Status Shapes::setDims(int32_t binding, base::Dims const& dims, int32_t profile)
{
    TENON_ASSIGN(Input* const input, inputAt(binding));
    if (input->dimsSet && base::operator==(input->dims, dims))
    {
        return {};
    }
    TENON_CHECK(checkDims(static_cast<size_t>(binding), dims, profile));
    input->dims = dims;
    input->dimsSet = true;
    ++version_;
    return {};
}

Status Shapes::setValues(int32_t binding, std::span<int64_t const> values, int32_t profile)
{
    TENON_ASSIGN(Input* const input, inputAt(binding));
    graph::Tensor const& tensor = tensorOf(static_cast<size_t>(binding));
    if (!tensor.values)
    {
        return base::invalidArgument(
            "input \"{}\": expected a shape input, found an input whose values no shape depends on", tensor.name);
    }
    if (values.size() != tensor.values->size())
    {
        return base::invalidArgument(
            "shape input \"{}\": expected {} values, found {}", tensor.name, tensor.values->size(), values.size());
    }
    for (size_t i = 0; i < values.size(); ++i)
    {
        graph::Dim const& value = (*tensor.values)[i];
        plan::SymbolBounds bounds{value->value(), value->value(), value->value()};
        if (value->kind() == graph::DimExpr::Kind::kSYMBOL)
        {
            bounds = engine_.ranges().symbols(profile)[value->value()];
        }
        if (values[i] < bounds.min || values[i] > bounds.max)
        {
            return base::invalidArgument(
                "shape input \"{}\": expected value {} to be from {} to {} (optimization profile {}), found {}",
                tensor.name, i, bounds.min, bounds.max, profile, values[i]);
        }
    }
    if (!input->valuesSet || !std::equal(values.begin(), values.end(), input->values.begin(), input->values.end()))
    {
        input->values.assign(values.begin(), values.end());
        input->valuesSet = true;
        ++version_;
    }
    return {};
}

Result<std::vector<int64_t>> Shapes::values(int32_t binding) const
{
    auto const index = static_cast<size_t>(binding);
    if (index >= inputs_.size() || !tensorOf(index).values)
    {
        return base::invalidArgument(
            "binding \"{}\": expected a shape input, found a tensor whose values no shape depends on",
            engine_.bindings()[index].name);
    }
    if (!inputs_[index].valuesSet)
    {
        return base::error(base::ErrorCode::kINVALID_STATE,
            "shape input \"{}\": expected values that were set, found none", tensorOf(index).name);
    }
    return inputs_[index].values;
}

Status Shapes::setBatch(int32_t batch, int32_t profile)
{
    plan::Settings const& settings = engine_.plan().settings;
    if (!settings.implicitBatch)
    {
        return base::error(base::ErrorCode::kINVALID_STATE,
            "batch: expected an engine with implicit batch, found one with explicit batch; set the inputs' shapes instead");
    }
    if (batch < 1 || batch > settings.maxBatchSize)
    {
        return base::invalidArgument(
            "batch: expected 1 to {} (the engine's maximum batch size), found {}", settings.maxBatchSize, batch);
    }
    for (size_t b = 0; b < inputs_.size(); ++b)
    {
        base::Dims dims = graph::toDims(tensorOf(b).dims);
        if (!isStatic(tensorOf(b)))
        {
            dims.d[0] = batch;
            TENON_CHECK(setDims(static_cast<int32_t>(b), dims, profile));
        }
    }
    return {};
}

bool Shapes::allDimsSet() const
{
    return std::all_of(inputs_.begin(), inputs_.end(), [](Input const& input) { return input.dimsSet; });
}

bool Shapes::allValuesSet() const
{
    return std::all_of(inputs_.begin(), inputs_.end(), [](Input const& input) { return input.valuesSet; });
}

std::vector<std::string> Shapes::missing() const
{
    std::vector<std::string> names;
    for (size_t b = 0; b < inputs_.size(); ++b)
    {
        if (!inputs_[b].dimsSet || !inputs_[b].valuesSet)
        {
            names.push_back(engine_.bindings()[b].name);
        }
    }
    return names;
}

Status Shapes::bindSymbol(graph::Dim const& dim, int64_t value, std::string const& place)
{
    if (dim->kind() != graph::DimExpr::Kind::kSYMBOL)
    {
        return {};
    }
    size_t const index = static_cast<size_t>(dim->value());
    if (!symbolFrom_[index].empty() && symbols_[index] != value)
    {
        return base::invalidArgument(
            "dimension \"{}\": expected the same size wherever it stands, found {} in {} and {} in {}",
            engine_.plan().network.symbols()[index].name, symbols_[index], symbolFrom_[index], value, place);
    }
    symbols_[index] = value;
    symbolFrom_[index] = place;
    return {};
}

Status Shapes::bindSymbols()
{
    size_t const count = engine_.plan().network.symbols().size();
    symbols_.assign(count, 0);
    symbolFrom_.assign(count, {});
    for (size_t b = 0; b < inputs_.size(); ++b)
    {
        graph::Tensor const& tensor = tensorOf(b);
        for (size_t d = 0; d < tensor.dims.size(); ++d)
        {
            if (!tensor.dims[d]->isConstant())
            {
                TENON_CHECK(bindSymbol(tensor.dims[d], inputs_[b].dims.d[d],
                    fmt::format("input \"{}\" dimension {}", tensor.name, plan::dimensionText(tensor, d))));
            }
        }
        for (size_t i = 0; tensor.values && i < tensor.values->size(); ++i)
        {
            TENON_CHECK(bindSymbol(
                (*tensor.values)[i], inputs_[b].values[i], fmt::format("shape input \"{}\" value {}", tensor.name, i)));
        }
    }
    return {};
}

//! Inputs whose dims are expressions of others' must agree with them.
Status Shapes::checkInputs() const
{
    for (size_t b = 0; b < inputs_.size(); ++b)
    {
        graph::Tensor const& tensor = tensorOf(b);
        if (!base::operator==(tensorDims_[tensor.id], inputs_[b].dims))
        {
            return base::invalidArgument("input \"{}\": expected shape {}, as the other inputs imply, found {}",
                tensor.name, base::toString(tensorDims_[tensor.id]), base::toString(inputs_[b].dims));
        }
    }
    return {};
}

Status Shapes::update()
{
    if (updatedFor_ == version_)
    {
        return {};
    }
    if (!allSet())
    {
        bool const implicit = engine_.plan().settings.implicitBatch;
        return base::error(base::ErrorCode::kINVALID_STATE,
            "context: expected the shape of every dynamic input to be set, found none for "
            "\"{}\"; {}",
            fmt::join(missing(), "\", \""), implicit ? "pass the batch size" : "call setInputShape for each of them");
    }
    TENON_CHECK(bindSymbols());
    TENON_CHECK(assumeBounds());
    TENON_CHECK(checkInputs());
    updatedFor_ = version_;
    return {};
}

int64_t Shapes::boundOf(size_t dataSize) const
{
    return std::max<int64_t>(results_[static_cast<size_t>(engine_.ranges().dataSizes()[dataSize].upper)], 0);
}

void Shapes::setSize(size_t dataSize, int64_t value)
{
    symbols_[static_cast<size_t>(engine_.ranges().dataSizes()[dataSize].symbol)] = value;
}

void Shapes::tellSize(size_t dataSize, int64_t value)
{
    setSize(dataSize, value);
    isTold_[dataSize] = 1;
}

Status Shapes::assumeBounds()
{
    sizesTold_ = false;
    isTold_.assign(engine_.ranges().dataSizes().size(), 0);
    return evaluate();
}

Status Shapes::evaluate()
{
    graph::DimProgram const& program = engine_.ranges().program();
    std::vector<plan::DataSize> const& sizes = engine_.ranges().dataSizes();
    results_.resize(program.instructions().size());
    // A bound may depend on sizes before it, and stands before all that uses its own.
    size_t done = 0;
    for (size_t i = 0; i < sizes.size(); ++i)
    {
        size_t const end = std::max(done, static_cast<size_t>(sizes[i].upper) + 1);
        TENON_CHECK(program.run(symbols_, done, end, results_));
        done = end;
        if (isTold_[i] == 0)
        {
            setSize(i, boundOf(i));
        }
    }
    TENON_CHECK(program.run(symbols_, done, results_.size(), results_));
    return takeDims();
}

Status Shapes::takeDims()
{
    plan::TensorRanges const& ranges = engine_.ranges();
    auto const& tensors = engine_.plan().network.tensors();
    for (size_t t = 0; t < ranges.tensorCount(); ++t)
    {
        std::span<int32_t const> const places = ranges.places(t);
        base::Dims& dims = tensorDims_[t];
        dims.nbDims = static_cast<int32_t>(places.size());
        for (int32_t d = 0; d < dims.nbDims; ++d)
        {
            dims.d[d] = results_[places[static_cast<size_t>(d)]];
            if (dims.d[d] < 0)
            {
                return base::invalidArgument(
                    "tensor \"{}\": expected dimension {} to be at least 0, found {} with the inputs' shapes",
                    tensors[t]->name, plan::dimensionText(*tensors[t], d), dims.d[d]);
            }
        }
    }
    return {};
}

base::Dims Shapes::bindingDims(int32_t binding)
{
    if (static_cast<size_t>(binding) < inputs_.size())
    {
        return inputs_[binding].dims;
    }
    int32_t const tensor = engine_.bindings()[binding].tensor;
    if (allSet() && update().ok())
    {
        base::Dims dims = tensorDims_[tensor];
        for (int32_t d = 0; d < dims.nbDims && !sizesTold_; ++d)
        {
            dims.d[d] = engine_.ranges().dependsOnData(tensor, static_cast<size_t>(d)) ? -1 : dims.d[d];
        }
        return dims;
    }
    return graph::toDims(engine_.plan().network.tensors()[tensor]->dims);
}

} // namespace tenon::runtime
