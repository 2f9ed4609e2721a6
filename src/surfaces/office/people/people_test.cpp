#include "office/people/people.h"

#include "accounts/staff_invite.h"
#include "accounts/staff_link.h"
#include "catalog/givers.h"
#include "office/frame/test_office.h"
#include "staff/people.h"

namespace office::test {
namespace {

using businesses::Role;

class Team : public OfficeTest {
protected:
    Team() { as_owner(); }
    std::string path_of(StaffId id) { return office("/people/" + base::to_text(id)); }
    http::Response show(StaffId id) { return get(person, path_of(id), base::to_text(id)); }
    Pairs form_for(StaffId id) { return form_of(*show(id).body, path_of(id)); }
    http::Response save(StaffId id, Pairs form) {
        return post(save_person, path_of(id), std::move(form), base::to_text(id));
    }
    http::Response doing(StaffId id, const std::string& what, Pairs more = {}) {
        auto form = with(form_for(id), "do", what);
        for (const auto& [name, value] : more) form = with(form, name, value);
        return save(id, form);
    }
    staff::Person stored(StaffId id) {
        return *world.db().read([&](db::Session& s) { return staff::find_person(s, business(), id); });
    }
    accounts::staff::Member member(StaffId id) {
        return *world.db().read([&](db::Session& s) { return accounts::staff::find(s, business(), id); });
    }
    std::string field(StaffId id, std::string_view permission) {
        return fmt::format("{}.{}", base::to_text(id), permission);
    }
    http::Response grant(Pairs changes) {
        auto form = form_of(*get(permissions, office("/people/permissions")).body, office("/people/permissions"));
        for (const auto& [name, value] : changes) form = value.empty() ? without(form, name) : with(form, name, value);
        return post(save_permissions, office("/people/permissions"), form);
    }

    StaffId jonas{world.salon.jonas.value};
};
INSTANTIATE_TEST_SUITE_P(Engines, Team, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Team, IsShownToTheLastAPageAtATime) {
    std::set<std::string> expected;
    world.db().write([&](db::Tx& tx) {
        for (int i = 0; i < 230; ++i) {
            const auto id = base::new_id();
            tx.execute("insert into staff_members (business_id, id, name, email, role, active) "
                       "values (:business, :id, :name, '', 'receptionist', :active)",
                       business(), id, i % 5 == 0 ? "Same Name" : fmt::format("person {}", i), i % 7 != 0);
        }
        for (const auto& person : staff::list_people(tx, business())) expected.insert(path_of(person.id));
    });
    std::vector<std::string> seen;
    std::string path = office("/people");
    int pages = 0;
    for (; !path.empty() && pages < 9; ++pages) {
        const auto page = get(people, path);
        const auto& body = *page.body;
        for (auto at = body.find("class=\"tb-row tb-link"); at != body.npos;
             at = body.find("class=\"tb-row tb-link", at + 1))
            seen.push_back(attribute(body.substr(body.rfind('<', at)), "href").value_or(""));
        const auto more = body.find(">More</a>");
        path = more == body.npos ? "" : attribute(body.substr(body.rfind("<a", more)), "href").value_or("");
    }
    EXPECT_EQ(pages, 3);
    EXPECT_EQ(seen.size(), expected.size());
    EXPECT_EQ(std::set(seen.begin(), seen.end()), expected);
    EXPECT_TRUE(shows(get(people, office("/people?after=" + base::to_text(jonas))), "From the beginning"));
}

TEST_P(Team, LetNobodyRiseAboveThemselves) {
    hire("Max Manager", "max@example.com", businesses::Role::manager);
    ASSERT_EQ(sign_in_as("max@example.com").status, 303);
    const auto page = get(people, office("/people"));
    auto add = form_of(*page.body, office("/people/new"));
    add = with(with(add, "name", "Eve"), "email", "eve@example.com");
    EXPECT_EQ(post(add_person, office("/people/new"), with(add, "role", "owner")).status, 403);
    EXPECT_EQ(post(add_person, office("/people/new"), with(add, "role", "receptionist")).status, 303);
    // The owner's login is not the manager's to change.
    const auto id = base::to_text(owner);
    const auto path = office("/people/" + id);
    for (const auto* what : {"login", "removal", "codes", "role"})
        EXPECT_EQ(post(save_person, path,
                       with(with(with(with(add, "do", what), "role", "provider"), "email", "mira@example.com"),
                            "password", "seven swans in a row"),
                       id)
                      .status,
                  403)
            << what;
    EXPECT_EQ(sign_in_as("mira@example.com").status, 303);
}

TEST_P(Team, KeepAnOwner) {
    const auto id = base::to_text(owner);
    const auto path = office("/people/" + id);
    const auto page = get(person, path, id);
    auto form = with(form_of(*page.body, path), "role", "provider");
    for (const auto* proof : {"role_password", "removal_password"}) form = with(form, proof, std::string(kPassword));
    EXPECT_EQ(post(save_person, path, with(form, "do", "role"), id).status, 409);
    EXPECT_EQ(post(save_person, path, with(form, "do", "removal"), id).status, 409);
    hire("Liv", "liv@example.com", businesses::Role::owner);
    EXPECT_EQ(post(save_person, path, with(form, "do", "role"), id).status, 303);
    EXPECT_EQ(get(person, office("/people/0000000000000"), "0000000000000").status, 404);
}

TEST_P(Team, MakeALoginThatWorks) {
    const auto id = base::to_text(StaffId{world.salon.jonas.value});
    const auto path = office("/people/" + id);
    auto login = with(form_of(*get(person, path, id).body, path), "do", "login");
    login = with(login, "email", "jonas@example.com");
    EXPECT_EQ(post(save_person, path, with(login, "password", "jonas"), id).status, 422);
    EXPECT_EQ(post(save_person, path, with(login, "password", "seven swans in a row"), id).status, 303);
    EXPECT_EQ(sign_in_as("jonas@example.com", "seven swans in a row").status, 303);
}

TEST_P(Team, IsListedWithWhatEachGivesAndHowTheySignIn) {
    const auto page = get(people, office("/people"));
    EXPECT_TRUE(shows(page, "Mira Lind"));
    EXPECT_TRUE(shows(page, "2 services"));
    EXPECT_TRUE(shows(page, "does not sign in"));
    const auto add = form_of(*page.body, office("/people/new"));
    const auto added = post(
        add_person, office("/people/new"),
        with(with(with(with(add, "name", "Nora"), "email", "nora@example.com"), "role", "provider"), "gives", "yes"));
    ASSERT_EQ(added.status, 303);
    EXPECT_TRUE(shows(get(people, office("/people")), "gives no service yet"));
}

TEST_P(Team, KeepsWhatIsWrittenOfAPersonAndOverwritesNobody) {
    const auto drawn = form_for(jonas);
    ASSERT_EQ(save(jonas, with(with(drawn, "title_en", "Barber"), "about_nb", "Klipper siden 1999.")).status, 303);
    EXPECT_EQ(stored(jonas).profile->title.in("en"), "Barber");
    EXPECT_EQ(stored(jonas).profile->about.fallback, "Klipper siden 1999.");

    const auto stale = save(jonas, with(drawn, "title_en", "Stylist"));
    EXPECT_EQ(stale.status, 409);
    EXPECT_TRUE(shows(stale, "value=\"Stylist\"")) << "nothing typed is lost";
    EXPECT_TRUE(shows(stale, "Stored now: Barber"));
    EXPECT_EQ(stored(jonas).profile->title.in("en"), "Barber");
    EXPECT_EQ(save(jonas, with(form_of(*stale.body, path_of(jonas)), "name", "")).status, 422);
}

TEST_P(Team, SaysWhoGivesWhat) {
    EXPECT_EQ(doing(jonas, "services", {{"service_" + base::to_text(world.salon.cut), "yes"}}).status, 303);
    EXPECT_EQ(
        world.db().read([&](db::Session& s) { return catalog::list_services_of(s, business(), world.salon.jonas); }),
        std::set{world.salon.cut});
    EXPECT_EQ(activities_of(jonas.value).back(), "staff.services_changed");
}

TEST_P(Team, LetsAnOwnerGiveServicesToo) {
    EXPECT_TRUE(shows(show(owner), "I give services too"));
    EXPECT_EQ(doing(owner, "gives").status, 303);
    EXPECT_TRUE(stored(owner).profile);
    EXPECT_EQ(doing(owner, "gives").status, 303) << "twice changes nothing";
}

TEST_P(Team, HandsOutALinkOnceWhereNoMailIsSent) {
    const auto invited = doing(jonas, "invite", {{"invite_email", "jonas@example.com"}});
    ASSERT_EQ(invited.status, 200);
    EXPECT_TRUE(shows(invited, "https://book.example.org" + office("/password/")));
    const auto page = show(jonas);
    EXPECT_FALSE(shows(page, office("/password/"))) << "told once";
    EXPECT_TRUE(shows(page, "nvited on"));
    EXPECT_EQ(doing(jonas, "withdrawal").status, 303);
    EXPECT_FALSE(member(jonas).has_login);
    EXPECT_EQ(doing(jonas, "invite", {{"invite_email", "nobody"}}).status, 422);
}

TEST_P(Team, SendsAnInvitationWhereMailIsSent) {
    environment.sends_mail = true;
    EXPECT_EQ(doing(jonas, "invite", {{"invite_email", "jonas@example.com"}}).status, 303);
    EXPECT_EQ(activities_of(jonas.value).back(), "staff.invited");
    EXPECT_EQ(doing(jonas, "invite", {{"invite_email", "mira@example.com"}}).status, 409) << "somebody else's";
}

TEST_P(Team, GivesAndTakesSinglePermissions) {
    const auto rita = hire("Rita", "rita@example.com", Role::receptionist);
    EXPECT_EQ(grant({{field(rita, "manage_settings"), "yes"}, {field(rita, "manage_customers"), ""}}).status, 303);
    EXPECT_TRUE(member(rita).may(businesses::kManageSettings));
    EXPECT_FALSE(member(rita).may(customers::kManageCustomers));
    EXPECT_TRUE(member(rita).may(bookings::kManageBookings)) << "as the role";
    EXPECT_TRUE(shows(get(permissions, office("/people/permissions")), "other than the role"));
    EXPECT_EQ(grant({{field(owner, "manage_settings"), ""}}).status, 303) << "was not drawn as one to change";
    EXPECT_TRUE(member(owner).may(businesses::kManageSettings));
}

TEST_P(Team, LetsNobodyRaiseThemselvesByPermissions) {
    const auto max = hire("Max", "max@example.com", Role::manager),
               rita = hire("Rita", "r@example.com", Role::receptionist);
    ASSERT_EQ(sign_in_as("max@example.com").status, 303);
    EXPECT_EQ(grant({{field(max, "manage_settings"), "yes"}}).status, 403);
    EXPECT_EQ(grant({{field(rita, "manage_settings"), "yes"}}).status, 403) << "owners alone hold it";
    EXPECT_EQ(grant({{field(rita, "manage_staff"), "yes"}}).status, 303);
    EXPECT_FALSE(member(max).may(businesses::kManageSettings));

    // With it she changes neither those who may do more than she, nor her own role.
    ASSERT_EQ(sign_in_as("r@example.com").status, 303);
    EXPECT_EQ(doing(max, "login", {{"email", "max@example.com"}, {"password", "seven swans in a row"}}).status, 403);
    EXPECT_EQ(doing(rita, "role", {{"role", "manager"}, {"role_password", std::string(kPassword)}}).status, 403);
    EXPECT_EQ(doing(jonas, "role", {{"role", "manager"}}).status, 403);
    EXPECT_EQ(grant({{field(rita, "outside_hours"), "yes"}}).status, 403);
}

TEST_P(Team, LetsGoWhoLeavesAndKeepsTheirAppointments) {
    const auto max = hire("Max", "max@example.com", Role::manager);
    ASSERT_EQ(sign_in_as("max@example.com").status, 303);
    const auto his = session;
    as_owner();
    EXPECT_EQ(doing(max, "leaving").status, 303);
    const auto hers = session;
    session = his;
    EXPECT_EQ(get(people, office("/people")).status, 303) << "signed out";
    EXPECT_NE(sign_in_as("max@example.com").status, 303);
    session = hers;
    EXPECT_EQ(doing(owner, "leaving", {{"leaving_password", std::string(kPassword)}}).status, 403) << "not oneself";
    EXPECT_EQ(doing(max, "return").status, 303);
    EXPECT_EQ(sign_in_as("max@example.com").status, 303);
}

TEST_P(Team, GivesTheAppointmentsOfWhoLeavesToOthers) {
    const auto first = world.book(world.anna, world.salon.cut, world.salon.jonas, "tue 10:00"),
               second = world.book(world.ben, world.salon.cut, world.salon.jonas, "wed 11:00");
    ASSERT_TRUE(first && second);
    ASSERT_EQ(doing(jonas, "leaving").status, 303);
    EXPECT_FALSE(world.book(world.anna, world.salon.cut, world.salon.jonas, "thu 10:00"));
    const auto path = path_of(jonas) + "/appointments";
    const auto form = form_of(*show(jonas).body, path);
    const auto moved = post(
        person_appointments, path,
        with(without(with(form, "to", base::to_text(world.salon.mira)), "booking_" + base::to_text(second->booking.id)),
             "do", "move"),
        base::to_text(jonas));
    EXPECT_EQ(moved.status, 200);
    EXPECT_TRUE(shows(moved, "1 appointment is moved."));
    EXPECT_EQ(world.diary(world.salon.mira).size(), 1u);
    EXPECT_EQ(world.diary(world.salon.jonas).size(), 1u);
    const auto cancelled = post(person_appointments, path, with(form, "do", "cancel"), base::to_text(jonas));
    EXPECT_EQ(cancelled.status, 200);
    EXPECT_EQ(world.status_of(second->booking.id), bookings::Status::cancelled);
    EXPECT_EQ(world.status_of(first->booking.id), bookings::Status::approved) << "it is no longer theirs";
}

TEST_P(Team, KnowsNobodyOfAnotherBusiness) {
    const auto eva = StaffId{world.neighbour.eva.value};
    EXPECT_EQ(show(eva).status, 404);
    EXPECT_EQ(save(eva, with(form_for(jonas), "do", "leaving")).status, 404);
    EXPECT_EQ(grant({{field(eva, "manage_settings"), "yes"}}).status, 404);
    EXPECT_TRUE(world.db().read(
        [&](db::Session& s) { return accounts::staff::find(s, world.neighbour.id, eva)->single.empty(); }));
}

}  // namespace
}  // namespace office::test
