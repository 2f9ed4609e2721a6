#include "base/secret.h"

#include "base/result.h"

#include <sodium.h>

#include <array>
#include <vector>

namespace base {
namespace {

using Bytes = std::vector<unsigned char>;
using Key = std::array<unsigned char, crypto_secretbox_KEYBYTES>;

void start() {
    static const int started = sodium_init();
    CHECK(started >= 0);
}

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string hex(const unsigned char* data, std::size_t size) {
    std::string out(size * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), data, size);
    out.pop_back();
    return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
    Bytes out(text.size() / 2);
    std::size_t size = 0;
    if (text.size() % 2 != 0) return std::nullopt;
    if (sodium_hex2bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, nullptr) != 0)
        return std::nullopt;
    if (size != out.size()) return std::nullopt;
    return out;
}

// Keys of any length are brought to the size that BLAKE2b and secretbox take.
Key key_of(std::string_view key) {
    start();
    Key out{};
    crypto_generichash(out.data(), out.size(), bytes(key), key.size(), nullptr, 0);
    return out;
}

}  // namespace

std::string new_token() {
    start();
    constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    std::array<unsigned char, 32> random{};
    randombytes_buf(random.data(), random.size());
    std::string out;
    for (const auto byte : random) out += kAlphabet[byte & 31U];
    return out;
}

std::string hash(std::string_view text) {
    const auto digest = key_of(text);
    return hex(digest.data(), digest.size());
}

std::string keyed_hash(std::string_view key, std::string_view text) {
    const auto k = key_of(key);
    std::array<unsigned char, crypto_generichash_BYTES> digest{};
    crypto_generichash(digest.data(), digest.size(), bytes(text), text.size(), k.data(), k.size());
    return hex(digest.data(), digest.size());
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    start();
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string seal(std::string_view key, std::string_view text) {
    const auto k = key_of(key);
    Bytes box(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.size());
    randombytes_buf(box.data(), crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(box.data() + crypto_secretbox_NONCEBYTES, bytes(text), text.size(), box.data(), k.data());
    return hex(box.data(), box.size());
}

std::optional<std::string> open_seal(std::string_view key, std::string_view sealed) {
    constexpr std::size_t kHead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    const auto k = key_of(key);
    const auto box = from_hex(sealed);
    if (!box || box->size() < kHead) return std::nullopt;
    std::string out(box->size() - kHead, '\0');
    if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(out.data()),
                                   box->data() + crypto_secretbox_NONCEBYTES, box->size() - crypto_secretbox_NONCEBYTES,
                                   box->data(), k.data()) != 0)
        return std::nullopt;
    return out;
}

}  // namespace base
