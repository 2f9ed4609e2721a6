// The page of one booking: everything about it, small forms for what can be changed, messages and history.
#include "office/calendar/booking_view.h"

#include "activity/activity_log.h"
#include "booking_page/extra_fields.h"
#include "booking_page/shown.h"
#include "bookings/allowed.h"
#include "bookings/answers.h"
#include "bookings/edit.h"
#include "bookings/words.h"
#include "customers/walk_in.h"
#include "i18n/amount.h"
#include "notify/foreseen.h"
#include "notify/message.h"
#include "office/calendar/visit_parts.h"
#include "office/frame/booking_parts.h"
#include "office/frame/history.h"
#include "office/frame/menu.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Booking;
using bookings::Status;
using Part = Shown::Part;

constexpr int kChanges = 100, kMessages = 10;

// All that the page is drawn from, read at once.
struct Read {
    std::vector<activity::Recorded> history{};
    std::vector<bookings::StoredAnswer> answers{};
    std::vector<notify::Message> messages{};
    std::vector<notify::Foreseen> to_come{};
    std::optional<customers::Customer> customer{};
    bool is_walk_in = false;
};

Read read_all(const Page& page, const Booking& booking) {
    return page.environment.database.read([&](db::Session& session) {
        Read out{.history = activity::list_latest(session, page.id(), booking.id.value, {}, kChanges),
                 .answers = bookings::list_answers(session, page.id(), booking.id)};
        notify::MessageFilter about{};
        about.booking = booking.id;
        about.limit = kMessages;
        out.messages = notify::list_messages(session, page.id(), about);
        out.to_come = notify::list_to_come(session, page.snapshot, booking, page.now);
        out.customer = customers::find(session, page.id(), booking.customer_id);
        out.is_walk_in = customers::is_walk_in(session, page.id(), booking.customer_id);
        return out;
    });
}

// As they are stored, in the shape of a form.
catalog::Given given_of(const std::vector<bookings::StoredAnswer>& answers) {
    catalog::Given out;
    for (const auto& answer : answers) {
        auto& values = out[answer.field_id];
        if (answer.kind != catalog::ExtraField::Kind::choices) {
            values = {answer.value};
            continue;
        }
        std::size_t from = 0;
        for (auto to = answer.value.find('\n'); from <= answer.value.size(); to = answer.value.find('\n', from)) {
            values.push_back(answer.value.substr(from, to == std::string::npos ? to : to - from));
            if (to == std::string::npos) break;
            from = to + 1;
        }
    }
    return out;
}

std::string mail_path(const Page& page, const Booking& booking, const notify::Foreseen& workflow, std::string_view as) {
    auto out = booking_path(page, booking, "/mail?workflow=" + base::to_text(workflow.workflow_id));
    if (!as.empty()) out += fmt::format("&as={}", as);
    return out;
}

std::string action_name(i18n::Language language, Status status) {
    switch (status) {
        case Status::approved: return i18n::words(language, "Approve");
        case Status::declined: return i18n::words(language, "Decline");
        case Status::cancelled: return i18n::words(language, "Cancel the appointment");
        case Status::completed: return i18n::words(language, "Mark as completed");
        case Status::no_show: return i18n::words(language, "Mark as missed");
        case Status::pending: return i18n::words(language, "Back to awaiting approval");
    }
    return {};
}

// Giving up a time cannot be undone, since it may be another's a second later; so it takes two steps.
bool is_final(Status status) { return bookings::is_given_up(status); }

void fill_paid(html::Values& actions, const Page& page, const Booking& booking) {
    const bool paid = !booking.paid_at;
    if (!bookings::staff_may_set_paid(booking, paid)) return;
    Form form{.action = booking_path(page, booking, "/payment"), .token = form_token(page)};
    form.weight = Form::Weight::plain;
    form.hidden = {{"paid", paid ? "yes" : "no"}};
    form.submit = paid ? i18n::words(page.language, "Mark as paid") : i18n::words(page.language, "Mark as not paid");
    include_form(actions.add("ACTION_ONE"), "ACTION_FORM", page, form);
}

// What the customer will get, to be read before.
void fill_mails(html::Values& box, const Page& page, const Booking& booking, Status status) {
    auto as = booking;
    as.status = status;
    const auto name = to_text(status);
    const auto mails = page.environment.database.read(
        [&](db::Session& session) { return notify::list_answering(session, page.snapshot, as, name, page.now); });
    for (const auto& mail : mails)
        box.add("MAIL").set("MAIL_URL", mail_path(page, booking, mail, name)).set("MAIL_NAME", mail.name);
}

void fill_final(html::Values& actions, const Page& page, const Booking& booking, Status status, Form form) {
    auto& box = actions.add("FINAL").set("FINAL_NAME", form.submit);
    box.set("FINAL_WARNING", i18n::words(page.language, "The time becomes free for others. This cannot be undone."));
    form.weight = Form::Weight::danger;
    if (const auto telling = telling_field(page, {booking}, to_text(status))) {
        form.fields.push_back(*telling);
        form.hidden.emplace_back("asked_to_tell", to_text(status));
        fill_mails(box, page, booking, status);
    }
    include_form(box, "FINAL_FORM", page, form);
}

void fill_deleting(html::Values& actions, const Page& page, const Booking& booking) {
    Form form{.action = booking_path(page, booking, "/deletion"), .token = form_token(page)};
    form.hidden = {{"version", std::to_string(booking.version)}};
    form.submit = i18n::words(page.language, "Delete the appointment");
    form.weight = Form::Weight::danger;
    auto& box = actions.add("FINAL").set("FINAL_NAME", i18n::words(page.language, "Delete"));
    box.set("FINAL_WARNING",
            i18n::words(page.language, "For what was a mistake: it is gone from every list, its time becomes free, and "
                                       "nobody is told. You can restore it for 30 days."));
    include_form(box, "FINAL_FORM", page, form);
}

void fill_actions(html::Values& values, const Page& page, const Booking& booking, bool is_walk_in) {
    if (!page.may(bookings::kManageBookings)) return;
    bool first = true;
    auto& actions = values.add("ACTIONS");
    auto again = fmt::format("{}/bookings/new?service={}&provider={}", page.home(), base::to_text(booking.service_id),
                             base::to_text(booking.provider_id));
    if (!is_walk_in) again += "&customer=" + base::to_text(booking.customer_id);
    for (const auto& add_on : booking.add_ons) again += fmt::format("&add_on_{}=yes", base::to_text(add_on.id));
    actions.set("AGAIN_URL", again);
    if (bookings::is_live(booking.status)) actions.add("MOVE").set("MOVE_URL", booking_path(page, booking, "/move"));
    for (const auto* each : pages::by_place<BookingDoing>(page))
        if (const auto link = each->doing(page, booking))
            actions.add("DOING").set("DOING_URL", link->url).set("DOING_NAME", link->words);
    for (const auto status : bookings::staff_changes(booking, page.now)) {
        Form form{.action = booking_path(page, booking, "/status"), .token = form_token(page)};
        form.hidden = {{"status", std::string(to_text(status))}};
        form.submit = action_name(page.language, status);
        if (is_final(status)) {
            fill_final(actions, page, booking, status, std::move(form));
            continue;
        }
        form.weight = first ? Form::Weight::primary : Form::Weight::plain;
        first = false;
        include_form(actions.add("ACTION_ONE"), "ACTION_FORM", page, form);
    }
    fill_paid(actions, page, booking);
    fill_deleting(actions, page, booking);
}

// What stands in a field: as it is stored, or as it was typed. Where another one changed the booking meanwhile, a field
// that nobody touched shows what is stored now; for that the form says again what it showed.
std::string value_of(Form& form, const Page& page, const Shown& shown, Part part, const std::string& name,
                     std::string stored) {
    const auto& sent = page.request.form;
    const bool is_typed =
        shown.typed && shown.open == part && !(shown.seen && sent.get(name) == sent.get("was_" + name));
    form.hidden.emplace_back("was_" + name, stored);
    return is_typed ? std::string(sent.get(name)) : stored;
}

Form form_of(const Page& page, const Booking& booking, const Shown& shown, Part part, std::string_view rest) {
    Form form{.action = booking_path(page, booking, rest), .token = form_token(page)};
    form.hidden = {{"version", std::to_string(booking.version)}, {"seen", shown.latest}};
    form.submit = i18n::words(page.language, "Save");
    form.weight = Form::Weight::plain;
    if (shown.open != part) return form;
    form.wrong = shown.wrong;
    form.weight = Form::Weight::primary;
    return form;
}

// What the booking has, and what can be chosen with its service.
Field add_ons_field(const Page& page, const Booking& booking, const Shown& shown) {
    Field out{.kind = Field::Kind::checks, .name = "add_on", .label = i18n::words(page.language, "Add-ons")};
    const auto add = [&](bookings::AddOnId id, const businesses::Text& name, Minutes duration, const Money& price) {
        const auto value = base::to_text(id);
        if (std::ranges::find(out.options, value, &Option::value) != out.options.end()) return;
        out.options.push_back({value, page.text(name), pages::add_on_facts(page, duration, price)});
    };
    for (const auto& each : booking.add_ons) {
        add(each.id, each.name, each.duration, each.price);
        out.chosen.insert(base::to_text(each.id));
    }
    for (const auto* each : page.snapshot->add_ons_of(booking_page::service_of(page, booking)))
        add(each->id, each->name, each->duration, each->price);
    if (shown.typed && shown.open == Part::what) out.chosen = ticks(page.request.form, "add_on", out.options);
    return out;
}

Form what_form(const Page& page, const Booking& booking, const Shown& shown) {
    const auto language = page.language;
    auto form = form_of(page, booking, shown, Part::what, "/what");
    const auto value = [&](const std::string& name, std::string stored) {
        return value_of(form, page, shown, Part::what, name, std::move(stored));
    };
    if (bookings::is_live(booking.status)) {
        Field service{.kind = Field::Kind::select, .name = "service", .label = i18n::words(language, "Service")};
        service.value = value("service", base::to_text(booking.service_id));
        // A ticket stays one of its event, unless another service is chosen.
        if (const auto& own = booking_page::service_of(page, booking); own.kind == catalog::ServiceKind::event)
            service.options.push_back({base::to_text(own.id), page.text(own.name)});
        for (const auto& each : page.snapshot->services)
            if (each.id == booking.service_id || (each.active && !page.snapshot->providers_of(each).empty()))
                service.options.push_back({base::to_text(each.id), page.text(each.name)});
        Field provider{.kind = Field::Kind::select, .name = "provider", .label = i18n::words(language, "With")};
        provider.value = value("provider", base::to_text(booking.provider_id));
        for (const auto& each : page.snapshot->providers)
            if (each.id == booking.provider_id || each.bookable)
                provider.options.push_back({base::to_text(each.id), each.name});
        form.fields.push_back(std::move(service));
        form.fields.push_back(std::move(provider));
        if (auto add_ons = add_ons_field(page, booking, shown); !add_ons.options.empty())
            form.fields.push_back(std::move(add_ons));
        const auto minutes = std::chrono::floor<Minutes>(booking.time.end - booking.time.begin);
        form.fields.push_back({.name = "duration",
                               .label = i18n::words(language, "Length"),
                               .hint = i18n::words(language, "In minutes. Another service brings its own length and "
                                                             "price, unless you change them here."),
                               .value = value("duration", std::to_string(minutes.count())),
                               .limit = 20});
    }
    if (page.may(bookings::kChangePrices))
        form.fields.push_back({.name = "price",
                               .label = i18n::words(language, "Price"),
                               .value = value("price", i18n::amount(language, booking.price)),
                               .limit = 20});
    if (bookings::is_live(booking.status))
        if (auto telling = telling_field(page, {booking}, "changed")) {
            if (shown.typed && shown.open == Part::what) telling->value = page.request.form.get(telling->name);
            form.fields.push_back(*std::move(telling));
            form.hidden.emplace_back("asked_to_tell", "changed");
        }
    if (shown.ask_why_over) form.fields.push_back(why_over_field(page, value("overbooking", "")));
    if (shown.ask_outside) {
        form.hidden.emplace_back("outside_hours", "yes");
        form.submit = i18n::words(language, "Save it outside the hours");
    }
    return form;
}

Form notes_form(const Page& page, const Booking& booking, const Shown& shown) {
    const auto language = page.language;
    auto form = form_of(page, booking, shown, Part::notes, "/notes");
    const auto value = [&](const std::string& name, std::string stored) {
        return value_of(form, page, shown, Part::notes, name, std::move(stored));
    };
    form.fields = {{.kind = Field::Kind::area,
                    .name = "note",
                    .label = i18n::words(language, "Note"),
                    .hint = i18n::words(language, "The customer sees it too."),
                    .value = value("note", booking.note),
                    .limit = customers::kLongestNote},
                   {.kind = Field::Kind::area,
                    .name = "internal_note",
                    .label = i18n::words(language, "Internal note"),
                    .hint = i18n::words(language, "For the staff alone. It is in the archive of what is stored about "
                                                  "the customer."),
                    .value = value("internal_note", booking.internal_note),
                    .limit = bookings::kLongestInternalNote}};
    return form;
}

void fill_edit(html::Values& values, const Page& page, const std::string& name, bool open, const Form& form) {
    auto& edit = values.add("EDIT").set("EDIT_NAME", name).show_if(open, "EDIT_OPEN");
    include_form(edit, "EDIT_FORM", page, form);
}

void fill_answers(html::Values& values, const Page& page, const Booking& booking, const Shown& shown,
                  const std::vector<bookings::StoredAnswer>& answers) {
    const auto asked = catalog::fields_of(page.snapshot->extra_fields, booking.service_id);
    if (asked.empty()) return;
    booking_page::Typed typed;
    typed.answers.values = given_of(answers);
    if (shown.typed && shown.open == Part::answers) {
        typed = booking_page::read_form(page.request.form);
        typed.errors = shown.wrong.fields;
    }
    auto& part = values.add("ANSWERING").show_if(shown.open == Part::answers, "EDIT_OPEN");
    part.set("ACTION", booking_path(page, booking, "/answers")).set("TOKEN", form_token(page));
    part.set("VERSION", std::to_string(booking.version)).set("SEEN", shown.latest);
    if (shown.open == Part::answers && !shown.wrong.notice.empty())
        part.add("WRONG").set("WRONG_TEXT", shown.wrong.notice);
    for (const auto& answer : answers)
        if (answer.kind == catalog::ExtraField::Kind::file)
            part.add("STORED").set("STORED_FIELD", base::to_text(answer.field_id)).set("STORED_NAME", answer.value);
    booking_page::include_extra_fields(part, page, asked, typed,
                                       shown.wrong.fields.empty() ? "" : shown.wrong.fields.front().field,
                                       booking_page::Asks::staff);
}

void fill_edits(html::Values& values, const Page& page, const Booking& booking, const Shown& shown, const Read& read) {
    if (!page.may(bookings::kManageBookings)) return;
    auto& edits = values.add("EDITS");
    const auto what = what_form(page, booking, shown);
    if (!what.fields.empty() && !bookings::is_given_up(booking.status))
        fill_edit(edits, page, i18n::words(page.language, "Service, length and price"), shown.open == Part::what, what);
    fill_edit(edits, page, i18n::words(page.language, "Notes"), shown.open == Part::notes,
              notes_form(page, booking, shown));
    fill_answers(edits, page, booking, shown, read.answers);
}

void fill_customer(html::Values& values, const Page& page, const Booking& booking, const Read& read) {
    const auto& customer = read.customer;
    const bool leads = customer && !read.is_walk_in && page.may(customers::kManageCustomers);
    values.show_if(!leads, "ONLY_NAMED");
    if (!customer || read.is_walk_in) return;
    if (!customer->important_note.empty()) values.add("IMPORTANT").set("IMPORTANT_TEXT", customer->important_note);
    if (booking.name_differs)
        values.add("NAME_DIFFERS")
            .set("NAME_DIFFERS_TEXT", i18n::words(page.language, "The customer of this address is stored as {name}.",
                                                  {{"name", customer->full_name()}}));
    if (leads)
        values.add("CUSTOMER")
            .set("CUSTOMER_URL", fmt::format("{}/customers/{}", page.home(), base::to_text(customer->id)));
}

void fill_facts(html::Values& values, const Page& page, const Booking& booking, const Read& read) {
    values.set("STATUS", bookings::status_name(page.language, booking.status))
        .set("STATUS_CLASS", to_text(booking.status));
    values.set("WHEN", pages::when(page, booking.time)).set("PROVIDER", booking_page::provider_name(page, booking));
    const auto minutes = std::chrono::floor<Minutes>(booking.time.end - booking.time.begin);
    values.set("LENGTH", i18n::duration(page.language, minutes));
    const auto place = booking_page::place_of(page, booking);
    if (!place.empty()) values.add("PLACE").set("PLACE_TEXT", place);
    const auto groups = menu_path(page, "groups");
    if (groups && (booking.seats.capacity > 1 || booking.stands))
        values.add("GROUP").set("GROUP_URL", fmt::format("{}/{}", *groups, base::to_text(booking.appointment_id)));
    values.set("PRICE", pages::agreed_price(page, booking)).show_if(booking.paid_at.has_value(), "PAID");
    values.set("PERSON", person(booking));
    if (!booking.email.empty()) values.add("MAIL").set("MAIL_TEXT", booking.email);
    if (!booking.phone.empty())
        values.add("PHONE").set("PHONE_DIAL", booking.phone).set("PHONE_TEXT", base::phone_for_reading(booking.phone));
    if (!booking.note.empty()) values.add("NOTE").set("NOTE_TEXT", booking.note);
    if (!booking.internal_note.empty()) values.add("INTERNAL").set("INTERNAL_TEXT", booking.internal_note);
    if (!booking.overbooking.empty()) values.add("OVER").set("OVER_TEXT", booking.overbooking);
    if (!booking.add_ons.empty()) {
        auto& add_ons = values.add("ADD_ONS");
        for (const auto& line : pages::add_on_lines(page, booking.add_ons))
            add_ons.add("ADD_ON").set("ADD_ON_TEXT", line);
    }
    pages::include_answers(values, page, read.answers, booking_path(page, booking, "/files"));
    if (!bookings::is_live(booking.status)) return;
    const auto asked = catalog::fields_of(page.snapshot->extra_fields, booking.service_id);
    for (const auto* field : catalog::missing_of(asked, given_of(read.answers)))
        values.add("MISSING").set("MISSING_LABEL", page.text(field->label));
}

void fill_messages(html::Values& values, const Page& page, const Booking& booking, const Read& read) {
    values.show_if(read.messages.empty() && read.to_come.empty(), "NO_MESSAGES");
    const bool may_open = page.may(customers::kManageCustomers);
    if (!read.to_come.empty()) {
        auto& part = values.add("COMING");
        for (const auto& mail : read.to_come)
            part.add("ROW")
                .set("ROW_NAME", mail.name)
                .set("ROW_AT", moment_with_year(page, mail.due))
                .set("ROW_URL", mail_path(page, booking, mail, {}));
    }
    if (read.messages.empty()) return;
    auto& part = values.add("SENT");
    for (const auto& message : read.messages) {
        auto& row = part.add("ROW").set("ROW_NAME", message.subject).set("ROW_TO", message.recipient_name);
        row.set("ROW_AT", moment_with_year(page, message.finished_at.value_or(message.due_at)));
        row.set("STATE", notify::name_of(page.language, message.state)).set("STATE_CLASS", to_text(message.state));
        row.show_if(!may_open, "NO_LINK");
        if (may_open)
            row.add("LINK").set("ROW_URL", fmt::format("{}/messages/{}", page.home(), base::to_text(message.id)));
    }
}

// What other features say of it.
void fill_sections(html::Values& values, const Page& page, const Booking& booking) {
    int number = 0;
    for (const auto* each : pages::by_place<BookingSection>(page)) {
        const auto shown = each->shown(page, booking);
        if (!shown) continue;
        auto& section = values.add("SECTION").set("SECTION_ID", fmt::format("tb-section-{}", ++number));
        section.set("SECTION_NAME", shown->heading).set("SECTION_TEXT", shown->text);
        for (const auto& link : shown->rows) {
            auto& row = section.add("SECTION_ROW");
            auto& one = row.add(link.is_here ? "HERE" : "ELSEWHERE").set("ROW_NAME", link.words);
            if (!link.is_here) one.set("ROW_URL", link.url);
        }
        for (const auto& link : shown->doings)
            section.add("SECTION_DOING").set("DOING_URL", link.url).set("DOING_NAME", link.words);
    }
}

// What others did since the page was opened that the form came from.
void fill_changed(html::Values& values, const Page& page, const Shown& shown, const Read& read) {
    if (!shown.seen) return;
    std::vector<activity::Recorded> since;
    std::ranges::copy_if(read.history, std::back_inserter(since),
                         [&](const activity::Recorded& each) { return each.id > *shown.seen; });
    auto& changed =
        values.add("CHANGED").set("CHANGED_TEXT", i18n::message(page.language, "booking.changed_meanwhile"));
    include_history(changed, page, since);
}

}  // namespace

std::optional<int> version_of(const http::Form& form) { return pages::whole_number<int>(form.get("version")); }

std::string person(const Booking& booking) { return bookings::who_comes(booking); }

std::string service_name(const Page& page, const Booking& booking) {
    return page.text(booking_page::service_of(page, booking).name);
}

std::optional<Field> telling_field(const Page& page, const std::vector<Booking>& those, std::string_view trigger) {
    if (!hears_of(page, those, trigger)) return std::nullopt;
    return Field{.kind = Field::Kind::toggle,
                 .name = fmt::format("tell_{}", trigger),
                 .label = those.size() > 1 ? i18n::words(page.language, "Tell the customers by mail")
                                           : i18n::words(page.language, "Tell the customer by mail"),
                 .value = "yes"};
}

bookings::Telling read_telling(const http::Form& form) {
    const auto asked = form.get("asked_to_tell");
    const bool quiet = !asked.empty() && form.get("tell_" + std::string(asked)) != "yes";
    return quiet ? bookings::Telling::nobody : bookings::Telling::at_once;
}

Field why_over_field(const Page& page, const std::string& value) {
    return {.name = "overbooking",
            .label = i18n::words(page.language, "Why it may be over another appointment"),
            .hint = i18n::words(page.language, "It stands on the page of the appointment and in its history."),
            .value = value,
            .limit = bookings::kLongestReason,
            .required = true};
}

Response booking_page(const Page& page, const Booking& booking, Shown shown) {
    const auto read = read_all(page, booking);
    if (!read.history.empty()) shown.latest = base::to_text(read.history.front().id);
    const Frame frame{"office/calendar/appointment", service_name(page, booking), "appointments",
                      shown.wrong.page_status()};
    return render(page, frame, [&](html::Values& values) {
        include_done(values, page);
        const auto day = page.zone().day(booking.time.begin);
        values.set("BACK_URL", page.home() + "/calendar?day=" + base::to_text(day));
        fill_changed(values, page, shown, read);
        fill_facts(values, page, booking, read);
        fill_customer(values, page, booking, read);
        fill_actions(values, page, booking, read.is_walk_in);
        fill_edits(values, page, booking, shown, read);
        fill_visit(values, page, booking);
        fill_sections(values, page, booking);
        fill_messages(values, page, booking, read);
        include_history(values, page, read.history);
    });
}

std::optional<Booking> find_booking(const Page& page) {
    const auto id = base::parse_id<BookingId>(page.request.param("id"));
    if (!id) return std::nullopt;
    auto found =
        page.environment.database.read([&](db::Session& session) { return bookings::find(session, page.id(), *id); });
    if (found && page.only_provider() && found->provider_id != *page.only_provider()) return std::nullopt;
    return found;
}

std::string booking_path(const Page& page, const Booking& booking, std::string_view rest) {
    return fmt::format("{}/bookings/{}{}", page.home(), base::to_text(booking.id), rest);
}

Response refuse_change(const Page& page, const Booking& booking, const Error& error) {
    return refuse(page, error, {booking_path(page, booking), i18n::words(page.language, "Back to the appointment")});
}

}  // namespace office
