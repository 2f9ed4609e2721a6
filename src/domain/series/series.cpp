// Making a series and going on with it: all that was chosen is booked, or nothing.
#include "series/series.h"

#include "bookings/many.h"
#include "businesses/standing.h"
#include "db/db.h"
#include "series/record.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace series {
namespace {

using base::conflict;
using base::invalid;
using base::not_found;
using base::refuse;
using bookings::Booking;
using bookings::Snapshot;
using bookings::Telling;
using bookings::Wish;

// Each position once, in order, behind `behind` and among the rule's dates.
Result<void> check_chosen(const std::vector<Chosen>& chosen, int behind, std::size_t dates) {
    for (const auto& each : chosen) {
        if (each.position <= behind || each.position > static_cast<int>(dates)) return invalid("series.choice");
        behind = each.position;
    }
    return {};
}

Result<void> check_offered(db::Session& session, BusinessId business, ServiceId service, std::size_t all, Rules rules) {
    if (rules == Rules::staff) return {};
    const auto most = most_by_customers(session, business, service);
    if (most == 0) return refuse(Fault::forbidden, "series.not_offered");
    if (static_cast<int>(all) > most) return invalid("series.too_many", {{"max", std::to_string(most)}});
    return {};
}

// As the rule has it; where the calendar or the clock has no such time, as it was chosen.
Instant planned(const Zone& zone, const Date& date, Minutes time_of_day, Instant chosen) {
    const auto clock = on_the_clock(zone, date.day, time_of_day);
    if (!date.exists || !clock.exists || clock.again == chosen) return chosen;
    return clock.start;
}

// What book_all says of a wish by its index is said by the position of its date.
Error by_position(Error error, const std::vector<Chosen>& chosen) {
    for (auto& [name, value] : error.parameters) {
        std::size_t index = 0;
        if (name != "index" || std::from_chars(value.data(), value.data() + value.size(), index).ec != std::errc() ||
            index >= chosen.size())
            continue;
        name = "position";
        value = std::to_string(chosen[index].position);
    }
    return error;
}

std::vector<Wish> wishes_of(const Wish& common, const std::vector<Chosen>& chosen) {
    std::vector<Wish> out;
    for (const auto& each : chosen) {
        auto& wish = out.emplace_back(common);
        wish.starts_at = each.starts_at;
        if (each.provider_id) wish.provider_id = each.provider_id;
        wish.outside_hours = each.outside_hours;
        wish.telling = out.size() == 1 ? Telling::for_all : Telling::with_others;
    }
    return out;
}

// Books what was chosen and puts it into the series, which stands in its table already or is to be put there.
Result<Made> book_into(db::Tx& tx, const Context& context, const Snapshot& snapshot, Series series,
                       const std::vector<Date>& dates, const Wish& common, const std::vector<Chosen>& chosen,
                       const std::optional<Booking>& existing, bool is_new, Rules rules) {
    const auto business = snapshot.business.id;
    // A customer's series counts as one, as the business allows it: else a series of twelve could not be booked where
    // ten appointments may be open.
    using bookings::Counting;
    auto made = bookings::book_all(tx, context, business, wishes_of(common, chosen), {}, rules,
                                   existing ? Counting::already : Counting::as_one);
    if (!made) return std::unexpected(by_position(std::move(made.error()), chosen));
    Made out{std::move(series), {}, made->front().manage_token};
    out.series.customer_id = made->front().booking.customer_id;
    if (existing && existing->customer_id != out.series.customer_id) return not_found("booking.unknown");
    if (is_new) store::insert(tx, out.series);
    const auto& zone = snapshot.business.zone;
    if (existing) {
        store::insert(tx, business, out.series.id, {1, existing->id, existing->time.begin, existing->provider_id});
        out.bookings.push_back(*existing);
    }
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const auto& booking = (*made)[i].booking;
        const auto& date = dates[static_cast<std::size_t>(chosen[i].position - 1)];
        store::insert(tx, business, out.series.id,
                      {chosen[i].position, booking.id, planned(zone, date, out.series.time_of_day, booking.time.begin),
                       booking.provider_id});
        out.bookings.push_back(booking);
    }
    std::ranges::sort(out.bookings, {}, [](const Booking& each) { return std::pair(each.time.begin, each.id); });
    return out;
}

Telling told(const Wish& wish, Rules rules) {
    return rules == Rules::staff && wish.telling == Telling::nobody ? Telling::nobody : Telling::at_once;
}

// The one that the series begins with: the customer's, live, and in no series yet.
Result<std::optional<Booking>> find_existing(db::Tx& tx, BusinessId business, const Draft& draft) {
    if (!draft.existing) return std::optional<Booking>();
    const auto booking = bookings::find(tx, business, *draft.existing);
    if (!booking || !bookings::is_live(booking->status) || booking->service_id != draft.wish.service_id)
        return not_found("booking.unknown");
    if (find_of(tx, business, booking->id)) return conflict("series.in_another");
    return booking;
}

}  // namespace

Result<Made> add(db::Tx& tx, const Context& context, BusinessId business, const Draft& draft, Rules rules) {
    const auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot) return not_found("business.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    if (!is_sound(draft.rule) || draft.time_of_day < Minutes{0} || draft.time_of_day >= Minutes{24 * 60})
        return invalid("series.rule");
    const auto all = dates(draft.rule, draft.first);
    if (const auto fine = check_chosen(draft.chosen, draft.existing ? 1 : 0, all.size()); !fine)
        return std::unexpected(fine.error());
    const auto existing = find_existing(tx, business, draft);
    if (!existing) return std::unexpected(existing.error());
    const auto count = draft.chosen.size() + (*existing ? 1 : 0);
    if (count < 2) return invalid("series.too_few");
    if (const auto offered = check_offered(tx, business, draft.wish.service_id, count, rules); !offered)
        return std::unexpected(offered.error());
    Series series{.business_id = business,
                  .id = base::make_id<SeriesId>(),
                  .customer_id = {},
                  .service_id = draft.wish.service_id,
                  .rule = draft.rule,
                  .first = draft.first,
                  .time_of_day = draft.time_of_day,
                  .created_at = context.clock.now()};
    auto made =
        book_into(tx, context, *snapshot, std::move(series), all, draft.wish, draft.chosen, *existing, true, rules);
    if (!made) return made;
    record(tx, context, made->series.id, made->bookings, "series.made", draft.wish.actor, told(draft.wish, rules));
    return made;
}

Result<Made> extend(db::Tx& tx, const Context& context, BusinessId business, SeriesId id, const Extension& more,
                    Rules rules) {
    const auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot) return not_found("business.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    if (!store::lock(tx, business, id)) return not_found("series.unknown");
    auto series = find(tx, business, id);
    CHECK(series);
    const auto parts = list_parts(tx, business, id);
    auto last = static_cast<int>(dates(series->rule, series->first).size());
    if (!parts.empty()) last = std::max(last, parts.back().position);
    auto rule = series->rule;
    rule.times = more.rule.times;
    rule.until = more.rule.until;
    if (!is_sound(rule)) return invalid("series.rule");
    const auto all = dates(rule, series->first);
    if (const auto fine = check_chosen(more.chosen, last, all.size()); !fine) return std::unexpected(fine.error());
    if (more.chosen.empty()) return invalid("series.too_few");
    if (const auto offered = check_offered(tx, business, series->service_id, parts.size() + more.chosen.size(), rules);
        !offered)
        return std::unexpected(offered.error());
    series->rule = rule;
    store::update(tx, *series);
    auto wish = more.wish;
    wish.service_id = series->service_id;
    wish.customer = series->customer_id;
    auto made =
        book_into(tx, context, *snapshot, *std::move(series), all, wish, more.chosen, std::nullopt, false, rules);
    if (!made) return made;
    record(tx, context, id, made->bookings, "series.extended", wish.actor, told(wish, rules));
    return made;
}

int most_by_customers(db::Session& session, BusinessId business, ServiceId service) {
    return session
        .value<int>("select most from series_offers where business_id = :business and service_id = :service", business,
                    service)
        .value_or(0);
}

Result<void> set_most_by_customers(db::Tx& tx, const Context& context, BusinessId business, ServiceId service, int most,
                                   activity::Actor actor) {
    const auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot || !snapshot->service(service)) return not_found("service.unknown");
    if (most != 0 && (most < 2 || most > kMostDates))
        return std::unexpected(
            Error{Fault::invalid,
                  "form.invalid",
                  {},
                  {{"series_max", "field.number_between", {{"from", "2"}, {"to", std::to_string(kMostDates)}}}}});
    const auto before = most_by_customers(tx, business, service);
    if (before == most) return {};
    tx.execute("delete from series_offers where business_id = :business and service_id = :service", business, service);
    if (most > 0)
        tx.execute("insert into series_offers (business_id, service_id, most) values (:business, :service, :most)",
                   business, service, most);
    const nlohmann::json data{{"before", {{"most", before}}}, {"after", {{"most", most}}}};
    activity::record(tx, context.registry, business, context.clock.now(),
                     {"series.offer_changed", service.value, actor, data.dump()});
    return {};
}

bool Part::is_exception() const { return booking.time.begin != planned_at || booking.provider_id != provider_id; }

}  // namespace series
