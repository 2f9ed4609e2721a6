#include "daybook/changes.h"

#include "activity/telling.h"
#include "bookings/booking.h"
#include "bookings/edit.h"
#include "businesses/versions.h"
#include "db/db.h"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace daybook {
namespace {

using activity::Activity;
using nlohmann::json;

// As counters know them.
constexpr std::int64_t kAnybody = 0, kSettings = -1;

using Row = std::tuple<BusinessId, std::int64_t, std::int64_t, std::optional<Instant>, std::optional<Instant>>;

using Some = std::array<BusinessId, businesses::kVersionsAtOnce>;

template <std::size_t... I>
std::vector<Row> read(db::Session& session, const Some& some, std::index_sequence<I...>) {
    static const auto sql = [] {
        std::string list;
        for (std::size_t i = 0; i < Some().size(); ++i) list += fmt::format("{}:b{}", i ? ", " : "", i);
        return fmt::format("select business_id, provider_id, version, from_at, until_at from calendar_versions "
                           "where business_id in ({})",
                           list);
    }();
    return session.rows<BusinessId, std::int64_t, std::int64_t, std::optional<Instant>, std::optional<Instant>>(
        sql, some[I]...);
}

std::vector<Row> read(db::Session& session, const Some& some) {
    auto out = read(session, some, std::make_index_sequence<Some().size()>());
    for (const auto& [business, version] : businesses::find_versions(session, some))
        out.emplace_back(business, kSettings, version, std::nullopt, std::nullopt);
    return out;
}

// All at which one provider's calendar changed.
void widen(std::optional<Span>& time, const Span& more) {
    time = time ? Span{std::min(time->begin, more.begin), std::max(time->end, more.end)} : more;
}

using Touched = std::map<ProviderId, std::optional<Span>>;  // in one order, so that two who write wait for each other

void add_told(Touched& touched, const json& data, const char* when) {
    const auto told = data.find(when);
    if (told == data.end() || !told->is_object()) return;
    const auto number = [&](const char* name) { return told->value(name, std::int64_t{0}); };
    const ProviderId provider{number("provider_id")};
    const Span time{Instant{Seconds{number("starts_at")}}, Instant{Seconds{number("ends_at")}}};
    if (provider.value != 0 && time.begin < time.end) widen(touched[provider], time);
}

std::vector<activity::Wanted> count_booking(db::Tx& tx, BusinessId business, ActivityId, const Activity& activity) {
    Touched touched;
    const auto data = json::parse(activity.data, nullptr, false);
    if (data.is_object())
        for (const auto* when : {"before", "after"}) add_told(touched, data, when);
    const BookingId id{activity.subject_id};
    auto booking = bookings::find(tx, business, id);
    if (!booking) booking = bookings::find_deleted(tx, business, id);
    if (booking) widen(touched[booking->provider_id], booking->time);
    if (touched.empty()) note_change(tx, business, {}, {});
    for (const auto& [provider, time] : touched) note_change(tx, business, provider, time);
    return {};
}

}  // namespace

std::vector<Change> Changes::look(db::Session& session, const std::vector<BusinessId>& businesses) {
    std::vector<Change> out;
    std::map<BusinessId, Versions> now;
    for (const auto business : businesses) now[business];
    for (std::size_t at = 0; at < businesses.size(); at += Some().size()) {
        Some some{};
        for (std::size_t i = 0; i < some.size() && at + i < businesses.size(); ++i) some[i] = businesses[at + i];
        for (const auto& [business, provider, version, from, until] : read(session, some)) {
            now[business][provider] = version;
            const auto seen = seen_.find(business);
            if (seen == seen_.end()) continue;
            const auto known = seen->second.find(provider);
            const auto before = known == seen->second.end() ? 0 : known->second;
            if (before == version) continue;
            Change change{.business = business, .version = version};
            if (provider > 0) change.provider = ProviderId{provider};
            // Of several changes only the last one's time is known.
            if (from && until && version == before + 1) change.time = Span{*from, *until};
            out.push_back(change);
        }
    }
    seen_ = std::move(now);
    return out;
}

void note_change(db::Tx& tx, BusinessId business, std::optional<ProviderId> provider, const std::optional<Span>& time) {
    tx.execute(R"sql(
        insert into calendar_versions (business_id, provider_id, version, from_at, until_at)
        values (:business, :provider, 1, :from, :until)
        on conflict (business_id, provider_id) do update
        set version = calendar_versions.version + 1, from_at = excluded.from_at, until_at = excluded.until_at)sql",
               business, provider ? provider->value : kAnybody, time ? std::optional(time->begin) : std::nullopt,
               time ? std::optional(time->end) : std::nullopt);
}

void subscribe(activity::Registry& registry) {
    for (const auto& type : registry.all<activity::Type>())
        if (type.name.starts_with("booking.")) registry.subscribe(type.name, count_booking);
}

}  // namespace daybook
