#include "daybook/day_notes.h"

#include "activity/telling.h"
#include "base/text.h"
#include "daybook/changes.h"
#include "db/db.h"
#include "db/forget.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace daybook {
namespace {

using nlohmann::json;

constexpr std::string_view kSelect =
    "select id, day, location_id, provider_id, text, version from day_notes where business_id = :business ";

template <class... Keys>
std::vector<DayNote> read(db::Session& session, const std::string& sql, const Keys&... keys) {
    std::vector<DayNote> out;
    for (auto& [id, day, location, provider, text, version] :
         session.rows<DayNoteId, Day, std::optional<LocationId>, std::optional<ProviderId>, std::string, std::int64_t>(
             sql, keys...))
        out.push_back({id, day, location, provider, std::move(text), version});
    return out;
}

// For whom the note is has to be of the business.
Result<void> check(db::Session& session, BusinessId business, DayNote& note) {
    const auto wrong = [](std::string code, std::vector<std::pair<std::string, std::string>> parameters = {}) {
        return std::unexpected(
            Error{Fault::invalid, "form.invalid", {}, {{"text", std::move(code), std::move(parameters)}}});
    };
    if (note.text.empty()) return wrong("field.required");
    if (!base::is_clean_text(note.text)) return wrong("field.invalid");
    if (base::length(note.text) > kLongestNote)
        return wrong("field.too_long", {{"limit", std::to_string(kLongestNote)}});
    const auto is_one = [](const auto& all, auto id) {
        return std::ranges::any_of(all, [&](const auto& each) { return each.id == id; });
    };
    if (note.provider && !is_one(staff::list_providers(session, business), *note.provider))
        return not_found("provider.not_offered");
    if (note.location && !is_one(staff::list_locations(session, business), *note.location))
        return not_found("location.unknown");
    return {};
}

json told(const DayNote& note) {
    json out{{"day", base::to_text(note.day)}};
    if (note.provider) out["provider_id"] = note.provider->value;
    if (note.location) out["location_id"] = note.location->value;
    return out;
}

void record(db::Tx& tx, const Context& context, BusinessId business, const DayNote& note, std::string_view type,
            activity::Actor actor) {
    activity::record(tx, context.registry, business, context.clock.now(),
                     {type, note.id.value, actor, json{{"after", told(note)}}.dump()});
    note_change(tx, business, note.provider, {});
}

}  // namespace

Result<DayNoteId> add_note(db::Tx& tx, const Context& context, BusinessId business, const DayNote& draft,
                           activity::Actor actor) {
    auto note = draft;
    if (const auto good = check(tx, business, note); !good) return std::unexpected(good.error());
    if (std::ssize(list_notes(tx, business, note.day, note.day, kMostNotesOfADay)) >= kMostNotesOfADay)
        return conflict("day_note.too_many", {{"max", std::to_string(kMostNotesOfADay)}});
    note.id = base::make_id<DayNoteId>();
    tx.execute(R"sql(
        insert into day_notes (business_id, id, day, location_id, provider_id, text)
        values (:business, :id, :day, :location, :provider, :text))sql",
               business, note.id, note.day, note.location, note.provider, note.text);
    record(tx, context, business, note, "day_note.added", actor);
    return note.id;
}

Result<void> change_note(db::Tx& tx, const Context& context, BusinessId business, const DayNote& typed,
                         activity::Actor actor) {
    auto note = typed;
    const auto stored = find_note(tx, business, note.id);
    if (!stored) return not_found("day_note.unknown");
    note.day = stored->day;
    if (auto good = check(tx, business, note); !good) return good;
    const auto changed = tx.execute(R"sql(
        update day_notes set location_id = :location, provider_id = :provider, text = :text, version = version + 1
        where business_id = :business and id = :id and version = :version)sql",
                                    note.location, note.provider, note.text, business, note.id, note.version);
    if (changed == 0) return conflict("day_note.changed_meanwhile");
    record(tx, context, business, note, "day_note.changed", actor);
    // Who had it before no longer shows it.
    if (stored->provider != note.provider) note_change(tx, business, stored->provider, {});
    return {};
}

Result<void> remove_note(db::Tx& tx, const Context& context, BusinessId business, DayNoteId id, activity::Actor actor) {
    const auto stored = find_note(tx, business, id);
    if (!stored || tx.execute("delete from day_notes where business_id = :business and id = :id", business, id) == 0)
        return not_found("day_note.unknown");
    record(tx, context, business, *stored, "day_note.removed", actor);
    return {};
}

std::optional<DayNote> find_note(db::Session& session, BusinessId business, DayNoteId id) {
    static const auto sql = std::string(kSelect) + "and id = :id";
    auto found = read(session, sql, business, id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<DayNote> list_notes(db::Session& session, BusinessId business, Day first, Day last, int limit) {
    static const auto sql = std::string(kSelect) + "and day between :first and :last order by day, id limit :limit";
    return read(session, sql, business, first, last, limit);
}

void subscribe_notes(activity::Registry& registry) {
    const auto say_named = [](std::string_view kind) {
        return [kind](const activity::Reader& reader, const json& value) {
            return value.is_number_integer() ? reader.named(kind, value.get<std::int64_t>())
                                             : activity::plain_value(reader, value);
        };
    };
    const auto say_day = [](const activity::Reader& reader, const json& value) {
        const auto day = value.is_string() ? base::parse_day(value.get<std::string>()) : std::nullopt;
        return day ? i18n::long_date(reader.language, *day, 0) : activity::plain_value(reader, value);
    };
    const auto type = [&](std::string name, const char* words) {
        return activity::Type{.name = std::move(name),
                              .words = words,
                              .fields = {{"day", N_("Day"), say_day},
                                         {"provider_id", N_("With"), say_named("provider")},
                                         {"location_id", N_("Location"), say_named("location")}},
                              .log = "day_notes"};
    };
    registry.add(activity::Log{"day_notes", N_("Notes on days")});
    registry.add(std::vector<activity::Type>{type("day_note.added", N_("Note added to a day")),
                                             type("day_note.changed", N_("Note of a day changed")),
                                             type("day_note.removed", N_("Note of a day removed"))});
    registry.add(activity::Housekeeping{[](db::Database& database, Instant now) {
        const Day before{std::chrono::floor<std::chrono::days>(now - kNotesKept).time_since_epoch()};
        db::forget_in_each(database, R"sql(
            delete from day_notes where business_id = :business and id in (
                select id from day_notes where business_id = :business and day < :before order by day limit {}))sql",
                           before);
    }});
}

}  // namespace daybook
