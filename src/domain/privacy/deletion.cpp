#include "privacy/deletion.h"

#include "bookings/removal.h"
#include "customers/erasure.h"
#include "db/db.h"
#include "personal/deletion.h"
#include "privacy/erasure.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace privacy {
namespace {

using customers::Context;
using nlohmann::json;

std::optional<Error> forbidden(db::Session& session, const Context& context, BusinessId business, CustomerId customer) {
    for (const auto& part : personal::deletion_parts(context.registry))
        if (auto why = part.forbids ? part.forbids(session, context.clock.now(), business, customer) : std::nullopt)
            return why;
    return std::nullopt;
}

void record(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer, std::string_view type,
            activity::Actor actor) {
    activity::record(tx, context.registry, business, context.clock.now(), {type, customer.value, actor, "{}"});
}

}  // namespace

Foreseen foresee_deletion(db::Session& session, const Context& context, BusinessId business, CustomerId customer,
                          i18n::Language language) {
    Foreseen out;
    for (const auto& part : personal::deletion_parts(context.registry))
        if (part.tells)
            for (auto& sentence : part.tells(session, business, customer, language))
                out.goes_along.push_back(std::move(sentence));
    out.forbidden = forbidden(session, context, business, customer);
    return out;
}

std::string take_away(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer) {
    json kept = json::object();
    for (const auto& part : personal::deletion_parts(context.registry)) {
        if (!part.take) continue;
        if (auto own = part.take(tx, context.clock.now(), business, customer); !own.empty())
            kept[part.name] = std::move(own);
    }
    return kept.dump();
}

Result<void> put_back(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                      const std::string& kept, bool whole) {
    const auto data = json::parse(kept);
    // What a part that is no longer there put aside stays away.
    for (const auto& part : personal::deletion_parts(context.registry)) {
        const auto own = data.find(part.name);
        if (own == data.end()) continue;
        if (auto restored = part.restore(tx, business, customer, own->get<std::string>(), whole); !restored)
            return restored;
    }
    return {};
}

Result<void> delete_customer(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                             activity::Actor actor) {
    customers::lock(tx, business, customer);
    if (auto why = forbidden(tx, context, business, customer)) return std::unexpected(*std::move(why));
    const auto name = customers::find(tx, business, customer)->full_name();
    const auto kept = take_away(tx, context, business, customer);
    customers::keep_deletion(tx, business, {customer, name, context.clock.now()}, kept);
    record(tx, context, business, customer, "customer.deleted", actor);
    return {};
}

Deleted delete_customers(db::Tx& tx, const Context& context, BusinessId business,
                         const std::vector<CustomerId>& customers, activity::Actor actor) {
    CHECK(customers.size() <= kMostDeleted);
    auto in_order = customers;  // of their ids, so that two who delete the same wait for each other
    std::ranges::sort(in_order);
    in_order.erase(std::unique(in_order.begin(), in_order.end()), in_order.end());
    Deleted out;
    for (const auto customer : in_order) {
        auto deleted = delete_customer(tx, context, business, customer, actor);
        if (deleted)
            ++out.count;
        else
            out.refused.emplace_back(customer, std::move(deleted.error()));
    }
    return out;
}

Result<void> restore_customer(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                              activity::Actor actor) {
    const auto kept = customers::end_deletion(tx, business, customer);
    if (!kept) return not_found("customer.not_deleted");
    if (auto restored = put_back(tx, context, business, customer, *kept, true); !restored) return restored;
    record(tx, context, business, customer, "customer.restored", actor);
    return {};
}

void end_deletion(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer) {
    const auto kept = customers::end_deletion(tx, business, customer);
    if (kept) CHECK(put_back(tx, context, business, customer, *kept, false));
}

void finish_deletions(db::Database& database, const Context& context) {
    constexpr int kAtOnce = 100;
    const auto moment = context.clock.now() - customers::kDeletedKept;
    for (;;) {
        const auto due = database.read(
            [&](db::Session& session) { return customers::list_deleted_before(session, moment, kAtOnce); });
        for (const auto& [business, customer] : due)
            database.write([&](db::Tx& tx) {
                customers::lock(tx, business, customer);
                const auto deletion = customers::find_deletion(tx, business, customer);
                // Restored meanwhile.
                if (!deletion || moment <= deletion->deleted_at) return;
                erase(tx, context, business, customer, {});
                if (!bookings::has_booked(tx, business, customer)) customers::remove(tx, business, customer);
            });
        if (due.empty()) return;
    }
}

}  // namespace privacy
