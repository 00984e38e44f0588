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
  target_link_libraries(${name} PUBLIC ${A_LINK} MLIR clang-cpp LLVM fmt::fmt)
  # LLVM's folder is not on the loader's path; an installed tool must find it as a built one does.
  set_target_properties(${name} PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
endfunction()

function(_hac_compiler_flags name)
  target_compile_options(${name} PRIVATE ${HAC_WARNINGS} -fno-rtti -fno-exceptions)
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
  target_include_directories(${name} SYSTEM PUBLIC ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS} ${CLANG_INCLUDE_DIRS})
  target_compile_definitions(${name} PRIVATE FMT_EXCEPTIONS=0)
  if(HAC_PRECOMPILE AND NOT name STREQUAL hac_precompiled)
    target_precompile_headers(${name} REUSE_FROM hac_precompiled)
    target_link_libraries(${name} PUBLIC MLIR) # what the headers define inline refers to it
  endif()
endfunction()

# Halves the time to build one file of the compiler. For daily work only: a missing #include goes
# unnoticed with it. With ccache set CCACHE_SLOPPINESS=pch_defines,time_macros.
option(HAC_PRECOMPILE "Precompile the headers of MLIR's dialects" OFF)
if(HAC_PRECOMPILE)
  file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cpp "")
  add_library(hac_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
  _hac_compiler_flags(hac_precompiled)
  target_compile_options(hac_precompiled PUBLIC "SHELL:-Xclang -fno-pch-timestamp")
  target_precompile_headers(hac_precompiled PRIVATE
    <mlir/Dialect/Affine/IR/AffineOps.h> <mlir/Dialect/Arith/IR/Arith.h>
    <mlir/Dialect/Func/IR/FuncOps.h> <mlir/Dialect/Linalg/IR/Linalg.h>
    <mlir/Dialect/Math/IR/Math.h> <mlir/Dialect/MemRef/IR/MemRef.h>
    <mlir/Dialect/SCF/IR/SCF.h> <mlir/Dialect/Tensor/IR/Tensor.h>
    <mlir/Dialect/Vector/IR/VectorOps.h> <mlir/Pass/Pass.h>
    <mlir/Transforms/DialectConversion.h>)
endif()
