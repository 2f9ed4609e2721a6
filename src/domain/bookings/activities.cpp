#include "bookings/activities.h"

#include "bookings/words.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace bookings {
namespace {

using activity::Reader;
using nlohmann::json;

std::string say_moment(const Reader& reader, const json& value) {
    return value.is_number_integer() ? reader.moment(Instant{Seconds{value.get<std::int64_t>()}})
                                     : activity::plain_value(reader, value);
}
std::string say_provider(const Reader& reader, const json& value) {
    return value.is_number_integer() ? reader.named("provider", value.get<std::int64_t>())
                                     : activity::plain_value(reader, value);
}
std::string say_service(const Reader& reader, const json& value) {
    return value.is_number_integer() ? reader.named("service", value.get<std::int64_t>())
                                     : activity::plain_value(reader, value);
}
std::string say_length(const Reader& reader, const json& value) {
    return value.is_number_integer() ? i18n::duration(reader.language, Minutes{value.get<std::int64_t>()})
                                     : activity::plain_value(reader, value);
}
// "45000 NOK"
std::string say_price(const Reader& reader, const json& value) {
    const auto text = value.is_string() ? value.get<std::string>() : std::string();
    std::int64_t amount = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), amount);
    if (failed != std::errc() || end == text.data() + text.size()) return activity::plain_value(reader, value);
    return i18n::money(reader.language, {amount, std::string(end + 1, text.data() + text.size())});
}
std::string say_status(const Reader& reader, const json& value) {
    const auto status = value.is_string() ? parse_status(value.get<std::string>()) : std::nullopt;
    return status ? status_name(reader.language, *status) : activity::plain_value(reader, value);
}

// "Yoga, Friday 11 December at 17:00"
std::string about_session(const Reader& reader, const activity::Recorded&, const json& data) {
    if (!data.is_object() || !data.contains("service_id")) return {};
    auto out = say_service(reader, data.at("service_id"));
    if (data.contains("time")) out += ", " + say_moment(reader, data.at("time").at("starts_at"));
    return out;
}

}  // namespace

std::vector<activity::Type> activity_types() {
    // The end follows from the start and the length, which is told where it changes.
    const std::vector<activity::Field> time{{"starts_at", N_("Time"), say_moment},
                                            {"ends_at", nullptr},
                                            {"minutes", N_("Length"), say_length},
                                            {"provider_id", N_("With"), say_provider},
                                            {"overbooking", N_("Over another appointment, because")}};
    auto all = time;
    all.insert(
        all.end(),
        {{"service_id", N_("Service"), say_service}, {"add_ons", N_("Add-ons")}, {"price", N_("Price"), say_price}});
    const std::vector<activity::Field> notes{{"note", N_("Note")}, {"internal_note", N_("Internal note")}};
    const std::vector<activity::Field> status{{"status", N_("Status"), say_status}};
    const std::vector<activity::Field> session{{"starts_at", N_("Time"), say_moment},
                                               {"ends_at", nullptr},
                                               {"provider_id", N_("With"), say_provider},
                                               {"capacity", N_("Places")},
                                               {"minimum", N_("Fewest who have to come")}};
    const std::vector<activity::Field> paid{{"paid", nullptr}};  // as the words of the type say
    return {
        {.name = "booking.made", .words = N_("Booked"), .fields = time},
        {.name = "booking.rescheduled", .words = N_("Moved"), .fields = time},
        {.name = "booking.move_undone", .words = N_("Move undone"), .fields = time},
        {.name = "booking.changed", .words = N_("Changed"), .fields = all},
        {.name = "booking.noted", .words = N_("Notes changed"), .fields = notes},
        {.name = "booking.answered", .words = N_("Answers changed")},
        {.name = "booking.deleted", .words = N_("Deleted")},
        {.name = "booking.restored", .words = N_("Restored")},
        {.name = "booking.approved", .words = N_("Approved"), .fields = status},
        {.name = "booking.declined", .words = N_("Declined"), .fields = status},
        {.name = "booking.cancelled", .words = N_("Cancelled"), .fields = status},
        {.name = "booking.called_off", .words = N_("Cancelled, since too few came together"), .fields = status},
        {.name = "booking.completed", .words = N_("Completed"), .fields = status},
        {.name = "booking.no_show", .words = N_("Missed"), .fields = status},
        {.name = "booking.links_revoked", .words = N_("Links in mails taken back")},
        {.name = "booking.hidden", .words = N_("Taken out of the customer's own list")},
        {.name = "booking.paid", .words = N_("Paid"), .fields = paid},
        {.name = "booking.unpaid", .words = N_("Marked as not paid"), .fields = paid},
        {.name = "session.added",
         .words = N_("Group added"),
         .fields = session,
         .log = "groups",
         .about = about_session},
        {.name = "session.changed",
         .words = N_("Group changed"),
         .fields = session,
         .log = "groups",
         .about = about_session},
        {.name = "session.cancelled", .words = N_("Group cancelled"), .log = "groups", .about = about_session},
        {.name = "session.called_off",
         .words = N_("Group cancelled, since too few came together"),
         .log = "groups",
         .about = about_session},
    };
}

activity::Names status_names() {
    return {"status", [](db::Session&, BusinessId, i18n::Language language) {
                std::map<std::string, std::string> out;
                for (const auto each : {Status::pending, Status::approved, Status::declined, Status::cancelled,
                                        Status::completed, Status::no_show})
                    out.emplace(to_text(each), status_name(language, each));
                return out;
            }};
}

}  // namespace bookings
