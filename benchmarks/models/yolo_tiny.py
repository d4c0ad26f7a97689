"""YOLOv3-tiny (Redmon and Farhadi 2018): convolutions with batch normalisation and leaky ReLU, two heads, upsampling and concatenation.

The activation is LeakyRelu, or the plugin LReLU_TRT as a node of the model."""

import numpy as np
from model_writer import ModelWriter

SLOPE = 0.1
HEAD_MAPS = 255  # 3 anchors x (4 + 1 + 80 classes)


def conv_leaky(model, x, maps_in, maps_out, kernel, plugin):
    x = model.batch_norm(model.conv(x, maps_in, maps_out, kernel), maps_out)
    return model.node("LReLU_TRT", [x], negSlope=SLOPE) if plugin else model.node("LeakyRelu", [x], alpha=SLOPE)


def max_pool(model, x, stride=2):
    pads = [0, 0, 0, 0] if stride == 2 else [0, 0, 1, 1]
    return model.node("MaxPool", [x], kernel_shape=[2, 2], strides=[stride] * 2, pads=pads)


def write(path, plugin=False):
    model = ModelWriter("yolo_tiny", 13, 3)
    x = model.input("image", ["batch", 3, "height", "width"])
    maps_in = 3
    for maps in (16, 32, 64, 128):
        x = max_pool(model, conv_leaky(model, x, maps_in, maps, 3, plugin))
        maps_in = maps
    route = conv_leaky(model, x, 128, 256, 3, plugin)
    x = conv_leaky(model, max_pool(model, route), 256, 512, 3, plugin)
    x = conv_leaky(model, max_pool(model, x, 1), 512, 1024, 3, plugin)
    neck = conv_leaky(model, x, 1024, 256, 1, plugin)
    coarse = model.conv(conv_leaky(model, neck, 256, 512, 3, plugin), 512, HEAD_MAPS, 1, bias=True, gain=1.0)
    up = conv_leaky(model, neck, 256, 128, 1, plugin)
    up = model.node("Resize", [up, "", model.weight(np.array([1, 1, 2, 2], np.float32))], mode="nearest",
        coordinate_transformation_mode="asymmetric", nearest_mode="floor")
    x = conv_leaky(model, model.node("Concat", [up, route], axis=1), 384, 256, 3, plugin)
    fine = model.conv(x, 256, HEAD_MAPS, 1, bias=True, gain=1.0)
    for name, value in (("coarse", coarse), ("fine", fine)):
        model.node("Identity", [value], outputs=[name])
        model.output(name, ["batch", HEAD_MAPS, f"{name}_height", f"{name}_width"])
    model.save(path)


def write_with_plugins(path):
    write(path, plugin=True)
