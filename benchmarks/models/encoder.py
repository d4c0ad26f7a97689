"""The transformer encoder block of BERT and ViT in ONNX, as exporters write it."""


def split_heads(model, x, heads, width, permutation=(0, 2, 1, 3)):
    x = model.node("Reshape", [x, model.integers([0, 0, heads, width // heads])])
    return model.node("Transpose", [x], perm=list(permutation))


def attention(model, projected, heads, width, mask=None):
    """`projected`: queries, keys and values, [batch, tokens, width] each."""
    queries, keys, values = projected
    queries = split_heads(model, queries, heads, width)
    keys = split_heads(model, keys, heads, width, (0, 2, 3, 1))
    values = split_heads(model, values, heads, width)
    scores = model.node("Div", [model.node("MatMul", [queries, keys]), model.number((width // heads) ** 0.5)])
    if mask is not None:
        scores = model.node("Add", [scores, mask])
    context = model.node("MatMul", [model.node("Softmax", [scores], axis=-1), values])
    return model.node("Reshape", [model.node("Transpose", [context], perm=[0, 2, 1, 3]), model.integers([0, 0, width])])


def additive_mask(model, attention_mask):
    """[batch, tokens] of ones and zeros → [batch, 1, 1, tokens] of 0 and −10000."""
    mask = model.node("Unsqueeze", [model.node("Unsqueeze", [attention_mask, model.integers([1])]), model.integers([2])])
    mask = model.node("Cast", [mask], to=1)
    return model.node("Mul", [model.node("Sub", [model.number(1.0), mask]), model.number(-10000.0)])
