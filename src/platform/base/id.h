// Time-sorted ids (TSID): 41 bits of milliseconds since 2026-01-01 UTC, 10 bits of process, 12 bits of counter.
// A BIGINT in the database, thirteen letters of Crockford's base 32 in URLs and JSON.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace base {

template <class Tag>
struct Id {
    std::int64_t value = 0;  // > 0; 0 is no id

    friend auto operator<=>(const Id&, const Id&) = default;
    explicit operator bool() const { return value != 0; }
};

// Upper-case, always 13 letters.
std::string id_text(std::int64_t id);
// Nullopt for anything but 13 letters of the alphabet (either case) that make a positive 63-bit number.
std::optional<std::int64_t> id_value(std::string_view text);

// Unique within the process; unique over processes as long as each has its own process number.
std::int64_t new_id();
// 0..1023, from db::ProcessNumber: before the first new_id(), and when another process has taken the number over.
void set_process_number(int number);

template <class I>
I make_id() {
    return I{new_id()};
}
template <class Tag>
std::string to_text(Id<Tag> id) {
    return id_text(id.value);
}
template <class I>
std::optional<I> parse_id(std::string_view text) {
    const auto value = id_value(text);
    return value ? std::optional(I{*value}) : std::nullopt;
}

}  // namespace base

template <class Tag>
struct std::hash<base::Id<Tag>> {
    std::size_t operator()(base::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};

using BusinessId = base::Id<struct BusinessTag>;
using LocationId = base::Id<struct LocationTag>;
using CategoryId = base::Id<struct CategoryTag>;
using ServiceId = base::Id<struct ServiceTag>;
using OccupantId = base::Id<struct OccupantTag>;  // a provider or a resource, whatever can be taken
using ProviderId = base::Id<struct ProviderTag>;
using ResourceId = base::Id<struct ResourceTag>;
using CustomerId = base::Id<struct CustomerTag>;
using VisitId = base::Id<struct VisitTag>;
using AppointmentId = base::Id<struct AppointmentTag>;
using BookingId = base::Id<struct BookingTag>;
using ActivityId = base::Id<struct ActivityTag>;
using JobId = base::Id<struct JobTag>;
