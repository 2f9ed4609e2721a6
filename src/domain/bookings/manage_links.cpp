#include "bookings/manage_links.h"

#include "accounts/account.h"
#include "bookings/booking_store.h"
#include "bookings/visit.h"
#include "db/db.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bookings {
namespace {

constexpr Seconds kNotedEvery = std::chrono::hours{1};

// The link that was told at booking begins with the booking's id; its row among the others comes with its first use.
bool was_told(std::string_view token) { return token.find('-') != token.npos; }

void erase_all_links(db::Tx& tx, BusinessId business, CustomerId customer) {
    for (const auto id : store::list_ids_with_links(tx, business, customer)) store::erase_links(tx, business, id);
}

}  // namespace

std::vector<ManageLinks> list_manage_links(db::Session& session, BusinessId business,
                                           const std::vector<CustomerId>& customers, Instant now, int limit) {
    std::vector<ManageLinks> out;
    for (const auto customer : customers) {
        const auto used = store::list_link_use(session, business, customer);
        for (auto& booking : store::list_with_links(session, business, customer, now, limit)) {
            const auto at = used.find(booking.id);
            out.push_back({std::move(booking), at == used.end() ? std::nullopt : at->second});
        }
    }
    std::ranges::stable_sort(out, std::ranges::greater{}, [](const auto& each) { return each.booking.time.begin; });
    if (std::ssize(out) > limit) out.resize(static_cast<std::size_t>(limit));
    return out;
}

void note_manage_link(db::Database& database, const Clock& clock, const Booking& booking, std::string_view token) {
    if (token.find(kPartMark) != token.npos) return;  // noted on the page of the part that the link is of
    const auto now = clock.now();
    const auto hash = base::hash(token);
    const auto since = database.read([&](db::Session& session) {
        return store::find_link_use(session, booking.business_id, hash).value_or(booking.created_at);
    });
    if (now - since < kNotedEvery) return;
    database.write([&](db::Tx& tx) {
        // Whoever takes the links back at the same time waits, or has done so.
        if (!store::find_for_update(tx, booking.business_id, booking.id)) return;
        if (was_told(token)) store::insert_told_link(tx, booking.business_id, booking.id, hash);
        store::set_link_used(tx, booking.business_id, hash, now);
    });
}

bool revoke_manage_links(db::Tx& tx, const Context& context, BusinessId business,
                         const std::vector<CustomerId>& customers, BookingId id, activity::Actor actor) {
    if (!actor.in_person()) return false;
    const auto booking = store::find_for_update(tx, business, id);
    if (!booking || std::ranges::find(customers, booking->customer_id) == customers.end()) return false;
    if (!store::erase_links(tx, business, id)) return false;
    activity::record(tx, context.registry, business, context.clock.now(), {"booking.links_revoked", id.value, actor});
    return true;
}

void revoke_all_manage_links(db::Tx& tx, const Context& context, BusinessId business,
                             const std::vector<CustomerId>& customers, activity::Actor actor) {
    for (const auto customer : customers)
        for (const auto id : store::list_ids_with_links(tx, business, customer))
            revoke_manage_links(tx, context, business, customers, id, actor);
}

void subscribe_to_changed_addresses(activity::Registry& registry) {
    using activity::Activity;
    using nlohmann::json;
    registry.subscribe("customer.changed", [](db::Tx& tx, BusinessId business, ActivityId, const Activity& activity) {
        const auto data = json::parse(activity.data);
        const auto before = data.value("before", json::object()), after = data.value("after", json::object());
        const auto folded = [](const json& fields) {
            return fields.contains("email") && fields["email"].is_string()
                       ? base::folded(fields["email"].get<std::string>())
                       : std::string();
        };
        if (!folded(before).empty() && folded(before) != folded(after))
            erase_all_links(tx, business, CustomerId{activity.subject_id});
        return std::vector<activity::Wanted>();
    });
    registry.subscribe("account.email_changed",
                       [](db::Tx& tx, BusinessId business, ActivityId, const Activity& activity) {
                           const AccountId account{json::parse(activity.data).at("account_id").get<std::int64_t>()};
                           for (const auto& person : accounts::list_people(tx, business, account))
                               erase_all_links(tx, business, person.id);
                           return std::vector<activity::Wanted>();
                       });
}

}  // namespace bookings
