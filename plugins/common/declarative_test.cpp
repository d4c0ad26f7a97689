// The declarative base class: fields, blobs, forms and documentation of plugins that the tests declare.
#include <tenon/plugin.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <numeric>

namespace tenon::plugins
{
namespace
{

using namespace tenon::plugin;
using nvinfer1::DimsExprs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

enum class Mode : int32_t
{
    kADD = 0,
    kMULTIPLY = 1,
};

//! y[n, c, :] = x[n, c, :] (+ or ×) weights[c]; sums[n] = sum over c of y. Has a field of every kind.
struct Affine : Plugin
{
    static constexpr char const* kName = "Affine";
    static constexpr char const* kVersion = "3";

    Mode mode{Mode::kADD};
    bool halve{false};
    int64_t seed{-5};
    double epsilon{1e-5};
    std::vector<int32_t> axes{1};
    std::string label{"none"};
    Weights weights;
    int32_t configured{0};

    template <typename D>
    static void declare(D& d)
    {
        d.about("Adds or multiplies by a weight for each channel.");
        d.input("x", "[N, C, …]");
        d.input("bias", "[N], added").optional();
        d.output("y", "shaped as `x`");
        d.output("sums", "[N]").float32();
        d.field("mode", &Affine::mode, "what to do").choices({{"add", 0}, {"multiply", 1}});
        d.field("halve", &Affine::halve, "whether to halve");
        d.field("seed", &Affine::seed, "a large number");
        d.field("epsilon", &Affine::epsilon, "a small number").range(0, 1);
        d.field("axes", &Affine::axes, "which axes").count(1, 3);
        d.field("label", &Affine::label, "any text");
        d.field("weights", &Affine::weights, "one for each channel").required().alias("scale");
        d.field("configured", &Affine::configured, "how often").state();
    }

    std::string validate() const { return seed == 13 ? "expected a seed other than 13, found it" : ""; }
    void outputShapes(Shapes& shapes) const
    {
        Shape const& x = shapes.input(0);
        shapes.expect(x.size() >= 2, "an input of at least 2 dimensions, found " + std::to_string(x.size()));
        if (x.size() >= 2)
        {
            shapes.output(1) = {x[0]};
        }
    }
    size_t workspaceBytes(Problem const& problem) const { return static_cast<size_t>(problem.input(0).dim(0)) * 8; }
    void configure(Problem const&) { ++configured; }
    int32_t prepare() { return weights.on(DeviceKind::kCPU, DataType::kFLOAT) == nullptr ? 1 : 0; }
    int32_t enqueueCpu(Call const& call) const
    {
        return withFloating(call.input(0).type(), [&](auto element) {
            using T = decltype(element);
            auto const& x = call.input(0);
            float const* const w = weights.as<float>(call);
            int64_t const inner = x.count() / std::max<int64_t>(1, x.dim(0) * x.dim(1));
            for (int64_t i = 0; i < x.count(); ++i)
            {
                float const value = x.template as<T>()[i];
                float const weight = w[i / inner % x.dim(1)];
                call.output(0).template as<T>()[i] =
                    T((mode == Mode::kADD ? value + weight : value * weight) * (halve ? 0.5F : 1.0F));
            }
            for (int64_t n = 0; n < x.dim(0); ++n)
            {
                auto const* const row = call.output(0).template as<T>() + n * (x.count() / x.dim(0));
                call.output(1).as<float>()[n] = std::accumulate(row, row + x.count() / x.dim(0), 0.0F);
            }
            return 0;
        });
    }
};

class Reports final : public nvinfer1::ILogger, public nvinfer1::ILoggerFinder
{
public:
    Reports() { loggerFinder().store(this); }
    ~Reports() override { loggerFinder().store(nullptr); }
    void log(Severity, char const* message) noexcept override { text += std::string(message) + "\n"; }
    nvinfer1::ILogger* findLogger() override { return this; }

    std::string text;
};

struct Destroy
{
    void operator()(nvinfer1::IPluginV2* plugin) const { plugin->destroy(); }
};
using PluginPointer = std::unique_ptr<nvinfer1::IPluginV2, Destroy>;

float const kWeights[]{1.0F, 10.0F};

PluginField weightsField()
{
    return {"weights", kWeights, PluginFieldType::kFLOAT32, 2};
}

template <typename C>
PluginPointer create(C& creator, std::vector<PluginField> const& fields)
{
    PluginFieldCollection collection{};
    collection.nbFields = static_cast<int32_t>(fields.size());
    collection.fields = fields.data();
    return PluginPointer(creator.createPlugin("layer", &collection));
}

PluginTensorDesc desc(DataType type, Dims const& dims)
{
    return {dims, type, TensorFormat::kLINEAR, 1.0F};
}

using AffineCreator = Creator<Affine, Forms::kSTATIC_AND_DYNAMIC>;

TEST(DeclaredFields, AreReadIntoTheirMembers)
{
    Reports reports;
    AffineCreator creator;
    int32_t const mode = 1;
    int8_t const halve = 1;
    int64_t const seed = int64_t{1} << 40;
    uint16_t const epsilon = floatToHalf(0.25F);
    int64_t const axes[]{2, 3};
    PluginPointer const plugin = create(creator,
        {weightsField(), {"mode", &mode, PluginFieldType::kINT32, 1}, {"halve", &halve, PluginFieldType::kINT8, 1},
            {"seed", &seed, PluginFieldType::kINT64, 1}, {"epsilon", &epsilon, PluginFieldType::kFLOAT16, 1},
            {"axes", axes, PluginFieldType::kINT64, 2}, {"label", "text", PluginFieldType::kCHAR, 5}});
    ASSERT_NE(plugin, nullptr) << reports.text;
    EXPECT_EQ(reports.text, "");
    Affine const& impl = *implOf<Affine>(plugin.get());
    EXPECT_EQ(impl.mode, Mode::kMULTIPLY);
    EXPECT_TRUE(impl.halve);
    EXPECT_EQ(impl.seed, seed);
    EXPECT_EQ(impl.epsilon, 0.25);
    EXPECT_THAT(impl.axes, ElementsAre(2, 3));
    EXPECT_EQ(impl.label, "text") << "the zero at its end does not count";
    EXPECT_THAT(impl.weights.toFloats(), ElementsAre(1.0F, 10.0F));
    EXPECT_EQ(toString(impl),
        "Affine version 3 {mode: 1, halve: 1, seed: 1099511627776, epsilon: 0.25, axes: [2, 3], label: \"text\", weights: 2 weights of "
        "kFLOAT32, configured: 0}");
}

TEST(DeclaredFields, KeepTheirDefaultsWhereNothingIsGiven)
{
    AffineCreator creator;
    PluginPointer const plugin = create(creator, {weightsField()});
    ASSERT_NE(plugin, nullptr);
    Affine const& impl = *implOf<Affine>(plugin.get());
    EXPECT_EQ(impl.seed, -5);
    EXPECT_THAT(impl.axes, ElementsAre(1));
    float const scale[]{3.0F};
    PluginPointer const byAlias = create(creator, {{"scale", scale, PluginFieldType::kFLOAT32, 1}});
    ASSERT_NE(byAlias, nullptr);
    EXPECT_FALSE(equal(impl, *implOf<Affine>(byAlias.get())));
    Affine same = impl;
    EXPECT_TRUE(equal(impl, same));
    same.configured = 1;
    EXPECT_FALSE(equal(impl, same)) << "state counts";
}

struct BadField
{
    PluginField field;
    char const* message;
};

TEST(DeclaredFields, AreRefusedWithTheReason)
{
    static int32_t const two = 2;
    static int32_t const thirteen = 13;
    static float const minusOne = -1.0F;
    static int64_t const large = int64_t{1} << 40;
    static int32_t const four[]{0, 1, 2, 3};
    static int64_t const wide[]{int64_t{1} << 33};
    BadField const bad[]{
        {{"mode", &two, PluginFieldType::kINT32, 1}, "field \"mode\": expected one of 0 (add), 1 (multiply), found 2"},
        {{"mode", &large, PluginFieldType::kINT64, 1},
            "field \"mode\": expected a number from -2147483648 to 2147483647, found 1099511627776"},
        {{"halve", &two, PluginFieldType::kINT32, 1}, "field \"halve\": expected a number from 0 to 1, found 2"},
        {{"epsilon", &minusOne, PluginFieldType::kFLOAT32, 1},
            "field \"epsilon\": expected a number from 0 to 1, found -1"},
        {{"epsilon", &two, PluginFieldType::kINT32, 1},
            "expected numbers of PluginFieldType::kFLOAT64, found 1 of kINT32"},
        {{"axes", four, PluginFieldType::kINT32, 4},
            "field \"axes\": expected 1 to 3 of PluginFieldType::kINT32, found 4 of type kINT32"},
        {{"axes", four, PluginFieldType::kINT32, 0},
            "field \"axes\": expected 1 to 3 of PluginFieldType::kINT32, found 0"},
        {{"axes", wide, PluginFieldType::kINT64, 1},
            "field \"axes\": element 0: expected a number from -2147483648 to 2147483647"},
        {{"axes", nullptr, PluginFieldType::kINT32, 2},
            "field \"axes\": expected data of PluginFieldType::kINT32, found 2 of type kINT32 without data"},
        {{"axes", four, PluginFieldType::kINT32, -1}, "found -1 of type kINT32"},
        {{"seed", &two, PluginFieldType::kUNKNOWN, 1},
            "expected data of PluginFieldType::kINT64, found 1 of type kUNKNOWN"},
        {{"label", &two, PluginFieldType::kINT32, 1},
            "field \"label\": expected a text (PluginFieldType::kCHAR), found 1 of kINT32"},
        {{"weights", "ab", PluginFieldType::kCHAR, 2}, "field \"weights\": expected it once, found it twice"},
        {{nullptr, &two, PluginFieldType::kINT32, 1}, "expected fields with names, found one without"},
        {{"seed", &thirteen, PluginFieldType::kINT32, 1}, "expected a seed other than 13, found it"},
    };
    AffineCreator creator;
    for (BadField const& one : bad)
    {
        Reports reports;
        EXPECT_EQ(create(creator, {weightsField(), one.field}), nullptr) << one.message;
        EXPECT_THAT(reports.text,
            AllOf(HasSubstr("plugin \"Affine\" version \"3\" of layer \"layer\": "), HasSubstr(one.message)));
    }
    Reports reports;
    EXPECT_EQ(create(creator, {}), nullptr);
    EXPECT_THAT(reports.text, HasSubstr("field \"weights\": expected a value (one for each channel), found none"));
    EXPECT_EQ(create(creator, {{"weights", "ab", PluginFieldType::kCHAR, 2}}), nullptr);
    EXPECT_THAT(reports.text,
        HasSubstr("field \"weights\": expected numbers of PluginFieldType::kFLOAT32 or kFLOAT16, found 2 of kCHAR"));
}

TEST(DeclaredFields, UnknownOnesAreWarnedOfAndIgnored)
{
    Reports reports;
    AffineCreator creator;
    float const value = 1.0F;
    EXPECT_NE(create(creator,
                  {weightsField(), {"espilon", &value, PluginFieldType::kFLOAT32, 1},
                      {"configured", &value, PluginFieldType::kINT32, 1},
                      {"plugin_version", "3", PluginFieldType::kCHAR, 1}}),
        nullptr);
    EXPECT_THAT(reports.text,
        AllOf(
            HasSubstr(
                "field \"espilon\": expected one of mode, halve, seed, epsilon, axes, label, weights, found an unknown name; it is ignored"),
            HasSubstr("field \"configured\": expected one of"), Not(HasSubstr("plugin_version"))));
}

TEST(DeclaredFields, AreListedForHosts)
{
    AffineCreator creator;
    PluginFieldCollection const& fields = *creator.getFieldNames();
    ASSERT_EQ(fields.nbFields, 7) << "state is no parameter";
    EXPECT_STREQ(fields.fields[2].name, "seed");
    EXPECT_EQ(fields.fields[2].type, PluginFieldType::kINT64);
    EXPECT_EQ(fields.fields[6].type, PluginFieldType::kFLOAT32);
}

//! Runs the static form: batch 2 of [2, 2].
std::vector<float> runStatic(nvinfer1::IPluginV2& plugin, float* sums)
{
    std::vector<float> const x{1, 2, 3, 4, 5, 6, 7, 8};
    std::vector<float> y(8);
    void const* inputs[]{x.data()};
    void* outputs[]{y.data(), sums};
    EXPECT_EQ(plugin.enqueue(2, inputs, outputs, nullptr, nullptr), 0);
    return y;
}

TEST(StaticFormOf, ADeclaredPluginRunsAndComesBackFromItsBytes)
{
    Reports reports;
    AffineCreator creator;
    creator.setPluginNamespace("space");
    PluginPointer const plugin = create(creator, {weightsField()});
    auto& form = static_cast<nvinfer1::IPluginV2IOExt&>(*plugin);
    Dims const inDims{2, {2, 2}};
    EXPECT_EQ(form.getOutputDimensions(0, &inDims, 1).nbDims, 2);
    EXPECT_EQ(form.getOutputDimensions(1, &inDims, 1).nbDims, 0) << "the batch alone";
    DataType const half = DataType::kHALF;
    EXPECT_EQ(form.getOutputDataType(0, &half, 1), DataType::kHALF);
    EXPECT_EQ(form.getOutputDataType(1, &half, 1), DataType::kFLOAT);
    PluginTensorDesc const in = desc(DataType::kFLOAT, inDims);
    PluginTensorDesc const out[]{in, desc(DataType::kFLOAT, {0, {}})};
    form.configurePlugin(&in, 1, out, 2);
    EXPECT_EQ(form.getWorkspaceSize(5), 40U);
    ASSERT_EQ(form.initialize(), 0);
    std::vector<char> blob(plugin->getSerializationSize());
    plugin->serialize(blob.data());
    PluginPointer const loaded(creator.deserializePlugin("layer", blob.data(), blob.size()));
    ASSERT_NE(loaded, nullptr) << reports.text;
    EXPECT_EQ(implOf<Affine>(loaded.get())->configured, 1) << "state is kept";
    EXPECT_TRUE(equal(*implOf<Affine>(loaded.get()), *implOf<Affine>(plugin.get())));
    PluginPointer clone(loaded->clone());
    PluginPointer const cloneOfClone(clone->clone());
    for (nvinfer1::IPluginV2* const each : {plugin.get(), loaded.get(), clone.get(), cloneOfClone.get()})
    {
        EXPECT_STREQ(each->getPluginNamespace(), "space");
        float sums[2]{};
        EXPECT_THAT(runStatic(*each, sums), ElementsAre(2, 3, 13, 14, 6, 7, 17, 18));
        EXPECT_EQ(sums[0], 32.0F);
        EXPECT_EQ(sums[1], 48.0F);
    }
    clone.reset();
    float sums[2]{};
    EXPECT_THAT(runStatic(*cloneOfClone, sums), ElementsAre(2, 3, 13, 14, 6, 7, 17, 18))
        << "nothing of the clone that went is used";
}

TEST(Blobs, ThatAreNotWhatWasWrittenAreRefused)
{
    AffineCreator creator;
    PluginPointer const plugin = create(creator, {weightsField()});
    auto& form = static_cast<nvinfer1::IPluginV2IOExt&>(*plugin);
    PluginTensorDesc const in = desc(DataType::kFLOAT, {2, {2, 2}});
    PluginTensorDesc const out[]{in, desc(DataType::kFLOAT, {0, {}})};
    form.configurePlugin(&in, 1, out, 2);
    std::vector<char> blob(plugin->getSerializationSize());
    plugin->serialize(blob.data());
    Reports reports;
    auto const refused = [&](std::vector<char> const& bytes) {
        reports.text.clear();
        PluginPointer const made(creator.deserializePlugin("layer", bytes.data(), bytes.size()));
        return made == nullptr
            && reports.text.find("plugin \"Affine\" version \"3\" of layer \"layer\": expected ") == 0;
    };
    for (size_t length = 0; length < blob.size(); ++length)
    {
        ASSERT_TRUE(refused({blob.begin(), blob.begin() + static_cast<ptrdiff_t>(length)}))
            << length << " bytes: " << reports.text;
    }
    for (size_t i = 0; i < blob.size(); ++i)
    {
        std::vector<char> changed = blob;
        changed[i] = static_cast<char>(changed[i] ^ 0x21);
        ASSERT_TRUE(refused(changed)) << "byte " << i << ": " << reports.text;
    }
    std::vector<char> longer = blob;
    longer.push_back(0);
    EXPECT_TRUE(refused(longer));
    EXPECT_THAT(reports.text, HasSubstr("bytes behind the header in the engine, found"));
    EXPECT_EQ(creator.deserializePlugin("layer", nullptr, 100), nullptr);

    Creator<Affine, Forms::kDYNAMIC> dynamicOnly;
    EXPECT_EQ(dynamicOnly.deserializePlugin("layer", blob.data(), blob.size()), nullptr);
    EXPECT_THAT(reports.text, HasSubstr("expected the bytes of the dynamic form, found the other's"));
}

TEST(Blobs, LieBehindAGoodHash)
{
    // A body that claims more than there is, hashed as if it were right.
    BlobWriter body;
    body.number(uint32_t{1});
    body.number(uint32_t{0xFFFFFFF0});
    BlobWriter blob;
    blob.bytes("TNPL", 4);
    blob.number(kBlobVersion);
    blob.number(kDynamicForm);
    blob.number(static_cast<uint64_t>(body.blob().size()));
    blob.number(plugin::detail::hashOf(body.blob().data(), body.blob().size()));
    blob.bytes(body.blob().data(), body.blob().size());
    Reports reports;
    AffineCreator creator;
    EXPECT_EQ(creator.deserializePlugin("layer", blob.blob().data(), blob.blob().size()), nullptr);
    EXPECT_THAT(reports.text, HasSubstr("expected the value of field number 0, found too few bytes for it"));
}

TEST(DynamicFormOf, ADeclaredPluginRunsOnHalf)
{
    Affine impl;
    impl.mode = Mode::kMULTIPLY;
    impl.weights = Weights(PluginFieldType::kFLOAT32, 2, kWeights);
    DynamicForm<Affine> form(impl);
    PluginTensorDesc const x = desc(DataType::kHALF, {3, {1, 2, 1}});
    PluginTensorDesc const out[]{x, desc(DataType::kFLOAT, {1, {1}})};
    Half const in[]{Half(1.5F), Half(-2.0F)};
    Half y[2];
    float sum = 0.0F;
    void const* inputs[]{in};
    void* outputs[]{y, &sum};
    nvinfer1::DynamicPluginTensorDesc const dynamicIn{x, x.dims, x.dims, x.dims};
    nvinfer1::DynamicPluginTensorDesc const dynamicOut[]{dynamicIn, {out[1], out[1].dims, out[1].dims, out[1].dims}};
    form.configurePlugin(&dynamicIn, 1, dynamicOut, 2);
    EXPECT_EQ(form.getWorkspaceSize(&x, 1, out, 2), 8U);
    ASSERT_EQ(form.enqueue(&x, out, inputs, outputs, nullptr, nullptr), 0);
    EXPECT_EQ(static_cast<float>(y[0]), 1.5F);
    EXPECT_EQ(static_cast<float>(y[1]), -20.0F);
    EXPECT_EQ(sum, -18.5F);

    EXPECT_TRUE(form.supportsFormatCombination(0, &x, 1, 2));
    PluginTensorDesc const good[]{x, x, out[1]};
    PluginTensorDesc const mixed[]{x, desc(DataType::kFLOAT, x.dims), desc(DataType::kHALF, out[1].dims)};
    EXPECT_TRUE(form.supportsFormatCombination(1, good, 1, 2));
    EXPECT_TRUE(form.supportsFormatCombination(2, good, 1, 2));
    EXPECT_FALSE(form.supportsFormatCombination(1, mixed, 1, 2)) << "tensors of a group have one type";
    EXPECT_FALSE(form.supportsFormatCombination(2, mixed, 1, 2)) << "sums are fp32";
    EXPECT_FALSE(form.supportsFormatCombination(0, good, 3, 2)) << "at most two inputs";
    EXPECT_FALSE(form.supportsFormatCombination(0, good, 0, 2));
}

TEST(ShapesOf, InputsThatDoNotFitAreRefused)
{
    Reports reports;
    Affine impl;
    StaticForm<Affine> form(impl);
    Dims const scalar{0, {}};
    EXPECT_EQ(form.getOutputDimensions(0, &scalar, 1).nbDims, -1);
    EXPECT_THAT(reports.text,
        HasSubstr("plugin \"Affine\" version \"3\": expected an input of at least 2 dimensions, found 1"));
    EXPECT_EQ(form.getOutputDimensions(0, &scalar, 0).nbDims, -1);
    EXPECT_THAT(reports.text, HasSubstr("expected 1 or more inputs, found 0"));
}

struct Transposed : Plugin
{
    static constexpr char const* kName = "Transposed";
    static constexpr char const* kVersion = "1";
    template <typename D>
    static void declare(D& d)
    {
        d.input("x", "");
        d.output("y", "");
    }
    void outputShapes(Shapes& shapes) const { shapes.output(0) = {shapes.input(0)[1], shapes.input(0)[0] * 2}; }
    int32_t enqueueCpu(Call const&) const { throw std::runtime_error("no memory"); }
};

TEST(ShapesOf, TheBatchIsNotComputedWithInTheStaticForm)
{
    Reports reports;
    StaticForm<Transposed> form(Transposed{});
    Dims const dims{1, {3}};
    EXPECT_EQ(form.getOutputDimensions(0, &dims, 1).nbDims, -1);
    EXPECT_THAT(reports.text, HasSubstr("some invalid (computed with the batch, or a division by zero)"));
}

TEST(Enqueue, AnExceptionIsAMessageAndAnError)
{
    Reports reports;
    DynamicForm<Transposed> form(Transposed{});
    PluginTensorDesc const x = desc(DataType::kFLOAT, {1, {1}});
    float value = 0.0F;
    void const* inputs[]{&value};
    void* outputs[]{&value};
    EXPECT_EQ(form.enqueue(&x, &x, inputs, outputs, nullptr, nullptr), 1);
    EXPECT_THAT(reports.text,
        HasSubstr("plugin \"Transposed\" version \"1\": enqueue: expected no exception, found one: no memory"));
}

TEST(DimArithmetic, OfNumbersIsFloored)
{
    EXPECT_EQ((Dim(7) / 2).value(), 3);
    EXPECT_EQ((Dim(-7) / 2).value(), -4);
    EXPECT_EQ(ceilDiv(Dim(7), Dim(2)).value(), 4);
    EXPECT_EQ(ceilDiv(Dim(-7), Dim(2)).value(), -3);
    EXPECT_EQ((Dim(3) + 4 * 2 - 1).value(), 10);
    EXPECT_EQ(min(Dim(3), Dim(5)).value(), 3);
    EXPECT_EQ(max(Dim(3), Dim(5)).value(), 5);
    EXPECT_FALSE((Dim(1) / 0).isValid());
    EXPECT_EQ(productOf({2, 3, 4}, 1, 3).value(), 12);
}

TEST(WeightsOf, APluginAreSharedByItsCopies)
{
    uint16_t const halves[]{floatToHalf(1.5F), floatToHalf(-3.0F)};
    Weights const weights(PluginFieldType::kFLOAT16, 2, halves);
    Weights const copy = weights;
    auto const* const floats = static_cast<float const*>(weights.on(DeviceKind::kCPU, DataType::kFLOAT));
    ASSERT_NE(floats, nullptr);
    EXPECT_EQ(floats[1], -3.0F);
    EXPECT_EQ(copy.on(DeviceKind::kCPU, DataType::kFLOAT), floats) << "made once";
    auto const* const back = static_cast<uint16_t const*>(copy.on(DeviceKind::kCPU, DataType::kHALF));
    EXPECT_EQ(back[0], halves[0]);
    EXPECT_EQ(weights.on(DeviceKind::kCPU, DataType::kINT8), nullptr);
    EXPECT_EQ(Weights().on(DeviceKind::kCPU, DataType::kFLOAT), nullptr);
}

TEST(V3FormOf, ADeclaredPluginIsMadeAgainFromItsFields)
{
    Reports reports;
    CreatorV3<Affine> creator("space");
    PluginField const weights = weightsField();
    PluginFieldCollection given{};
    given.nbFields = 1;
    given.fields = &weights;
    std::unique_ptr<nvinfer1::IPluginV3> const plugin(
        creator.createPlugin("layer", &given, nvinfer1::TensorRTPhase::kBUILD));
    ASSERT_NE(plugin, nullptr) << reports.text;
    using Type = nvinfer1::PluginCapabilityType;
    auto* const core = static_cast<nvinfer1::IPluginV3OneCore*>(plugin->getCapabilityInterface(Type::kCORE));
    auto* const build = static_cast<nvinfer1::IPluginV3OneBuild*>(plugin->getCapabilityInterface(Type::kBUILD));
    auto* const runtime = static_cast<nvinfer1::IPluginV3OneRuntime*>(plugin->getCapabilityInterface(Type::kRUNTIME));
    EXPECT_STREQ(core->getPluginNamespace(), "space");
    EXPECT_EQ(build->getNbOutputs(), 2);
    DataType const half = DataType::kHALF;
    DataType types[2]{};
    EXPECT_EQ(build->getOutputDataTypes(types, 2, &half, 1), 0);
    EXPECT_EQ(types[0], DataType::kHALF);
    EXPECT_EQ(types[1], DataType::kFLOAT);

    PluginFieldCollection const* const kept = runtime->getFieldsToSerialize();
    ASSERT_NE(kept, nullptr);
    EXPECT_EQ(kept->nbFields, 8) << "state too";
    std::unique_ptr<nvinfer1::IPluginV3> const loaded(
        creator.createPlugin("layer", kept, nvinfer1::TensorRTPhase::kRUNTIME));
    ASSERT_NE(loaded, nullptr) << reports.text;
    EXPECT_EQ(reports.text, "");
    auto* const loadedRuntime =
        static_cast<nvinfer1::IPluginV3OneRuntime*>(loaded->getCapabilityInterface(Type::kRUNTIME));
    std::unique_ptr<nvinfer1::IPluginV3> const attached(loadedRuntime->attachToContext(nullptr));
    ASSERT_NE(attached, nullptr);
    EXPECT_TRUE(equal(static_cast<V3Form<Affine>&>(*attached).impl(), static_cast<V3Form<Affine>&>(*plugin).impl()));
    auto* const running = static_cast<nvinfer1::IPluginV3OneRuntime*>(attached->getCapabilityInterface(Type::kRUNTIME));
    PluginTensorDesc const x = desc(DataType::kFLOAT, {2, {1, 2}});
    PluginTensorDesc const out[]{x, desc(DataType::kFLOAT, {1, {1}})};
    float const in[]{1.0F, 2.0F};
    float y[2]{};
    float sum = 0.0F;
    void const* inputs[]{in};
    void* outputs[]{y, &sum};
    ASSERT_EQ(running->onShapeChange(&x, 1, out, 2), 0);
    ASSERT_EQ(running->enqueue(&x, out, inputs, outputs, nullptr, nullptr), 0);
    EXPECT_EQ(y[0], 2.0F);
    EXPECT_EQ(y[1], 12.0F);
    EXPECT_EQ(sum, 14.0F);
}

TEST(Documentation, IsWrittenFromTheDeclaration)
{
    EXPECT_EQ(AffineCreator::documentation(), R"(### `Affine` version `3`

Adds or multiplies by a weight for each channel.

IPluginV2IOExt, IPluginV2DynamicExt; CPU

| input | types | formats | what it is |
|---|---|---|---|
| `x` | fp32, fp16 (T) | kLINEAR | [N, C, …] |
| `bias` (may be left out) | fp32, fp16 (T) | kLINEAR | [N], added |

| output | types | formats | what it is |
|---|---|---|---|
| `y` | fp32, fp16 (T) | kLINEAR | shaped as `x` |
| `sums` | fp32 | kLINEAR | [N] |

| field | type | default | what it is |
|---|---|---|---|
| `mode` | kINT32 | 0 | what to do; 0 add, 1 multiply |
| `halve` | kINT32 | 0 | whether to halve |
| `seed` | kINT64 | -5 | a large number |
| `epsilon` | kFLOAT64 | 1e-05 | a small number; from 0 to 1 |
| `axes` | kINT32 ×1–3 | [1] | which axes |
| `label` | kCHAR ×n | "none" | any text |
| `weights` | kFLOAT32 ×n | required | one for each channel |
)");
}

} // namespace
} // namespace tenon::plugins
