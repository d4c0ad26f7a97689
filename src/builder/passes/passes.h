// The passes, in the order of the pipeline. Each lies in a file of its name; pipeline.cpp says why each is there.
#pragma once

#include "builder/pass.h"

namespace tenon::builder
{

Result<bool> validateRequest(Graph& network, PassContext& context);
Result<bool> nameWeights(Graph& network, PassContext& context);
Result<bool> expandAttention(Graph& network, PassContext& context);
Result<bool> formRegions(Graph& network, PassContext& context);
Result<bool> inferShapes(Graph& network, PassContext& context);
Result<bool> removeDeadOperations(Graph& network, PassContext& context);
Result<bool> foldConstants(Graph& network, PassContext& context);
Result<bool> mergeDuplicates(Graph& network, PassContext& context);
Result<bool> foldScales(Graph& network, PassContext& context);
Result<bool> fusePatterns(Graph& network, PassContext& context);
Result<bool> moveShuffles(Graph& network, PassContext& context);
Result<bool> fuseBiases(Graph& network, PassContext& context);
Result<bool> fuseSums(Graph& network, PassContext& context);
Result<bool> fuseSkips(Graph& network, PassContext& context);
Result<bool> fuseActivations(Graph& network, PassContext& context);
Result<bool> fusePointwise(Graph& network, PassContext& context);
Result<bool> negotiate(Graph& network, PassContext& context);
Result<bool> timeCandidates(Graph& network, PassContext& context);
Result<bool> consultSelector(Graph& network, PassContext& context);
Result<bool> chooseFormats(Graph& network, PassContext& context);
Result<bool> commitOperations(Graph& network, PassContext& context);
Result<bool> reportSelection(Graph& network, PassContext& context);
Result<bool> placeSteps(Graph& network, PassContext& context);
Result<bool> checkHalfRange(Graph& network, PassContext& context);
Result<bool> placeCopies(Graph& network, PassContext& context);
Result<bool> planMemory(Graph& network, PassContext& context);

//! Operations that neither an output needs nor an effect go. True if there were any.
Result<bool> removeUnneeded(Graph& network, PassContext& context);

//! Constants that nobody uses any more go; what stays is renumbered. True if there were any.
bool removeLooseTensors(Graph& network);

} // namespace tenon::builder
