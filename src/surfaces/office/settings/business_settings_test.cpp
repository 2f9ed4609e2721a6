#include "businesses/host_request.h"
#include "office/frame/test_office.h"
#include "office/settings/settings_pages.h"

namespace office::test {
namespace {

class BusinessPage : public OfficeTest {
protected:
    BusinessPage() { as_owner(); }
    const std::string path = office("/settings/business");
    Pairs form() { return form_of(*get(business_settings, path).body, path); }
    http::Response save(Pairs form) { return post(save_business_settings, path, std::move(form)); }
};
INSTANTIATE_TEST_SUITE_P(Engines, BusinessPage, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(BusinessPage, ChangesWhatTheBusinessIs) {
    auto typed = with(with(form(), "name_en", "Lind's"), "kind", "hair");
    typed = without(with(typed, "main_language", "en"), "languages_nb");
    EXPECT_EQ(save(with(typed, "languages_da", "yes")).status, 303);
    EXPECT_EQ(stored().name.in("en"), "Lind's");
    EXPECT_EQ(stored().kind, "hair");
    EXPECT_EQ(stored().languages, (std::vector<std::string>{"en", "da"})) << "the first is the main one";
    EXPECT_EQ(save(with(form(), "name_en", "")).status, 422) << "the first language has to have a name";
}

TEST_P(BusinessPage, AsksBeforeAppointmentsStandAtAnotherHour) {
    EXPECT_EQ(save(with(form(), "time_zone", "Atlantis/City")).status, 422);
    EXPECT_EQ(save(with(form(), "time_zone", "Europe/London")).status, 303) << "nothing is booked";
    EXPECT_EQ(save(with(form(), "time_zone", "Europe/Oslo")).status, 303);
    const auto booked = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00");
    ASSERT_TRUE(booked);

    const auto asked = save(with(form(), "time_zone", "Europe/London"));
    EXPECT_EQ(asked.status, 409);
    EXPECT_TRUE(shows(asked, "Appointments are booked already"));
    EXPECT_TRUE(shows(asked, "10:00 to 10:45"));
    EXPECT_TRUE(shows(asked, "09:00 to 09:45"));
    EXPECT_EQ(stored().zone.name(), "Europe/Oslo");
    EXPECT_EQ(save(form_of(*asked.body, path)).status, 303);
    EXPECT_EQ(stored().zone.name(), "Europe/London");
    EXPECT_EQ(world.diary(world.salon.mira).front().begin, booked->booking.time.begin);
}

TEST_P(BusinessPage, MovesAppointmentsThatShallKeepTheirHour) {
    const auto booked = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking;
    const auto asked = save(with(form(), "time_zone", "Europe/London"));
    EXPECT_TRUE(shows(asked, "The hour on the wall"));
    EXPECT_EQ(save(with(form_of(*asked.body, path), "keep", "wall")).status, 303);
    EXPECT_EQ(world.diary(world.salon.mira).front().begin, booked.time.begin + std::chrono::hours{1});

    ASSERT_TRUE(world.book(world.ben, world.salon.cut, world.salon.mira, "mon 15:00"));
    const auto late = save(with(form(), "time_zone", "Asia/Tokyo"));
    EXPECT_TRUE(shows(late, "The moment"));
    EXPECT_TRUE(shows(late, "it would have begun by now"));
    EXPECT_FALSE(shows(late, "The hour on the wall"));
    const auto forced = save(with(form_of(*late.body, path), "keep", "wall"));
    EXPECT_EQ(forced.status, 409) << "whatever was sent";
    EXPECT_EQ(stored().zone.name(), "Europe/London");
}

TEST_P(BusinessPage, KeepsTheCurrencyOnceSomethingIsPriced) {
    const auto refused = save(with(form(), "currency", "EUR"));
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "so the currency stays"));
    EXPECT_EQ(stored().currency, "NOK");
}

TEST_P(BusinessPage, HasAnAddressThatStaffStaySignedInAt) {
    const auto address = path + "/address";
    EXPECT_TRUE(shows(get(check_address, address + "/check?slug=Lind+Hair"), "/lind-hair can be yours."));
    EXPECT_TRUE(shows(get(check_address, address + "/check?slug=fjord-clinic"), "tb-error"));
    const auto drawn = form_of(*get(address_settings, address).body, address);
    EXPECT_EQ(post(save_address, address, with(drawn, "slug", "fjord-clinic")).status, 409);
    EXPECT_EQ(post(save_address, address, with(drawn, "slug", "api")).status, 422);
    const auto saved = post(save_address, address, with(drawn, "slug", "Lind Hair"));
    ASSERT_EQ(saved.status, 303);
    EXPECT_EQ(header(saved, "Location"), "/lind-hair/office/settings/business/address?done=saved");
    EXPECT_EQ(cookie(saved, "tb_staff"), session);
    slug = "lind-hair";
    EXPECT_EQ(get(business_settings, office("/settings/business")).status, 200);
}

TEST_P(BusinessPage, SwitchesModulesOffAndOn) {
    const auto modules = office("/settings/modules");
    world.registry.add(bookings::kBookingPage);
    EXPECT_EQ(post(save_module_settings, modules,
                   without(form_of(*get(module_settings, modules).body, modules), "module_booking_page"))
                  .status,
              303);
    EXPECT_TRUE(stored().switched_off.contains("booking_page"));
    EXPECT_EQ(post(save_module_settings, modules,
                   with(form_of(*get(module_settings, modules).body, modules), "module_booking_page", "yes"))
                  .status,
              303);
    EXPECT_FALSE(stored().switched_off.contains("booking_page"));
}

TEST_P(BusinessPage, AsksTheOperatorForAHostName) {
    const auto host = path + "/host";
    const auto typed = [&](const std::string& name) {
        return with(form_of(*get(host_settings, host).body, host), "host", name);
    };
    EXPECT_EQ(post(ask_for_host, host, typed("salon")).status, 422);
    EXPECT_EQ(post(ask_for_host, host, typed("Book.Lind.example")).status, 303);
    const auto waiting = get(host_settings, host);
    EXPECT_TRUE(shows(waiting, "You asked for book.lind.example"));
    EXPECT_FALSE(shows(waiting, "Ask for it")) << "one at a time";
    EXPECT_EQ(post(withdraw_host_request, host + "/withdrawal", form_of(*waiting.body, host + "/withdrawal")).status,
              303);
    post(ask_for_host, host, typed("book.lind.example"));
    world.db()
        .write([&](db::Tx& tx) {
            return businesses::refuse_host(tx, {world.clock, environment.registry}, business(), "book.lind.example",
                                           "It leads nowhere.");
        })
        .value();
    EXPECT_TRUE(shows(get(host_settings, host), "It leads nowhere."));
    EXPECT_TRUE(shows(get(host_settings, host), "Ask for it"));
}

}  // namespace
}  // namespace office::test
