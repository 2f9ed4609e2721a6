// What messages say of a booking, and of those that a customer has to come.
#include "notify/adaptor.h"

#include "activity/activity_log.h"
#include "bookings/allowed.h"
#include "bookings/changing.h"
#include "bookings/visit.h"
#include "bookings/words.h"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace notify {
namespace {

using bookings::Booking;
using i18n::Language;
using i18n::words;

constexpr int kMostUpcoming = 50;

}  // namespace

std::string when(const Speaker& speaker, const Span& time) {
    const auto& zone = speaker.business().zone;
    const auto this_year = static_cast<int>(std::chrono::year_month_day{zone.day(speaker.facts.now)}.year());
    return words(speaker.language, "{day}, {from} to {to}",
                 {{"day", i18n::long_date(speaker.language, zone.day(time.begin), this_year)},
                  {"from", i18n::time_of_day(speaker.language, zone.wall(time.begin))},
                  {"to", i18n::time_of_day(speaker.language, zone.wall(time.end))}});
}

std::string moment_in_words(const Speaker& speaker, Instant at) {
    const auto& zone = speaker.business().zone;
    const auto this_year = static_cast<int>(std::chrono::year_month_day{zone.day(speaker.facts.now)}.year());
    return words(speaker.language, "{day} at {time}",
                 {{"day", i18n::long_date(speaker.language, zone.day(at), this_year)},
                  {"time", i18n::time_of_day(speaker.language, zone.wall(at))}});
}

std::string service_name(const Speaker& speaker, const Booking& booking) {
    const auto* service = speaker.facts.snapshot->service(booking.service_id);
    return service ? speaker.text(service->name) : std::string();
}

std::string meeting_url(const Facts& facts, const Booking& booking) {
    const auto* service = facts.snapshot->service(booking.service_id);
    return service ? service->meeting_url : std::string();
}

std::string provider_name(const Facts& facts, const Booking& booking) {
    const auto* provider = facts.snapshot->provider(booking.provider_id);
    return provider ? provider->name : std::string();
}

std::string place_of(const Speaker& speaker, const Booking& booking) {
    if (!meeting_url(speaker.facts, booking).empty()) return words(speaker.language, "Online");
    const auto& snapshot = *speaker.facts.snapshot;
    return bookings::place(snapshot, snapshot.service(booking.service_id), snapshot.provider(booking.provider_id),
                           booking.location_id);
}

namespace {

// As the activity says it; what goes by time tells of those that take place.
std::vector<Booking> parts_of(db::Session& session, const Booking& booking, std::optional<ActivityId> activity) {
    auto out = bookings::list_of_visit(session, booking.business_id, booking.visit_id);
    std::set<BookingId> named;
    if (activity)
        if (const auto found = activity::find(session, booking.business_id, *activity))
            for (const auto& id : nlohmann::json::parse(found->data).value("parts", nlohmann::json::array()))
                named.insert(BookingId{id.get<std::int64_t>()});
    const auto hears = [&](const Booking& part) {
        return part.customer_id == booking.customer_id ||
               (!part.email.empty() && base::folded(part.email) == base::folded(booking.email));
    };
    std::erase_if(out, [&](const Booking& part) {
        return !hears(part) || (activity ? !named.contains(part.id) : part.status != bookings::Status::approved);
    });
    const bool is_one = std::ranges::find(out, booking.id, &Booking::id) != out.end();
    if (!is_one || out.size() < 2) out.clear();
    return out;
}

bool is_for_staff(const Speaker& speaker) { return speaker.audience.to == To::staff; }

// What a message says at once: all that take place as the booking does, or that it alone.
std::vector<Booking> told_of(const Facts& facts) {
    auto out = facts.together;
    const bool gone = std::ranges::all_of(out, [](const Booking& part) { return bookings::is_given_up(part.status); });
    std::erase_if(out, [&](const Booking& part) { return bookings::is_given_up(part.status) != gone; });
    if (out.empty()) out = {*facts.booking};
    std::ranges::stable_sort(out, {}, [](const Booking& part) { return part.time.begin; });
    return out;
}

void set_booking(engine::Scope& scope, const Speaker& speaker, const Booking& booking) {
    scope.set("service", service_name(speaker, booking))
        .set("provider", provider_name(speaker.facts, booking))
        .set("location", place_of(speaker, booking))
        .set("when", when(speaker, booking.time))
        .set("starts_at", speaker.moment(booking.time.begin))
        .set("ends_at", speaker.moment(booking.time.end))
        .set("price", booking.price.amount == 0 ? std::string() : i18n::money(speaker.language, booking.price))
        .set("add_ons", bookings::add_on_names(speaker.language, booking))
        .set("status", bookings::status_name(speaker.language, booking.status));
}

// Each once.
template <class Name>
std::string names_of_parts(const std::vector<Booking>& parts, const Name& name) {
    std::vector<std::string> out;
    for (const auto& part : parts)
        if (auto found = name(part); !found.empty() && std::ranges::find(out, found) == out.end())
            out.push_back(std::move(found));
    return fmt::format("{}", fmt::join(out, ", "));
}

// What a text says of one appointment it says of all of them, and of each in a list.
void set_visit(engine::Scope& scope, const Speaker& speaker, const std::vector<Booking>& parts) {
    const auto language = speaker.language;
    const auto& zone = speaker.business().zone;
    Span all = parts.front().time;
    Money price = parts.front().price;
    price.amount = 0;
    std::vector<engine::Scope> list;
    for (const auto& part : parts) {
        all.end = std::max(all.end, part.time.end);
        price.amount += part.price.amount;
        set_booking(list.emplace_back(), speaker, part);
        list.back().set("attendee", sayable_name(bookings::person_of(part, parts)));
    }
    const bool one_day = zone.day(all.begin) == zone.day(all.end - Seconds{1});
    scope.set("service", names_of_parts(parts, [&](const auto& part) { return service_name(speaker, part); }))
        .set("provider", names_of_parts(parts, [&](const auto& part) { return provider_name(speaker.facts, part); }))
        .set("location", names_of_parts(parts, [&](const auto& part) { return place_of(speaker, part); }))
        .set("add_ons", names_of_parts(parts, [&](const auto& part) { return bookings::add_on_names(language, part); }))
        .set("when", one_day ? when(speaker, all)
                             : names_of_parts(parts, [&](const auto& part) { return when(speaker, part.time); }))
        .set("starts_at", speaker.moment(all.begin))
        .set("ends_at", speaker.moment(all.end))
        .set("price", price.amount == 0 ? std::string() : i18n::money(language, price))
        .set("visit", std::move(list));
}

void set_answers(engine::Scope& scope, const Speaker& speaker) {
    std::vector<engine::Scope> all;
    for (const auto& answer : speaker.facts.answers) {
        const auto text = bookings::answer_text(answer, speaker.language);
        all.emplace_back().set("label", speaker.text(answer.label)).set("answer", text);
        scope.set("field_" + answer.key, text);
    }
    scope.set("extra_fields", std::move(all));
}

void set_booking_links(engine::Scope& scope, const Speaker& speaker, const Booking& booking, const Secrets& secrets) {
    const auto language = speaker.language;
    const auto path = "bookings/" + secrets.manage;
    const bool bookable = bookings::is_bookable(*speaker.facts.snapshot, booking.service_id);
    const auto may =
        bookings::what_may(speaker.business(), booking, bookable, speaker.facts.now, bookings::Way::mailed_link);
    const auto set = [&](const char* name, std::string label, bool there, std::string_view rest) {
        const bool leads = there && !secrets.manage.empty();
        scope.set(name, engine::Link{std::move(label), leads ? speaker.link(path + std::string(rest)) : ""});
    };
    set("booking_link", words(language, "See the appointment"), true, "");
    const auto& account = speaker.facts.account;
    const bool open = has_panel(speaker.business()) && account && account->allowed && !secrets.panel.empty();
    scope.set("booking_panel_link", engine::Link{words(language, "See the appointment"),
                                                 open ? speaker.link("bookings/" + secrets.panel) : ""});
    // A visit is looked after on its page, where each part has its own.
    const bool alone = booking.visit_part == 0;
    set("reschedule_link", words(language, "Move the appointment"), alone && may.reschedule, "/reschedule");
    set("cancel_link", words(language, "Cancel the appointment"), alone && may.cancel, "/cancellation");
    const bool live = bookings::is_live(booking.status);
    scope.set("meeting_link", engine::Link{words(language, "Join the meeting"),
                                           live ? meeting_url(speaker.facts, booking) : std::string()});
}

bool has_status(const Trigger& trigger, const Booking& booking) {
    return trigger.statuses.empty() ||
           std::ranges::find(trigger.statuses, bookings::to_text(booking.status)) != trigger.statuses.end();
}

// A confirmation, and the like: true only while the appointment is live.
bool is_of_coming(const Trigger& trigger) {
    return trigger.timing == Timing::activity && !trigger.statuses.empty() &&
           std::ranges::all_of(trigger.statuses, [](const std::string& status) {
               const auto parsed = bookings::parse_status(status);
               return parsed && bookings::is_live(*parsed);
           });
}

class AboutBooking : public Adaptor {
public:
    std::vector<Placeholder> placeholders() const override {
        using enum engine::Kind;
        const std::vector<About> booking{About::booking}, timed{About::booking, About::waiting};
        return {
            {.name = "service", .about = timed, .words = [](Language l) { return words(l, "The service"); }},
            {.name = "provider", .about = timed, .words = [](Language l) { return words(l, "Who gives the service"); }},
            {.name = "location", .about = timed, .words = [](Language l) { return words(l, "Where it takes place"); }},
            {.name = "when",
             .about = timed,
             .words = [](Language l) { return words(l, "The day and the times, in words"); }},
            {.name = "starts_at",
             .kind = moment,
             .about = timed,
             .words = [](Language l) { return words(l, "The start"); }},
            {.name = "ends_at",
             .kind = moment,
             .about = timed,
             .words = [](Language l) { return words(l, "The end"); }},
            {.name = "price", .about = booking, .words = [](Language l) { return words(l, "The price"); }},
            {.name = "add_ons",
             .about = booking,
             .words = [](Language l) { return words(l, "The add-ons that were chosen with the service"); }},
            {.name = "visit",
             .kind = list,
             .about = booking,
             .words =
                 [](Language l) {
                     return words(l, "Several appointments that were booked in one go, one after the other");
                 },
             .items = {{"service"},
                       {"provider"},
                       {"location"},
                       {"when"},
                       {"starts_at", moment},
                       {"ends_at", moment},
                       {"price"},
                       {"status"},
                       {"add_ons"},
                       {"attendee"}}},
            {.name = "extra_fields",
             .kind = list,
             .about = booking,
             .words =
                 [](Language l) {
                     return words(l, "What the customer answered to the extra fields, one after the other");
                 },
             .items = {{"label"}, {"answer"}}},
            {.name = "field_",
             .about = booking,
             .words = [](Language) { return std::string(); },
             .family = true,
             .in_menu = false},
            {.name = "status",
             .about = booking,
             .words = [](Language l) { return words(l, "The status of the appointment"); }},
            {.name = "is_pending",
             .kind = flag,
             .about = booking,
             .words = [](Language l) { return words(l, "Whether it still awaits approval"); }},
            {.name = "booked_for",
             .about = booking,
             .words =
                 [](Language l) {
                     return words(l, "Whom the appointment is for, where the mail goes to somebody else");
                 }},
            {.name = "customer_note",
             .about = booking,
             .words = [](Language l) { return words(l, "What the customer wrote at booking"); }},
            {.name = "moved_from",
             .about = booking,
             .words = [](Language l) { return words(l, "When it was before it was moved"); }},
            {.name = "meeting_link",
             .kind = link,
             .about = booking,
             .words = [](Language l) { return words(l, "Link to the online meeting"); }},
            {.name = "booking_link",
             .kind = link,
             .secret = true,
             .about = booking,
             .words = [](Language l) { return words(l, "Link to see the appointment"); }},
            {.name = "booking_panel_link",
             .kind = link,
             .secret = true,
             .about = booking,
             .words =
                 [](Language l) {
                     return words(l, "Link to see the appointment, for 30 days, where the customer has a panel");
                 }},
            {.name = "reschedule_link",
             .kind = link,
             .secret = true,
             .about = booking,
             .words = [](Language l) { return words(l, "Link to move the appointment"); }},
            {.name = "cancel_link",
             .kind = link,
             .secret = true,
             .about = booking,
             .words = [](Language l) { return words(l, "Link to cancel the appointment"); }},
        };
    }

    void load(db::Session& session, Subject& subject, Facts& facts) const override {
        if (!subject.booking_id) return;
        facts.booking = bookings::find(session, facts.business().id, *subject.booking_id);
        if (!facts.booking) return;
        subject.customer_id = facts.booking->customer_id;
        facts.moved = subject.moved;
        facts.answers = bookings::list_answers(session, facts.business().id, facts.booking->id);
        if (facts.booking->visit_part > 0) facts.together = parts_of(session, *facts.booking, subject.activity_id);
    }

    std::string outdated(const Trigger& trigger, const Facts& facts, const Sending& sending) const override {
        if (trigger.about != About::booking) return {};
        if (!facts.booking) return "booking_gone";
        const auto& booking = *facts.booking;
        // What tells of a coming appointment is of use until it begins, however long it had to wait.
        if (is_of_coming(trigger) && !bookings::is_given_up(booking.status) && sending.due < booking.time.begin &&
            booking.time.begin <= sending.now)
            return "begun";
        if (!has_status(trigger, booking) &&
            std::ranges::none_of(facts.together, [&](const Booking& part) { return has_status(trigger, part); }))
            return booking.status == bookings::Status::cancelled ? "cancelled" : "status_changed";
        if (trigger.ends_with_move && sending.planned_start && *sending.planned_start != booking.time.begin)
            return "moved";
        if (trigger.timing == Timing::before_start && booking.time.begin <= sending.now) return "begun";
        return {};
    }

    void fill(engine::Scope& scope, const Speaker& speaker, const Secrets& secrets) const override {
        const auto& facts = speaker.facts;
        if (!facts.booking) return;
        const auto& business = speaker.business();
        const auto told = is_for_staff(speaker) ? std::vector{*facts.booking} : told_of(facts);
        set_booking(scope, speaker, told.front());
        if (told.size() > 1) set_visit(scope, speaker, told);
        set_booking_links(scope, speaker, *facts.booking, secrets);
        if (bookings::is_live(facts.booking->status))
            scope.set("cancellation_policy",
                      bookings::with_policy(bookings::changing(business, speaker.language, *facts.booking, facts.now),
                                            business, speaker.language));
        scope.set("is_pending", std::ranges::any_of(told, [](const Booking& each) {
                      return each.status == bookings::Status::pending;
                  }));
        scope.set("customer_note", facts.booking->note);
        scope.set("moved_from", facts.moved ? moment_in_words(speaker, facts.moved->starts_at) : std::string());
        set_answers(scope, speaker);
        const bool several = std::ranges::any_of(
            told, [&](const Booking& part) { return told.size() > 1 && !bookings::person_of(part, told).empty(); });
        if (facts.guardian && !several)
            scope.set("booked_for", sayable_name(facts.customer->full_name()));
        else
            scope.set("booked_for", told.size() > 1 ? std::string() : sayable_name(facts.booking->attendee));
    }
};

class Upcoming : public Adaptor {
public:
    std::vector<Placeholder> placeholders() const override {
        using enum engine::Kind;
        const std::vector<About> person{About::customer, About::account, About::booking};
        const engine::Names upcoming{{"service"},         {"provider"}, {"location"}, {"when"},   {"starts_at", moment},
                                     {"ends_at", moment}, {"price"},    {"status"},   {"add_ons"}};
        return {
            {.name = "upcoming_bookings",
             .kind = list,
             .about = person,
             .words = [](Language l) { return words(l, "The customer's coming appointments, one after the other"); },
             .items = upcoming},
        };
    }

    void complete(db::Session& session, const Subject& subject, Facts& facts) const override {
        if (!subject.customer_id) return;
        facts.upcoming = bookings::list_of_customers(session, facts.business().id, {*subject.customer_id},
                                                     bookings::Which::upcoming, facts.now, {}, kMostUpcoming)
                             .bookings;
    }

    // The customer's next or latest booking, else one that might be.
    void invent(db::Session& session, Facts& facts, Language) const override {
        const auto& business = facts.business();
        if (!facts.upcoming.empty()) {
            facts.booking = facts.upcoming.front();
        } else if (facts.customer && facts.customer->id) {
            auto all = bookings::list_all_of_customer(session, business.id, facts.customer->id, {}, 1).bookings;
            if (!all.empty()) facts.booking = std::move(all.front());
        }
        if (facts.booking) facts.answers = bookings::list_answers(session, business.id, facts.booking->id);
        if (!facts.booking) {
            const auto services = facts.snapshot->bookable_services();
            Booking booking{};
            booking.business_id = business.id;
            const auto day = business.zone.day(facts.now) + std::chrono::days{3};
            const auto start = business.zone.instant(WallTime{day} + std::chrono::hours{10});
            booking.time = {start, start + std::chrono::minutes{30}};
            booking.price.currency = business.currency;
            booking.created_at = booking.changed_at = facts.now;
            if (!services.empty()) {
                booking.service_id = services.front()->id;
                booking.price = services.front()->price;
                booking.time.end = start + services.front()->duration;
                const auto providers = facts.snapshot->providers_of(*services.front());
                if (!providers.empty()) booking.provider_id = providers.front()->id;
            }
            facts.booking = booking;
            if (facts.upcoming.empty()) facts.upcoming = {booking};
        }
    }

    void fill(engine::Scope& scope, const Speaker& speaker, const Secrets&) const override {
        std::vector<engine::Scope> upcoming;
        for (const auto& booking : speaker.facts.upcoming) set_booking(upcoming.emplace_back(), speaker, booking);
        scope.set("upcoming_bookings", std::move(upcoming));
    }
};

}  // namespace

std::unique_ptr<const Adaptor> about_booking() { return std::make_unique<AboutBooking>(); }
std::unique_ptr<const Adaptor> about_upcoming() { return std::make_unique<Upcoming>(); }

}  // namespace notify
