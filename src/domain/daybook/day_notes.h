// What staff note about a day: for the whole business, one location or one provider. For staff alone; what a note says
// stands in it and nowhere else, so that it is gone when it is taken away.
#pragma once

#include "activity/activity.h"
#include "staff/staff.h"

using DayNoteId = base::Id<struct DayNoteTag>;

namespace daybook {

using activity::Context;

struct DayNote {
    DayNoteId id{};
    Day day{};
    std::optional<LocationId> location{};
    std::optional<ProviderId> provider{};
    std::string text;
    std::int64_t version = 1;  // grows with every change
};
inline constexpr std::size_t kLongestNote = 500;  // letters
inline constexpr int kMostNotesOfADay = 50;
inline constexpr Seconds kNotesKept = std::chrono::days{2 * 365};  // after their day

// The verbs record day_note.added, .changed and .removed, without the text.
// `draft.id` and `version` are not read. Errors: invalid form.invalid with the field text; not_found
// provider.not_offered, location.unknown; conflict day_note.too_many {max}.
Result<DayNoteId> add_note(db::Tx& tx, const Context& context, BusinessId business, const DayNote& draft,
                           activity::Actor actor);
// All but its day, to what was typed into a form that was drawn from `typed.version`. Errors: those of add_note;
// not_found day_note.unknown; conflict day_note.changed_meanwhile.
Result<void> change_note(db::Tx& tx, const Context& context, BusinessId business, const DayNote& typed,
                         activity::Actor actor);
// Errors: not_found day_note.unknown.
Result<void> remove_note(db::Tx& tx, const Context& context, BusinessId business, DayNoteId id, activity::Actor actor);

std::optional<DayNote> find_note(db::Session& session, BusinessId business, DayNoteId id);
// Of first..last, both included, by day and in the order they were added; at most `limit`.
std::vector<DayNote> list_notes(db::Session& session, BusinessId business, Day first, Day last, int limit = 500);

void subscribe_notes(activity::Registry& registry);

}  // namespace daybook
