// Plans in files: written beside and renamed, mapped read-only.
#include "base/checked.h"
#include "plan/format.h"
#include "plan/reader.h"
#include "plan/writer.h"

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <new>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tenon::plan
{
namespace
{

base::Error fileError(std::string const& path, char const* expected, int32_t number)
{
    return base::error(base::ErrorCode::kINVALID_ARGUMENT, "file \"{}\": expected {}, found: {}", path, expected,
        std::strerror(number));
}

//! A file descriptor, and a name that goes away unless it is kept.
class NewFile
{
public:
    static Result<std::unique_ptr<NewFile>> beside(std::string const& path)
    {
        static std::atomic<uint64_t> counter{0};
        std::string const name = fmt::format("{}.{}.{}.tmp", path, ::getpid(), counter.fetch_add(1));
        int32_t const descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor < 0)
        {
            return fileError(path, "a place where files can be written", errno);
        }
        return std::unique_ptr<NewFile>(new NewFile(name, descriptor));
    }

    ~NewFile()
    {
        if (descriptor_ >= 0)
        {
            ::close(descriptor_);
        }
        if (!name_.empty())
        {
            ::unlink(name_.c_str());
        }
    }

    Status write(std::span<std::byte const> bytes)
    {
        while (!bytes.empty())
        {
            // One call takes at most 2 GB.
            ssize_t const written = ::write(descriptor_, bytes.data(), std::min<size_t>(bytes.size(), size_t{1} << 30));
            if (written < 0 && errno != EINTR)
            {
                return fileError(name_, "room to write", errno);
            }
            bytes = bytes.subspan(written < 0 ? 0 : static_cast<size_t>(written));
        }
        return {};
    }

    Status moveTo(std::string const& path)
    {
        if (::fsync(descriptor_) != 0)
        {
            return fileError(path, "the data to reach the disk", errno);
        }
        int32_t const descriptor = descriptor_;
        descriptor_ = -1;
        if (::close(descriptor) != 0)
        {
            return fileError(path, "the file to close", errno);
        }
        if (::rename(name_.c_str(), path.c_str()) != 0)
        {
            return fileError(path, "a name that can be given to a file", errno);
        }
        name_.clear();
        return {};
    }

private:
    NewFile(std::string name, int32_t descriptor)
        : name_(std::move(name))
        , descriptor_(descriptor)
    {
    }

    std::string name_;
    int32_t descriptor_;
};

} // namespace

Status toFile(Plan const& plan, std::string const& path)
{
    TENON_ASSIGN(auto const file, NewFile::beside(path));
    TENON_CHECK(write(plan, [&](std::span<std::byte const> bytes) { return file->write(bytes); }));
    return file->moveTo(path);
}

Result<Image> mapFile(std::string const& path)
{
    int32_t const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
    {
        return fileError(path, "a plan that can be read", errno);
    }
    struct stat facts = {};
    bool const known = ::fstat(descriptor, &facts) == 0;
    if (!known || !S_ISREG(facts.st_mode))
    {
        ::close(descriptor);
        return base::invalidArgument(
            "file \"{}\": expected a plan, found {}", path, S_ISDIR(facts.st_mode) ? "a folder" : "no regular file");
    }
    size_t const bytes = static_cast<size_t>(facts.st_size);
    if (bytes == 0)
    {
        ::close(descriptor);
        return Image{};
    }
    void* const data = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, descriptor, 0);
    int32_t const number = errno;
    ::close(descriptor);
    if (data == MAP_FAILED)
    {
        return fileError(path, "a file that can be mapped", number);
    }
    std::shared_ptr<void const> owner(
        data, [bytes](void const* mapped) { ::munmap(const_cast<void*>(mapped), bytes); });
    return Image{{static_cast<std::byte const*>(data), bytes}, std::move(owner)};
}

Result<Image> copyOf(std::span<std::byte const> bytes)
{
    size_t const rounded = base::alignUp<size_t>(std::max<size_t>(bytes.size(), 1), kWeightsSectionAlignment);
    void* const data = std::aligned_alloc(kWeightsSectionAlignment, rounded);
    if (data == nullptr)
    {
        return base::error(base::ErrorCode::kFAILED_ALLOCATION,
            "plan: expected {} bytes of memory for a copy, found fewer free", bytes.size());
    }
    if (!bytes.empty())
    {
        std::memcpy(data, bytes.data(), bytes.size());
    }
    std::shared_ptr<void const> owner(data, [](void const* copied) { std::free(const_cast<void*>(copied)); });
    return Image{{static_cast<std::byte const*>(data), bytes.size()}, std::move(owner)};
}

} // namespace tenon::plan
