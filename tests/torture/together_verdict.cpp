#include "db/db.h"
#include "torture/rows.h"
#include "torture/together.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace torture {
namespace {

// What was booked in one go, by its note; part by part.
using ByNote = std::map<std::string, std::vector<const Booking*>>;

ByNote by_note(const Rows& rows) {
    ByNote out;
    for (const auto& booking : rows.bookings)
        if (!booking.together.empty()) out[booking.together].push_back(&booking);
    for (auto& [note, parts] : out)
        std::ranges::stable_sort(parts, {}, [](const Booking* part) { return part->visit_part; });
    return out;
}

template <class Look>
void look_at_all(const std::vector<TogetherJournal>& journals, const ByNote& notes, const Look& look) {
    static const std::vector<const Booking*> kNone;
    for (const auto& journal : journals)
        for (const auto& asked : journal.asked) {
            const auto found = notes.find(asked.note);
            look(asked, found == notes.end() ? kNone : found->second);
        }
}

// Of a visit the parts are numbered from 1; what is booked alone has no number.
bool is_one_visit(const std::vector<const Booking*>& parts) {
    if (parts.size() == 1) return parts.front()->visit_part == 0;
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (parts[i]->visit_part != static_cast<int>(i) + 1 || parts[i]->visit != parts.front()->visit) return false;
    return true;
}

Check all_or_none(const std::vector<TogetherJournal>& journals, const ByNote& notes) {
    Check check{"of tickets, a series or a visit all is booked or nothing, once, as who asked was told"};
    std::set<std::string> asked_for;
    look_at_all(journals, notes, [&](const Several& asked, const std::vector<const Booking*>& parts) {
        ++check.looked_at;
        asked_for.insert(asked.note);
        const bool is_whole = parts.size() == asked.parts;
        if (asked.booked == Told::yes ? !is_whole : !parts.empty() && (!is_whole || asked.booked == Told::no))
            check.fail(fmt::format("{}: {} of {} parts are there, who asked was told {}", asked.note, parts.size(),
                                   asked.parts,
                                   asked.booked == Told::yes  ? "all"
                                   : asked.booked == Told::no ? "none"
                                                              : "nothing"));
        if (asked.kind != Several::Kind::series && !parts.empty() && !is_one_visit(parts))
            check.fail(asked.note + ": its parts are no visit");
        std::set<BookingId> there;
        for (const auto* part : parts) there.insert(part->id);
        for (const auto id : asked.ids)
            if (!there.contains(id))
                check.fail(fmt::format("{}: booking {} is not there", asked.note, base::to_text(id)));
    });
    for (const auto& [note, parts] : notes)
        if (!asked_for.contains(note)) check.fail(note + ": nobody asked for it");
    return check;
}

// Each table of a series has all of its dates, from the first to the last.
Check series_whole(db::Session& session, const std::vector<TogetherJournal>& journals, const ByNote& notes) {
    Check check{"every series has all of its appointments, each once"};
    std::map<BookingId, std::pair<std::int64_t, int>> placed;  // the series and the position
    for (const auto& [series, booking, position] :
         session.rows<std::int64_t, BookingId, int>("select series_id, booking_id, position from series_bookings"))
        placed[booking] = {series, position};
    std::size_t expected = 0;
    look_at_all(journals, notes, [&](const Several& asked, const std::vector<const Booking*>& parts) {
        if (asked.kind != Several::Kind::series || parts.empty()) return;
        ++check.looked_at;
        expected += parts.size();
        std::set<std::int64_t> series;
        std::set<int> positions;
        for (const auto* part : parts) {
            const auto found = placed.find(part->id);
            if (found == placed.end()) continue;
            series.insert(found->second.first);
            positions.insert(found->second.second);
        }
        if (series.size() != 1 || positions.size() != parts.size() || *positions.begin() != 1 ||
            *positions.rbegin() != static_cast<int>(parts.size()))
            check.fail(fmt::format("{}: {} appointments, {} positions of {} series", asked.note, parts.size(),
                                   positions.size(), series.size()));
    });
    if (placed.size() != expected)
        check.fail(fmt::format("{} appointments are in series, {} were booked for them", placed.size(), expected));
    return check;
}

Check given_up_as_told(const std::vector<TogetherJournal>& journals, const ByNote& notes) {
    Check check{"what was cancelled as a whole is so in every part, and a part alone nowhere else"};
    look_at_all(journals, notes, [&](const Several& asked, const std::vector<const Booking*>& parts) {
        int live = 0, gone = 0;
        for (const auto* part : parts) {
            ++check.looked_at;
            const bool is_gone = part->status == bookings::Status::cancelled;
            const auto alone = asked.by_itself.find(part->id);
            if (alone == asked.by_itself.end())
                ++(is_gone ? gone : live);
            else if (alone->second == Told::yes && !is_gone)
                check.fail(name(*part) + ": it was told to be cancelled");
        }
        if (live > 0 && gone > 0)
            check.fail(fmt::format("{} is half cancelled: {} parts are, {} are not", asked.note, gone, live));
        if ((asked.cancelled == Told::yes && live > 0) || (asked.cancelled == Told::no && gone > 0))
            check.fail(fmt::format("{}: {} parts are cancelled, which was told otherwise", asked.note, gone));
    });
    return check;
}

Check moved_as_told(const std::vector<TogetherJournal>& journals, const ByNote& notes) {
    Check check{"every visit is where its guest was told, all parts of it"};
    look_at_all(journals, notes, [&](const Several& asked, const std::vector<const Booking*>& parts) {
        if (asked.places.size() != parts.size() || parts.empty()) return;
        ++check.looked_at;
        bool here = true, there = !asked.or_else.empty();
        for (std::size_t i = 0; i < parts.size(); ++i) {
            here = here && parts[i]->place == asked.places[i];
            there = there && parts[i]->place.start == asked.or_else[i].start;
        }
        if (!here && !there)
            check.fail(fmt::format("{}: its first part is at {}, its guest was told {}", asked.note,
                                   base::to_text(parts.front()->place.start),
                                   base::to_text(asked.places.front().start)));
    });
    return check;
}

Check answers(const std::vector<TogetherJournal>& journals) {
    Check check{"every answer to who books several was one that may be"};
    for (const auto& journal : journals) {
        for (const auto& [kind, count] : journal.answers) check.looked_at += count;
        for (const auto& text : journal.wrong) check.fail(text);
        check.wrong += journal.wrong_count - std::ssize(journal.wrong);
        for (const auto& text : journal.ended) check.fail(text);
    }
    return check;
}

Check fierce(const std::vector<TogetherJournal>& journals, const ByNote& notes) {
    Check check{.name = "tickets, series and visits were in the fight too", .of_the_fight = true};
    std::map<Several::Kind, int> booked;
    int killed = 0;
    look_at_all(journals, notes, [&](const Several& asked, const std::vector<const Booking*>& parts) {
        ++check.looked_at;
        booked[asked.kind] += !parts.empty();
    });
    for (const auto& journal : journals) killed += journal.hands_killed + journal.hands_died;
    for (const auto& [kind, what] :
         {std::pair(Several::Kind::tickets, "tickets"), std::pair(Several::Kind::series, "series"),
          std::pair(Several::Kind::visit, "visits")})
        if (booked[kind] == 0) check.fail(fmt::format("no {} were booked", what));
    if (killed == 0) check.fail("no process for visits was killed");
    return check;
}

}  // namespace

std::vector<Check> check_together(db::Database& database, const std::vector<TogetherJournal>& journals,
                                  bool has_to_be_a_fight) {
    return database.snapshot([&](db::Session& session) {
        const auto rows = read_rows(session);
        const auto notes = by_note(rows);
        std::vector<Check> out{all_or_none(journals, notes), series_whole(session, journals, notes),
                               given_up_as_told(journals, notes), moved_as_told(journals, notes), answers(journals)};
        if (has_to_be_a_fight) out.push_back(fierce(journals, notes));
        return out;
    });
}

}  // namespace torture
