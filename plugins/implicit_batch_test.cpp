// Detection with implicit batch, as programs of release 8 build it: the batch is known when the network runs.
#define TENON_API_LEVEL 8
#include <NvInferPlugin.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <initializer_list>
#include <string>
#include <vector>

namespace
{

using namespace nvinfer1;

class ImplicitBatchMessages final : public ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity <= Severity::kWARNING)
        {
            text += std::string(message) + "\n";
        }
    }

    std::string text;
};

class ImplicitBatch : public ::testing::Test
{
protected:
    void SetUp() override
    {
        setenv("TENON_DEVICE", "cpu", 1);
        ASSERT_TRUE(initLibNvInferPlugins(&messages_, ""));
        builder_ = createInferBuilder(messages_);
        messages_.text.clear();
        network_ = builder_->createNetworkV2(0);
        builder_->setMaxBatchSize(4);
    }
    void TearDown() override
    {
        network_->destroy();
        builder_->destroy();
    }

    IPluginV2Layer* add(char const* name, std::initializer_list<PluginField> fields, std::vector<ITensor*> inputs)
    {
        std::vector<PluginField> const list(fields);
        PluginFieldCollection const collection{static_cast<int32_t>(list.size()), list.data()};
        IPluginV2* const plugin = getPluginRegistry()->getPluginCreator(name, "1")->createPlugin("layer", &collection);
        if (plugin == nullptr)
        {
            return nullptr;
        }
        IPluginV2Layer* const layer =
            network_->addPluginV2(inputs.data(), static_cast<int32_t>(inputs.size()), *plugin);
        plugin->destroy();
        return layer;
    }
    //! Runs with these bindings, inputs first.
    void execute(int32_t batch, std::vector<void*> bindings)
    {
        IBuilderConfig* const config = builder_->createBuilderConfig();
        ICudaEngine* const engine = builder_->buildEngineWithConfig(*network_, *config);
        ASSERT_NE(engine, nullptr) << messages_.text;
        IExecutionContext* const context = engine->createExecutionContext();
        EXPECT_TRUE(context->execute(batch, bindings.data())) << messages_.text;
        context->destroy();
        engine->destroy();
        config->destroy();
    }

    ImplicitBatchMessages messages_;
    IBuilder* builder_{nullptr};
    INetworkDefinition* network_{nullptr};
};

//! Two layers of one cell each, with 3 and 2 anchors around (½, ½): of scale 0.1 and 0.5 with ratios 2 and ½; of 0.5 and √0.5.
TEST_F(ImplicitBatch, SsdWithAnchors)
{
    ITensor* const loc = network_->addInput("loc", DataType::kFLOAT, Dims3(20, 1, 1));
    ITensor* const conf = network_->addInput("conf", DataType::kFLOAT, Dims3(10, 1, 1));
    int32_t const layers = 2;
    float const size = 0.5F;
    float const ratio = 1.0F;
    int32_t const shapes[]{1, 1};
    float const variance[]{0.1F, 0.1F, 0.2F, 0.2F};
    IPluginV2Layer* const anchors = add("GridAnchor_TRT",
        {{"numLayers", &layers, PluginFieldType::kINT32, 1}, {"minSize", &size, PluginFieldType::kFLOAT32, 1},
            {"maxSize", &size, PluginFieldType::kFLOAT32, 1}, {"aspectRatios", &ratio, PluginFieldType::kFLOAT32, 1},
            {"featureMapShapes", shapes, PluginFieldType::kINT32, 2},
            {"variance", variance, PluginFieldType::kFLOAT32, 4}},
        {loc});
    ASSERT_NE(anchors, nullptr) << messages_.text;
    ASSERT_EQ(anchors->getOutput(1)->getDimensions().nbDims, 3);
    EXPECT_EQ(anchors->getOutput(1)->getDimensions().d[1], 8);
    ITensor* both[]{anchors->getOutput(0), anchors->getOutput(1)};
    IConcatenationLayer* const priors = network_->addConcatenation(both, 2);
    priors->setAxis(1);
    int32_t const classes = 2;
    int32_t const keep = 4;
    float const threshold = 0.5F;
    IPluginV2Layer* const nms = add("NMS_TRT",
        {{"numClasses", &classes, PluginFieldType::kINT32, 1}, {"topK", &keep, PluginFieldType::kINT32, 1},
            {"keepTopK", &keep, PluginFieldType::kINT32, 1},
            {"confidenceThreshold", &threshold, PluginFieldType::kFLOAT32, 1},
            {"nmsThreshold", &threshold, PluginFieldType::kFLOAT32, 1}},
        {loc, conf, priors->getOutput(0)});
    ASSERT_NE(nms, nullptr) << messages_.text;
    for (int32_t i = 0; i < 2; ++i)
    {
        nms->getOutput(i)->setName(i == 0 ? "detections" : "count");
        network_->markOutput(*nms->getOutput(i));
    }
    // Image 0: the small anchor and the last one. Image 1: nothing. Image 2: the last two, of which the worse overlaps the better.
    std::vector<float> locs(60, 0.0F);
    std::vector<float> confs(30, 0.0F);
    confs[1] = 0.9F;
    confs[9] = 0.8F;
    confs[20 + 7] = 0.6F;
    confs[20 + 9] = 0.7F;
    std::vector<float> rows(3 * 4 * 7, 77.0F);
    std::vector<int32_t> counts(3, 77);
    execute(3, {locs.data(), confs.data(), rows.data(), counts.data()});
    EXPECT_EQ(counts, (std::vector<int32_t>{2, 0, 1 + (0.5F * 0.5F / 0.5F > threshold ? 0 : 1)}));
    std::vector<float> const first{0, 1, 0.9F, 0.45F, 0.45F, 0.55F, 0.55F};
    for (size_t i = 0; i < first.size(); ++i)
    {
        EXPECT_NEAR(rows[i], first[i], 1e-6F) << i;
    }
    EXPECT_EQ(rows[28], 1.0F) << "the image's index";
    EXPECT_EQ(rows[29], -1.0F) << "no detection";
    EXPECT_EQ(rows[56], 2.0F);
    EXPECT_EQ(rows[58], 0.7F);
    EXPECT_NEAR(rows[59], 0.5F - 0.5F * 0.70710678F, 1e-6F);
}

TEST_F(ImplicitBatch, BatchedNms)
{
    ITensor* const boxes = network_->addInput("boxes", DataType::kFLOAT, Dims3(3, 1, 4));
    ITensor* const scores = network_->addInput("scores", DataType::kFLOAT, Dims2(3, 2));
    int32_t const classes = 2;
    int32_t const keep = 2;
    float const threshold = 0.3F;
    IPluginV2Layer* const nms = add("BatchedNMS_TRT",
        {{"numClasses", &classes, PluginFieldType::kINT32, 1}, {"topK", &classes, PluginFieldType::kINT32, 1},
            {"keepTopK", &keep, PluginFieldType::kINT32, 1},
            {"scoreThreshold", &threshold, PluginFieldType::kFLOAT32, 1},
            {"iouThreshold", &threshold, PluginFieldType::kFLOAT32, 1}},
        {boxes, scores});
    ASSERT_NE(nms, nullptr) << messages_.text;
    for (int32_t i = 0; i < 4; ++i)
    {
        nms->getOutput(i)->setName(("out" + std::to_string(i)).c_str());
        network_->markOutput(*nms->getOutput(i));
    }
    std::vector<float> in{
        0, 0, 0.5F, 0.5F, 0, 0, 0.5F, 0.25F, 0.5F, 0.5F, 1, 1, /* image 1: */ 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1};
    std::vector<float> score{0.9F, 0, 0.8F, 0.4F, 0, 0.5F, /* image 1: */ 0.1F, 0.2F, 0.1F, 0.2F, 0.1F, 0.2F};
    std::vector<int32_t> counts(2, 77);
    std::vector<float> outBoxes(16, 77.0F);
    std::vector<float> outScores(4, 77.0F);
    std::vector<float> outClasses(4, 77.0F);
    execute(2, {in.data(), score.data(), counts.data(), outBoxes.data(), outScores.data(), outClasses.data()});
    EXPECT_EQ(counts, (std::vector<int32_t>{2, 0}));
    EXPECT_EQ(outScores, (std::vector<float>{0.9F, 0.5F, 0, 0}));
    EXPECT_EQ(outClasses, (std::vector<float>{0, 1, -1, -1}));
    EXPECT_EQ(outBoxes, (std::vector<float>{0, 0, 0.5F, 0.5F, 0.5F, 0.5F, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0}));
}

//! An image of 16 × 16: 69 anchors. The one around (8, 4) of 32 × 32 shrinks by e² in image 1; image 0 has no foreground.
TEST_F(ImplicitBatch, MaskRcnn)
{
    constexpr int32_t kAnchors = 69;
    constexpr int32_t kBest = (2 * 4 + 1) * 3 + 1;
    ITensor* const scores = network_->addInput("scores", DataType::kFLOAT, Dims3(kAnchors, 2, 1));
    ITensor* const deltas = network_->addInput("deltas", DataType::kFLOAT, Dims3(kAnchors, 4, 1));
    int32_t const most = 10;
    int32_t const keep = 2;
    int32_t const image[]{3, 16, 16};
    float const threshold = 0.5F;
    IPluginV2Layer* const proposals = add("ProposalLayer_TRT",
        {{"prenms_topk", &most, PluginFieldType::kINT32, 1}, {"keep_topk", &keep, PluginFieldType::kINT32, 1},
            {"iou_threshold", &threshold, PluginFieldType::kFLOAT32, 1},
            {"image_size", image, PluginFieldType::kINT32, 3}},
        {scores, deltas});
    ASSERT_NE(proposals, nullptr) << messages_.text;
    std::vector<ITensor*> pooledFrom{proposals->getOutput(0)};
    for (int32_t level = 0; level < 4; ++level)
    {
        char const name[]{'p', static_cast<char>('2' + level), '\0'};
        pooledFrom.push_back(network_->addInput(name, DataType::kFLOAT, Dims3(1, 16 >> level, 16 >> level)));
    }
    int32_t const legacy = 1;
    int32_t const pooled = 1;
    IPluginV2Layer* const align = add("PyramidROIAlign_TRT",
        {{"pooled_size", &pooled, PluginFieldType::kINT32, 1}, {"legacy", &legacy, PluginFieldType::kINT32, 1}},
        pooledFrom);
    ASSERT_NE(align, nullptr) << messages_.text;
    ITensor* const classDeltas = network_->addInput("classDeltas", DataType::kFLOAT, Dims4(keep, 8, 1, 1));
    ITensor* const classScores = network_->addInput("classScores", DataType::kFLOAT, Dims4(keep, 2, 1, 1));
    IPluginV2Layer* const detections = add("DetectionLayer_TRT",
        {{"num_classes", &keep, PluginFieldType::kINT32, 1}, {"keep_topk", &keep, PluginFieldType::kINT32, 1},
            {"score_threshold", &threshold, PluginFieldType::kFLOAT32, 1},
            {"iou_threshold", &threshold, PluginFieldType::kFLOAT32, 1}},
        {classDeltas, classScores, proposals->getOutput(0)});
    ASSERT_NE(detections, nullptr) << messages_.text;
    IPluginV2Layer* const marked[]{proposals, align, detections};
    for (int32_t i = 0; i < 3; ++i)
    {
        marked[i]->getOutput(0)->setName(("out" + std::to_string(i)).c_str());
        network_->markOutput(*marked[i]->getOutput(0));
    }
    std::vector<float> score(2 * kAnchors * 2, -1.0F);
    std::vector<float> delta(2 * kAnchors * 4, 0.0F);
    score[(kAnchors + kBest) * 2 + 1] = 0.9F;
    delta[(kAnchors + kBest) * 4 + 2] = delta[(kAnchors + kBest) * 4 + 3] = -10.0F;
    std::vector<std::vector<float>> maps;
    for (int32_t level = 0; level < 4; ++level)
    {
        maps.emplace_back(static_cast<size_t>(2 * (16 >> level) * (16 >> level)), static_cast<float>(level + 2));
    }
    std::vector<float> ofClasses(2 * keep * 8, 0.0F);
    std::vector<float> ofClass{0.9F, 0.1F, 0.9F, 0.1F, /* image 1: */ 0.2F, 0.8F, 0.4F, 0.3F};
    std::vector<float> boxes(2 * keep * 4, 77.0F);
    std::vector<float> values(2 * keep, 77.0F);
    std::vector<float> rows(2 * keep * 6, 77.0F);
    execute(2,
        {score.data(), delta.data(), maps[0].data(), maps[1].data(), maps[2].data(), maps[3].data(), ofClasses.data(),
            ofClass.data(), boxes.data(), values.data(), rows.data()});
    float const half = 31.0F / 15.0F * 0.135335283F / 2.0F;
    std::vector<float> const expected{
        0, 0, 0, 0, 0, 0, 0, 0, 0.5F - half, 3.5F / 15 - half, 0.5F + half, 3.5F / 15 + half};
    for (size_t i = 0; i < expected.size(); ++i)
    {
        EXPECT_NEAR(boxes[i], expected[i], 1e-6F) << i;
    }
    EXPECT_EQ(values, (std::vector<float>{2, 2, 4, 2})) << "√area is 286 of 1024 pixels: P4";
    std::vector<float> const row{expected[8], expected[9], expected[10], expected[11], 1, 0.8F, 0, 0, 0, 0, -1, 0};
    for (size_t i = 0; i < row.size(); ++i)
    {
        EXPECT_NEAR(rows[12 + i], row[i], 1e-6F) << i;
    }
    EXPECT_EQ(rows[4], -1.0F) << "the background is no detection";
}

//! Two cells with an anchor of 16 × 16 pixels each. Image 0 has a greater score in the second, image 1 is of one cell.
TEST_F(ImplicitBatch, FasterRcnn)
{
    ITensor* const scores = network_->addInput("scores", DataType::kFLOAT, Dims3(2, 1, 2));
    ITensor* const deltas = network_->addInput("deltas", DataType::kFLOAT, Dims3(4, 1, 2));
    ITensor* const features = network_->addInput("features", DataType::kFLOAT, Dims3(2, 1, 2));
    ITensor* const info = network_->addInput("info", DataType::kFLOAT, Dims3(1, 1, 3));
    int32_t const one = 1;
    int32_t const keep = 2;
    float const ratio = 1.0F;
    IPluginV2Layer* const proposals = add("RPROI_TRT",
        {{"poolingH", &one, PluginFieldType::kINT32, 1}, {"poolingW", &one, PluginFieldType::kINT32, 1},
            {"nmsMaxOut", &keep, PluginFieldType::kINT32, 1}, {"anchorsRatioCount", &one, PluginFieldType::kINT32, 1},
            {"anchorsScaleCount", &one, PluginFieldType::kINT32, 1},
            {"anchorsRatios", &ratio, PluginFieldType::kFLOAT32, 1},
            {"anchorsScales", &ratio, PluginFieldType::kFLOAT32, 1}},
        {scores, deltas, features, info});
    ASSERT_NE(proposals, nullptr) << messages_.text;
    EXPECT_EQ(proposals->getOutput(0)->getDimensions().nbDims, 3);
    EXPECT_EQ(proposals->getOutput(1)->getDimensions().nbDims, 4);
    for (int32_t i = 0; i < 2; ++i)
    {
        proposals->getOutput(i)->setName(i == 0 ? "rois" : "pooled");
        network_->markOutput(*proposals->getOutput(i));
    }
    std::vector<float> score{0.9F, 0.1F, 0.25F, 0.75F, /* image 1: */ 0, 0, 0.5F, 0.25F};
    std::vector<float> delta(16, 0.0F);
    std::vector<float> feature{1, 2, 3, 4, /* image 1: */ 6, 5, 8, 7};
    std::vector<float> size{16, 32, 1, /* image 1: */ 16, 16, 1};
    std::vector<float> rois(16, 77.0F);
    std::vector<float> pooled(8, 77.0F);
    execute(2, {score.data(), delta.data(), feature.data(), size.data(), rois.data(), pooled.data()});
    EXPECT_EQ(rois, (std::vector<float>{16, 0, 31, 15, 0, 0, 16, 15, /* image 1: */ 0, 0, 15, 15, 0, 0, 0, 0}));
    EXPECT_EQ(pooled, (std::vector<float>{2, 4, 2, 4, /* image 1: */ 6, 8, 6, 8}));
}

//! An image of 64 × 64: of image 1, the best anchor of P4 (cell 1, 2) and a worse one of P2 (cell 15, 15), each 1 × 1 of its level's size.
TEST_F(ImplicitBatch, MaskRcnnOfTensorFlow)
{
    std::vector<ITensor*> levels;
    std::vector<std::vector<float>> given;
    for (int32_t level = 0; level < 5; ++level)
    {
        int32_t const anchors = 3 * (16 >> level) * (16 >> level);
        levels.push_back(
            network_->addInput(("d" + std::to_string(level)).c_str(), DataType::kFLOAT, Dims3(anchors, 4, 1)));
        levels.push_back(
            network_->addInput(("s" + std::to_string(level)).c_str(), DataType::kFLOAT, Dims3(anchors, 1, 1)));
        given.emplace_back(static_cast<size_t>(2 * anchors * 4), 0.0F);
        given.emplace_back(static_cast<size_t>(2 * anchors), 0.0F);
    }
    given[5][48 + (1 * 4 + 2) * 3] = 0.875F;
    given[1][768 + (15 * 16 + 15) * 3] = 0.75F;
    int32_t const most = 10;
    int32_t const keep = 3;
    int32_t const classes = 2;
    int32_t const pooled = 1;
    int32_t const image[]{3, 64, 64};
    float const threshold = 0.5F;
    IPluginV2Layer* const proposals = add("MultilevelProposeROI_TRT",
        {{"prenms_topk", &most, PluginFieldType::kINT32, 1}, {"keep_topk", &keep, PluginFieldType::kINT32, 1},
            {"fg_threshold", &threshold, PluginFieldType::kFLOAT32, 1},
            {"iou_threshold", &threshold, PluginFieldType::kFLOAT32, 1},
            {"image_size", image, PluginFieldType::kINT32, 3}},
        levels);
    ASSERT_NE(proposals, nullptr) << messages_.text;
    std::vector<ITensor*> pooledFrom{proposals->getOutput(0)};
    for (int32_t level = 0; level < 5; ++level)
    {
        pooledFrom.push_back(network_->addInput(
            ("p" + std::to_string(level)).c_str(), DataType::kFLOAT, Dims3(1, 16 >> level, 16 >> level)));
        given.emplace_back(static_cast<size_t>(2 * (16 >> level) * (16 >> level)), static_cast<float>(level + 2));
    }
    IPluginV2Layer* const crop = add("MultilevelCropAndResize_TRT",
        {{"pooled_size", &pooled, PluginFieldType::kINT32, 1}, {"image_size", image, PluginFieldType::kINT32, 3}},
        pooledFrom);
    ASSERT_NE(crop, nullptr) << messages_.text;
    ITensor* const deltas = network_->addInput("classDeltas", DataType::kFLOAT, Dims4(keep, 8, 1, 1));
    ITensor* const scores = network_->addInput("classScores", DataType::kFLOAT, Dims4(keep, 2, 1, 1));
    IPluginV2Layer* const detections = add("GenerateDetection_TRT",
        {{"num_classes", &classes, PluginFieldType::kINT32, 1}, {"keep_topk", &keep, PluginFieldType::kINT32, 1},
            {"score_threshold", &threshold, PluginFieldType::kFLOAT32, 1},
            {"iou_threshold", &threshold, PluginFieldType::kFLOAT32, 1},
            {"image_size", image, PluginFieldType::kINT32, 3}},
        {deltas, scores, proposals->getOutput(0)});
    ASSERT_NE(detections, nullptr) << messages_.text;
    IPluginV2Layer* const marked[]{proposals, crop, detections};
    for (int32_t i = 0; i < 3; ++i)
    {
        marked[i]->getOutput(0)->setName(("out" + std::to_string(i)).c_str());
        network_->markOutput(*marked[i]->getOutput(0));
    }
    given.emplace_back(static_cast<size_t>(2 * keep * 8), 0.0F);
    given.push_back({0, 0, 0, 0, 0, 0, /* image 1: */ 0.875F, 0.5625F, 0.25F, 0.625F, 0, 0});
    std::vector<float> boxes(2 * keep * 4, 77.0F);
    std::vector<float> values(2 * keep, 77.0F);
    std::vector<float> rows(2 * keep * 6, 77.0F);
    std::vector<void*> bindings;
    for (std::vector<float>& one : given)
    {
        bindings.push_back(one.data());
    }
    bindings.insert(bindings.end(), {boxes.data(), values.data(), rows.data()});
    execute(2, bindings);
    std::vector<float> const none(4, 0.0F);
    // Around (24, 40) of 128 × 128, and around (62, 62) of 32 × 32; the image ends at 63.
    std::vector<float> const found{0, 0, 63, 63, 46, 46, 63, 63, 0, 0, 0, 0};
    EXPECT_EQ(std::vector<float>(boxes.begin(), boxes.begin() + 4), none);
    EXPECT_EQ(std::vector<float>(boxes.begin() + 12, boxes.end()), found);
    EXPECT_EQ(values, (std::vector<float>{0, 0, 0, 2, 2, 0}));
    std::vector<float> const row{46, 46, 63, 63, 1, 0.625F, 0, 0, 63, 63, 1, 0.5625F, 0, 0, 0, 0, -1, 0};
    EXPECT_EQ(std::vector<float>(rows.begin() + 18, rows.end()), row);
    EXPECT_EQ(rows[4], -1.0F);
}

} // namespace
