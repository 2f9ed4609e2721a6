#include "customers/erasure.h"

#include "db/db.h"

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

void ask_erasure(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, activity::Actor actor) {
    const auto now = context.clock.now();
    const auto asked = tx.execute("insert into erasure_requests (business_id, id, customer_id, asked_at) "
                                  "values (:business, :id, :customer, :at) on conflict do nothing",
                                  business, base::new_id(), id, now);
    if (asked == 0) return;
    activity::record(tx, context.registry, business, now, {"customer.erasure_asked", id.value, actor});
}

bool decide_erasure(db::Tx& tx, const Context& context, BusinessId business, CustomerId id, Decision decision,
                    activity::Actor actor) {
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

std::vector<ErasureRequest> list_erasures(db::Session& session, BusinessId business) {
    std::vector<ErasureRequest> out;
    for (const auto& row : session.rows<CustomerId, Instant>(
             "select customer_id, asked_at from erasure_requests "
             "where business_id = :business and decided_at is null order by asked_at, id limit 200",
             business))
        out.push_back(read(row));
    return out;
}

}  // namespace customers
