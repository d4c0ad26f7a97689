#!/usr/bin/env python3
"""Plants violations of the house rules, one at a time, and checks that each is found, and named."""

import pathlib
import tempfile
import unittest

import house_rules

CLEAN = {
    "include/NvInfer.h": "#include <cstdint>\n",
    "src/base/result.h": '#include "NvInfer.h"\n',
    "src/devices/cpu/engine.cpp": '#include "base/result.h"\n#include <dnnl.hpp>\n',
    "src/graph/op.h": '#include "base/result.h"\n#include <vector>\n',
    "src/ops/relu/relu.cpp": '#include "graph/op.h"\n',
    "src/ops/relu/relu_cpu.cpp": '#include "dnnl.hpp"\n',
    "src/ops/relu/relu_test.cpp": '#include "support/paths.h"\n#include "relu.h"\n',
    "src/ops/relu/relu_bench.cpp": "#include <benchmark/benchmark.h>\n",
    "src/builder/build.h": '#include "graph/op.h"\n',
    "src/runtime/engine.h": '#include "graph/op.h"\n',
    "src/api/builder.cpp": '#include "builder/build.h"\n#include "runtime/engine.h"\n',
    "src/onnx/importer.cpp": '#include "NvInfer.h"\n#include "base/result.h"\n',
    "plugins/common/fields.h": "#include <NvInfer.h>\n",
    "plugins/lrelu/lrelu.cpp": '#include "common/fields.h"\n',
    "plugins/lrelu/lrelu_cuda.cu": "#include <cuda_fp16.h>\n",
    "plugins/lrelu/lrelu_test.cpp": "\n",
    "plugins/lrelu/lrelu_bench.cpp": "\n",
    "plugins/clip/clip.h": "\n",
    "tools/main.cpp": '#include "NvInfer.h"\n',
    "tests/support/paths.h": "\n",
    "README.md": "A project.\n",
}


class HouseRules(unittest.TestCase):
    def findings(self, changes):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            for name, text in {**CLEAN, **changes}.items():
                if text is None:
                    continue
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return list(house_rules.findings(root))

    def expect(self, changes, *words):
        found = self.findings(changes)
        self.assertEqual(len(found), 1, found)
        for word in words:
            self.assertIn(word, found[0])

    def test_a_clean_tree_has_no_findings(self):
        self.assertEqual(self.findings({}), [])

    def test_files_left_in_the_root(self):
        self.expect({"aaaa": "a #0: fp32 [2]\n"}, "aaaa:1", "remove it")

    def test_names_of_anonymous_namespaces(self):
        def source(*lines):
            return "\n".join(["namespace tenon", "{", "namespace", "{", *lines, "} // namespace", "", "} // namespace tenon", ""])

        function = source("int count(int a, Dims const& b)", "{", "    return a;", "}")
        changes = {"src/graph/one.cpp": function, "src/graph/two.cpp": function.replace("int a, ", "int c, base::")}
        self.expect(changes, "count", "src/graph/one.cpp:5", "src/graph/two.cpp:5")
        self.expect({"src/graph/one.cpp": source("struct Case", "{", "};"), "src/graph/a/two.cpp": source("class Case {", "};")}, "Case")
        self.expect({"src/graph/one.cpp": source("constexpr int kMost{3};"), "src/graph/two.cpp": source("int const kMost = 4;")}, "kMost")
        self.expect({"tools/one_test.cpp": source("using A = int;"), "tools/two_test.cpp": source("using A = long;")}, "A")
        long_lines = source("int count(int a,", "    Dims const& b = {})", "{", "    return a;", "}")
        self.expect({"src/graph/one.cpp": function, "src/graph/two.cpp": long_lines}, "count")
        # Other parameters, an equal alias, another namespace, another room, another kind of source, a library of its own, a comment.
        for name, other in {
            "src/graph/two.cpp": function.replace("int a", "long a"),
            "src/graph/three.cpp": function.replace("tenon", "other"),
            "src/graph/two_test.cpp": function,
            "src/graph/fixtures/two.cpp": function,
            "src/plan/two.cpp": function,
            "src/graph/four.cpp": source("// int count(int a, Dims const& b)", "int other()", "{", '    return text("count");', "}"),
            "src/graph/five.cpp": "// HWY_TARGET\n" + function,
        }.items():
            self.assertEqual(self.findings({"src/graph/one.cpp": function, name: other}), [], name)

    def test_arrows(self):
        self.expect({"src/base/log.cpp": '#include "graph/op.h"\n'}, "src/base/log.cpp:1", "graph")
        self.expect({"src/runtime/context.cpp": '\n#include "builder/build.h"\n'}, "src/runtime/context.cpp:2", "builder")
        self.expect({"src/builder/pass.cpp": '#include "runtime/engine.h"\n'}, "runtime")
        self.expect({"src/builder/pass.cpp": '#include "../runtime/engine.h"\n'}, "runtime")
        self.expect({"src/ops/relu/shape.h": "#include <builder/build.h>\n"}, "builder")
        self.expect({"include/tenon/traits.h": '#include "base/result.h"\n'}, "include", "base")
        self.expect({"src/graph/op_test.cpp": '#include "builder/build.h"\n'}, "src/graph/op_test.cpp:1")

    def test_clients_see_public_headers_only(self):
        self.expect({"tools/run.cpp": '#include "runtime/engine.h"\n'}, "tools/run.cpp:1")
        self.expect({"plugins/lrelu/lrelu.h": '#include "graph/op.h"\n'}, "plugins/lrelu/lrelu.h:1")
        self.expect({"plugins/lrelu/lrelu.h": '#include "clip/clip.h"\n'}, "plugins/common")
        self.expect({"examples/digits/main.cpp": '#include "../../src/base/result.h"\n'}, "examples")
        self.expect({"src/onnx/importer.h": '#include "graph/op.h"\n'}, "onnx")

    def test_generated_headers_belong_to_their_room(self):
        self.expect({"src/graph/dump.cpp": '#include "plan/schema_generated.h"\n'}, "plan")

    def test_device_headers_stay_in_their_files(self):
        self.expect({"src/graph/op.cpp": "#include <dnnl.hpp>\n"}, "src/graph/op.cpp:1", "dnnl.hpp")
        self.expect({"src/runtime/stream.cpp": '#include "cuda_runtime_api.h"\n'}, "cuda_runtime_api.h")
        self.expect({"plugins/lrelu/lrelu.h": "#include <cuda_fp16.h>\n"}, "cuda_fp16.h")

    def test_test_support_stays_in_tests(self):
        self.expect({"src/base/log.cpp": '#include "support/paths.h"\n'}, "support/paths.h")

    def test_rooms_are_known(self):
        self.expect({"src/extras/more.cpp": "\n"}, "src/extras")

    def test_operations_and_plugins_have_tests_and_benchmarks(self):
        self.expect({"src/ops/relu/relu_test.cpp": None}, "src/ops/relu", "_test")
        self.expect({"plugins/lrelu/lrelu_bench.cpp": None}, "plugins/lrelu", "_bench")

    def test_words(self):
        self.expect({"docs/a.md": "See /ro" + "ot/notes.\n"}, "docs/a.md:1")
        self.expect({"src/base/log.h": "// As iss" + "ue 12 asks.\n"}, "src/base/log.h:1")
        self.expect({"scripts/get.sh": "curl https://py" + "pi.org/x\n"}, "scripts/get.sh:1")

    def test_names(self):
        self.expect({"src/base/string_utils.h": "\n"}, "string_utils")
        self.expect({"src/base/helpers/a.h": "\n"}, "helpers")


if __name__ == "__main__":
    unittest.main()
