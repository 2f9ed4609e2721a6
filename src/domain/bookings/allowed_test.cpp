#include "bookings/allowed.h"

#include <gtest/gtest.h>

namespace bookings {
namespace {

using namespace std::chrono_literals;
using businesses::PaidRule;
using businesses::Rule;

constexpr Status kStatuses[] = {Status::pending,   Status::approved,  Status::declined,
                                Status::cancelled, Status::completed, Status::no_show};

const Zone& oslo() {
    static const auto zone = Zone::find("Europe/Oslo").value();
    return zone;
}

Instant at(std::string_view text) { return base::parse_instant(text).value(); }

businesses::Business a_business() {
    businesses::Business out;
    out.zone = oslo();
    return out;
}

Booking a_booking(Instant start) {
    Booking out;
    out.time = {start, start + 45min};
    return out;
}

std::string code_of(const Result<void>& result) { return result ? "" : result.error().code; }

std::string first_of(const std::vector<std::pair<bool, const char*>>& reasons) {
    for (const auto& [holds, code] : reasons)
        if (holds) return code;
    return "";
}

// One situation, and what has to come of it, written down as lists of reasons.
struct Case {
    Status status;
    bool paid, bookable, by_link;
    Rule rule;
    PaidRule paid_rule;
    bool mail;
    std::set<std::string> movable, settable;
    Seconds before_start;  // how long it is until the appointment begins

    businesses::Business business() const {
        auto out = a_business();
        out.reschedule = out.cancel = {rule, 24h};
        out.customer.paid_reschedule = out.customer.paid_cancel = paid_rule;
        out.customer.mail_reschedule = out.customer.mail_cancel = mail;
        out.customer.reschedule_statuses = movable;
        out.customer.status_changes = settable;
        return out;
    }
    Booking booking(Instant now) const {
        auto out = a_booking(now + before_start);
        out.status = status;
        if (paid) out.paid_at = now - 1h;
        return out;
    }
    Allowed allowed(Instant now) const {
        return what_may(business(), booking(now), bookable, now, by_link ? Way::mailed_link : Way::panel);
    }

    bool given_up() const { return status == Status::cancelled || status == Status::declined; }
    bool begun() const {
        return status == Status::completed || status == Status::no_show || before_start <= Seconds{0};
    }
    bool is_over() const { return given_up() || begun_long_ago() || !is_live(status); }
    bool begun_long_ago() const { return before_start <= -45min; }
    bool kept_by_paying() const { return paid && paid_rule == PaidRule::never; }
    bool too_late() const { return rule == Rule::before && before_start < 24h; }
    bool closed_to_links() const { return by_link && !mail; }

    std::string reschedule() const {
        return first_of({{given_up(), "booking.already_cancelled"},
                         {begun(), "booking.already_over"},
                         {movable.empty(), "booking.reschedule_never"},
                         {!bookable, "service.not_offered"},
                         {!movable.contains(std::string(to_text(status))), "booking.status_not_movable"},
                         {kept_by_paying(), "booking.paid_not_online"},
                         {rule == Rule::never, "booking.reschedule_never"},
                         {too_late(), "booking.reschedule_too_late"},
                         {closed_to_links(), "booking.not_by_link"}});
    }
    std::string set(Status wanted) const {
        const bool cancels = wanted == Status::cancelled;
        const auto* const never = cancels ? "booking.cancel_never" : "booking.change_not_offered";
        return first_of({{given_up(), "booking.already_cancelled"},
                         {begun(), "booking.already_over"},
                         {!settable.contains(std::string(to_text(wanted))), never},
                         {kept_by_paying(), "booking.paid_not_online"},
                         {rule == Rule::never, never},
                         {too_late(), cancels ? "booking.cancel_too_late" : "booking.change_too_late"},
                         {closed_to_links(), "booking.not_by_link"}});
    }
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
    return out << to_text(c.status) << (c.paid ? " paid" : "") << (c.bookable ? "" : " not offered")
               << (c.by_link ? " by link" : "") << " rule " << static_cast<int>(c.rule) << " paid rule "
               << static_cast<int>(c.paid_rule) << " mail " << c.mail << " movable " << c.movable.size() << " settable "
               << c.settable.size() << " starts in " << c.before_start.count();
}

std::vector<Case> every_case() {
    const std::set<std::string> movable[] = {{}, {"approved"}, {"pending", "approved"}, {"cancelled", "completed"}};
    const std::set<std::string> settable[] = {{}, {"cancelled"}, {"approved", "declined", "no_show"}};
    std::vector<Case> out;
    for (const auto status : kStatuses)
        for (const auto rule : {Rule::always, Rule::never, Rule::before})
            for (const auto paid_rule : {PaidRule::as_others, PaidRule::never})
                for (const auto& from : movable)
                    for (const auto& to : settable)
                        for (int bits = 0; bits < 16; ++bits)
                            for (const Seconds before : {Seconds{30h}, Seconds{24h}, Seconds{24h} - 1s, Seconds{1},
                                                         Seconds{0}, Seconds{-45min} + 1s, Seconds{-45min}})
                                out.push_back({status, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, rule,
                                               paid_rule, (bits & 8) != 0, from, to, before});
    return out;
}

TEST(Allowed, DecidesEveryCombinationAsItsReasonsSay) {
    const auto now = at("2026-11-30T08:00:00Z");
    for (const auto& c : every_case()) {
        const auto allowed = c.allowed(now);
        ASSERT_EQ(code_of(allowed.reschedule), c.reschedule()) << c;
        ASSERT_EQ(code_of(allowed.cancel), c.set(Status::cancelled)) << c;
        ASSERT_EQ(code_of(allowed.change_to(Status::cancelled)), code_of(allowed.cancel)) << c;
        for (const auto to : {Status::approved, Status::declined, Status::cancelled}) {
            const bool listed = c.settable.contains(std::string(to_text(to)));
            const bool open = !c.given_up() && !c.begun();
            ASSERT_EQ(allowed.changes.contains(to), listed && open && to != c.status) << c << " to " << to_text(to);
            if (allowed.changes.contains(to)) {
                ASSERT_EQ(code_of(allowed.changes.at(to)), c.set(to)) << c;
            }
        }
        ASSERT_FALSE(allowed.change_to(Status::no_show)) << c << ": nobody says of themselves that they were missed";
        ASSERT_FALSE(allowed.change_to(Status::pending)) << c;
        ASSERT_EQ(code_of(allowed.hide), c.is_over() ? "" : "booking.hide_not_yet") << c;
        ASSERT_EQ(allowed.book_again, c.bookable && c.is_over()) << c;
        ASSERT_EQ(allowed.join_meeting, c.status == Status::approved && !c.begun_long_ago()) << c;
    }
}

TEST(Allowed, EachLimitIsItsOwn) {
    auto business = a_business();
    business.reschedule = {Rule::before, 48h};
    business.cancel = {Rule::before, 2h};
    business.customer.paid_cancel = PaidRule::never;
    business.customer.mail_reschedule = false;
    const auto start = at("2026-12-03T09:00:00Z");
    auto booking = a_booking(start);
    const auto ask = [&](Instant now, Way way) { return what_may(business, booking, true, now, way); };
    EXPECT_EQ(code_of(ask(start - 47h, Way::panel).reschedule), "booking.reschedule_too_late");
    EXPECT_TRUE(ask(start - 47h, Way::panel).cancel);
    EXPECT_EQ(code_of(ask(start - 49h, Way::mailed_link).reschedule), "booking.not_by_link");
    EXPECT_TRUE(ask(start - 49h, Way::mailed_link).cancel);
    booking.paid_at = start - 50h;
    EXPECT_TRUE(ask(start - 49h, Way::panel).reschedule);
    EXPECT_EQ(code_of(ask(start - 49h, Way::panel).cancel), "booking.paid_not_online");
}

// A time before the start is time that passes, so on the two odd days the clock on the wall shows another hour.
TEST(Allowed, TheLimitIsExactToTheSecondAcrossAChangeOfTheClock) {
    struct {
        const char *start, *limit, *on_the_wall;
    } const cases[] = {
        {"2027-03-28T12:00:00Z", "2027-03-27T12:00:00Z", "2027-03-27T13:00:00+01:00"},  // starts at 14:00 there
        {"2026-10-25T12:00:00Z", "2026-10-24T12:00:00Z", "2026-10-24T14:00:00+02:00"},  // starts at 13:00 there
        {"2027-03-29T00:30:00Z", "2027-03-28T00:30:00Z", "2027-03-28T01:30:00+01:00"},  // before the lost hour
        {"2026-10-26T01:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00"},  // in the repeated hour, second
        {"2026-10-26T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00+02:00"},  // in the repeated hour, first
    };
    auto business = a_business();
    business.reschedule = business.cancel = {Rule::before, 24h};
    business.customer.status_changes = {"cancelled", "declined"};
    for (const auto& [start, limit, on_the_wall] : cases) {
        const auto booking = a_booking(at(start));
        const auto in_time = what_may(business, booking, true, at(limit), Way::panel);
        EXPECT_TRUE(in_time.reschedule) << start;
        EXPECT_TRUE(in_time.cancel) << start;
        EXPECT_TRUE(in_time.change_to(Status::declined)) << start;
        const auto late = what_may(business, booking, true, at(limit) + 1s, Way::panel);
        for (const auto& refused : {late.reschedule, late.cancel, late.change_to(Status::declined)}) {
            ASSERT_FALSE(refused) << start;
            EXPECT_EQ(refused.error().parameters.front().second, on_the_wall);
        }
    }
}

TEST(Allowed, StaffAnswerWhatIsPendingAndTellMissedFromCompleted) {
    const auto start = at("2026-12-03T09:00:00Z");
    auto booking = a_booking(start);
    const auto menu = [&](Status status, Instant now) {
        booking.status = status;
        return staff_changes(booking, now);
    };
    using All = std::vector<Status>;
    EXPECT_EQ(menu(Status::pending, start - 1s), (All{Status::approved, Status::declined, Status::cancelled}));
    EXPECT_EQ(menu(Status::approved, start - 1s), (All{Status::cancelled}));
    EXPECT_EQ(menu(Status::approved, start), (All{Status::completed, Status::no_show, Status::cancelled}));
    EXPECT_EQ(menu(Status::completed, start), (All{Status::no_show}));
    EXPECT_EQ(menu(Status::no_show, start), (All{Status::completed}));
    EXPECT_TRUE(menu(Status::cancelled, start).empty());
    EXPECT_TRUE(menu(Status::declined, start).empty());
    booking.status = Status::approved;
    EXPECT_EQ(code_of(staff_may_set(booking, Status::no_show, start - 1s)), "booking.not_begun");
    EXPECT_EQ(code_of(staff_may_set(booking, Status::declined, start - 1s)), "booking.change_not_offered");
    EXPECT_EQ(code_of(staff_may_set(booking, Status::approved, start - 1s)), "booking.change_not_offered");
}

TEST(Allowed, OnlyWhatIsAgreedIsPaid) {
    auto booking = a_booking(at("2026-12-03T09:00:00Z"));
    for (const auto status : {Status::approved, Status::completed, Status::no_show}) {
        booking.status = status;
        EXPECT_TRUE(staff_may_set_paid(booking, true)) << to_text(status);
    }
    for (const auto status : {Status::pending, Status::declined, Status::cancelled}) {
        booking.status = status;
        EXPECT_EQ(code_of(staff_may_set_paid(booking, true)), "booking.not_payable") << to_text(status);
        EXPECT_TRUE(staff_may_set_paid(booking, false)) << "what was paid back";
    }
}

TEST(Allowed, OnlyStaffAndTheSystemStandAboveTheCustomersRules) {
    using activity::ActorKind;
    EXPECT_EQ(way_of({ActorKind::staff, 1}), std::nullopt);
    EXPECT_EQ(way_of({ActorKind::system, 0}), std::nullopt);
    EXPECT_EQ(way_of({ActorKind::customer, 1}), Way::panel);
    for (const auto kind : {ActorKind::visitor, ActorKind::manage_link, ActorKind::api_key})
        EXPECT_EQ(way_of({kind, 1}), Way::mailed_link);
}

}  // namespace
}  // namespace bookings
