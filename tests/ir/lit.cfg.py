# lit settings for the IR tests: hac-opt on a file, FileCheck on what it prints.
#
#     lit -Dhac_opt=build/tools/hac-opt/hac-opt tests/ir        (ctest -R ir does it)
import os

import lit.formats

config.name = "hac-ir"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = lit_config.params.get("exec_root", config.test_source_root)
config.substitutions.append(("hac-opt", lit_config.params["hac_opt"]))
llvm_tools = lit_config.params.get("llvm_tools", "/usr/lib/llvm-22/bin")
config.environment["PATH"] = os.pathsep.join([llvm_tools, os.environ["PATH"]])
