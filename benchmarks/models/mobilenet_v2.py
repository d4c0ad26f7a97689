"""MobileNetV2 (Sandler et al. 2018): inverted residuals, depthwise convolutions, ReLU6 as Clip."""

from model_writer import ModelWriter

# expansion, maps, repeats, stride
STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))


def conv_relu6(model, x, maps_in, maps_out, kernel, stride=1, groups=1):
    x = model.batch_norm(model.conv(x, maps_in, maps_out, kernel, stride, groups), maps_out)
    return model.node("Clip", [x, model.number(0.0), model.number(6.0)])


def inverted_residual(model, x, maps_in, maps_out, stride, expansion):
    hidden = maps_in * expansion
    y = conv_relu6(model, x, maps_in, hidden, 1) if expansion != 1 else x
    y = conv_relu6(model, y, hidden, hidden, 3, stride, hidden)
    y = model.batch_norm(model.conv(y, hidden, maps_out, 1, gain=1.0), maps_out)
    return model.node("Add", [x, y]) if stride == 1 and maps_in == maps_out else y


def write(path):
    model = ModelWriter("mobilenet_v2", 13, 2)
    x = model.input("image", ["batch", 3, 224, 224])
    x = conv_relu6(model, x, 3, 32, 3, 2)
    maps_in = 32
    for expansion, maps, repeats, stride in STAGES:
        for i in range(repeats):
            x = inverted_residual(model, x, maps_in, maps, stride if i == 0 else 1, expansion)
            maps_in = maps
    x = conv_relu6(model, x, maps_in, 1280, 1)
    x = model.node("Flatten", [model.node("GlobalAveragePool", [x])], axis=1)
    model.node("Gemm", [x, model.normal((1000, 1280), 1280**-0.5), model.normal((1000,), 0.02)], transB=1, outputs=["logits"])
    model.output("logits", ["batch", 1000])
    model.save(path)
