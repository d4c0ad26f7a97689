// Replays the fuzzer's corpus (tests/data/fuzz/onnx): models made to break the parser, and those that once did.
#include "support/paths.h"

#include <NvInfer.h>
#include <NvOnnxParser.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

namespace tenon::onnx
{
namespace
{

class Quiet final : public nvinfer1::ILogger
{
public:
    void log(Severity, char const*) noexcept override {}
};

TEST(ParserCorpus, EveryInputEndsInANetworkOrErrors)
{
    Quiet logger;
    std::unique_ptr<nvinfer1::IBuilder> const builder(nvinfer1::createInferBuilder(logger));
    size_t count = 0;
    for (auto const& entry : std::filesystem::directory_iterator(tenon::testing::sourceDir() + "/tests/data/fuzz/onnx"))
    {
        std::ifstream file(entry.path(), std::ios::binary);
        std::string const bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        for (bool const asks : {false, true})
        {
            std::unique_ptr<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(0));
            std::unique_ptr<nvonnxparser::IParser> const parser(nvonnxparser::createParser(*network, logger));
            bool const taken =
                asks ? parser->supportsModelV2(bytes.data(), bytes.size()) : parser->parse(bytes.data(), bytes.size());
            EXPECT_TRUE(taken || parser->getNbErrors() > 0) << entry.path();
        }
        ++count;
    }
    EXPECT_GE(count, 20U);
}

} // namespace
} // namespace tenon::onnx
