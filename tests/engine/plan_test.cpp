// Plans as files: what was built comes back, and what was damaged is refused.
#include "lies.h"
#include "run_network.h"

#include "plan/reader.h"
#include "plan/writer.h"
#include "support/paths.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tenon::testing
{
namespace
{

using graph::testing::addFake;
using graph::testing::fakeFactory;
using graph::testing::FakeParams;
using graph::testing::halfOrFloat;
using graph::testing::scaledBy;
using plan::testing::headerOf;
using plan::testing::sectionOf;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

graph::ConstantData copied(std::vector<float> const& values)
{
    return graph::copyOf({DataType::kFLOAT, static_cast<int64_t>(values.size()), values.data(), nullptr});
}

//! y = 2·(x + w) in half, then + 0.5 in float; w given twice, x with a dynamic batch.
Graph smallPlanNetwork()
{
    Graph network;
    network.name = "small";
    int32_t const batch = network.addSymbol("batch");
    Tensor& x = network.addInput("x", DataType::kFLOAT, {graph::symbol(batch), graph::constant(3)});
    x.dimensionNames = {"batch", "width"};
    FakeParams bias = scaledBy(1.0);
    bias.bias = copied({0.5F});
    Tensor& scaled = addFake(network, "scale", {&x}, halfOrFloat(2.0));
    Tensor& y = addFake(network, "add", {&scaled}, bias);
    y.name = "y";
    y.dynamicRange = {-4.0F, 4.0F};
    network.markOutput(y);
    return network;
}

plan::Plan smallPlan()
{
    Graph const network = smallPlanNetwork();
    auto request = cpuRequest();
    request.allowHalf = true;
    request.settings.builderFlags = 5;
    request.profiles = {profileOf("x", base::makeDims({1, 3}), base::makeDims({2, 3}), base::makeDims({4, 3}))};
    auto plan = builder::build(network, request);
    EXPECT_TRUE(plan.ok()) << messageOf(plan);
    return std::move(plan).value();
}

Result<plan::Plan> readBytes(std::span<std::byte const> bytes, plan::ReadOptions options = {})
{
    TENON_ASSIGN(plan::Image const image, plan::copyOf(bytes));
    return plan::read(image, fakeFactory(), {}, options);
}

TEST(Plan, ComesBackFromItsBytes)
{
    plan::Plan const before = smallPlan();
    auto const bytes = plan::toBytes(before);
    ASSERT_TRUE(bytes.ok()) << messageOf(bytes);
    EXPECT_EQ(plan::sizeOf(before).value(), bytes->size());
    auto after = readBytes(*bytes);
    ASSERT_TRUE(after.ok()) << messageOf(after);
    EXPECT_EQ(after->network.toText(), before.network.toText());
    EXPECT_EQ(after->settings.builderFlags, 5U);
    EXPECT_EQ(after->settings.name, "test");
    EXPECT_EQ(after->overlays[0].activationBytes, before.overlays[0].activationBytes);
    EXPECT_EQ(after->network.inputs()[0]->dimensionNames, (std::vector<std::string>{"batch", "width"}));
    EXPECT_EQ(after->network.outputs()[0]->dynamicRange, std::pair(-4.0F, 4.0F));
    auto const again = plan::toBytes(*after);
    ASSERT_TRUE(again.ok());
    EXPECT_TRUE(*again == *bytes) << "equal plans must give equal bytes";

    auto loaded = load(std::move(after).value());
    ASSERT_TRUE(loaded.ok()) << messageOf(loaded);
    std::vector<float> in{1, 2, 3}, out(3);
    ASSERT_TRUE(loaded->context->setInputShape(0, base::makeDims({1, 3})).ok());
    ASSERT_TRUE(loaded->context->setAddress(0, in.data()).ok());
    ASSERT_TRUE(loaded->context->setAddress(1, out.data()).ok());
    ASSERT_TRUE(loaded->context->enqueue(nullptr).ok());
    EXPECT_THAT(out, ElementsAre(2.5F, 4.5F, 6.5F));
}

TEST(Plan, IsTheSameEachTimeItIsBuilt)
{
    EXPECT_TRUE(plan::toBytes(smallPlan()).value() == plan::toBytes(smallPlan()).value());
}

TEST(Plan, StoresEachDistinctWeightOnce)
{
    std::vector<float> const values(1000, 3.0F);
    auto const sizeWith = [&](graph::ConstantData first, graph::ConstantData second) {
        Graph network;
        Tensor& x = network.addInput("x", DataType::kFLOAT, graph::constantShape(base::makeDims({1000})));
        Tensor& a = network.addConstant("a", graph::constantShape(base::makeDims({1000})), std::move(first));
        Tensor& b = network.addConstant("b", graph::constantShape(base::makeDims({1000})), std::move(second));
        network.markOutput(addFake(network, "sum", {&x, &a, &b}));
        auto plan = builder::build(network, cpuRequest());
        EXPECT_TRUE(plan.ok()) << messageOf(plan);
        return plan::sizeOf(*plan).value();
    };
    graph::ConstantData const one = copied(values);
    std::vector<float> others = values;
    others[999] = 4.0F;
    uint64_t const shared = sizeWith(one, one);
    EXPECT_EQ(sizeWith(one, copied(values)), shared) << "equal bytes at another address";
    EXPECT_GE(sizeWith(one, copied(others)), shared + 4000);
}

TEST(Plan, WeightsAreAlignedInTheFileAndUsedWhereTheyLie)
{
    Graph network;
    Tensor& x = network.addInput("x", DataType::kFLOAT, graph::constantShape(base::makeDims({100})));
    Tensor& a =
        network.addConstant("a", graph::constantShape(base::makeDims({100})), copied(std::vector<float>(100, 1.0F)));
    network.markOutput(addFake(network, "sum", {&x, &a}));
    auto plan = builder::build(network, cpuRequest());
    ASSERT_TRUE(plan.ok());
    auto const image = plan::copyOf(plan::toBytes(*plan).value());
    EXPECT_EQ(sectionOf(image->bytes, 2).offset % 4096, 0U);
    auto read = plan::read(*image, fakeFactory(), {});
    ASSERT_TRUE(read.ok()) << messageOf(read);
    void const* const data = read->network.tensors()[1]->constant->data;
    EXPECT_GE(data, image->bytes.data());
    EXPECT_LT(data, image->bytes.data() + image->bytes.size());
    auto loaded = load(std::move(read).value());
    ASSERT_TRUE(loaded.ok());
    bool found = false;
    for (size_t s = 0; s < loaded->engine->overlay().slots.size(); ++s)
    {
        found |= loaded->engine->constantAddress(s) == data;
    }
    EXPECT_TRUE(found) << "the engine copied a weight that it could read in place";
}

TEST(Plan, ThatIsTruncatedIsRefusedAtEveryLength)
{
    std::vector<std::byte> const bytes = plan::toBytes(smallPlan()).value();
    for (size_t length = 0; length < bytes.size(); length += length < 200 ? 1 : 37)
    {
        auto const read = readBytes(std::span(bytes).first(length));
        ASSERT_FALSE(read.ok()) << length;
        EXPECT_THAT(read.error().message, StartsWith("plan: expected ")) << length;
        if (length >= headerOf(bytes).headerBytes)
        {
            EXPECT_EQ(read.error().message,
                fmt::format("plan: expected {} bytes, as its header says, found {}; the file is truncated",
                    bytes.size(), length));
        }
    }
    std::vector<std::byte> longer = bytes;
    longer.push_back(std::byte{0});
    EXPECT_THAT(messageOf(readBytes(longer)), HasSubstr("the file has something behind its end"));
}

TEST(Plan, WithOneChangedBitIsRefused)
{
    std::vector<std::byte> bytes = plan::toBytes(smallPlan()).value();
    uint64_t const metadataAt = sectionOf(bytes, 0).offset;
    for (size_t position = 0; position < bytes.size(); ++position)
    {
        bytes[position] ^= std::byte{1} << (position % 8);
        auto const read = readBytes(bytes);
        bytes[position] ^= std::byte{1} << (position % 8);
        ASSERT_FALSE(read.ok()) << position;
        if (position >= metadataAt && position < metadataAt + sectionOf(bytes, 0).bytes)
        {
            EXPECT_THAT(
                read.error().message, AllOf(HasSubstr("of the metadata section"), HasSubstr("the file is damaged")));
        }
        else if (position >= sectionOf(bytes, 2).offset)
        {
            EXPECT_THAT(read.error().message, HasSubstr("of the weights section"));
        }
    }
    EXPECT_TRUE(readBytes(bytes).ok());
    bytes.back() ^= std::byte{1};
    EXPECT_TRUE(readBytes(bytes, {.verifyWeights = false}).ok())
        << "weights are read without their checksum on request";
}

TEST(Plan, OfOthersIsNamed)
{
    auto const message = [](std::string_view text) {
        std::string padded(text);
        padded.resize(100, 'x');
        return messageOf(readBytes(std::as_bytes(std::span(padded))));
    };
    using namespace std::string_view_literals;
    EXPECT_THAT(message("\x7f"
                        "ELF"sv),
        HasSubstr("found 7f 45 4c 46 78 78 78 78, which looks like an ELF file"));
    EXPECT_THAT(message("\x08\x07\x12\x07pytorch"sv), HasSubstr("looks like an ONNX model"));
    EXPECT_THAT(message("ftrt\0\0\0\0"sv), HasSubstr("an engine of NVIDIA's TensorRT"));
    EXPECT_THAT(message("PK\x03\x04"sv), HasSubstr("looks like a ZIP archive"));
    EXPECT_THAT(message("{\"hello\": 1}"sv), HasSubstr("looks like a text file"));
    EXPECT_THAT(message("\x89TNN\n\x1a\n"sv), HasSubstr("by a transfer in text mode"));
    EXPECT_THAT(message("\x01\x02\x03\xff\x05\x06\x07\x08"sv), HasSubstr("which is something else"));
    EXPECT_THAT(messageOf(readBytes({})), HasSubstr("found no bytes at all"));
}

TEST(Plan, OfANewerVersionIsRefused)
{
    std::vector<std::byte> bytes = plan::toBytes(smallPlan()).value();
    plan::FileHeader header = headerOf(bytes);
    header.version = 7;
    std::memcpy(bytes.data(), &header, sizeof(header));
    EXPECT_THAT(messageOf(readBytes(bytes)),
        HasSubstr("expected format version 1 or older, found 7; it was written by a newer version"));
}

TEST(Plan, ThatLiesUnderRightChecksumsDoesNotCrash)
{
    constexpr int32_t kTries = 6000;
    int32_t const accepted = tryLies(plan::toBytes(smallPlan()).value(), fakeFactory(), kTries, 5);
    EXPECT_GT(accepted, kTries / 50) << "some changes should hit what does not matter, or this tests nothing";
    EXPECT_LT(accepted, kTries);
}

TEST(PlanManifest, IsReadWithoutTheOperations)
{
    auto const image = plan::copyOf(plan::toBytes(smallPlan()).value());
    auto const manifest = plan::readManifest(*image);
    ASSERT_TRUE(manifest.ok()) << messageOf(manifest);
    EXPECT_TRUE(manifest->empty()) << "no plugin in it";
    EXPECT_THAT(messageOf(plan::read(*image, graph::OpFactory(), {})),
        HasSubstr("layer \"scale\": expected an operation that this version knows, found \"Fake\""));
}

class PlanFile : public ::testing::Test
{
protected:
    void SetUp() override
    {
        folder = std::filesystem::path(binaryDir()) / fmt::format("plan_test.{}", ::getpid());
        std::filesystem::create_directories(folder);
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::filesystem::path folder;
};

TEST_F(PlanFile, IsWrittenWholeOrNotAtAll)
{
    plan::Plan const plan = smallPlan();
    std::string const path = folder / "small.engine";
    ASSERT_TRUE(plan::toFile(plan, path).ok());
    ASSERT_TRUE(plan::toFile(plan, path).ok()) << "over an older one";
    auto const image = plan::mapFile(path);
    ASSERT_TRUE(image.ok()) << messageOf(image);
    EXPECT_TRUE(std::ranges::equal(image->bytes, plan::toBytes(plan).value()));
    EXPECT_TRUE(plan::read(*image, fakeFactory(), {}).ok());

    EXPECT_THAT(messageOf(plan::toFile(plan, folder / "no_such" / "x.engine")), HasSubstr("No such file or directory"));
    std::filesystem::create_directory(folder / "taken");
    EXPECT_THAT(messageOf(plan::toFile(plan, folder / "taken")), HasSubstr("a name that can be given to a file"));
    size_t files = 0;
    for (auto const& entry : std::filesystem::directory_iterator(folder))
    {
        files += entry.is_regular_file() ? 1 : 0;
    }
    EXPECT_EQ(files, 1U) << "something was left behind";
}

TEST_F(PlanFile, ThatCannotBeMappedIsAnError)
{
    EXPECT_THAT(messageOf(plan::mapFile(folder / "none.engine")),
        HasSubstr("expected a plan that can be read, found: No such file"));
    EXPECT_THAT(messageOf(plan::mapFile(folder)), HasSubstr("expected a plan, found a folder"));
    std::ofstream(folder / "empty.engine").flush();
    auto const image = plan::mapFile(folder / "empty.engine");
    ASSERT_TRUE(image.ok());
    EXPECT_THAT(messageOf(plan::read(*image, fakeFactory(), {})), HasSubstr("found no bytes at all"));
}

//! 5 GB of weights that are holes, in memory and on disk.
TEST_F(PlanFile, MayBeLargerThanFourGigabytes)
{
    constexpr int64_t kCount = int64_t{5} << 28;
    constexpr size_t kBytes = static_cast<size_t>(kCount) * sizeof(float);
    void* const mapped =
        ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ASSERT_NE(mapped, MAP_FAILED);
    std::shared_ptr<void const> const owner(
        mapped, [](void const* data) { ::munmap(const_cast<void*>(data), kBytes); });
    static_cast<float*>(mapped)[kCount - 1] = 42.0F;

    // A network that stands as it is: building is not what is tested here, and would run nothing on 5 GB.
    plan::Plan plan;
    Tensor& large =
        plan.network.addConstant("large", {graph::constant(kCount)}, {DataType::kFLOAT, kCount, mapped, owner});
    plan.network.markOutput(large);
    plan.profiles.emplace_back();
    plan::Overlay overlay;
    overlay.slots = {{plan::Slot::Kind::kCONSTANT, 0, DataType::kFLOAT, base::TensorFormat::kLINEAR, 0,
                         static_cast<int64_t>(kBytes)},
        {plan::Slot::Kind::kBINDING, 0, DataType::kFLOAT, base::TensorFormat::kLINEAR, 0,
            static_cast<int64_t>(kBytes)}};
    overlay.steps = {{-1, {"reformat", {{}}, {{}}, 0, 1.0}, {0}, {1}}};
    plan.overlays.push_back(overlay);

    EXPECT_GT(plan::sizeOf(plan).value(), uint64_t{5} << 30);
    std::string const path = folder / "large.engine";
    int32_t const file = ::open(path.c_str(), O_RDWR | O_CREAT, 0600);
    ASSERT_GE(file, 0);
    off_t end = 0;
    static std::vector<std::byte> const zeros(1 << 20);
    Status const status = plan::write(plan, [&](std::span<std::byte const> bytes) -> Status {
        while (!bytes.empty())
        {
            size_t const length = std::min(bytes.size(), zeros.size());
            bool const hole = std::memcmp(bytes.data(), zeros.data(), length) == 0;
            if (!hole && ::pwrite(file, bytes.data(), length, end) != static_cast<ssize_t>(length))
            {
                return base::error(base::ErrorCode::kFAILED_EXECUTION, "pwrite");
            }
            end += static_cast<off_t>(length);
            bytes = bytes.subspan(length);
        }
        return {};
    });
    ASSERT_TRUE(status.ok()) << messageOf(status);
    ASSERT_EQ(::ftruncate(file, end), 0);
    struct stat facts = {};
    ASSERT_EQ(::fstat(file, &facts), 0);
    ::close(file);
    EXPECT_EQ(static_cast<uint64_t>(facts.st_size), plan::sizeOf(plan).value());
    EXPECT_LT(facts.st_blocks * 512, 64 << 20) << "the file should be mostly holes";

    auto const image = plan::mapFile(path);
    ASSERT_TRUE(image.ok()) << messageOf(image);
    auto const read = plan::read(*image, fakeFactory(), {}, {.verifyWeights = false});
    ASSERT_TRUE(read.ok()) << messageOf(read);
    graph::ConstantData const& weights = *read->network.tensors()[0]->constant;
    EXPECT_EQ(weights.count, kCount);
    EXPECT_EQ(weights.floats()[kCount - 1], 42.0F);
    EXPECT_EQ(weights.floats()[kCount / 2], 0.0F);
}

} // namespace
} // namespace tenon::testing
