#include "notify/staff_mail.h"

#include "bookings/accent.h"
#include "db/db.h"

#include <nlohmann/json.hpp>

namespace notify {
namespace {

using nlohmann::json;

constexpr auto kAsked = "staff.password_asked";
constexpr auto kQueue = "message.staff_password";

void queue(db::Tx& tx, const Clock& clock, const Options& options, const ToStaff& to, html::Language language,
           Instant asked) {
    store::Row row;
    row.business_id = to.business.id;
    row.subject_id = to.holder.id.value;
    row.address_key = to.holder.email.key;
    row.wanted_at = asked;
    auto& message = row.message;
    message.id = base::make_id<MessageId>();
    row.message_id = base::to_text(message.id);
    message.trigger = kStaffPassword;
    message.recipient_name = to.holder.name;
    message.address = to.holder.email.text;
    message.language = html::tag(language);
    auto log = masked(staff_password_mail(to, language, options.base_url, stand_ins().set_password));
    message.subject = std::move(log.subject);
    message.html = std::move(log.html);
    message.text = std::move(log.text);
    message.created_at = clock.now();
    message.due_at = asked;
    if (!options.server) {
        message.state = State::not_sent;
        message.why = "no_server";
        message.finished_at = message.created_at;
    }
    store::insert_message(tx, row);
}

std::optional<ToStaff> find(db::Session& session, BusinessId business, StaffId id) {
    auto holder = accounts::staff::find_holder(session, business, id);
    auto house = businesses::find(session, business);
    if (!holder || !house) return std::nullopt;
    return ToStaff{*std::move(holder), *std::move(house)};
}

}  // namespace

void subscribe_staff(events::Registry& registry, const Clock& clock, const Options& options) {
    registry.subscribe(kAsked, [&clock](db::Tx&, BusinessId, EventId, const events::Event& event) {
        const auto now = clock.now();
        auto payload = json::parse(event.data);
        payload["staff_id"] = event.subject_id;
        payload["at"] = now.time_since_epoch().count();
        return std::vector<events::Wanted>{{kQueue, now, payload.dump()}};
    });
    registry.handle(kQueue, [&clock, &options](db::Tx& tx, BusinessId business, const json& payload) {
        const auto to = find(tx, business, StaffId{payload.at("staff_id").get<std::int64_t>()});
        if (!to) return events::Outcome::dropped;
        const auto language = html::parse_language(payload.at("language").get<std::string>());
        queue(tx, clock, options, *to, language.value_or(html::Language::en),
              Instant{Seconds{payload.at("at").get<std::int64_t>()}});
        return events::Outcome::done;
    });
}

std::optional<ToStaff> find_staff(db::Session& session, const store::Row& row) {
    auto to = find(session, row.business_id, StaffId{row.subject_id.value_or(0)});
    if (!to || to->holder.email.key != row.address_key) return std::nullopt;
    return to;
}

Rendered staff_password_mail(const ToStaff& to, html::Language language, std::string_view base_url,
                             std::string_view token) {
    const engine::Names names{{"staff_name"},
                              {"set_password_link", engine::Kind::link},
                              {"business_name"},
                              {"accent_colour"},
                              {"accent_ink"}};
    const auto text = parse_source(staff_password_source(language), names);
    CHECK(text);
    const auto accent = bookings::light_accent(to.business.accent_colour);
    engine::Scope scope;
    scope.set("staff_name", to.holder.name)
        .set("business_name", to.business.name.in(html::tag(language)))
        .set("accent_colour", accent.colour)
        .set("accent_ink", accent.ink);
    // Never through the customers' own page on another site.
    scope.set("set_password_link",
              engine::Link{html::words(language, "Choose a password"),
                           fmt::format("{}/{}/office/password/{}", base_url, to.business.slug, token)});
    auto out = render(*text, scope, to.business, language, base_url);
    CHECK(out);
    return *std::move(out);
}

}  // namespace notify
