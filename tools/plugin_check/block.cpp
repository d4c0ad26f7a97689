#include "plugin_check/block.h"

#include "plugin_check/call.h"
#include "plugin_check/gpu.h"
#include "plugin_check/isolation.h"

#include <cstdio>
#include <cstring>
#include <new>

#include <sys/mman.h>

namespace tenon::plugin_check
{
namespace
{

constexpr size_t kPage = 4096;
constexpr size_t kAlignment = 256;

std::string outside(
    std::vector<unsigned char> const& around, size_t begin, size_t end, unsigned char slack, std::string const& name)
{
    for (size_t i = 0; i < around.size(); ++i)
    {
        if ((i < begin || i >= end) && around[i] != slack)
        {
            return i < begin
                ? fmt::format("{} bytes before the beginning of {}", begin - i, name)
                : fmt::format("byte {} past the end of {}, which has {} bytes", i - end, name, end - begin);
        }
    }
    return {};
}

class HostBlock final : public Block
{
public:
    HostBlock(size_t bytes, Placement placement, unsigned char slack, char const* name)
        : bytes_(bytes)
        , slack_(slack)
        , name_(name)
    {
        inside_ = (bytes + kPage - 1) / kPage * kPage;
        inside_ = inside_ == 0 ? kPage : inside_;
        inside_ += placement == Placement::kLOOSE ? 2 * kLoose : 0;
        mapped_ = inside_ + 2 * kGuard;
        void* const mapping = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (mapping == MAP_FAILED)
        {
            throw std::bad_alloc();
        }
        mapping_ = static_cast<char*>(mapping);
        begin_ = mapping_ + kGuard;
        mprotect(begin_, inside_, PROT_READ | PROT_WRITE);
        std::memset(begin_, slack, inside_);
        data_ = placement == Placement::kBEGIN ? begin_
                                               : begin_ + inside_ - (bytes + kAlignment - 1) / kAlignment * kAlignment;
        data_ = bytes == 0 ? begin_ : data_;
        data_ = placement == Placement::kLOOSE ? begin_ + kLoose : data_;
        NamedRegion region{mapping_, data_, data_ + bytes, mapping_ + mapped_, {}};
        snprintf(region.name, sizeof region.name, "%s", name);
        region_ = nameRegion(region);
    }
    ~HostBlock() override
    {
        forgetRegion(region_);
        munmap(mapping_, mapped_);
    }
    void* data() const override { return data_; }
    size_t bytes() const override { return bytes_; }
    void write(void const* from) override
    {
        if (bytes_ != 0)
        {
            std::memcpy(data_, from, bytes_);
        }
    }
    void fill(unsigned char value) override { std::memset(data_, value, bytes_); }
    void read(void* into) const override { std::memcpy(into, data_, bytes_); }
    std::string violation() const override
    {
        std::vector<unsigned char> around(inside_);
        std::memcpy(around.data(), begin_, inside_);
        auto const offset = static_cast<size_t>(data_ - begin_);
        return outside(around, offset, offset + bytes_, slack_, name_);
    }

private:
    //! Wide, so that an index that is off by a whole plane is caught too.
    static constexpr size_t kGuard = size_t{1} << 20;
    static constexpr size_t kLoose = size_t{64} << 10;

    size_t bytes_;
    unsigned char slack_;
    std::string name_;
    char* mapping_{nullptr};
    size_t mapped_{0};
    char* begin_{nullptr};
    size_t inside_{0};
    char* data_{nullptr};
    int32_t region_{-1};
};

class GpuBlock final : public Block
{
public:
    GpuBlock(size_t bytes, unsigned char slack, char const* name)
        : bytes_(bytes)
        , slack_(slack)
        , name_(name)
        , inside_(kZone + (bytes + kAlignment - 1) / kAlignment * kAlignment + kZone)
        , begin_(static_cast<char*>(gpu().allocate(inside_)))
    {
        gpu().fill(begin_, slack, inside_);
    }
    ~GpuBlock() override { gpu().release(begin_); }
    void* data() const override { return begin_ + kZone; }
    size_t bytes() const override { return bytes_; }
    void write(void const* from) override { gpu().copy(data(), from, bytes_); }
    void fill(unsigned char value) override { gpu().fill(data(), value, bytes_); }
    void read(void* into) const override { gpu().copy(into, data(), bytes_); }
    std::string violation() const override
    {
        std::vector<unsigned char> around(inside_);
        gpu().copy(around.data(), begin_, inside_);
        return outside(around, kZone, kZone + bytes_, slack_, name_);
    }

private:
    static constexpr size_t kZone = size_t{64} << 10;

    size_t bytes_;
    unsigned char slack_;
    std::string name_;
    size_t inside_;
    char* begin_;
};

} // namespace

std::unique_ptr<Block> makeBlock(size_t bytes, Placement placement, unsigned char slack, char const* name)
{
    if (callDevice() != "cpu")
    {
        return std::make_unique<GpuBlock>(bytes, slack, name);
    }
    return std::make_unique<HostBlock>(bytes, placement, slack, name);
}

} // namespace tenon::plugin_check
