#include "office/api_keys/api_keys.h"
#include "api_keys/api_key.h"
#include "office/frame/test_office.h"

namespace office::test {
namespace {

class OfficeApiKeys : public OfficeTest {
protected:
    OfficeApiKeys() {
        ::api_keys::subscribe(world.registry);
        world.registry.add(::api_keys::Area{10, "customers", N_("Customers")});
        world.registry.add(::api_keys::Area{20, "bookings", N_("Appointments"), false});
        as_owner();
    }
    const std::string at = office("/settings/api-keys");

    std::vector<::api_keys::Key> keys() {
        return world.db().read(
            [&](db::Session& reading) { return ::api_keys::list(reading, business(), world.clock.now()); });
    }
    // A new one as the page shows it.
    http::Response made(const std::string& name, const std::string& life) {
        auto form = with(form_of(*get(office::api_keys, at).body, at), "name", name);
        form = with(with(form, "grant_customers", "write"), "life", life);
        return post(make_api_key, at, form);
    }
};

TEST_P(OfficeApiKeys, AreShownWholeOnceAndNeverAgain) {
    EXPECT_TRUE(shows(get(office::api_keys, at), "With a key your own programs"));
    const auto answer = made("Till <1>", "month");
    EXPECT_EQ(answer.status, 201);
    const auto& body = *answer.body;
    const auto begin = body.find("tbk_");
    ASSERT_NE(begin, body.npos);
    const auto key = body.substr(begin, body.find('<', begin) - begin);
    world.db().read([&](db::Session& reading) {
        const auto found = ::api_keys::find_usable(reading, business(), key, world.clock.now());
        ASSERT_TRUE(found);
        EXPECT_TRUE(found->may("customers", ::api_keys::Access::write));
        EXPECT_FALSE(found->may("bookings", ::api_keys::Access::read));
        EXPECT_EQ(found->expires_at, world.clock.now() + std::chrono::days{30});
        EXPECT_EQ(found->made_by, owner);
    });
    const auto list = get(office::api_keys, at);
    EXPECT_TRUE(shows(list, "Till &lt;1&gt;"));
    EXPECT_TRUE(shows(list, "Never used"));
    EXPECT_FALSE(shows(list, "tbk_"));
}

TEST_P(OfficeApiKeys, WhatCannotBeGrantedIsNoKey) {
    const auto form = with(form_of(*get(office::api_keys, at).body, at), "name", "Till");
    for (const auto& wrong : {form, with(form, "grant_bookings", "write"), with(form, "grant_customers", "all"),
                              with(form, "grant_money", "read")}) {
        const auto answer = post(make_api_key, at, wrong);
        EXPECT_EQ(answer.status, 422);
        EXPECT_TRUE(shows(answer, "value=\"Till\""));
        EXPECT_TRUE(shows(answer, "aria-invalid=\"true\""));
    }
    EXPECT_TRUE(keys().empty());
}

TEST_P(OfficeApiKeys, AreRevokedFromTheList) {
    EXPECT_EQ(made("Till", "ever").status, 201);
    const auto id = base::to_text(keys().at(0).id);
    EXPECT_FALSE(keys().at(0).expires_at);
    const auto to = at + "/" + id + "/revocation";
    const auto form = form_of(*get(office::api_keys, at).body, to);
    EXPECT_EQ(post(revoke_api_key, to, form, id).status, 303);
    EXPECT_TRUE(keys().at(0).revoked_at);
    EXPECT_FALSE(shows(get(office::api_keys, at), to)) << "once is enough";
    EXPECT_EQ(post(revoke_api_key, to, form, "nonsense").status, 404);
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeApiKeys, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
