// What digits.cpp (API level 8) and digits_v7.cpp (level 7) each do in their way; everything around it is in main.cpp.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace digits
{

enum class Mode
{
    kImplicit, // the batch is no dim of the network; execute(batch, ...) tells it
    kExplicit, // the batch is the leading dim, between the bounds of an optimization profile
};

enum class Precision
{
    kFp32,
    kFp16,
};

// The name for --plugin that asks for the standard plugin library instead of a file.
constexpr char const* kStandardPlugins = "standard";

constexpr int kMaxImplicitBatch = 3;
constexpr int kProfileMinBatch = 1;
constexpr int kProfileOptBatch = 2;
constexpr int kProfileMaxBatch = 4;
constexpr size_t kWorkspaceBytes = size_t{16} << 20;

struct BuildRequest
{
    Mode mode;
    Precision precision;
    std::string modelPath;
};

// Makes LReLU_TRT known: from a library of one's own, or from the standard library. Throws std::runtime_error.
void loadPlugin(std::string const& library);

// Parses, builds, and gives the engine file's bytes. Throws std::runtime_error.
std::vector<char> buildEngine(BuildRequest const& request);

struct Answers
{
    Mode mode;                 // of the engine
    std::vector<float> logits; // ten for each scan
    int latencyBatch;          // how many scans are in one inference of those timed
    double latencyMs;          // median of one inference
};

// Runs the scans (n x 1 x 8 x 8) through an engine in batches of changing size. Throws std::runtime_error.
Answers classify(std::vector<char> const& engineFile, std::vector<float> const& pixels);

} // namespace digits
