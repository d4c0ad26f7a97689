"""ViT-S/16 (Dosovitskiy et al. 2021), opset 17: LayerNormalization nodes before attention and perceptron, one projection for queries, keys and values."""

import numpy as np
from model_writer import ModelWriter

LAYERS, WIDTH, HEADS, PATCH, IMAGE, CLASSES = 12, 384, 6, 16, 224, 1000
TOKENS = (IMAGE // PATCH) ** 2 + 1


def attention(model, x):
    """As timm's: [batch, tokens, 3, heads, depth] → [3, batch, heads, tokens, depth], split along the first."""
    projected = model.linear(x, WIDTH, 3 * WIDTH)
    shaped = model.node("Reshape", [projected, model.integers([0, TOKENS, 3, HEADS, WIDTH // HEADS])])
    turned = model.node("Transpose", [shaped], perm=[2, 0, 3, 1, 4])
    queries, keys, values = (model.node("Gather", [turned, model.weight(np.array(i, np.int64))], axis=0) for i in range(3))
    scale = model.number((WIDTH // HEADS) ** -0.25)
    queries = model.node("Mul", [queries, scale])
    keys = model.node("Mul", [model.node("Transpose", [keys], perm=[0, 1, 3, 2]), scale])
    weights = model.node("Softmax", [model.node("MatMul", [queries, keys])], axis=-1)
    context = model.node("Transpose", [model.node("MatMul", [weights, values])], perm=[0, 2, 1, 3])
    return model.linear(model.node("Reshape", [context, model.integers([0, TOKENS, WIDTH])]), WIDTH, WIDTH)


def patches(model, image):
    x = model.conv(image, 3, WIDTH, PATCH, PATCH, padding=0, bias=True, gain=1.0)
    x = model.node("Transpose", [model.node("Reshape", [x, model.integers([0, WIDTH, -1])])], perm=[0, 2, 1])
    batch = model.node("Gather", [model.node("Shape", [image]), model.integers([0])], axis=0)
    shape = model.node("Concat", [batch, model.integers([-1]), model.integers([-1])], axis=0)
    # Expand takes −1 nowhere: exporters put the ones there by Where.
    minus_one = model.node("Equal", [shape, model.integers([-1])])
    shape = model.node("Where", [minus_one, model.integers([1, 1, WIDTH]), shape])
    token = model.node("Expand", [model.normal((1, 1, WIDTH), 0.1), shape])
    return model.node("Add", [model.node("Concat", [token, x], axis=1), model.normal((1, TOKENS, WIDTH), 0.1)])


def write(path):
    model = ModelWriter("vit_small", 17, 22)
    x = patches(model, model.input("image", ["batch", 3, IMAGE, IMAGE]))
    for _ in range(LAYERS):
        x = model.node("Add", [x, attention(model, model.layer_norm(x, WIDTH, 1e-6))])
        inner = model.gelu_erf(model.linear(model.layer_norm(x, WIDTH, 1e-6), WIDTH, 4 * WIDTH))
        x = model.node("Add", [x, model.linear(inner, 4 * WIDTH, WIDTH)])
    first = model.node("Gather", [model.layer_norm(x, WIDTH, 1e-6), model.weight(np.array(0, np.int64))], axis=1)
    model.node("Gemm", [first, model.normal((CLASSES, WIDTH), WIDTH**-0.5), model.normal((CLASSES,), 0.02)], transB=1, outputs=["logits"])
    model.output("logits", ["batch", CLASSES])
    model.save(path)
