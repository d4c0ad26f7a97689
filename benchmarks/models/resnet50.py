"""ResNet-50 v1.5 (He et al. 2016; the stride in the 3x3 convolutions): convolutions, batch normalisations, residual sums."""

from model_writer import ModelWriter

BLOCKS = ((64, 3), (128, 4), (256, 6), (512, 3))


def bottleneck(model, x, maps_in, maps, stride):
    short = x
    if stride != 1 or maps_in != 4 * maps:
        short = model.batch_norm(model.conv(x, maps_in, 4 * maps, 1, stride, gain=1.0), 4 * maps)
    y = model.node("Relu", [model.batch_norm(model.conv(x, maps_in, maps, 1), maps)])
    y = model.node("Relu", [model.batch_norm(model.conv(y, maps, maps, 3, stride), maps)])
    y = model.batch_norm(model.conv(y, maps, 4 * maps, 1, gain=0.3), 4 * maps)
    return model.node("Relu", [model.node("Add", [y, short])])


def write(path):
    model = ModelWriter("resnet50", 13, 50)
    x = model.input("image", ["batch", 3, 224, 224])
    x = model.node("Relu", [model.batch_norm(model.conv(x, 3, 64, 7, 2), 64)])
    x = model.node("MaxPool", [x], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    maps_in = 64
    for stage, (maps, count) in enumerate(BLOCKS):
        for block in range(count):
            x = bottleneck(model, x, maps_in, maps, 2 if stage > 0 and block == 0 else 1)
            maps_in = 4 * maps
    x = model.node("Flatten", [model.node("GlobalAveragePool", [x])], axis=1)
    model.node("Gemm", [x, model.normal((1000, 2048), 2048**-0.5), model.normal((1000,), 0.02)], transB=1, outputs=["logits"])
    model.output("logits", ["batch", 1000])
    model.save(path)
