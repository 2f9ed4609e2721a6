#include "support/pictures.h"

#include "base/gzip.h"

#include <string>
#include <string_view>

namespace support {
namespace {

using namespace std::string_literals;

std::string big_endian(std::uint32_t value, int bytes) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
    return out;
}

std::uint32_t crc_of(std::string_view text) {
    std::uint32_t crc = 0xffffffff;
    for (const char c : text) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) ? 0xedb88320u : 0u);
    }
    return ~crc;
}

std::string chunk(std::string_view name, std::string_view content) {
    const auto both = std::string(name) + std::string(content);
    return big_endian(static_cast<std::uint32_t>(content.size()), 4) + both + big_endian(crc_of(both), 4);
}

// A gzip's deflated bytes in zlib's frame (RFC 1950). Of zeros alone, Adler-32 counts nothing but how many.
std::string zlib_of_zeros(std::size_t count) {
    const auto gzip = base::Gzip(base::Gzip::smallest)(std::string(count, '\0'));
    const auto deflated = gzip.substr(10, gzip.size() - 18);
    return "\x78\xda" + deflated + big_endian(static_cast<std::uint32_t>(count % 65521) << 16U | 1U, 4);
}

std::string segment(char marker, std::string_view content) {
    return std::string{'\xff', marker} + big_endian(static_cast<std::uint32_t>(content.size() + 2), 2) +
           std::string(content);
}

// A Huffman table of a single code, "0", for that symbol.
std::string code_table(char which, char symbol) {
    return segment('\xc4', std::string(1, which) + "\x01" + std::string(15, '\0') + symbol);
}

// Of the one component there is, the coefficients from first to last.
std::string scan(char first, char last, std::string_view coded) {
    return segment('\xda', std::string{'\x01', '\x01', '\x00', first, last, '\x00'}) + std::string(coded);
}

}  // namespace

std::string grey_png(std::uint32_t width, std::uint32_t height) {
    const auto rows = zlib_of_zeros((std::size_t{width} + 1) * height);
    return "\x89PNG\r\n\x1a\n" + chunk("IHDR", big_endian(width, 4) + big_endian(height, 4) + "\x08\0\0\0\0"s) +
           chunk("IDAT", rows) + chunk("IEND", "");
}

std::string scanned_jpeg(std::uint16_t width, std::uint16_t height, int scans) {
    const std::size_t blocks = std::size_t{(width + 7U) / 8U} * ((height + 7U) / 8U);
    // "0" and fourteen bits: 27,306 blocks that hold nothing more. No 0xff may come of it.
    constexpr unsigned kRun = 0x2aaa, kBlocks = (1U << 14U) + kRun;
    std::string runs;
    unsigned bits = 0, count = 0;
    for (std::size_t done = 0; done < blocks; done += kBlocks) {
        bits = bits << 15U | kRun;
        for (count += 15; count >= 8; count -= 8) runs += static_cast<char>(bits >> (count - 8));
    }
    runs += static_cast<char>(bits << (8 - count));
    std::string out = "\xff\xd8";
    out += segment('\xdb', '\0' + std::string(64, '\x01'));
    out += segment('\xc2', "\x08" + big_endian(height, 2) + big_endian(width, 2) + "\x01\x01\x11"s + '\0');
    out += code_table('\x00', '\x00') + code_table('\x10', '\xe0');
    out += scan('\0', '\0', std::string(blocks / 8 + 1, '\0'));
    for (int i = 1; i < scans; ++i) out += scan('\x01', '\x3f', runs);
    return out + "\xff\xd9";
}

}  // namespace support
