"""Importing it chooses device 0, as PyCUDA's does."""

from . import driver as _driver

_driver.init()
device = _driver.Device(0)
context = device.make_context()
