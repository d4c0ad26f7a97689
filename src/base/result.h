// Result<T>: a value or an Error. The only way in which rooms tell each other that something went wrong.
//
// Inside Tenon nothing throws across rooms; libraries that throw (oneDNN, protobuf) are turned into a Result at their edge.
// An Error has a code of the public API, a message of the form "subject: expectation, found fact; remedy", and notes that
// callers add on the way up ("while building layer \"conv1\"").
#pragma once

#include <NvInferRuntime.h>

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace tenon::base
{

using nvinfer1::ErrorCode;

struct Error
{
    ErrorCode code{ErrorCode::kINTERNAL_ERROR};
    std::string message;
    std::vector<std::string> notes; //!< innermost first

    //! The message followed by its notes, each on a line of its own.
    std::string text() const
    {
        std::string all = message;
        for (std::string const& note : notes)
        {
            all += "\n  " + note;
        }
        return all;
    }

    Error&& withNote(std::string note) &&
    {
        notes.push_back(std::move(note));
        return std::move(*this);
    }
};

//! An Error with a formatted message: `return error(ErrorCode::kINVALID_ARGUMENT, "input {}: …", name);`
template <typename... Args>
[[nodiscard]] Error error(ErrorCode code, fmt::format_string<Args...> format, Args&&... args)
{
    return Error{code, fmt::format(format, std::forward<Args>(args)...), {}};
}

//! The commonest kind: what the caller passed cannot be used.
template <typename... Args>
[[nodiscard]] Error invalidArgument(fmt::format_string<Args...> format, Args&&... args)
{
    return error(ErrorCode::kINVALID_ARGUMENT, format, std::forward<Args>(args)...);
}

//! Something that Tenon does not have yet; the message begins with "not implemented yet: ".
template <typename... Args>
[[nodiscard]] Error notImplemented(fmt::format_string<Args...> format, Args&&... args)
{
    return Error{
        ErrorCode::kUNSUPPORTED_STATE, "not implemented yet: " + fmt::format(format, std::forward<Args>(args)...), {}};
}

template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value) // NOLINT: implicit, so that functions return either
        : state_(std::in_place_index<0>, std::move(value))
    {
    }
    template <typename U,
        typename = std::enable_if_t<
            std::is_convertible_v<U&&,
                T> && !std::is_same_v<std::decay_t<U>, T> && !std::is_same_v<std::decay_t<U>, Error> && !std::is_same_v<std::decay_t<U>, Result>>>
    Result(U&& value) // NOLINT
        : state_(std::in_place_index<0>, std::forward<U>(value))
    {
    }
    Result(Error failure) // NOLINT
        : state_(std::in_place_index<1>, std::move(failure))
    {
    }

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { return std::get<0>(state_); }
    T const& value() const& { return std::get<0>(state_); }
    T&& value() && { return std::get<0>(std::move(state_)); }
    T& operator*() & { return value(); }
    T const& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    T const* operator->() const { return &value(); }

    Error& error() & { return std::get<1>(state_); }
    Error const& error() const& { return std::get<1>(state_); }
    Error&& error() && { return std::get<1>(std::move(state_)); }

    //! Adds a note to the error, if there is one: `return infer(op).withNote(...)`.
    template <typename... Args>
    Result withNote(fmt::format_string<Args...> format, Args&&... args) &&
    {
        if (!ok())
        {
            error().notes.push_back(fmt::format(format, std::forward<Args>(args)...));
        }
        return std::move(*this);
    }

private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error failure) // NOLINT
        : error_(std::move(failure))
    {
    }

    bool ok() const { return !error_.has_value(); }
    explicit operator bool() const { return ok(); }
    Error& error() & { return *error_; }
    Error const& error() const& { return *error_; }
    Error&& error() && { return *std::move(error_); }

    template <typename... Args>
    Result withNote(fmt::format_string<Args...> format, Args&&... args) &&
    {
        if (!ok())
        {
            error_->notes.push_back(fmt::format(format, std::forward<Args>(args)...));
        }
        return std::move(*this);
    }

private:
    std::optional<Error> error_;
};

using Status = Result<void>;

//! Success, for functions that return Status.
inline Status okStatus()
{
    return {};
}

} // namespace tenon::base

#define TENON_CONCAT_(a, b) a##b
#define TENON_CONCAT(a, b) TENON_CONCAT_(a, b)

//! Returns the error of `expression` from the calling function, if there is one.
#define TENON_CHECK(expression)                                                                                        \
    do                                                                                                                 \
    {                                                                                                                  \
        if (auto tenonStatus_ = (expression); !tenonStatus_.ok())                                                      \
        {                                                                                                              \
            return std::move(tenonStatus_).error();                                                                    \
        }                                                                                                              \
    } while (false)

//! Assigns the value of `expression` to `target` (may declare it), or returns its error from the calling function.
#define TENON_ASSIGN(target, expression) TENON_ASSIGN_(target, expression, TENON_CONCAT(tenonResult_, __LINE__))
#define TENON_ASSIGN_(target, expression, temporary)                                                                   \
    auto temporary = (expression);                                                                                     \
    if (!temporary.ok())                                                                                               \
    {                                                                                                                  \
        return std::move(temporary).error();                                                                           \
    }                                                                                                                  \
    target = std::move(temporary).value()
