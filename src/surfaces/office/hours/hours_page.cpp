#include "office/hours/hours_page.h"

#include "booking_page/moving.h"
#include "office/frame/registered.h"

namespace office {

std::string hours_path(const Page& page, std::string_view rest) { return fmt::format("{}/hours{}", page.home(), rest); }

Day monday_of(Day day) { return day - (std::chrono::weekday{day} - std::chrono::Monday); }

bool may_change_hours_of(const Page& page, ProviderId provider) {
    return !page.only_provider() || *page.only_provider() == provider;
}

const staff::Provider* provider_of_path(const Page& page) {
    const auto id = base::parse_id<ProviderId>(page.request.param("id"));
    return id && may_change_hours_of(page, *id) ? page.snapshot->provider(*id) : nullptr;
}

std::vector<const staff::Provider*> changeable_providers(const Page& page) {
    std::vector<const staff::Provider*> out;
    for (const auto& each : page.snapshot->providers)
        if (may_change_hours_of(page, each.id)) out.push_back(&each);
    return out;
}

staff::Context hours_context(const Page& page) { return {page.environment.clock, page.environment.registry}; }

bookings::LeftOut find_left_out(const Page& page, const Planned& planned) {
    constexpr int kNamed = 10;
    return page.environment.database.snapshot([&](db::Session& session) {
        bookings::LeftOut out;
        for (const auto& [provider, schedule] : planned) {
            auto found = bookings::left_out(session, page.id(), provider, page.zone(),
                                            page.snapshot->schedule(provider), schedule, page.now, kNamed);
            out.count += found.count;
            std::ranges::move(found.bookings, std::back_inserter(out.bookings));
        }
        std::ranges::stable_sort(out.bookings, {}, [](const bookings::Booking& each) { return each.time.begin; });
        if (out.bookings.size() > kNamed) out.bookings.resize(kNamed);
        return out;
    });
}

void include_left_out(html::Values& values, const Page& page, const bookings::LeftOut& left_out) {
    html::Values out;
    if (left_out.count > 0) {
        auto& box = out.add("SOME");
        box.set("COUNT_TEXT", i18n::count(page.language, "{n} coming appointment lies outside these hours:",
                                          "{n} coming appointments lie outside these hours:", left_out.count));
        for (const auto& booking : left_out.bookings)
            box.add("BOOKING")
                .set("BOOKING_URL", fmt::format("{}/bookings/{}", page.home(), base::to_text(booking.id)))
                .set("BOOKING_WHEN", booking_page::with_provider(page, booking.time, booking.provider_id))
                .set("BOOKING_PERSON", base::full_name(booking.name, booking.surname));
        box.show_if(left_out.count > static_cast<int>(left_out.bookings.size()), "MORE");
    }
    values.include("LEFT_OUT", "office/hours/left_out", std::move(out));
}

void register_hours(activity::Registry& registry) {
    registry.add(MenuEntry{15, "hours", "/hours", N_("Hours"), "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3 2",
                           staff::kManageHours});
}

}  // namespace office
