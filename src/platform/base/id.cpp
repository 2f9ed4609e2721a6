#include "base/id.h"

#include "base/result.h"

#include <atomic>
#include <chrono>

namespace base {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::int64_t kEpochMs = 1'767'225'600'000;  // 2026-01-01T00:00:00Z
constexpr int kProcessBits = 10;
constexpr int kCounterBits = 12;
constexpr std::size_t kLetters = 13;

std::atomic<std::int64_t> process_number{0};
std::atomic<std::int64_t> last{0};  // milliseconds and counter of the newest id, as one number

int digit(char letter) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    const auto at = kAlphabet.find(letter);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

std::string id_text(std::int64_t id) {
    std::string text(kLetters, '0');
    auto rest = static_cast<std::uint64_t>(id);
    for (auto letter = text.rbegin(); letter != text.rend(); ++letter, rest >>= 5) *letter = kAlphabet[rest & 31U];
    return text;
}

std::optional<std::int64_t> id_value(std::string_view text) {
    if (text.size() != kLetters) return std::nullopt;
    std::uint64_t value = 0;
    for (const char letter : text) {
        const auto five = digit(letter);
        if (five < 0) return std::nullopt;
        if (value >> 58U) return std::nullopt;  // would leave 63 bits
        value = value << 5U | static_cast<std::uint64_t>(five);
    }
    if (value == 0 || value >> 63U) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

void set_process_number(int number) {
    CHECK(number >= 0 && number < 1 << kProcessBits);
    process_number = number;
}

std::int64_t new_id() {
    const auto now =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    // When 4096 ids are used up within a millisecond, or the clock steps back, the time part runs ahead a little.
    const auto floor = (now.count() - kEpochMs) << kCounterBits;
    auto seen = last.load();
    std::int64_t next = 0;
    do {
        next = std::max(floor, seen + 1);
    } while (!last.compare_exchange_weak(seen, next));
    constexpr std::int64_t kCounterMask = (1 << kCounterBits) - 1;
    return (next >> kCounterBits) << (kProcessBits + kCounterBits) | process_number << kCounterBits |
           (next & kCounterMask);
}

}  // namespace base
