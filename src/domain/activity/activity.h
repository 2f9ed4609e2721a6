// What happened, recorded in the caller's transaction, with the jobs that it causes; so nobody is told of what was
// rolled back and nothing that happened is forgotten.
#pragma once

#include "base/base.h"
#include "base/tables.h"

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace db {
class Database;
class Session;
class Tx;
}  // namespace db

namespace activity {

// Who did it. Staff, customers and whoever holds a booking's manage link are different identities.
enum class ActorKind { system, visitor, manage_link, customer, staff, api_key };
std::string_view to_text(ActorKind kind);
struct Actor {
    ActorKind kind = ActorKind::system;
    std::int64_t id = 0;  // 0: none
    // The staff member who acts in the customer's stead (accounts/quick_login.h); 0: they act themselves. The
    // customer's rules hold, but what only the customer may do is refused.
    std::int64_t by_staff = 0;

    bool in_person() const { return by_staff == 0; }
};

struct Activity {
    std::string_view type;  // "booking.made": registered by the feature that owns it
    std::int64_t subject_id = 0;
    Actor actor;
    std::string data = "{}";  // JSON: before and after
};

// One job that an activity of some type causes. Asked in the transaction of the activity.
struct Wanted {
    std::string kind;  // "message.decide"
    Instant run_at;
    std::string payload = "{}";  // JSON
    int pieces = 0;              // of long work: how many there will be, as far as is known (pieces.h)
};
using Subscriber = std::function<std::vector<Wanted>(db::Tx&, BusinessId, ActivityId, const Activity&)>;

// What a job's handler may say; what it throws is a failure that is tried again.
enum class Outcome { done, dropped };  // dropped: no longer wanted
using JobHandler = std::function<Outcome(db::Tx&, BusinessId, const nlohmann::json& payload)>;

// Long work is done in pieces, one after the other, each in a transaction of its own (pieces.h). `done` of `all`: how
// far the work is with this piece, in what people count; `last`: nothing is left to do.
struct Piece {
    int done = 0, all = 0;
    bool last = false;
};
// Does the piece that follows what is done so far. Nullopt: no longer wanted. What it throws is a failure, and this
// piece is tried again.
using PieceHandler =
    std::function<std::optional<Piece>(db::Tx&, BusinessId, const nlohmann::json& payload, const Piece& so_far)>;

// Looks for what has become due by time alone, and does it in transactions of its own; returns how much it did. Asked
// again and again, by several processes at once: what is done is no longer found.
using Sweep = std::function<int(db::Database&, const Clock&)>;

// Now and then, by the housekeeper: takes away what has had its time. `often` is every few seconds, else every ten
// minutes.
struct Housekeeping {
    std::function<void(db::Database&, Instant now)> tidy;
    bool often = false;
};

// What features tell each other: which jobs follow from which activities, who does them, and the tables of everything
// else that a feature brings (add). Filled once at start, then read by all.
class Registry : public base::Tables {
public:
    void subscribe(std::string type, Subscriber subscriber);
    void handle(std::string kind, JobHandler handler);
    void handle_pieces(std::string kind, PieceHandler handler);
    void sweep(Sweep sweep);

    const std::vector<Subscriber>& subscribers(std::string_view type) const;
    const JobHandler* handler(std::string_view kind) const;
    const PieceHandler* piece_handler(std::string_view kind) const;
    const std::vector<Sweep>& sweeps() const { return sweeps_; }

private:
    std::map<std::string, std::vector<Subscriber>, std::less<>> subscribers_;
    std::map<std::string, JobHandler, std::less<>> handlers_;
    std::map<std::string, PieceHandler, std::less<>> piece_handlers_;
    std::vector<Sweep> sweeps_;
};

// What a verb that writes is given besides its transaction.
struct Context {
    const Clock& clock;
    const Registry& registry;
};

// Writes the activity and the jobs its subscribers want, exactly once each. CHECKs that a feature registered the type
// (telling.h); a registry without any types, as tests of one part have, takes all.
ActivityId record(db::Tx& tx, const Registry& registry, BusinessId business, Instant at, const Activity& activity);

struct Recorded {
    ActivityId id;
    Instant at;
    std::string type, actor, data;
    std::int64_t actor_id = 0;  // 0: none
    std::int64_t subject_id = 0;
    std::int64_t by_staff = 0;  // Actor::by_staff
};
// When something was last recorded of the business.
std::optional<Instant> last_at(db::Session& session, BusinessId business);
// Oldest first, at most `limit`.
std::vector<Recorded> list(db::Session& session, BusinessId business, std::int64_t subject_id, int limit = 100);

}  // namespace activity
