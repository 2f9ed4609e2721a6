// What staff do with many customers of a list at once (FEATURES 4.1, 4.3): delete them, with one undo for all, or put a
// label on or take it off. Whom a selection has is written down when it begins, so that it does what was seen, whatever
// the list shows later. A few are done at once; of more a job does some at a time (activity/pieces.h), whose progress
// shows and which can be stopped.
#pragma once

#include "customers/list.h"

using SelectionId = base::Id<struct SelectionTag>;

namespace selections {

inline constexpr std::size_t kMostSelected = customers::kMostListed;
inline constexpr std::size_t kDoneAtOnce = 50;  // in the transaction that asks for it
inline constexpr int kPerPiece = 20;
inline constexpr auto kRemembered = std::chrono::days{30};  // as long as deleting can be undone

enum class Doing { remove, restore, label, unlabel };
enum class State { doing, done, stopped };

struct Selection {
    SelectionId id{};
    Doing doing = Doing::remove;
    std::optional<LabelId> label{};
    State state = State::doing;
    std::int64_t count = 0, done = 0, refused = 0;
    std::int64_t staff = 0;
    Instant asked_at{};
    std::optional<SelectionId> undoes{}, undone_by{};

    std::int64_t left() const { return count - done - refused; }
};

using activity::Context;

struct Wanted {
    Doing doing = Doing::remove;
    std::optional<LabelId> label{};  // that is put on or taken off
    std::vector<CustomerId> customers{};
};
// Those who are no customers of the business, or none any more, are left out. By a member of the staff. Records
// customers.selected {doing, customers, label} with the selection as subject.
// Errors: invalid selection.empty, selection.too_many {max}; not_found label.unknown.
Result<SelectionId> begin(db::Tx& tx, const Context& context, BusinessId business, const Wanted& wanted,
                          activity::Actor actor);
// What is done stays done. False when it has ended before.
bool stop(db::Tx& tx, const Context& context, BusinessId business, SelectionId id, activity::Actor actor);
// Restores whom a selection has deleted, once. Errors: not_found selection.unknown; conflict selection.not_undoable,
// where it is still under way, deleted nobody or was undone before.
Result<SelectionId> undo(db::Tx& tx, const Context& context, BusinessId business, SelectionId id,
                         activity::Actor actor);

std::optional<Selection> find(db::Session& session, BusinessId business, SelectionId id);

struct Refused {
    CustomerId customer;
    std::string why;  // the code of an error
};
std::vector<Refused> list_refused(db::Session& session, BusinessId business, SelectionId id, int limit);

// The job, the activities, and that what is old goes.
void subscribe(activity::Registry& registry, const Clock& clock);
void forget_old(db::Database& database, Instant now);

}  // namespace selections
