# Targets with the project's flags. LLVM's headers are SYSTEM, so that -Werror is about our code.

set(HAC_WARNINGS -Wall -Wextra -Werror -Wno-unused-parameter)

# hac_add_library(name SOURCES... [DEPENDS targets that must be built first] [LINK libraries]):
# a static library of the compiler, built as LLVM is (no RTTI, no exceptions).
function(hac_add_library name)
  cmake_parse_arguments(A "" "" "SOURCES;DEPENDS;LINK" ${ARGN})
  add_library(${name} STATIC ${A_SOURCES})
  _hac_compiler_flags(${name})
  target_link_libraries(${name} PUBLIC ${A_LINK})
  if(A_DEPENDS)
    add_dependencies(${name} ${A_DEPENDS})
  endif()
endfunction()

# hac_add_tool(name SOURCES... LINK...): an executable of the compiler. Links the three shared
# libraries of LLVM and nothing of their components.
function(hac_add_tool name)
  cmake_parse_arguments(A "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  _hac_compiler_flags(${name})
  target_link_libraries(${name} PRIVATE ${A_LINK} MLIR clang-cpp LLVM fmt::fmt)
  # LLVM's folder is not on the loader's path; an installed tool must find it as a built one does.
  set_target_properties(${name} PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
endfunction()

function(_hac_compiler_flags name)
  target_compile_options(${name} PRIVATE ${HAC_WARNINGS} -fno-rtti -fno-exceptions)
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
  target_include_directories(${name} SYSTEM PUBLIC ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS} ${CLANG_INCLUDE_DIRS})
  target_compile_definitions(${name} PRIVATE FMT_EXCEPTIONS=0)
endfunction()
