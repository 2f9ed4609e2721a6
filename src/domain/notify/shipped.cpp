// The texts that the program ships: written once with words(), so that every language has them.
#include "db/db.h"
#include "notify/staff_mail.h"
#include "notify/store.h"

#include <fmt/format.h>

namespace notify {
namespace {

using i18n::Language;
using i18n::words;

// HTML in the order of its paragraphs. {{...}} in it is for the engine.
class Body {
public:
    Body& title(const std::string& text) {
        return add("<h1 style=\"margin:0 0 16px;font-size:24px;line-height:1.25;font-weight:650\">" + text + "</h1>");
    }
    Body& paragraph(const std::string& text) { return add("<p style=\"margin:0 0 16px\">" + text + "</p>"); }
    Body& quiet(const std::string& text) {
        return add("<p class=\"tb-quiet\" style=\"margin:0 0 16px;font-size:14px;color:#616b76\">" + text + "</p>");
    }
    // `link` is a placeholder of a link; nothing is shown where it leads nowhere.
    Body& button(std::string_view link, const std::string& label) {
        return add(
            fmt::format("{{{{#if {0}}}}}<p style=\"margin:24px 0\"><a class=\"tb-button\" href=\"{{{{{0}}}}}\" "
                        "style=\"display:inline-block;"
                        "padding:12px 22px;background:{{{{accent_colour}}}};color:{{{{accent_ink}}}};font-weight:600;"
                        "text-decoration:none;border-radius:8px\">{1}</a></p>{{{{/if}}}}",
                        link, label));
    }
    // The first where it leads somewhere, else the second.
    Body& button(std::string_view link, std::string_view otherwise, const std::string& label) {
        add(fmt::format("{{{{#if {}}}}}", link)).button(link, label).add("{{else}}").button(otherwise, label);
        return add("{{/if}}");
    }
    Body& links(std::string_view first, std::string_view second) {
        return add(fmt::format("{{{{#if {0}}}}}<p style=\"margin:0 0 8px\">{{{{{0}}}}}</p>{{{{/if}}}}\n"
                               "{{{{#if {1}}}}}<p style=\"margin:0 0 16px\">{{{{{1}}}}}</p>{{{{/if}}}}",
                               first, second));
    }
    Body& when_there(std::string_view name, const std::string& text) {
        return add(fmt::format("{{{{#if {}}}}}<p style=\"margin:0 0 16px\">{}</p>{{{{/if}}}}", name, text));
    }
    // What was booked, line by line.
    Body& appointment(Language l) {
        const auto row = [](std::string_view name, const std::string& label) {
            return fmt::format(
                "{{{{#if {0}}}}}<tr><td class=\"tb-quiet\" style=\"padding:4px 16px 4px 0;color:#616b76;"
                "vertical-align:top;white-space:nowrap\">{1}</td><td style=\"padding:4px 0;font-weight:600\">"
                "{{{{{0}}}}}</td></tr>{{{{/if}}}}\n",
                name, label);
        };
        return add("<table class=\"tb-line\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:0 0 20px;"
                   "border-top:1px solid #dfe3e8;border-bottom:1px solid #dfe3e8;width:100%;font-size:16px;"
                   "line-height:1.5;color:inherit\">\n" +
                   row("booked_for", words(l, "For")) + row("service", words(l, "What")) +
                   row("when", words(l, "When")) + row("provider", words(l, "With")) +
                   row("location", words(l, "Where")) + row("price", words(l, "Price")) +
                   row("meeting_link", words(l, "Meeting")) + "</table>");
    }
    Body& upcoming() {
        return add("{{#if upcoming_bookings}}<ul style=\"margin:0 0 16px;padding:0 0 0 20px\">\n{{#each "
                   "upcoming_bookings}}<li>{{service}}, {{when}}</li>\n{{/each}}</ul>{{/if}}");
    }
    Body& greeting(Language l) {
        return paragraph("{{#if customer_name}}" + words(l, "Hello {name},", {{"name", "{{customer_name}}"}}) +
                         "{{else}}" + words(l, "Hello,") + "{{/if}}");
    }
    Body& regards(Language l) {
        return add("<p style=\"margin:24px 0 0\">" + words(l, "Kind regards") + "<br>{{business_name}}</p>");
    }
    std::string text() const { return text_; }

private:
    Body& add(const std::string& piece) {
        if (!text_.empty()) text_ += "\n";
        text_ += piece;
        return *this;
    }
    std::string text_;
};

// The address itself, since these mails are kept to be found again.
const std::string kPanel = "<a href=\"{{customer_panel_url}}\">{{customer_panel_url}}</a>";

const i18n::Parameters kBusiness{{"business", "{{business_name}}"}};
const i18n::Parameters kWhat{{"service", "{{service}}"}, {"when", "{{when}}"}, {"business", "{{business_name}}"}};
const i18n::Parameters kDay{{"service", "{{service}}"},
                            {"day", "{{starts_at | date}}"},
                            {"time", "{{starts_at | time}}"},
                            {"business", "{{business_name}}"}};

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
    body.title(words(l, "We could not take your appointment"))
        .greeting(l)
        .paragraph(words(l,
                         "Unfortunately {business} could not take this appointment. You are welcome to choose another "
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
        .quiet(
            words(l, "The link works once and for 24 hours. After that you can ask for a new one on the sign-in page."))
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
        .quiet(words(
            l, "The link works once and for 15 minutes. If you did not ask for it, you need not do anything: nobody "
               "has come in."))
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
        .button("set_password_link", words(l, "Choose a password"))
        .quiet(words(l,
                     "The link works once and for 24 hours. If you did not ask for it, you need not do anything: your "
                     "password stays as it is."))
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
                     "The link works for 48 hours. If you did not ask for this, you need not do anything, and what was "
                     "typed is forgotten."))
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
        {{.key = "booking_cancelled",
          .trigger = "cancelled",
          .attach_calendar = true,
          .name = [](Language l) { return words(l, "Appointment cancelled"); },
          .explanation =
              [](Language l) { return words(l, "Takes the appointment out of the customer's calendar again."); }},
         booking_cancelled},
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

Source staff_password_source(Language l) {
    Body body;
    body.title(words(l, "Choose a new password"))
        .paragraph(words(l, "Hello {name},", {{"name", "{{staff_name}}"}}))
        .paragraph(words(l,
                         "Somebody asked for a new password for your sign-in to the back office of {business}. If it "
                         "was you, choose one here:",
                         kBusiness))
        .button("set_password_link", words(l, "Choose a password"))
        .quiet(words(l, "The link works once and for 30 minutes. If you did not ask for it, you need not do anything: "
                        "your password stays as it is."));
    return {words(l, "A new password for the back office of {business}", kBusiness), body.text(), ""};
}

Source staff_invitation_source(Language l) {
    Body body;
    body.title(words(l, "You are invited"))
        .paragraph(words(l, "Hello {name},", {{"name", "{{staff_name}}"}}))
        .paragraph(words(l,
                         "You can sign in to the back office of {business} with this address. Choose a password, and "
                         "you are there:",
                         kBusiness))
        .button("set_password_link", words(l, "Choose a password"))
        .quiet(words(l,
                     "The link works once and for seven days. If you do not know {business}, you need not do "
                     "anything.",
                     kBusiness));
    return {words(l, "Your sign-in to the back office of {business}", kBusiness), body.text(), ""};
}

Source staff_password_changed_source(Language l) {
    Body body;
    body.title(words(l, "Your password was changed"))
        .paragraph(words(l, "Hello {name},", {{"name", "{{staff_name}}"}}))
        .paragraph(
            words(l, "The password of your sign-in to the back office of {business} has just been changed.", kBusiness))
        .paragraph(words(l, "If it was you, you need not do anything. If not, ask for a new one on the sign-in page at "
                            "once, which ends all your sign-ins, and tell an owner."))
        .button("sign_in_link", words(l, "To the sign-in page"));
    return {words(l, "Your password for the back office of {business} was changed", kBusiness), body.text(), ""};
}

Source staff_email_changed_source(Language l) {
    Body body;
    body.title(words(l, "Your address was changed"))
        .paragraph(words(l, "Hello {name},", {{"name", "{{staff_name}}"}}))
        .paragraph(words(l,
                         "Your sign-in to the back office of {business} has another e-mail address now. This one no "
                         "longer signs in.",
                         kBusiness))
        .paragraph(words(l, "If you know of it, you need not do anything. If not, tell an owner of the business at "
                            "once: somebody else may be using your sign-in."));
    return {words(l, "Your address for the back office of {business} was changed", kBusiness), body.text(), ""};
}

Source staff_totp_removed_source(Language l) {
    Body body;
    body.title(words(l, "The second step of your sign-in was removed"))
        .paragraph(words(l, "Hello {name},", {{"name", "{{staff_name}}"}}))
        .paragraph(words(l,
                         "Your sign-in to the back office of {business} no longer asks for a code from an app; the "
                         "password alone is enough.",
                         kBusiness))
        .paragraph(words(l, "If you know of it, you need not do anything. If not, ask for a new password on the "
                            "sign-in page at once, which ends all your sign-ins, and tell an owner."))
        .button("sign_in_link", words(l, "To the sign-in page"));
    return {words(l, "The second step of your sign-in at {business} was removed", kBusiness), body.text(), ""};
}

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
