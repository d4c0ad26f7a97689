// Recording on a device that records calls instead of work: what is launched, what runs outside, and what is said of it.
#include "runtime/recorder.h"

#include "plugin_host/testing/recording_logger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenon::runtime
{
namespace
{

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

//! What a step does to a recording.
enum class Step
{
    kPLAIN,
    kWAITS,     //!< spoils it
    kALLOCATES, //!< spoils it unless allocation is allowed
    kELSEWHERE, //!< enqueues nothing on the stream
    kFAILS,     //!< returns an error
    kNOTHING,   //!< has nothing to do this time
};

class RecordingDevice final : public devices::Device
{
public:
    devices::DeviceKind kind() const override { return devices::DeviceKind::kCUDA; }
    std::string description() const override { return "recording device"; }
    Result<devices::Buffer> allocate(size_t bytes) override { return devices::cpuDevice().allocate(bytes); }
    Status copy(void*, void const*, size_t, devices::StreamHandle) override { return {}; }
    Status fill(void*, int, size_t, devices::StreamHandle) override { return {}; }
    Status synchronize(devices::StreamHandle) override { return {}; }
    devices::PointerKind pointerKind(void const*) const override { return devices::PointerKind::kUNKNOWN; }
    Result<devices::Event> makeEvent(bool timed) override { return devices::cpuDevice().makeEvent(timed); }
    using Device::record;
    Status record(void*, devices::StreamHandle) override { return {}; }
    Status wait(devices::Event const&) override { return {}; }
    Result<float> millisecondsBetween(devices::Event const&, devices::Event const&) override { return 0.0F; }
    bool canRecord() const override { return true; }

    Result<devices::StreamHandle> beginRecording(devices::RecordingRules rules) override
    {
        EXPECT_FALSE(recording);
        recording = true;
        allocationAllowed = rules == devices::RecordingRules::kWITH_ALLOCATION;
        spoilt = false;
        recorded.clear();
        return static_cast<devices::StreamHandle>(this);
    }
    Result<size_t> recordedCount(devices::StreamHandle) override
    {
        return spoilt ? Result<size_t>(base::error(base::ErrorCode::kFAILED_EXECUTION, "spoilt by the test"))
                      : recorded.size();
    }
    Result<std::unique_ptr<devices::RecordedWork>> endRecording(std::unique_ptr<devices::RecordedWork> old) override
    {
        EXPECT_TRUE(recording);
        recording = false;
        ++recordings;
        if (spoilt || unjoined)
        {
            return base::error(
                base::ErrorCode::kFAILED_EXECUTION, "{}", spoilt ? "spoilt by the test" : "never joined");
        }
        if (old != nullptr && static_cast<Work&>(*old).update(recorded))
        {
            ++updates;
            return old;
        }
        return std::unique_ptr<devices::RecordedWork>(std::make_unique<Work>(*this, recorded));
    }

    //! Steps done, recorded ones when they are launched.
    std::vector<int32_t> done;
    std::vector<int32_t> recorded;
    bool recording{false}, allocationAllowed{false}, spoilt{false}, unjoined{false}, copies{false};
    int32_t recordings{0}, updates{0}, launches{0};

protected:
    void release(void*, size_t) noexcept override {}
    void destroyEvent(void*) noexcept override {}

private:
    class Work final : public devices::RecordedWork
    {
    public:
        Work(RecordingDevice& device, std::vector<int32_t> steps)
            : device_(device)
            , steps_(std::move(steps))
        {
        }
        bool update(std::vector<int32_t> const& steps)
        {
            bool const fits = steps.size() == steps_.size();
            steps_ = steps;
            return fits;
        }
        bool holdsMemory() const override { return device_.copies; }
        Status launch(devices::StreamHandle) override
        {
            ++device_.launches;
            device_.done.insert(device_.done.end(), steps_.begin(), steps_.end());
            return {};
        }

    private:
        RecordingDevice& device_;
        std::vector<int32_t> steps_;
    };
};

class RecorderTest : public ::testing::Test
{
protected:
    Recorder& start(std::vector<Step> kinds, std::vector<size_t> excluded = {})
    {
        steps = std::move(kinds);
        RecordableSteps all;
        all.count = steps.size();
        all.run = [this](size_t first, size_t end, devices::StreamHandle) -> Status {
            for (size_t step = first; step < end; ++step)
            {
                TENON_CHECK(runOne(step));
            }
            return {};
        };
        all.label = [](size_t step) { return fmt::format("step {}", step); };
        all.isForeign = [](size_t) { return true; };
        all.isExcluded = [excluded](size_t step) {
            return std::find(excluded.begin(), excluded.end(), step) != excluded.end();
        };
        recorder = std::make_unique<Recorder>(device, std::move(all), base::Log(&logger));
        return *recorder;
    }

    Status runOne(size_t step)
    {
        Step const kind = steps[step];
        if (!device.recording)
        {
            device.done.push_back(static_cast<int32_t>(step));
            return kind == Step::kFAILS ? Status(base::invalidArgument("step fails on purpose")) : Status();
        }
        device.spoilt =
            device.spoilt || kind == Step::kWAITS || (kind == Step::kALLOCATES && !device.allocationAllowed);
        if (kind == Step::kFAILS)
        {
            return base::invalidArgument("step fails on purpose");
        }
        if (kind != Step::kELSEWHERE && kind != Step::kNOTHING)
        {
            device.recorded.push_back(static_cast<int32_t>(step));
        }
        return {};
    }

    //! What one inference does.
    std::vector<int32_t> run(Recorder::Key const& key = {1})
    {
        device.done.clear();
        device.launches = 0;
        Status const status = recorder->run(key, nullptr);
        EXPECT_TRUE(status.ok());
        return device.done;
    }

    RecordingDevice device;
    plugin_host::testing::RecordingLogger logger;
    std::vector<Step> steps;
    std::unique_ptr<Recorder> recorder;
};

TEST_F(RecorderTest, TheSecondInferenceIsRecordedAndAllOthersLaunched)
{
    start({Step::kPLAIN, Step::kPLAIN, Step::kPLAIN});
    EXPECT_THAT(run(), ElementsAre(0, 1, 2));
    EXPECT_EQ(device.launches, 0);
    for (int32_t i = 0; i < 3; ++i)
    {
        EXPECT_THAT(run(), ElementsAre(0, 1, 2));
        EXPECT_EQ(device.launches, 1);
    }
    EXPECT_EQ(device.recordings, 1);
    EXPECT_EQ(recorder->parts(), 1U);
}

TEST_F(RecorderTest, AStepThatWaitsIsNamedAndRunsBetweenTwoLaunches)
{
    start({Step::kPLAIN, Step::kWAITS, Step::kPLAIN, Step::kPLAIN});
    run();
    EXPECT_THAT(run(), ElementsAre(0, 1, 2, 3));
    EXPECT_EQ(device.launches, 2);
    EXPECT_EQ(recorder->parts(), 3U);
    EXPECT_THAT(logger.text(),
        AllOf(HasSubstr("step 1: cannot be recorded into a CUDA graph"), HasSubstr("spoilt by the test")));
}

TEST_F(RecorderTest, AllocationIsToldFromWaiting)
{
    start({Step::kALLOCATES, Step::kPLAIN});
    run();
    EXPECT_THAT(run(), ElementsAre(0, 1));
    EXPECT_THAT(logger.text(),
        AllOf(HasSubstr("step 0: cannot be recorded"), HasSubstr("it allocates or frees device memory")));
}

TEST_F(RecorderTest, WorkOnAnotherStreamIsNamed)
{
    start({Step::kPLAIN, Step::kELSEWHERE});
    run();
    EXPECT_THAT(run(), ElementsAre(0, 1));
    EXPECT_THAT(logger.text(),
        AllOf(HasSubstr("step 1: cannot be recorded"), HasSubstr("it works on another stream, or not at all")));
}

TEST_F(RecorderTest, WorkThatIsNeverJoinedIsLaidToTheLastForeignStep)
{
    start({Step::kPLAIN, Step::kPLAIN});
    device.unjoined = true;
    run();
    EXPECT_THAT(run(), ElementsAre(0, 1));
    EXPECT_THAT(logger.text(), AllOf(HasSubstr("step 1: cannot be recorded"), HasSubstr("never joined")));
}

TEST_F(RecorderTest, ExcludedStepsAreNotTried)
{
    start({Step::kPLAIN, Step::kPLAIN, Step::kPLAIN}, {1});
    run();
    EXPECT_THAT(run(), ElementsAre(0, 1, 2));
    EXPECT_EQ(recorder->parts(), 3U);
    EXPECT_EQ(device.recordings, 2);
}

TEST_F(RecorderTest, AStepThatFailsInItsRecordingFailsOnlyWhereItFailsOtherwise)
{
    start({Step::kPLAIN, Step::kFAILS});
    EXPECT_FALSE(recorder->run({1}, nullptr).ok());
    Status const status = recorder->run({1}, nullptr);
    ASSERT_FALSE(status.ok());
    EXPECT_THAT(status.error().message, HasSubstr("step fails on purpose"));
}

TEST_F(RecorderTest, SetsOfAddressesThatComeBackHaveTheirRecordings)
{
    start({Step::kPLAIN});
    for (uintptr_t key : {1U, 2U, 1U, 2U})
    {
        run({key});
    }
    EXPECT_EQ(device.recordings, 3);
    EXPECT_EQ(device.updates, 1); // 2 had not come back when 1 did
    for (uintptr_t key : {1U, 2U, 2U, 1U})
    {
        run({key});
        EXPECT_EQ(device.launches, 1);
    }
    EXPECT_EQ(device.recordings, 3);
}

TEST_F(RecorderTest, AddressesThatNeverComeAgainBringOneRecordingUpToDate)
{
    start({Step::kPLAIN, Step::kPLAIN});
    for (uintptr_t key : {1U, 1U, 2U, 2U})
    {
        run({key});
    }
    EXPECT_EQ(device.recordings, 2);
    for (uintptr_t key = 10; key < 30; ++key)
    {
        EXPECT_THAT(run({key}), ElementsAre(0, 1));
        EXPECT_EQ(device.launches, 1);
    }
    EXPECT_EQ(device.recordings, 22);
    EXPECT_EQ(device.updates, 19);
    // Those that came back are still there.
    run({1});
    run({2});
    EXPECT_EQ(device.recordings, 22);
}

TEST_F(RecorderTest, OfManySetsOfAddressesTheOneThatWasNotUsedForLongestMakesRoom)
{
    start({Step::kPLAIN});
    run({0});
    for (uintptr_t key = 1; key <= 9; ++key)
    {
        run({key});
        run({key});
    }
    EXPECT_EQ(device.recordings, 9);
    EXPECT_EQ(device.updates, 1);
    run({2});
    EXPECT_EQ(device.recordings, 9);
    run({1});
    EXPECT_EQ(device.recordings, 10);
    EXPECT_EQ(device.updates, 2);
}

TEST_F(RecorderTest, AfterAChangeOfShapesTheFirstInferenceRunsAsItIsAndTheNextBringsARecordingUpToDate)
{
    start({Step::kPLAIN, Step::kPLAIN});
    run();
    run();
    EXPECT_EQ(recorder->parts(), 1U);
    recorder->forgetAll();
    EXPECT_EQ(recorder->parts(), 0U);
    run({2});
    EXPECT_EQ(device.launches, 0);
    EXPECT_THAT(run({2}), ElementsAre(0, 1));
    EXPECT_EQ(device.launches, 1);
    EXPECT_EQ(device.updates, 1);
}

TEST_F(RecorderTest, AStepThatRefusesLaterIsNamedThen)
{
    start({Step::kPLAIN, Step::kPLAIN, Step::kPLAIN});
    run({1});
    run({2});
    EXPECT_EQ(recorder->parts(), 1U);
    steps[1] = Step::kWAITS;
    EXPECT_THAT(run({3}), ElementsAre(0, 1, 2));
    EXPECT_EQ(recorder->parts(), 3U);
    EXPECT_THAT(logger.text(),
        AllOf(HasSubstr("step 1: cannot be recorded into a CUDA graph"), HasSubstr("spoilt by the test")));
    EXPECT_THAT(run({4}), ElementsAre(0, 1, 2));
    EXPECT_EQ(device.launches, 2);
}

TEST_F(RecorderTest, WorkThatHoldsMemoryIsToldOf)
{
    start({Step::kPLAIN});
    run();
    run();
    EXPECT_FALSE(recorder->holdsMemory());
    device.copies = true;
    run({2});
    EXPECT_TRUE(recorder->holdsMemory());
}

TEST_F(RecorderTest, WorkOfAnotherFormIsMadeAnew)
{
    start({Step::kPLAIN, Step::kPLAIN});
    run({1});
    run({2});
    steps[1] = Step::kNOTHING;
    EXPECT_THAT(run({3}), ElementsAre(0));
    EXPECT_EQ(device.updates, 0);
    EXPECT_EQ(device.launches, 1);
}

} // namespace
} // namespace tenon::runtime
