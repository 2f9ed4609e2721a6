#include "accounts/everywhere.h"

#include "db/db.h"

#include <algorithm>

namespace accounts {

std::vector<BusinessId> businesses_for(db::Session& session, const Email& email, int limit) {
    std::vector<BusinessId> out;
    const auto add = [&](const std::vector<std::tuple<BusinessId>>& rows) {
        for (const auto& [id] : rows)
            if (std::ssize(out) < limit && std::ranges::find(out, id) == out.end()) out.push_back(id);
    };
    add(session.rows<BusinessId>(
        "select business_id from accounts where email_key = :key and allowed = 1 order by business_id limit :limit",
        email.key, limit));
    // Those in a list of customers without an account, who may ask for one.
    add(session.rows<BusinessId>("select b.id from businesses b where exists (select 1 from customers c "
                                 "where c.business_id = b.id and c.email_key = :key) order by b.id limit :limit",
                                 email.key, limit));
    add(session.rows<BusinessId>("select id from businesses order by id limit :limit", limit));
    return out;
}

bool has_panel(const businesses::Business& business) {
    return business.customer.logins != businesses::Logins::off && business.has(kCustomerPanel) &&
           !business.standing.suspended_at;
}

bool takes_passwords(const businesses::Business& business) {
    return has_panel(business) && business.customer.password_sign_in;
}

Result<std::vector<Entered>> sign_in_everywhere(db::Database& database, const Context& context, Hasher& hasher,
                                                const Email& email, std::string_view password, const Client& client,
                                                int limit) {
    const auto all = database.read([&](db::Session& session) {
        std::vector<std::pair<BusinessId, bool>> out;
        for (const auto id : businesses_for(session, email, limit)) {
            const auto business = businesses::find(session, id);
            out.emplace_back(id, business && takes_passwords(*business));
        }
        return out;
    });
    std::vector<Entered> entered;
    std::optional<Error> refused;
    for (const auto& [id, takes] : all) {
        if (!takes) {
            // As long as where they do.
            if (const auto busy = hasher.verify(std::nullopt, password); !busy) refused = busy.error();
            continue;
        }
        auto session = sign_in(database, context, hasher, id, email, password, client);
        if (session)
            entered.push_back({id, *std::move(session)});
        else if (session.error().fault == Fault::too_many)
            refused = session.error();
    }
    if (!entered.empty()) return entered;
    if (refused) return std::unexpected(*std::move(refused));
    return invalid("account.wrong_sign_in");
}

}  // namespace accounts
