// Passwords: argon2id hashes (libsodium), and whether one is good enough to be set (NIST SP 800-63B: length, not
// composition; zxcvbn's guess of its strength).
#pragma once

#include "base/base.h"

#include <string>
#include <string_view>
#include <vector>

namespace work {
class Pool;
}

namespace accounts {

inline constexpr std::size_t kShortestPassword = 8, kLongestPassword = 200;  // code points

// What costs nothing to find out, for a form's other fields to be named with it; Hasher::hash_new says the rest.
// Errors: invalid password.too_short {min}, password.too_long {max}, field.not_clean.
Result<void> may_be_password(std::string_view password);

// Hashing is slow and takes much memory on purpose, and guessing how strong a password is takes long for some, so the
// pool does both as quick work. Safe to use from any thread; the caller waits. Errors of all: too_many server.busy.
class Hasher {
public:
    explicit Hasher(work::Pool& pool);
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;

    // Of a password that somebody chose, where it may be one. `own` are words that an attacker would try first: name,
    // address, the business. Comes last, after whatever else may refuse the request. Errors: those of may_be_password
    // and invalid password.too_easy, all with the field password.
    Result<std::string> hash_new(std::string_view password, const std::vector<std::string>& own);
    // Of one that we made.
    Result<std::string> hash(std::string_view password);
    // Without a stored hash a dummy is verified, so that the time tells nothing, and the answer is false.
    Result<bool> verify(const std::optional<std::string>& stored, std::string_view password);

    // For tests: as cheap as libsodium allows, with a pool of its own.
    static Hasher& cheap();
    work::Pool& pool() { return pool_; }

private:
    struct Cost {
        unsigned long long operations;
        std::size_t memory;  // bytes
    };
    static const Cost kUsual;
    Hasher(work::Pool& pool, const Cost& cost);
    static std::string hash_of(std::string_view password, const Cost& cost);

    work::Pool& pool_;
    const Cost cost_;
    const std::string dummy_;
};

}  // namespace accounts
