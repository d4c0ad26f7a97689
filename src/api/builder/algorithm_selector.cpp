#include "api/builder/algorithm_selector.h"

#include "api/builder/algorithm.h"

#include <algorithm>

namespace tenon::api
{
namespace
{

//! The indices that a selector wrote, each once.
base::Result<std::vector<size_t>> checkedSelection(
    std::string const& layer, std::vector<int32_t> const& selection, int32_t count)
{
    std::vector<size_t> chosen;
    for (int32_t i = 0; i < count; ++i)
    {
        int32_t const index = selection[static_cast<size_t>(i)];
        if (index < 0 || static_cast<size_t>(index) >= selection.size())
        {
            return base::invalidArgument(
                "algorithm selector: layer \"{}\": expected indices 0 to {} from selectAlgorithms, found {} at place {}",
                layer, selection.size() - 1, index, i);
        }
        chosen.push_back(static_cast<size_t>(index));
    }
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    return chosen;
}

} // namespace

base::Result<std::vector<size_t>> AlgorithmSelector::select(builder::SelectableLayer const& layer)
{
    AlgorithmContext const context(layer, log_);
    std::vector<std::unique_ptr<Algorithm>> algorithms;
    std::vector<nvinfer1::IAlgorithm const*> choices;
    for (builder::SelectableChoice const& choice : layer.choices)
    {
        algorithms.push_back(std::make_unique<Algorithm>(layer, choice, log_));
        choices.push_back(algorithms.back().get());
    }
    auto const most = static_cast<int32_t>(choices.size());
    std::vector<int32_t> selection(choices.size(), -1);
    int32_t const count = selector_.selectAlgorithms(context, choices.data(), most, selection.data());
    if (count < 0 || count > most)
    {
        return base::invalidArgument(
            "algorithm selector: layer \"{}\": expected selectAlgorithms to return 0 to {} (how many of the choices it wrote), found {}",
            layer.name, most, count);
    }
    if (count == 0 && rejectsEmpty_)
    {
        return base::invalidArgument(
            "algorithm selector: layer \"{}\": expected at least one of {} choices, since BuilderFlag::kREJECT_EMPTY_ALGORITHMS is set, found "
            "none selected; clear the flag to leave the choice to the builder",
            layer.name, most);
    }
    return checkedSelection(layer.name, selection, count);
}

base::Status AlgorithmSelector::report(std::vector<builder::SelectableLayer> const& layers)
{
    std::vector<std::unique_ptr<AlgorithmContext>> contexts;
    std::vector<std::unique_ptr<Algorithm>> algorithms;
    std::vector<nvinfer1::IAlgorithmContext const*> shownContexts;
    std::vector<nvinfer1::IAlgorithm const*> shownChoices;
    for (builder::SelectableLayer const& layer : layers)
    {
        contexts.push_back(std::make_unique<AlgorithmContext>(layer, log_));
        algorithms.push_back(std::make_unique<Algorithm>(layer, layer.choices.front(), log_));
        shownContexts.push_back(contexts.back().get());
        shownChoices.push_back(algorithms.back().get());
    }
    selector_.reportAlgorithms(shownContexts.data(), shownChoices.data(), static_cast<int32_t>(layers.size()));
    return {};
}

} // namespace tenon::api
