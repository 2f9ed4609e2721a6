#include "office/live/live.h"

#include "businesses/standing.h"
#include "office/frame/page.h"

namespace office {
namespace {

using pages::Live;

// Asked of the database each time, since whoever listens for hours may have signed out or been deactivated meanwhile.
std::optional<Live::Audience> audience_of(db::Session& session, Environment& environment, const std::string& slug,
                                          const std::string& token) {
    const auto snapshot = environment.snapshots.find(session, slug);
    if (!snapshot || !businesses::is_open(snapshot->business)) return std::nullopt;
    const auto who = accounts::staff::find_signed_in(session, environment.clock, snapshot->business.id, token);
    if (!who || !who->passed_totp || who->must_set_up_totp || !who->may(bookings::kSeeOwnBookings)) return std::nullopt;
    if (who->may(bookings::kManageBookings)) return Live::Audience{};
    return Live::Audience{ProviderId{who->id.value}};
}

}  // namespace

http::Response live(const Page& page) {
    const std::string token(page.request.cookie(pages::kStaffCookie));
    const auto ask = [&environment = page.environment, slug = page.business().slug, token](db::Session& session) {
        return audience_of(session, environment, slug, token);
    };
    http::Response response;
    response.type = "text/event-stream";
    response.stream = page.environment.live.open({page.id(), page.who.id.value, page.zone(), ask});
    response.set("Cache-Control", "no-store").set("X-Accel-Buffering", "no");
    return response;
}

}  // namespace office
