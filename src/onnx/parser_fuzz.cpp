// Reads arbitrary bytes as a model, by parse and by supportsModelV2, into a network that is thrown away. Ends with a network or errors.
//
// Seeds: tests/data/fuzz/onnx; every input that was once a finding stays there, and parser_corpus_test.cpp replays all of them.
#include <NvInfer.h>
#include <NvOnnxParser.h>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace
{

class Silent final : public nvinfer1::ILogger
{
public:
    void log(Severity, char const*) noexcept override {}
};

Silent logger;

} // namespace

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size)
{
    static std::unique_ptr<nvinfer1::IBuilder> const builder(nvinfer1::createInferBuilder(logger));
    for (bool const asks : {false, true})
    {
        std::unique_ptr<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(0));
        std::unique_ptr<nvonnxparser::IParser> const parser(nvonnxparser::createParser(*network, logger));
        bool const taken = asks ? parser->supportsModelV2(data, size) : parser->parse(data, size);
        for (int i = 0; i < parser->getNbErrors(); ++i)
        {
            (void)parser->getError(i)->desc();
        }
        if (!taken && parser->getNbErrors() == 0)
        {
            __builtin_trap(); // a failure without a word
        }
    }
    return 0;
}
