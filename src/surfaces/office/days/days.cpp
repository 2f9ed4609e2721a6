#include "office/days/days.h"

#include "daybook/day_notes.h"
#include "office/frame/form.h"
#include "office/frame/menu.h"
#include "office/frame/page.h"
#include "staff/schedule.h"

namespace office {
namespace {

using daybook::DayNote;

std::string day_path(const Page& page, Day day, std::string_view rest = {}) {
    return fmt::format("{}/days/{}{}", page.home(), base::to_text(day), rest);
}

using OfDay = std::function<Response(const Page&, Day)>;
Response of_day(const Page& page, const OfDay& body) {
    const auto day = base::parse_day(page.request.param("day"));
    return day ? body(page, *day) : nothing_here(page);
}

// What a form sends for whom a note is: nobody named, "p" and a provider, "l" and a location.
std::string whom_value(const DayNote& note) {
    if (note.provider) return "p" + base::to_text(*note.provider);
    if (note.location) return "l" + base::to_text(*note.location);
    return {};
}

// False for what the form never sends.
bool read_whom(DayNote& note, std::string_view value) {
    if (value.empty()) return true;
    if (value.front() == 'p') note.provider = base::parse_id<ProviderId>(value.substr(1));
    if (value.front() == 'l') note.location = base::parse_id<LocationId>(value.substr(1));
    return note.provider || note.location;
}

std::string whom_text(const Page& page, const DayNote& note) {
    if (note.provider) {
        const auto* provider = page.snapshot->provider(*note.provider);
        return provider ? provider->name : std::string();
    }
    for (const auto& location : page.snapshot->locations)
        if (note.location == location.id) return location.name;
    return i18n::words(page.language, "Everyone");
}

std::vector<Option> whom_options(const Page& page) {
    std::vector<Option> out{{"", i18n::words(page.language, "Everyone")}};
    if (page.snapshot->locations.size() > 1)
        for (const auto& each : page.snapshot->locations) out.push_back({"l" + base::to_text(each.id), each.name});
    for (const auto& each : page.snapshot->providers) out.push_back({"p" + base::to_text(each.id), each.name});
    return out;
}

// What was typed and not saved: of a note, or a new one.
struct Typed {
    DayNote note{};
    Wrong wrong{};
};

// Each note has fields of its own names, since their forms stand on one page.
std::string field_name(std::string_view name, DayNoteId id) {
    return id.value == 0 ? std::string(name) : fmt::format("{}_{}", name, base::to_text(id));
}

Form note_form(const Page& page, Day day, const Typed& typed) {
    const auto& note = typed.note;
    const bool is_new = note.id.value == 0;
    const auto where = is_new ? std::string("/notes") : fmt::format("/notes/{}", base::to_text(note.id));
    Form form{.action = day_path(page, day, where), .token = form_token(page)};
    form.submit = is_new ? i18n::words(page.language, "Add the note") : i18n::words(page.language, "Save");
    form.wrong = typed.wrong;
    for (auto& error : form.wrong.fields) error.field = field_name(error.field, note.id);
    form.fields = {{.kind = Field::Kind::area,
                    .name = field_name("text", note.id),
                    .label = i18n::words(page.language, "Note"),
                    .hint = i18n::words(page.language, "For staff; customers do not see it."),
                    .value = note.text,
                    .limit = daybook::kLongestNote,
                    .required = true},
                   {.kind = Field::Kind::select,
                    .name = field_name("whom", note.id),
                    .label = i18n::words(page.language, "For whom"),
                    .value = whom_value(note),
                    .options = whom_options(page)}};
    if (!is_new) form.hidden = {{"version", std::to_string(note.version)}};
    return form;
}

bool concerns(const Page& page, const DayNote& note) {
    return !page.only_provider() || !note.provider || note.provider == page.only_provider();
}

void fill_note(html::Values& row, const Page& page, Day day, const DayNote& note, const std::optional<Typed>& typed) {
    row.set("NOTE_TEXT", note.text).set("NOTE_WHOM", whom_text(page, note));
    if (!page.may(bookings::kManageBookings)) return;
    const bool is_typed = typed && typed->note.id == note.id;
    auto& change = row.add("CHANGE").show_if(is_typed, "CHANGE_OPEN");
    include_form(change, "NOTE_FORM", page, note_form(page, day, is_typed ? *typed : Typed{.note = note}));
    change.set("REMOVE_URL", day_path(page, day, fmt::format("/notes/{}/removal", base::to_text(note.id))));
    change.set("TOKEN", form_token(page));
}

Response day_page(const Page& page, Day day, const std::optional<Typed>& typed = {}) {
    auto notes = page.environment.database.read(
        [&](db::Session& session) { return daybook::list_notes(session, page.id(), day, day); });
    std::erase_if(notes, [&](const DayNote& note) { return !concerns(page, note); });
    const auto title = i18n::words(page.language, "Notes on {day}", {{"day", i18n::long_date(page.language, day, 0)}});
    return render(
        page, {"office/days/day", title, "appointments", typed ? typed->wrong.page_status() : 200, true},
        [&](html::Values& values) {
            include_done(values, page);
            if (const auto calendar = menu_path(page, "appointments"))
                values.add("CALENDAR").set("CALENDAR_URL", fmt::format("{}?day={}", *calendar, base::to_text(day)));
            values.add("BEFORE").set("BEFORE_URL", day_path(page, day - std::chrono::days{1}));
            values.add("AFTER").set("AFTER_URL", day_path(page, day + std::chrono::days{1}));
            values.show_if(notes.empty(), "NO_NOTES");
            if (!notes.empty()) {
                auto& list = values.add("NOTES");
                for (const auto& note : notes) fill_note(list.add("NOTE"), page, day, note, typed);
            }
            if (!page.may(bookings::kManageBookings)) return;
            const bool is_new = typed && typed->note.id.value == 0;
            include_form(values.add("ADD"), "ADD_FORM", page, note_form(page, day, is_new ? *typed : Typed{}));
            if (const auto hours = menu_path(page, "hours"); hours && page.may(staff::kManageHours))
                values.add("BLOCK").set("BLOCK_URL", fmt::format("{}/time-off?first={}", *hours, base::to_text(day)));
        });
}

// What the form of that note sent; of a new one with no id.
Typed read_note(const Page& page, Day day, DayNoteId id) {
    const auto& form = page.request.form;
    Typed out;
    out.note.id = id;
    out.note.day = day;
    out.note.text = text(form, field_name("text", id));
    if (!read_whom(out.note, line(form, field_name("whom", id)))) out.wrong.add("whom", "field.invalid");
    out.note.version = pages::whole_number<decltype(out.note.version)>(form.get("version")).value_or(out.note.version);
    return out;
}

// A provider or location that is not of the business is not one of the form's either.
Response not_saved(const Page& page, Day day, Typed typed, const Error& error) {
    if (error.fault == Fault::not_found && error.code == "day_note.unknown") return nothing_here(page);
    typed.wrong = pages::wrong_of(page, error);
    if (error.fault == Fault::not_found) typed.wrong = {{{"whom", "field.invalid", {}}}};
    return day_page(page, day, std::move(typed));
}

daybook::Context context_of(const Page& page) { return {page.environment.clock, page.environment.registry}; }

std::optional<DayNote> note_of_path(const Page& page, Day day) {
    const auto id = base::parse_id<DayNoteId>(page.request.param("id"));
    const auto found = id ? page.environment.database.read(
                                [&](db::Session& session) { return daybook::find_note(session, page.id(), *id); })
                          : std::nullopt;
    return found && found->day == day ? found : std::nullopt;
}

}  // namespace

Response day_notes(const Page& page) {
    return of_day(page, [&](const Page&, Day day) { return day_page(page, day); });
}

Response add_day_note(const Page& page) {
    return of_day(page, [&](const Page&, Day day) {
        auto typed = read_note(page, day, {});
        if (typed.wrong.any()) return day_page(page, day, std::move(typed));
        const auto added = page.environment.database.write(
            [&](db::Tx& tx) { return daybook::add_note(tx, context_of(page), page.id(), typed.note, page.actor()); });
        if (added) return back_to(day_path(page, day), "added");
        return not_saved(page, day, std::move(typed), added.error());
    });
}

Response change_day_note(const Page& page) {
    return of_day(page, [&](const Page&, Day day) {
        const auto stored = note_of_path(page, day);
        if (!stored) return nothing_here(page);
        auto typed = read_note(page, day, stored->id);
        if (typed.wrong.any()) return day_page(page, day, std::move(typed));
        const auto changed = page.environment.database.write([&](db::Tx& tx) {
            return daybook::change_note(tx, context_of(page), page.id(), typed.note, page.actor());
        });
        if (changed) return back_to(day_path(page, day), "saved");
        // Typed into a form of an older note; sent once more it goes over the newer one.
        typed.note.version = stored->version;
        return not_saved(page, day, std::move(typed), changed.error());
    });
}

Response remove_day_note(const Page& page) {
    return of_day(page, [&](const Page&, Day day) {
        const auto stored = note_of_path(page, day);
        if (!stored) return nothing_here(page);
        const auto removed = page.environment.database.write([&](db::Tx& tx) {
            return daybook::remove_note(tx, context_of(page), page.id(), stored->id, page.actor());
        });
        return removed ? back_to(day_path(page, day), "removed") : nothing_here(page);
    });
}

}  // namespace office
