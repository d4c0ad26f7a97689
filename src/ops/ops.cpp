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

std::vector<std::unique_ptr<graph::Op>> oneOfEach()
{
    std::vector<std::unique_ptr<graph::Op>> all;
#define TENON_OP(folder, Class) all.push_back(std::make_unique<Class>());
#include "ops/ops.inc"
#undef TENON_OP
    return all;
}

} // namespace tenon::ops
