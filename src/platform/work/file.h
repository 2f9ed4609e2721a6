// A file without a name, in the temporary folder (TMPDIR): what is too large to be held in memory. It is gone when the
// last who holds it lets go, and when the process dies.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace work {

class File {
public:
    // All that writes throws std::system_error, when the disk is full, say.
    File();
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    void append(std::string_view bytes);
    // Over what is there; beyond the end the file grows, with zeros in between.
    void write_at(std::uint64_t at, std::string_view bytes);
    // At most `most` bytes from there.
    std::string read(std::uint64_t at, std::size_t most) const;
    void flush();  // what was appended is in the file

    std::uint64_t size() const { return written_ + waiting_.size(); }
    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
    std::uint64_t written_ = 0;
    std::string waiting_;  // for fewer, larger writes
};

}  // namespace work
