// What the recording plugins write: one line a call, in the file that TENON_LIFE_LOG names.
#pragma once

#include <NvInfer.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace life
{

inline void write(std::string const& line)
{
    char const* const path = std::getenv("TENON_LIFE_LOG");
    if (path == nullptr)
    {
        return;
    }
    if (std::FILE* const file = std::fopen(path, "a"))
    {
        std::fprintf(file, "%s\n", line.c_str());
        std::fclose(file);
    }
}

//! Objects are numbered in the order in which they come to be in a process.
inline int nextNumber()
{
    static int last = 0;
    return ++last;
}

inline std::string text(nvinfer1::Dims const& dims)
{
    std::string all;
    for (int i = 0; i < dims.nbDims; ++i)
    {
        all += (i == 0 ? "" : "x") + std::to_string(dims.d[i]);
    }
    return dims.nbDims == 0 ? "scalar" : all;
}

inline std::string text(nvinfer1::DataType type)
{
    return type == nvinfer1::DataType::kFLOAT ? "fp32" : type == nvinfer1::DataType::kHALF ? "fp16" : "another type";
}

inline std::string text(nvinfer1::PluginTensorDesc const& desc)
{
    return text(desc.type) + " " + text(desc.dims);
}

inline std::string text(nvinfer1::DynamicPluginTensorDesc const& desc)
{
    return text(desc.desc) + " (" + text(desc.min) + " to " + text(desc.max) + ")";
}

template <typename T>
std::string list(T const* items, int count)
{
    std::string all;
    for (int i = 0; i < count; ++i)
    {
        all += (i == 0 ? "" : ", ") + text(items[i]);
    }
    return all;
}

//! "no, yes": whether each tensor is the same for all of a batch.
inline std::string flags(bool const* shared, int count)
{
    std::string all;
    for (int i = 0; i < count; ++i)
    {
        all += std::string(i == 0 ? "" : " ") + (shared[i] ? "yes" : "no");
    }
    return all;
}

inline std::size_t volume(nvinfer1::Dims const& dims)
{
    std::size_t product = 1;
    for (int i = 0; i < dims.nbDims; ++i)
    {
        product *= static_cast<std::size_t>(dims.d[i]);
    }
    return product;
}

//! y = 2 · x in fp32, and in fp16 of numbers whose double is exact: one more in the exponent, nothing for zero.
inline void doubleAll(nvinfer1::DataType type, std::size_t count, void const* input, void* output)
{
    for (std::size_t i = 0; i < count; ++i)
    {
        if (type == nvinfer1::DataType::kFLOAT)
        {
            static_cast<float*>(output)[i] = 2.0F * static_cast<float const*>(input)[i];
            continue;
        }
        unsigned short const half = static_cast<unsigned short const*>(input)[i];
        static_cast<unsigned short*>(output)[i] =
            static_cast<unsigned short>((half & 0x7FFF) == 0 ? half : half + 0x400);
    }
}

//! One object: what it says goes under its number.
class Recorded
{
public:
    //! `born` tells how: "createPlugin", "clone of #1".
    explicit Recorded(std::string const& born)
        : number_(nextNumber())
    {
        say("is born: " + born);
    }
    ~Recorded() { say("ends"); }
    void say(std::string const& what) const { write("#" + std::to_string(number_) + " " + what); }
    std::string cloneText() const { return "clone of #" + std::to_string(number_); }
    int number() const { return number_; }

private:
    int number_;
};

} // namespace life
