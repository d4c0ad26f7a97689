// One plugin class under several versions, and what BERT's plugins declare alike.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

//! Base under another version, '1' to '9'.
template <typename Base, char kNumber>
struct AsVersion : Base
{
    static constexpr char kVersionText[]{kNumber, '\0'};
    static constexpr char const* kVersion = kVersionText;
};

//! The same, declared by Base::declareAs(declaration, kVariant).
template <typename Base, char kNumber, bool kVariant>
struct DeclaredAsVersion : AsVersion<Base, kNumber>
{
    template <typename D>
    static void declare(D& d)
    {
        Base::declareAs(d, kVariant);
    }
};

//! Inputs that tell where sequences of different lengths begin, which lie side by side.
template <typename D>
void declareSequences(D& d)
{
    d.input("cu_seqlens", "[B + 1]: where each sequence begins, and S'").int32();
    d.input("max_seqlen", "of as many elements as the longest sequence has tokens at most; not read").int32();
}

} // namespace tenon::plugins
