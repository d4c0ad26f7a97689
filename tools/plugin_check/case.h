// A case: fields and tensors with which a plugin is checked.
#pragma once

#include "plugin_check/plugin.h"
#include "plugin_check/scratch_folder.h"

#include <map>

namespace tenon::plugin_check
{

//! What an input holds; where neither is told, stand-in values.
struct InputValues
{
    std::vector<double> fixed; //!< repeated to fill it
    bool ranged{false};
    double least{0}, most{0};
};

struct Case
{
    Fields fields;
    Fields otherFields; //!< another legal set that makes another plugin; empty if none was found
    bool hasOtherFields{false};
    std::vector<Tensor> inputs, outputs; //!< in linear formats
    std::vector<std::vector<Dims>>
        variants; //!< dims of the inputs that the plugin serves as well; the first are the case's own
    std::vector<std::string> inputNames;  //!< as the user gave them; may be empty
    std::vector<InputValues> inputValues; //!< of each input; may be empty
    bool dataDependent{false};            //!< sizes of outputs depend on data
};

//! What the user asked for.
struct Subject
{
    std::string library; //!< empty: the standard library alone
    std::string plugin;  //!< its name
    std::string version; //!< empty: any
    std::string space;
    bool fieldsGiven{false};
    Fields otherFields; //!< another legal set, of a case; may be empty
    Fields fields;      //!< types that were not told are kUNKNOWN until the creator is asked
    std::vector<Tensor> inputs;
    std::vector<std::string> inputNames;
    std::vector<InputValues> inputValues;
    std::vector<std::vector<Dims>> shapes; //!< legal as well, where they were told
    bool shapesGiven{false};
    bool typesGiven{false};
    std::string reference; //!< a path; may be empty
    std::string device{"cpu"};
    bool canEnqueue{true};
    std::string whyNotEnqueue;
    ScratchFolder const* scratch{nullptr}; //!< to work in, where the fields are searched for

    //! The device that calls tell the plugin of.
    std::string calledOn() const { return canEnqueue ? device : "cpu"; }
};

//! One line of text, and back.
std::string toLine(Case const& one);
Case caseFromLine(std::string const& line);
std::string toLine(Fields const& fields);
std::string toLine(std::vector<Tensor> const& tensors);
std::vector<Tensor> tensorsFromLine(std::string const& line);

struct Finding
{
    std::string check;  //!< its id
    std::string object; //!< `plugin "X" version "1", a clone of the created plugin`
    std::string method, arguments, expected, found, remedy;
    std::vector<std::string> stack;
    std::string printed; //!< the end of what the plugin printed
    bool advice{false};  //!< worth knowing, no fault
};
std::string toLine(Finding const& finding);
Finding findingFromLine(std::string const& line);

} // namespace tenon::plugin_check
