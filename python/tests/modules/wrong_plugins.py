"""Plugins with one fault each, which the checks are to name."""

import numpy as np

import tenon as trt
from right_plugins import Scale, ScaleCreator, Shift, ShiftCreator


def faulty(name, base=Shift, creator=ShiftCreator, creator_members=None, **members):
    """Registers a plugin like `base` with other methods."""
    def made(cls):
        def init(self, value=0.0):
            base.__init__(self, value)
            if base is Shift:
                self.plugin_type = name
            else:
                self.plugin_name = name

        def clone(self):
            copy = cls_of["plugin"](self.by if base is Shift else self.factor)
            copy.plugin_namespace = self.plugin_namespace
            return copy
        return type(name, (base,), {"__init__": init, "clone": clone, **members})

    cls_of = {}
    cls_of["plugin"] = made(base)

    def creator_init(self):
        creator.__init__(self)
        self.name = name

    def create_plugin(self, plugin_name, field_collection, *phase):
        field = "by" if base is Shift else "factor"
        return cls_of["plugin"](next((each.data[0] for each in field_collection if each.name == field), 0.0))

    def deserialize_plugin(self, plugin_name, data):
        return cls_of["plugin"](np.frombuffer(data, np.float32)[0]) if len(data) == 4 else None

    methods = {"__init__": creator_init, "create_plugin": create_plugin, "deserialize_plugin": deserialize_plugin, **(creator_members or {})}
    trt.get_plugin_registry().register_creator(type(name + "Creator", (creator,), methods)(), "")


def raises(self, *arguments):
    raise ValueError("on purpose")


def forgets(self, input_desc, output_desc, inputs, outputs, workspace, stream):
    """Writes half of the output."""
    x, y = trt.array_of(inputs[0], input_desc[0]), trt.array_of(outputs[0], output_desc[0], writable=True)
    half = x.size // 2
    y.reshape(-1)[:half] = x.reshape(-1)[:half]


def overruns(self, input_desc, output_desc, inputs, outputs, workspace, stream):
    import ctypes
    Shift.enqueue(self, input_desc, output_desc, inputs, outputs, workspace, stream)
    size = int(np.prod(tuple(output_desc[0].dims))) * 4
    ctypes.memset(outputs[0] + size, 7, 16)


def changes_inputs(self, input_desc, output_desc, inputs, outputs, workspace, stream):
    trt.array_of(inputs[0], input_desc[0], writable=True)[...] *= 2
    Shift.enqueue(self, input_desc, output_desc, inputs, outputs, workspace, stream)


def forgets_value(self):
    copy = type(self)(0.0)
    copy.plugin_namespace = self.plugin_namespace
    return copy


faulty("WrongEnqueue", enqueue=raises)
faulty("WrongHalf", enqueue=forgets)
faulty("WrongOverrun", enqueue=overruns)
faulty("WrongInputs", enqueue=changes_inputs)
faulty("WrongBlob", serialize=lambda self: np.float32(0).tobytes())
faulty("WrongClone", clone=forgets_value)
faulty("WrongDims", get_output_dimensions=lambda self, index, inputs, builder: [builder.constant(1)] * len(inputs[0]))
faulty("WrongFields", Scale, ScaleCreator, get_fields_to_serialize=lambda self: trt.PluginFieldCollection([]))
faulty("WrongShapes", Scale, ScaleCreator, get_output_shapes=raises)
