// The importer's failures: a base::Error, with the parser's own error code where one says more.
#pragma once

#include "base/result.h"

#include <NvOnnxParser.h>

namespace tenon::onnx
{

using base::Result;
using base::Status;
using ParserCode = nvonnxparser::ErrorCode;

//! Where the importer stands when something fails; copied into the IParserError.
struct NodePosition
{
    int32_t index{-1}; //!< −1 outside of any node
    std::string name, op;
    //! Local functions that the node lies in, the outermost first: as they are called.
    std::vector<std::string> functions{};
};

//! The parser's code for an error of the base kind.
ParserCode parserCodeOf(base::Error const& failure);

class ParserError final : public nvonnxparser::IParserError
{
public:
    ParserError(ParserCode code, std::string description, NodePosition position, char const* file, int32_t line,
        char const* function)
        : code_(code)
        , description_(std::move(description))
        , position_(std::move(position))
        , file_(file)
        , function_(function)
        , line_(line)
    {
        for (std::string const& function : position_.functions)
        {
            stack_.push_back(function.c_str());
        }
    }

    ParserCode code() const override { return code_; }
    char const* desc() const override { return description_.c_str(); }
    char const* file() const override { return file_.c_str(); }
    int line() const override { return line_; }
    char const* func() const override { return function_.c_str(); }
    int node() const override { return position_.index; }
    char const* nodeName() const override { return position_.name.c_str(); }
    char const* nodeOperator() const override { return position_.op.c_str(); }
    char const* const* localFunctionStack() const override { return stack_.empty() ? nullptr : stack_.data(); }
    int32_t localFunctionStackSize() const override { return static_cast<int32_t>(stack_.size()); }

private:
    ParserCode code_;
    std::string description_;
    NodePosition position_;
    std::string file_, function_;
    int32_t line_;
    std::vector<char const*> stack_; //!< into position_.functions
};

} // namespace tenon::onnx
