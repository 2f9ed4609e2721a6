#include "accounts/customer_access.h"
#include "customers/list_views.h"
#include "customers/visits.h"
#include "office/customers/customers.h"
#include "office/customers/list_asked.h"
#include "office/frame/test_office.h"

namespace office::test {
namespace {

class OfficeCustomerList : public OfficeTest {
protected:
    CustomerId anna, ben;

    OfficeCustomerList() {
        world.db().write([&](db::Tx& tx) {
            anna = customers::join(tx, business(), world.clock, world.anna).customer.id;
            ben = customers::join(tx, business(), world.clock, world.ben).customer.id;
        });
        as_owner();
    }
    http::Response list(const std::string& query) { return get(office::customers, office("/customers?" + query)); }
    bool lists(const std::string& query, CustomerId who) {
        return shows(list(query), "/customers/" + base::to_text(who) + "\"");
    }
    // Both, anna alone, ben alone or nobody.
    std::string listed(const std::string& query) {
        return fmt::format("{}{}", lists(query, anna) ? "anna " : "", lists(query, ben) ? "ben " : "");
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, OfficeCustomerList, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(OfficeCustomerList, IsFilteredByWhatItsAddressSays) {
    EXPECT_EQ(listed("order=name"), "anna ben ");
    world.db().write([&](db::Tx& tx) {
        accounts::set_access(tx, context(), business(), ben, {.allowed = false}, {}).value();
        customers::set_visits(tx, business(), anna, {world.at("mon 09:00") - std::chrono::days{40}, {}});
    });
    EXPECT_EQ(listed("sign_in=no"), "ben ");
    EXPECT_EQ(listed("sign_in=yes"), "anna ");
    EXPECT_EQ(listed("consent=yes"), "");
    EXPECT_EQ(listed("consent=no"), "anna ben ");
    EXPECT_EQ(listed("status=been-here"), "anna ");
    EXPECT_EQ(listed("status=never-came"), "ben ");
    EXPECT_EQ(listed("status=coming"), "");
    EXPECT_EQ(listed("not_since=2026-11-20"), "anna ");
    EXPECT_EQ(listed("not_since=2026-09-20"), "");
    EXPECT_EQ(listed("created_from=2026-11-30&created_until=2026-11-30"), "anna ben ");
    EXPECT_EQ(listed("created_until=2026-11-29"), "");
    EXPECT_EQ(listed("source=unknown"), "anna ben ");
    auto wish = world.wish(world.ben, world.salon.cut, world.salon.mira, "tue 10:00");
    wish.source = bookings::Source::link;
    ASSERT_TRUE(world.db().write(
        [&](db::Tx& tx) { return bookings::book(tx, world.context(), business(), wish, bookings::Rules::customer); }));
    EXPECT_EQ(listed("source=unknown"), "anna ");
    EXPECT_EQ(listed("source=link"), "ben ");
    EXPECT_EQ(listed("source=page"), "");
    EXPECT_EQ(listed("status=coming"), "ben ");
    EXPECT_EQ(listed("next_from=2026-12-01&next_until=2026-12-01"), "ben ");
    EXPECT_EQ(listed("next_from=2026-12-02"), "");
    EXPECT_EQ(listed("order=next-visit&down=yes&columns=next-visit"), "anna ben ");
    EXPECT_TRUE(shows(list("columns=next-visit"), "1 December 2026"));
}

TEST_P(OfficeCustomerList, SaysWhatIsSetAndLetsGoOfEachPart) {
    const auto page = list("order=created&down=yes&q=a&status=never-came&refused=yes&birthday=2");
    EXPECT_TRUE(shows(page, "Status: Never came"));
    EXPECT_TRUE(shows(page, "?order=created&amp;down=yes&amp;q=a&amp;status=never-came&amp;birthday=2\""))
        << "without the refused address";
    EXPECT_TRUE(shows(page, "?order=created&amp;down=yes&amp;q=a\"")) << "without any";
    EXPECT_TRUE(shows(page, "Nobody is found with this filter."));
    const auto nonsense = list("status=x&birthday=13&not_since=yesterday&speaks=xx&label=0&source=&view=1&columns=a.b");
    EXPECT_EQ(nonsense.status, 200);
    EXPECT_FALSE(shows(nonsense, "tb-chip\""));
}

TEST_P(OfficeCustomerList, ReadsWhatItWrites) {
    for (const std::string query :
         {"order=name", "order=last-visit&down=yes&q=%C3%A6r%C3%B8%26&status=coming&last_from=2026-01-02"
                        "&last_until=2026-02-03&next_from=2026-03-04&created_until=2026-04-05&not_since=2026-05-06"
                        "&sign_in=no&consent=yes&refused=yes&birthday=12&speaks=nb&source=embed&columns=name.email"})
        EXPECT_EQ(query_of(read_list_asked(http::parse_form(query).value())), query);
}

TEST_P(OfficeCustomerList, TellsTheAddressBarAndHowManyThereAre) {
    EXPECT_TRUE(shows(list("order=name&q=" + world.anna.name), "1 customer"));
    const auto count = get(count_customers, office("/customers/count?order=name"));
    EXPECT_EQ(*count.body, "2 customers");
}

TEST_P(OfficeCustomerList, HasTheColumnsThatWereChosenLast) {
    const auto page = list("order=phone");
    EXPECT_TRUE(shows(page, "tel:"));
    const auto form = form_of(*page.body, office("/customers/columns"));
    auto chosen = with(form, "column_phone", "");
    chosen = with(chosen, "column_number", "yes");
    const auto sent = post(choose_columns, office("/customers/columns"), chosen);
    EXPECT_EQ(sent.status, 303);
    const auto again = list("order=phone");
    EXPECT_FALSE(shows(again, "tel:"));
    EXPECT_TRUE(shows(again, "order=number"));
    EXPECT_TRUE(shows(list("columns=name.phone"), "tel:")) << "as the address says";
}

TEST_P(OfficeCustomerList, IsSavedUnderANameAndBeginsWithIt) {
    const auto at_views = office("/customers/views");
    const auto page = list("order=created&down=yes&status=never-came");
    auto form = with(form_of(*page.body, at_views), "name", "Never <came>");
    form = with(form, "first", "yes");
    const auto saved = post(save_view, at_views, form);
    ASSERT_EQ(saved.status, 303);
    const auto first = get(office::customers, office("/customers"));
    ASSERT_EQ(first.status, 303);
    const auto shown = list("order=created&down=yes&status=never-came&q=");
    EXPECT_TRUE(shows(shown, "Never &lt;came&gt;"));
    const auto twice = post(save_view, at_views, with(form, "name", "never <CAME>"));
    EXPECT_EQ(twice.status, 409);
    EXPECT_TRUE(shows(twice, "You have a view of that name."));
    EXPECT_EQ(post(save_view, at_views, with(form, "name", "")).status, 422);

    const auto location = header(first, "Location");
    const auto own = get(office::customers, location);
    const auto at = location.find("view=") + 5;
    const auto id = location.substr(at, location.find('&', at) - at);
    const auto at_view = at_views + "/" + id;
    auto change = with(form_of(*own.body, at_view), "name", "Newest");
    EXPECT_EQ(post(change_view, at_view, with(change, "first", ""), id).status, 303);
    EXPECT_EQ(get(office::customers, office("/customers")).status, 200);
    EXPECT_TRUE(shows(list("order=name"), "Newest"));
    EXPECT_EQ(post(change_view, at_view, change, base::to_text(ViewId{base::new_id()})).status, 404);
    EXPECT_EQ(post(delete_view, at_view + "/deletion", form_of(*own.body, at_view + "/deletion"), id).status, 303);
    EXPECT_FALSE(shows(list("order=name"), "Newest"));
    EXPECT_EQ(post(delete_view, at_view + "/deletion", form_of(*own.body, at_view + "/deletion"), id).status, 404);
}

}  // namespace
}  // namespace office::test
