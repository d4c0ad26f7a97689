// Inferences recorded and launched as one (CUDA graphs): split around steps that cannot be recorded, made anew when shapes or addresses
// change.
#pragma once

#include "base/log.h"
#include "devices/device.h"

#include <functional>
#include <optional>
#include <vector>

namespace tenon::runtime
{

using base::Result;
using base::Status;

//! The steps that a recorder deals with, by number.
struct RecordableSteps
{
    size_t count{0};
    //! Enqueues one step, or all from `first` up to `end`.
    std::function<Status(size_t first, size_t end, devices::StreamHandle stream)> run;
    std::function<std::string(size_t step)> label;
    //! Steps of other people's code: what they enqueue is watched.
    std::function<bool(size_t step)> isForeign;
    //! Steps that are known not to bear recording; they are not tried.
    std::function<bool(size_t step)> isExcluded;
};

//! One context's recordings. One thread at a time.
class Recorder
{
public:
    Recorder(devices::Device& device, RecordableSteps steps, base::Log log);

    //! What an inference is recorded for: the version of the shapes, then all addresses.
    using Key = std::vector<uintptr_t>;

    //! Launches the recording for `key`. One is made when a key comes the second time in a row: the first inference runs as it is, which
    //! also loads what its kernels need.
    Status run(Key const& key, devices::StreamHandle stream);

    //! Parts of the latest recording: launches, and stretches that are not recorded.
    size_t parts() const { return latestParts_; }
    void forgetAll();

private:
    struct Part
    {
        size_t first, end;
        std::unique_ptr<devices::RecordedWork> work; //!< null: run as they are
    };
    struct Recorded
    {
        Key key;
        std::vector<Part> parts;
    };

    Status launch(Recorded& recorded, devices::StreamHandle stream);
    Result<Recorded> record(Key const& key);
    Status recordPart(size_t first, Recorded& recorded);
    //! Records steps into `part` until one refuses or the end; `refusal` names the step.
    struct Refusal
    {
        size_t step;
        std::string why;
    };
    Result<std::optional<Refusal>> tryRecording(
        size_t first, size_t end, bool allowAllocation, std::unique_ptr<devices::RecordedWork>* work);
    std::optional<std::string> faultOf(size_t step, devices::StreamHandle stream, size_t& recorded);
    void refuse(Refusal const& refusal);

    devices::Device& device_;
    RecordableSteps steps_;
    base::Log log_;
    std::vector<char> refused_;        //!< by step
    std::vector<Recorded> recordings_; //!< the latest used last
    Key lastMissed_;
    size_t latestParts_{0};
};

} // namespace tenon::runtime
