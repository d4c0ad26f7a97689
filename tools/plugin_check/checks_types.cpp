// Checks 701 to 703: types and formats, a reference, a network.
#include "plugin_check/checks.h"
#include "plugin_check/network_run.h"
#include "plugin_check/reference.h"

#include <algorithm>
#include <cmath>

namespace tenon::plugin_check
{
namespace
{

//! How far a result in this type may be from one in fp32: a few roundings of values of that magnitude.
Tolerance toleranceFor(DataType type, double largest, float scale)
{
    switch (type)
    {
    case DataType::kFLOAT: return {1e-5 * std::max(1.0, largest), 1e-4};
    case DataType::kHALF: return {4e-3 * std::max(1.0, largest), 1e-2};
    case DataType::kBF16: return {3e-2 * std::max(1.0, largest), 6e-2};
    case DataType::kINT8: return {2.01 * scale, 2e-2};
    default: return {};
    }
}

bool comparable(DataType type)
{
    return base::isFloating(type) || type == DataType::kINT8;
}

double largestOf(std::vector<double> const& numbers)
{
    double largest = 0;
    for (double const number : numbers)
    {
        largest = std::isfinite(number) ? std::max(largest, std::fabs(number)) : largest;
    }
    return largest;
}

} // namespace

void checkPrecision(Bench& bench)
{
    auto const probe = bench.create();
    Setup const plain = bench.setup();
    bool const single = std::all_of(plain.inputs.begin(), plain.inputs.end(), [](Tensor const& one) {
        return one.type == DataType::kFLOAT || !base::isFloating(one.type);
    }) && std::any_of(plain.inputs.begin(), plain.inputs.end(), [](Tensor const& one) {
        return one.type == DataType::kFLOAT;
    });
    if (!single)
    {
        bench.notApplicable("fp32 is not accepted, so that there is nothing to compare with");
    }
    std::vector<Bytes> const inputs = bench.values(plain);
    std::vector<Bytes> const expected = bench.truth(plain, inputs);
    std::vector<Tensor> all = plain.inputs;
    all.insert(all.end(), plain.outputs.begin(), plain.outputs.end());
    auto const count = static_cast<int32_t>(plain.inputs.size());
    int32_t compared = 0;
    // Elements that are not packed in whole vectors show padding that is read or written: channels of 4 and of 5.
    for (std::vector<Tensor> const& combination : acceptedCombinations(*probe, all, count, true, 100))
    {
        std::vector<Tensor> in(combination.begin(), combination.begin() + count),
            out(combination.begin() + count, combination.end());
        bool usable = true;
        bool quantized = false;
        for (size_t i = 0; i < in.size(); ++i)
        {
            // The same numbers in other types: floats for floats, integers as they are.
            usable = usable
                && (in[i].type == plain.inputs[i].type || (comparable(in[i].type) && comparable(plain.inputs[i].type)));
            quantized = quantized || in[i].type == DataType::kINT8;
            in[i].scale = in[i].type == DataType::kINT8 ? 4.0F / 127.0F : 1.0F;
        }
        for (size_t o = 0; o < out.size(); ++o)
        {
            usable = usable
                && (out[o].type == plain.outputs[o].type
                    || (comparable(out[o].type) && comparable(plain.outputs[o].type)));
            quantized = quantized || out[o].type == DataType::kINT8;
        }
        bool const tellsScales = probe->kind() != Interface::kV2 && probe->kind() != Interface::kEXT;
        if (!usable || (quantized && !tellsScales))
        {
            continue;
        }
        // Of int8 the values are those that it holds, for fp32 too.
        std::vector<Bytes> values;
        std::vector<Bytes> exact;
        for (size_t i = 0; i < in.size(); ++i)
        {
            std::vector<double> numbers = numbersOf(inputs[i], plain.inputs[i]);
            if (in[i].type == DataType::kINT8)
            {
                for (double& number : numbers)
                {
                    number = std::nearbyint(number / in[i].scale);
                }
            }
            values.push_back(bytesFrom(numbers, in[i]));
            if (in[i].type == DataType::kINT8)
            {
                for (double& number : numbers)
                {
                    number *= in[i].scale;
                }
            }
            exact.push_back(bytesFrom(numbers, plain.inputs[i]));
        }
        std::vector<Bytes> const truth = quantized ? bench.truth(plain, exact) : expected;
        for (size_t o = 0; o < out.size(); ++o)
        {
            double const largest = largestOf(numbersOf(truth[o], plain.outputs[o]));
            out[o].scale = out[o].type == DataType::kINT8 ? static_cast<float>(std::max(4.0, largest) / 127.0) : 1.0F;
        }
        Setup const setup = bench.withTensors(plain, in, out);
        Ready const ready = bench.ready(setup);
        Inferred const inferred = bench.infer(ready.use(), setup, values);
        ++compared;
        std::string const described = fmt::format("in {}; out {}", text(setup.inputs), text(setup.outputs));
        if (!inferred.violations.empty())
        {
            bench.find("enqueue", described, "writes inside of the outputs only, in this accepted combination",
                "written: " + inferred.violations.front(),
                "use the element size and the padded channels of the type and format that configurePlugin told");
            return;
        }
        for (size_t o = 0; o < out.size(); ++o)
        {
            std::vector<double> numbers = numbersOf(inferred.outputs[o], setup.outputs[o]);
            std::vector<double> const wanted = numbersOf(truth[o], plain.outputs[o]);
            Tolerance const tolerance = toleranceFor(out[o].type, largestOf(wanted), out[o].scale);
            Tolerance input{};
            for (Tensor const& one : in)
            {
                Tolerance const other =
                    toleranceFor(one.type == DataType::kINT8 ? DataType::kFLOAT : one.type, largestOf(wanted), 1.0F);
                input.absolute = std::max(input.absolute, other.absolute);
                input.relative = std::max(input.relative, other.relative);
            }
            for (size_t i = 0; i < numbers.size(); ++i)
            {
                double const number = out[o].type == DataType::kINT8 ? numbers[i] * out[o].scale : numbers[i];
                double const allowed = std::max(tolerance.absolute, input.absolute)
                    + std::max(tolerance.relative, input.relative) * std::fabs(wanted[i]);
                bool const same = (std::isnan(number) && std::isnan(wanted[i])) || number == wanted[i]
                    || std::fabs(number - wanted[i]) <= allowed;
                if (!same)
                {
                    bench.find("enqueue", described,
                        fmt::format("what fp32 gives, {:.6g}, within {:.2g}", wanted[i], allowed),
                        fmt::format(
                            "output {}, element {} {}: {:.6g}", o, i, indexText(i, setup.outputs[o].dims), number),
                        "compute this type and format, or refuse it in supportsFormatCombination");
                    return;
                }
            }
        }
    }
    if (compared <= 1)
    {
        bench.notApplicable("one type and format only is accepted");
    }
}

void checkReference(Bench& bench)
{
    if (bench.subject.reference.empty())
    {
        bench.notApplicable("no --reference was given");
    }
    Setup const setup = bench.setup();
    std::vector<Bytes> inputs = bench.values(setup);
    auto const reference = referenceOutputs(bench.subject.reference, bench.theCase, setup, inputs);
    if (!reference.ok())
    {
        throw Misdeed{"--reference", bench.subject.reference, "outputs for the case", reference.error().text(),
            "correct the reference"};
    }
    std::vector<Bytes> const outputs = bench.truth(setup, inputs);
    for (size_t o = 0; o < setup.outputs.size(); ++o)
    {
        std::vector<double> const wanted = numbersOf((*reference)[o], setup.outputs[o]);
        Tolerance tolerance = toleranceFor(setup.outputs[o].type, largestOf(wanted), 1.0F);
        tolerance.absolute *= setup.outputs[o].type == DataType::kFLOAT ? 2 : 1;
        std::string const difference = differenceOf(outputs[o], (*reference)[o], setup.outputs[o], tolerance);
        if (!difference.empty())
        {
            bench.find("enqueue", fmt::format("in {}; fields {}", text(setup.inputs), text(bench.theCase.fields)),
                fmt::format("the reference's output {}", o), difference,
                "look at the first element that differs: its index tells which loop is wrong (found first, the reference's second)");
            return;
        }
    }
}

void checkNetwork(Bench& bench)
{
    Setup const setup = bench.setup();
    std::vector<Bytes> const inputs = bench.values(setup);
    std::vector<Bytes> const expected = bench.truth(setup, inputs);
    auto const outputs = runInNetwork(bench, setup, inputs);
    if (!outputs.ok())
    {
        std::string const why = outputs.error().text();
        if (why.rfind("not checked: ", 0) == 0)
        {
            bench.notApplicable(why.substr(13));
        }
        bench.find("addPlugin", text(setup.inputs), "a network that builds, loads and runs", why,
            "read the builder's messages above");
        return;
    }
    for (size_t o = 0; o < setup.outputs.size(); ++o)
    {
        Tolerance const tolerance =
            toleranceFor(setup.outputs[o].type, largestOf(numbersOf(expected[o], setup.outputs[o])), 1.0F);
        std::string const difference = differenceOf((*outputs)[o], expected[o], setup.outputs[o], tolerance);
        if (!difference.empty())
        {
            bench.find("enqueue", fmt::format("in a network, {}", text(setup.inputs)), "what the plugin computes alone",
                fmt::format("output {}, {}", o, difference), "trace the network's calls: tenon plugin trace");
            return;
        }
    }
}

} // namespace tenon::plugin_check
