#include "plugin_check/reference.h"

#include "plugin_check/network_run.h"
#include "plugin_check/scratch_folder.h"

#include "npy.h"

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <sys/wait.h>
#include <unistd.h>

namespace tenon::plugin_check
{
namespace
{

using base::Result;

bool endsWith(std::string const& text, std::string_view end)
{
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

//! The stored (not compressed) files of a zip archive, written into the folder.
Result<std::vector<std::string>> unzip(std::string const& path, ScratchFolder const& folder)
{
    std::ifstream file(path, std::ios::binary);
    std::string const all((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (all.empty())
    {
        return base::invalidArgument("\"{}\": expected an .npz file, found none that can be read", path);
    }
    auto const number = [&](size_t place, size_t bytes) {
        uint64_t value = 0;
        for (size_t i = 0; i < bytes && place + i < all.size(); ++i)
        {
            value |= static_cast<uint64_t>(static_cast<unsigned char>(all[place + i])) << (8 * i);
        }
        return value;
    };
    // The directory at the end says where each file lies.
    size_t const end = all.rfind(std::string("PK\x05\x06", 4));
    if (end == std::string::npos)
    {
        return base::invalidArgument(
            "\"{}\": expected an .npz file, which is a zip archive, found something else", path);
    }
    auto const count = static_cast<size_t>(number(end + 10, 2));
    auto place = static_cast<size_t>(number(end + 16, 4));
    std::vector<std::string> names;
    for (size_t i = 0; i < count; ++i)
    {
        if (place + 46 > all.size() || number(place, 4) != 0x02014B50)
        {
            return base::invalidArgument(
                "\"{}\": expected {} entries in the archive's directory, found {}", path, count, i);
        }
        uint64_t const method = number(place + 10, 2);
        auto const nameBytes = static_cast<size_t>(number(place + 28, 2));
        std::string const name = all.substr(place + 46, nameBytes);
        if (method != 0)
        {
            return base::invalidArgument(
                "\"{}\": array {} is compressed; write the file with numpy.savez, not savez_compressed", path, name);
        }
        auto const size = static_cast<size_t>(number(place + 24, 4));
        auto const local = static_cast<size_t>(number(place + 42, 4));
        size_t const data = local + 30 + static_cast<size_t>(number(local + 26, 2) + number(local + 28, 2));
        if (data + size > all.size() || name.find('/') != std::string::npos)
        {
            return base::invalidArgument("\"{}\": array {} lies outside of the file", path, name);
        }
        std::ofstream out(folder.file(name), std::ios::binary);
        out.write(all.data() + data, static_cast<std::streamsize>(size));
        names.push_back(name);
        place += 46 + nameBytes + static_cast<size_t>(number(place + 30, 2) + number(place + 32, 2));
    }
    return names;
}

//! In the tensor's type; error for other dims.
Result<Bytes> tensorFrom(std::string const& path, std::string const& what, Tensor const& tensor)
{
    TENON_ASSIGN(tools::Array const array, tools::readNpy(path));
    if (!base::operator==(array.dims, tensor.dims))
    {
        return base::invalidArgument(
            "{}: expected dims {}, found {}", what, base::toString(tensor.dims), base::toString(array.dims));
    }
    Tensor read = tensor;
    read.type = array.type;
    read.format = TensorFormat::kLINEAR;
    return bytesFrom(numbersOf(array.bytes, read), tensor);
}

Result<std::vector<Bytes>> fromNpz(std::string const& path, Setup const& setup, std::vector<Bytes>& inputs)
{
    ScratchFolder const folder;
    TENON_ASSIGN(std::vector<std::string> const names, unzip(path, folder));
    auto const named = [&](std::string const& kind, size_t number) {
        for (std::string const& name : names)
        {
            if (name == fmt::format("{}_{}.npy", kind, number) || name == fmt::format("{}{}.npy", kind, number))
            {
                return name;
            }
        }
        return std::string();
    };
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        std::string const name = named("input", i);
        if (!name.empty())
        {
            TENON_ASSIGN(
                inputs[i], tensorFrom(folder.file(name), fmt::format("\"{}\": {}", path, name), setup.inputs[i]));
        }
    }
    std::vector<Bytes> outputs;
    for (size_t o = 0; o < setup.outputs.size(); ++o)
    {
        std::string const name = named("output", o);
        if (name.empty())
        {
            return base::invalidArgument("\"{}\": expected an array output_{}, found none", path, o);
        }
        TENON_ASSIGN(
            Bytes output, tensorFrom(folder.file(name), fmt::format("\"{}\": {}", path, name), setup.outputs[o]));
        outputs.push_back(std::move(output));
    }
    return outputs;
}

char const* const kDriver = R"(import importlib.util, json, sys
import numpy as np
folder, path, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
spec = importlib.util.spec_from_file_location("tenon_reference", path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
inputs = [np.load(f"{folder}/input_{i}.npy") for i in range(count)]
fields = {k: (np.array(v) if isinstance(v, list) else v) for k, v in json.load(open(f"{folder}/fields.json")).items()}
outputs = module.reference(*inputs, **fields)
outputs = outputs if isinstance(outputs, (tuple, list)) else (outputs,)
for i, one in enumerate(outputs):
    np.save(f"{folder}/output_{i}.npy", np.ascontiguousarray(one))
)";

template <typename T>
std::string valuesText(Field const& field)
{
    std::string text;
    for (int32_t i = 0; i < field.length; ++i)
    {
        T value{};
        std::memcpy(&value, field.data.data() + static_cast<size_t>(i) * sizeof(T), sizeof value);
        text += (i == 0 ? "" : ", ") + fmt::format("{}", value);
    }
    return field.length == 1 ? text : "[" + text + "]";
}

std::string fieldsJson(Fields const& fields)
{
    using nvinfer1::PluginFieldType;
    std::string text = "{";
    for (Field const& field : fields)
    {
        std::string value = "null";
        switch (field.type)
        {
        case PluginFieldType::kFLOAT32: value = valuesText<float>(field); break;
        case PluginFieldType::kFLOAT64: value = valuesText<double>(field); break;
        case PluginFieldType::kINT32: value = valuesText<int32_t>(field); break;
        case PluginFieldType::kINT64: value = valuesText<int64_t>(field); break;
        case PluginFieldType::kINT16: value = valuesText<int16_t>(field); break;
        case PluginFieldType::kINT8: value = valuesText<int8_t>(field); break;
        case PluginFieldType::kCHAR:
            value = '"'
                + std::string(
                    reinterpret_cast<char const*>(field.data.data()), static_cast<size_t>(std::max(0, field.length)))
                + '"';
            break;
        default: break;
        }
        text += (text.size() > 1 ? ", " : "") + fmt::format("\"{}\": {}", field.name, value);
    }
    return text + "}";
}

Result<std::vector<Bytes>> fromPython(
    std::string const& path, Case const& theCase, Setup const& setup, std::vector<Bytes> const& inputs)
{
    ScratchFolder const folder;
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        TENON_CHECK(tools::writeNpy(
            folder.file(fmt::format("input_{}.npy", i)), setup.inputs[i].type, setup.inputs[i].dims, inputs[i].data()));
    }
    std::ofstream(folder.file("fields.json")) << fieldsJson(theCase.fields);
    std::ofstream(folder.file("driver.py")) << kDriver;
    char const* const python = std::getenv("TENON_PYTHON");
    std::string const program = python == nullptr ? "python3" : python;
    std::string const driver = folder.file("driver.py"), root = folder.file(""), count = std::to_string(inputs.size());
    pid_t const child = fork();
    if (child == 0)
    {
        execlp(program.c_str(), program.c_str(), driver.c_str(), root.c_str(), path.c_str(), count.c_str(), nullptr);
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    {
        return base::invalidArgument(
            "\"{}\": expected a function reference(*inputs, **fields) that {} (TENON_PYTHON) can run with NumPy, found {}",
            path, program,
            WIFEXITED(status) && WEXITSTATUS(status) == 127 ? "no such program"
                                                            : "that it failed; its words are above");
    }
    std::vector<Bytes> outputs;
    for (size_t o = 0; o < setup.outputs.size(); ++o)
    {
        TENON_ASSIGN(Bytes output,
            tensorFrom(folder.file(fmt::format("output_{}.npy", o)), fmt::format("\"{}\": output {}", path, o),
                setup.outputs[o]));
        outputs.push_back(std::move(output));
    }
    return outputs;
}

} // namespace

Result<std::vector<Bytes>> referenceOutputs(
    std::string const& path, Case const& theCase, Setup const& setup, std::vector<Bytes>& inputs)
{
    if (endsWith(path, ".npz"))
    {
        return fromNpz(path, setup, inputs);
    }
    if (endsWith(path, ".py"))
    {
        return fromPython(path, theCase, setup, inputs);
    }
    if (endsWith(path, ".onnx"))
    {
        return runModel(path, setup, inputs);
    }
    return base::invalidArgument("--reference: expected a file .npz, .py or .onnx, found \"{}\"", path);
}

} // namespace tenon::plugin_check
