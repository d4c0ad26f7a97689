"""The pytest plugin, with plugins that are right and plugins that are not. TENON_FIXTURES: the folder of fault_plugins8.so."""

import os

import numpy as np
import pytest
from pytest_tenon import PluginError

FAULTS = os.environ["TENON_FIXTURES"] + "/fault_plugins8.so"


def leaky(x):
    return np.where(x < 0, 0.25 * x, x)


def test_leaky_relu(tenon_plugin):
    tenon_plugin.compare(None, "LReLU_TRT", leaky, shapes=[[(2, 3, 4, 5)], [(1, 7)]], types=("float32", "float16"), fields={"negSlope": 0.25})


def test_first_difference(tenon_plugin):
    def wrong(x):
        y = leaky(x)
        y[0, 1] += 1
        return y

    with pytest.raises(PluginError, match=r"output 0, element 1 \[0, 1\]: expected .*, found .*; 1 of 6 elements differ"):
        tenon_plugin.compare(None, "LReLU_TRT", wrong, shapes=[[(2, 3)]], fields={"negSlope": 0.25})


def test_wrong_shape(tenon_plugin):
    with pytest.raises(PluginError, match=r"expected shape \(6,\), found \(2, 3\)"):
        tenon_plugin.compare(None, "LReLU_TRT", lambda x: x.reshape(-1), shapes=[[(2, 3)]])


def test_crash_is_told(tenon_plugin):
    with pytest.raises(PluginError, match="SIGSEGV"):
        tenon_plugin.run(FAULTS, "Fault_CloneCopiesHostMembersOnly_Dynamic", [np.ones((1, 4, 2, 3), np.float32)], fields={"bias": [1.0, 2.0, 3.0, 4.0]})


def test_check(tenon_plugin):
    assert tenon_plugin.check(FAULTS, "Twin_V2", only=["plugin-names"])["findings"] == 0
    with pytest.raises(PluginError, match="505 blob-truncated"):
        tenon_plugin.check(FAULTS.replace("8.so", "10.so"), "Fault_ReadsPastTruncated_IOExt", only=["blob-truncated"])
