// Operation name → importer, from ops.inc.
#include "onnx/importer.h"

#include <algorithm>

namespace tenon::onnx
{

#define TENON_ONNX_OP(op, function) Result<std::vector<Value>> function(Importer&, Node const&, std::span<Value const>);
#include "onnx/ops.inc"
#undef TENON_ONNX_OP

namespace
{

struct Entry
{
    std::string_view op;
    ImportNode import;
};

// Sorted by name, as ops.inc is; a test keeps it so.
constexpr Entry kTable[]{
#define TENON_ONNX_OP(op, function) {#op, function},
#include "onnx/ops.inc"
#undef TENON_ONNX_OP
};

} // namespace

ImportNode findImporter(std::string_view op)
{
    auto const* const it = std::lower_bound(std::begin(kTable), std::end(kTable), op,
        [](Entry const& entry, std::string_view name) { return entry.op < name; });
    return it != std::end(kTable) && it->op == op ? it->import : nullptr;
}

} // namespace tenon::onnx
