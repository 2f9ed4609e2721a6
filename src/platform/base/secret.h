// Random tokens, hashes and seals (libsodium).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace base {

// 160 random bits as 32 lower-case letters of base 32: grants access by itself, so it is stored hashed only.
std::string new_token();
// BLAKE2b-256 in hex.
std::string hash(std::string_view text);
// BLAKE2b-256 with a key (any length), in hex.
std::string keyed_hash(std::string_view key, std::string_view text);
bool equal_in_constant_time(std::string_view a, std::string_view b);
// XSalsa20-Poly1305 in hex, under a key derived from `key` (any length).
std::string seal(std::string_view key, std::string_view text);
// Nullopt when it was not sealed under this key or was changed.
std::optional<std::string> open_seal(std::string_view key, std::string_view sealed);

}  // namespace base
