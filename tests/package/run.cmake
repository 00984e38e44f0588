# Install to FOLDER/prefix, move it (nothing may depend on where it was installed), copy the outside
# project away from this tree, build it with CXX, run it, and check that a second build does nothing
# and that a touched model is compiled again.
file(REMOVE_RECURSE ${FOLDER})
foreach(room dsl runtime tools/hac)
  execute_process(
    COMMAND ${CMAKE_COMMAND} --install ${BUILD}/${room} --prefix ${FOLDER}/installed
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(RENAME ${FOLDER}/installed ${FOLDER}/prefix)
file(COPY ${OUTSIDE}/ DESTINATION ${FOLDER}/source)

execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${FOLDER}/source -B ${FOLDER}/build -G ${GENERATOR}
          -DCMAKE_PREFIX_PATH=${FOLDER}/prefix -DCMAKE_CXX_COMPILER=${CXX}
          -DCMAKE_BUILD_TYPE=Release
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${FOLDER}/build COMMAND_ERROR_IS_FATAL ANY)
foreach(program app pooled)
  execute_process(COMMAND ${FOLDER}/build/${program} OUTPUT_VARIABLE answer
                  COMMAND_ERROR_IS_FATAL ANY)
  if(NOT answer STREQUAL "11 0\n11 1\n")
    message(FATAL_ERROR "${program} printed '${answer}'")
  endif()
endforeach()

function(build_and_stamp out)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${FOLDER}/build
                  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  file(TIMESTAMP ${FOLDER}/build/hac/score/score.o stamp "%s.%f")
  set(${out} ${stamp} PARENT_SCOPE)
endfunction()
build_and_stamp(first)
build_and_stamp(second)
if(NOT first STREQUAL second)
  message(FATAL_ERROR "the model was compiled again without a reason")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} -E sleep 1.1)
file(TOUCH ${FOLDER}/source/width.h) # a header of the model: known from the depfile only
build_and_stamp(third)
if(second STREQUAL third)
  message(FATAL_ERROR "a header of the model changed, the model was not compiled")
endif()
