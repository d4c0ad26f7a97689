#include "base/dynamic_library.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <vector>

namespace tenon::base
{
namespace
{

using ::testing::HasSubstr;

std::string thisProgram()
{
    return std::filesystem::canonical("/proc/self/exe").string();
}

TEST(Elf, ReadsSectionsAndBuildId)
{
    auto const facts = readElf(thisProgram());
    ASSERT_TRUE(facts.ok());
    EXPECT_TRUE(facts->hasSection(".text"));
    EXPECT_FALSE(facts->hasSection(".nv_fatbin"));
    EXPECT_THAT(facts->buildId, ::testing::MatchesRegex("([0-9a-f][0-9a-f])+"));
}

TEST(Elf, TrustsNoOffset)
{
    std::ifstream file(thisProgram(), std::ios::binary);
    std::vector<char> bytes(std::istreambuf_iterator<char>(file), {});
    std::string const path = std::filesystem::temp_directory_path() / "tenon_damaged.elf";
    auto const write = [&](std::vector<char> const& content) {
        std::ofstream(path, std::ios::binary | std::ios::trunc)
            .write(content.data(), static_cast<std::streamsize>(content.size()));
    };
    write({bytes.begin(), bytes.begin() + 100});
    auto const truncated = readElf(path);
    ASSERT_FALSE(truncated.ok());
    EXPECT_THAT(
        truncated.error().message, HasSubstr("expected a section table inside the file, found one past its end"));
    std::vector<char> wild = bytes;
    std::fill(wild.begin() + 40, wild.begin() + 48, '\x7f'); // the section table's offset
    write(wild);
    EXPECT_FALSE(readElf(path).ok());
    wild = bytes;
    wild[62] = wild[63] = '\xff'; // which section holds the names
    write(wild);
    EXPECT_FALSE(readElf(path).ok());
    write({'h', 'e', 'l', 'l', 'o'});
    auto const text = readElf(path);
    ASSERT_FALSE(text.ok());
    EXPECT_THAT(text.error().message, HasSubstr("expected a 64-bit ELF file, found none"));
    std::filesystem::remove(path);
}

TEST(DynamicLibrary, FindsTheLibraryOfAnAddress)
{
    static int const here = 0;
    EXPECT_EQ(libraryOf(&here), thisProgram());
    EXPECT_EQ(libraryOf(nullptr), "");
}

TEST(DynamicLibrary, FindsOwnSymbolsOnly)
{
    auto library = DynamicLibrary::open("libm.so.6");
    ASSERT_TRUE(library.ok());
    EXPECT_NE(library->ownSymbol("cos"), nullptr);
    EXPECT_EQ(library->ownSymbol("printf"), nullptr) << "its dependency, libc, has that one";
    EXPECT_EQ(library->path().front(), '/');
}

} // namespace
} // namespace tenon::base
