# hac_add_model(<target> SOURCES a.model.cpp [b.model.cpp ...]
#               [NAME c_prefix] [TARGET level] [OPTIONS flag ...])
#
# A static library <target> with one object per source, and its include folder with one header per
# source: linking it is all that a program needs. Example:
#
#     hac_add_model(news SOURCES news.model.cpp)        # news.h
#     target_link_libraries(app PRIVATE news)
#
# NAME      prefix of the C functions and name of the header, where it should not be that of the
#           source file (one source only)
# TARGET    instruction set of the object, e.g. x86-64-v3; left out: x86-64-v3, which every
#           supported x86-64 runs; native: that of this machine
# OPTIONS   further flags of hac
# Include folders and definitions: target_include_directories(<target>_model ...),
# target_compile_definitions(<target>_model ...). <target>_model is never built; it also puts the
# source into compile_commands.json.
#
# The tool is the CMake target `hac` of this build, else HAC_EXECUTABLE. A model is compiled again
# when the tool or any file that it read changes.
function(hac_add_model target)
  cmake_parse_arguments(A "" "NAME;TARGET" "SOURCES;OPTIONS" ${ARGN})
  if(A_UNPARSED_ARGUMENTS OR NOT A_SOURCES)
    message(FATAL_ERROR "hac_add_model(${target}): expected SOURCES, got '${ARGN}'")
  endif()
  list(LENGTH A_SOURCES count)
  if(A_NAME AND count GREATER 1)
    message(FATAL_ERROR "hac_add_model(${target}): NAME goes with one source, not ${count}")
  endif()
  set(flags ${A_OPTIONS})
  if(A_TARGET)
    list(APPEND flags --target=${A_TARGET})
  endif()
  if(TARGET hac)
    set(tool $<TARGET_FILE:hac>)
    set(tool_depends hac)
  elseif(HAC_EXECUTABLE)
    set(tool ${HAC_EXECUTABLE})
    set(tool_depends ${HAC_EXECUTABLE})
  else()
    message(FATAL_ERROR "hac_add_model(${target}): no tool; set HAC_EXECUTABLE")
  endif()

  add_library(${target}_model OBJECT EXCLUDE_FROM_ALL ${A_SOURCES})
  target_compile_features(${target}_model PRIVATE cxx_std_20)
  if(TARGET hac_dsl)
    target_link_libraries(${target}_model PRIVATE hac_dsl)
  else()
    target_include_directories(${target}_model PRIVATE ${HAC_INCLUDE_DIR})
  endif()
  set(includes $<TARGET_PROPERTY:${target}_model,INCLUDE_DIRECTORIES>)
  set(definitions $<TARGET_PROPERTY:${target}_model,COMPILE_DEFINITIONS>)

  set(folder ${CMAKE_CURRENT_BINARY_DIR}/hac/${target})
  file(MAKE_DIRECTORY ${folder})
  set(objects)
  foreach(source IN LISTS A_SOURCES)
    cmake_path(ABSOLUTE_PATH source)
    cmake_path(GET source STEM name) # news.model.cpp: news
    set(name_flag)
    if(A_NAME)
      set(name ${A_NAME})
      set(name_flag --name=${A_NAME})
    endif()
    set(object ${folder}/${name}.o)
    add_custom_command(
      OUTPUT ${object} ${folder}/${name}.h
      COMMAND ${tool} ${source} -o ${object} ${name_flag} -MF ${object}.d ${flags}
              "$<$<BOOL:${includes}>:-I$<JOIN:${includes},;-I>>"
              "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>"
      DEPENDS ${source} ${tool_depends}
      DEPFILE ${object}.d
      COMMENT "hac ${name}"
      COMMAND_EXPAND_LISTS VERBATIM)
    list(APPEND objects ${object})
  endforeach()

  add_library(${target} STATIC ${objects})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(${target} INTERFACE ${folder})
  target_link_libraries(${target} PUBLIC hac::rt)
endfunction()
