#include "builder/testing/choice_problems.h"

namespace tenon::builder
{

ChoiceProblem chainOfManyOptions(int32_t nodes, bool residual)
{
    ChoiceProblem problem;
    for (int32_t n = 0; n < nodes; ++n)
    {
        ChoiceNode node;
        node.outputs = {n};
        node.inputs = {n - 1};
        if (residual && n > 2)
        {
            node.inputs.push_back(n - 3);
        }
        for (int32_t option = 0; option < 100; ++option)
        {
            node.options.push_back(
                {1.0 + (option * 7 + n) % 5, std::vector<FormatKind>(node.inputs.size(), option % 10), {option / 10}});
        }
        problem.nodes.push_back(std::move(node));
    }
    problem.values = nodes;
    problem.conversion = [](int32_t, FormatKind, FormatKind) { return 2.0; };
    return problem;
}

} // namespace tenon::builder
