"""A quick plugin without a fault: y = by * x, in two types."""

import numpy as np

import tenon.plugin as trtp


@trtp.register("checked::scaled")
def _scaled_desc(x: trtp.TensorDesc, by: float) -> trtp.TensorDesc:
    return x.like()


@trtp.impl("checked::scaled")
def _scaled(x, by, outputs, stream):
    given = np.asarray(x)
    np.asarray(outputs[0])[...] = given * given.dtype.type(by)


@trtp.autotune("checked::scaled")
def _scaled_types(x, outputs):
    return [trtp.AutoTuneCombination("FP32|FP16, FP32|FP16", "LINEAR")]
