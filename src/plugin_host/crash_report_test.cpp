#include "plugin_host/crash_report.h"

#include "plugin_host/guarded_call.h"

#include <tenon/host_kernels.h>

#include <gmock/gmock.h>

#include <thread>

#include <omp.h>

namespace tenon::plugin_host
{
namespace
{

void crashInside(char const* method)
{
    installCrashReport();
    std::string const label = "plugin \"Careless\" version \"1\" (namespace \"\")";
    Callee const callee{&label, &label, 0, nullptr};
    float* volatile weights = nullptr;
    static_cast<void>(guardedCall(callee, method, kNoArguments, [&] {
        weights[4] = 1.0F;
        return 0;
    }));
}

void abortInside(char const* method)
{
    installCrashReport();
    std::string const label = "plugin \"Careless\" version \"1\" (namespace \"\")";
    Callee const callee{&label, &label, 0, nullptr};
    static_cast<void>(guardedCall(callee, method, kNoArguments, []() -> int { std::abort(); }));
}

// The sanitizers handle these signals themselves, and say more.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
TEST(CrashReport, DISABLED_NamesPluginAndMethod)
#else
TEST(CrashReport, NamesPluginAndMethod)
#endif
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(crashInside("enqueue"), ::testing::KilledBySignal(SIGSEGV),
        "plugin \"Careless\" version \"1\" \\(namespace \"\"\\): enqueue ended the process by signal 11 \\(SIGSEGV, address 0x10\\); in a context it runs "
        "on a clone of an initialized object, on which initialize is not called: clone has to bring all that initialize made");
    EXPECT_EXIT(crashInside("serialize"), ::testing::KilledBySignal(SIGSEGV),
        "serialize ended the process by signal 11 \\(SIGSEGV, address 0x10\\)\n");
}

//! A plugin that hands work to a thread of its own, as an OpenMP region does.
void crashOnAThreadOfTheCall(bool throughTheHost)
{
    installCrashReport();
    omp_set_num_threads(4);
    std::string const label = "plugin \"Careless\" version \"1\" (namespace \"\")";
    Callee const callee{&label, &label, 0, nullptr};
    float* volatile weights = nullptr;
    static_cast<void>(guardedCall(callee, "enqueue", kNoArguments, [&] {
        std::thread::id const mine = std::this_thread::get_id();
        auto const body = [&](int64_t, int64_t) {
            if (std::this_thread::get_id() != mine)
            {
                weights[4] = 1.0F;
            }
        };
        if (throughTheHost)
        {
            tenon::parallelFor(4, 1, body);
        }
        else
        {
            std::thread([&] { body(0, 1); }).join();
        }
        return 0;
    }));
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
TEST(CrashReport, DISABLED_NamesTheCallThatAnotherThreadWorksFor)
#else
TEST(CrashReport, NamesTheCallThatAnotherThreadWorksFor)
#endif
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(crashOnAThreadOfTheCall(false), ::testing::KilledBySignal(SIGSEGV),
        "^signal 11 \\(SIGSEGV, address 0x10\\) ended the process, on a thread outside of plugins' methods while others were in plugin "
        "\"Careless\" version \"1\" \\(namespace \"\"\\): enqueue; a thread that such a method put to work, an OpenMP worker say, counts as "
        "outside\n$");
    EXPECT_EXIT(crashOnAThreadOfTheCall(true), ::testing::KilledBySignal(SIGSEGV),
        "^plugin \"Careless\" version \"1\" \\(namespace \"\"\\): enqueue ended the process by signal 11");
}

// An abort is left to the program by the sanitizers too.
TEST(CrashReport, NamesPluginAndMethodOfAnAbort)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(abortInside("clone"), ::testing::KilledBySignal(SIGABRT),
        "plugin \"Careless\" version \"1\" \\(namespace \"\"\\): clone ended the process by signal 6 \\(SIGABRT\\)\n");
}

TEST(CrashReport, IsSilentOutsideOfPlugins)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            installCrashReport();
            std::abort();
        },
        ::testing::KilledBySignal(SIGABRT), "^$");
}

} // namespace
} // namespace tenon::plugin_host
