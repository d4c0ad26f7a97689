// Marks what a test proves of the public interface.
#pragma once

/// Says that the test around it calls these methods and checks what they do: TENON_COVERS("IBuilder::createNetworkV2",
/// "IBuilder::setMaxBatchSize"). Interfaces that users implement are named for what the library calls. The names are public
/// ones, without parameters; scripts/api/coverage.py collects them for docs/api-coverage.md and refuses unknown ones.
#define TENON_COVERS(...) static_assert(true, "")
