#include "notify/digest.h"

#include "businesses/accent.h"
#include "db/db.h"
#include "notify/adaptor.h"
#include "notify/channel.h"
#include "notify/staff_mail.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace notify {
namespace {

using bookings::Status;
using i18n::words;

struct Waiting {
    BusinessId business;
    StaffId member;
    Instant first;
};

std::vector<Waiting> list_waiting(db::Session& session, Instant now) {
    std::vector<Waiting> out;
    for (const auto& [business, member, first] : session.rows<BusinessId, StaffId, Instant>(
             "select business_id, staff_member_id, min(at) from staff_notices where message_id is null and at <= :now "
             "group by business_id, staff_member_id order by business_id, staff_member_id",
             now))
        out.push_back({business, member, first});
    return out;
}

struct Line {
    NoticeKind kind;
    BookingId booking;
    std::string occasion;
};

std::vector<Line> lines_until(db::Session& session, const Waiting& whose, Instant until) {
    std::vector<Line> out;
    for (auto& [kind, booking, occasion] :
         session.rows<std::string, BookingId, std::string>("select kind, booking_id, occasion from staff_notices where "
                                                           "business_id = :business and staff_member_id = :member "
                                                           "and message_id is null and at <= :until order by at, id",
                                                           whose.business, whose.member, until))
        for (const auto each : kNoticeKinds)
            if (to_text(each) == kind) out.push_back({each, booking, std::move(occasion)});
    return out;
}

// The digest says how things are when it is made: what was booked and given up since is only given up.
bool is_true_still(NoticeKind kind, Status status) {
    switch (kind) {
        case NoticeKind::booked:
        case NoticeKind::moved: return !bookings::is_given_up(status);
        case NoticeKind::cancelled: return status == Status::cancelled;
        case NoticeKind::approval: return status == Status::pending;
        case NoticeKind::other: return true;
    }
    CHECK(false);
}

std::string_view list_of(NoticeKind kind) {
    switch (kind) {
        case NoticeKind::booked: return "booked";
        case NoticeKind::moved: return "moved";
        case NoticeKind::cancelled: return "cancelled";
        case NoticeKind::approval: return "approvals";
        case NoticeKind::other: return "others";
    }
    CHECK(false);
}

// The same scope as a message about the booking alone.
engine::Scope scope_of(db::Session& session, const std::shared_ptr<const bookings::Snapshot>& snapshot,
                       const Line& line, i18n::Language language, const Setting& setting, const Audience& audience) {
    Subject subject{.booking_id = line.booking};
    if (line.kind == NoticeKind::moved)
        if (const auto activity = activity_of(line.occasion))
            subject.moved = find_moved(session, snapshot->business.id, *activity);
    const auto facts = load_facts(session, snapshot, subject, setting.clock.now());
    engine::Scope scope;
    for (const auto& adaptor : adaptors())
        adaptor->fill(scope, {facts, language, setting.options.base_url, audience}, {});
    return scope;
}

engine::Names names_of_digest() {
    using enum engine::Kind;
    const engine::Names item{{"when"},     {"customer_full_name"}, {"service"},
                             {"provider"}, {"moved_from"},         {"office_booking_link", link}};
    return {{"staff_name"},
            {"business_name"},
            {"accent_colour"},
            {"accent_ink"},
            {"office_link", link},
            {"more"},
            {"approvals", list, item},
            {"booked", list, item},
            {"moved", list, item},
            {"cancelled", list, item},
            {"others", list, item}};
}

// Nullopt: nothing of it is true any more.
std::optional<Rendered> digest_of(db::Session& session, const Setting& setting,
                                  const std::shared_ptr<const bookings::Snapshot>& snapshot, const Colleague& colleague,
                                  const std::vector<Line>& lines) {
    const auto& business = snapshot->business;
    const auto language = i18n::parse_language(colleague.language).value_or(i18n::Language::en);
    const Audience audience{To::staff, colleague.name};
    std::map<NoticeKind, std::vector<engine::Scope>> parts;
    std::set<std::pair<NoticeKind, BookingId>> said;
    std::int64_t more = 0;
    for (const auto& line : lines) {
        const auto booking = bookings::find(session, business.id, line.booking);
        if (!booking || !is_true_still(line.kind, booking->status)) continue;
        if (!said.emplace(line.kind, line.booking).second) continue;
        if (said.size() > kMostInDigest) {
            ++more;
            continue;
        }
        parts[line.kind].push_back(scope_of(session, snapshot, line, language, setting, audience));
    }
    if (said.empty()) return std::nullopt;
    const auto accent = businesses::light_accent(business.accent_colour);
    engine::Scope scope;
    scope.set("staff_name", colleague.name)
        .set("business_name", business.name.in(i18n::tag(language)))
        .set("accent_colour", accent.colour)
        .set("accent_ink", accent.ink)
        .set("more", more == 0 ? std::string() : i18n::count(language, "And {n} more.", "And {n} more.", more))
        .set("office_link", engine::Link{words(language, "To the appointments"),
                                         fmt::format("{}/{}/office", setting.options.base_url, business.slug)});
    for (const auto kind : kNoticeKinds) scope.set(std::string(list_of(kind)), std::move(parts[kind]));
    const auto text = parse_source(staff_digest_source(language), names_of_digest());
    CHECK(text);
    auto out = render(*text, scope, business, language, setting.options.base_url,
                      foot_for(audience, business, language, setting.options.base_url));
    CHECK(out);
    return *std::move(out);
}

// True: the day is this transaction's to decide. The row is there, since whoever wants digests has chosen them.
bool take_day(db::Tx& tx, const Waiting& whose, Day day) {
    return tx.execute("update staff_notice_settings set digest_day = :day where business_id = :business and "
                      "staff_member_id = :member and (digest_day is null or digest_day < :day)",
                      day, whose.business, whose.member) == 1;
}

bool make_digest(db::Tx& tx, const Setting& setting, const std::shared_ptr<const bookings::Snapshot>& snapshot,
                 const Waiting& whose, const DigestTime& due) {
    if (!take_day(tx, whose, due.day)) return false;
    const auto colleague = find_colleague(tx, snapshot->business, whose.member);
    const auto lines = lines_until(tx, whose, due.at);
    auto digest = colleague ? digest_of(tx, setting, snapshot, *colleague, lines) : std::nullopt;
    store::Row row;
    auto& message = row.message;
    message.id = base::make_id<MessageId>();
    // Those that are told of nowhere are done with too: their occasion is over.
    tx.execute("update staff_notices set message_id = :message where business_id = :business and "
               "staff_member_id = :member and message_id is null and at <= :until",
               message.id, whose.business, whose.member, due.at);
    if (!digest) return false;
    row.business_id = whose.business;
    row.address_key = colleague->email.key;
    row.fixed = true;
    row.wanted_at = due.at;
    row.message_id = base::to_text(message.id);
    message.trigger = kDigestTrigger;
    message.to = To::staff;
    message.staff_id = whose.member;
    message.recipient_name = colleague->name;
    message.address = colleague->email.text;
    message.language = colleague->language;
    message.subject = std::move(digest->subject);
    message.html = std::move(digest->html);
    message.text = std::move(digest->text);
    message.created_at = message.due_at = setting.clock.now();
    if (!setting.options.server) {
        message.state = State::not_sent;
        message.why = "no_server";
        message.finished_at = message.created_at;
    }
    store::insert_message(tx, row);
    return true;
}

}  // namespace

DigestTime last_digest_time(const Zone& zone, Minutes digest_at, Instant now) {
    auto day = zone.day(now);
    auto at = zone.instant(WallTime{day} + digest_at);
    if (at > now) {
        day -= std::chrono::days{1};
        at = zone.instant(WallTime{day} + digest_at);
    }
    return {day, at};
}

int send_digests(db::Database& database, const Setting& setting, Houses& houses, const std::stop_token& stop) {
    const auto now = setting.clock.now();
    int made = 0;
    for (const auto& each : database.read([&](db::Session& session) { return list_waiting(session, now); })) {
        if (stop.stop_requested()) return made;
        try {
            const auto [snapshot, choices] = database.read([&](db::Session& session) {
                return std::pair(houses.find(session, each.business),
                                 find_choices(session, each.business, each.member));
            });
            if (!snapshot) continue;
            const auto due = last_digest_time(snapshot->business.zone, choices.digest_at, now);
            if (each.first > due.at) continue;
            made += database.write([&](db::Tx& tx) { return make_digest(tx, setting, snapshot, each, due) ? 1 : 0; });
        } catch (const db::Unavailable&) {
            throw;
        } catch (const std::exception& error) {
            spdlog::error("msg=no_digest staff_member={} error={:?}", base::to_text(each.member),
                          std::string(error.what()));
        }
    }
    return made;
}

}  // namespace notify
