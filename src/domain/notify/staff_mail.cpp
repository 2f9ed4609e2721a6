#include "notify/staff_mail.h"

#include "businesses/accent.h"
#include "businesses/standing.h"
#include "db/db.h"
#include "notify/notice_address.h"

#include <nlohmann/json.hpp>

#include <array>

namespace notify {
namespace {

using i18n::words;
using nlohmann::json;
using std::chrono::hours;

constexpr auto kQueue = "message.staff_password";
constexpr std::string_view kAsked = "staff_password_asked", kChanged = "staff_password_changed",
                           kEmailChanged = "staff_email_changed", kTotpRemoved = "staff_totp_removed",
                           kInvited = "staff_invited", kAddressAsked = "notice_address_asked";

constexpr std::array<StaffMail, 6> kMails{
    {{.trigger = kAsked,
      .good_for = hours{1},
      .has_link = true,
      .occasion = [](i18n::Language l) { return words(l, "A staff member has forgotten the password"); },
      .source = staff_password_source},
     {.trigger = kInvited,
      .good_for = hours{48},
      .has_link = true,
      .invites = true,
      .occasion = [](i18n::Language l) { return words(l, "A staff member is invited to sign in"); },
      .source = staff_invitation_source},
     {.trigger = kAddressAsked,
      .good_for = hours{48},
      .has_link = true,
      .asks_address = true,
      .occasion = [](i18n::Language l) { return words(l, "An address is asked whether it wants messages"); },
      .source = notice_address_source},
     {.trigger = kChanged,
      .good_for = hours{48},
      .occasion = [](i18n::Language l) { return words(l, "The password of a staff member is changed"); },
      .source = staff_password_changed_source},
     {.trigger = kEmailChanged,
      .good_for = hours{48},
      .to_former = true,
      .occasion = [](i18n::Language l) { return words(l, "The address of a staff member's login is changed"); },
      .source = staff_email_changed_source},
     {.trigger = kTotpRemoved,
      .good_for = hours{48},
      .occasion = [](i18n::Language l) { return words(l, "The second step of a staff member's sign-in is removed"); },
      .source = staff_totp_removed_source}}};

void queue(db::Tx& tx, const Clock& clock, const Options& options, const StaffMail& mail, const ToStaff& to,
           i18n::Language language, Instant wanted) {
    store::Row row;
    row.business_id = to.business.id;
    row.subject_id = to.holder.id.value;
    row.address_key = to.holder.email.key;
    row.wanted_at = wanted;
    auto& message = row.message;
    message.id = base::make_id<MessageId>();
    row.message_id = base::to_text(message.id);
    message.trigger = mail.trigger;
    message.to = mail.asks_address ? To::address : To::staff;
    if (!mail.asks_address) message.staff_id = to.holder.id;
    message.recipient_name = to.holder.name;
    message.address = to.holder.email.text;
    message.language = i18n::tag(language);
    auto log = masked(staff_mail(mail, to, language, options.base_url, stand_ins().set_password));
    message.subject = std::move(log.subject);
    message.html = std::move(log.html);
    message.text = std::move(log.text);
    message.created_at = clock.now();
    message.due_at = wanted;
    if (!options.server) {
        message.state = State::not_sent;
        message.why = "no_server";
        message.finished_at = message.created_at;
    }
    store::insert_message(tx, row);
}

// `former`: the address that the login had before, where the mail goes to that one.
std::optional<ToStaff> find(db::Session& session, BusinessId business, StaffId id, const std::string& former = {}) {
    auto holder = accounts::staff::find_holder(session, business, id);
    auto house = businesses::find(session, business);
    if (!holder || !house) return std::nullopt;
    if (!former.empty()) {
        auto email = base::parse_email(former);
        if (!email) return std::nullopt;
        holder->email = *std::move(email);
    }
    return ToStaff{*std::move(holder), *std::move(house)};
}

std::optional<ToStaff> find_address(db::Session& session, BusinessId business, NoticeAddressId id) {
    auto address = find_notice_address(session, business, id);
    auto house = businesses::find(session, business);
    if (!address || !house || is_confirmed(session, business, address->email.key)) return std::nullopt;
    return ToStaff{{.id = StaffId{id.value}, .name = {}, .email = std::move(address->email)}, *std::move(house)};
}

void subscribe_one(activity::Registry& registry, const Clock& clock, std::string_view activity_type,
                   std::string_view trigger) {
    registry.subscribe(std::string(activity_type),
                       [&clock, trigger](db::Tx&, BusinessId, ActivityId, const activity::Activity& activity) {
                           const auto now = clock.now();
                           auto payload = json::parse(activity.data);
                           // A first password is no change, and some invitations are handed over by people.
                           if (!payload.value("replaced", true) || payload.value("by", "mail") == "hand")
                               return std::vector<activity::Wanted>{};
                           payload["mail"] = trigger;
                           payload["staff_id"] = activity.subject_id;
                           payload["at"] = now.time_since_epoch().count();
                           if (const auto before = payload.find("before"); before != payload.end())
                               payload["former_address"] = before->at("email");
                           payload.erase("before");
                           payload.erase("after");
                           payload.erase("address");
                           return std::vector<activity::Wanted>{{kQueue, now, payload.dump()}};
                       });
}

}  // namespace

const StaffMail* find_staff_mail(std::string_view trigger) {
    const auto found = std::ranges::find(kMails, trigger, &StaffMail::trigger);
    return found == kMails.end() ? nullptr : &*found;
}

void subscribe_staff(activity::Registry& registry, const Clock& clock, const Options& options) {
    subscribe_one(registry, clock, "staff.password_asked", kAsked);
    subscribe_one(registry, clock, "staff.invited", kInvited);
    subscribe_one(registry, clock, "staff.password_changed", kChanged);
    subscribe_one(registry, clock, "staff.password_set", kChanged);
    subscribe_one(registry, clock, "staff.email_changed", kEmailChanged);
    subscribe_one(registry, clock, "staff.totp_removed", kTotpRemoved);
    subscribe_one(registry, clock, "notice_address.asked", kAddressAsked);
    registry.handle(kQueue, [&clock, &options](db::Tx& tx, BusinessId business, const json& payload) {
        const auto* mail = find_staff_mail(payload.value("mail", std::string(kAsked)));
        const auto id = payload.at("staff_id").get<std::int64_t>();
        const auto to = mail && mail->asks_address
                            ? find_address(tx, business, NoticeAddressId{id})
                            : find(tx, business, StaffId{id}, payload.value("former_address", ""));
        if (!mail || !to) return activity::Outcome::dropped;
        // Staff have no language stored: that of the page on which it was asked for, else the business's first.
        const auto asked = i18n::parse_language(payload.value("language", ""));
        queue(tx, clock, options, *mail, *to, asked.value_or(language_of(to->business, "")),
              Instant{Seconds{payload.at("at").get<std::int64_t>()}});
        return activity::Outcome::done;
    });
}

std::optional<ToStaff> find_staff(db::Session& session, const store::Row& row) {
    const auto* mail = find_staff_mail(row.message.trigger);
    if (mail && mail->asks_address) {
        auto address = find_address(session, row.business_id, NoticeAddressId{row.subject_id.value_or(0)});
        if (address && address->holder.email.key != row.address_key) return std::nullopt;
        return address;
    }
    auto to = find(session, row.business_id, StaffId{row.subject_id.value_or(0)},
                   mail && mail->to_former ? row.message.address : std::string());
    if (!to || to->holder.email.key != row.address_key) return std::nullopt;
    if (mail && mail->invites && !to->holder.invited) return std::nullopt;
    return to;
}

Rendered staff_mail(const StaffMail& mail, const ToStaff& to, i18n::Language language, std::string_view base_url,
                    std::string_view token) {
    const engine::Names names{{"staff_name"},
                              {"set_password_link", engine::Kind::link},
                              {"confirm_address_link", engine::Kind::link},
                              {"sign_in_link", engine::Kind::link},
                              {"business_name"},
                              {"accent_colour"},
                              {"accent_ink"}};
    const auto text = parse_source(mail.source(language), names);
    CHECK(text);
    const auto accent = businesses::light_accent(to.business.accent_colour);
    // Never through the customers' own page on another site.
    const auto office = fmt::format("{}/{}/office", businesses::base_of(to.business, base_url), to.business.slug);
    engine::Scope scope;
    scope.set("staff_name", to.holder.name)
        .set("business_name", to.business.name.in(i18n::tag(language)))
        .set("accent_colour", accent.colour)
        .set("accent_ink", accent.ink)
        .set("sign_in_link", engine::Link{i18n::words(language, "To the sign-in page"), office + "/sign-in"});
    scope.set("set_password_link",
              engine::Link{i18n::words(language, "Choose a password"), fmt::format("{}/password/{}", office, token)});
    scope.set("confirm_address_link", engine::Link{i18n::words(language, "Yes, send them here"),
                                                   fmt::format("{}/notice-address/{}", office, token)});
    auto out = render(*text, scope, to.business, language, base_url);
    CHECK(out);
    return *std::move(out);
}

}  // namespace notify
