// Every message code with its English text, which is its msgid.
#include "html/messages.h"

#include "html/html.h"

namespace html {
namespace {

constexpr MessageCode kCodes[] = {
    {"field.required", "Fill this in."},
    {"field.email", "This does not look like an e-mail address. Check it for a missing @ or full stop."},
    {"field.phone", "This does not look like a phone number. Write it with its country code, such as +47 412 34 567."},
    {"field.too_long", "This is too long. Use at most {limit} characters."},
    {"field.unknown", "This field is not known here."},
    {"field.invalid", "This is not a value that can be used here."},
    {"field.consent", "Tick this to go on."},
    {"booking.time_taken", "This time was just taken. Here are the nearest free times."},
    {"booking.too_soon", "This time is too soon. Choose a later one."},
    {"booking.too_far", "This time is too far ahead. Choose an earlier one."},
    {"booking.link_unknown", "This link does not lead to an appointment."},
    {"booking.reschedule_never", "This appointment cannot be moved online."},
    {"booking.reschedule_too_late", "It was possible to move this appointment online until {until}."},
    {"booking.cancel_never", "This appointment cannot be cancelled online."},
    {"booking.cancel_too_late", "It was possible to cancel this appointment online until {until}."},
    {"booking.already_cancelled", "This appointment is cancelled."},
    {"booking.already_over", "This appointment has already begun or is over."},
    {"service.not_offered", "This service cannot be booked."},
    {"provider.not_offered", "This provider cannot be booked for this service."},
    {"business.unknown", "There is no business at this address."},
    {"business.slug_taken", "This address is in use already."},
    {"form.expired", "This page was open for a long time. Check your details and send it again."},
    {"request.too_many", "Too many requests came from here. Try again in {seconds} seconds."},
    {"range.too_long", "Ask for at most {days} days at a time."},
    {"day.invalid", "This is not a date. Write it as 2027-03-29."},
    {"time.invalid", "This is not a time. Write it as 2027-03-29T09:00:00+02:00."},
    {"zone.invalid", "This is not a time zone. Write it as Europe/Oslo."},
    {"idempotency.mismatch", "This Idempotency-Key was used for another request."},
    {"idempotency.key_invalid", "Write 1 to 200 visible ASCII characters."},
    {"range.reversed", "This is before the first day."},
    {"language.not_offered", "The business does not write this language."},
    {"fields.invalid", "Some fields have to be corrected."},
    {"field.duplicate", "This is given more than once."},
    {"field.type", "The type is wrong: {expected} is wanted."},
    {"field.not_clean", "This has characters that cannot be used here."},
    {"booking.not_a_start", "There is no such time to book. Ask for the free times and take one of them."},
    {"booking.unknown", "There is no such booking."},
    {"token.unknown", "Send the booking's manage token as Authorization: Bearer."},
    {"request.not_json", "Send the body as Content-Type: application/json."},
    {"json.invalid", "The body is not valid JSON. It cannot be read past byte {position}."},
    {"json.too_deep", "The body is nested more than {limit} deep."},
    {"json.too_large", "The body is larger than {limit} bytes."},
    {"field.choose_time", "Choose one of the times."},
    {"page.date_not_understood", "The day or time in this address could not be read."},
    {"page.date_out_of_range", "This day cannot be booked: it is past, or too far ahead."},
    {"schedule.hours", "The hours do not fit into the day."},
    {"schedule.days", "The last day is before the first."},
    {"form.invalid", "Some fields have to be corrected."},
    {"page.not_found", "There is nothing at this address."},
    {"page.method", "This address does not take this method."},
    {"request.malformed", "The request could not be understood. Please go back and try again."},
    {"request.too_large", "That was too much at once. Please send less."},
    {"request.other_site", "This request came from another site."},
    {"request.operators_only", "This is for the operators of this installation only."},
    {"request.token_needed", "This needs the booking's manage token, sent as Authorization: Bearer."},
    {"server.error", "The fault is ours, and it has been noted. Please try again."},
    {"server.unavailable", "Please try again in a minute. Nothing was saved."},
};

}  // namespace

std::span<const MessageCode> message_codes() { return kCodes; }

std::string message(Language language, std::string_view code, const Parameters& parameters) {
    for (const auto& each : kCodes)
        if (each.code == code) return words(language, each.text, parameters);
    throw std::logic_error("no message for " + std::string(code));
}

}  // namespace html
