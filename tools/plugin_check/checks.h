// The checks: one function each, all in checks.inc.
#pragma once

#include "plugin_check/bench.h"

#include <span>

namespace tenon::plugin_check
{

//! What a check needs besides the creator.
enum class Needs
{
    kCREATOR, //!< nothing
    kOBJECT,  //!< a case
    kENQUEUE, //!< a case and a device that the plugin serves
    kGPU,     //!< the same, and that device is a GPU
};

struct Check
{
    int32_t number;
    char const* id;
    void (*run)(Bench&);
    Needs needs;
    char const* after; //!< ids, separated by blanks: a finding there makes this one moot
    char const* title;
    char const* remedy;
};

std::span<Check const> allChecks();

#define TENON_PLUGIN_CHECK(number, id, function, needs, after, title, why, remedy) void function(Bench& bench);
#include "plugin_check/checks.inc"
#undef TENON_PLUGIN_CHECK

} // namespace tenon::plugin_check
