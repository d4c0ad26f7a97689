"""Plugins without a fault, of each way to write one: the checks are to find nothing."""

import numpy as np

import tenon as trt


class Shift(trt.IPluginV2DynamicExt):
    """y = x + by."""

    def __init__(self, by=0.0):
        super().__init__()
        self.by = float(by)
        self.num_outputs, self.plugin_type, self.plugin_version, self.plugin_namespace = 1, "RightShift", "1", ""

    def clone(self):
        copy = Shift(self.by)
        copy.plugin_namespace = self.plugin_namespace
        return copy

    def serialize(self):
        return np.float32(self.by).tobytes()

    def get_output_datatype(self, index, input_types):
        return input_types[0]

    def get_output_dimensions(self, output_index, inputs, expr_builder):
        return trt.DimsExprs(inputs[0])

    def supports_format_combination(self, pos, in_out, num_inputs):
        desc = in_out[pos]
        return desc.format == trt.TensorFormat.LINEAR and desc.type in (trt.float32, trt.float16) and desc.type == in_out[0].type

    def enqueue(self, input_desc, output_desc, inputs, outputs, workspace, stream):
        x = trt.array_of(inputs[0], input_desc[0])
        trt.array_of(outputs[0], output_desc[0], writable=True)[...] = x + x.dtype.type(self.by)


class ShiftCreator(trt.IPluginCreator):
    def __init__(self):
        super().__init__()
        self.name, self.plugin_version, self.plugin_namespace = "RightShift", "1", ""
        self.field_names = trt.PluginFieldCollection([trt.PluginField("by", np.float32([0]), trt.PluginFieldType.FLOAT32)])

    def create_plugin(self, name, field_collection):
        plugin = Shift(next((field.data[0] for field in field_collection if field.name == "by"), 0.0))
        plugin.plugin_namespace = self.plugin_namespace
        return plugin

    def deserialize_plugin(self, name, data):
        if len(data) != 4:
            return None
        plugin = Shift(np.frombuffer(data, np.float32)[0])
        plugin.plugin_namespace = self.plugin_namespace
        return plugin


class Scale(trt.IPluginV3, trt.IPluginV3OneCore, trt.IPluginV3OneBuild, trt.IPluginV3OneRuntime):
    """y = factor * x."""

    def __init__(self, factor=2.0):
        super().__init__()
        self.factor, self.num_outputs = float(factor), 1
        self.plugin_name, self.plugin_version, self.plugin_namespace = "RightScale", "1", ""

    def get_capability_interface(self, type):
        return self

    def clone(self):
        return Scale(self.factor)

    def get_output_data_types(self, input_types):
        return [input_types[0]]

    def get_output_shapes(self, inputs, shape_inputs, expr_builder):
        return [trt.DimsExprs(inputs[0])]

    def supports_format_combination(self, pos, in_out, num_inputs):
        desc = in_out[pos].desc
        return desc.format == trt.TensorFormat.LINEAR and desc.type == trt.float32

    def configure_plugin(self, inp, out):
        pass

    def on_shape_change(self, inp, out):
        pass

    def set_tactic(self, tactic):
        pass

    def attach_to_context(self, context):
        return self.clone()

    def get_fields_to_serialize(self):
        return trt.PluginFieldCollection([trt.PluginField("factor", np.float32([self.factor]), trt.PluginFieldType.FLOAT32)])

    def enqueue(self, input_desc, output_desc, inputs, outputs, workspace, stream):
        x = trt.array_of(inputs[0], input_desc[0])
        np.multiply(x, np.float32(self.factor), out=trt.array_of(outputs[0], output_desc[0], writable=True))


class ScaleCreator(trt.IPluginCreatorV3One):
    def __init__(self):
        super().__init__()
        self.name, self.plugin_version, self.plugin_namespace = "RightScale", "1", ""
        self.field_names = trt.PluginFieldCollection([trt.PluginField("factor", np.float32([2]), trt.PluginFieldType.FLOAT32)])

    def create_plugin(self, name, field_collection, phase):
        return Scale(next((field.data[0] for field in field_collection if field.name == "factor"), 2.0))


@trt.plugin_function("RightJoin", shape=lambda a, b: [a[0], a[1] + b[1], *a[2:]])
def joined(a, b, *, scale=1.0):
    return np.concatenate([a, b * b.dtype.type(scale)], 1)


for creator in (ShiftCreator(), ScaleCreator()):
    trt.get_plugin_registry().register_creator(creator, "")
