#include "customers/erasure.h"

#include "activity/activity_log.h"
#include "db/db.h"
#include "db/remove.h"

#include <nlohmann/json.hpp>

namespace customers {
namespace {

using Row = std::tuple<CustomerId, Instant>;
ErasureRequest read(const Row& row) { return std::make_from_tuple<ErasureRequest>(row); }

}  // namespace

std::string_view to_text(Decision decision) {
    switch (decision) {
        case Decision::erased: return "erased";
        case Decision::refused: return "refused";
        case Decision::withdrawn: return "withdrawn";
    }
    return {};
}

Result<void> ask_erasure(db::Tx& tx, const Context& context, BusinessId business, CustomerId id,
                         activity::Actor actor) {
    if (!actor.in_person()) return refuse(Fault::forbidden, "account.customer_alone");
    note_erasure_asked(tx, context, business, id, actor);
    return {};
}

void note_erasure_asked(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, activity::Actor actor) {
    const auto now = context.clock.now();
    const auto asked = tx.execute("insert into erasure_requests (business_id, id, customer_id, asked_at) "
                                  "values (:business, :id, :customer, :at) on conflict do nothing",
                                  business, base::new_id(), id, now);
    if (asked == 1) activity::record(tx, context.registry, business, now, {"customer.erasure_asked", id.value, actor});
}

bool decide_erasure(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, Decision decision,
                    activity::Actor actor) {
    if (decision == Decision::withdrawn && !actor.in_person()) return false;
    const auto now = context.clock.now();
    const auto decided = tx.execute("update erasure_requests set decided_at = :at, decision = :decision "
                                    "where business_id = :business and customer_id = :customer and decided_at is null",
                                    now, to_text(decision), business, id);
    if (decided == 0) return false;
    activity::record(
        tx, context.registry, business, now,
        {"customer.erasure_decided", id.value, actor, nlohmann::json{{"decision", to_text(decision)}}.dump()});
    return true;
}

std::optional<ErasureRequest> find_erasure(db::Session& session, BusinessId business, CustomerId id) {
    const auto found = session.row<CustomerId, Instant>(
        "select customer_id, asked_at from erasure_requests "
        "where business_id = :business and customer_id = :customer and decided_at is null",
        business, id);
    return found ? std::optional(read(*found)) : std::nullopt;
}

ErasureRequests list_erasures(db::Session& session, BusinessId business, std::optional<CustomerId> after, int limit) {
    std::optional<std::tuple<Instant, std::int64_t>> from;
    if (after)
        from = session.row<Instant, std::int64_t>("select asked_at, id from erasure_requests where business_id = "
                                                  ":business and customer_id = :customer order by id desc limit 1",
                                                  business, *after);
    const auto [asked_at, id] = from.value_or(std::tuple(Instant{}, std::int64_t{0}));
    ErasureRequests out;
    for (const auto& row : session.rows<CustomerId, Instant>(
             "select customer_id, asked_at from erasure_requests where business_id = :business and decided_at is null "
             "and (asked_at, id) > (:asked_at, :id) order by asked_at, id limit :most",
             business, asked_at, id, limit + 1))
        out.requests.push_back(read(row));
    out.more = std::ssize(out.requests) > limit;
    if (out.more) out.requests.pop_back();
    return out;
}

void remove(db::Tx& tx, BusinessId business, CustomerId id) {
    db::remove_rows(tx, {{"business_id", business.value}, {"customer_id", id.value}});
    tx.execute("delete from customers where business_id = :business and id = :id", business, id);
    activity::remove(tx, business, id.value);
}

}  // namespace customers
