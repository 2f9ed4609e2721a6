#include "privacy/zip.h"

#include <zip.h>

#include <memory>
#include <stdexcept>

namespace privacy {
namespace {

[[noreturn]] void fail(const char* what) { throw std::runtime_error(std::string("zip: ") + what); }

void add(zip_t* archive, const std::string& name, const std::string& content) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    if (!source) fail(zip_strerror(archive));
    if (zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0) return;
    zip_source_free(source);
    fail(zip_strerror(archive));
}

std::string read_all(zip_source_t* source) {
    zip_stat_t stat;
    if (zip_source_stat(source, &stat) < 0 || zip_source_open(source) < 0) fail("cannot be read back");
    std::string out(stat.size, '\0');
    const auto got = zip_source_read(source, out.data(), out.size());
    zip_source_close(source);
    if (got < 0 || static_cast<std::size_t>(got) != out.size()) fail("cannot be read back");
    return out;
}

}  // namespace

std::string zip(const std::vector<std::pair<std::string, std::string>>& files) {
    zip_error_t error;
    zip_error_init(&error);
    const std::unique_ptr<zip_source_t, decltype(&zip_source_free)> target(
        zip_source_buffer_create(nullptr, 0, 0, &error), &zip_source_free);
    if (!target) fail("out of memory");
    zip_source_keep(target.get());  // closing the archive gives one back
    std::unique_ptr<zip_t, decltype(&zip_discard)> archive(zip_open_from_source(target.get(), ZIP_TRUNCATE, &error),
                                                           &zip_discard);
    if (!archive) {
        zip_source_free(target.get());
        fail(zip_error_strerror(&error));
    }
    for (const auto& [name, content] : files) add(archive.get(), name, content);
    if (zip_close(archive.get()) < 0) fail(zip_strerror(archive.get()));
    archive.release();  // closed
    return read_all(target.get());
}

}  // namespace privacy
