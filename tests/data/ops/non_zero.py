"""Where NumPy finds that an array is not zero."""

import numpy as np

from recorded_cases import CaseFile

out = CaseFile(__file__, f"NumPy {np.__version__}")
random = np.random.default_rng(11)
for dims in ((7,), (4, 5), (2, 3, 4), (2, 1, 3, 2)):
    x = random.integers(-1, 2, dims).astype(np.float32)
    out.case(f"rank{len(dims)}", x_dims=dims, x=x, y=np.stack(np.nonzero(x)))
out.write()
