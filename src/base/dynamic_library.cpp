#include "base/dynamic_library.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <system_error>
#include <utility>

namespace tenon::base
{
namespace
{

#if defined(__x86_64__)
constexpr uint16_t kThisMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr uint16_t kThisMachine = EM_AARCH64;
#else
constexpr uint16_t kThisMachine = EM_NONE;
#endif

//! The largest section of names or notes that is read: real ones have a few KiB.
constexpr uint64_t kMaxSectionBytes = 64 << 20;

//! Reads pieces of a file whose offsets cannot be trusted.
class ElfFile
{
public:
    explicit ElfFile(std::string const& path)
        : stream_(path, std::ios::binary)
    {
        std::error_code failure;
        size_ = std::filesystem::file_size(path, failure);
        good_ = stream_.good() && !failure;
    }

    bool good() const { return good_; }
    uint64_t size() const { return size_; }

    bool read(uint64_t offset, void* destination, uint64_t bytes)
    {
        if (offset > size_ || bytes > size_ - offset)
        {
            return false;
        }
        stream_.seekg(static_cast<std::streamoff>(offset));
        stream_.read(static_cast<char*>(destination), static_cast<std::streamsize>(bytes));
        return stream_.good();
    }

    bool readHeader(Elf64_Ehdr& header)
    {
        return read(0, &header, sizeof header) && std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0
            && header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == ELFDATA2LSB;
    }

    std::vector<char> readSection(Elf64_Shdr const& section)
    {
        if (section.sh_type == SHT_NOBITS || section.sh_size > kMaxSectionBytes)
        {
            return {};
        }
        std::vector<char> bytes(section.sh_size);
        return read(section.sh_offset, bytes.data(), bytes.size()) ? bytes : std::vector<char>{};
    }

private:
    std::ifstream stream_;
    uint64_t size_{0};
    bool good_{false};
};

std::string buildIdOf(std::span<char const> notes)
{
    size_t at = 0;
    while (notes.size() - at >= sizeof(Elf64_Nhdr))
    {
        Elf64_Nhdr note;
        std::memcpy(&note, notes.data() + at, sizeof note);
        at += sizeof note;
        size_t const nameBytes = (static_cast<size_t>(note.n_namesz) + 3) & ~size_t{3};
        size_t const descBytes = (static_cast<size_t>(note.n_descsz) + 3) & ~size_t{3};
        if (nameBytes > notes.size() - at || descBytes > notes.size() - at - nameBytes)
        {
            break;
        }
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(notes.data() + at, "GNU", 4) == 0)
        {
            std::string hex;
            for (size_t i = 0; i < note.n_descsz; ++i)
            {
                hex += fmt::format("{:02x}", static_cast<unsigned char>(notes[at + nameBytes + i]));
            }
            return hex;
        }
        at += nameBytes + descBytes;
    }
    return {};
}

std::string nameAt(std::span<char const> names, size_t offset)
{
    if (offset >= names.size())
    {
        return {};
    }
    char const* const begin = names.data() + offset;
    return std::string(begin, strnlen(begin, names.size() - offset));
}

std::vector<std::string> neededOf(std::vector<char> const& dynamic, std::vector<char> const& names)
{
    std::vector<std::string> needed;
    for (size_t at = 0; at + sizeof(Elf64_Dyn) <= dynamic.size(); at += sizeof(Elf64_Dyn))
    {
        Elf64_Dyn entry;
        std::memcpy(&entry, dynamic.data() + at, sizeof entry);
        if (entry.d_tag == DT_NEEDED)
        {
            needed.push_back(nameAt(names, entry.d_un.d_val));
        }
    }
    return needed;
}

//! Bytes that the file must have for the loader: what it maps beyond the end would end the process, not the call. 0 where that cannot be told.
uint64_t leastBytesOf(ElfFile& file)
{
    Elf64_Ehdr header{};
    if (!file.good() || !file.readHeader(header) || header.e_phentsize != sizeof(Elf64_Phdr))
    {
        return 0;
    }
    uint64_t least = header.e_phoff + uint64_t{header.e_phnum} * sizeof(Elf64_Phdr);
    std::vector<Elf64_Phdr> segments(header.e_phnum);
    if (!file.read(header.e_phoff, segments.data(), segments.size() * sizeof(Elf64_Phdr)))
    {
        return least;
    }
    for (Elf64_Phdr const& segment : segments)
    {
        uint64_t end = 0;
        if (segment.p_type == PT_LOAD && segment.p_filesz != 0)
        {
            least =
                std::max(least, __builtin_add_overflow(segment.p_offset, segment.p_filesz, &end) ? UINT64_MAX : end);
        }
    }
    return least;
}

//! What is wrong with a file that the loader refused, found by looking at it; empty if nothing is.
std::string faultOfFile(std::string const& path)
{
    std::error_code failure;
    if (!std::filesystem::exists(path, failure))
    {
        return "found no such file";
    }
    if (std::filesystem::is_directory(path, failure))
    {
        return "found a folder";
    }
    ElfFile file(path);
    Elf64_Ehdr header{};
    if (!file.good())
    {
        return "found a file that cannot be read";
    }
    if (!file.readHeader(header))
    {
        return "found a file that is no 64-bit ELF library";
    }
    if (header.e_machine != kThisMachine)
    {
        return fmt::format("found one for another machine (ELF machine {})", header.e_machine);
    }
    return {};
}

std::string remedyFor(std::string_view loaderText)
{
    if (loaderText.find("undefined symbol") != std::string_view::npos)
    {
        return "link the library that defines the symbol to it";
    }
    if (loaderText.find("cannot open shared object") != std::string_view::npos)
    {
        return "put the missing library beside it, on its run path or on LD_LIBRARY_PATH";
    }
    return "see `ldd` on the file";
}

} // namespace

bool ElfFacts::hasSection(std::string_view name) const
{
    return std::find(sections.begin(), sections.end(), name) != sections.end();
}

Result<ElfFacts> readElf(std::string const& path)
{
    ElfFile file(path);
    Elf64_Ehdr header{};
    if (!file.good() || !file.readHeader(header))
    {
        return invalidArgument("\"{}\": expected a 64-bit ELF file, found none", path);
    }
    ElfFacts facts;
    if (header.e_shnum == 0 || header.e_shentsize != sizeof(Elf64_Shdr))
    {
        return facts; // its section table was stripped
    }
    std::vector<Elf64_Shdr> sections(header.e_shnum);
    if (!file.read(header.e_shoff, sections.data(), sections.size() * sizeof(Elf64_Shdr))
        || header.e_shstrndx >= sections.size())
    {
        return invalidArgument(
            "\"{}\": expected a section table inside the file, found one past its end; the file is damaged", path);
    }
    std::vector<char> const names = file.readSection(sections[header.e_shstrndx]);
    for (Elf64_Shdr const& section : sections)
    {
        facts.sections.push_back(nameAt(names, section.sh_name));
        if (section.sh_type == SHT_NOTE && facts.buildId.empty())
        {
            facts.buildId = buildIdOf(file.readSection(section));
        }
        if (section.sh_type == SHT_DYNAMIC && section.sh_link < sections.size())
        {
            facts.needed = neededOf(file.readSection(section), file.readSection(sections[section.sh_link]));
        }
    }
    return facts;
}

std::string loadedLibrary(std::string const& name)
{
    void* const handle = dlopen(name.c_str(), RTLD_LAZY | RTLD_NOLOAD);
    if (handle == nullptr)
    {
        dlerror();
        return {};
    }
    link_map* map = nullptr;
    std::string const path =
        dlinfo(handle, RTLD_DI_LINKMAP, &map) == 0 && map != nullptr && map->l_name != nullptr ? map->l_name : "";
    dlclose(handle); // only the count: it stays loaded
    return path;
}

std::string libraryOf(void const* address)
{
    Dl_info info{};
    if (dladdr(address, &info) == 0 || info.dli_fname == nullptr)
    {
        return {};
    }
    std::error_code failure;
    std::string const path = std::filesystem::canonical(info.dli_fname, failure).string();
    if (!failure)
    {
        return path;
    }
    // A library whose file is gone, or lies in memory, keeps the name that it was loaded by.
    if (info.dli_fname[0] == '/')
    {
        return info.dli_fname;
    }
    // The loader knows the program by the name it was called by, which need not be a path.
    std::string const program = std::filesystem::canonical("/proc/self/exe", failure).string();
    return failure ? std::string(info.dli_fname) : program;
}

Result<DynamicLibrary> DynamicLibrary::open(std::string const& path)
{
    if (path.find('/') != std::string::npos)
    {
        ElfFile file(path);
        if (uint64_t const least = leastBytesOf(file); file.good() && file.size() < least)
        {
            return invalidArgument(
                "library \"{}\": expected a shared library of at least {} bytes, as its segments say, found {}; the file is truncated",
                path, least, file.size());
        }
    }
    dlerror();
    void* const handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr)
    {
        char const* const text = dlerror();
        std::string const loader = text != nullptr ? text : "no reason given";
        // A name without a slash is searched for by the loader: there is no file to look at.
        std::string const fault = path.find('/') == std::string::npos ? "" : faultOfFile(path);
        if (!fault.empty())
        {
            return invalidArgument("library \"{}\": expected a shared library, {} (loader: {})", path, fault, loader);
        }
        return invalidArgument(
            "library \"{}\": expected that it loads, the loader says: {}; {}", path, loader, remedyFor(loader));
    }
    link_map* map = nullptr;
    dlinfo(handle, RTLD_DI_LINKMAP, &map);
    std::error_code failure;
    std::string resolved = map != nullptr ? std::filesystem::canonical(map->l_name, failure).string() : std::string();
    return DynamicLibrary(handle, failure || resolved.empty() ? path : resolved);
}

DynamicLibrary::DynamicLibrary(void* handle, std::string path)
    : handle_(handle)
    , path_(std::move(path))
{
}

DynamicLibrary::DynamicLibrary(DynamicLibrary&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr))
    , path_(std::move(other.path_))
{
}

DynamicLibrary& DynamicLibrary::operator=(DynamicLibrary&& other) noexcept
{
    std::swap(handle_, other.handle_);
    std::swap(path_, other.path_);
    return *this;
}

namespace
{
thread_local bool unloading{false};
} // namespace

bool DynamicLibrary::isUnloading()
{
    return unloading;
}

DynamicLibrary::~DynamicLibrary()
{
    if (handle_ != nullptr)
    {
        bool const inAnother = std::exchange(unloading, true);
        dlclose(handle_);
        unloading = inAnother;
    }
}

void* DynamicLibrary::ownSymbol(char const* name) const
{
    void* const symbol = dlsym(handle_, name);
    return symbol != nullptr && libraryOf(symbol) == path_ ? symbol : nullptr;
}

} // namespace tenon::base
