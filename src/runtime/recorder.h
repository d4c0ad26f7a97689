// Inferences recorded and launched as one (CUDA graphs): split around steps that cannot be recorded, recorded again when shapes or addresses change.
//
// To record steps and to bring a graph up to date takes less time on the host than to launch their kernels one by one: an inference at addresses that never
// come again is worth it, too.
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

    //! What an inference is recorded for: the version of the shapes, then all addresses, and where holdsMemory() says so their allocations.
    using Key = std::vector<uintptr_t>;

    //! Launches the recording for `key`, which is made first where there is none. The first inference, and the first after forgetAll(), runs as it is, which
    //! loads what its kernels need.
    Status run(Key const& key, devices::StreamHandle stream);

    //! Parts of the latest recording: launches, and stretches that are not recorded.
    size_t parts() const { return latestParts_; }
    //! See RecordedWork: of some recording so far.
    bool holdsMemory() const { return holdsMemory_; }
    //! When shapes or kernels change. The work of one recording is kept, to be brought up to date.
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
        bool cameBack{false}; //!< its key did
    };

    Status launch(Recorded& recorded, devices::StreamHandle stream);
    bool missedBefore(Key const& key);
    //! Parts that a new recording can be made of; none if it must be made from nothing.
    std::vector<Part> takeOldParts();
    //! Records the same steps as before, which are not watched; false where that failed: then the parts serve no more.
    bool recordAgain(std::vector<Part>& parts);
    Result<std::vector<Part>> recordAll();
    Status recordPart(size_t first, std::vector<Part>& parts);
    //! Records steps into `part` until one refuses or the end; `refusal` names the step.
    struct Refusal
    {
        size_t step;
        std::string why;
    };
    Result<std::optional<Refusal>> tryRecording(
        size_t first, size_t end, devices::RecordingRules rules, std::unique_ptr<devices::RecordedWork>* work);
    std::optional<std::string> faultOf(size_t step, devices::StreamHandle stream, size_t& recorded);
    void refuse(Refusal const& refusal);

    devices::Device& device_;
    RecordableSteps steps_;
    base::Log log_;
    std::vector<char> refused_;        //!< by step
    std::vector<Recorded> recordings_; //!< the latest used last
    std::vector<Part> spare_;
    std::vector<Key> missed_; //!< the latest last
    bool isFirst_{true};
    bool holdsMemory_{false};
    size_t latestParts_{0};
};

} // namespace tenon::runtime
