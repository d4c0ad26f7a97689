#include "ops/ops.h"

#include "op_headers.inc"

namespace tenon::ops
{

void addToFactory(graph::OpFactory& factory)
{
#define TENON_OP(folder, Class) factory.add(std::string(Class::kKind), Class::fromRecord);
#include "ops/ops.inc"
#undef TENON_OP
    (void)factory; // while the list is empty
}

} // namespace tenon::ops
