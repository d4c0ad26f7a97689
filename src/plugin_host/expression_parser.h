// The parser of pointwise expressions: recursive descent, one function a rule of the language.
#pragma once

#include "plugin_host/expression.h"

#include <string_view>

namespace tenon::plugin_host
{

class ExpressionParser
{
public:
    ExpressionParser(std::string const& text, int32_t inputCount, Expression::Parameter const& parameter);

    base::Result<std::vector<ExpressionStep>> parse();

private:
    using Kind = ExpressionStep::Kind;
    using Rule = base::Status (ExpressionParser::*)();

    struct Operator
    {
        std::string_view text;
        Kind kind;
    };

    base::Status names();
    base::Status expression();
    base::Status any();     //!< ||
    base::Status all();     //!< &&
    base::Status compare(); //!< < <= > >= == !=
    base::Status sum();
    base::Status product();
    base::Status unary();
    base::Status primary();
    base::Status number();
    base::Status nameOrCall();
    base::Status call(std::string const& name, size_t place);
    base::Status variable(std::string const& name, size_t place);
    base::Status leftToRight(Rule operand, std::span<Operator const> operators);

    void skipSpaces();
    bool take(std::string_view text);
    base::Status expect(std::string_view text);
    std::string takeName();
    void add(Kind kind) { steps_.push_back({kind}); }
    base::Error errorAt(size_t place, std::string const& expected) const;

    std::string const& text_;
    size_t place_{0};
    int32_t depth_{0};
    int32_t inputCount_;
    Expression::Parameter const& parameter_;
    std::vector<std::string> inputNames_; //!< empty: x0, x1, …
    std::vector<ExpressionStep> steps_;
};

} // namespace tenon::plugin_host
