"""Int8 calibrators in Python: batches are asked for, the cache is written and read again, faults are named."""

import numpy as np
import pytest

import tenon as trt

LOGGER = trt.Logger(trt.Logger.WARNING)
CLASSES = {trt.IInt8EntropyCalibrator: trt.CalibrationAlgoType.ENTROPY_CALIBRATION,
           trt.IInt8EntropyCalibrator2: trt.CalibrationAlgoType.ENTROPY_CALIBRATION_2,
           trt.IInt8MinMaxCalibrator: trt.CalibrationAlgoType.MINMAX_CALIBRATION,
           trt.IInt8LegacyCalibrator: trt.CalibrationAlgoType.LEGACY_CALIBRATION}


def calibrator(base, scans, cache=None, addresses=1):
    class Calibrator(base):
        def __init__(self):
            base.__init__(self)
            self.at, self.cache, self.names, self.batch = 0, cache, [], None

        def get_batch_size(self):
            return 8

        def get_batch(self, names):
            self.names.append(names)
            if self.at >= 40:
                return None
            self.batch = np.ascontiguousarray(scans[self.at:self.at + 8])
            self.at += 8
            return [self.batch.ctypes.data] * addresses

        def read_calibration_cache(self):
            return self.cache

        def write_calibration_cache(self, cache):
            self.cache = bytes(cache)

    return Calibrator()


def build(model, chosen):
    trt.init_libnvinfer_plugins(LOGGER, "")
    logger = trt.CollectingLogger()
    builder = trt.Builder(logger)
    network = builder.create_network(0)
    assert trt.OnnxParser(network, LOGGER).parse_from_file(str(model))
    config = builder.create_builder_config()
    config.set_device("cpu")
    config.set_flag(trt.BuilderFlag.INT8)
    config.int8_calibrator = chosen
    assert config.int8_calibrator is chosen
    profile = builder.create_optimization_profile()
    profile.set_shape(network.get_input(0).name, (1, 1, 8, 8), (8, 1, 8, 8), (8, 1, 8, 8))
    config.add_optimization_profile(profile)
    config.set_calibration_profile(profile)
    return builder.build_serialized_network(network, config), logger.take_errors()


@pytest.mark.parametrize("base", CLASSES, ids=lambda each: each.__name__)
def test_batches_are_asked_for_until_there_are_none(base, digits):
    model, scans, labels = digits
    chosen = calibrator(base, scans)
    assert chosen.get_algorithm() == CLASSES[base]
    plan, errors = build(model, chosen)
    assert plan is not None, errors
    assert len(chosen.names) == 6 and chosen.names[0] == ["input"]
    assert b"input: " in chosen.cache
    again = calibrator(base, scans, chosen.cache)
    assert build(model, again)[0] is not None
    assert not again.names, "a cache saves the batches"
    engine = trt.Runtime(LOGGER).deserialize_cuda_engine(plan)
    context = engine.create_execution_context()
    x, y = np.ascontiguousarray(scans[:8]), np.empty((8, 10), np.float32)
    context.set_input_shape("input", x.shape)
    assert context.execute_v2([x.ctypes.data, y.ctypes.data])
    assert (y.argmax(1) == labels[:8]).all()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_wrong_count_of_addresses_is_named(digits):
    chosen = calibrator(trt.IInt8MinMaxCalibrator, digits[1], addresses=2)
    trt.take_exceptions()
    build(digits[0], chosen)
    assert any("expected an address for each of 1 inputs" in text and "found 2" in text for text in trt.take_exceptions())


def test_a_class_without_its_methods_says_which():
    class Bare(trt.IInt8EntropyCalibrator2):
        pass

    with pytest.raises(NotImplementedError, match="get_batch: expected a class that writes it"):
        Bare().get_batch(["x"])
    assert Bare().read_calibration_cache() is None
