// OverflowCheck: finds where values pass what fp16 can hold, 65504 in magnitude, and names the layer that began it.
#pragma once

#include "base/log.h"
#include "devices/device.h"
#include "graph/kernel.h"

#include <set>
#include <string>

namespace tenon::runtime
{

//! One step's tensor after it ran.
struct CheckedTensor
{
    std::string name;
    graph::TensorDesc desc;
    void const* data{nullptr}; //!< on the device
};

//! A value past the end of fp16 is stored as infinity. What begins it is a step with an infinite fp16 output and finite inputs; steps behind
//! it, which only pass it on, are not named. One thread.
class OverflowCheck
{
public:
    //! Which inferences of a context are looked at.
    enum class Mode
    {
        kOFF,
        kFIRST, //!< the first one: the default on the CPU, where looking costs one pass over the tensors
        kALL,
    };
    //! TENON_CHECK_OVERFLOW: off, first, all; where it is not set, kFIRST on the CPU and kOFF elsewhere (looking waits for the device).
    static base::Result<Mode> modeFromEnvironment(devices::Device const& device);

    OverflowCheck(devices::Device& device, base::Log const& log)
        : device_(device)
        , log_(log)
    {
    }

    //! Looks at a step that has run; the stream is synchronized. Warns once for each tensor.
    base::Status inspect(std::string const& stepLabel, std::vector<CheckedTensor> const& inputs,
        std::vector<CheckedTensor> const& outputs);
    //! Tensors that overflowed so far.
    size_t found() const { return warned_.size(); }

private:
    struct Infinite
    {
        int64_t count{0};
        int64_t first{-1};
    };
    base::Result<Infinite> infinitiesIn(CheckedTensor const& tensor);

    devices::Device& device_;
    base::Log log_;
    std::set<std::string> warned_;
    std::vector<std::byte> copy_;
};

} // namespace tenon::runtime
