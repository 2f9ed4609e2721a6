#include "bookings/activities.h"

#include "bookings/words.h"

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
std::string say_status(const Reader& reader, const json& value) {
    const auto status = value.is_string() ? parse_status(value.get<std::string>()) : std::nullopt;
    return status ? status_name(reader.language, *status) : activity::plain_value(reader, value);
}

}  // namespace

std::vector<activity::Type> activity_types() {
    // The end follows the start.
    const std::vector<activity::Field> time{
        {"starts_at", N_("Time"), say_moment}, {"ends_at", nullptr}, {"provider_id", N_("With"), say_provider}};
    const std::vector<activity::Field> status{{"status", N_("Status"), say_status}};
    const std::vector<activity::Field> paid{{"paid", nullptr}};  // as the words of the type say
    return {
        {.name = "booking.made", .words = N_("Booked"), .fields = time},
        {.name = "booking.rescheduled", .words = N_("Moved"), .fields = time},
        {.name = "booking.approved", .words = N_("Approved"), .fields = status},
        {.name = "booking.declined", .words = N_("Declined"), .fields = status},
        {.name = "booking.cancelled", .words = N_("Cancelled"), .fields = status},
        {.name = "booking.completed", .words = N_("Completed"), .fields = status},
        {.name = "booking.no_show", .words = N_("Missed"), .fields = status},
        {.name = "booking.links_revoked", .words = N_("Links in mails taken back")},
        {.name = "booking.hidden", .words = N_("Taken out of the customer's own list")},
        {.name = "booking.paid", .words = N_("Paid"), .fields = paid},
        {.name = "booking.unpaid", .words = N_("Marked as not paid"), .fields = paid},
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
