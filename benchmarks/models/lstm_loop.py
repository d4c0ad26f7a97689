"""Two LSTM layers (Hochreiter and Schmidhuber 1997) as exporters write them that unroll nothing: a Loop over the tokens of embedded text, whose
body is the cell in MatMul, Add, Split, Sigmoid and Tanh; a classifier behind the last state.

Inputs: tokens [time, batch]; outputs: states [time, batch, hidden] of the second layer, scores [batch, classes]."""

import numpy as np
from model_writer import ModelWriter
from onnx import TensorProto, helper

VOCABULARY, WIDTH, HIDDEN, CLASSES = 8192, 128, 256, 32


def cell(model, name, width):
    """The body of a Loop: (iteration, condition, hidden, cell) → (condition, hidden, cell, hidden); x is taken from outside."""
    weights = model.normal((width, 4 * HIDDEN), width**-0.5)
    recurrence = model.normal((HIDDEN, 4 * HIDDEN), HIDDEN**-0.5)
    bias = model.normal((4 * HIDDEN,), 0.05)
    sizes = model.integers([HIDDEN] * 4)

    def node(op, inputs, outputs, **attributes):
        return helper.make_node(op, inputs, [f"{name}_{each}" for each in outputs], name=f"{name}_{outputs[0]}", **attributes)

    def of(*names):
        return [f"{name}_{each}" for each in names]

    nodes = [
        node("Gather", [f"{name}_x", f"{name}_iteration"], ["now"], axis=0),
        node("MatMul", [f"{name}_now", weights], ["from_input"]),
        node("MatMul", [f"{name}_hidden_in", recurrence], ["from_state"]),
        node("Add", of("from_input", "from_state"), ["sum"]),
        node("Add", [f"{name}_sum", bias], ["gates"]),
        node("Split", [f"{name}_gates", sizes], ["i", "o", "f", "c"], axis=1),
        node("Sigmoid", of("i"), ["in_gate"]),
        node("Sigmoid", of("o"), ["out_gate"]),
        node("Sigmoid", of("f"), ["forget_gate"]),
        node("Tanh", of("c"), ["fresh"]),
        node("Mul", of("forget_gate", "cell_in"), ["kept"]),
        node("Mul", of("in_gate", "fresh"), ["added"]),
        node("Add", of("kept", "added"), ["cell_out"]),
        node("Tanh", of("cell_out"), ["shown"]),
        node("Mul", of("out_gate", "shown"), ["hidden_out"]),
        node("Identity", of("hidden_out"), ["step"]),
        node("Identity", of("condition_in"), ["condition_out"]),
    ]
    state = ["batch", HIDDEN]
    inputs = [helper.make_tensor_value_info(f"{name}_iteration", TensorProto.INT64, []), helper.make_tensor_value_info(f"{name}_condition_in", TensorProto.BOOL, []),
              helper.make_tensor_value_info(f"{name}_hidden_in", TensorProto.FLOAT, state), helper.make_tensor_value_info(f"{name}_cell_in", TensorProto.FLOAT, state)]
    outputs = [helper.make_tensor_value_info(f"{name}_condition_out", TensorProto.BOOL, [])]
    outputs += [helper.make_tensor_value_info(f"{name}_{each}", TensorProto.FLOAT, state) for each in ("hidden_out", "cell_out", "step")]
    return helper.make_graph(nodes, name, inputs, outputs)


def layer(model, x, width, time, zeros, name):
    model.node("Identity", [x], outputs=[f"{name}_x"])
    outputs = [f"{name}_last_hidden", f"{name}_last_cell", f"{name}_states"]
    model.node("Loop", [time, model.weight(np.array(True)), zeros, zeros], name=f"{name}_loop", outputs=outputs, body=cell(model, name, width))
    return outputs[2], outputs[0]


def write(path):
    model = ModelWriter("lstm_loop", 13, 11)
    tokens = model.input("tokens", ["time", "batch"], TensorProto.INT64)
    x = model.node("Gather", [model.normal((VOCABULARY, WIDTH), 0.7), tokens], axis=0)
    shape = model.node("Shape", [tokens])
    time = model.node("Gather", [shape, model.weight(np.array(0, np.int64))], axis=0)
    batch = model.node("Gather", [shape, model.integers([1])], axis=0)
    zeros = model.node("Expand", [model.weight(np.zeros((1, 1), np.float32)), model.node("Concat", [batch, model.integers([HIDDEN])], axis=0)])
    x, _ = layer(model, x, WIDTH, time, zeros, "first")
    x, last = layer(model, x, HIDDEN, time, zeros, "second")
    model.node("Identity", [x], outputs=["states"])
    model.node("Identity", [model.linear(last, HIDDEN, CLASSES)], outputs=["scores"])
    model.output("states", ["time", "batch", HIDDEN])
    model.output("scores", ["batch", CLASSES])
    model.save(path)
