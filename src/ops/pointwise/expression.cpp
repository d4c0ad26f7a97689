#include "ops/pointwise/expression.h"

#include <cctype>
#include <cstdlib>
#include <map>

namespace tenon::ops::pointwise
{
namespace
{

using base::Result;
using nvinfer1::ActivationType;
using nvinfer1::ElementWiseOperation;
using nvinfer1::UnaryOperation;

//! Deeper nesting than this is refused: parsing is recursive.
constexpr int32_t kMaxDepth = 200;

//! Reads the grammar of tenon/plugin_traits.h, one function a rule.
class Parser
{
public:
    Parser(Program& program, std::string_view text, std::span<int64_t const> inputs, ParameterValue const& parameter)
        : program_(program)
        , text_(text)
        , inputs_(inputs)
        , parameter_(parameter)
    {
    }

    Result<int64_t> run()
    {
        TENON_CHECK(readNames());
        TENON_ASSIGN(int64_t const value, expression());
        skipSpace();
        return at_ == text_.size() ? Result<int64_t>(value) : Result<int64_t>(wrong("expected its end"));
    }

private:
    base::Error wrong(std::string const& what) const
    {
        std::string const rest(text_.substr(at_, 16));
        return base::invalidArgument(
            "pointwise expression \"{}\": {}, found \"{}\" at character {}", text_, what, rest, at_);
    }

    void skipSpace()
    {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0)
        {
            ++at_;
        }
    }

    bool take(std::string_view token)
    {
        skipSpace();
        if (text_.substr(at_, token.size()) != token)
        {
            return false;
        }
        at_ += token.size();
        return true;
    }

    std::string name()
    {
        skipSpace();
        size_t const begin = at_;
        while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
        {
            ++at_;
        }
        return std::string(text_.substr(begin, at_ - begin));
    }

    //! `a, b: …`: the inputs' names; x0, x1, … and x where none are given. The colon of `?:` never comes before a question mark.
    base::Status readNames()
    {
        size_t const colon = text_.find(':');
        if (colon == std::string_view::npos || text_.find('?') < colon)
        {
            for (size_t i = 0; i < inputs_.size(); ++i)
            {
                names_[fmt::format("x{}", i)] = inputs_[i];
            }
            names_["x"] = inputs_[0];
            return {};
        }
        size_t count = 0;
        do
        {
            std::string const each = name();
            if (each.empty() || count >= inputs_.size() || !names_.emplace(each, inputs_[count]).second)
            {
                return wrong(fmt::format("expected the names of {} inputs", inputs_.size()));
            }
            ++count;
        } while (take(","));
        return take(":") && count == inputs_.size()
            ? base::okStatus()
            : base::Status(wrong(fmt::format("expected the names of {} inputs", inputs_.size())));
    }

    int64_t add(Step const& step)
    {
        program_.steps.push_back(step);
        return program_.inputs + static_cast<int64_t>(program_.steps.size()) - 1;
    }
    int64_t constant(double value) { return add({Code::kCONSTANT, 0, 0, 0, 0, static_cast<float>(value), 0}); }
    int64_t combine(ElementWiseOperation operation, int64_t a, int64_t b)
    {
        return add({Code::kCOMBINE, static_cast<int64_t>(operation), a, b, 0, 0, 0});
    }
    int64_t unaryStep(UnaryOperation operation, int64_t a)
    {
        return add({Code::kUNARY, static_cast<int64_t>(operation), a, 0, 0, 0, 0});
    }
    int64_t compare(int64_t kind, int64_t a, int64_t b) { return add({Code::kCOMPARE, kind, a, b, 0, 0, 0}); }
    int64_t truth(int64_t a) { return compare(5, a, constant(0)); }

    Result<int64_t> expression()
    {
        if (++depth_ > kMaxDepth)
        {
            return wrong(fmt::format("expected at most {} levels of nesting", kMaxDepth));
        }
        TENON_ASSIGN(int64_t const condition, orExpression());
        int64_t result = condition;
        if (take("?"))
        {
            TENON_ASSIGN(int64_t const yes, expression());
            if (!take(":"))
            {
                return wrong("expected \":\"");
            }
            TENON_ASSIGN(int64_t const no, expression());
            result = add({Code::kSELECT, 0, condition, yes, no, 0, 0});
        }
        --depth_;
        return result;
    }

    Result<int64_t> orExpression()
    {
        TENON_ASSIGN(int64_t left, andExpression());
        while (take("||"))
        {
            TENON_ASSIGN(int64_t const right, andExpression());
            left = combine(ElementWiseOperation::kMAX, truth(left), truth(right));
        }
        return left;
    }

    Result<int64_t> andExpression()
    {
        TENON_ASSIGN(int64_t left, comparison());
        while (take("&&"))
        {
            TENON_ASSIGN(int64_t const right, comparison());
            left = combine(ElementWiseOperation::kPROD, truth(left), truth(right));
        }
        return left;
    }

    Result<int64_t> comparison()
    {
        TENON_ASSIGN(int64_t const left, sum());
        // Longer tokens first.
        static constexpr std::pair<std::string_view, int64_t> kTokens[]{
            {"<=", 1}, {">=", 3}, {"==", 4}, {"!=", 5}, {"<", 0}, {">", 2}};
        for (auto const& [token, kind] : kTokens)
        {
            if (take(token))
            {
                TENON_ASSIGN(int64_t const right, sum());
                return compare(kind, left, right);
            }
        }
        return left;
    }

    Result<int64_t> sum()
    {
        TENON_ASSIGN(int64_t left, product());
        while (true)
        {
            bool const plus = take("+");
            if (!plus && !take("-"))
            {
                return left;
            }
            TENON_ASSIGN(int64_t const right, product());
            left = combine(plus ? ElementWiseOperation::kSUM : ElementWiseOperation::kSUB, left, right);
        }
    }

    Result<int64_t> product()
    {
        TENON_ASSIGN(int64_t left, unary());
        while (true)
        {
            bool const times = take("*");
            if (!times && !take("/"))
            {
                return left;
            }
            TENON_ASSIGN(int64_t const right, unary());
            left = combine(times ? ElementWiseOperation::kPROD : ElementWiseOperation::kDIV, left, right);
        }
    }

    Result<int64_t> unary()
    {
        if (++depth_ > kMaxDepth)
        {
            return wrong(fmt::format("expected at most {} levels of nesting", kMaxDepth));
        }
        auto const result = unaryOperand();
        --depth_;
        return result;
    }

    Result<int64_t> unaryOperand()
    {
        if (take("-"))
        {
            TENON_ASSIGN(int64_t const operand, unary());
            return unaryStep(UnaryOperation::kNEG, operand);
        }
        if (take("!"))
        {
            TENON_ASSIGN(int64_t const operand, unary());
            return compare(4, operand, constant(0));
        }
        if (take("("))
        {
            TENON_ASSIGN(int64_t const inner, expression());
            return take(")") ? Result<int64_t>(inner) : Result<int64_t>(wrong("expected \")\""));
        }
        skipSpace();
        char const next = at_ < text_.size() ? text_[at_] : '\0';
        if (std::isdigit(static_cast<unsigned char>(next)) != 0 || next == '.')
        {
            return number();
        }
        return named();
    }

    Result<int64_t> number()
    {
        std::string const rest(text_.substr(at_));
        char* end = nullptr;
        double const value = std::strtod(rest.c_str(), &end);
        if (end == rest.c_str())
        {
            return wrong("expected a number");
        }
        at_ += static_cast<size_t>(end - rest.c_str());
        return constant(value);
    }

    Result<int64_t> named()
    {
        std::string const word = name();
        if (word.empty())
        {
            return wrong("expected a number, a name or a parenthesis");
        }
        if (take("("))
        {
            return function(word);
        }
        if (auto const input = names_.find(word); input != names_.end())
        {
            return input->second;
        }
        if (auto const value = parameter_(word))
        {
            return constant(*value);
        }
        return wrong(fmt::format("expected an input or a parameter, found \"{}\", which is neither, before", word));
    }

    Result<int64_t> function(std::string const& word)
    {
        std::vector<int64_t> operands;
        do
        {
            TENON_ASSIGN(int64_t const operand, expression());
            operands.push_back(operand);
        } while (take(","));
        if (!take(")"))
        {
            return wrong("expected \")\"");
        }
        static std::map<std::string, UnaryOperation> const unaries{{"abs", UnaryOperation::kABS},
            {"exp", UnaryOperation::kEXP}, {"log", UnaryOperation::kLOG}, {"sqrt", UnaryOperation::kSQRT},
            {"erf", UnaryOperation::kERF}, {"sin", UnaryOperation::kSIN}, {"cos", UnaryOperation::kCOS},
            {"floor", UnaryOperation::kFLOOR}, {"ceil", UnaryOperation::kCEIL}, {"round", UnaryOperation::kROUND},
            {"sign", UnaryOperation::kSIGN}};
        static std::map<std::string, ElementWiseOperation> const binaries{{"min", ElementWiseOperation::kMIN},
            {"max", ElementWiseOperation::kMAX}, {"pow", ElementWiseOperation::kPOW}};
        static std::map<std::string, ActivationType> const activations{
            {"tanh", ActivationType::kTANH}, {"sigmoid", ActivationType::kSIGMOID}};
        if (operands.size() == 1)
        {
            if (auto const it = unaries.find(word); it != unaries.end())
            {
                return unaryStep(it->second, operands[0]);
            }
            if (auto const it = activations.find(word); it != activations.end())
            {
                return add({Code::kACTIVATION, static_cast<int64_t>(it->second), operands[0], 0, 0, 0, 0});
            }
            if (word == "rsqrt")
            {
                return unaryStep(UnaryOperation::kRECIP, unaryStep(UnaryOperation::kSQRT, operands[0]));
            }
        }
        if (operands.size() == 2)
        {
            if (auto const it = binaries.find(word); it != binaries.end())
            {
                return combine(it->second, operands[0], operands[1]);
            }
        }
        return wrong(fmt::format("expected a known function, found {} of {} operands, before", word, operands.size()));
    }

    Program& program_;
    std::string_view text_;
    std::span<int64_t const> inputs_;
    ParameterValue const& parameter_;
    std::map<std::string, int64_t> names_;
    size_t at_{0};
    int32_t depth_{0};
};

} // namespace

Result<int64_t> appendExpression(
    Program& program, std::string_view text, std::span<int64_t const> inputs, ParameterValue const& parameter)
{
    if (inputs.empty())
    {
        return base::invalidArgument("pointwise expression \"{}\": expected at least one input, found none", text);
    }
    size_t const before = program.steps.size();
    auto result = Parser(program, text, inputs, parameter).run();
    if (!result.ok())
    {
        program.steps.resize(before);
    }
    return result;
}

} // namespace tenon::ops::pointwise
