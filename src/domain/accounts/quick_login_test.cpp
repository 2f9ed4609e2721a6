#include "accounts/quick_login.h"

#include "accounts/customer_access.h"
#include "accounts/email_change.h"
#include "accounts/own_sign_in.h"
#include "accounts/profile.h"
#include "accounts/staff_manage.h"
#include "accounts/test_salon.h"
#include "activity/activity_log.h"
#include "businesses/settings.h"
#include "customers/erasure.h"
#include "personal/personal.h"

namespace accounts {
namespace {

using namespace std::chrono_literals;
using businesses::Role;

class QuickLogins : public testing::TestWithParam<db::Engine> {
protected:
    QuickLogins() {
        businesses::subscribe(salon.registry);
        customers::subscribe(salon.registry);
        subscribe(salon.registry, salon.clock);
        personal::subscribe(salon.registry);
        salon.write([&](db::Tx& tx) {
            CHECK(businesses::set_customer_settings(tx, salon.id, {}));
            CHECK(businesses::set_customer_settings(tx, salon.other, {}));
        });
        owner = hire("Olga", Role::owner);
        hire("Oda", Role::owner);
        anna = salon.settled("anna@example.com", "laptop");
        customer = salon.account(anna).customer_id;
    }

    StaffId hire(std::string_view name, Role role) {
        const auto email = fmt::format("{}@salon.example", base::folded(name));
        return salon.write([&](db::Tx& tx) {
            const auto id = staff::add(tx, salon.context, salon.id, name, email, role, {}).value();
            CHECK(staff::set_login(tx, salon.context, salon.id, id, address(email), hash, {}));
            return id;
        });
    }
    staff::SignedIn sign_in(std::string_view name) {
        const auto email = fmt::format("{}@salon.example", base::folded(name));
        const auto session =
            staff::sign_in(salon.db(), salon.context, salon.hasher, salon.id, address(email), kPassword, browser(name))
                .value();
        return salon
            .read(
                [&](db::Session& s) { return staff::find_signed_in(s, salon.clock, salon.id, session.session_token); })
            .value();
    }
    Result<QuickLogin> begin(const staff::SignedIn& who, CustomerId of, std::string_view reason = "Cannot find a form",
                             std::optional<BusinessId> business = {}) {
        return salon.write([&](db::Tx& tx) {
            return begin_quick_login(tx, salon.context, business.value_or(salon.id), who, of, reason, browser("Olga"));
        });
    }
    // In the customer's stead, by the owner.
    SignedIn looking() { return salon.visitor(begin(sign_in("Olga"), customer)->session_token).value(); }

    Salon salon{GetParam()};
    const std::string hash = salon.hasher.hash(kPassword).value();
    StaffId owner{};
    AccountId anna{};
    CustomerId customer{};
};
INSTANTIATE_TEST_SUITE_P(Engines, QuickLogins, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(QuickLogins, LookAsTheCustomerWithTheStaffMembersNameBehindThem) {
    const auto begun = begin(sign_in("Olga"), customer);
    ASSERT_TRUE(begun);
    const auto who = salon.visitor(begun->session_token);
    ASSERT_TRUE(who);
    EXPECT_EQ(who->customer_id, customer);
    ASSERT_TRUE(who->acting);
    EXPECT_EQ(who->acting->staff_name, "Olga");
    EXPECT_EQ(who->acting->until, salon.clock.now() + 30min);
    EXPECT_EQ(who->actor().kind, activity::ActorKind::customer);
    EXPECT_EQ(who->actor().id, customer.value);
    EXPECT_EQ(who->actor().by_staff, owner.value);
    EXPECT_NE(salon.last_data("customer.quick_login").find("Cannot find a form"), std::string::npos);
    // The customer is not told of it as of a sign-in of theirs, and their browser stays the known one.
    EXPECT_EQ(salon.count_of("account.new_device"), 0);
    EXPECT_TRUE(salon.read([&](db::Session& s) { return list_sessions(s, salon.clock, salon.id, anna); }).size() == 1);
}

TEST_P(QuickLogins, WriteBothNamesIntoTheLog) {
    const auto who = looking();
    salon.write([&](db::Tx& tx) {
        add_dependant(tx, salon.context, salon.id, anna, "Little", "Berg", "nb", who.actor().by_staff).value();
    });
    const auto log = salon.read([&](db::Session& s) {
        constexpr std::array<std::string_view, 1> kMade{"customer.created"};
        return activity::list_of_types(s, salon.id, kMade, {}, 1);
    });
    ASSERT_EQ(log.size(), 1u);
    EXPECT_EQ(log.front().actor, "customer");
    EXPECT_EQ(log.front().actor_id, customer.value);
    EXPECT_EQ(log.front().by_staff, owner.value);
}

TEST_P(QuickLogins, EndAfterHalfAnHourHoweverMuchIsDone) {
    const auto token = begin(sign_in("Olga"), customer)->session_token;
    salon.clock.advance(29min);
    const auto who = salon.visitor(token);
    ASSERT_TRUE(who);
    EXPECT_FALSE(keep_alive(salon.db(), salon.clock, salon.id, *who));
    salon.clock.advance(1min);
    EXPECT_FALSE(salon.visitor(token));
}

TEST_P(QuickLogins, EndWhenTheStaffMemberEndsThemAndAreNotBegunAgainByTheOldToken) {
    const auto token = begin(sign_in("Olga"), customer)->session_token;
    const auto who = salon.visitor(token).value();
    for (int i = 0; i < 2; ++i) salon.write([&](db::Tx& tx) { end_quick_login(tx, salon.context, salon.id, who); });
    EXPECT_FALSE(salon.visitor(token));
    EXPECT_EQ(salon.count_of("customer.quick_login_ended"), 1);
}

TEST_P(QuickLogins, EndWithTheStaffMembersSession) {
    const auto olga = sign_in("Olga");
    const auto token = begin(olga, customer)->session_token;
    salon.write([&](db::Tx& tx) { staff::end_session(tx, salon.id, olga.session_id); });
    EXPECT_FALSE(salon.visitor(token));
}

TEST_P(QuickLogins, EndWithThePermissionAndWithTheJob) {
    const auto manager = hire("Mona", Role::manager);
    EXPECT_EQ(code_of(begin(sign_in("Mona"), customer)), "staff.not_permitted");
    const activity::Actor by{activity::ActorKind::staff, owner.value};
    const auto allow = [&](bool allowed) {
        salon.write([&](db::Tx& tx) {
            staff::set_permissions(tx, salon.context, salon.id, manager, {{"quick_login", allowed}}, by).value();
        });
    };
    allow(true);
    const auto token = begin(sign_in("Mona"), customer)->session_token;
    EXPECT_TRUE(salon.visitor(token));
    allow(false);
    EXPECT_FALSE(salon.visitor(token));
    allow(true);
    EXPECT_TRUE(salon.visitor(token));
    salon.write([&](db::Tx& tx) { staff::set_active(tx, salon.context, salon.id, manager, false, by).value(); });
    EXPECT_FALSE(salon.visitor(token));
}

TEST_P(QuickLogins, EndWhenTheCustomerMayNoLongerSignInOrIsErased) {
    const activity::Actor by{activity::ActorKind::staff, owner.value};
    const auto token = begin(sign_in("Olga"), customer)->session_token;
    salon.write([&](db::Tx& tx) { set_allowed(tx, salon.context, salon.id, anna, false, by); });
    EXPECT_FALSE(salon.visitor(token));
    EXPECT_EQ(code_of(begin(sign_in("Olga"), customer)), "quick_login.not_allowed");
    salon.write([&](db::Tx& tx) { set_allowed(tx, salon.context, salon.id, anna, true, by); });
    const auto again = begin(sign_in("Olga"), customer)->session_token;
    salon.write([&](db::Tx& tx) { erase(tx, salon.context, salon.id, customer, by); });
    EXPECT_FALSE(salon.visitor(again));
}

TEST_P(QuickLogins, AreOneAtATimeForEachStaffMember) {
    const auto olga = sign_in("Olga");
    const auto first = begin(olga, customer)->session_token;
    const auto second = begin(olga, customer)->session_token;
    EXPECT_NE(first, second);
    EXPECT_FALSE(salon.visitor(first));
    EXPECT_TRUE(salon.visitor(second));
}

TEST_P(QuickLogins, NeedAReasonAndACustomerOfThisBusinessWhoCanHaveAPanel) {
    const auto olga = sign_in("Olga");
    EXPECT_EQ(code_of(begin(olga, customer, "  ")), "form.invalid");
    EXPECT_EQ(code_of(begin(olga, customer, std::string(201, 'x'))), "form.invalid");
    EXPECT_EQ(code_of(begin(olga, CustomerId{77})), "customer.unknown");
    // With a session of this business nothing is begun at another one.
    EXPECT_EQ(code_of(begin(olga, customer, "Why not", salon.other)), "staff.not_permitted");
    const auto foreign = salon.write([&](db::Tx& tx) {
        return customers::join(tx, salon.other, salon.clock, {"Eva", "Dahl", address("eva@example.com"), "", "nb"})
            .customer.id;
    });
    EXPECT_EQ(code_of(begin(olga, foreign)), "customer.unknown");

    const auto nameless = salon.write([&](db::Tx& tx) {
        customers::Changes changes;
        changes.name = "Nils";
        changes.language = "nb";
        return customers::create(tx, {salon.clock, salon.registry}, salon.id, "NO", changes, {}).value();
    });
    EXPECT_EQ(code_of(begin(olga, nameless)), "quick_login.needs_email");
    salon.write([&](db::Tx& tx) {
        businesses::CustomerSettings settings;
        settings.logins = businesses::Logins::off;
        CHECK(businesses::set_customer_settings(tx, salon.id, settings));
    });
    EXPECT_EQ(code_of(begin(olga, customer)), "quick_login.no_logins");
}

TEST_P(QuickLogins, MakeAnAccountThatNobodyIsToldOfWhereThereIsNone) {
    const auto listed = salon.write([&](db::Tx& tx) {
        return customers::join(tx, salon.id, salon.clock, {"Ben", "Dahl", address("ben@example.com"), "", "nb"})
            .customer.id;
    });
    EXPECT_TRUE(begin(sign_in("Olga"), listed));
    EXPECT_NE(salon.last_data("account.created").find("\"quiet\":true"), std::string::npos);
}

TEST_P(QuickLogins, DoNothingThatOnlyTheCustomerMayDo) {
    const auto who = looking();
    const auto code = [](const auto& result) { return code_of(result); };
    constexpr std::string_view kAlone = "account.customer_alone";
    EXPECT_EQ(code(in_person(who)), kAlone);
    EXPECT_EQ(code(change_password(salon.db(), salon.context, salon.hasher, salon.id, anna, who.session_id, kPassword,
                                   "another long pass phrase")),
              kAlone);
    salon.write([&](db::Tx& tx) {
        EXPECT_EQ(code(list_own_sessions(tx, salon.clock, salon.id, who)), kAlone);
        EXPECT_EQ(code(end_own_session(tx, salon.id, who, who.session_id)), kAlone);
        EXPECT_EQ(code(end_own_sessions(tx, salon.id, who)), kAlone);
        EXPECT_EQ(code(make_own_feed(tx, salon.clock, salon.id, who)), kAlone);
        EXPECT_EQ(code(revoke_own_feed(tx, salon.id, who)), kAlone);
        EXPECT_EQ(code(note_own_consent(tx, salon.id, who, salon.clock.now())), kAlone);
        EXPECT_EQ(code(customers::ask_erasure(tx, {salon.clock, salon.registry}, salon.id, customer, who.actor())),
                  kAlone);
        EXPECT_EQ(code(confirm_email_change(tx, salon.context, salon.id, anna, "whatever", who.actor())), kAlone);
        EXPECT_FALSE(find_consent(tx, salon.id, anna));
        EXPECT_FALSE(feed_of(tx, salon.id, anna));
    });
    // Nor another address, with or without what is else typed into the form.
    salon.write([&](db::Tx& tx) {
        const auto business = businesses::find(tx, salon.id).value();
        Profile profile{.name = "Anna",
                        .surname = "Berg",
                        .email = "olga@salon.example",
                        .phone = "",
                        .country = "NO",
                        .language = "nb",
                        .date_of_birth = {}};
        profile.may_change_email = true;
        profile.by_staff = who.actor().by_staff;
        const auto changed = update_profile(tx, salon.context, business, anna, profile, {});
        ASSERT_FALSE(changed);
        ASSERT_EQ(changed.error().fields.size(), 1u);
        EXPECT_EQ(changed.error().fields.front().code, kAlone);
    });
    EXPECT_EQ(salon.value("select count(*) from registrations"), 0);
    // What they do not change is theirs to help with.
    salon.write([&](db::Tx& tx) {
        const auto business = businesses::find(tx, salon.id).value();
        Profile profile{.name = "Anne",
                        .surname = "Berg",
                        .email = "anna@example.com",
                        .phone = "",
                        .country = "NO",
                        .language = "nb",
                        .date_of_birth = {}};
        profile.by_staff = who.actor().by_staff;
        EXPECT_TRUE(update_profile(tx, salon.context, business, anna, profile, {}));
    });
}

TEST_P(QuickLogins, StandInTheCustomersOwnCopyOfTheirData) {
    looking();
    const auto told = salon.read([&](db::Session& s) {
        const auto subject = personal::find(s, salon.registry, salon.id, customer, i18n::Language::en);
        std::string out;
        for (const auto& part : personal::parts(salon.registry))
            if (part.files)
                for (const auto& [name, content] : part.files(s, salon.clock, subject)) out += content;
        return out;
    });
    EXPECT_NE(told.find("customer.quick_login"), std::string::npos);
    EXPECT_NE(told.find("Cannot find a form"), std::string::npos);
    EXPECT_NE(told.find("\"by_staff\": true"), std::string::npos);
}

}  // namespace
}  // namespace accounts
