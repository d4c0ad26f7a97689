#include "plugin_check/library_words.h"

#include <cctype>
#include <cstring>
#include <fstream>
#include <set>

#include <elf.h>

namespace tenon::plugin_check
{
namespace
{

std::string readOnlyData(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string const all((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (all.size() < sizeof(Elf64_Ehdr) || std::memcmp(all.data(), ELFMAG, SELFMAG) != 0)
    {
        return {};
    }
    Elf64_Ehdr header;
    std::memcpy(&header, all.data(), sizeof header);
    auto const section = [&](size_t index) {
        Elf64_Shdr one{};
        size_t const place = header.e_shoff + index * sizeof one;
        if (place + sizeof one <= all.size())
        {
            std::memcpy(&one, all.data() + place, sizeof one);
        }
        return one;
    };
    Elf64_Shdr const names = section(header.e_shstrndx);
    std::string data;
    for (size_t i = 0; i < header.e_shnum; ++i)
    {
        Elf64_Shdr const one = section(i);
        size_t const name = names.sh_offset + one.sh_name;
        bool const inside =
            name < all.size() && one.sh_offset <= all.size() && one.sh_size <= all.size() - one.sh_offset;
        if (inside && one.sh_type == SHT_PROGBITS && std::strcmp(all.c_str() + name, ".rodata") == 0)
        {
            data += all.substr(one.sh_offset, one.sh_size);
            data += '\0';
        }
    }
    return data;
}

} // namespace

std::vector<std::string> libraryWords(std::string const& path)
{
    std::string const data = readOnlyData(path);
    std::set<std::string> words;
    size_t begin = 0;
    while (begin < data.size() && words.size() < 1500)
    {
        size_t const end = data.find('\0', begin);
        if (end == std::string::npos)
        {
            break;
        }
        size_t const length = end - begin;
        bool word = length >= 2 && length <= 40
            && (std::isalpha(static_cast<unsigned char>(data[begin])) != 0 || data[begin] == '_');
        for (size_t i = begin; word && i < end; ++i)
        {
            word = std::isalnum(static_cast<unsigned char>(data[i])) != 0 || data[i] == '_' || data[i] == '.';
        }
        if (word)
        {
            words.insert(data.substr(begin, length));
        }
        begin = end + 1;
    }
    return {words.begin(), words.end()};
}

} // namespace tenon::plugin_check
