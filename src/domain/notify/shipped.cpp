// The texts that the program ships: written once with words(), so that every language has them.
#include "db/db.h"
#include "notify/mail_body.h"
#include "notify/staff_mail.h"
#include "notify/store.h"

namespace notify {
namespace {

using i18n::Language;
using i18n::words;
using texts::Body;
using texts::kBusiness;

// How long the links of a text work, as its template says.
const i18n::Parameters kWorks{{"time", "{{link_lifetime}}"}};
using texts::kDay;

// The address itself, since these mails are kept to be found again.
const std::string kPanel = "<a href=\"{{customer_panel_url}}\">{{customer_panel_url}}</a>";

Source booking_confirmation(Language l) {
    Body body;
    body.title("{{#if is_pending}}" + words(l, "Your request has arrived") + "{{else}}" +
               words(l, "Your appointment is booked") + "{{/if}}")
        .greeting(l)
        .paragraph("{{#if is_pending}}" +
                   words(l,
                         "Thank you. {business} will look at it and let you know; the time is kept for you until then.",
                         kBusiness) +
                   "{{else}}" + words(l, "Thank you. We look forward to seeing you.") + "{{/if}}")
        .appointment(l)
        .button("booking_panel_link", "booking_link", words(l, "See the appointment"))
        .links("reschedule_link", "cancel_link")
        .when_there("customer_panel_link",
                    "{{#if has_password}}" + words(l, "All your appointments are here: {link}", {{"link", kPanel}}) +
                        "{{else}}" +
                        words(l,
                              "All your appointments are on a page of your own: {link} The first time, you get in by a "
                              "link that is mailed to you there.",
                              {{"link", kPanel}}) +
                        "{{/if}}")
        .when_there("cancellation_policy", "{{cancellation_policy}}")
        .regards(l);
    return {"{{#if is_pending}}" + words(l, "Your request: {service}, {day} at {time}", kDay) + "{{else}}" +
                words(l, "Booked: {service}, {day} at {time}", kDay) + "{{/if}}",
            body.text(), ""};
}

Source booking_approved(Language l) {
    Body body;
    body.title(words(l, "Your appointment is approved"))
        .greeting(l)
        .paragraph(words(l, "{business} has approved your appointment. We look forward to seeing you.", kBusiness))
        .appointment(l)
        .button("booking_link", words(l, "See the appointment"))
        .links("reschedule_link", "cancel_link")
        .regards(l);
    return {words(l, "Approved: {service}, {day} at {time}", kDay), body.text(), ""};
}

Source booking_declined(Language l) {
    Body body;
    body.title(words(l, "Your appointment could not be confirmed"))
        .greeting(l)
        .paragraph(
            words(l,
                  "Unfortunately {business} could not confirm this appointment. You are welcome to choose another "
                  "time.",
                  kBusiness))
        .appointment(l)
        .button("booking_page_link", words(l, "Choose another time"))
        .regards(l);
    return {words(l, "Not possible: {service}, {day} at {time}", kDay), body.text(), ""};
}

Source booking_rescheduled(Language l) {
    Body body;
    body.title(words(l, "Your appointment is moved"))
        .greeting(l)
        .paragraph("{{#if is_pending}}" +
                   words(l, "Your appointment is moved to the time below. {business} will look at it and let you know.",
                         kBusiness) +
                   "{{else}}" + words(l, "Your appointment is moved. This is the new time:") + "{{/if}}")
        .appointment(l)
        .button("booking_link", words(l, "See the appointment"))
        .links("reschedule_link", "cancel_link")
        .regards(l);
    return {words(l, "New time: {service}, {day} at {time}", kDay), body.text(), ""};
}

Source booking_changed(Language l) {
    Body body;
    body.title(words(l, "Your appointment is changed"))
        .greeting(l)
        .paragraph(words(l, "{business} has changed your appointment. This is how it is now:", kBusiness))
        .appointment(l)
        .button("booking_link", words(l, "See the appointment"))
        .links("reschedule_link", "cancel_link")
        .regards(l);
    return {words(l, "Changed: {service}, {day} at {time}", kDay), body.text(), ""};
}

Source booking_cancelled(Language l) {
    Body body;
    body.title(words(l, "Your appointment is cancelled"))
        .greeting(l)
        .paragraph(words(l, "This appointment is cancelled, and nothing more is needed from you."))
        .appointment(l)
        .button("booking_page_link", words(l, "Book another time"))
        .regards(l);
    return {words(l, "Cancelled: {service}, {day} at {time}", kDay), body.text(), ""};
}

Source booking_called_off(Language l) {
    Body body;
    body.title(words(l, "It does not take place"))
        .greeting(l)
        .paragraph(words(l,
                         "Unfortunately too few people have booked this, so {business} had to cancel it. Your place is "
                         "cancelled, and nothing more is needed from you.",
                         kBusiness))
        .appointment(l)
        .button("booking_page_link", words(l, "Book another time"))
        .regards(l);
    return {words(l, "Does not take place: {service}, {day} at {time}", kDay), body.text(), ""};
}

const i18n::Parameters kSeries{{"service", "{{service}}"}, {"count", "{{series_count}}"}};

Source series_booked(Language l) {
    Body body;
    body.title("{{#if is_pending}}" + words(l, "Your request has arrived") + "{{else}}" +
               words(l, "Your appointments are booked") + "{{/if}}")
        .greeting(l)
        .paragraph("{{#if is_pending}}" +
                   words(l,
                         "Thank you. {business} will look at it and let you know; the times are kept for you until "
                         "then.",
                         kBusiness) +
                   "{{else}}" + words(l, "Thank you. These are your appointments:") + "{{/if}}")
        .dates()
        .series(l)
        .button("booking_panel_link", "booking_link", words(l, "See the first appointment"))
        .when_there("cancellation_policy", "{{cancellation_policy}}")
        .regards(l);
    return {words(l, "{count} appointments booked: {service}", kSeries), body.text(), ""};
}

Source series_moved(Language l) {
    Body body;
    body.title(words(l, "Your appointments are moved"))
        .greeting(l)
        .paragraph(words(l, "Several of your appointments are moved. These are the new times:"))
        .dates()
        .series(l)
        .button("booking_link", words(l, "See the first appointment"))
        .regards(l);
    return {words(l, "New times for {count} appointments: {service}", kSeries), body.text(), ""};
}

Source series_cancelled(Language l) {
    Body body;
    body.title(words(l, "Your appointments are cancelled"))
        .greeting(l)
        .paragraph(words(l, "These appointments are cancelled, and nothing more is needed from you:"))
        .dates()
        .series(l)
        .button("booking_page_link", words(l, "Book another time"))
        .regards(l);
    return {words(l, "{count} appointments cancelled: {service}", kSeries), body.text(), ""};
}

Source reminder(Language l) {
    Body body;
    body.title(words(l, "See you soon"))
        .greeting(l)
        .paragraph(words(l, "This is a reminder of your appointment:"))
        .appointment(l)
        .button("booking_link", words(l, "See the appointment"))
        .links("reschedule_link", "cancel_link")
        .regards(l);
    return {words(l, "Reminder: {service}, {day} at {time}", kDay), body.text(), ""};
}

Source thank_you(Language l) {
    Body body;
    body.title(words(l, "Thank you for your visit"))
        .greeting(l)
        .paragraph(
            words(l, "Thank you for coming to {business}. We hope that you were content, and that we see you again.",
                  kBusiness))
        .button("booking_page_link", words(l, "Book the next appointment"))
        .regards(l);
    return {words(l, "Thank you for your visit to {business}", kBusiness), body.text(), ""};
}

Source birthday(Language l) {
    Body body;
    body.title(words(l, "Happy birthday!"))
        .greeting(l)
        .paragraph(words(l, "All of us at {business} wish you a very happy birthday.", kBusiness))
        .regards(l);
    return {"{{#if customer_name}}" + words(l, "Happy birthday, {name}!", {{"name", "{{customer_name}}"}}) +
                "{{else}}" + words(l, "Happy birthday!") + "{{/if}}",
            body.text(), ""};
}

Source time_offered(Language l) {
    Body body;
    body.title(words(l, "A time has become free"))
        .greeting(l)
        .paragraph(words(l, "You are on the waiting list of {business}. This time is kept for you alone until {until}:",
                         {{"business", "{{business_name}}"}, {"until", "<strong>{{offer_until}}</strong>"}}))
        .offered(l)
        .button("waiting_link", words(l, "Take or decline this time"))
        .quiet(words(l, "Opening the page books nothing yet. If the time does not suit you, decline it there, and the "
                        "next person hears of it at once."))
        .regards(l);
    return {words(l, "Free for you: {service}, {day} at {time}", kDay), body.text(), ""};
}

Source waiting_joined(Language l) {
    Body body;
    body.title(words(l, "You are on the waiting list"))
        .greeting(l)
        .paragraph(words(l,
                         "As soon as a time becomes free that suits you, {business} keeps it for you for a while and "
                         "tells you by e-mail.",
                         kBusiness))
        .waited_for(l)
        .button("waiting_link", words(l, "See what you wait for"))
        .quiet(words(l, "There you can leave the waiting list as well. If you did not ask for this, you need not do "
                        "anything: nothing is booked without you."))
        .regards(l);
    return {words(l, "On the waiting list: {service}", {{"service", "{{service}}"}}), body.text(), ""};
}

Source waiting_called_off(Language l) {
    Body body;
    body.title(words(l, "What you waited for is cancelled"))
        .greeting(l)
        .paragraph(words(l,
                         "You were on the waiting list of {business}. What you waited for does not take place, so "
                         "nothing can become free any more, and you need not do anything.",
                         kBusiness))
        .waited_for(l)
        .regards(l);
    return {words(l, "Cancelled: {service}, for which you were on the waiting list", {{"service", "{{service}}"}}),
            body.text(), ""};
}

Source panel_access(Language l) {
    Body body;
    body.title(words(l, "Your own page at {business}", kBusiness))
        .greeting(l)
        .paragraph(
            words(l,
                  "{business} has made a page for you, where you see your appointments, move or cancel them, and "
                  "keep your details up to date.",
                  kBusiness))
        .paragraph(words(l, "Your user name is {email}. Choose a password and you are in:",
                         {{"email", "<strong>{{customer_email}}</strong>"}}))
        .button("set_password_link", words(l, "Choose a password"))
        .quiet(words(l, "The link works once and for {time}. After that you can ask for a new one on the sign-in page.",
                     kWorks))
        .when_there("customer_panel_link", words(l, "The address of your page, for later: {link}", {{"link", kPanel}}))
        .upcoming()
        .regards(l);
    return {words(l, "Your page at {business}", kBusiness), body.text(), ""};
}

Source access_link(Language l) {
    Body body;
    body.title(words(l, "Sign in"))
        .greeting(l)
        .paragraph(words(l, "With this button you sign in at {business}, without a password:", kBusiness))
        .button("access_link", words(l, "Sign in"))
        .quiet(
            words(l,
                  "The link works once and for {time}. If you did not ask for it, you need not do anything: nobody has "
                  "come in.",
                  kWorks))
        .regards(l);
    return {words(l, "Your sign-in link for {business}", kBusiness), body.text(), ""};
}

Source password_reset(Language l) {
    Body body;
    body.title(words(l, "Choose a new password"))
        .greeting(l)
        .paragraph(
            words(l, "Somebody asked for a new password for your page at {business}. If it was you, choose one here:",
                  kBusiness))
        .when_there("sign_in_providers",
                    words(l,
                          "So far you have signed in with {provider} and need no password: use that button on the "
                          "sign-in page.",
                          {{"provider", "{{sign_in_providers}}"}}))
        .button("set_password_link", words(l, "Choose a password"))
        .quiet(words(l,
                     "The link works once and for {time}. If you did not ask for it, you need not do anything: your "
                     "password stays as it is.",
                     kWorks))
        .regards(l);
    return {words(l, "A new password for {business}", kBusiness), body.text(), ""};
}

Source registration(Language l) {
    Body body;
    body.title(words(l, "Confirm your address"))
        .greeting(l)
        .paragraph(words(l, "Please confirm to {business} that this is your address:", kBusiness))
        .button("confirm_registration_link", words(l, "Confirm the address"))
        .quiet(words(l,
                     "The link works for {time}. If you did not ask for this, you need not do anything, and what was "
                     "typed is forgotten.",
                     kWorks))
        .regards(l);
    return {words(l, "Confirm your address for {business}", kBusiness), body.text(), ""};
}

Source new_device(Language l) {
    Body body;
    body.title(words(l, "A new sign-in"))
        .greeting(l)
        .paragraph(
            words(l, "Somebody has just signed in to your page at {business} with a browser that was not used before.",
                  kBusiness))
        .paragraph(words(l,
                         "If it was you, all is well. If not, choose a new password and end the other sign-ins under "
                         "Security."))
        .when_there("customer_panel_link", "{{customer_panel_link}}")
        .regards(l);
    return {words(l, "New sign-in at {business}", kBusiness), body.text(), ""};
}

Source password_changed(Language l) {
    Body body;
    body.title(words(l, "Your password was changed"))
        .greeting(l)
        .paragraph(words(l, "The password of your page at {business} has just been changed.", kBusiness))
        .paragraph(words(l,
                         "If it was you, you need not do anything. If not, ask for a new one on the sign-in page at "
                         "once, which ends all sign-ins, and tell {business}.",
                         kBusiness))
        .when_there("customer_panel_link", "{{customer_panel_link}}")
        .when_there("business_phone", "{{business_phone}}")
        .when_there("business_email", "{{business_email}}")
        .regards(l);
    return {words(l, "Your password at {business} was changed", kBusiness), body.text(), ""};
}

Source email_changed(Language l) {
    Body body;
    body.title(words(l, "Your address was changed"))
        .greeting(l)
        .paragraph(words(l,
                         "Your page at {business} has another e-mail address now. You sign in with the new one, and "
                         "messages go there.",
                         kBusiness))
        .paragraph(words(l,
                         "If it was you, you need not do anything. If not, tell {business} at once: they can end all "
                         "sign-ins and give the page back to you.",
                         kBusiness))
        .when_there("business_phone", "{{business_phone}}")
        .when_there("business_email", "{{business_email}}")
        .regards(l);
    return {words(l, "Your address at {business} was changed", kBusiness), body.text(), ""};
}

const Recipients kProvider{.customer = false, .provider = true}, kOwners{.customer = false, .owners = true};

using Write = Source (*)(Language);
struct Entry {
    Shipped shipped;
    Write write;
};

const std::vector<Entry>& entries() {
    using std::chrono::hours;
    static const std::vector<Entry> all{
        {{.key = "booking_confirmation",
          .trigger = "booked",
          .attach_calendar = true,
          .name = [](Language l) { return words(l, "Booking confirmation"); },
          .explanation =
              [](Language l) {
                  return words(l, "What was booked, as a file for the calendar too, and the links to change it.");
              }},
         booking_confirmation},
        {{.key = "booking_approved",
          .trigger = "approved",
          .attach_calendar = true,
          .name = [](Language l) { return words(l, "Appointment approved"); },
          .explanation = [](Language l) { return words(l, "For services that you approve yourself."); }},
         booking_approved},
        {{.key = "booking_declined",
          .trigger = "declined",
          .name = [](Language l) { return words(l, "Appointment declined"); },
          .explanation = [](Language l) { return words(l, "For services that you approve yourself."); }},
         booking_declined},
        {{.key = "booking_rescheduled",
          .trigger = "rescheduled",
          .attach_calendar = true,
          .name = [](Language l) { return words(l, "Appointment moved"); },
          .explanation = [](Language l) { return words(l, "The new time, also for the customer's calendar."); }},
         booking_rescheduled},
        {{.key = "booking_changed",
          .trigger = "changed",
          .attach_calendar = true,
          .name = [](Language l) { return words(l, "Appointment changed"); },
          .explanation =
              [](Language l) {
                  return words(l, "When staff change something else than the time, such as the service or the price.");
              }},
         booking_changed},
        {{.key = "booking_cancelled",
          .trigger = "cancelled",
          .attach_calendar = true,
          .name = [](Language l) { return words(l, "Appointment cancelled"); },
          .explanation =
              [](Language l) { return words(l, "Takes the appointment out of the customer's calendar again."); }},
         booking_cancelled},
        {{.key = "booking_called_off",
          .trigger = "called_off",
          .attach_calendar = true,
          .name = [](Language l) { return words(l, "Group cancelled: too few"); },
          .explanation =
              [](Language l) { return words(l, "Tells everybody who had a place why it does not take place."); }},
         booking_called_off},
        {{.key = "series_booked",
          .trigger = "series_booked",
          .attach_calendar = true,
          .name = [](Language l) { return words(l, "Series booked"); },
          .explanation = [](Language l) { return words(l, "All dates of a series in one mail."); }},
         series_booked},
        {{.key = "series_moved",
          .trigger = "series_moved",
          .attach_calendar = true,
          .name = [](Language l) { return words(l, "Series moved"); },
          .explanation =
              [](Language l) { return words(l, "The new times in one mail, when several of a series are moved."); }},
         series_moved},
        {{.key = "series_cancelled",
          .trigger = "series_cancelled",
          .attach_calendar = true,
          .name = [](Language l) { return words(l, "Series cancelled"); },
          .explanation =
              [](Language l) { return words(l, "Which are cancelled, in one mail, when several of a series are."); }},
         series_cancelled},
        {{.key = "reminder",
          .trigger = "before_start",
          .offset = hours{24},
          .name = [](Language l) { return words(l, "Reminder"); },
          .explanation = [](Language l) { return words(l, "A day before the appointment."); }},
         reminder},
        {{.key = "thank_you",
          .trigger = "after_end",
          .offset = hours{2},
          .active = false,
          .name = [](Language l) { return words(l, "Thank you"); },
          .explanation = [](Language l) { return words(l, "Two hours after the appointment."); }},
         thank_you},
        {{.key = "time_offered",
          .trigger = "time_offered",
          .name = [](Language l) { return words(l, "Waiting list: a free time"); },
          .explanation =
              [](Language l) {
                  return words(l,
                               "Offers a time that is kept for one customer. Without it nobody hears of their offer.");
              }},
         time_offered},
        {{.key = "waiting_joined",
          .trigger = "waiting_joined",
          .name = [](Language l) { return words(l, "Waiting list: joined"); },
          .explanation =
              [](Language l) { return words(l, "What is waited for, with the link by which one leaves again."); }},
         waiting_joined},
        {{.key = "waiting_called_off",
          .trigger = "waiting_called_off",
          .name = [](Language l) { return words(l, "Waiting list: cancelled"); },
          .explanation =
              [](Language l) { return words(l, "Tells those who waited for an event that it does not take place."); }},
         waiting_called_off},
        {{.key = "birthday",
          .trigger = "birthday",
          .active = false,
          .name = [](Language l) { return words(l, "Birthday greeting"); },
          .explanation = [](Language l) { return words(l, "In the morning of the customer's birthday."); }},
         birthday},
        {{.key = "customer_panel_access",
          .trigger = "account_created",
          .active = false,
          .name = [](Language l) { return words(l, "Customer panel access"); },
          .explanation =
              [](Language l) {
                  return words(l, "Tells a new customer of the panel, with a link to choose a password.");
              }},
         panel_access},
        {{.key = "access_link",
          .trigger = "access_link_asked",
          .name = [](Language l) { return words(l, "Sign-in link"); },
          .explanation =
              [](Language l) { return words(l, "Without it, customers cannot sign in by a link from their mail."); }},
         access_link},
        {{.key = "password_reset",
          .trigger = "password_reset_asked",
          .name = [](Language l) { return words(l, "Forgotten password"); },
          .explanation = [](Language l) { return words(l, "Without it, nobody can choose a new password alone."); }},
         password_reset},
        {{.key = "registration",
          .trigger = "registration_asked",
          .name = [](Language l) { return words(l, "Registration"); },
          .explanation = [](Language l) { return words(l, "Without it, nobody can register."); }},
         registration},
        {{.key = "new_device",
          .trigger = "new_device",
          .name = [](Language l) { return words(l, "New sign-in"); },
          .explanation =
              [](Language l) { return words(l, "Tells of a sign-in with a browser that was not used before."); }},
         new_device},
        {{.key = "password_changed",
          .trigger = "password_changed",
          .name = [](Language l) { return words(l, "Password changed"); },
          .explanation = [](Language l) { return words(l, "Tells the customer, in case it was somebody else."); }},
         password_changed},
        {{.key = "email_changed",
          .trigger = "email_changed",
          .name = [](Language l) { return words(l, "Address changed"); },
          .explanation =
              [](Language l) { return words(l, "Goes to the address that the customer had before, as a warning."); }},
         email_changed},
        {{.key = "provider_booked",
          .trigger = "booked",
          .recipients = kProvider,
          .name = [](Language l) { return words(l, "To the provider: booked"); },
          .explanation =
              [](Language l) {
                  return words(l, "Tells who gives the service. Each of the staff chooses how they want to hear.");
              }},
         provider_booked_source},
        {{.key = "provider_rescheduled",
          .trigger = "rescheduled",
          .recipients = kProvider,
          .name = [](Language l) { return words(l, "To the provider: moved"); },
          .explanation =
              [](Language l) {
                  return words(l, "Tells who gives the service, and who gave it before. Each chooses how they want to "
                                  "hear.");
              }},
         provider_rescheduled_source},
        {{.key = "provider_cancelled",
          .trigger = "cancelled",
          .recipients = kProvider,
          .name = [](Language l) { return words(l, "To the provider: cancelled"); },
          .explanation =
              [](Language l) {
                  return words(l, "Tells who gives the service. Each of the staff chooses how they want to hear.");
              }},
         provider_cancelled_source},
        {{.key = "provider_called_off",
          .trigger = "called_off",
          .recipients = kProvider,
          .name = [](Language l) { return words(l, "To the provider: too few"); },
          .explanation =
              [](Language l) {
                  return words(l, "Tells who gives the service. Each of the staff chooses how they want to hear.");
              }},
         provider_called_off_source},
        {{.key = "owners_awaiting_approval",
          .trigger = "awaiting_approval",
          .recipients = kOwners,
          .name = [](Language l) { return words(l, "To the owners: waits for approval"); },
          .explanation = [](Language l) { return words(l, "For services that you approve yourself."); }},
         owners_awaiting_approval_source},
    };
    return all;
}

Language first_language(const businesses::Business& business) {
    for (const auto& tag : business.languages)
        if (const auto language = i18n::parse_language(tag)) return *language;
    return Language::en;
}

WorkflowId add(db::Tx& tx, BusinessId business, const Shipped& shipped, Language language, bool active, Instant now) {
    Template draft{.id = base::make_id<TemplateId>(), .name = shipped.name(language), .shipped = shipped.key};
    store::insert_template(tx, business, draft, now);
    auto action = mail_action(draft.id, shipped.attach_calendar);
    action.id = base::make_id<ActionId>();
    action.recipients = shipped.recipients;
    const Workflow workflow{.id = base::make_id<WorkflowId>(),
                            .name = shipped.name(language),
                            .trigger = shipped.trigger,
                            .offset = shipped.offset,
                            .actions = {std::move(action)},
                            .active = active};
    store::insert_workflow(tx, business, workflow, now);
    return workflow.id;
}

}  // namespace

const std::vector<Shipped>& gallery() {
    static const auto all = [] {
        std::vector<Shipped> out;
        for (const auto& entry : entries()) out.push_back(entry.shipped);
        return out;
    }();
    return all;
}

const Shipped* find_shipped(std::string_view key) {
    const auto& all = gallery();
    const auto found = std::ranges::find(all, key, &Shipped::key);
    return found == all.end() ? nullptr : &*found;
}

Source shipped_source(const Shipped& shipped, Language language) {
    for (const auto& entry : entries())
        if (entry.shipped.key == shipped.key) return entry.write(language);
    CHECK(false);
}

Result<WorkflowId> add_from_gallery(db::Tx& tx, const Context& context, BusinessId business, std::string_view key,
                                    Language language, activity::Actor actor) {
    const auto* shipped = find_shipped(key);
    if (!shipped) return not_found("template.gone");
    const auto id = add(tx, business, *shipped, language, false, context.clock.now());
    activity::record(tx, context.registry, business, context.clock.now(), {"workflow.created", id.value, actor});
    return id;
}

void install_defaults(db::Tx& tx, const Clock& clock, const businesses::Business& business) {
    for (const auto& shipped : gallery())
        add(tx, business.id, shipped, first_language(business), shipped.active, clock.now());
}

}  // namespace notify
