// DepthToSpace (opsets 1, 11, 13), SpaceToDepth (1, 13): reshape, transpose, reshape.
#include "onnx/ops/compose.h"

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

Result<int64_t> blockOf(Node const& node)
{
    TENON_ASSIGN(int64_t const block, node.integer("blocksize", 0));
    return block >= 1 ? Result<int64_t>(block)
                      : invalidArgument("attribute \"blocksize\": expected at least 1, found {}", block);
}

Result<Sizes> imageSizes(Importer& importer, Node const& node, ITensor& x)
{
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, x));
    return sizes.size() == 4 ? Result<Sizes>(sizes)
                             : invalidArgument("input 0: expected rank 4 (NCHW), found {}", sizes.size());
}

Result<ITensor*> moved(
    Importer& importer, ITensor& x, Sizes const& apart, std::vector<int32_t> const& order, Sizes const& together)
{
    TENON_ASSIGN(ITensor * y, reshapeTo(importer, x, apart));
    TENON_ASSIGN(y, transpose(importer, *y, order));
    return reshapeTo(importer, *y, together);
}

} // namespace

Result<std::vector<Value>> importDepthToSpace(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(int64_t const b, blockOf(node));
    TENON_ASSIGN(std::string const mode, node.text("mode", "DCR"));
    TENON_ASSIGN(Sizes const d, imageSizes(importer, node, *x));
    TENON_ASSIGN(Size const depth, combine(importer, d[1], Size(b * b), ElementWiseOperation::kFLOOR_DIV));
    TENON_ASSIGN(Size const height, combine(importer, d[2], Size(b), ElementWiseOperation::kPROD));
    TENON_ASSIGN(Size const width, combine(importer, d[3], Size(b), ElementWiseOperation::kPROD));
    bool const dcr = mode == "DCR";
    if (!dcr && mode != "CRD")
    {
        return invalidArgument("attribute \"mode\": expected DCR or CRD, found \"{}\"", mode);
    }
    Sizes const apart = dcr ? Sizes{d[0], b, b, depth, d[2], d[3]} : Sizes{d[0], depth, b, b, d[2], d[3]};
    std::vector<int32_t> const order =
        dcr ? std::vector<int32_t>{0, 3, 4, 1, 5, 2} : std::vector<int32_t>{0, 1, 4, 2, 5, 3};
    TENON_ASSIGN(ITensor* const y, moved(importer, *x, apart, order, {d[0], depth, height, width}));
    return valuesOf(y);
}

Result<std::vector<Value>> importSpaceToDepth(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(int64_t const b, blockOf(node));
    TENON_ASSIGN(Sizes const d, imageSizes(importer, node, *x));
    TENON_ASSIGN(Size const depth, combine(importer, d[1], Size(b * b), ElementWiseOperation::kPROD));
    TENON_ASSIGN(Size const height, combine(importer, d[2], Size(b), ElementWiseOperation::kFLOOR_DIV));
    TENON_ASSIGN(Size const width, combine(importer, d[3], Size(b), ElementWiseOperation::kFLOOR_DIV));
    TENON_ASSIGN(ITensor* const y,
        moved(importer, *x, {d[0], d[1], height, b, width, b}, {0, 3, 5, 1, 2, 4}, {d[0], depth, height, width}));
    return valuesOf(y);
}

} // namespace tenon::onnx
