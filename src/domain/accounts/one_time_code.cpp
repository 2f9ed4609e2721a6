#include "accounts/one_time_code.h"

#include "db/db.h"
#include "db/installation.h"

#include <fmt/format.h>
#include <liboath/oath.h>
#include <sodium.h>

#include <array>

namespace accounts::codes {
namespace {

constexpr unsigned kStep = 30, kDigits = 6;  // seconds
constexpr std::size_t kSecretBytes = 20;
constexpr int kRecoveryCodes = 10;
constexpr std::size_t kLetters = 16;  // 80 bits

std::string base32(const std::string& bytes) {
    char* text = nullptr;
    std::size_t size = 0;
    CHECK(oath_base32_encode(bytes.data(), bytes.size(), &text, &size) == OATH_OK);
    std::string out(text, size);
    std::free(text);
    while (out.ends_with('=')) out.pop_back();
    return out;
}

std::string code_at(const std::string& secret, std::int64_t step) {
    std::array<char, kDigits + 1> out{};
    CHECK(oath_totp_generate(secret.data(), secret.size(), step * kStep, kStep, OATH_TOTP_DEFAULT_START_TIME, kDigits,
                             out.data()) == OATH_OK);
    return out.data();
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

// "abcd-efgh-ijkl-mnop"
std::string as_printed(std::string_view code) {
    return fmt::format("{}-{}-{}-{}", code.substr(0, 4), code.substr(4, 4), code.substr(8, 4), code.substr(12, 4));
}

}  // namespace

std::string new_secret() {
    std::string out(kSecretBytes, '\0');
    randombytes_buf(out.data(), out.size());
    return out;
}

Setup setup_of(const std::string& secret, std::string_view issuer, std::string_view account) {
    const auto key = base32(secret);
    const auto name = percent_encoded(issuer);
    return {key, fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}&algorithm=SHA1&digits={}&period={}", name,
                             percent_encoded(account), key, name, kDigits, kStep)};
}

std::optional<std::int64_t> step_of(const std::string& secret, std::string_view code, Instant now) {
    const auto current = now.time_since_epoch().count() / kStep;
    std::optional<std::int64_t> out;
    for (const auto step : {current - 1, current, current + 1})
        if (base::equal_in_constant_time(code_at(secret, step), code)) out = step;
    return out;
}

std::string typed(std::string_view code) {
    std::string out;
    for (const char c : code)
        if (c != ' ' && c != '-') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

bool is_recovery(std::string_view typed) { return typed.size() == kLetters; }

std::vector<std::string> new_recovery() {
    std::vector<std::string> out;
    for (int i = 0; i < kRecoveryCodes; ++i) out.push_back(as_printed(base::new_token()));
    return out;
}

std::string keep_for_console(db::Tx& tx, std::string_view name, std::string_view secret) {
    if (const auto sealed = db::installation::find(tx, name))
        if (const auto code = base::open_seal(secret, *sealed)) return as_printed(*code);
    const auto code = base::new_token().substr(0, kLetters);
    db::installation::keep(tx, name, base::seal(secret, code));
    return as_printed(code);
}

bool is_kept_for_console(db::Session& session, std::string_view name) {
    return db::installation::find(session, name).has_value();
}

void forget_for_console(db::Tx& tx, std::string_view name) { db::installation::erase(tx, name); }

Used use_from_console(db::Tx& tx, std::string_view name, std::string_view secret, std::string_view code) {
    const auto sealed = db::installation::find(tx, name);
    if (!sealed) return Used::gone;
    const auto right = base::open_seal(secret, *sealed);
    if (!right || !base::equal_in_constant_time(typed(code), *right)) return Used::wrong;
    // Of two who have the right code one deletes it.
    return db::installation::erase_if(tx, name, *sealed) ? Used::right : Used::gone;
}

}  // namespace accounts::codes
