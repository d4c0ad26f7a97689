// Memory of a tensor or workspace between guards, on the device that the plugin is called for.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace tenon::plugin_check
{

enum class Placement
{
    kLOOSE, //!< 64 KiB around it that may be touched, and are looked at afterwards: small slips do not crash
    kEND,   //!< ends at a forbidden page, up to the alignment of 256 bytes
    kBEGIN, //!< begins right behind one
};

//! Aligned to 256 bytes, as the interface promises. What lies between the bytes and the guards is filled with a pattern and looked at.
class Block
{
public:
    virtual ~Block() = default;
    virtual void* data() const = 0;
    virtual size_t bytes() const = 0;
    virtual void write(void const* from) = 0;
    virtual void fill(unsigned char value) = 0;
    virtual void read(void* into) const = 0;
    //! "byte 3 past the end of output 0 (96 bytes)" where somebody wrote outside; empty: nobody did.
    virtual std::string violation() const = 0;

    std::vector<std::byte> content() const
    {
        std::vector<std::byte> all(bytes());
        if (!all.empty())
        {
            read(all.data());
        }
        return all;
    }
};

//! `slack`: what the bytes around are filled with.
std::unique_ptr<Block> makeBlock(size_t bytes, Placement placement, unsigned char slack, char const* name);

} // namespace tenon::plugin_check
