// The coming appointments of somebody who leaves, or is away: given to somebody else or cancelled, one by one or all
// together. Customers hear of it by the workflows that are set up for it.
#include "bookings/identity.h"
#include "bookings/words.h"
#include "office/frame/registered.h"
#include "office/people/parts.h"
#include "office/people/people.h"

namespace office {
namespace {

using bookings::Booking;

constexpr int kMostShown = 100;

std::string field_of(const Booking& booking) { return "booking_" + base::to_text(booking.id); }

std::string describe(const Page& page, const Booking& booking) {
    return i18n::words(page.language, "{name}, {when}",
                       {{"name", bookings::who_comes(booking)}, {"when", pages::when(page, booking.time)}});
}

// Of the person's coming ones, those that were ticked.
std::vector<Booking> list_ticked(const Page& page, ProviderId provider) {
    auto out = page.environment.database.read([&](db::Session& session) {
        return bookings::list_coming(session, page.id(), provider, page.now, kMostShown);
    });
    std::erase_if(out, [&](const Booking& booking) { return !ticked(page.request.form, field_of(booking)); });
    return out;
}

// Each in a transaction of its own: one whose time is taken elsewhere keeps no other from moving.
Result<void> change(const Page& page, const Booking& booking, const std::optional<bookings::Move>& move) {
    auto& environment = page.environment;
    return environment.database.write([&](db::Tx& tx) -> Result<void> {
        const bookings::Context context{environment.clock, environment.registry, environment.snapshots};
        const auto done =
            move ? bookings::move_appointment(tx, context, page.id(), booking.appointment_id, *move, page.actor())
                 : bookings::cancel_appointment(tx, context, page.id(), booking.appointment_id, page.actor());
        return done ? Result<void>{} : std::unexpected(done.error());
    });
}

Response change_ticked(const Page& page, const staff::Person& person) {
    const auto& form = page.request.form;
    const ProviderId provider{person.id.value};
    const bool cancels = form.get("do") == "cancel";
    const auto to = base::parse_id<ProviderId>(line(form, "to"));
    const bool known = to && *to != provider && page.snapshot->provider(*to);
    if (!cancels && !known && form.get("to") != "any")
        return person_page(page, person.id,
                           {.wrong = {{}, i18n::words(page.language, "Choose who takes the appointments.")}});
    std::set<AppointmentId> seen;
    std::string failed;
    std::int64_t done = 0;
    for (const auto& booking : list_ticked(page, provider)) {
        if (!seen.insert(booking.appointment_id).second) continue;
        std::optional<bookings::Move> move;
        if (!cancels) move = bookings::Move{.starts_at = booking.time.begin, .provider_id = to, .any_provider = !to};
        const auto changed = change(page, booking, move);
        if (changed)
            ++done;
        else
            failed += fmt::format("{}: {} ", describe(page, booking), pages::sentence(page, changed.error()));
    }
    PersonView view;
    view.wrong.status = 409;
    if (done == 0 && failed.empty()) view.wrong.notice = i18n::words(page.language, "Tick at least one appointment.");
    if (!failed.empty())
        view.wrong.notice = i18n::words(page.language, "This did not work: {what}", {{"what", failed}});
    if (done > 0)
        view.done =
            cancels
                ? i18n::count(page.language, "{n} appointment is cancelled.", "{n} appointments are cancelled.", done)
                : i18n::count(page.language, "{n} appointment is moved.", "{n} appointments are moved.", done);
    return person_page(page, person.id, view);
}

}  // namespace

void include_coming(html::Values& values, const Page& page, const staff::Person& person) {
    const ProviderId provider{person.id.value};
    const auto coming = page.environment.database.read([&](db::Session& session) {
        return bookings::list_coming(session, page.id(), provider, page.now, kMostShown);
    });
    html::Values out;
    out.show_if(coming.empty(), "NO_COMING");
    if (!coming.empty()) {
        auto& some = out.add("SOME");
        some.set("COMING_ACTION", person_path(page, person.id) + "/appointments").set("COMING_TOKEN", form_token(page));
        some.set("COMING_COUNT", i18n::count(page.language, "{n} coming appointment", "{n} coming appointments",
                                             static_cast<std::int64_t>(coming.size())));
        // Of who has left, all of it waits for somebody.
        some.show_if(!person.active, "OPEN");
        const auto& menu = page.environment.registry.all<MenuEntry>();
        const bool has_pages = std::ranges::find(menu, "appointments", &MenuEntry::key) != menu.end();
        for (const auto& booking : coming) {
            auto& row = some.add("COMING_ROW").set("COMING_FIELD", field_of(booking));
            row.set("COMING_WHO", bookings::who_comes(booking));
            const auto* service = page.snapshot->service(booking.service_id);
            row.set("COMING_WHAT", service ? page.text(service->name) : std::string());
            row.set("COMING_WHEN", pages::when(page, booking.time));
            row.show_if(!person.active, "TICKED");
            if (has_pages)
                row.add("COMING_LINK").set("COMING_URL", page.home() + "/bookings/" + base::to_text(booking.id));
        }
        if (page.may(bookings::kManageBookings)) {
            auto& doing = some.add("DOING");
            for (const auto& each : page.snapshot->providers)
                if (each.bookable && each.id != provider)
                    doing.add("TO").set("TO_ID", base::to_text(each.id)).set("TO_NAME", each.name);
        }
    }
    values.include("COMING", "office/people/coming", std::move(out));
}

Response person_appointments(const Page& page) {
    const auto id = base::parse_id<StaffId>(page.request.param("id"));
    const auto person = id ? page.environment.database.read(
                                 [&](db::Session& session) { return staff::find_person(session, page.id(), *id); })
                           : std::nullopt;
    if (!person || !person->profile) return nothing_here(page);
    if (!page.may(bookings::kManageBookings))
        return refuse(page, Error{Fault::forbidden, "staff.not_permitted", {}, {}},
                      {person_path(page, *id), i18n::words(page.language, "Back")});
    return change_ticked(page, *person);
}

}  // namespace office
