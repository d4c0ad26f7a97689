#include "devices/cpu/thread_share.h"

#include "devices/cpu/onednn_program.h"

#include <gtest/gtest.h>

#include <barrier>
#include <functional>
#include <optional>
#include <thread>

#include <omp.h>

namespace tenon::devices
{
namespace
{

//! Runs the body with this many threads at hand, whatever the machine has.
void withThreads(int32_t threads, std::function<void()> const& body)
{
    int const before = omp_get_max_threads();
    omp_set_num_threads(threads);
    body();
    omp_set_num_threads(before);
}

TEST(ThreadLimit, NestsAndIsSetBack)
{
    withThreads(8, [] {
        {
            ThreadLimit limit(4);
            EXPECT_EQ(maxThreads(), 4);
            {
                ThreadLimit const inner(16); // never more than outside
                EXPECT_EQ(maxThreads(), 4);
            }
            limit.set(1);
            EXPECT_EQ(maxThreads(), 1);
            limit.lift();
            EXPECT_EQ(maxThreads(), 8);
            limit.set(0);
            EXPECT_EQ(maxThreads(), 1);
        }
        EXPECT_EQ(maxThreads(), 8);
    });
}

TEST(ThreadShare, OneInferenceHasAllThreads)
{
    withThreads(6, [] {
        ThreadShare share;
        for (int i = 0; i < 20; ++i)
        {
            SharedRun const run(share);
            EXPECT_EQ(maxThreads(), 6);
        }
        EXPECT_EQ(ThreadShare::running(), 0);
    });
}

TEST(ThreadShare, FollowsTheInferencesThatRunAtOnce)
{
    withThreads(6, [] {
        ThreadShare share;
        {
            SharedRun const first(share);
        }
        std::optional<SharedRun> others[2];
        ThreadShare otherShares[2];
        std::barrier meeting(3);
        auto const other = [&](int index) {
            SharedRun const run(otherShares[index]);
            meeting.arrive_and_wait();
            meeting.arrive_and_wait();
        };
        std::thread a(other, 0), b(other, 1);
        meeting.arrive_and_wait();
        EXPECT_EQ(ThreadShare::running(), 2);
        int seen[20];
        for (int& each : seen)
        {
            SharedRun const run(share);
            each = maxThreads();
        }
        meeting.arrive_and_wait();
        a.join();
        b.join();
        EXPECT_EQ(seen[0], 6) << "a short overlap changes nothing";
        EXPECT_EQ(seen[19], 2) << "a third of the threads with three at once";
        for (int& each : seen)
        {
            SharedRun const run(share);
            each = maxThreads();
        }
        EXPECT_EQ(seen[0], 2);
        EXPECT_EQ(seen[19], 6) << "all threads once the others are gone";
        EXPECT_EQ(ThreadShare::running(), 0);
    });
}

TEST(ThreadShare, IsAtLeastOneThread)
{
    withThreads(2, [] {
        ThreadShare shares[5];
        SharedRun const a(shares[0]), b(shares[1]), c(shares[2]), d(shares[3]), e(shares[4]);
        EXPECT_EQ(maxThreads(), 1);
    });
}

TEST(OneDnnThreads, AreWhatTheWorkIsWorth)
{
    withThreads(4, [] {
        using namespace onednn;
        // 8 x 8 pixels, 8 to 8 channels: 74 thousand operations.
        auto const small = makeConvolution({anyDesc({1, 8, 8, 8}), anyDesc({8, 8, 3, 3}), anyDesc({1, 8, 8, 8}),
            std::nullopt, {1, 1}, {1, 1}, {1, 1}, {1, 1}, {}, false});
        ASSERT_TRUE(small.ok()) << small.error().message;
        EXPECT_EQ(small->threads, 1);
        auto const large = makeConvolution({anyDesc({4, 64, 56, 56}), anyDesc({64, 64, 3, 3}), anyDesc({4, 64, 56, 56}),
            std::nullopt, {1, 1}, {1, 1}, {1, 1}, {1, 1}, {}, false});
        ASSERT_TRUE(large.ok()) << large.error().message;
        EXPECT_EQ(large->threads, 4);
        auto const product =
            makeMatmul({plainDesc({1, 64}), plainDesc({64, 10}), plainDesc({1, 10}), std::nullopt, {}});
        ASSERT_TRUE(product.ok()) << product.error().message;
        EXPECT_EQ(product->threads, 1);
        auto const middle =
            makeMatmul({plainDesc({256, 64}), plainDesc({64, 150}), plainDesc({256, 150}), std::nullopt, {}});
        ASSERT_TRUE(middle.ok()) << middle.error().message;
        EXPECT_EQ(middle->threads, 1) << "4.9 million operations";
        auto const worthwhile =
            makeMatmul({plainDesc({256, 256}), plainDesc({256, 150}), plainDesc({256, 150}), std::nullopt, {}});
        ASSERT_TRUE(worthwhile.ok()) << worthwhile.error().message;
        EXPECT_EQ(worthwhile->threads, 4) << "19.7 million operations";
        EXPECT_EQ(maxThreads(), 4) << "the limit ends with the making";
    });
}

} // namespace
} // namespace tenon::devices
