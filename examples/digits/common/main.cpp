// digits build | classify: see kUsage.
#include "npy.h"
#include "plugin_library.h"
#include "program.h"
#include "scans.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

namespace
{

using namespace digits;

constexpr char const* kUsage = R"(usage:
  %s build --mode implicit|explicit --precision fp32|fp16 --model M.onnx --plugin LIB --engine OUT [--show-calls 1]
      builds an engine and writes it into a file
  %s classify --engine E --plugin LIB --precision fp32|fp16 --scans X.npy --labels Y.npy [--model M.onnx]
      [--draw N] [--show-calls 1] [--expect LOGITS.npy --tolerance T]
      classifies scans; status 0 where as many are right as PyTorch reached with the model (M.json beside M.onnx), within
      one scan, and every logit is as expected, within T
LIB is a plugin library's path, or "standard" for the plugins that come with Tenon.
)";

class Options
{
public:
    Options(int argc, char** argv)
    {
        for (int i = 2; i < argc; i += 2)
        {
            std::string const name = argv[i];
            if (name.compare(0, 2, "--") != 0 || i + 1 == argc)
            {
                throw std::invalid_argument(name + ": expected --name value");
            }
            values_[name.substr(2)] = argv[i + 1];
        }
    }

    bool has(std::string const& name) const { return values_.count(name) != 0; }

    std::string get(std::string const& name) const
    {
        auto const found = values_.find(name);
        if (found == values_.end())
        {
            throw std::invalid_argument("--" + name + " is missing");
        }
        return found->second;
    }

    // Which of two words the option says.
    bool isFirst(std::string const& name, std::string const& first, std::string const& second) const
    {
        std::string const value = get(name);
        if (value != first && value != second)
        {
            throw std::invalid_argument("--" + name + ": expected " + first + " or " + second + ", found " + value);
        }
        return value == first;
    }

    // A number, not negative.
    double number(std::string const& name) const
    {
        std::string const text = get(name);
        char* end = nullptr;
        double const value = std::strtod(text.c_str(), &end);
        if (end == text.c_str() || *end != '\0' || !(value >= 0))
        {
            throw std::invalid_argument("--" + name + ": expected a number from 0 up, found " + text);
        }
        return value;
    }

private:
    std::map<std::string, std::string> values_;
};

void watchCallsIfAsked(Options const& options)
{
    if (options.has("show-calls") && !watchPluginCalls(options.get("plugin")))
    {
        std::printf(
            "The plugin library %s does not tell which of its methods are called.\n", options.get("plugin").c_str());
    }
}

void printCalls(Options const& options, char const* when)
{
    std::string const calls = options.has("show-calls") ? pluginCallsText() : std::string();
    if (!calls.empty())
    {
        std::printf("Calls on the plugin of the first activation, %s:\n%s\n", when, calls.c_str());
    }
}

int build(Options const& options)
{
    BuildRequest request;
    request.mode = options.isFirst("mode", "implicit", "explicit") ? Mode::kImplicit : Mode::kExplicit;
    request.precision = options.isFirst("precision", "fp32", "fp16") ? Precision::kFp32 : Precision::kFp16;
    request.modelPath = options.get("model");
    std::string const enginePath = options.get("engine");

    loadPlugin(options.get("plugin"));
    watchCallsIfAsked(options);
    std::vector<char> const engine = buildEngine(request);
    std::ofstream file(enginePath, std::ios::binary);
    file.write(engine.data(), static_cast<std::streamsize>(engine.size()));
    file.close();
    if (!file)
    {
        throw std::runtime_error(enginePath + ": cannot be written");
    }
    std::printf("Built %s (%zu bytes).\n", enginePath.c_str(), engine.size());
    printCalls(options, "while building");
    return EXIT_SUCCESS;
}

// Whether every logit is as some other runtime answered, within a tolerance.
bool isAsExpected(Options const& options, std::vector<float> const& logits)
{
    std::string const path = options.get("expect");
    double const tolerance = options.number("tolerance");
    NpyArray const expected = readNpy(path);
    if (expected.values.size() != logits.size())
    {
        throw std::runtime_error(
            path + ": expected " + std::to_string(logits.size()) + " logits, found shape " + shapeText(expected.shape));
    }
    double largest = 0;
    for (size_t i = 0; i < logits.size(); ++i)
    {
        double const difference = std::fabs(static_cast<double>(logits[i]) - expected.values[i]);
        largest = difference <= largest ? largest : difference; // a NaN becomes the largest
        if (std::isnan(largest))
        {
            break;
        }
    }
    bool const isWithin = largest <= tolerance;
    std::printf("largest difference from %s: %.3g, tolerance %.3g: %s\n", path.c_str(), largest, tolerance,
        isWithin ? "ok" : "TOO LARGE");
    return isWithin;
}

// Whether as many scans are right as PyTorch reached, within one; true where that is not known.
bool isAsGoodAsReference(Options const& options, Scans const& scans, size_t right)
{
    auto const reference =
        options.has("model") ? readReference(options.get("model"), scans) : std::optional<Reference>();
    if (!reference)
    {
        std::printf("What PyTorch reaches with this model on these scans is not known.\n");
        return true;
    }
    std::printf("PyTorch reached %zu/%zu in training, here %zu/%zu are right.\n", reference->right, reference->all,
        right, scans.count());
    return right + 1 >= reference->right && right <= reference->right + 1;
}

std::vector<char> readFile(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
    {
        throw std::runtime_error(path + ": cannot be opened");
    }
    return std::vector<char>((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

int classifyScans(Options const& options)
{
    std::string const precision = options.isFirst("precision", "fp32", "fp16") ? "fp32" : "fp16";
    Scans const scans = readScans(options.get("scans"), options.get("labels"));
    std::vector<char> const engine = readFile(options.get("engine"));
    loadPlugin(options.get("plugin"));
    watchCallsIfAsked(options);
    Answers const answers = classify(engine, scans.pixels);

    if (options.has("draw"))
    {
        std::printf("%s", drawScans(scans, answers.logits, static_cast<size_t>(options.number("draw"))).c_str());
    }
    printCalls(options, "from engine file to end");
    size_t right = 0;
    for (size_t i = 0; i < scans.count(); ++i)
    {
        right += prediction(answers.logits, i) == scans.labels[i] ? 1 : 0;
    }
    bool const isGood = isAsGoodAsReference(options, scans, right);
    bool const isExpected = !options.has("expect") || isAsExpected(options, answers.logits);
    char const* const mode = answers.mode == Mode::kImplicit ? "implicit" : "explicit";
    std::printf("latency %s %s %.4f ms, median of an inference of %d scans\n", mode, precision.c_str(),
        answers.latencyMs, answers.latencyBatch);
    std::printf("accuracy %s %s %zu/%zu\n", mode, precision.c_str(), right, scans.count());
    return isGood && isExpected ? EXIT_SUCCESS : EXIT_FAILURE;
}

} // namespace

int main(int argc, char** argv)
{
    std::string const command = argc > 1 ? argv[1] : "";
    if (command != "build" && command != "classify")
    {
        std::fprintf(stderr, kUsage, argv[0], argv[0]);
        return 2;
    }
    try
    {
        Options const options(argc, argv);
        return command == "build" ? build(options) : classifyScans(options);
    }
    catch (std::invalid_argument const& error)
    {
        std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
        std::fprintf(stderr, kUsage, argv[0], argv[0]);
        return 2;
    }
    catch (std::exception const& error)
    {
        std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
        return EXIT_FAILURE;
    }
}
