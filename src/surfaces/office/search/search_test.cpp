#include "office/search/search.h"

#include "office/frame/test_office.h"
#include "office/services/services.h"

namespace office::test {
namespace {

class SearchAll : public OfficeTest {
protected:
    SearchAll() {
        register_search(world.registry);
        register_services(world.registry);
        as_owner();
    }
    http::Response found(std::string_view typed) {
        return get(search_found, office("/search/found?q=" + base::percent_encoded(typed)));
    }
    bookings::Booking anna = world.book(world.anna, world.salon.cut, world.salon.mira, "fri 10:00").value().booking;
    std::string booking_link() const { return office("/bookings/" + base::to_text(anna.id)); }
    std::string customer_link() const { return office("/customers/" + base::to_text(anna.customer_id)); }
};

TEST_P(SearchAll, FindsACustomerByNamePhoneAndAddressWithTheNextAppointment) {
    for (const auto* typed : {"anna", "BERG", "berg an", "412 34", "+47 41234567", "anna@exa"}) {
        const auto shown = found(typed);
        EXPECT_TRUE(shows(shown, customer_link())) << typed;
        EXPECT_TRUE(shows(shown, booking_link())) << typed;
    }
    EXPECT_TRUE(shows(found("zzz"), "Nothing is found."));
    EXPECT_TRUE(shows(found("zzz"), office("/customers?q=zzz"))) << "to look further";
}

TEST_P(SearchAll, FindsWhoComesWithSomebodyElsesBooking) {
    auto wish = world.wish(world.anna, world.salon.cut, world.salon.mira, "fri 11:00");
    wish.attendee = "Dag Erik Åsgård";
    const auto made = world.db().write([&](db::Tx& tx) {
        return bookings::book(tx, world.context(), world.salon.id, wish, bookings::Rules::customer).value().booking;
    });
    const auto link = office("/bookings/" + base::to_text(made.id));
    for (const auto* typed : {"dag", "asgard", "åsgård dag", "Dag Erik", "erik åsg dag"}) {
        const bool by_a_name_in_between = std::string_view(typed).starts_with("erik");
        EXPECT_EQ(shows(found(typed), link), !by_a_name_in_between) << typed;
    }
    EXPECT_TRUE(shows(found("dag"), "Dag Erik Åsgård"));
    EXPECT_TRUE(shows(found("dag"), "booked by Anna Berg"));
    hire("Jo Other", "jo@example.com", businesses::Role::provider);
    ASSERT_EQ(sign_in_as("jo@example.com").status, 303);
    EXPECT_FALSE(shows(found("dag"), link));
}

TEST_P(SearchAll, FindsADayAndABooking) {
    EXPECT_TRUE(shows(found("4.12."), booking_link()));
    EXPECT_TRUE(shows(found("4.12."), "Friday 4 December 2026"));
    EXPECT_TRUE(shows(found("5 dec"), "Nothing is booked. Open this day."));
    EXPECT_TRUE(shows(found(base::to_text(anna.id)), booking_link()));
}

TEST_P(SearchAll, FindsServicesSettingsAndPages) {
    EXPECT_TRUE(shows(found("hairc"), office("/services/" + base::to_text(world.salon.cut))));
    EXPECT_TRUE(shows(found("time zone"), "/settings/business#f-time_zone"));
    EXPECT_TRUE(shows(found("workfl"), office("/workflows")));
}

TEST_P(SearchAll, WorksAsAPageToo) {
    const auto shown = get(search, office("/search?q=anna"));
    EXPECT_TRUE(shows(shown, "value=\"anna\""));
    EXPECT_TRUE(shows(shown, customer_link()));
    EXPECT_TRUE(shows(get(search, office("/search")), "Search"));
    EXPECT_FALSE(shows(get(search, office("/search?q=%3Cb%3E")), "<b>"));
}

TEST_P(SearchAll, ShowsAProviderTheirOwnAlone) {
    hire("Jo Other", "jo@example.com", businesses::Role::provider);
    ASSERT_EQ(sign_in_as("jo@example.com").status, 303);
    for (const auto* typed : {"anna", "berg", "4.12.", "time zone", "workfl", "hairc"}) {
        const auto shown = found(typed);
        EXPECT_FALSE(shows(shown, customer_link())) << typed;
        EXPECT_FALSE(shows(shown, booking_link())) << typed;
        EXPECT_FALSE(shows(shown, "/settings/")) << typed;
        EXPECT_FALSE(shows(shown, "/services/")) << typed;
        EXPECT_FALSE(shows(shown, office("/workflows"))) << typed;
    }
    EXPECT_FALSE(shows(found(base::to_text(anna.id)), booking_link()));
}

TEST_P(SearchAll, StandsOnEveryPage) { EXPECT_TRUE(shows(get(customers, office("/customers")), "id=\"tb-find\"")); }

INSTANTIATE_TEST_SUITE_P(Engines, SearchAll, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
