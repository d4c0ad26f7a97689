"""What the facts of 10.16 become at API levels 7 and 8: the same tables, with the level's own dims where plugins pass them."""
import copy
import re

# Interfaces that users implement and that levels 7 and 8 do not have, and the header that they do not have.
ONLY_AT_10 = {"IPluginV3OneCore", "IPluginV3OneBuild", "IPluginV3OneRuntime", "IPluginCreatorV3One", "IDebugListener",
              "IGpuAsyncAllocator"}
ONLY_AT_10_HEADER = "impl/NvInferPythonPlugin.h"

# sizeof and offsets that README.md of the facts and legacy.json give for the structures that hold dims.
DIMS_SIZE = {7: 68, 8: 36, 10: 72}
LEVEL_STRUCTS = {
    7: {"PluginTensorDesc": (80, {"dims": 0, "type": 68, "format": 72, "scale": 76}),
        "DynamicPluginTensorDesc": (216, {"desc": 0, "min": 80, "max": 148}),
        "Dims": (68, {"nbDims": 0, "d": 4, "type": 36})},
    8: {"PluginTensorDesc": (48, {"dims": 0, "type": 36, "format": 40, "scale": 44}),
        "DynamicPluginTensorDesc": (120, {"desc": 0, "min": 48, "max": 84}),
        "Dims": (36, {"nbDims": 0, "d": 4})},
}
VERSION = {7: 7203, 8: 8601, 10: 101600}

# Slots behind the last of 10.16 at levels 7 and 8.
TAILS = {
    "nvinfer1::IGpuAllocator": {"free": "void free(void* const) noexcept"},
    "nvinfer1::IOutputAllocator": {"getInterfaceVersion": "int32_t getInterfaceVersion() const noexcept",
                                   "notifyShape": "void notifyShape(const char*, const nvinfer1::Dims&) noexcept"},
    "nvinfer1::IPluginCreator": {"getTensorRTVersion": "int32_t getTensorRTVersion() const noexcept"},
}


def plain(text):
    return text.replace("nvinfer1::v_1_0::", "nvinfer1::")


def class_at(cls, level):
    cls = copy.deepcopy(cls)
    table = cls["role"].startswith("impl")
    cls["qname"] = plain(cls["qname"])
    cls["ns"] = plain(cls["ns"] + "::").rstrip(":")
    cls["bases"] = [plain(b) for b in cls["bases"]]
    for method in cls["vtable"]:
        for key in ("introduced_in", "declared_in"):
            if key in method:
                method[key] = plain(method[key])
        method["ret"] = plain(method["ret"])
        for param in method["params"]:
            param["t"] = plain(param["t"])
            if table:
                param["t"] = re.sub(r"nvinfer1::Dims\b", "nvinfer1::Dims64", param["t"])
        if table:
            method["ret"] = re.sub(r"nvinfer1::Dims\b", "nvinfer1::Dims64", method["ret"])
        if level == 7 and cls["name"].startswith("IPluginV2") and method["name"] == "enqueue" \
                and len(method["params"]) == 5:
            for param in method["params"]:
                param["t"] = "void **" if param["t"] == "void *const *" else param["t"]
        if level == 7 and cls["role"] == "user" and method["name"] not in ("getAPILanguage", "getInterfaceInfo") \
                and not method.get("dtor"):
            method["noexcept"] = False
        adjust_slot(cls, method)
    for method in cls.get("nonvirtual", []):
        method["ret"] = plain(method["ret"])
        for param in method["params"]:
            param["t"] = plain(param["t"])
    return cls


def adjust_slot(cls, method):
    """The few slots whose function differs in name or in having a body."""
    where = (cls["name"], method["name"])
    if where == ("IGpuAllocator", "deallocate"):
        method["pure"] = False
    if where == ("IOutputAllocator", "notifyShape"):
        method.update(name="notifyShapeAbi", pure=False, final=True)
    if method["name"] == "getInterfaceInfo" and cls["name"] == "IInt8Calibrator":
        method.update(pure=False, declared_in="nvinfer1::IInt8Calibrator")


def facts_at(facts, level):
    """The facts as a client of this level sees them; the facts themselves at level 10."""
    if level == 10:
        return facts
    classes = [class_at(c, level) for c in facts["classes"]
               if c["name"] not in ONLY_AT_10 and c["header"] != ONLY_AT_10_HEADER and "v_2_0" not in c["qname"]]
    return {**facts, "classes": classes}
