// Passwords: argon2id hashes (libsodium), and whether one is good enough to be set (NIST SP 800-63B: length, not
// composition; zxcvbn's guess of its strength).
#pragma once

#include "base/base.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace accounts {

inline constexpr std::size_t kShortestPassword = 8, kLongestPassword = 200;  // code points

// `own` are words that an attacker would try first: name, address, the business.
// Errors: invalid password.too_short {min}, password.too_long {max}, password.too_easy, field.not_clean.
Result<void> may_be_password(std::string_view password, const std::vector<std::string>& own);

// Hashing is slow and takes much memory on purpose, so a few threads of their own do it, first come, first served.
// Safe to use from any thread; the caller waits.
class Hasher {
public:
    // `queue_max`: callers that may wait; more are refused.
    explicit Hasher(unsigned threads = 2, std::size_t queue_max = 64);
    ~Hasher();
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;

    // Errors: too_many server.busy when the queue is full.
    Result<std::string> hash(std::string_view password);
    // Without a stored hash a dummy is verified, so that the time tells nothing, and the answer is false.
    Result<bool> verify(const std::optional<std::string>& stored, std::string_view password);

    // For tests: as cheap as libsodium allows.
    static Hasher& cheap();

private:
    struct Impl;
    explicit Hasher(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace accounts
