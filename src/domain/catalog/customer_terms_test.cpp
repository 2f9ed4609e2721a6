#include "catalog/customer_terms.h"

#include "activity/telling.h"
#include "catalog/offer.h"
#include "customers/customer.h"
#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

namespace catalog {
namespace {

using namespace std::chrono_literals;

class Terms : public testing::TestWithParam<db::Engine> {
protected:
    Terms() {
        customers::subscribe(registry);
        subscribe(registry);
        salon = open("salon");
        other = open("other");
        anna = join(salon, "anna@example.org");
        ben = join(salon, "ben@example.org");
        stranger = join(other, "eva@example.org");
        cut = add("Cut");
        colour = add("Colour");
    }
    BusinessId open(std::string slug) {
        businesses::Business draft;
        draft.slug = std::move(slug);
        draft.name.fallback = "Studio Lind";
        draft.country = "NO";
        draft.currency = "NOK";
        draft.languages = {"en"};
        draft.accent_colour = "#0f766e";
        return fresh->write([&](db::Tx& tx) { return businesses::create(tx, clock, draft); }).value();
    }
    CustomerId join(BusinessId business, std::string_view address) {
        return fresh->write([&](db::Tx& tx) {
            customers::Details details;
            details.name = "Anna";
            details.email = base::parse_email(address).value();
            return customers::join(tx, business, clock, details).customer.id;
        });
    }
    ServiceId add(std::string name) {
        Service draft;
        draft.name.fallback = std::move(name);
        draft.price = {69000, "NOK"};
        return fresh->write([&](db::Tx& tx) { return add_service(tx, salon, draft); });
    }
    Result<void> change(CustomerId customer, const std::vector<TermsOf>& changes) {
        return fresh->write([&](db::Tx& tx) {
            return change_customer_terms(tx, {clock, registry}, salon, customer, changes, actor);
        });
    }
    std::vector<TermsOf> list(CustomerId customer) {
        return fresh->read([&](db::Session& session) { return list_customer_terms(session, salon, customer); });
    }
    std::vector<activity::Told> told(CustomerId customer) {
        return fresh->read([&](db::Session& session) {
            const activity::Reader reader(session, registry, salon, i18n::Language::en, Zone::utc(), {"en"});
            std::vector<activity::Told> out;
            for (const auto& each : activity::list(session, salon, customer.value, 50))
                out.push_back(activity::tell(registry, reader, each));
            return out;
        });
    }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry;
    activity::Actor actor{activity::ActorKind::staff, 1};
    BusinessId salon, other;
    CustomerId anna, ben, stranger;
    ServiceId cut, colour;
};
INSTANTIATE_TEST_SUITE_P(Engines, Terms, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Terms, AreKeptForEachCustomerAndService) {
    ASSERT_TRUE(change(anna, {{cut, {60min, 50000}}, {colour, {{}, 0}}}));
    EXPECT_EQ(list(anna), (std::vector<TermsOf>{{cut, {60min, 50000}}, {colour, {{}, 0}}}));
    EXPECT_TRUE(list(ben).empty());

    ASSERT_TRUE(change(anna, {{cut, {60min, {}}}, {colour, {}}}));
    EXPECT_EQ(list(anna), (std::vector<TermsOf>{{cut, {60min, {}}}}));
}

TEST_P(Terms, AreToldAmongWhatHappenedToTheCustomer) {
    ASSERT_TRUE(change(anna, {{cut, {60min, 50000}}}));
    ASSERT_TRUE(change(anna, {{cut, {60min, 50000}}})) << "the same once more changes nothing";
    const auto all = told(anna);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].about, "Cut");
    ASSERT_EQ(all[0].changes.size(), 2u);
    EXPECT_EQ(all[0].changes[0].before, "as for everybody");
    EXPECT_EQ(all[0].changes[0].after, "1 hour");
    ASSERT_TRUE(change(anna, {{cut, {{}, 50000}}}));
    EXPECT_EQ(told(anna).size(), 2u);
}

TEST_P(Terms, AreRefusedWhereTheyCannotHold) {
    for (const auto& wrong : {CustomerTerms{1min, {}}, CustomerTerms{25h, {}}, CustomerTerms{{}, -1}}) {
        const auto refused = change(anna, {{cut, wrong}});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, "form.invalid");
    }
    EXPECT_EQ(change(anna, {{ServiceId{4711}, {60min, {}}}}).error().code, "service.unknown");
    EXPECT_EQ(change(stranger, {{cut, {60min, {}}}}).error().code, "customer.unknown");
    EXPECT_TRUE(list(anna).empty());
    EXPECT_TRUE(list(stranger).empty());
    EXPECT_TRUE(told(anna).empty());
}

TEST_P(Terms, GoWithAServiceThatIsDeleted) {
    ASSERT_TRUE(change(anna, {{cut, {60min, {}}}, {colour, {30min, {}}}}));
    ASSERT_TRUE(fresh->write([&](db::Tx& tx) { return delete_service(tx, {clock, registry}, salon, cut, actor); }));
    EXPECT_EQ(list(anna), (std::vector<TermsOf>{{colour, {30min, {}}}}));
}

}  // namespace
}  // namespace catalog
