#include "webauthn/cbor.h"

#include <limits>

namespace webauthn {

std::optional<Cbor::Head> Cbor::head() {
    if (rest_.empty()) return std::nullopt;
    const auto first = static_cast<std::uint8_t>(rest_.front());
    const auto major = static_cast<std::uint8_t>(first >> 5U), low = static_cast<std::uint8_t>(first & 31U);
    rest_.remove_prefix(1);
    if (low < 24) return Head{major, low};
    if (low > 27) return std::nullopt;  // reserved, or of no definite length
    const auto size = std::size_t{1} << (low - 24U);
    if (rest_.size() < size) return std::nullopt;
    std::uint64_t argument = 0;
    for (const char c : rest_.substr(0, size)) argument = (argument << 8U) | static_cast<std::uint8_t>(c);
    rest_.remove_prefix(size);
    return Head{major, argument};
}

std::optional<std::int64_t> Cbor::integer() {
    const auto found = head();
    if (!found || found->major > 1 ||
        found->argument > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return std::nullopt;
    const auto value = static_cast<std::int64_t>(found->argument);
    return found->major == 0 ? value : -1 - value;
}

std::optional<std::string_view> Cbor::run(std::uint8_t major) {
    const auto found = head();
    if (!found || found->major != major || found->argument > rest_.size()) return std::nullopt;
    const auto out = rest_.substr(0, found->argument);
    rest_.remove_prefix(out.size());
    return out;
}

std::optional<std::string_view> Cbor::bytes() { return run(2); }
std::optional<std::string_view> Cbor::text() { return run(3); }

std::optional<std::uint64_t> Cbor::map() {
    const auto found = head();
    return found && found->major == 5 ? std::optional(found->argument) : std::nullopt;
}

std::optional<std::string_view> Cbor::any(int depth) {
    const auto begin = rest_;
    const auto found = head();
    if (!found || depth == 0) return std::nullopt;
    if (found->major == 2 || found->major == 3) {
        if (found->argument > rest_.size()) return std::nullopt;
        rest_.remove_prefix(found->argument);
    } else if (found->major == 4 || found->major == 5) {
        // Each value takes a byte at least, so what says more than is there ends where the bytes do.
        const auto each = found->major == 4 ? 1 : 2;
        for (std::uint64_t at = 0; at < found->argument; ++at)
            for (int half = 0; half < each; ++half)
                if (!any(depth - 1)) return std::nullopt;
    } else if (found->major == 6) {
        if (!any(depth - 1)) return std::nullopt;
    }
    return begin.substr(0, begin.size() - rest_.size());
}

}  // namespace webauthn
