"""What types, formats and tactics a quick plugin has: as text, and as the combinations that the text stands for."""

import itertools

from .._tenon import DataType, TensorFormat

_TYPES = {"FP32": DataType.FLOAT, "FP16": DataType.HALF}


class AutoTuneCombination:
    """Types and formats of a plugin's inputs and outputs that go together, and the tactics that it has for them.

    ``io_types``: a text for each input and output, with commas between, such as ``"FP32|FP16, FP32|FP16"``; ``|`` stands between alternatives
    that the tensors choose together, ``*`` between those that a tensor chooses by itself. ``layouts``: the same of formats (``"LINEAR"``);
    one may stand for all. ``tactics``: numbers above 0.
    """

    def __init__(self, io_types=None, layouts=None, tactics=None):
        self._types = None if io_types is None else [text.strip() for text in io_types.split(",")]
        self._layouts = None if layouts is None else [text.strip() for text in layouts.split(",")]
        self._tactics = [] if tactics is None else list(tactics)

    def pos(self, pos, io_types, layouts="LINEAR"):
        """Sets types and formats of one input or output, or of several (a list of positions, inputs first)."""
        self._types, self._layouts = self._types or [], self._layouts or []
        for at in [pos] if isinstance(pos, int) else pos:
            for texts, text in ((self._types, io_types), (self._layouts, layouts)):
                texts.extend([None] * (at + 1 - len(texts)))
                texts[at] = text.strip()

    def tactics(self, tactics):
        """Sets the tactics."""
        self._tactics = list(tactics)

    def _combinations(self, count, defaults):
        """Lists of (type, format), one for each of ``count`` inputs and outputs; ``defaults`` are the types where none are told."""
        types = _rows("io_types", self._types, count, lambda text: _named(DataType, "data type", text, _TYPES))
        layouts = _rows("layouts", self._layouts or ["LINEAR"], count, lambda text: _named(TensorFormat, "tensor format", text, {}))
        types = [tuple(defaults)] if types is None else types
        return [list(zip(one, other)) for one in types for other in layouts]


def _named(enumeration, what, text, others):
    try:
        return others[text] if text in others else enumeration[text]
    except KeyError:
        raise ValueError(f"AutoTuneCombination: expected the name of a {what}, found \"{text}\"") from None


def _rows(what, texts, count, named):
    """The rows of values that a list of texts stands for; one text stands for all. None for None."""
    if texts is None:
        return None
    if len(texts) == 1:
        texts = texts * count
    if len(texts) != count or None in texts:
        raise ValueError(f"AutoTuneCombination: expected {what} for {count} inputs and outputs, found {', '.join(map(str, texts))}")
    together = {len(text.split("|")) for text in texts if "|" in text}
    if len(together) > 1:
        raise ValueError(f"AutoTuneCombination: expected as many alternatives with | for each input and output in {what}, found {', '.join(texts)}")
    rows = []
    for choice in range(max(together, default=1)):
        columns = []
        for text in texts:
            if "|" in text and "*" in text:
                raise ValueError(f"AutoTuneCombination: expected either | or * between alternatives, found \"{text}\"")
            own = [text.split("|")[choice]] if "|" in text else text.split("*")
            columns.append([named(name.strip()) for name in own])
        rows += itertools.product(*columns)
    return list(dict.fromkeys(rows))
