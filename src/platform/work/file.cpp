#include "work/file.h"

#include "base/base.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace work {
namespace {

constexpr std::size_t kWrittenAtOnce = 256 * 1024;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

void write_all(int descriptor, std::uint64_t at, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail("a temporary file cannot be written");
        at += static_cast<std::uint64_t>(written);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

File::File() {
    std::string name = (std::filesystem::temp_directory_path() / "timebok.XXXXXX").string();
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ < 0) fail("a temporary file cannot be made");
    ::unlink(name.c_str());
}

File::~File() { ::close(descriptor_); }

void File::append(std::string_view bytes) {
    waiting_.append(bytes);
    if (waiting_.size() >= kWrittenAtOnce) flush();
}

void File::flush() {
    write_all(descriptor_, written_, waiting_);
    written_ += waiting_.size();
    waiting_.clear();
}

void File::write_at(std::uint64_t at, std::string_view bytes) {
    flush();
    write_all(descriptor_, at, bytes);
    written_ = std::max(written_, at + bytes.size());
}

std::string File::read(std::uint64_t at, std::size_t most) const {
    CHECK(waiting_.empty());
    std::string out(most, '\0');
    std::size_t got = 0;
    while (got < most) {
        const auto piece = ::pread(descriptor_, out.data() + got, most - got, static_cast<off_t>(at + got));
        if (piece < 0 && errno == EINTR) continue;
        if (piece < 0) fail("a temporary file cannot be read");
        if (piece == 0) break;
        got += static_cast<std::size_t>(piece);
    }
    out.resize(got);
    return out;
}

}  // namespace work
