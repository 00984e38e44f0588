#include "tools/hac/ModelName.h"

#include "dsl/graph/names.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

namespace hac::tool {

/// A namespace of such a name cannot stand beside the function of a C library's header.
static bool isCFunction(llvm::StringRef name) {
  static const llvm::StringSet<> functions = {
      // ISO C
      "abort", "abs", "acos", "asin", "atan", "atexit", "atof", "atoi", "atol", "bsearch", "calloc", "ceil", "clearerr",
      "clock", "cos", "cosh", "ctime", "difftime", "div", "erf", "exit", "exp", "fabs", "fclose", "feof", "ferror",
      "fflush", "fgetc", "fgets", "floor", "fma", "fmod", "fopen", "fprintf", "fputc", "fputs", "fread", "free",
      "freopen", "frexp", "fscanf", "fseek", "ftell", "fwrite", "getc", "getchar", "getenv", "gmtime", "hypot",
      "isalnum", "isalpha", "isdigit", "islower", "isspace", "isupper", "labs", "ldexp", "localeconv", "localtime",
      "log", "longjmp", "malloc", "memchr", "memcmp", "memcpy", "memmove", "memset", "mktime", "modf", "perror", "pow",
      "printf", "putc", "putchar", "puts", "qsort", "raise", "rand", "realloc", "remove", "rename", "rewind", "round",
      "scanf", "setbuf", "setlocale", "signal", "sin", "sinh", "sprintf", "sqrt", "srand", "strcat", "strchr", "strcmp",
      "strcpy", "strftime", "strlen", "strncpy", "strstr", "strtod", "strtok", "strtol", "system", "tan", "tanh",
      "time", "tmpfile", "tmpnam", "tolower", "toupper", "trunc", "ungetc", "vprintf",
      // POSIX
      "accept", "access", "alarm", "basename", "bind", "brk", "chdir", "chmod", "chown", "close", "connect", "creat",
      "crypt", "dirname", "dup", "encrypt", "environ", "execl", "execv", "fork", "gamma", "getopt", "getpid", "glob",
      "htonl", "htons", "index", "ioctl", "j0", "j1", "jn", "kill", "lgamma", "link", "listen", "lseek", "mkdir",
      "mmap", "mount", "nice", "ntohl", "ntohs", "open", "pause", "pipe", "poll", "random", "read", "readlink", "recv",
      "rindex", "rmdir", "sbrk", "select", "send", "shutdown", "sleep", "socket", "splice", "stat", "swab", "symlink",
      "sync", "syscall", "tee", "times", "truncate", "umask", "uname", "unlink", "usleep", "utime", "vfork", "wait",
      "write", "y0", "y1", "yn"};
  return functions.contains(name);
}

std::string refuseModelName(llvm::StringRef name) {
  if (!detail::is_identifier(view(name.data(), uint32_t(name.size()))))
    return !name.empty() && llvm::isAlpha(name[0]) && llvm::all_of(name, [](char c) { return llvm::isAlnum(c); })
               ? "is a word of C or C++"
               : "is no C identifier";
  if (name == "hac" || name == "std" || name == "main")
    return "is taken";
  if (isCFunction(name))
    return "is a function of the C library";
  return "";
}

} // namespace hac::tool
