// An activation that a pass moved into the operation before it, which applies it to each result before it is stored.
#pragma once

#include "graph/op.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct FusedActivation
{
    //! Numbers below 1000 are those of nvinfer1::ActivationType.
    enum class Kind : int32_t
    {
        kNONE = -1,
        kSWISH = 1000, //!< x · sigmoid(alpha · x); SiLU is alpha 1
    };
    Kind kind{Kind::kNONE};
    float alpha{0.0F};
    float beta{0.0F};

    bool none() const { return kind == Kind::kNONE; }

    //! The fused form of an activation layer; nullopt for those that cannot be fused: softplus, softsign, thresholded ReLU, and scaled
    //! tanh, which would need two linear functions in one chain (oneDNN 2.6 then applies the first one's factor twice).
    static std::optional<FusedActivation> of(nvinfer1::ActivationType type, float alpha, float beta)
    {
        using nvinfer1::ActivationType;
        switch (type)
        {
        case ActivationType::kSOFTPLUS:
        case ActivationType::kSOFTSIGN:
        case ActivationType::kTHRESHOLDED_RELU:
        case ActivationType::kSCALED_TANH: return std::nullopt;
        default: return FusedActivation{static_cast<Kind>(type), alpha, beta};
        }
    }

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("fusedActivation", kind);
        visitor("fusedAlpha", alpha);
        visitor("fusedBeta", beta);
    }
};

} // namespace tenon::ops
