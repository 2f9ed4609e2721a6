#include "accounts/password.h"

#include "work/pool.h"

#include <sodium.h>
#include <zxcvbn.h>

namespace accounts {
namespace {

constexpr double kLeastBits = 30;  // of guesses, as zxcvbn estimates them

// zxcvbn's time grows with more than the square of the length, and what comes later makes no password easier.
constexpr std::size_t kLongestGuessed = 40;  // code points

// One text however the keyboard composes it.
std::optional<std::string> prepared(std::string_view password) {
    if (password.size() > kLongestPassword * 4 || !base::is_clean_text(password)) return std::nullopt;
    auto out = base::normalised(password);
    if (base::length(out) > kLongestPassword) return std::nullopt;
    return out;
}

// What names, addresses and such are put together from.
std::vector<std::string> words_of(const std::vector<std::string>& own) {
    std::vector<std::string> out;
    for (const auto& text : own) {
        const auto folded = base::is_clean_text(text) ? base::folded(text) : std::string();
        for (std::size_t at = 0; at < folded.size();) {
            const auto end = std::min(folded.find_first_of(" \t@.-_,", at), folded.size());
            if (end - at >= 3) out.push_back(folded.substr(at, end - at));
            at = end + 1;
        }
    }
    return out;
}

bool matches(const std::string& stored, std::string_view password) {
    return crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

// The first code points of it.
std::string beginning(std::string_view text, std::size_t most) {
    std::size_t at = 0, count = 0;
    for (; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
        if (begins && count++ == most) break;
    }
    return std::string(text.substr(0, at));
}

std::unexpected<Error> of_field(Error error) {
    error.fields = {{"password", error.code, error.parameters}};
    return std::unexpected(std::move(error));
}

bool is_easy(std::string_view typed, const std::vector<std::string>& own) {
    const auto words = words_of(own);
    std::vector<const char*> pointers;
    for (const auto& word : words) pointers.push_back(word.c_str());
    pointers.push_back(nullptr);
    return ZxcvbnMatch(beginning(typed, kLongestGuessed).c_str(), pointers.data(), nullptr) < kLeastBits;
}

}  // namespace

Result<void> may_be_password(std::string_view password) {
    if (!base::is_clean_text(password)) return invalid("field.not_clean");
    if (base::length(base::normalised(password)) < kShortestPassword)
        return invalid("password.too_short", {{"min", std::to_string(kShortestPassword)}});
    // What is set has to be what can be checked later, however the bytes were written.
    if (!prepared(password)) return invalid("password.too_long", {{"max", std::to_string(kLongestPassword)}});
    return {};
}

// OWASP's second choice for argon2id.
const Hasher::Cost Hasher::kUsual{2, std::size_t{19} << 20U};

std::string Hasher::hash_of(std::string_view password, const Cost& cost) {
    CHECK(sodium_init() >= 0);
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.operations, cost.memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc();
    return out.data();
}

Hasher::Hasher(work::Pool& pool) : Hasher(pool, kUsual) {}
Hasher::Hasher(work::Pool& pool, const Cost& cost)
    : pool_(pool), cost_(cost), dummy_(hash_of(base::new_token(), cost)) {}

Result<std::string> Hasher::hash_new(std::string_view password, const std::vector<std::string>& own) {
    if (const auto may = may_be_password(password); !may) return of_field(may.error());
    const auto typed = prepared(password);
    CHECK(typed);
    std::optional<std::string> out;
    const auto ran = pool_.run(work::Kind::quick, [&] {
        if (!is_easy(*typed, own)) out = hash_of(*typed, cost_);
    });
    if (!ran) return std::unexpected(ran.error());
    return out ? Result<std::string>(*std::move(out)) : of_field({Fault::invalid, "password.too_easy", {}, {}});
}

Result<std::string> Hasher::hash(std::string_view password) {
    const auto typed = prepared(password);
    CHECK(typed);
    std::string out;
    const auto ran = pool_.run(work::Kind::quick, [&] { out = hash_of(*typed, cost_); });
    return ran ? Result<std::string>(std::move(out)) : std::unexpected(ran.error());
}

Result<bool> Hasher::verify(const std::optional<std::string>& stored, std::string_view password) {
    const auto typed = prepared(password);
    const bool counts = stored && typed;
    bool same = false;
    const auto ran =
        pool_.run(work::Kind::quick, [&] { same = matches(counts ? *stored : dummy_, typed.value_or("")); });
    if (!ran) return std::unexpected(ran.error());
    return counts && same;
}

Hasher& Hasher::cheap() {
    static work::Pool pool({2, 1000}, {1, 0});
    static Hasher hasher(pool, Cost{crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN});
    return hasher;
}

}  // namespace accounts
