#include "plugin_host/crash_report.h"

#include "plugin_host/guarded_call.h"

#include <gmock/gmock.h>

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

TEST(CrashReport, IsSilentOutsideOfPlugins)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            installCrashReport();
            raise(SIGFPE);
        },
        ::testing::KilledBySignal(SIGFPE), "^$");
}

} // namespace
} // namespace tenon::plugin_host
