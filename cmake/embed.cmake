# Puts files into the program, so that it is one file to install.
#
#   timebok_embed(timebok_db migrations ${PROJECT_SOURCE_DIR}/migrations a.sql b.sql)
#
# gives `std::span<const embedded::File> embedded::migrations()` (base/embedded.h declares the type; the user declares
# the function). Names are relative to the folder (without the floor of src/), contents are followed by a zero byte.
function(timebok_embed target symbol folder)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${symbol}.cpp)
    set(assembly "")
    set(declarations "")
    set(rows "")
    set(paths "")
    set(n 0)
    foreach(file ${ARGN})
        string(REGEX REPLACE "^(platform|domain|surfaces)/" "" name ${file})
        string(APPEND assembly "    \".balign 16\\n${symbol}_${n}:\\n.incbin \\\"${folder}/${file}\\\"\\n"
                               "${symbol}_${n}_end:\\n.byte 0\\n\"\n")
        string(APPEND declarations "extern const char ${symbol}_${n}[], ${symbol}_${n}_end[];\n")
        string(APPEND rows "    {\"${name}\", {${symbol}_${n}, static_cast<std::size_t>(${symbol}_${n}_end - ${symbol}_${n})}},\n")
        list(APPEND paths ${folder}/${file})
        math(EXPR n "${n}+1")
    endforeach()
    file(CONFIGURE OUTPUT ${source} @ONLY CONTENT "#include \"base/embedded.h\"

asm(\".pushsection .rodata\\n\"
${assembly}    \".popsection\\n\");

extern \"C\" {
${declarations}}

namespace embedded {
namespace {
const File files[] = {
${rows}};
}
std::span<const File> ${symbol}();
std::span<const File> ${symbol}() { return files; }
}  // namespace embedded
")
    set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${paths}" SKIP_PRECOMPILE_HEADERS ON)
    target_sources(${target} PRIVATE ${source})
endfunction()
