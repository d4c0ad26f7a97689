// Cases that an author writes down for his plugins: fields and inputs that are legal, kept in a file beside the plugin.
#pragma once

#include "plugin_check/case.h"

#include "base/result.h"

#include <map>

namespace tenon::plugin_check
{

struct GivenCase
{
    std::string file;
    int32_t number{0};           //!< in the file, from 1
    std::string plugin;          //!< empty: whichever is checked
    std::string version;         //!< empty: any
    std::string fieldsText;      //!< JSON
    std::string otherFieldsText; //!< JSON of another legal set; may be empty
    std::vector<Tensor> inputs;
    std::vector<std::string> inputNames;
    std::vector<InputValues> values;
    bool typesGiven{false};
    std::vector<std::vector<Dims>> shapes; //!< of all inputs, legal as well
    bool shapesGiven{false};
    std::map<std::string, std::string> skip; //!< checks that do not apply, and why not

    //! `case 2 of "check.json"`.
    std::string label() const;
};

//! Reads a file:
//!
//!     [{"plugin": "MyNms", "version": "1", "fields": {"top": 5}, "other_fields": {"top": 3},
//!       "inputs": [{"name": "boxes", "shape": [2, 10, 4], "type": "fp32", "range": [0, 1]},
//!                  {"name": "order", "shape": [3], "type": "int32", "values": [0, 2, 1]}],
//!       "shapes": [[[1, 10, 4], [3]]], "skip": {"batch": "rows name the image that they belong to"}}]
//!
//! Only "inputs" is required, and of an input only "shape". Without "type" types are searched for, without "range" and "values" stand-in values are used, without
//! "shapes" other shapes are searched for; "skip" says of checks why they do not apply. Error names file, case and key.
base::Result<std::vector<GivenCase>> readCases(std::string const& path);

//! The same of such a file's text.
base::Result<std::vector<GivenCase>> casesFrom(std::string const& text, std::string const& path);

} // namespace tenon::plugin_check
