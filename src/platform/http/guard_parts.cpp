#include "http/guard_parts.h"

#include "http/wire.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <list>
#include <mutex>
#include <unordered_map>

namespace http {
namespace {

constexpr auto clock_skew = Seconds{300};  // between processes
constexpr std::size_t nonce_letters = 32;
constexpr std::size_t mac_letters = 64;

// Lengths first, so that no two sets of fields give the same text.
std::string signature(std::string_view secret, std::string_view stamp, std::string_view nonce, std::string_view purpose,
                      std::string_view session) {
    const auto text = fmt::format("form token 1:{}:{}:{}:{}:{}:{}:{}:{}", stamp.size(), stamp, nonce.size(), nonce,
                                  purpose.size(), purpose, session.size(), session);
    return base::keyed_hash(secret, text);
}

std::string origin_normalised(std::string_view origin) {
    const auto colon = origin.find("://");
    if (colon == std::string_view::npos) return {};
    const auto host = parse_host(origin.substr(colon + 3));
    return host ? origin_of(lower_case(origin.substr(0, colon)), *host) : std::string();
}

}  // namespace

std::string_view bearer(const Request& request) {
    constexpr std::string_view kScheme = "bearer ";
    const auto sent = request.header("authorization");
    if (!equal_ignoring_case(sent.substr(0, kScheme.size()), kScheme)) return {};
    return trimmed(sent.substr(kScheme.size()));
}

// TIME.NONCE.MAC in letters, digits and dots.
std::string FormTokens::make(std::string_view purpose, std::string_view session, Instant now) const {
    const auto stamp = fmt::format("{:x}", now.time_since_epoch().count());
    const auto nonce = base::new_token();
    return fmt::format("{}.{}.{}", stamp, nonce, signature(secret_, stamp, nonce, purpose, session));
}

bool FormTokens::valid(std::string_view token, std::string_view purpose, std::string_view session, Instant now,
                       Seconds lifetime) const {
    const auto dot = token.find('.');
    if (dot == std::string_view::npos || dot > 16) return false;
    const auto stamp = token.substr(0, dot);
    const auto rest = token.substr(dot + 1);
    if (rest.size() != nonce_letters + 1 + mac_letters || rest[nonce_letters] != '.') return false;
    const auto expected = signature(secret_, stamp, rest.substr(0, nonce_letters), purpose, session);
    if (!base::equal_in_constant_time(expected, rest.substr(nonce_letters + 1))) return false;

    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(stamp.data(), stamp.data() + stamp.size(), seconds, 16);
    if (error != std::errc() || end != stamp.data() + stamp.size()) return false;
    const Instant made{Seconds{seconds}};
    return made <= now + clock_skew && now < made + lifetime;
}

bool same_origin(const Request& request) {
    const auto site = request.header("sec-fetch-site");
    if (!site.empty()) return site == "same-origin" || site == "none";
    const auto origin = request.header("origin");
    if (origin.empty()) return true;
    const auto theirs = origin_normalised(origin);
    return !theirs.empty() && theirs == origin_normalised(request.origin);
}

// Units are sixtieths of a request, so that whole seconds refill without rounding.
struct RateLimiter::Impl {
    static constexpr std::size_t shard_count = 16;
    static constexpr std::int64_t cost = 60;

    struct Bucket {
        std::string key;
        std::int64_t level;
        Instant at;
    };
    struct Shard {
        std::mutex mutex;
        std::list<Bucket> recent;  // most recently used first
        std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_key;
    };

    std::size_t keys_per_shard;
    std::array<Shard, shard_count> shards;

    explicit Impl(std::size_t keys) : keys_per_shard(std::max<std::size_t>(1, keys / shard_count)) {}

    Bucket& bucket(Shard& shard, std::string_view key, std::int64_t full, Instant now) {
        if (const auto found = shard.by_key.find(key); found != shard.by_key.end()) {
            shard.recent.splice(shard.recent.begin(), shard.recent, found->second);
            return shard.recent.front();
        }
        if (shard.recent.size() >= keys_per_shard) {
            shard.by_key.erase(shard.recent.back().key);
            shard.recent.pop_back();
        }
        shard.recent.push_front({std::string(key), full, now});
        shard.by_key.emplace(shard.recent.front().key, shard.recent.begin());
        return shard.recent.front();
    }
};

RateLimiter::RateLimiter(std::size_t keys) : impl_(std::make_unique<Impl>(keys)) {}
RateLimiter::~RateLimiter() = default;

RateLimiter::Turn RateLimiter::take(std::string_view key, unsigned per_minute, Instant now) {
    if (per_minute == 0) return {};
    const auto rate = static_cast<std::int64_t>(per_minute);
    const auto full = rate * Impl::cost;
    auto& shard = impl_->shards[std::hash<std::string_view>{}(key) % Impl::shard_count];
    const std::lock_guard lock(shard.mutex);
    auto& bucket = impl_->bucket(shard, key, full, now);
    if (now > bucket.at) {
        const auto idle = std::min<std::int64_t>((now - bucket.at).count(), 60);
        bucket.level = std::min(full, bucket.level + idle * rate);
        bucket.at = now;
    }
    if (bucket.level >= Impl::cost) {
        bucket.level -= Impl::cost;
        return {std::nullopt, static_cast<unsigned>(bucket.level / Impl::cost)};
    }
    return {Seconds{(Impl::cost - bucket.level + rate - 1) / rate}, 0};
}

}  // namespace http
