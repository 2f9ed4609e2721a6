#include "office/services/services.h"

#include "catalog/add_ons.h"
#include "catalog/extra_field_editing.h"
#include "office/frame/test_office.h"
#include "office/services/offer_pages.h"
#include "staff/places.h"

namespace office {
namespace {

using namespace test;
using catalog::Service;

class OfficeServices : public OfficeTest {
protected:
    OfficeServices() {
        register_services(world.registry);
        as_owner();
    }

    std::string services_at(const std::string& rest = {}) const { return office("/services" + rest); }
    std::string at(ServiceId id) const { return services_at("/" + base::to_text(id)); }
    std::vector<Service> all() {
        return world.db().read(
            [&](db::Session& reading) { return catalog::list_services(reading, business(), "NOK"); });
    }
    Service stored(ServiceId id) {
        return world.db().read(
            [&](db::Session& reading) { return *catalog::find_service(reading, business(), id, "NOK"); });
    }
    http::Response page(ServiceId id) { return get(office::service, at(id), base::to_text(id)); }
    Pairs form(ServiceId id) { return form_of(*page(id).body, at(id)); }
    http::Response save(ServiceId id, Pairs typed) {
        return post(save_service, at(id), std::move(typed), base::to_text(id));
    }
    http::Response act(ServiceId id, const std::string& what) {
        auto typed = form_of(*page(id).body, at(id) + "/action");
        return post(do_service, at(id) + "/action", with(std::move(typed), "do", what), base::to_text(id));
    }
    std::string names() {
        std::string out;
        for (const auto& each : all()) out += each.name.fallback + " ";
        return out;
    }
    // The value of the row's button.
    std::string move_of(const std::string& html, const std::string& id, std::string_view way) {
        const auto mark = fmt::format("value=\"{} ", id);
        for (auto found = html.find(mark); found != html.npos; found = html.find(mark, found + 1)) {
            const auto begin = found + 7;
            const auto value = html.substr(begin, html.find('"', begin) - begin);
            if (value.ends_with(way)) return value;
        }
        return {};
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, OfficeServices, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(OfficeServices, AddsAServiceInOneLineGivenByAllWhoCanBeBooked) {
    const auto list = get(services, services_at());
    EXPECT_TRUE(shows(list, "Haircut"));
    auto typed = form_of(*list.body, services_at());
    typed = with(with(with(std::move(typed), "name", " Skjegg "), "duration", "1:15"), "price", "450,50");
    const auto added = post(add_service, services_at(), typed);
    ASSERT_EQ(added.status, 303);
    const auto made = all().back();
    EXPECT_EQ(made.name.fallback, "Skjegg");
    EXPECT_EQ(made.duration, Minutes{75});
    EXPECT_EQ(made.price.amount, 45050);
    EXPECT_EQ(made.price_kind, catalog::PriceKind::fixed);
    EXPECT_EQ(made.providers.size(), 2u);
    EXPECT_TRUE(shows(get(services, services_at()), "Skjegg"));

    const auto wrong = post(add_service, services_at(), with(with(typed, "duration", "soon"), "price", "much"));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "Write a whole number from 5 to 1440."));
    EXPECT_TRUE(shows(wrong, "Write a price, such as 450."));
    EXPECT_TRUE(shows(wrong, "value=\"soon\""));
}

TEST_P(OfficeServices, SavesWhatTheFormSays) {
    const auto cut = world.salon.cut;
    EXPECT_EQ(save(cut, form(cut)).status, 303);
    EXPECT_EQ(stored(cut).version, 1) << "the form as it stands changes nothing";

    const auto mira = base::to_text(world.salon.mira), jonas = base::to_text(world.salon.jonas);
    auto typed = form(cut);
    for (const auto& [name, value] : Pairs{{"name_en", "Cut and wash"},
                                           {"duration", "50"},
                                           {"price", "1 200"},
                                           {"price_kind", "from"},
                                           {"colour", "#be185d"},
                                           {"minimum_notice", "120"},
                                           {"own_duration_" + mira, "60"},
                                           {"own_price_" + mira, "1.300,50"},
                                           {"who_may_book", "link"}})
        typed = with(std::move(typed), name, value);
    typed = without(std::move(typed), "provider_" + jonas);
    ASSERT_EQ(save(cut, typed).status, 303);
    const auto service = stored(cut);
    EXPECT_EQ(service.name.in("en"), "Cut and wash");
    EXPECT_EQ(service.duration, Minutes{50});
    EXPECT_EQ(service.price.amount, 120000);
    EXPECT_EQ(service.price_kind, catalog::PriceKind::from);
    EXPECT_EQ(service.colour, "#be185d");
    EXPECT_EQ(service.minimum_notice, Minutes{120});
    EXPECT_EQ(service.providers, std::vector{world.salon.mira});
    EXPECT_EQ(service.own, (std::vector<catalog::Own>{{world.salon.mira, Minutes{60}, 130050}}));
    EXPECT_TRUE(shows(page(cut), "https://book.example.org/studio-lind/book?service=")) << "the secret link";
    EXPECT_TRUE(shows(get(services, services_at()), "by link"));
    EXPECT_EQ(activities_of(cut.value).back(), "service.changed");
}

TEST_P(OfficeServices, ShowsAgainWhatWasTypedWithWhatIsWrong) {
    const auto cut = world.salon.cut;
    const auto mira = base::to_text(world.salon.mira);
    auto typed = with(with(form(cut), "name_nb", ""), "own_price_" + mira, "cheap");
    typed = with(std::move(typed), "buffer_after", "many");
    const auto refused = save(cut, typed);
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "Fill this in."));
    EXPECT_TRUE(shows(refused, "value=\"cheap\""));
    EXPECT_TRUE(shows(refused, "value=\"many\""));
    EXPECT_TRUE(shows(refused, "<details class=\"tb-more\" open>"));
    EXPECT_EQ(stored(cut).version, 1);
}

TEST_P(OfficeServices, ShowsWhatSomebodyElseChangedInsteadOfOverwritingIt) {
    const auto cut = world.salon.cut;
    const auto mine = with(form(cut), "price", "111");
    ASSERT_EQ(save(cut, with(form(cut), "duration", "55")).status, 303);
    const auto refused = save(cut, mine);
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "What changed meanwhile"));
    EXPECT_TRUE(shows(refused, "55 minutes"));
    EXPECT_TRUE(shows(refused, "value=\"111\""));
    EXPECT_EQ(stored(cut).price.amount, 69000);

    ASSERT_EQ(save(cut, form_of(*refused.body, at(cut))).status, 303) << "once more, knowing of it";
    EXPECT_EQ(stored(cut).price.amount, 11100);
}

TEST_P(OfficeServices, CopiesSwitchesOffAndDeletes) {
    const auto cut = world.salon.cut;
    const auto copied = act(cut, "copy");
    ASSERT_EQ(copied.status, 303);
    const auto copy = all().at(1).id;
    EXPECT_EQ(stored(copy).name.in("en"), "Haircut (copy)");
    EXPECT_EQ(act(cut, "off").status, 303);
    EXPECT_FALSE(stored(cut).active);
    EXPECT_TRUE(shows(get(services, services_at()), ">off<"));
    EXPECT_EQ(act(cut, "on").status, 303);
    ASSERT_TRUE(world.book(world.anna, cut, world.salon.mira, "tue 10:00"));
    const auto refused = act(cut, "delete");
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "Switch it off instead."));
    EXPECT_EQ(act(copy, "delete").status, 303);
    EXPECT_EQ(all().size(), 2u);
}

TEST_P(OfficeServices, OrdersByButtonsAndKeepsTheKeyboardThere) {
    EXPECT_EQ(names(), "Klipp Farge ");
    const auto cut = base::to_text(world.salon.cut);
    auto list = get(services, services_at());
    auto typed = form_of(*list.body, services_at("/order"));
    const auto down = move_of(*list.body, cut, "DOWN");
    ASSERT_FALSE(down.empty());
    const auto moved = post(move_service, services_at("/order"), with(typed, "move", down));
    ASSERT_EQ(moved.status, 303);
    EXPECT_EQ(names(), "Farge Klipp ");
    EXPECT_TRUE(move_of(*get(services, services_at()).body, cut, "DOWN").empty());
    EXPECT_EQ(header(moved, "Location"), services_at("?moved=" + cut + ".DOWN"));
    const auto there = get(services, services_at("?moved=" + cut + ".DOWN"));
    EXPECT_TRUE(shows(there, "aria-label=\"Move up: Haircut\"  autofocus")) << "the one that is left";
    const auto nonsense = post(move_service, services_at("/order"), with(typed, "move", cut + " - nobody"));
    EXPECT_EQ(nonsense.status, 404);
}

TEST_P(OfficeServices, KeepsCategories) {
    auto list = get(services, services_at());
    auto typed = with(form_of(*list.body, services_at("/categories")), "category", "");
    const auto wrong = post(add_category, services_at("/categories"), typed);
    EXPECT_EQ(wrong.status, 422);
    ASSERT_EQ(post(add_category, services_at("/categories"), with(typed, "category", "Hår")).status, 303);
    const auto id =
        world.db().read([&](db::Session& reading) { return catalog::list_categories(reading, business()).front().id; });
    list = get(services, services_at());
    EXPECT_TRUE(shows(list, "Nothing in this category yet."));
    const auto path = services_at("/categories/" + base::to_text(id));
    const auto renamed = with(form_of(*list.body, path), fmt::format("name_{}_nb", base::to_text(id)), "Skjegg");
    ASSERT_EQ(post(change_category, path, renamed, base::to_text(id)).status, 303);
    EXPECT_TRUE(shows(get(services, services_at()), "Skjegg"));
    ASSERT_EQ(save(world.salon.cut, with(form(world.salon.cut), "category_id", base::to_text(id))).status, 303);
    EXPECT_EQ(stored(world.salon.cut).category_id, id);
    ASSERT_EQ(post(change_category, path, with(renamed, "do", "delete"), base::to_text(id)).status, 303);
    EXPECT_FALSE(stored(world.salon.cut).category_id);
}

TEST_P(OfficeServices, SaysWhenNobodyGivesAService) {
    const auto cut = world.salon.cut;
    auto typed = form(cut);
    for (const auto id : {world.salon.mira, world.salon.jonas})
        typed = without(std::move(typed), "provider_" + base::to_text(id));
    ASSERT_EQ(save(cut, typed).status, 303);
    EXPECT_TRUE(shows(get(services, services_at()), "nobody gives it"));
    EXPECT_TRUE(shows(page(cut), "Nobody gives this service"));
}

TEST_P(OfficeServices, KeepsRoomsAndEquipment) {
    auto list = get(rooms, services_at("/rooms"));
    EXPECT_TRUE(shows(list, "there is only so often"));
    auto typed = with(form_of(*list.body, services_at("/rooms")), "name", "Behandlingsrom");
    EXPECT_EQ(post(add_room, services_at("/rooms"), with(typed, "quantity", "none")).status, 422);
    ASSERT_EQ(post(add_room, services_at("/rooms"), with(typed, "quantity", "2")).status, 303);
    const auto room_id =
        world.db().read([&](db::Session& reading) { return staff::list_resources(reading, business()).front().id; });
    const auto id = base::to_text(room_id), path = services_at("/rooms/" + id);
    const auto drawn = form_of(*get(room, path, id).body, path);
    ASSERT_EQ(post(save_room, path, with(drawn, "kind", "equipment"), id).status, 303);
    const auto stale = post(save_room, path, with(drawn, "name", "Seat"), id);
    EXPECT_EQ(stale.status, 409);
    EXPECT_TRUE(shows(stale, "What changed meanwhile"));
    EXPECT_TRUE(shows(stale, "value=\"Seat\""));
    ASSERT_EQ(post(save_room, path, with(form_of(*stale.body, path), "kind", "equipment"), id).status, 303);
    ASSERT_EQ(
        save(world.salon.cut, with(with(form(world.salon.cut), "resource_" + id, "yes"), "need_" + id, "2")).status,
        303);
    EXPECT_EQ(stored(world.salon.cut).needs, (std::vector<catalog::Need>{{room_id, 2}}));
    EXPECT_TRUE(shows(get(rooms, services_at("/rooms")), "1 service needs it"));
    const auto refused = post(delete_room, path + "/action", form_of(*get(room, path, id).body, path + "/action"), id);
    EXPECT_EQ(refused.status, 409);
    ASSERT_EQ(save(world.salon.cut, without(form(world.salon.cut), "resource_" + id)).status, 303);
    EXPECT_EQ(post(delete_room, path + "/action", form_of(*get(room, path, id).body, path + "/action"), id).status,
              303);
}

TEST_P(OfficeServices, KeepsLocationsAndTheWayBetweenThem) {
    const auto add = [&](const std::string& name) {
        auto list = get(locations, services_at("/locations"));
        auto typed = with(form_of(*list.body, services_at("/locations")), "name", name);
        EXPECT_EQ(post(add_location, services_at("/locations"), typed).status, 303);
    };
    add("Harbour");
    add("Hill");
    const auto all = world.db().read([&](db::Session& reading) { return staff::list_locations(reading, business()); });
    ASSERT_EQ(all.size(), 2u);
    const auto id = base::to_text(all[0].id), path = services_at("/locations/" + id);
    const auto way = "way_" + base::to_text(all[1].id);
    const auto typed = with(with(form_of(*get(location, path, id).body, path), way, "20"), "phone", "22 33 44 55");
    ASSERT_EQ(post(save_location, path, typed, id).status, 303);
    const auto travel = world.db().read([&](db::Session& reading) { return staff::load_travel(reading, business()); });
    EXPECT_EQ(travel.between(all[0].id, all[1].id), Minutes{20});
    EXPECT_TRUE(shows(get(location, path, id), "+47 22 33 44 55"));
    const auto stale = post(save_location, path, with(typed, "directions", "Second floor"), id);
    EXPECT_EQ(stale.status, 409);
    EXPECT_TRUE(shows(stale, "What changed meanwhile"));
    EXPECT_TRUE(shows(stale, "Second floor"));
    const auto wrong = post(save_location, path, with(form_of(*stale.body, path), way, "far"), id);
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "value=\"far\""));
    const auto move = move_of(*get(locations, services_at("/locations")).body, id, "DOWN");
    ASSERT_EQ(post(move_location, services_at("/locations/order"),
                   with(form_of(*get(locations, services_at("/locations")).body, services_at("/locations/order")),
                        "move", move))
                  .status,
              303);
    EXPECT_EQ(world.db().read([&](db::Session& r) { return staff::list_locations(r, business()).front().name; }),
              "Hill");
    EXPECT_EQ(
        post(delete_location, path + "/action", form_of(*get(location, path, id).body, path + "/action"), id).status,
        303);
}

class OfficeExtras : public OfficeServices {
protected:
    std::string add_ons_at(const std::string& rest = {}) const { return services_at("/add-ons" + rest); }
    std::string fields_at(const std::string& rest = {}) const { return services_at("/fields" + rest); }
    std::vector<catalog::AddOn> add_ons_now() {
        return world.db().read([&](db::Session& reading) { return catalog::list_add_ons(reading, business(), "NOK"); });
    }
    std::vector<catalog::ExtraField> fields_now() {
        return world.db().read([&](db::Session& reading) { return catalog::list_extra_fields(reading, business()); });
    }
    catalog::ExtraField add_field(const std::string& label, const std::string& kind, const std::string& options = {}) {
        auto typed = form_of(*get(extra_fields, fields_at()).body, fields_at());
        typed = with(with(with(std::move(typed), "label_nb", label), "kind", kind), "option_lines", options);
        EXPECT_EQ(post(add_extra_field, fields_at(), typed).status, 303);
        return fields_now().back();
    }
    std::string at(const catalog::ExtraField& field, const std::string& rest = {}) const {
        return fields_at("/" + base::to_text(field.id) + rest);
    }
    http::Response page(const catalog::ExtraField& field) {
        return get(extra_field, at(field), base::to_text(field.id));
    }
    http::Response save(const catalog::ExtraField& field, Pairs typed) {
        return post(save_extra_field, at(field), std::move(typed), base::to_text(field.id));
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, OfficeExtras, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(OfficeExtras, AddsAnAddOnThatCanBeChosenWithEachService) {
    const auto list = get(add_ons, add_ons_at());
    EXPECT_TRUE(shows(list, "customers choose such extras with a service"));
    auto typed = form_of(*list.body, add_ons_at());
    typed = with(with(with(std::move(typed), "name_nb", "Kur"), "duration", "1:10"), "price", "250");
    ASSERT_EQ(post(add_add_on, add_ons_at(), typed).status, 303);
    const auto made = add_ons_now().back();
    EXPECT_EQ(made.name.fallback, "Kur");
    EXPECT_EQ(made.duration, Minutes{70});
    EXPECT_EQ(made.price.amount, 25000);
    EXPECT_EQ(made.services.size(), 2u);
    EXPECT_TRUE(shows(get(add_ons, add_ons_at()), "1 hr 10 min · kr\u00a0250 · with 2 services"));

    const auto wrong = post(add_add_on, add_ons_at(), with(with(typed, "name_nb", ""), "price", "much"));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "Fill this in."));
    EXPECT_TRUE(shows(wrong, "value=\"much\""));
}

TEST_P(OfficeExtras, SavesAnAddOnAndSaysWhereAnotherSavedIt) {
    auto typed = with(form_of(*get(add_ons, add_ons_at()).body, add_ons_at()), "name_nb", "Kur");
    ASSERT_EQ(post(add_add_on, add_ons_at(), typed).status, 303);
    const auto made = add_ons_now().back();
    const auto id = base::to_text(made.id), here = add_ons_at("/" + id);
    const auto mine = with(form_of(*get(add_on, here, id).body, here), "duration", "20");
    auto theirs = with(form_of(*get(add_on, here, id).body, here), "price", "80");
    theirs = without(std::move(theirs), "active");
    ASSERT_EQ(post(save_add_on, here, theirs, id).status, 303);
    EXPECT_FALSE(add_ons_now().back().active);
    EXPECT_TRUE(shows(get(add_ons, add_ons_at()), ">off<"));
    const auto refused = post(save_add_on, here, mine, id);
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "Somebody else changed this add-on meanwhile."));
    ASSERT_EQ(post(save_add_on, here, form_of(*refused.body, here), id).status, 303);
    EXPECT_EQ(add_ons_now().back().duration, Minutes{20});
    ASSERT_EQ(post(delete_add_on, here + "/action", form_of(*refused.body, here + "/action"), id).status, 303);
    EXPECT_TRUE(add_ons_now().empty());
}

TEST_P(OfficeExtras, AddsAFieldAndTakesItsOptionsFromLines) {
    EXPECT_TRUE(shows(get(extra_fields, fields_at()), "what customers are asked when they book"));
    const auto hair = add_field("Hår", "choice", "Kort\n\nLangt\r\n");
    ASSERT_EQ(hair.options.size(), 2u);
    EXPECT_EQ(hair.options[1].name.fallback, "Langt");
    EXPECT_TRUE(shows(page(hair), "{{field_har}}"));
    auto typed = form_of(*get(extra_fields, fields_at()).body, fields_at());
    typed = with(with(std::move(typed), "label_nb", "Farge"), "kind", "choice");
    const auto refused = post(add_extra_field, fields_at(), typed);
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "Write at least two options."));
}

TEST_P(OfficeExtras, SavesAFieldWithItsOptionsServicesAndCondition) {
    const auto allergies = add_field("Allergi", "yes_no");
    const auto hair = add_field("Hår", "choices", "Kort\nLangt");
    EXPECT_EQ(save(hair, form_of(*page(hair).body, at(hair))).status, 303);
    EXPECT_EQ(fields_now().back().version, 1) << "the form as it stands changes nothing";

    auto typed = form_of(*page(hair).body, at(hair));
    for (const auto& [name, value] : Pairs{{"option_new1_nb", "Krøllete"},
                                           {"option_new1_en", "Curly"},
                                           {"option_" + hair.options[0].key + "_nb", ""},
                                           {"help_en", "As it is now"},
                                           {"required", "yes"},
                                           {"asked", "some"},
                                           {"service_" + base::to_text(world.salon.colour), "yes"},
                                           {"condition", base::to_text(allergies.id) + "=yes"}})
        typed = with(std::move(typed), name, value);
    ASSERT_EQ(save(hair, typed).status, 303);
    const auto now = fields_now().back();
    ASSERT_EQ(now.options.size(), 2u);
    EXPECT_EQ(now.options[0].key, hair.options[1].key);
    EXPECT_EQ(now.options[1].name.in("en"), "Curly");
    EXPECT_EQ(now.help.in("en"), "As it is now");
    EXPECT_TRUE(now.required);
    EXPECT_EQ(now.services, std::vector{world.salon.colour});
    EXPECT_EQ(now.condition, (catalog::ExtraField::Condition{allergies.id, "yes"}));
    EXPECT_TRUE(shows(get(extra_fields, fields_at()), "only after: Allergi: Yes"));
    EXPECT_EQ(activities_of(hair.id.value).back(), "extra_field.changed");

    const auto kept = post(do_extra_field, at(allergies, "/action"),
                           with(form_of(*page(allergies).body, at(allergies, "/action")), "do", "delete"),
                           base::to_text(allergies.id));
    EXPECT_EQ(kept.status, 409);
    EXPECT_TRUE(shows(kept, "Switch it off instead."));
}

}  // namespace
}  // namespace office
