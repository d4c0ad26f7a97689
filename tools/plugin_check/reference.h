// What a plugin should compute, from a file of the user's.
#pragma once

#include "base/result.h"

#include "plugin_check/bench.h"

namespace tenon::plugin_check
{

//! Outputs for `inputs` from
//!   ref.npz     arrays `output_0`, … (or output0, …), and `input_0`, …, which replace `inputs`;
//!   ref.py      a function reference(*inputs, **fields) over NumPy arrays that returns one array or a tuple; it runs in `python3`;
//!   model.onnx  a model of standard operators, run on the CPU.
//! Values are converted to the outputs' types. Error names the file and what is wrong.
base::Result<std::vector<Bytes>> referenceOutputs(
    std::string const& path, Case const& theCase, Setup const& setup, std::vector<Bytes>& inputs);

} // namespace tenon::plugin_check
