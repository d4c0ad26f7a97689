// The road from a network to a plan.
#include "builder/pipeline.h"

#include "builder/passes/passes.h"

namespace tenon::builder
{

std::span<PassEntry const> buildPipeline()
{
    static constexpr PassEntry kPasses[]{
        {"validate_request", validateRequest, true, "everything after it may trust profiles, names and limits"},
        {"name_weights", nameWeights, true, "what may be refitted keeps a name, and is not folded"},
        {"expand_attention", expandAttention, true,
            "attention is products and a softmax, of which patterns make one operation where there is one"},
        {"form_regions", formRegions, true,
            "a loop or conditional is one operation with a body of its own; nothing behind it sees a cycle"},
        {"infer_shapes", inferShapes, true,
            "types, dims and their bounds over all profiles: whatever follows needs them"},
        {"remove_dead_operations", removeDeadOperations, false,
            "what no output needs is neither folded, negotiated nor run"},
        {"fold_constants", foldConstants, false, "what depends on no input is computed once, now"},
        {"merge_duplicates", mergeDuplicates, false, "what is computed twice from the same is computed once"},
        {"fold_scales", foldScales, false, "a batch normalisation inside the weights before it costs nothing"},
        {"fuse_patterns", fusePatterns, false,
            "what exporters spell out in many operations is one that goes over memory once"},
        {"move_shuffles", moveShuffles, false,
            "transpositions that undo each other, with what does not care for order between them, cost two passes over memory"},
        {"fuse_biases", fuseBiases, false, "a product adds a bias while it stores"},
        {"fuse_sums", fuseSums, false,
            "on the CPU, a convolution adds what a residual connection brings while it stores"},
        {"fuse_skips", fuseSkips, false,
            "a residual connection that is left is added by the layer normalization that reads it"},
        {"fuse_activations", fuseActivations, false, "an activation inside its producer saves a pass over memory"},
        {"fuse_pointwise", fusePointwise, false,
            "on a GPU, chains of pointwise operations are one kernel and one pass over memory"},
        {"negotiate", negotiate, true, "which types, formats and implementations each operation offers on the device"},
        {"time_candidates", timeCandidates, true,
            "what each offer costs, measured where several are left and measuring is allowed"},
        {"consult_selector", consultSelector, true, "who set an algorithm selector has a say in which offers count"},
        {"choose_formats", chooseFormats, true,
            "one offer each, so that offers and conversions between them cost least together"},
        {"commit_operations", commitOperations, true,
            "plugins learn their formats before they are stored; workspaces become known"},
        {"report_selection", reportSelection, true, "an algorithm selector is told what was chosen"},
        {"place_steps", placeSteps, true, "the order of execution, with the conversions that the choices ask for"},
        {"check_half_range", checkHalfRange, false,
            "constants that fp16 cannot hold are named before they are infinite"},
        {"place_copies", placeCopies, true,
            "steps that only the CPU can do find their tensors there in an engine for a GPU"},
        {"plan_memory", planMemory, true, "tensors that do not live together share memory"},
    };
    return kPasses;
}

std::span<PassEntry const> tunePipeline()
{
    // The network of a plan is final: only what depends on the device is decided anew.
    static constexpr PassEntry kPasses[]{
        {"negotiate", negotiate, true,
            "what each operation offers on this device, with plugins' boundaries as they are"},
        {"time_candidates", timeCandidates, true, "what each offer costs on this device"},
        {"choose_formats", chooseFormats, true, "one offer each"},
        {"commit_operations", commitOperations, true, "workspaces on this device"},
        {"place_steps", placeSteps, true, "the order of execution on this device"},
        {"place_copies", placeCopies, true, "steps that only the CPU can do find their tensors there"},
        {"plan_memory", planMemory, true, "memory on this device"},
    };
    return kPasses;
}

} // namespace tenon::builder
