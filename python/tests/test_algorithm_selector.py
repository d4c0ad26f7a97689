"""Algorithm selectors in Python: they are offered what layers may run as, their choice is kept and reported, wrong answers are named."""

import numpy as np
import pytest

import tenon as trt


class Recorder(trt.IAlgorithmSelector):
    """As tools do that record tactics: notes offers and choices; selects by `select(name, choices)`."""

    def __init__(self, select=lambda name, choices: []):
        trt.IAlgorithmSelector.__init__(self)
        self.select, self.offered, self.chosen = select, {}, {}

    def select_algorithms(self, context, choices):
        self.offered[context.name] = [described(context, choice) for choice in choices]
        return self.select(context.name, choices)

    def report_algorithms(self, contexts, choices):
        self.chosen.update({context.name: described(context, choice) for context, choice in zip(contexts, choices)})


def described(context, algorithm):
    assert isinstance(context, trt.IAlgorithmContext) and isinstance(algorithm, trt.IAlgorithm) and algorithm.workspace_size >= 0
    infos = [algorithm.get_algorithm_io_info(i) for i in range(context.num_inputs + context.num_outputs)]
    assert all(isinstance(info, trt.IAlgorithmIOInfo) and isinstance(info.tensor_format, trt.TensorFormat) for info in infos) and isinstance(algorithm.algorithm_variant, trt.IAlgorithmVariant)
    assert all(len(shape) == 4 for shape in context.get_shape(0)) and len(context.get_shape(0)) == 3
    return (algorithm.algorithm_variant.implementation, algorithm.algorithm_variant.tactic,
            tuple((info.dtype, tuple(info.strides), info.vectorized_dim, info.components_per_element) for info in infos))


def build(logger, selector, *flags):
    builder = trt.Builder(logger)
    network = builder.create_network(0)
    x = network.add_input("x", trt.float32, (1, 8, 6, 6))
    layer = network.add_convolution_nd(x, 8, (3, 3), np.ones((8, 8, 3, 3), np.float32))
    layer.name = "conv"
    layer.get_output(0).name = "y"
    network.mark_output(layer.get_output(0))
    config = builder.create_builder_config()
    config.set_device("cpu")
    for flag in flags:
        config.set_flag(flag)
    config.algorithm_selector = selector
    assert config.algorithm_selector is selector
    return builder.build_serialized_network(network, config)


def test_the_choice_is_kept_and_reported(logger):
    first = Recorder()
    assert build(logger, first) is not None
    offers = first.offered["conv"]
    assert len(offers) > 1 and first.chosen["conv"] in offers
    for wanted in range(len(offers)):
        again = Recorder(lambda name, choices: [wanted] if name == "conv" else [])
        assert build(logger, again) is not None, logger.take_errors()
        assert again.chosen["conv"] == offers[wanted]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("select, message", [
    (lambda name, choices: [len(choices)], "expected indices 0 to"),
    (lambda name, choices: [0] * (len(choices) + 1), "how many of the choices it wrote"),
    (lambda name, choices: 1 // 0, "how many of the choices it wrote")])
def test_wrong_answers_are_named(select, message, logger):
    assert build(logger, Recorder(select)) is None
    assert message in " ".join(logger.take_errors())


def test_none_selected_is_an_error_where_that_is_rejected(logger):
    assert build(logger, Recorder(), trt.BuilderFlag.REJECT_EMPTY_ALGORITHMS) is None
    assert "expected at least one of" in " ".join(logger.take_errors())
    with pytest.raises(NotImplementedError):
        trt.IAlgorithmSelector().report_algorithms([], [])
