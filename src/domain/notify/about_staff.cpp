// What messages say to the staff: who reads, and where in the back office it is that they are about.
#include "notify/adaptor.h"

#include <fmt/format.h>

namespace notify {
namespace {

using i18n::Language;
using i18n::words;

class Staff : public Adaptor {
public:
    std::vector<Placeholder> placeholders() const override {
        const std::vector<About> booking{About::booking};
        return {
            {.name = "staff_name",
             .words = [](Language l) { return words(l, "The staff member's name, where the mail goes to staff"); }},
            {.name = "office_booking_link",
             .kind = engine::Kind::link,
             .about = booking,
             .words =
                 [](Language l) {
                     return words(l, "Link to the appointment in the back office, where the mail goes to staff");
                 }},
        };
    }

    // Never through the customers' own page on another site.
    void fill(engine::Scope& scope, const Speaker& speaker, const Secrets&) const override {
        if (speaker.audience.to != To::staff) return;
        scope.set("staff_name", speaker.audience.name);
        const auto& booking = speaker.facts.booking;
        if (!booking) return;
        scope.set("office_booking_link",
                  engine::Link{words(speaker.language, "See it in the back office"),
                               fmt::format("{}/{}/office/bookings/{}", speaker.base_url, speaker.business().slug,
                                           base::to_text(booking->id))});
    }
};

}  // namespace

std::unique_ptr<const Adaptor> about_staff() { return std::make_unique<Staff>(); }

}  // namespace notify
