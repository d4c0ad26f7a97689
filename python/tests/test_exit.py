"""The interpreter ends in order while engines, contexts, loggers and plugins in Python live, and while threads are in an inference or in a plugin."""

import subprocess
import sys
import textwrap

import pytest

START = """
    import sys, threading, time
    import numpy as np
    import tenon as trt

    class Log(trt.ILogger):
        def log(self, severity, msg):
            pass

    @trt.plugin_function("PyAtExit")
    def shifted(x):
        time.sleep(WAIT)
        return x + 1

    WAIT, ending = 0, sys.argv[1]
    builder = trt.Builder(Log())
    network = builder.create_network(0)
    creator = trt.get_plugin_registry().get_creator("PyAtExit", "1", "")
    layer = network.add_plugin_v2([network.add_input("x", trt.float32, (2, 3))], creator.create_plugin("p", trt.PluginFieldCollection([])))
    network.mark_output(layer.get_output(0))
    config = builder.create_builder_config()
    config.set_device("cpu")
    engine = trt.Runtime(Log()).deserialize_cuda_engine(builder.build_serialized_network(network, config))
    context = engine.create_execution_context()

    def run(context):
        x, y = np.ones((2, 3), np.float32), np.zeros((2, 3), np.float32)
        assert context.execute_v2([x.ctypes.data, y.ctypes.data]) and (y == 2).all()

    def for_ever():
        own = engine.create_execution_context()
        while True:
            run(own)

    run(context)
    if ending == "threads":
        [threading.Thread(target=for_ever, daemon=True).start() for _ in range(4)]
        time.sleep(0.3)
    elif ending == "inside a plugin":
        WAIT = 0.2
        threading.Thread(target=for_ever, daemon=True).start()
        time.sleep(0.1)
    elif ending == "status":
        sys.exit(3)
    elif ending == "later":
        import atexit
        atexit.register(lambda: run(context))
    """


@pytest.mark.parametrize("ending, status", [("plain", 0), ("threads", 0), ("inside a plugin", 0), ("status", 3), ("later", 0)])
def test_the_interpreter_ends(ending, status):
    for _ in range(3 if ending == "threads" else 1):
        done = subprocess.run([sys.executable, "-c", textwrap.dedent(START), ending], capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == status, done.stderr
        assert not done.stderr, done.stderr
