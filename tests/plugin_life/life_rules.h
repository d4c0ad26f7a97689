// The rules of a plugin's life, checked on what a recording plugin wrote in one process.
#pragma once

#include <string>

namespace tenon::testing
{

//! One line for each rule that the record breaks; empty if none.
std::string brokenRules(std::string const& record);

} // namespace tenon::testing
