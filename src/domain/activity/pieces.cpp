#include "activity/pieces.h"

#include "db/db.h"

namespace activity {
namespace {

Standing standing_of(std::string_view state) {
    if (state == "done") return Standing::done;
    if (state == "dropped") return Standing::stopped;
    return state == "dead" ? Standing::failed : Standing::under_way;
}

}  // namespace

std::optional<Work> find_work(db::Session& session, BusinessId business, ActivityId asked_by, std::string_view kind) {
    const auto found = session.row<std::string, int, int>(
        "select state, pieces_done, pieces_all from jobs where business_id = :business and activity_id = :activity and "
        "kind = :kind",
        business, asked_by, kind);
    if (!found) return std::nullopt;
    const auto& [state, done, all] = *found;
    return Work{standing_of(state), done, all};
}

bool stop_work(db::Tx& tx, const Clock& clock, BusinessId business, ActivityId asked_by, std::string_view kind) {
    return tx.execute(
               "update jobs set state = 'dropped', payload = '{}', finished_at = :now, leased_until = null where "
               "business_id = :business and activity_id = :activity and kind = :kind and "
               "state in ('waiting', 'leased')",
               clock.now(), business, asked_by, kind) == 1;
}

}  // namespace activity
