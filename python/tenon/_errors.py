"""Exceptions that carry what the library said."""


class Error(RuntimeError):
    """A build, load or inference failed. The text is what the library's log said of it; ``messages`` has its lines."""

    def __init__(self, what, messages=()):
        self.messages = list(messages)
        super().__init__("\n".join([what, *self.messages]))
