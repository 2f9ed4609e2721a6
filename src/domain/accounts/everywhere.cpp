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

}  // namespace accounts
