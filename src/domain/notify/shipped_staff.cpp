// The texts that go to the staff: what concerns their logins, and what happens to appointments.
#include "notify/mail_body.h"
#include "notify/staff_mail.h"

namespace notify {

using i18n::Language;
using i18n::words;
using texts::Body;
using texts::kBusiness;
using texts::kDay;

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

Source notice_address_source(Language l) {
    Body body;
    body.title(words(l, "May messages come here?"))
        .paragraph(words(l, "Hello,"))
        .paragraph(words(l,
                         "{business} wants to send messages about its appointments to this address. It does so only "
                         "if you agree:",
                         kBusiness))
        .button("confirm_address_link", words(l, "Yes, send them here"))
        .quiet(words(l, "The link works once and for seven days. If you do not want the messages, you need not do "
                        "anything."));
    return {words(l, "{business} asks whether it may send messages here", kBusiness), body.text(), ""};
}

namespace {

constexpr std::string_view kOfficeLink = "office_booking_link";

// Without a name where the one that was typed is none to repeat (sayable_name).
std::string with_name(const std::string& named, const std::string& nameless) {
    return "{{#if customer_full_name}}" + named + "{{else}}" + nameless + "{{/if}}";
}
const i18n::Parameters kWho{{"name", "{{customer_full_name}}"}};

Body notice(Language l, const std::string& title, const std::string& sentence) {
    Body body;
    body.title(title).paragraph(words(l, "Hello {name},", {{"name", "{{staff_name}}"}})).paragraph(sentence);
    body.visit(l);
    return body;
}

}  // namespace

Source provider_booked_source(Language l) {
    auto body = notice(l,
                       "{{#if is_pending}}" + words(l, "A request for an appointment") + "{{else}}" +
                           words(l, "A new appointment") + "{{/if}}",
                       "{{#if is_pending}}" +
                           with_name(words(l, "{name} asks for this appointment. It still has to be approved.", kWho),
                                     words(l, "A customer asks for this appointment. It still has to be approved.")) +
                           "{{else}}" +
                           with_name(words(l, "{name} has this appointment now:", kWho),
                                     words(l, "A customer has this appointment now:")) +
                           "{{/if}}");
    body.button(kOfficeLink, words(l, "See the appointment"));
    return {"{{#if is_pending}}" + words(l, "Request: {service}, {day} at {time}", kDay) + "{{else}}" +
                words(l, "New: {service}, {day} at {time}", kDay) + "{{/if}}",
            body.text(), ""};
}

Source provider_rescheduled_source(Language l) {
    auto body = notice(l, words(l, "An appointment has been moved"),
                       with_name(words(l, "The appointment of {name} has been moved. This is how it is now:", kWho),
                                 words(l, "An appointment has been moved. This is how it is now:")));
    body.button(kOfficeLink, words(l, "See the appointment"));
    return {words(l, "Moved: {service}, now {day} at {time}", kDay), body.text(), ""};
}

Source provider_cancelled_source(Language l) {
    auto body = notice(l, words(l, "An appointment has been cancelled"),
                       with_name(words(l, "{name} no longer comes. The time is free again.", kWho),
                                 words(l, "A customer no longer comes. The time is free again.")));
    body.button(kOfficeLink, words(l, "See the appointment"));
    return {words(l, "Cancelled: {service}, {day} at {time}", kDay), body.text(), ""};
}

Source provider_called_off_source(Language l) {
    auto body = notice(l, words(l, "A group does not take place"),
                       with_name(words(l,
                                       "Too few came together, so the place of {name} is cancelled too. The time is "
                                       "free again.",
                                       kWho),
                                 words(l, "Too few came together, so it is cancelled. The time is free again.")));
    body.button(kOfficeLink, words(l, "See the appointment"));
    return {words(l, "Too few: {service}, {day} at {time}", kDay), body.text(), ""};
}

Source owners_awaiting_approval_source(Language l) {
    auto body =
        notice(l, words(l, "An appointment waits for approval"),
               with_name(words(l, "{name} asks for this appointment. Until you answer, the time is kept.", kWho),
                         words(l, "A customer asks for this appointment. Until you answer, the time is "
                                  "kept.")));
    body.button(kOfficeLink, words(l, "Approve or decline"));
    return {words(l, "To approve: {service}, {day} at {time}", kDay), body.text(), ""};
}

Source staff_digest_source(Language l) {
    Body body;
    body.title(words(l, "Your day at {business}", kBusiness))
        .paragraph(words(l, "Hello {name},", {{"name", "{{staff_name}}"}}))
        .paragraph(words(l, "This has happened since the last summary:"));
    const auto part = [&](std::string_view list, const std::string& heading) {
        body.add(fmt::format(
            "{{{{#if {0}}}}}<h2 style=\"margin:24px 0 8px;font-size:18px;line-height:1.3;font-weight:650\">{1}</h2>\n"
            "<ul style=\"margin:0 0 16px;padding:0 0 0 20px\">\n{{{{#each {0}}}}}<li style=\"margin:0 0 6px\">"
            "<a href=\"{{{{office_booking_link}}}}\">{{{{when}}}}</a><br>{{{{#if customer_full_name}}}}"
            "{{{{customer_full_name}}}}, {{{{/if}}}}{{{{service}}}}{{{{#if provider}}}}, {{{{provider}}}}{{{{/if}}}}"
            "{{{{#if moved_from}}}}<br><span class=\"tb-quiet\" style=\"color:#616b76\">{2}</span>{{{{/if}}}}"
            "</li>\n{{{{/each}}}}</ul>{{{{/if}}}}",
            list, heading, words(l, "before: {when}", {{"when", "{{moved_from}}"}})));
    };
    part("approvals", words(l, "Waiting for approval"));
    part("booked", words(l, "Booked"));
    part("moved", words(l, "Moved"));
    part("cancelled", words(l, "Cancelled"));
    part("others", words(l, "Other messages"));
    body.add("{{#if more}}<p style=\"margin:0 0 16px\">{{more}}</p>{{/if}}");
    body.button("office_link", words(l, "To the appointments"));
    return {words(l, "Your day at {business}", kBusiness), body.text(), ""};
}

}  // namespace notify
