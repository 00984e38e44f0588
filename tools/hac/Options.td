// The command line of hac. The order here is the order of --help.
include "llvm/Option/OptParser.td"

class Flag1<string prefix, string name, string help> : Flag<[prefix], name>, HelpText<help>;
class Value<string name, string meta, string help>
    : Joined<["--"], name # "=">, MetaVarName<meta>, HelpText<help>;
class ValueAfterSpace<string name, Option joined> : Separate<["--"], name>, Alias<joined>;

def DASH_DASH : Option<["--"], "", KIND_REMAINING_ARGS>,
    HelpText<"What follows is a file name, even if it begins with a dash">;

def output : JoinedOrSeparate<["-"], "o">, MetaVarName<"<file>">,
    HelpText<"Object to write (default: the model's name with .o), or text with --emit; - is stdout">;
def header : Value<"header", "<file>", "Header to write (default: the object's name with .h)">;
def header_s : ValueAfterSpace<"header", header>;
def name : Value<"name", "<identifier>",
    "Prefix of every C name (default: the file's name up to its first dot)">;
def name_s : ValueAfterSpace<"name", name>;
def target : Value<"target", "<level>",
    "Instruction set to compile for: x86-64-v3 (the default) runs on every supported x86-64, native is what this machine has">;
def target_s : ValueAfterSpace<"target", target>;
def strict : Flag1<"--", "strict", "Refuse code that is right but slower than planned, as the tests of hac do">;
def naive : Flag1<"--", "naive", "Plain loops, no schedule: slow, and a second opinion on a result">;
def instrument : Value<"instrument", "<check>",
    "bounds: code that checks each access of memory; a fault of hac is X901 instead of wrong results">;
def instrument_s : ValueAfterSpace<"instrument", instrument>;
def emit : Value<"emit", "<form>", "What to write: obj (the default), asm, llvm, mlir or blob">;
def emit_s : ValueAfterSpace<"emit", emit>;
def explain : Flag1<"--", "explain", "Print how the model will run, what each part costs and why; no code">;
def explain_at : Value<"explain", "<name=size,..>", "As --explain, for these sizes of the model's symbols">;
def stop_after : Value<"stop-after", "<stage>",
    "Print the IR after hac, schedule, linalg, bufferize, tile, vector or emit">;
def stop_after_s : ValueAfterSpace<"stop-after", stop_after>;
def check : Flag1<"--", "check", "Only look for errors of the model; writes nothing">;
def verify : Flag1<"-", "verify",
    "With --check: the errors must be those of the expected-error comments">;
def MF : Separate<["-"], "MF">, MetaVarName<"<file>">,
    HelpText<"Write the files that were read, as a Makefile rule">;
def limit : Value<"limit", "<time,memory>", "Give up beyond it, e.g. --limit=60s,4G">;
def limit_s : ValueAfterSpace<"limit", limit>;
def resource_dir : Value<"resource-dir", "<folder>", "clang's own headers, e.g. lib/clang/22">;
def resource_dir_s : ValueAfterSpace<"resource-dir", resource_dir>;
def help : Flag1<"--", "help", "Print this">;
def help_short : Flag<["-"], "h">, Alias<help>;
def version : Flag1<"--", "version", "Print the versions of hac and LLVM">;

// Passed on to clang; compiler/frontend decides which.
class Clang<string name, string meta, string help>
    : JoinedOrSeparate<["-"], name>, MetaVarName<meta>, HelpText<help>;
def I : Clang<"I", "<folder>", "Look for included files there">;
def isystem : Separate<["-"], "isystem">, MetaVarName<"<folder>">,
    HelpText<"The same, without warnings about them">;
def iquote : Separate<["-"], "iquote">, MetaVarName<"<folder>">,
    HelpText<"The same, for #include \"...\" only">;
def D : Clang<"D", "<macro>[=value]", "Define a macro">;
def U : Clang<"U", "<macro>", "Undefine a macro">;
def include_file : Separate<["-"], "include">, MetaVarName<"<file>">, HelpText<"Include a file first">;
def W : Joined<["-"], "W">, MetaVarName<"<warning>">, HelpText<"A warning option of clang">;
