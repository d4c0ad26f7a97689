// OnnxParser and its errors.
#include "bytes_view.h"
#include "properties.h"

#include <tenon/network_memory.h>

namespace tenon::python
{

namespace
{

using namespace nvonnxparser;

std::vector<std::string> functionStackOf(IParserError const& error)
{
    char const* const* const names = error.localFunctionStack();
    return names == nullptr ? std::vector<std::string>{}
                            : std::vector<std::string>(names, names + error.localFunctionStackSize());
}

void bindErrors(nb::module_& m)
{
    nb::enum_<ErrorCode>(m, "ErrorCode", "What went wrong in the ONNX parser.", nb::is_arithmetic())
        .value("SUCCESS", ErrorCode::kSUCCESS)
        .value("INTERNAL_ERROR", ErrorCode::kINTERNAL_ERROR)
        .value("MEM_ALLOC_FAILED", ErrorCode::kMEM_ALLOC_FAILED)
        .value("MODEL_DESERIALIZE_FAILED", ErrorCode::kMODEL_DESERIALIZE_FAILED)
        .value("INVALID_VALUE", ErrorCode::kINVALID_VALUE)
        .value("INVALID_GRAPH", ErrorCode::kINVALID_GRAPH)
        .value("INVALID_NODE", ErrorCode::kINVALID_NODE)
        .value("UNSUPPORTED_GRAPH", ErrorCode::kUNSUPPORTED_GRAPH)
        .value("UNSUPPORTED_NODE", ErrorCode::kUNSUPPORTED_NODE)
        .value("UNSUPPORTED_NODE_ATTR", ErrorCode::kUNSUPPORTED_NODE_ATTR)
        .value("UNSUPPORTED_NODE_INPUT", ErrorCode::kUNSUPPORTED_NODE_INPUT)
        .value("UNSUPPORTED_NODE_DATATYPE", ErrorCode::kUNSUPPORTED_NODE_DATATYPE)
        .value("UNSUPPORTED_NODE_DYNAMIC", ErrorCode::kUNSUPPORTED_NODE_DYNAMIC)
        .value("UNSUPPORTED_NODE_SHAPE", ErrorCode::kUNSUPPORTED_NODE_SHAPE)
        .value("REFIT_FAILED", ErrorCode::kREFIT_FAILED);
    Documented<IParserError>(
        m, "ParserError", "One thing that a model's parser could not do. Valid until the parser's errors are cleared.")
        .def("code", &IParserError::code)
        .def("desc", [](IParserError const& self) { return textOf(self.desc()); })
        .def("file", [](IParserError const& self) { return textOf(self.file()); })
        .def("line", &IParserError::line)
        .def("func", [](IParserError const& self) { return textOf(self.func()); })
        .def("node", &IParserError::node)
        .def("node_name", [](IParserError const& self) { return textOf(self.nodeName()); })
        .def("node_operator", [](IParserError const& self) { return textOf(self.nodeOperator()); })
        .def("local_function_stack", &functionStackOf)
        .def("__str__", [](IParserError const& self) { return std::string(self.desc() == nullptr ? "" : self.desc()); })
        .def("__repr__", [](IParserError const& self) {
            auto const text = [](char const* of) { return std::string(of == nullptr ? "" : of); };
            return "In node " + std::to_string(self.node()) + " with name \"" + text(self.nodeName())
                + "\" and operator \"" + text(self.nodeOperator()) + "\": " + text(self.desc());
        });
}

//! Passes an initializer's address on; an array lives as long as the parser.
template <typename Parser>
bool loadInitializer(nb::handle self, char const* name, nb::object data, std::size_t size)
{
    if (nb::isinstance<nb::int_>(data))
    {
        return nb::cast<Parser&>(self).loadInitializer(
            name, pointerOf<void const*>(nb::cast<std::uintptr_t>(data)), size);
    }
    nvinfer1::Weights const weights = weightsOf(data, self);
    return nb::cast<Parser&>(self).loadInitializer(name, weights.values, size);
}

bool parse(IParser& parser, nb::handle model, std::optional<std::string> const& path)
{
    BytesView const view(model);
    LeftPython const left;
    return parser.parse(view.data(), view.size(), path ? path->c_str() : nullptr);
}

//! The parser belongs to its network, which uses the model's weights where they lie.
IParser* makeParser(nvinfer1::INetworkDefinition& network, nvinfer1::ILogger& logger)
{
    std::unique_ptr<IParser> parser = made(createParser(network, logger), "OnnxParser");
    IParser* const kept = parser.get();
    if (!keepWithNetwork(network, parser))
    {
        throw std::runtime_error("OnnxParser: expected a network that can keep its parser, found one that cannot");
    }
    return kept;
}

void bindParserClass(nb::module_& m)
{
    Documented<IParser> parser(m, "OnnxParser",
        "Adds an ONNX model's nodes to a network. The network keeps the parser, whose weights it uses.");
    bindWith(parser);
    parser
        .def(nb::new_(&makeParser), nb::arg("network"), nb::arg("logger"), nb::rv_policy::reference,
            nb::keep_alive<0, 2>(), nb::keep_alive<2, 3>())
        .def("parse", &parse, nb::arg("model"), nb::arg("path") = nb::none(),
            "The model's bytes; `path` is where files beside it are looked for. False where it failed: see num_errors and get_error.")
        .def(
            "parse_with_weight_descriptors",
            [](IParser& self, nb::handle model) {
                BytesView const view(model);
                LeftPython const left;
                return self.parse(view.data(), view.size(), nullptr);
            },
            nb::arg("model"))
        .def(
            "parse_from_file",
            [](IParser& self, std::string const& path) {
                LeftPython const left;
                return self.parseFromFile(path.c_str(), static_cast<int>(nvinfer1::ILogger::Severity::kWARNING));
            },
            nb::arg("model"))
        .def(
            "load_model_proto",
            [](IParser& self, nb::handle model, std::optional<std::string> const& path) {
                BytesView const view(model);
                return self.loadModelProto(view.data(), view.size(), path ? path->c_str() : nullptr);
            },
            nb::arg("model"), nb::arg("path") = nb::none(), "The model's bytes, to be parsed by parse_model_proto.")
        .def(
            "load_initializer",
            [](nb::handle self, char const* name, nb::object data, std::size_t size) {
                return loadInitializer<IParser>(self, name, data, size);
            },
            nb::arg("name"), nb::arg("data"), nb::arg("size"),
            "An initializer's values, which stay where they are: an array, or an address and its size in bytes.")
        .def("parse_model_proto", &IParser::parseModelProto, nb::call_guard<LeftPython>())
        .TENON_READONLY(IParser, "num_errors", getNbErrors)
        .def("get_error", &IParser::getError, nb::arg("index"), nb::rv_policy::reference_internal)
        .def("clear_errors", &IParser::clearErrors)
        .def("supports_operator", &IParser::supportsOperator, nb::arg("op_name"))
        .def(
            "supports_model_v2",
            [](IParser& self, nb::handle model, std::optional<std::string> const& path) {
                BytesView const view(model);
                return self.supportsModelV2(view.data(), view.size(), path ? path->c_str() : nullptr);
            },
            nb::arg("model"), nb::arg("path") = nb::none())
        .def(
            "supports_model",
            [](IParser& self, nb::handle model, std::optional<std::string> const& path) {
                BytesView const view(model);
                bool const all = self.supportsModelV2(view.data(), view.size(), path ? path->c_str() : nullptr);
                nb::list parts;
                for (std::int64_t i = 0; i < self.getNbSubgraphs(); ++i)
                {
                    std::int64_t count = 0;
                    std::int64_t const* const nodes = self.getSubgraphNodes(i, count);
                    parts.append(
                        nb::make_tuple(std::vector<std::int64_t>(nodes, nodes + count), self.isSubgraphSupported(i)));
                }
                return nb::make_tuple(all, parts);
            },
            nb::arg("model"), nb::arg("path") = nb::none(),
            "(whether all of it is supported, [(indices of nodes, whether they are) …])")
        .TENON_READONLY(IParser, "num_subgraphs", getNbSubgraphs)
        .def("is_subgraph_supported", &IParser::isSubgraphSupported, nb::arg("index"))
        .def(
            "get_subgraph_nodes",
            [](IParser& self, std::int64_t index) {
                std::int64_t count = 0;
                std::int64_t const* const nodes = self.getSubgraphNodes(index, count);
                return std::vector<std::int64_t>(nodes, nodes + count);
            },
            nb::arg("index"))
        .def("get_layer_output_tensor", &IParser::getLayerOutputTensor, nb::arg("name"), nb::arg("i"),
            nb::rv_policy::reference_internal)
        .def("set_flag", &IParser::setFlag, nb::arg("flag"))
        .def("clear_flag", &IParser::clearFlag, nb::arg("flag"))
        .def("get_flag", &IParser::getFlag, nb::arg("flag"))
        .TENON_PROPERTY(IParser, "flags", Flags)
        .def("get_used_vc_plugin_libraries", [](IParser const& self) {
            std::int64_t count = 0;
            char const* const* const paths = self.getUsedVCPluginLibraries(count);
            return paths == nullptr ? std::vector<std::string>{} : std::vector<std::string>(paths, paths + count);
        });
}

} // namespace

void bindParser(nb::module_& m)
{
    bindErrors(m);
    bindParserClass(m);
    Documented<IParserRefitter> refitter(m, "OnnxParserRefitter", "New weights for an engine, from an ONNX model.");
    bindWith(refitter);
    refitter
        .def(nb::new_([](nvinfer1::IRefitter& refitter, nvinfer1::ILogger& logger) {
            return made(createParserRefitter(refitter, logger), "OnnxParserRefitter");
        }),
            nb::arg("refitter"), nb::arg("logger"), nb::keep_alive<0, 2>(), nb::keep_alive<0, 3>())
        .def(
            "refit_from_bytes",
            [](IParserRefitter& self, nb::handle model, std::optional<std::string> const& path) {
                BytesView const view(model);
                return self.refitFromBytes(view.data(), view.size(), path ? path->c_str() : nullptr);
            },
            nb::arg("model"), nb::arg("path") = nb::none())
        .def("refit_from_file", &IParserRefitter::refitFromFile, nb::arg("model"))
        .def(
            "load_model_proto",
            [](IParserRefitter& self, nb::handle model, std::optional<std::string> const& path) {
                BytesView const view(model);
                return self.loadModelProto(view.data(), view.size(), path ? path->c_str() : nullptr);
            },
            nb::arg("model"), nb::arg("path") = nb::none(), "The model's bytes, to be used by refit_model_proto.")
        .def(
            "load_initializer",
            [](nb::handle self, char const* name, nb::object data, std::size_t size) {
                return loadInitializer<IParserRefitter>(self, name, data, size);
            },
            nb::arg("name"), nb::arg("data"), nb::arg("size"),
            "An initializer's values, which stay where they are: an array, or an address and its size in bytes.")
        .def("refit_model_proto", &IParserRefitter::refitModelProto, nb::call_guard<LeftPython>())
        .TENON_READONLY(IParserRefitter, "num_errors", getNbErrors)
        .def("get_error", &IParserRefitter::getError, nb::arg("index"), nb::rv_policy::reference_internal)
        .def("clear_errors", &IParserRefitter::clearErrors);
}

} // namespace tenon::python
