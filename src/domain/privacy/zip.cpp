#include "privacy/zip.h"

#include "work/file.h"

#include <libdeflate.h>

namespace privacy {
namespace {

constexpr std::uint64_t kNot32 = 0xffffffff, kNot16 = 0xffff;  // stand for "see the ZIP64 record"
constexpr int kEffort = 6;
constexpr std::size_t kHeader = 30;                // of a file, before its name
constexpr std::uint16_t kPlain = 20, kZip64 = 45;  // the version of ZIP that is needed to read it
constexpr std::uint16_t kUtf8 = 1U << 11U;
enum class Method : std::uint16_t { stored = 0, deflated = 8 };

template <class T>
void put(std::string& out, T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i)
        out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xffU);
}

template <class T>
T take(std::string_view bytes, std::size_t at) {
    CHECK(at + sizeof(T) <= bytes.size());
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        out |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    return static_cast<T>(out);
}

std::uint32_t low32(std::uint64_t value) { return static_cast<std::uint32_t>(std::min(value, kNot32)); }

struct Entry {
    std::string name;
    WallTime at;
    Method method = Method::stored;
    std::uint32_t crc = 0;
    std::uint64_t packed = 0, size = 0;
};

// MS-DOS's date and time: from 1980 on, in steps of two seconds.
std::uint32_t dos_time(WallTime at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(at - day);
    const auto year = static_cast<unsigned>(std::max(int(date.year()) - 1980, 0));
    return year << 25U | unsigned(date.month()) << 21U | unsigned(date.day()) << 16U |
           static_cast<unsigned>(clock.hours().count()) << 11U | static_cast<unsigned>(clock.minutes().count()) << 5U |
           static_cast<unsigned>(clock.seconds().count()) / 2;
}

std::string header_of(const Entry& entry) {
    CHECK(entry.size < kNot32 && entry.packed < kNot32 && entry.name.size() <= kNot16);
    std::string out;
    put<std::uint32_t>(out, 0x04034b50);
    put<std::uint16_t>(out, kPlain);
    put<std::uint16_t>(out, kUtf8);
    put(out, static_cast<std::uint16_t>(entry.method));
    put(out, dos_time(entry.at));
    put(out, entry.crc);
    put(out, static_cast<std::uint32_t>(entry.packed));
    put(out, static_cast<std::uint32_t>(entry.size));
    put(out, static_cast<std::uint16_t>(entry.name.size()));
    put<std::uint16_t>(out, 0);
    return out + entry.name;
}

class Packer {
public:
    Packer() : compressor_(libdeflate_alloc_compressor(kEffort), &libdeflate_free_compressor) { CHECK(compressor_); }

    // What does not get smaller, such as a picture, stays as it is.
    std::string operator()(std::string_view content, Entry& entry) const {
        entry.size = content.size();
        entry.crc = libdeflate_crc32(0, content.data(), content.size());
        std::string out(content.size(), '\0');
        const auto size =
            libdeflate_deflate_compress(compressor_.get(), content.data(), content.size(), out.data(), out.size());
        entry.method = size == 0 ? Method::stored : Method::deflated;
        if (size == 0)
            out = content;
        else
            out.resize(size);
        entry.packed = out.size();
        return out;
    }

private:
    std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor_;
};

// What the list says of a file whose header stands at `offset`. It repeats the header.
std::string listed(std::string_view header, std::uint64_t offset) {
    const bool far = offset >= kNot32;
    const auto name = take<std::uint16_t>(header, 26);
    std::string out;
    put<std::uint32_t>(out, 0x02014b50);
    put<std::uint16_t>(out, kZip64);                 // made by
    put<std::uint16_t>(out, far ? kZip64 : kPlain);  // needed
    out += header.substr(6, 22);                     // from the flags to the length of the name
    put<std::uint16_t>(out, far ? 12 : 0);           // length of the extra field
    put<std::uint16_t>(out, 0);                      // comment
    put<std::uint16_t>(out, 0);                      // disk
    put<std::uint16_t>(out, 0);                      // attributes
    put<std::uint32_t>(out, 0);
    put(out, low32(offset));
    out += header.substr(kHeader, name);
    if (far) {
        put<std::uint16_t>(out, 1);
        put<std::uint16_t>(out, 8);
        put(out, offset);
    }
    return out;
}

// Calls `each` with the header of every file and where it stands, counted from the beginning of `entries`.
template <class F>
void walk(std::string_view entries, F&& each) {
    for (std::size_t at = 0; at < entries.size();) {
        const auto rest = entries.substr(at);
        const auto head = kHeader + take<std::uint16_t>(rest, 26);
        each(rest.substr(0, head), at);
        at += head + take<std::uint32_t>(rest, 18);
        CHECK(at <= entries.size());
    }
}

// After the list of `count` files that stands at `offset`.
std::string ending(std::uint64_t count, std::uint64_t offset, std::uint64_t size) {
    std::string out;
    if (count >= kNot16 || offset >= kNot32 || size >= kNot32) {
        put<std::uint32_t>(out, 0x06064b50);
        put<std::uint64_t>(out, 44);  // what follows of this record
        put<std::uint16_t>(out, kZip64);
        put<std::uint16_t>(out, kZip64);
        put<std::uint32_t>(out, 0);
        put<std::uint32_t>(out, 0);
        put(out, count);
        put(out, count);
        put(out, size);
        put(out, offset);
        put<std::uint32_t>(out, 0x07064b50);
        put<std::uint32_t>(out, 0);
        put(out, offset + size);  // where that record stands
        put<std::uint32_t>(out, 1);
    }
    const auto few = static_cast<std::uint16_t>(std::min(count, kNot16));
    put<std::uint32_t>(out, 0x06054b50);
    put<std::uint16_t>(out, 0);
    put<std::uint16_t>(out, 0);
    put(out, few);
    put(out, few);
    put(out, low32(size));
    put(out, low32(offset));
    put<std::uint16_t>(out, 0);
    return out;
}

}  // namespace

std::string zip_entries(const Files& files, std::string_view folder, WallTime at) {
    const Packer pack;
    std::string out;
    for (const auto& [name, content] : files) {
        Entry entry{std::string(folder) + name, at};
        const auto packed = pack(content, entry);
        out += header_of(entry) + packed;
    }
    return out;
}

std::string zip(const Files& files, WallTime at) {
    auto out = zip_entries(files, "", at);
    std::string list;
    walk(out, [&](std::string_view header, std::size_t offset) { list += listed(header, offset); });
    const auto offset = out.size();
    return std::move(out) + list + ending(files.size(), offset, list.size());
}

struct ZipWriter::Impl {
    work::File& out;
    work::File list{};
    std::uint64_t count = 0;
    std::optional<Entry> open{};
    std::uint64_t opened_at = 0;
};

ZipWriter::ZipWriter(work::File& out) : impl_(new Impl{out}) {}
ZipWriter::~ZipWriter() = default;

void ZipWriter::add(std::string_view entries) {
    CHECK(!impl_->open);
    walk(entries, [&](std::string_view header, std::size_t offset) {
        impl_->list.append(listed(header, impl_->out.size() + offset));
        ++impl_->count;
    });
    impl_->out.append(entries);
}

void ZipWriter::begin(std::string_view name, WallTime at) {
    CHECK(!impl_->open);
    impl_->open = Entry{std::string(name), at};
    impl_->opened_at = impl_->out.size();
    impl_->out.append(header_of(*impl_->open));
}

void ZipWriter::write(std::string_view content) {
    auto& entry = impl_->open.value();
    entry.crc = libdeflate_crc32(entry.crc, content.data(), content.size());
    entry.size += content.size();
    entry.packed = entry.size;
    impl_->out.append(content);
}

void ZipWriter::end() {
    const auto header = header_of(impl_->open.value());
    impl_->out.write_at(impl_->opened_at, header);
    impl_->list.append(listed(header, impl_->opened_at));
    ++impl_->count;
    impl_->open.reset();
}

void ZipWriter::finish() {
    constexpr std::size_t kPiece = 1U << 20U;
    const auto offset = impl_->out.size(), size = impl_->list.size();
    impl_->list.flush();
    for (std::uint64_t at = 0; at < size; at += kPiece) impl_->out.append(impl_->list.read(at, kPiece));
    impl_->out.append(ending(impl_->count, offset, size));
    impl_->out.flush();
}

}  // namespace privacy
