// Pointwise expressions, as plugins declare them (include/tenon/plugin_traits.h has the language): parsed, checked, evaluated.
#pragma once

#include "base/result.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace tenon::plugin_host
{

//! One operation on a stack: what it takes lies on top, its result takes that place.
struct ExpressionStep
{
    enum class Kind
    {
        kNUMBER, //!< pushes `number`
        kINPUT,  //!< pushes input `index`
        kNEGATE,
        kNOT,
        kADD,
        kSUBTRACT,
        kMULTIPLY,
        kDIVIDE,
        kLESS,
        kLESS_OR_EQUAL,
        kGREATER,
        kGREATER_OR_EQUAL,
        kEQUAL,
        kNOT_EQUAL,
        kAND,
        kOR,
        kSELECT, //!< condition, value where it is not 0, value where it is
        kABS,
        kEXP,
        kLOG,
        kSQRT,
        kRSQRT,
        kTANH,
        kSIGMOID,
        kERF,
        kSIN,
        kCOS,
        kFLOOR,
        kCEIL,
        kROUND,
        kSIGN,
        kMIN,
        kMAX,
        kPOW,
        kFMOD,
    };

    Kind kind;
    float number{0.0F};
    int32_t index{0};
};

//! A pointwise function of `inputCount` numbers. Immutable. Thread safety: a value.
class Expression
{
public:
    //! The value of a parameter; an error where there is none of that name.
    using Parameter = std::function<base::Result<double>(std::string const& name)>;

    //! Error text shows the place in the text, and what was expected there. Parameters are asked once and become numbers.
    static base::Result<Expression> parse(std::string const& text, int32_t inputCount, Parameter const& parameter);

    //! In reverse Polish order; never deeper than `stackDepth`.
    std::vector<ExpressionStep> const& steps() const { return steps_; }
    int32_t inputCount() const { return inputCount_; }
    int32_t stackDepth() const { return stackDepth_; }

    //! One element, in fp32. `inputs` holds inputCount() numbers.
    float evaluate(std::span<float const> inputs) const;

private:
    std::vector<ExpressionStep> steps_;
    int32_t inputCount_{0};
    int32_t stackDepth_{0};
};

} // namespace tenon::plugin_host
