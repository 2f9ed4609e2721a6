#include "bookings/cancelled.h"

#include "db/db.h"

#include <algorithm>

namespace bookings {

std::vector<Booking> list_cancelled(db::Session& session, BusinessId business, std::optional<ProviderId> provider,
                                    Instant since, Instant now, int limit) {
    constexpr int kMost = 50;
    std::vector<Booking> out;
    for (const auto& [id] : session.rows<BookingId>(R"sql(
             select b.id from bookings b join appointments a on a.business_id = b.business_id and a.id = b.appointment_id
             where b.business_id = :business and b.status = 'cancelled' and b.deleted_at is null
                 and b.changed_at >= :since
                 and +a.starts_at > :now and (a.provider_id = :provider or :all = 1)
             order by b.changed_at desc, b.id desc limit :limit)sql",
                                                    business, since, now, provider.value_or(ProviderId{}), !provider,
                                                    std::clamp(limit, 1, kMost)))
        if (auto found = find(session, business, id)) out.push_back(*std::move(found));
    return out;
}

}  // namespace bookings
