#include "plugin_host/object_memory.h"

#include <gmock/gmock.h>

#include <memory>

#include <sys/mman.h>

namespace tenon::plugin_host
{
namespace
{

struct First
{
    virtual ~First() = default;
    int64_t one{1};
};
struct Second
{
    virtual ~Second() = default;
    int64_t two{2};
};
struct Whole : First, Second
{
    float* table{nullptr};
    int64_t flag{0};
};

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(ObjectMemory, IsThatOfTheWholeObjectFromAnyOfItsBases)
{
    std::unique_ptr<Whole> const object(new Whole);
    auto const words = wordsOf(static_cast<First*>(object.get()));
    ASSERT_GE(words.size(), sizeof(Whole) / 8);
    EXPECT_EQ(words[1], 1U);
    EXPECT_EQ(wordsOf(static_cast<Second*>(object.get())), words);
}

TEST(ObjectMemory, TellsAddressesThatWereSet)
{
    std::unique_ptr<Whole> const object(new Whole);
    float number = 0.0F;
    auto const before = wordsOf(static_cast<First*>(object.get()));
    object->table = &number;
    object->flag = 1; // no address
    auto const now = wordsOf(static_cast<First*>(object.get()));
    auto const place =
        static_cast<size_t>(reinterpret_cast<char*>(&object->table) - reinterpret_cast<char*>(object.get())) / 8;
    EXPECT_THAT(addressesSet(before, now), ::testing::ElementsAre(place));
    object->table = reinterpret_cast<float*>(0x123456000); // nothing is there
    EXPECT_THAT(addressesSet(before, wordsOf(static_cast<First*>(object.get()))), ::testing::IsEmpty());
}
#endif

TEST(ObjectMemory, NothingIsToldOfWhatLiesElsewhere)
{
    // An object alone on a page: nothing is mapped before it.
    void* const pages = mmap(nullptr, 3 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(pages, MAP_FAILED);
    char* const middle = static_cast<char*>(pages) + 4096;
    ASSERT_EQ(mprotect(middle, 4096, PROT_READ | PROT_WRITE), 0);
    auto* const object = new (middle) Whole;
    EXPECT_THAT(wordsOf(static_cast<First*>(object)), ::testing::IsEmpty());
    munmap(pages, 3 * 4096);
    EXPECT_THAT(addressesSet({}, {0x1000000}), ::testing::IsEmpty());
}

} // namespace
} // namespace tenon::plugin_host
