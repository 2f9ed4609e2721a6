#include "notify/staff_choice.h"

#include "accounts/staff_manage.h"
#include "db/db.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace notify {
namespace {

using i18n::words;
using nlohmann::json;

constexpr std::array<std::pair<NoticeKind, std::string_view>, 5> kKinds{{{NoticeKind::booked, "booked"},
                                                                         {NoticeKind::moved, "moved"},
                                                                         {NoticeKind::cancelled, "cancelled"},
                                                                         {NoticeKind::approval, "approval"},
                                                                         {NoticeKind::other, "other"}}};
constexpr std::array<std::pair<std::string_view, NoticeKind>, 8> kOfTriggers{
    {{"booked", NoticeKind::booked},
     {"series_booked", NoticeKind::booked},
     {"series_moved", NoticeKind::moved},
     {"series_cancelled", NoticeKind::cancelled},
     {"rescheduled", NoticeKind::moved},
     {"cancelled", NoticeKind::cancelled},
     {"called_off", NoticeKind::cancelled},
     {"awaiting_approval", NoticeKind::approval}}};
constexpr std::array<std::pair<Told, std::string_view>, 3> kTold{
    {{Told::at_once, "at_once"}, {Told::daily, "daily"}, {Told::never, "never"}}};

Result<void> may_choose(db::Session& session, BusinessId business, const accounts::staff::Member& member,
                        activity::Actor actor) {
    using activity::ActorKind;
    if (actor.kind == ActorKind::system) return {};
    const auto acting =
        actor.kind == ActorKind::staff ? accounts::staff::find(session, business, StaffId{actor.id}) : std::nullopt;
    if (!acting || !acting->active) return refuse(Fault::forbidden, "staff.not_permitted");
    if (acting->id == member.id) return {};
    if (!acting->may(businesses::kManageStaff)) return refuse(Fault::forbidden, "staff.not_permitted");
    if (!accounts::staff::may_decide(acting->role, member.role)) return refuse(Fault::forbidden, "staff.owners_only");
    return {};
}

json json_of(const Choices& choices) {
    json out{{"digest_at", choices.digest_at.count()}, {"language", choices.language}};
    for (const auto kind : kNoticeKinds) out[std::string(to_text(kind))] = to_text(choices.of(kind));
    return out;
}

void write(db::Tx& tx, BusinessId business, StaffId id, const Choices& wanted) {
    tx.execute(R"sql(
        insert into staff_notice_settings (business_id, staff_member_id, language, digest_minute)
        values (:business, :id, :language, :minute)
        on conflict (business_id, staff_member_id) do update
        set language = excluded.language, digest_minute = excluded.digest_minute)sql",
               business, id, wanted.language, wanted.digest_at);
    tx.execute("delete from staff_notice_choices where business_id = :business and staff_member_id = :id", business,
               id);
    for (const auto kind : kNoticeKinds) {
        if (wanted.of(kind) == Told::at_once) continue;
        tx.execute("insert into staff_notice_choices (business_id, staff_member_id, kind, told) "
                   "values (:business, :id, :kind, :told)",
                   business, id, to_text(kind), to_text(wanted.of(kind)));
    }
    for (const auto kind : kNoticeKinds)
        if (wanted.of(kind) == Told::never)
            tx.execute("delete from staff_notices where business_id = :business and staff_member_id = :id and "
                       "kind = :kind and message_id is null",
                       business, id, to_text(kind));
}

}  // namespace

std::string_view to_text(NoticeKind kind) {
    return std::ranges::find(kKinds, kind, &decltype(kKinds)::value_type::first)->second;
}

std::string name_of(i18n::Language language, NoticeKind kind) {
    switch (kind) {
        case NoticeKind::booked: return words(language, "An appointment is booked");
        case NoticeKind::moved: return words(language, "An appointment is moved");
        case NoticeKind::cancelled: return words(language, "An appointment is cancelled");
        case NoticeKind::approval: return words(language, "An appointment waits for approval");
        case NoticeKind::other: return words(language, "Everything else that workflows tell you");
    }
    CHECK(false);
}

NoticeKind notice_kind_of(std::string_view trigger) {
    const auto found = std::ranges::find(kOfTriggers, trigger, &decltype(kOfTriggers)::value_type::first);
    return found == kOfTriggers.end() ? NoticeKind::other : found->second;
}

std::string_view to_text(Told told) {
    return std::ranges::find(kTold, told, &decltype(kTold)::value_type::first)->second;
}

std::optional<Told> parse_told(std::string_view text) {
    const auto found = std::ranges::find(kTold, text, &decltype(kTold)::value_type::second);
    return found == kTold.end() ? std::nullopt : std::optional(found->first);
}

std::string name_of(i18n::Language language, Told told) {
    switch (told) {
        case Told::at_once: return words(language, "At once");
        case Told::daily: return words(language, "Once a day");
        case Told::never: return words(language, "Not at all");
    }
    CHECK(false);
}

Told Choices::of(NoticeKind kind) const {
    const auto found = told.find(kind);
    return found == told.end() ? Told::at_once : found->second;
}

Choices find_choices(db::Session& session, BusinessId business, StaffId id) {
    Choices out;
    if (auto stored = session.row<std::string, Minutes>(
            "select language, digest_minute from staff_notice_settings where business_id = :business and "
            "staff_member_id = :id",
            business, id))
        std::tie(out.language, out.digest_at) = *std::move(stored);
    for (const auto& [kind, told] : session.rows<std::string, std::string>(
             "select kind, told from staff_notice_choices where business_id = :business and staff_member_id = :id",
             business, id)) {
        const auto known = std::ranges::find(kKinds, kind, &decltype(kKinds)::value_type::second);
        if (known != kKinds.end()) out.told[known->first] = parse_told(told).value();
    }
    return out;
}

Result<void> choose(db::Tx& tx, const activity::Context& context, BusinessId business, StaffId id,
                    const Choices& wanted, activity::Actor actor) {
    const auto member = accounts::staff::find(tx, business, id);
    if (!member) return not_found("staff.unknown");
    if (const auto may = may_choose(tx, business, *member, actor); !may) return may;
    std::vector<FieldError> wrong;
    if (wanted.digest_at < Minutes{0} || wanted.digest_at > kLatestDigest)
        wrong.push_back({"digest_at", "notices.no_time", {}});
    const auto language = i18n::parse_language(wanted.language);
    if (!wanted.language.empty() && (!language || i18n::tag(*language) != wanted.language))
        wrong.push_back({"language", "field.invalid", {}});
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    auto before = json_of(find_choices(tx, business, id)), after = json_of(wanted);
    const auto all = before;
    for (const auto& [name, value] : all.items())
        if (after[name] == value) {
            before.erase(name);
            after.erase(name);
        }
    if (after.empty()) return {};
    write(tx, business, id, wanted);
    activity::record(tx, context.registry, business, context.clock.now(),
                     {"staff.notices_changed", id.value, actor, json{{"before", before}, {"after", after}}.dump()});
    return {};
}

}  // namespace notify
