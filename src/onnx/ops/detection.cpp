// NonMaxSuppression (opsets 10, 11), NonZero (9, 13): layers whose outputs' sizes depend on data.
#include "onnx/ops/compose.h"

#include "base/dims.h"

namespace tenon::onnx
{

namespace
{

//! One value of a type, as a scalar.
Result<ITensor*> oneValue(Importer& importer, Value const& value, DataType type)
{
    TENON_ASSIGN(ITensor * tensor, importer.tensor(value));
    TENON_ASSIGN(tensor, cast(importer, *tensor, type));
    return tensor->getDimensions().nbDims == 0 ? Result<ITensor*>(tensor)
                                               : importer.reshape(*tensor, nvinfer1::Dims{0, {}});
}

//! The layer orders by batch and score; ONNX by batch, class and score. Sorting by class is stable.
Result<ITensor*> byClass(Importer& importer, ITensor& rows, int64_t classes)
{
    TENON_ASSIGN(ITensor* const item, part(importer, rows, 1, 0, 1));
    TENON_ASSIGN(ITensor* const which, part(importer, rows, 1, 1, 1));
    TENON_ASSIGN(
        ITensor * key, elementWise(importer, *item, static_cast<double>(classes), ElementWiseOperation::kPROD));
    TENON_ASSIGN(key, elementWise(importer, *key, *which, ElementWiseOperation::kSUM));
    TENON_ASSIGN(key, squeeze(importer, *key, {1}));
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, *key));
    TENON_ASSIGN(auto* const sorted,
        importer.added(importer.network().addTopK(*key, nvinfer1::TopKOperation::kMIN, 1, 1U, DataType::kINT64)));
    TENON_ASSIGN(ITensor * count, tensorOf(importer, sizes));
    TENON_ASSIGN(count, squeeze(importer, *count, {0}));
    sorted->setInput(1, *count);
    TENON_ASSIGN([[maybe_unused]] ITensor* const values, importer.output(sorted));
    return importer.output(importer.network().addGather(rows, *sorted->getOutput(1), 0));
}

} // namespace

Result<std::vector<Value>> importNonMaxSuppression(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 5));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const boxes, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor * scores, importer.tensor(inputs[1]));
    if (scores->getDimensions().nbDims != 3)
    {
        return base::invalidArgument(
            "input 1 (scores): expected [batch, classes, boxes], found {}", base::toString(scores->getDimensions()));
    }
    int64_t const classes = scores->getDimensions().d[1];
    TENON_ASSIGN(scores, transpose(importer, *scores, {0, 2, 1}));
    ITensor* most = nullptr;
    if (inputs.size() > 2 && inputs[2])
    {
        TENON_ASSIGN(most, oneValue(importer, inputs[2], DataType::kINT64));
    }
    else
    {
        // Without a number no box is selected.
        TENON_ASSIGN(most, constantOf(importer, node.name() + " most", DataType::kINT64, {}, {0}));
    }
    TENON_ASSIGN(
        auto* const layer, importer.added(importer.network().addNMS(*boxes, *scores, *most, DataType::kINT64)));
    for (size_t i = 3; i < 5; ++i)
    {
        if (inputs.size() > i && inputs[i])
        {
            TENON_ASSIGN(ITensor* const threshold, oneValue(importer, inputs[i], boxes->getType()));
            layer->setInput(static_cast<int32_t>(i), *threshold);
        }
    }
    TENON_ASSIGN(int64_t const centers, node.integer("center_point_box", 0));
    layer->setBoundingBoxFormat(
        centers != 0 ? nvinfer1::BoundingBoxFormat::kCENTER_SIZES : nvinfer1::BoundingBoxFormat::kCORNER_PAIRS);
    // ONNX looks at all boxes.
    layer->setTopKBoxLimit(INT32_MAX);
    TENON_ASSIGN(ITensor * rows, importer.output(layer));
    if (classes != 1)
    {
        if (classes < 0)
        {
            return base::notImplemented("NonMaxSuppression with a number of classes that is not fixed");
        }
        TENON_ASSIGN(rows, byClass(importer, *rows, classes));
    }
    return valuesOf(rows);
}

Result<std::vector<Value>> importNonZero(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    return importer.result(importer.network().addNonZero(*x, DataType::kINT64));
}

} // namespace tenon::onnx
