#include "operators/oversight.h"

#include "accounts/staff_link.h"
#include "bookings/booking.h"
#include "operators/log.h"
#include "operators/sign_up.h"
#include "staff/member.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace operators {
namespace {

using namespace std::chrono_literals;
using accounts::staff::InviteBy;
using bookings::Rules;
using businesses::Limits;

const accounts::Client kStranger{"192.0.2.7", "Browser", "", ""};

class Oversight : public testing::TestWithParam<db::Engine> {
protected:
    support::World world{GetParam()};
    OperatorId oda = world.db().write([&](db::Tx& tx) {
        make_link(tx, world.clock, base::parse_email("oda@example.com").value(), "Oda").value();
        return list(tx).front().id;
    });

    BusinessId salon() const { return world.salon.id; }
    template <class F>
    auto write(F&& body) {
        return world.db().write(std::forward<F>(body));
    }
    accounts::Context context() { return {world.clock, world.registry}; }
    void suspend(std::string_view why = "The bill of March") {
        write([&](db::Tx& tx) { return operators::suspend(tx, world.clock, oda, salon(), why); }).value();
    }
    void limit(const Limits& limits) {
        write([&](db::Tx& tx) { return set_limits(tx, world.clock, oda, salon(), limits); }).value();
    }
    onboarding::Opening opening(std::string slug = "kari-hair") {
        onboarding::Opening out;
        out.name = "Kari Hair";
        out.slug = std::move(slug);
        out.country = "DK";
        out.language = "da";
        out.owner = "Kari";
        out.email = base::parse_email("kari@example.com").value();
        return out;
    }
    std::vector<Overview> found(std::string_view search) {
        return world.db().read(
            [&](db::Session& reading) { return list_businesses(reading, world.clock.now(), search, {}, 50); });
    }
    std::optional<businesses::Business> business(std::string_view slug) {
        return world.db().read([&](db::Session& reading) { return businesses::find(reading, slug); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Oversight, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Oversight, FindsBusinessesByNameSlugAndTheWholeAddressOfAnOwner) {
    EXPECT_EQ(found("").size(), 3u);
    EXPECT_EQ(found("LIND").front().brief.slug, "studio-lind");
    EXPECT_EQ(found("Studio Lind").size(), 1u);
    EXPECT_EQ(found("salong-n").front().brief.slug, "salong-nord");
    EXPECT_TRUE(found("%").empty());
    EXPECT_TRUE(found("kari@example.com").empty());
    write([&](db::Tx& tx) { return open_business(tx, context(), oda, opening(), InviteBy::hand); }).value();
    ASSERT_EQ(found("kari@example.com").size(), 1u);
    EXPECT_EQ(found("kari@example.com").front().owners.front().name, "Kari");
    EXPECT_TRUE(found("kari@example").empty()) << "no part of an address";
}

TEST_P(Oversight, ListsGoOnBehindTheLastOne) {
    const auto first =
        world.db().read([&](db::Session& reading) { return list_businesses(reading, world.clock.now(), "", {}, 2); });
    ASSERT_EQ(first.size(), 2u);
    EXPECT_GT(first[0].brief.id, first[1].brief.id);
    const auto rest = world.db().read(
        [&](db::Session& reading) { return list_businesses(reading, world.clock.now(), "", first[1].brief.id, 2); });
    EXPECT_EQ(rest.size(), 1u);
}

TEST_P(Oversight, CountsBookingsOfTheLastThirtyDaysAndCustomers) {
    ASSERT_TRUE(world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00"));
    const auto ben = world.book(world.ben, world.salon.cut, world.salon.mira, "wed 10:00").value();
    write([&](db::Tx& tx) {
        return bookings::cancel(tx, world.context(), salon(), ben.booking.id, {}, Rules::staff);
    }).value();
    EXPECT_EQ(found("lind").front().bookings, 0) << "none has begun";
    world.clock.advance(7 * 24h);
    EXPECT_EQ(found("lind").front().bookings, 1) << "what was cancelled is none";
    EXPECT_EQ(found("lind").front().customers, 2);
    world.clock.advance(31 * 24h);
    EXPECT_EQ(found("lind").front().bookings, 0);
}

TEST_P(Oversight, OpensABusinessWithItsOwnerInvited) {
    const auto opened =
        write([&](db::Tx& tx) { return open_business(tx, context(), oda, opening(), InviteBy::hand); }).value();
    const auto made = business("kari-hair");
    ASSERT_TRUE(made);
    EXPECT_EQ(made->zone.name(), "Europe/Copenhagen");
    EXPECT_EQ(made->currency, "DKK");
    EXPECT_FALSE(made->listed);
    const auto holder = world.db().read([&](db::Session& reading) {
        return accounts::staff::find_link(reading, world.clock, opened.id, opened.token);
    });
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->email.text, "kari@example.com");
}

TEST_P(Oversight, OpensNothingWhereAnythingIsWrong) {
    auto wrong = opening("studio-lind");
    EXPECT_EQ(write([&](db::Tx& tx) { return open_business(tx, context(), oda, wrong, InviteBy::hand); }).error().code,
              "business.slug_taken");
    wrong = opening("operator");
    wrong.owner.clear();
    const auto error =
        write([&](db::Tx& tx) { return open_business(tx, context(), oda, wrong, InviteBy::hand); }).error();
    ASSERT_EQ(error.fields.size(), 2u);
    EXPECT_EQ(found("").size(), 3u);
}

TEST_P(Oversight, ASuspendedBusinessTakesNoBookingsAndKeepsThoseItHas) {
    const auto made = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value();
    suspend();
    EXPECT_EQ(world.book(world.ben, world.salon.cut, world.salon.mira, "wed 10:00").error().code, "business.suspended");
    const auto move = write([&](db::Tx& tx) {
        bookings::Move later;
        later.starts_at = world.at("thu 10:00");
        return bookings::reschedule(tx, world.context(), salon(), made.booking.id, later, {}, Rules::staff);
    });
    EXPECT_EQ(move.error().code, "business.suspended");
    const auto cancel = write([&](db::Tx& tx) {
        return bookings::cancel(tx, world.context(), salon(), made.booking.id, {}, Rules::customer);
    });
    EXPECT_EQ(cancel.error().code, "business.suspended");
    EXPECT_EQ(world.status_of(made.booking.id), bookings::Status::approved);
    EXPECT_EQ(world.diary(world.salon.mira).size(), 1u);
    EXPECT_TRUE(world.book(world.ben, world.clinic.consultation, world.clinic.ada, "wed 10:00")) << "others work on";
    write([&](db::Tx& tx) { return reopen(tx, world.clock, oda, salon()); }).value();
    EXPECT_TRUE(world.book(world.ben, world.salon.cut, world.salon.mira, "wed 10:00"));
}

TEST_P(Oversight, WhatIsDoneToABusinessIsLoggedWithWhoDidItAndTwiceTheSameIsDoneOnce) {
    suspend();
    write([&](db::Tx& tx) { return reopen(tx, world.clock, oda, salon()); }).value();
    write([&](db::Tx& tx) { return reopen(tx, world.clock, oda, salon()); }).value();
    limit({.staff = 5});
    limit({.staff = 5});
    const auto log =
        world.db().read([&](db::Session& reading) { return list_log(reading, i18n::Language::en, salon()); });
    ASSERT_EQ(log.size(), 3u);
    EXPECT_EQ(log[0].words, "Limits changed");
    EXPECT_EQ(log[1].words, "Business reopened");
    EXPECT_EQ(log[2].words, "Business suspended");
    EXPECT_EQ(log[2].more, "The bill of March");
    EXPECT_EQ(log[2].who, "Oda");
    EXPECT_EQ(
        write([&](db::Tx& tx) { return operators::suspend(tx, world.clock, oda, base::make_id<BusinessId>(), ""); })
            .error()
            .code,
        "business.unknown");
}

TEST_P(Oversight, WhereThereIsNoRoomForCustomersKnownOnesBookAndNewOnesAreToldToGetInTouch) {
    ASSERT_TRUE(world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00"));
    limit({.customers = 1});
    EXPECT_TRUE(world.book(world.anna, world.salon.cut, world.salon.mira, "wed 10:00"));
    EXPECT_EQ(world.book(world.ben, world.salon.cut, world.salon.mira, "thu 10:00").error().code,
              "customers.no_new_online");
    customers::Changes changes;
    changes.name = "Cara";
    changes.language = "nb";
    const auto by_staff = write([&](db::Tx& tx) {
        return customers::create(tx, {world.clock, world.registry}, salon(), "NO", changes, {});
    });
    EXPECT_EQ(by_staff.error().code, "customers.limit_reached");
    EXPECT_TRUE(world.book(world.ben, world.neighbour.trim, world.neighbour.eva, "thu 10:00"));
    limit({.customers = 2});
    EXPECT_TRUE(world.book(world.ben, world.salon.cut, world.salon.mira, "thu 10:00"));
}

TEST_P(Oversight, WhereThereIsNoRoomOnTheStaffNobodyIsAddedOrComesBack) {
    namespace staff = accounts::staff;
    const auto add = [&](std::string_view name) {
        return write([&](db::Tx& tx) {
            return staff::add(tx, context(), salon(), name, fmt::format("{}@example.com", name),
                              businesses::Role::receptionist, {});
        });
    };
    const auto first = add("rita").value();
    const auto now = world.db().read([&](db::Session& reading) { return ::staff::count_active(reading, salon()); });
    limit({.staff = now});
    EXPECT_EQ(add("rolf").error().code, "staff.limit_reached");
    const auto set = [&](bool active) {
        return write([&](db::Tx& tx) { return staff::set_active(tx, context(), salon(), first, active, {}); });
    };
    ASSERT_TRUE(set(false));
    EXPECT_TRUE(add("rolf"));
    EXPECT_EQ(set(true).error().code, "staff.limit_reached");
}

TEST_P(Oversight, RefusesLimitsThatAreNone) {
    const auto set = write([&](db::Tx& tx) {
        return set_limits(tx, world.clock, oda, salon(), {.staff = 0, .customers = -1, .mails_a_day = -1});
    });
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().fields.size(), 3u);
}

TEST_P(Oversight, AHostNameIsOneBusinesssAndNeverTheInstallations) {
    const auto set = [&](BusinessId id, std::string_view host) {
        return write([&](db::Tx& tx) { return set_host(tx, world.clock, oda, id, host, "timebok.example"); });
    };
    EXPECT_TRUE(set(salon(), "book.salon.example"));
    EXPECT_EQ(set(world.clinic.id, "book.salon.example").error().code, "business.host_taken");
    EXPECT_EQ(set(world.clinic.id, "timebok.example").error().code, "business.host_own");
    for (const auto* wrong : {"salon", "10.0.0.1", "book..example", "-a.example", "a-.example", "https://a.example",
                              "a.example/x", "a.example:80", "a b.example", "[::1]"})
        EXPECT_EQ(set(world.clinic.id, wrong).error().code, "business.host_invalid") << wrong;
    EXPECT_EQ(world.db().read(
                  [](db::Session& reading) { return businesses::find_slug_by_host(reading, "book.salon.example"); }),
              "studio-lind");
    EXPECT_TRUE(set(salon(), ""));
    EXPECT_TRUE(set(world.clinic.id, "book.salon.example"));
}

class Hosts : public Oversight {
protected:
    Result<void> ask(std::string_view host, std::optional<BusinessId> business = {}) {
        return write([&](db::Tx& tx) {
            return businesses::ask_for_host(tx, context(), business.value_or(salon()), host, "timebok.example",
                                            {activity::ActorKind::staff, 1});
        });
    }
    Result<void> give(std::string_view host) {
        return write([&](db::Tx& tx) { return give_host(tx, context(), oda, salon(), host, "timebok.example"); });
    }
    Result<void> refuse(std::string_view host, std::string_view why) {
        return write([&](db::Tx& tx) { return operators::refuse_host(tx, context(), oda, salon(), host, why); });
    }
    std::vector<std::string> asked() {
        std::vector<std::string> out;
        for (const auto& request :
             world.db().read([](db::Session& reading) { return businesses::list_host_requests(reading, 50); }))
            out.push_back(request.host);
        return out;
    }
    std::optional<businesses::HostRequest> request() {
        return world.db().read([&](db::Session& reading) { return businesses::find_host_request(reading, salon()); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Hosts, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Hosts, AreAskedForByABusinessAndGivenByTheOperator) {
    ASSERT_TRUE(ask("book.salon.example"));
    world.clock.advance(1h);
    ASSERT_TRUE(ask("book.clinic.example", world.clinic.id));
    EXPECT_EQ(asked(), (std::vector<std::string>{"book.salon.example", "book.clinic.example"})) << "the oldest first";
    EXPECT_EQ(business("studio-lind")->standing.host, "") << "asking gives nothing";
    ASSERT_TRUE(give("book.salon.example"));
    EXPECT_EQ(business("studio-lind")->standing.host, "book.salon.example");
    EXPECT_EQ(asked(), (std::vector<std::string>{"book.clinic.example"}));
    EXPECT_FALSE(request());
    EXPECT_EQ(give("book.salon.example").error().code, "business.no_host_request");
}

TEST_P(Hosts, AreRefusedWithAWordAndMayBeAskedForAgain) {
    ASSERT_TRUE(ask("bank.example"));
    EXPECT_EQ(refuse("bank.example", std::string(501, 'x')).error().fields.front().field, "refused_why");
    ASSERT_TRUE(refuse("bank.example", "It is not yours."));
    EXPECT_TRUE(asked().empty());
    EXPECT_EQ(request()->refused_why, "It is not yours.");
    EXPECT_EQ(refuse("bank.example", "").error().code, "business.no_host_request") << "once";
    ASSERT_TRUE(ask("book.salon.example"));
    EXPECT_FALSE(request()->refused_at);
}

TEST_P(Hosts, WhatWasAskedForMeanwhileIsNotGivenByALookThatIsOld) {
    ASSERT_TRUE(ask("one.example"));
    ASSERT_TRUE(ask("two.example"));
    EXPECT_EQ(give("one.example").error().code, "business.no_host_request");
    EXPECT_EQ(request()->host, "two.example");
}

TEST_P(Hosts, ThatNobodyCanHaveAreRefusedAtOnce) {
    write([&](db::Tx& tx) {
        return set_host(tx, world.clock, oda, world.clinic.id, "taken.example", "timebok.example");
    }).value();
    EXPECT_EQ(ask("taken.example").error().code, "business.host_taken");
    EXPECT_EQ(ask("timebok.example").error().code, "business.host_own");
    EXPECT_EQ(ask("https://a.example").error().code, "business.host_invalid");
    EXPECT_EQ(ask("").error().code, "business.host_invalid");
    EXPECT_TRUE(asked().empty());
}

TEST_P(Hosts, AreNoLongerAskedForOnceTheBusinessSaysSo) {
    ASSERT_TRUE(ask("book.salon.example"));
    for (int i = 0; i < 2; ++i)
        write([&](db::Tx& tx) { businesses::withdraw_host_request(tx, context(), salon(), {}); });
    EXPECT_TRUE(asked().empty());
    EXPECT_EQ(give("book.salon.example").error().code, "business.no_host_request");
}

TEST_P(Oversight, InvitesAnOwnerAgainWhoseLinkWasLost) {
    const auto opened =
        write([&](db::Tx& tx) { return open_business(tx, context(), oda, opening(), InviteBy::hand); }).value();
    const auto owner = found("kari-hair").front().owners.front().id;
    const auto again = [&](StaffId member, std::string_view email) {
        return write([&](db::Tx& tx) {
            return invite_owner(tx, context(), oda, opened.id, member, base::parse_email(email).value(),
                                InviteBy::hand);
        });
    };
    const auto token = again(owner, "kari@kari.example");
    ASSERT_TRUE(token);
    const auto holder = [&](const std::string& of) {
        return world.db().read(
            [&](db::Session& reading) { return accounts::staff::find_link(reading, world.clock, opened.id, of); });
    };
    EXPECT_FALSE(holder(opened.token)) << "the link before is dead";
    ASSERT_TRUE(holder(*token));
    EXPECT_EQ(holder(*token)->email.text, "kari@kari.example");
    EXPECT_EQ(again(base::make_id<StaffId>(), "kari@kari.example").error().code, "staff.unknown");
    write([&](db::Tx& tx) {
        return accounts::staff::set_password_by_link(tx, context(), opened.id, *token,
                                                     accounts::Hasher::cheap().hash("a long pass phrase").value());
    }).value();
    EXPECT_EQ(again(owner, "kari@kari.example").error().code, "staff.has_password");
}

class SigningUp : public Oversight {
protected:
    SigningUp() { subscribe_sign_up(world.registry); }
    Result<void> up(SignUp how, std::string slug = "kari-hair", std::string_view invitation = {}) {
        return sign_up(world.db(), context(), how, invitation, opening(std::move(slug)), kStranger);
    }
    // As the owner, by the mailed link.
    void confirm(std::string_view slug) {
        const auto id = business(slug)->id;
        write([&](db::Tx& tx) {
            const auto owner = accounts::staff::list(tx, id).front().id;
            const auto token = accounts::staff::make_link(tx, world.clock, id, owner);
            return accounts::staff::set_password_by_link(tx, context(), id, token,
                                                         accounts::Hasher::cheap().hash("a long pass phrase").value());
        }).value();
    }
    void keep_house(Instant now) {
        for (const auto& each : world.registry.all<activity::Housekeeping>()) each.tidy(world.db(), now);
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, SigningUp, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(SigningUp, OpensTheBusinessWhenItsOwnerHasConfirmedTheAddress) {
    EXPECT_EQ(up(SignUp::closed).error().code, "sign_up.closed");
    ASSERT_TRUE(up(SignUp::open));
    EXPECT_TRUE(business("kari-hair")->standing.suspended_at) << "until the address is confirmed";
    confirm("kari-hair");
    EXPECT_FALSE(business("kari-hair")->standing.suspended_at);
    keep_house(world.clock.now() + 30 * 24h);
    EXPECT_TRUE(business("kari-hair"));
}

TEST_P(SigningUp, WhatNobodyConfirmsGoesAndItsAddressIsFree) {
    ASSERT_TRUE(up(SignUp::open));
    keep_house(world.clock.now() + 6 * 24h);
    EXPECT_TRUE(business("kari-hair"));
    keep_house(world.clock.now() + 8 * 24h);
    EXPECT_FALSE(business("kari-hair"));
    EXPECT_TRUE(up(SignUp::open));
}

TEST_P(SigningUp, AsksForAnInvitationWhichWorksOnce) {
    EXPECT_EQ(up(SignUp::invited).error().code, "sign_up.link_dead");
    const auto token = write([&](db::Tx& tx) { return invite_to_sign_up(tx, world.clock, oda); });
    EXPECT_EQ(up(SignUp::invited, "studio-lind", token).error().code, "business.slug_taken");
    EXPECT_TRUE(up(SignUp::invited, "kari-hair", token)) << "a refusal uses nothing up";
    world.clock.advance(25h);  // one address tries three times a day
    EXPECT_EQ(up(SignUp::invited, "kari-two", token).error().code, "sign_up.link_dead");
}

TEST_P(SigningUp, IsThrottledByAddressAndNetwork) {
    for (const auto* slug : {"kari-one", "kari-two", "kari-three"}) EXPECT_TRUE(up(SignUp::open, slug));
    EXPECT_TRUE(up(SignUp::open, "kari-four")) << "the answer is the same";
    EXPECT_FALSE(business("kari-four"));
    for (int i = 0; i < 6; ++i) EXPECT_TRUE(up(SignUp::open, fmt::format("kari-{}", i + 5)));
    EXPECT_EQ(up(SignUp::open, "kari-more").error().code, "account.too_many_attempts");
}

}  // namespace
}  // namespace operators
