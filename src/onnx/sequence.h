// Sequence: an ONNX sequence whose length is known while a model is imported.
#pragma once

#include "onnx/value.h"

#include <memory>
#include <span>
#include <vector>

namespace tenon::onnx
{

//! Does not change. One that was made by adding an element at the end shares memory with the one before, so that a model that makes a sequence
//! of n elements one by one takes memory for n, not for n². For one thread.
class Sequence
{
public:
    explicit Sequence(std::vector<Value> elements)
        : elements_(std::make_shared<std::vector<Value>>(std::move(elements)))
        , size_(elements_->size())
    {
    }

    size_t size() const { return size_; }
    std::span<Value const> elements() const { return {elements_->data(), size_}; }

    //! With `added` before the element that has the number `position`, or at the end.
    Sequence with(size_t position, Value added) const
    {
        // A sequence as an element is kept apart: it could be this one, which would keep itself.
        if (position == size_ && elements_->size() == size_ && added.sequence == nullptr)
        {
            elements_->push_back(std::move(added));
            return Sequence(elements_, size_ + 1);
        }
        std::vector<Value> all(elements().begin(), elements().end());
        all.insert(all.begin() + static_cast<std::ptrdiff_t>(position), std::move(added));
        return Sequence(std::move(all));
    }

private:
    Sequence(std::shared_ptr<std::vector<Value>> elements, size_t size)
        : elements_(std::move(elements))
        , size_(size)
    {
    }

    std::shared_ptr<std::vector<Value>> elements_; //!< those behind size_ belong to longer ones
    size_t size_;
};

} // namespace tenon::onnx
