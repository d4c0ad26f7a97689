// Patterns of operations as text, for passes that put one operation in the place of several.
//
//     pattern    = { name "=" expression ";" } expression         definitions stand for their text wherever their name stands
//     expression = number                                         a constant of one element with that value (within 1e-4 of it)
//                | name                                           any tensor; the same one wherever the name stands
//                | "#" name                                       a constant of one element
//                | "@" name                                       a constant
//                | function "(" expression { "," expression } ")"
//     function   = add mul (operands in either order; mul by a number also as a division) sub div pow min max | erf sqrt recip exp abs neg |
//                  tanh sigmoid relu | mean (over the last dimension, which is kept) | square (pow by 2, or mul by itself) |
//                  cube (pow by 3, or mul by square) | matmul (without bias, activation or transpositions) |
//                  matmulnt (the same with its second operand transposed) | softmax (over the last
//                  dimension) | select | layernorm (x, scale, bias; over the last dimension)
//
// Example: SiLU is `mul(x, sigmoid(x))`.
#pragma once

#include "builder/pass.h"

#include <map>
#include <string_view>

namespace tenon::builder
{

//! What a pattern found.
struct Match
{
    std::map<std::string, Tensor*, std::less<>> tensors; //!< by name, "#" and "@" left out
    std::vector<Op*> ops;                                //!< all that the pattern covers; the root first

    float number(std::string_view name) const; //!< of a constant of one element
};

//! What a pattern can ask an operation to be.
enum class PatternFunction
{
    kADD,
    kMUL,
    kSUB,
    kDIV,
    kPOW,
    kMIN,
    kMAX,
    kERF,
    kSQRT,
    kRECIP,
    kEXP,
    kABS,
    kNEG,
    kTANH,
    kSIGMOID,
    kRELU,
    kMEAN,
    kSQUARE,
    kCUBE,
    kMATMUL,
    kMATMULNT,
    kSOFTMAX,
    kSELECT,
    kLAYERNORM,
};

//! What the operation is in the language of patterns, as it stands: a square is a multiplication or a power here. nullopt for nothing.
std::optional<PatternFunction> patternFunctionOf(Op const& op);

class Pattern
{
public:
    //! Error text shows the place in the text, and what was expected there.
    static Result<Pattern> parse(std::string_view text);

    //! The pattern with `root` as its result. Only where nobody else sees what lies between, nor did the user ask anything of it.
    std::optional<Match> match(Op& root) const;
    //! False where an operation that is `function` cannot be the root.
    bool mayEndIn(PatternFunction function) const;

    struct Node
    {
        enum class Kind
        {
            kNUMBER,
            kANY,
            kNUMBER_OF_NAME,
            kCONSTANT,
            kFUNCTION,
        };
        Kind kind{Kind::kANY};
        std::string name; //!< of a tensor
        float number{0.0F};
        PatternFunction function{};
        std::vector<Node> arguments;
    };

private:
    Node root_;
};

//! The number that a floating constant of one element holds.
std::optional<float> numberIn(Tensor const& tensor);

//! Puts `result` in the place of what the match covers: takes over the users and the name of the root's output. `result` was made by a new
//! operation whose inputs are tensors of the match.
void replaceMatch(Graph& network, Match const& match, Tensor& result);

} // namespace tenon::builder
