// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// Methods of API levels 7 and 8 that inline code makes of others: each must reach the right slot with the right values.
// Included at the end of the generated forwarding probe, whose stand-ins it uses.
#pragma once

namespace probe
{
inline void expectCall(char const* method, int slot, std::string const& arguments)
{
    expect(
        calledSlot == slot, method, "expected slot " + std::to_string(slot) + ", found " + std::to_string(calledSlot));
    expect(calledWith == arguments, method, "expected arguments " + arguments + ", found " + calledWith);
}

template <typename Layer>
void checkPair(Layer& layer, void (Layer::*set)(nvinfer1::DimsHW) noexcept,
    nvinfer1::DimsHW (Layer::*get)() const noexcept, char const* name, int setSlot)
{
    (layer.*set)(nvinfer1::DimsHW{5, 7});
    expectCall(name, setSlot, "<dims 5 7>");
    nvinfer1::DimsHW const found = (layer.*get)();
    expectCall(name, setSlot + 1, "");
    expect(found.nbDims == 2 && found.h() == 109 && found.w() == 110, name,
        "expected 109 x 110 back, found " + note(found));
}

inline void checkLayers()
{
    using namespace nvinfer1;
    Fake_VConvolutionLayer convolutionTable;
    Public_IConvolutionLayer convolution(&convolutionTable);
    checkPair<IConvolutionLayer>(convolution, &IConvolutionLayer::setKernelSize, &IConvolutionLayer::getKernelSize,
        "IConvolutionLayer::KernelSize", 16);
    checkPair<IConvolutionLayer>(
        convolution, &IConvolutionLayer::setStride, &IConvolutionLayer::getStride, "IConvolutionLayer::Stride", 18);
    checkPair<IConvolutionLayer>(
        convolution, &IConvolutionLayer::setPadding, &IConvolutionLayer::getPadding, "IConvolutionLayer::Padding", 20);
    checkPair<IConvolutionLayer>(convolution, &IConvolutionLayer::setDilation, &IConvolutionLayer::getDilation,
        "IConvolutionLayer::Dilation", 22);

    Fake_VResizeLayer resizeTable;
    Public_IResizeLayer resize(&resizeTable);
    resize.setAlignCorners(true);
    expect(calledWith == "<" + note(ResizeCoordinateTransformation::kALIGN_CORNERS) + ">",
        "IResizeLayer::setAlignCorners", "expected kALIGN_CORNERS, found " + calledWith);
}

inline void checkBuilder()
{
    using namespace nvinfer1;
    Fake_VBuilderConfig configTable;
    Public_IBuilderConfig config(&configTable);
    config.setMaxWorkspaceSize(123456);
    expect(calledWith == "<" + note(MemoryPoolType::kWORKSPACE) + "><123456>", "IBuilderConfig::setMaxWorkspaceSize",
        "expected the workspace pool and 123456 bytes, found " + calledWith);

    Fake_VNetworkDefinition networkTable;
    Public_INetworkDefinition network(&networkTable);
    ITensor& tensor = Make<ITensor&>::value(1);
    network.addPooling(tensor, PoolingType::kAVERAGE, DimsHW{2, 3});
    expect(
        calledWith == "<" + note(tensor) + "><1><dims 2 3>", "INetworkDefinition::addPooling", "found " + calledWith);
#if TENON_API_LEVEL == 7
    IOutputDimensionsFormula& formula = network.getPoolingOutputDimensionsFormula();
    expectCall(
        "INetworkDefinition::getPoolingOutputDimensionsFormula", legacySlot(6), "<" + note(LayerType::kPOOLING) + ">");
    network.setDeconvolutionOutputDimensionsFormula(&formula);
    expect(calledSlot == legacySlot(5) && calledWith.find("<" + note(LayerType::kDECONVOLUTION) + ">") == 0,
        "INetworkDefinition::setDeconvolutionOutputDimensionsFormula", "found " + calledWith);
#endif
    network.addConvolution(tensor, 8, DimsHW{2, 3}, Weights{}, Weights{});
    std::string const none = "<weights 0 0 0>";
    expect(calledWith == "<" + note(tensor) + "><8><dims 2 3>" + none + none, "INetworkDefinition::addConvolution",
        "found " + calledWith);

    Fake_VBuilder builderTable;
    Public_IBuilder builder(&builderTable);
    builder.createNetworkV2(3U);
    expectCall("IBuilder::createNetworkV2", legacySlot(0), "<3><" + note(TENON_API_LEVEL) + ">");
#if TENON_API_LEVEL == 7
    builder.createNetwork();
    expectCall("IBuilder::createNetwork", legacySlot(0), "<0><7>");
#endif
}

inline void checkDims()
{
    using namespace nvinfer1;
    Dims64 large{};
    large.nbDims = 3;
    large.d[0] = int64_t{1} << 40;
    large.d[1] = -1;
    large.d[2] = 0;
    Dims const narrow = impl::fromAbi(large);
    expect(narrow.d[0] == INT32_MAX && narrow.d[1] == -1 && narrow.d[2] == 0, "impl::fromAbi",
        "expected the largest extent, -1 and 0, found " + note(narrow));
    Dims64 const wide = impl::toAbi(narrow);
    expect(wide.d[1] == -1 && wide.d[0] == INT32_MAX, "impl::toAbi", "found " + note(wide));
}

inline void checkLegacyInline()
{
    checkLayers();
    checkBuilder();
    checkDims();
}
} // namespace probe
