#include "plugin_host/written_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenon::plugin_host
{
namespace
{

using ::testing::HasSubstr;

TEST(WrittenSource, IsShownInsteadOfTheLibraryForThatPluginAlone)
{
    Origin library;
    library.path = "/opt/libmodule.so";
    library.buildId = "1a2b";
    declareSource("Shift", "1", library, "Python module shifts (/opt/shifts.py)", "3c4d");
    Origin const shift = withSource(library, "Shift", "1");
    EXPECT_EQ(shift.place(), "Python module shifts (/opt/shifts.py)");
    EXPECT_EQ(shift.buildId, "3c4d");
    EXPECT_EQ(shift.path, library.path);
    EXPECT_EQ(withSource(library, "Shift", "2").place(), "/opt/libmodule.so");
    Origin other = library;
    other.path = "/opt/libother.so";
    EXPECT_EQ(withSource(other, "Shift", "1").buildId, "1a2b");
    declareSource("Shift", "1", library, "Python module moved (/opt/moved.py)", "");
    EXPECT_EQ(withSource(library, "Shift", "1").place(), "Python module moved (/opt/moved.py)");
}

TEST(WrittenSource, TellsWhatAnEngineNeeds)
{
    graph::PluginRecord record;
    EXPECT_THAT(builtWith(record), HasSubstr("the engine was built with a plugin of an unknown library"));
    record.libraryPath = "/opt/libshift.so";
    EXPECT_FALSE(isWrittenInPython(record));
    EXPECT_THAT(builtWith(record), HasSubstr("the engine was built with /opt/libshift.so"));
    record.libraryPath = "Python module shifts (/opt/shifts.py)";
    EXPECT_TRUE(isWrittenInPython(record));
    EXPECT_THAT(builtWith(record),
        HasSubstr(
            "the plugin is written in Python (shifts (/opt/shifts.py)): run the engine from Python, with the module imported that "
            "registers it"));
}

} // namespace
} // namespace tenon::plugin_host
