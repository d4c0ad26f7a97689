#include "plugin_host/expression_parser.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tenon::plugin_host
{
namespace
{

using Kind = ExpressionStep::Kind;

//! Parentheses and signs nest no deeper: the parser is recursive.
constexpr int32_t kMaxDepth = 200;

struct Function
{
    std::string_view name;
    Kind kind;
    int32_t arguments;
};

constexpr std::array kFunctions{Function{"abs", Kind::kABS, 1}, Function{"exp", Kind::kEXP, 1},
    Function{"log", Kind::kLOG, 1}, Function{"sqrt", Kind::kSQRT, 1}, Function{"rsqrt", Kind::kRSQRT, 1},
    Function{"tanh", Kind::kTANH, 1}, Function{"sigmoid", Kind::kSIGMOID, 1}, Function{"erf", Kind::kERF, 1},
    Function{"sin", Kind::kSIN, 1}, Function{"cos", Kind::kCOS, 1}, Function{"floor", Kind::kFLOOR, 1},
    Function{"ceil", Kind::kCEIL, 1}, Function{"round", Kind::kROUND, 1}, Function{"sign", Kind::kSIGN, 1},
    Function{"min", Kind::kMIN, 2}, Function{"max", Kind::kMAX, 2}, Function{"pow", Kind::kPOW, 2},
    Function{"fmod", Kind::kFMOD, 2}};

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

ExpressionParser::ExpressionParser(std::string const& text, int32_t inputCount, Expression::Parameter const& parameter)
    : text_(text)
    , inputCount_(inputCount)
    , parameter_(parameter)
{
}

base::Result<std::vector<ExpressionStep>> ExpressionParser::parse()
{
    TENON_CHECK(names());
    TENON_CHECK(expression());
    skipSpaces();
    if (place_ != text_.size())
    {
        return errorAt(place_, "an operator, or the end");
    }
    return std::move(steps_);
}

//! The inputs' names before a colon, if there are any: a colon can also belong to "? :".
base::Status ExpressionParser::names()
{
    size_t const colon = text_.find(':');
    if (colon == std::string::npos || text_.find('?') < colon)
    {
        return {};
    }
    do
    {
        skipSpaces();
        size_t const place = place_;
        std::string const name = takeName();
        if (name.empty() || std::find(inputNames_.begin(), inputNames_.end(), name) != inputNames_.end())
        {
            return errorAt(place, name.empty() ? "an input's name" : "names that differ");
        }
        inputNames_.push_back(name);
    } while (take(","));
    TENON_CHECK(expect(":"));
    if (inputNames_.size() != static_cast<size_t>(inputCount_))
    {
        return base::invalidArgument(
            "expression \"{}\": expected names of {} inputs, found {}", text_, inputCount_, inputNames_.size());
    }
    return {};
}

base::Status ExpressionParser::expression()
{
    if (++depth_ > kMaxDepth)
    {
        return errorAt(place_, fmt::format("at most {} expressions inside each other", kMaxDepth));
    }
    TENON_CHECK(any());
    if (take("?"))
    {
        TENON_CHECK(expression());
        TENON_CHECK(expect(":"));
        TENON_CHECK(expression());
        add(Kind::kSELECT);
    }
    --depth_;
    return {};
}

base::Status ExpressionParser::leftToRight(Rule operand, std::span<Operator const> operators)
{
    TENON_CHECK((this->*operand)());
    for (;;)
    {
        auto const found =
            std::find_if(operators.begin(), operators.end(), [&](Operator const& one) { return take(one.text); });
        if (found == operators.end())
        {
            return {};
        }
        TENON_CHECK((this->*operand)());
        add(found->kind);
    }
}

base::Status ExpressionParser::any()
{
    static constexpr std::array kOperators{Operator{"||", Kind::kOR}};
    return leftToRight(&ExpressionParser::all, kOperators);
}

base::Status ExpressionParser::all()
{
    static constexpr std::array kOperators{Operator{"&&", Kind::kAND}};
    return leftToRight(&ExpressionParser::compare, kOperators);
}

base::Status ExpressionParser::compare()
{
    static constexpr std::array kOperators{Operator{"<=", Kind::kLESS_OR_EQUAL},
        Operator{">=", Kind::kGREATER_OR_EQUAL}, Operator{"==", Kind::kEQUAL}, Operator{"!=", Kind::kNOT_EQUAL},
        Operator{"<", Kind::kLESS}, Operator{">", Kind::kGREATER}};
    TENON_CHECK(sum());
    auto const found =
        std::find_if(kOperators.begin(), kOperators.end(), [&](Operator const& one) { return take(one.text); });
    if (found != kOperators.end())
    {
        TENON_CHECK(sum());
        add(found->kind);
    }
    return {};
}

base::Status ExpressionParser::sum()
{
    static constexpr std::array kOperators{Operator{"+", Kind::kADD}, Operator{"-", Kind::kSUBTRACT}};
    return leftToRight(&ExpressionParser::product, kOperators);
}

base::Status ExpressionParser::product()
{
    static constexpr std::array kOperators{Operator{"*", Kind::kMULTIPLY}, Operator{"/", Kind::kDIVIDE}};
    return leftToRight(&ExpressionParser::unary, kOperators);
}

base::Status ExpressionParser::unary()
{
    skipSpaces();
    bool const negate = take("-");
    if (!negate && !(text_.compare(place_, 2, "!=") != 0 && take("!")))
    {
        return primary();
    }
    if (++depth_ > kMaxDepth)
    {
        return errorAt(place_, fmt::format("at most {} expressions inside each other", kMaxDepth));
    }
    TENON_CHECK(unary());
    --depth_;
    add(negate ? Kind::kNEGATE : Kind::kNOT);
    return {};
}

base::Status ExpressionParser::primary()
{
    skipSpaces();
    if (take("("))
    {
        TENON_CHECK(expression());
        return expect(")");
    }
    if (place_ < text_.size() && (isDigit(text_[place_]) || text_[place_] == '.'))
    {
        return number();
    }
    return nameOrCall();
}

base::Status ExpressionParser::number()
{
    ExpressionStep step{Kind::kNUMBER};
    auto const [end, error] = std::from_chars(text_.data() + place_, text_.data() + text_.size(), step.number);
    if (error != std::errc())
    {
        return errorAt(place_, "a number of fp32");
    }
    place_ = static_cast<size_t>(end - text_.data());
    steps_.push_back(step);
    return {};
}

base::Status ExpressionParser::nameOrCall()
{
    size_t const place = place_;
    std::string const name = takeName();
    if (name.empty())
    {
        return errorAt(place, "a number, a name, or \"(\"");
    }
    return take("(") ? call(name, place) : variable(name, place);
}

base::Status ExpressionParser::call(std::string const& name, size_t place)
{
    auto const function =
        std::find_if(kFunctions.begin(), kFunctions.end(), [&](Function const& one) { return one.name == name; });
    if (function == kFunctions.end())
    {
        std::string known;
        for (Function const& one : kFunctions)
        {
            known += fmt::format("{}{}", known.empty() ? "" : ", ", one.name);
        }
        return errorAt(place, "one of the functions " + known);
    }
    for (int32_t i = 0; i < function->arguments; ++i)
    {
        if (i > 0)
        {
            TENON_CHECK(expect(","));
        }
        TENON_CHECK(expression());
    }
    add(function->kind);
    return expect(")");
}

base::Status ExpressionParser::variable(std::string const& name, size_t place)
{
    int32_t input = -1;
    if (inputNames_.empty())
    {
        for (int32_t i = 0; i < inputCount_; ++i)
        {
            input = name == fmt::format("x{}", i) || (i == 0 && name == "x") ? i : input;
        }
    }
    else if (auto const found = std::find(inputNames_.begin(), inputNames_.end(), name); found != inputNames_.end())
    {
        input = static_cast<int32_t>(found - inputNames_.begin());
    }
    if (input >= 0)
    {
        steps_.push_back({Kind::kINPUT, 0.0F, input});
        return {};
    }
    auto const value = parameter_(name);
    if (!value.ok())
    {
        return errorAt(place, "the name of an input or of a parameter that is one number");
    }
    steps_.push_back({Kind::kNUMBER, static_cast<float>(*value)});
    return {};
}

void ExpressionParser::skipSpaces()
{
    while (place_ < text_.size() && (text_[place_] == ' ' || text_[place_] == '\t' || text_[place_] == '\n'))
    {
        ++place_;
    }
}

bool ExpressionParser::take(std::string_view text)
{
    skipSpaces();
    if (text_.compare(place_, text.size(), text) != 0)
    {
        return false;
    }
    place_ += text.size();
    return true;
}

base::Status ExpressionParser::expect(std::string_view text)
{
    return take(text) ? base::okStatus() : base::Status(errorAt(place_, fmt::format("\"{}\"", text)));
}

std::string ExpressionParser::takeName()
{
    skipSpaces();
    size_t end = place_;
    while (end < text_.size() && (isLetter(text_[end]) || (end > place_ && isDigit(text_[end]))))
    {
        ++end;
    }
    std::string name = text_.substr(place_, end - place_);
    place_ = end;
    return name;
}

base::Error ExpressionParser::errorAt(size_t place, std::string const& expected) const
{
    return base::invalidArgument("expression \"{}\": expected {} at character {}, found {}", text_, expected, place + 1,
        place < text_.size() ? "\"" + text_.substr(place, 12) + "\"" : "its end");
}

} // namespace tenon::plugin_host
