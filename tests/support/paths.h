// Where tests find the files that they read and the things that the build made.
#pragma once

#include <string>

namespace tenon::testing
{

/// Root of the source tree, without a trailing slash. The environment variable TENON_SOURCE_DIR overrides it, for test
/// binaries that were moved to another machine.
std::string sourceDir();

/// Folder of the build, which holds bin/ and lib/, without a trailing slash. TENON_BINARY_DIR overrides it.
std::string binaryDir();

} // namespace tenon::testing
