"""all-MiniLM-L6-v2 with its encoder rewritten in BERT's plugins: EmbLayerNorm, QKVToContext, FC, SkipLayerNorm and Gelu nodes. Inputs and output
are those of minilm.py; in between tensors are [tokens, batch, width, 1, 1], as these plugins take them.

The plugins differ from the network in two points: GELU by its tanh form, and 1e-5 instead of 1e-12 below layer normalisation's root.
"""

import numpy as np
from minilm import HEADS, LAYERS, WIDTH, MiniLm
from onnx import TensorProto, numpy_helper


class MiniLmOfPlugins(MiniLm):
    def __init__(self, half):
        super().__init__()
        self.half = int(half)

    def plugin(self, name, inputs, outputs=None, **attributes):
        """`attributes`: arrays become tensor attributes."""
        fields = {key: numpy_helper.from_array(np.ascontiguousarray(value), key) if isinstance(value, np.ndarray) else value for key, value in attributes.items()}
        return self.model.node(name, inputs, outputs=outputs, plugin_version="1", plugin_namespace="", **fields)

    def product(self, x, weight):
        return self.plugin("CustomFCPluginDynamic", [x], out_dims=weight.shape[1], type_id=self.half, W=weight)

    def dense(self, x, name):
        return self.product(x, self.tensors[f"{name}.weight"].T)

    def skip_layer_norm(self, x, skip, norm, bias):
        return self.plugin("CustomSkipLayerNormPluginDynamic", [x, skip], type_id=self.half, ld=WIDTH, beta=self.tensors[f"{norm}.bias"],
            gamma=self.tensors[f"{norm}.weight"], bias=self.tensors[bias])

    def together(self, prefix, part):
        """Queries', keys' and values' weights or biases, of each head side by side: [..., heads, 3, depth] as rows of 3 · width."""
        parts = [self.tensors[f"{prefix}.attention.self.{name}.{part}"].T for name in ("query", "key", "value")]
        split = [values.reshape(*values.shape[:-1], HEADS, WIDTH // HEADS) for values in parts]
        return np.stack(split, axis=-2).reshape(*parts[0].shape[:-1], 3 * WIDTH)

    def plugin_layer(self, x, lengths, index):
        model, prefix = self.model, f"encoder.layer.{index}"
        bias = model.weight(self.together(prefix, "bias").reshape(1, 1, -1, 1, 1))
        projected = model.node("Add", [self.product(x, self.together(prefix, "weight")), bias])
        context = self.plugin("CustomQKVToContextPluginDynamic", [projected, lengths], type_id=self.half, hidden_size=WIDTH, num_heads=HEADS, has_mask=1)
        x = self.skip_layer_norm(self.dense(context, f"{prefix}.attention.output.dense"), x, f"{prefix}.attention.output.LayerNorm", f"{prefix}.attention.output.dense.bias")
        inner = self.plugin("CustomGeluPluginDynamic", [self.dense(x, f"{prefix}.intermediate.dense")], type_id=self.half, bias=self.tensors[f"{prefix}.intermediate.dense.bias"])
        return self.skip_layer_norm(self.dense(inner, f"{prefix}.output.dense"), x, f"{prefix}.output.LayerNorm", f"{prefix}.output.dense.bias")

    def write(self, path):
        model = self.model
        ids, types, given = (model.input(name, ["batch", "tokens"], TensorProto.INT64) for name in ("input_ids", "token_type_ids", "attention_mask"))
        by_step = [model.node("Transpose", [model.node("Cast", [name], to=TensorProto.INT32)], perm=[1, 0]) for name in (ids, types, given)]
        tables = {field: self.tensors[f"embeddings.{name}"] for field, name in (
            ("layernorm_beta", "LayerNorm.bias"), ("layernorm_gamma", "LayerNorm.weight"), ("word_embeddings", "word_embeddings.weight"),
            ("token_type_embeddings", "token_type_embeddings.weight"), ("position_embeddings", "position_embeddings.weight"))}
        x, lengths = self.plugin("CustomEmbLayerNormPluginDynamic", by_step, ["embedded", "lengths"], output_fp16=self.half, full_mask=0, mha_type_id=self.half,
            **{f"bert_embeddings_{field}": values for field, values in tables.items()})
        for index in range(LAYERS):
            x = self.plugin_layer(x, lengths, index)
        x = model.node("Transpose", [model.node("Squeeze", [x, model.integers([3, 4])])], perm=[1, 0, 2])
        self.pooled(x, given)
        model.output("sentence_embedding", ["batch", WIDTH])
        model.save(path)


def write(path):
    MiniLmOfPlugins(half=False).write(path)


def write_half(path):
    MiniLmOfPlugins(half=True).write(path)
