#include "devices/cuda/foreign_pointer.h"

#include "support/paths.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include <dlfcn.h>

namespace tenon::devices
{
namespace
{

//! Status 0 where all is as it should be. For a process of its own, which ends with it: nobody else shall find the false driver.
int askBeforeAndAfterLoading()
{
    int value = 0;
    bool const unknown = pointerKindByDriver(&value) == PointerKind::kUNKNOWN
        && pointerKindByDriver(&value) == PointerKind::kUNKNOWN && allocationByDriver(&value) == 0;
    std::string const path = tenon::testing::binaryDir() + "/lib/fixtures/false_cuda/libcuda.so.1";
    bool const loaded = dlopen(path.c_str(), RTLD_NOW) != nullptr;
    bool const known = pointerKindByDriver(&value) == PointerKind::kDEVICE
        && allocationByDriver(&value) == reinterpret_cast<uintptr_t>(&value) / 4096;
    return unknown && loaded && known ? 0 : 1;
}

TEST(ForeignPointer, ADriverThatIsLoadedLaterIsAsked)
{
    if (dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD) != nullptr)
    {
        GTEST_SKIP() << "the process has a driver";
    }
    EXPECT_EXIT(std::_Exit(askBeforeAndAfterLoading()), ::testing::ExitedWithCode(0), "");
}

} // namespace
} // namespace tenon::devices
