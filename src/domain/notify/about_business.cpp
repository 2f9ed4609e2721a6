// What every message may say of the business.
#include "notify/adaptor.h"

#include "businesses/accent.h"
#include "notify/frame.h"

namespace notify {
namespace {

using i18n::Language;
using i18n::words;

class Business : public Adaptor {
public:
    std::vector<Placeholder> placeholders() const override {
        using enum engine::Kind;
        return {
            {.name = "business_name", .words = [](Language l) { return words(l, "The name of the business"); }},
            {.name = "business_address", .words = [](Language l) { return words(l, "The address of the business"); }},
            {.name = "business_phone",
             .words = [](Language l) { return words(l, "The phone number of the business"); }},
            {.name = "business_email",
             .words = [](Language l) { return words(l, "The e-mail address of the business"); }},
            {.name = "cancellation_policy", .words = [](Language l) { return words(l, "The cancellation policy"); }},
            {.name = "booking_page_link",
             .kind = link,
             .words = [](Language l) { return words(l, "Link to the booking page"); }},
            {.name = "accent_colour", .words = [](Language) { return std::string(); }, .in_menu = false},
            {.name = "accent_ink", .words = [](Language) { return std::string(); }, .in_menu = false},
        };
    }

    void fill(engine::Scope& scope, const Speaker& speaker, const Secrets&) const override {
        const auto& business = speaker.business();
        const auto accent = businesses::light_accent(business.accent_colour);
        const bool bookable = business.has(bookings::kBookingPage);
        scope.set("business_name", speaker.text(business.name))
            .set("business_address", business.address)
            .set("business_phone", phone_of(business))
            .set("business_email", business.email)
            .set("cancellation_policy", speaker.text(business.cancellation_policy))
            .set("accent_colour", accent.colour)
            .set("accent_ink", accent.ink)
            .set("booking_page_link", engine::Link{words(speaker.language, "Book an appointment"),
                                                   bookable ? speaker.link("") : std::string()});
    }
};

}  // namespace

std::unique_ptr<const Adaptor> about_business() { return std::make_unique<Business>(); }

}  // namespace notify
