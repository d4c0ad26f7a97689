#include "builder/passes/pattern_parser.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>

namespace tenon::builder
{
namespace
{

using Node = Pattern::Node;

struct FunctionEntry
{
    char const* name;
    PatternFunction function;
    size_t arguments;
};

constexpr FunctionEntry kFunctions[]{{"add", PatternFunction::kADD, 2}, {"mul", PatternFunction::kMUL, 2},
    {"sub", PatternFunction::kSUB, 2}, {"div", PatternFunction::kDIV, 2}, {"pow", PatternFunction::kPOW, 2},
    {"min", PatternFunction::kMIN, 2}, {"max", PatternFunction::kMAX, 2}, {"erf", PatternFunction::kERF, 1},
    {"sqrt", PatternFunction::kSQRT, 1}, {"recip", PatternFunction::kRECIP, 1}, {"exp", PatternFunction::kEXP, 1},
    {"abs", PatternFunction::kABS, 1}, {"neg", PatternFunction::kNEG, 1}, {"tanh", PatternFunction::kTANH, 1},
    {"sigmoid", PatternFunction::kSIGMOID, 1}, {"relu", PatternFunction::kRELU, 1}, {"mean", PatternFunction::kMEAN, 1},
    {"square", PatternFunction::kSQUARE, 1}, {"cube", PatternFunction::kCUBE, 1},
    {"matmul", PatternFunction::kMATMUL, 2}, {"matmulnt", PatternFunction::kMATMULNT, 2},
    {"softmax", PatternFunction::kSOFTMAX, 1}, {"select", PatternFunction::kSELECT, 3},
    {"layernorm", PatternFunction::kLAYERNORM, 3}};

class PatternParser
{
public:
    explicit PatternParser(std::string_view text)
        : text_(text)
    {
    }

    Result<Node> parse()
    {
        while (true)
        {
            size_t const before = at_;
            std::string const word = takeWord();
            if (!word.empty() && take('='))
            {
                TENON_ASSIGN(definitions_[word], expression());
                TENON_CHECK(expect(';'));
                continue;
            }
            at_ = before;
            TENON_ASSIGN(Node root, expression());
            skipSpace();
            return at_ == text_.size() ? Result<Node>(std::move(root)) : wrong("the end");
        }
    }

private:
    void skipSpace()
    {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0)
        {
            ++at_;
        }
    }

    bool take(char wanted)
    {
        skipSpace();
        bool const there = at_ < text_.size() && text_[at_] == wanted;
        at_ += there ? 1 : 0;
        return there;
    }

    std::string takeWord()
    {
        skipSpace();
        size_t const begin = at_;
        while (at_ < text_.size()
            && (std::isalpha(static_cast<unsigned char>(text_[at_])) != 0
                || (at_ > begin && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0)))
        {
            ++at_;
        }
        return std::string(text_.substr(begin, at_ - begin));
    }

    base::Error wrong(std::string_view expected) const
    {
        return base::invalidArgument("pattern \"{}\": expected {} at place {}, found \"{}\"", text_, expected, at_,
            text_.substr(std::min(at_, text_.size())));
    }

    Status expect(char wanted) { return take(wanted) ? Status() : Status(wrong(fmt::format("\"{}\"", wanted))); }

    Result<Node> named(Node::Kind kind)
    {
        Node node{kind, takeWord(), 0.0F, {}, {}};
        return node.name.empty() ? Result<Node>(wrong("a name")) : Result<Node>(std::move(node));
    }

    Result<Node> expression()
    {
        if (take('#'))
        {
            return named(Node::Kind::kNUMBER_OF_NAME);
        }
        if (take('@'))
        {
            return named(Node::Kind::kCONSTANT);
        }
        std::string const word = takeWord();
        if (word.empty())
        {
            return number();
        }
        if (!take('('))
        {
            auto const defined = definitions_.find(word);
            return defined != definitions_.end() ? defined->second : Node{Node::Kind::kANY, word, 0.0F, {}, {}};
        }
        auto const function = std::find_if(
            std::begin(kFunctions), std::end(kFunctions), [&](FunctionEntry const& each) { return word == each.name; });
        if (function == std::end(kFunctions))
        {
            return wrong(fmt::format("a known function before \"(\" instead of {}", word));
        }
        Node node{Node::Kind::kFUNCTION, {}, 0.0F, function->function, {}};
        do
        {
            TENON_ASSIGN(Node argument, expression());
            node.arguments.push_back(std::move(argument));
        } while (take(','));
        TENON_CHECK(expect(')'));
        return node.arguments.size() == function->arguments
            ? Result<Node>(std::move(node))
            : wrong(fmt::format("{} arguments of {} before this", function->arguments, word));
    }

    Result<Node> number()
    {
        Node node{Node::Kind::kNUMBER, {}, 0.0F, {}, {}};
        auto const [end, status] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), node.number);
        if (status != std::errc())
        {
            return wrong("a number, a name or a function");
        }
        at_ = static_cast<size_t>(end - text_.data());
        return node;
    }

    std::string_view text_;
    size_t at_{0};
    std::map<std::string, Node, std::less<>> definitions_;
};

} // namespace

Result<Pattern::Node> parsePattern(std::string_view text)
{
    return PatternParser(text).parse();
}

} // namespace tenon::builder
