// The files of a new plugin's project.
#pragma once

#include "base/result.h"

#include <string>
#include <utility>
#include <vector>

namespace tenon::plugin_new
{

enum class Form
{
    kSTATIC,  //!< IPluginV2IOExt
    kDYNAMIC, //!< IPluginV2DynamicExt
    kBOTH,    //!< IPluginV2IOExt, and IPluginV2DynamicExt where the network's batch is explicit
    kV3,      //!< IPluginV3
};

enum class Kind
{
    kPOINTWISE, //!< each element of the outputs from the inputs' elements at the same place
    kKERNEL,    //!< a row at a time: minus its mean
};

struct Wish
{
    std::string name; //!< "MyOp": the plugin's and the class's
    int32_t inputs{1};
    int32_t outputs{1};
    Form form{Form::kBOTH};
    Kind kind{Kind::kPOINTWISE};
};

//! Path below the project's folder, and content.
using Files = std::vector<std::pair<std::string, std::string>>;

//! "my_op" of "MyOp".
std::string snakeCase(std::string const& name);

//! Error for a name that is no C++ identifier.
base::Result<Files> projectFiles(Wish const& wish);

//! An ONNX model of one node: inputs x0, x1, … of [N, 4, 8, 8] with a free N, outputs y0, …, and the attribute `scale`.
std::string onnxModel(Wish const& wish);

} // namespace tenon::plugin_new
