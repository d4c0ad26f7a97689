"""DeBERTa's attention scores: PyTorch and the transformers library's buckets.   usage: deberta.py   writes deberta.txt and deberta_buckets.txt beside itself"""

import sys

sys.path.append(sys.path.pop(0))  # transformers is the library, not transformers.py beside this script

import numpy as np
import torch
import transformers
from recorder import Int8, Recorder, random
from transformers.models.deberta_v2.modeling_deberta_v2 import make_log_bucket_position

assert hasattr(transformers, "__version__"), "expected the transformers library"
tools = f"transformers {transformers.__version__}, PyTorch {torch.__version__}"
r = Recorder(__file__, tools)


def buckets(distances, span):
    return make_log_bucket_position(distances, span, 2 * span).long()


def attention(c2c, c2p, p2c, span, factor):
    """As the library's DisentangledSelfAttention: positions of the keys are gathered for each key, then transposed."""
    c2c, c2p, p2c = (torch.from_numpy(np.ascontiguousarray(x)) for x in (c2c, c2p, p2c))
    heads, length, _ = c2c.shape
    relative = buckets(torch.arange(length)[:, None] - torch.arange(length)[None, :], span)
    last = 2 * span - 1
    to_position = torch.clamp(relative + span, 0, last).expand(heads, length, length)
    from_position = torch.clamp(-relative + span, 0, last).expand(heads, length, length)
    return ((c2c + torch.gather(c2p, -1, to_position) + torch.gather(p2c, -1, from_position).transpose(-1, -2)) * factor).numpy()


for version in (1, 2):
    for i, (heads, length, span, factor) in enumerate(((1, 5, 2, 0.5), (8, 9, 4, 0.2041), (2, 37, 8, 0.0722), (1, 64, 4, 0.1), (1, 1, 3, 1.0), (3, 33, 16, 0.0722), (1, 70, 5, -0.3))):
        inputs = {f"data{k}": random(10 * i + k, heads, length, length if k == 0 else 2 * span) for k in range(3)}
        r.case("DisentangledAttention_TRT", version, f"{heads}x{length}span{span}", {"span": span, "factor": factor}, inputs,
               {"result": attention(*inputs.values(), span, factor)})
    for i, (heads, length, span, factor) in enumerate(((2, 20, 4, 0.2041), (1, 33, 8, 0.0722))):
        inputs = {f"data{k}": Int8(random(100 + 10 * i + k, heads, length, length if k == 0 else 2 * span), (0.03, 0.025, 0.02)[k]) for k in range(3)}
        r.case("DisentangledAttention_TRT", version, f"{heads}x{length}span{span}int8", {"span": span, "factor": factor}, inputs,
               {"result": Int8(attention(*(x.values for x in inputs.values()), span, factor), 0.0113)})
r.write()

lines = [f"# Written by deberta.py with {tools}: for each distance from −(n − 1) to n − 1 the position that stands for it."]
for span, length in ((256, 1100), (128, 400), (3, 40), (7, 60), (2, 12), (64, 300)):
    positions = torch.clamp(buckets(torch.arange(-(length - 1), length), span) + span, 0, 2 * span - 1)
    lines += [f"case span{span}", f"span: {span}", "positions: " + " ".join(map(str, positions.tolist()))]
(r.path.parent / "deberta_buckets.txt").write_text("\n".join(lines) + "\n")
