// For tests: what a ZIP holds, read by libzip.
#pragma once

#include <zip.h>

#include <map>
#include <stdexcept>
#include <string>

namespace privacy {

// Name -> content.
inline std::map<std::string, std::string> unpacked(std::string packed) {
    zip_error_t error;
    zip_error_init(&error);
    auto* source = zip_source_buffer_create(packed.data(), packed.size(), 0, &error);
    auto* archive = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (!archive) throw std::runtime_error(zip_error_strerror(&error));
    std::map<std::string, std::string> out;
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
        zip_stat_t stat;
        zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &stat);
        std::string content(stat.size, '\0');
        auto* file = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
        zip_fread(file, content.data(), content.size());
        zip_fclose(file);
        out[stat.name] = std::move(content);
    }
    zip_close(archive);
    return out;
}

}  // namespace privacy
