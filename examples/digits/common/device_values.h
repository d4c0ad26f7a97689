// The values of one input and one output where the engine runs, and the way there and back.
#pragma once

#include <tenon/device_memory.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace digits
{

struct DeviceValues
{
    DeviceValues(nvinfer1::ICudaEngine const& engine, std::vector<float> const& in, std::vector<float> const& out)
        : input(engine, in.size() * sizeof(float))
        , output(engine, out.size() * sizeof(float))
    {
        expect(input.data() != nullptr && output.data() != nullptr, "allocating memory on the device");
    }

    // Takes 'in' and 'out' to the device, infers, and brings 'out' back. What 'out' held before shows where nothing was written.
    template <typename Infer>
    void through(std::vector<float> const& in, std::vector<float>& out, Infer infer)
    {
        expect(input.copyFrom(in.data()) && output.copyFrom(out.data()), "copying to the device");
        infer();
        expect(output.copyTo(out.data()), "copying from the device");
    }

    static void expect(bool succeeded, char const* what)
    {
        if (!succeeded)
        {
            throw std::runtime_error(std::string(what) + " failed; the reason is in the log above");
        }
    }

    tenon::DeviceMemory input, output;
};

} // namespace digits
