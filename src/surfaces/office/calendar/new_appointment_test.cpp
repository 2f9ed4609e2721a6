#include "bookings/answers.h"
#include "catalog/extra_field_editing.h"
#include "catalog/offer.h"
#include "office/frame/test_office.h"

namespace office::test {
namespace {

class NewAppointment : public OfficeTest {
protected:
    std::string path = office("/bookings/new");

    NewAppointment() { as_owner(); }

    std::string query(std::string_view time, std::string_view more = {}) {
        return fmt::format("?service={}&provider={}&day=2026-12-02&time={}{}", base::to_text(world.salon.cut),
                           base::to_text(world.salon.mira), time, more);
    }
    http::Response ask(const std::string& asked = {}) { return get(new_appointment, path + asked); }
    // What the page would send that says who it is for.
    Pairs drawn(const http::Response& page) {
        return form_of(page.body->substr(std::min(page.body->size(), page.body->find("<form class=\"tb-oform\""))),
                       path);
    }
    Pairs form(std::string_view time, std::string_view more = {}) { return drawn(ask(query(time, more))); }
    // As a browser sends a form that may hold files.
    http::Response send(const Pairs& form, const std::string& file_field = {}, const std::string& file = {}) {
        auto made = request(http::Method::post, path);
        made.headers.emplace_back("content-type", "multipart/form-data; boundary=edge");
        for (const auto& [name, value] : form)
            made.body +=
                fmt::format("--edge\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", name, value);
        if (!file_field.empty())
            made.body += fmt::format("--edge\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"me.pdf\"\r\n"
                                     "Content-Type: application/pdf\r\n\r\n{}\r\n",
                                     file_field, file);
        made.body += "--edge--\r\n";
        return Handler(make_appointment)(made, environment);
    }
    catalog::ExtraFieldId ask_for(catalog::ExtraField::Kind kind, std::string label, bool required = false,
                                  std::optional<catalog::ExtraField::Condition> condition = {}) {
        catalog::ExtraField draft;
        draft.kind = kind;
        draft.label.fallback = std::move(label);
        draft.required = required;
        draft.condition = std::move(condition);
        draft.all_services = false;
        draft.services = {world.salon.cut};
        return world.db()
            .write([&](db::Tx& tx) { return catalog::create_extra_field(tx, context(), business(), draft, {}); })
            .value();
    }
    static std::string field(catalog::ExtraFieldId id) { return "field_" + base::to_text(id); }
    std::vector<std::string> answers(const bookings::Booking& booking) {
        std::vector<std::string> out;
        world.db().read([&](db::Session& reading) {
            for (const auto& each : bookings::list_answers(reading, business(), booking.id))
                out.push_back(each.label.fallback + ": " + each.value);
        });
        return out;
    }
    bookings::Booking made(const http::Response& response) {
        const auto where = header(response, "Location");
        const auto id = where.substr(office("/bookings/").size(), where.find('?') - office("/bookings/").size());
        return world.db().read([&](db::Session& reading) {
            return bookings::find(reading, business(), base::parse_id<BookingId>(id).value()).value();
        });
    }
    std::string anna() {
        world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value();
        return base::to_text(world.db().read([&](db::Session& reading) {
            return customers::find_by_email(reading, business(), world.anna.email.key)->id;
        }));
    }
    std::size_t count() {
        return world.db().read(
            [&](db::Session& reading) { return customers::list(reading, business(), {}).customers.size(); });
    }
    void as(businesses::Role role) {
        hire("Kim Dahl", "kim@example.com", role);
        ASSERT_EQ(sign_in_as("kim@example.com").status, 303);
    }
};

TEST_P(NewAppointment, IsMadeForACustomerWhoIsFoundByName) {
    const auto id = anna();
    EXPECT_TRUE(shows(get(calendar, office("/calendar?view=list")), path));
    const auto times = ask("?day=2026-12-02");
    EXPECT_TRUE(shows(times, "start=2026-12-02T08:00:00Z")) << "the free times of the first service";
    const auto found = ask(query("9:05", "&q=anna"));
    EXPECT_TRUE(shows(found, "customer=" + id));
    EXPECT_TRUE(shows(ask(query("9:05", "&q=zzz")), "Nobody is found."));
    const auto page = ask(query("9:05", "&customer=" + id));
    EXPECT_TRUE(shows(page, "Wednesday 2 December, 09:05 to 09:50, with Mira"));
    EXPECT_FALSE(shows(page, "name=\"surname\""));
    const auto done = send(with(drawn(page), "note", "Came by."));
    ASSERT_EQ(done.status, 303);
    EXPECT_TRUE(header(done, "Location").ends_with("?done=booked"));
    const auto booked = made(done);
    EXPECT_EQ(booked.time.begin, world.at("wed 09:05")) << "off the grid, as staff may";
    EXPECT_EQ(base::to_text(booked.customer_id), id);
    EXPECT_EQ(booked.email, world.anna.email.text);
    EXPECT_EQ(booked.note, "Came by.");
    EXPECT_EQ(booked.status, bookings::Status::approved);
}

TEST_P(NewAppointment, MakesACustomerOfANameAloneAndIsMadeOnce) {
    const auto before = count();
    const auto page = with(form("9:00"), "name", "Ida");
    const auto first = send(page), second = send(page);
    ASSERT_EQ(first.status, 303);
    EXPECT_EQ(header(first, "Location"), header(second, "Location"));
    EXPECT_EQ(count(), before + 1);
    EXPECT_EQ(made(first).name, "Ida");
    const auto other = send(with(page, "name", "Eva"));
    EXPECT_EQ(other.status, 422);
    EXPECT_TRUE(shows(other, "This form was already sent."));
    const auto nobody = send(form("11:00"));
    EXPECT_EQ(nobody.status, 422) << "a name has to be there";
    EXPECT_TRUE(shows(nobody, "tb-error"));
    EXPECT_EQ(count(), before + 1);
}

TEST_P(NewAppointment, OffersTheCustomerWhoseAddressIsTyped) {
    const auto id = anna();
    const auto page = with(with(form("9:00"), "name", "Ann"), "email", world.anna.email.text);
    const auto refused = send(page);
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "Book for Anna Berg"));
    EXPECT_TRUE(shows(refused, "customer=" + id));
    EXPECT_TRUE(shows(refused, "value=\"Ann\"")) << "what was typed stays";
}

TEST_P(NewAppointment, OfAWalkInHasItsOwnLengthAndPriceAndNoNameInTheList) {
    const auto page = ask(query("9:05"));
    auto typed = with(with(with(drawn(page), "walk_in", "yes"), "duration", "20"), "price", "99.50");
    const auto done = send(typed);
    ASSERT_EQ(done.status, 303);
    const auto booked = made(done);
    EXPECT_EQ(booked.time.end - booked.time.begin, std::chrono::minutes{20});
    EXPECT_EQ(booked.price.amount, 9950);
    EXPECT_EQ(count(), 0u);
    typed = with(with(form("10:05"), "walk_in", "yes"), "key", "another");
    const auto second = made(send(typed));
    EXPECT_EQ(second.customer_id, booked.customer_id);
}

TEST_P(NewAppointment, NeverStandsOverAnotherByAReceptionist) {
    as(businesses::Role::receptionist);
    world.book(world.ben, world.salon.cut, world.salon.mira, "wed 10:00").value();
    const auto before = count();
    const auto refused = send(with(form("10:30"), "name", "Ida"));
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "Another appointment is in the way then."));
    EXPECT_TRUE(shows(refused, ">11:00<")) << "the free times of that day";
    EXPECT_EQ(count(), before) << "nobody is made a customer by what was refused";
}

TEST_P(NewAppointment, OutsideTheHoursIsAskedOnceMore) {
    const auto asked = send(with(form("18:00"), "name", "Ida"));
    EXPECT_EQ(asked.status, 409);
    EXPECT_TRUE(shows(asked, "Book it outside the hours"));
    const auto done = send(drawn(asked));
    ASSERT_EQ(done.status, 303);
    EXPECT_EQ(made(done).time.begin, world.at("wed 18:00"));

    as(businesses::Role::receptionist);
    const auto refused = send(with(form("19:00"), "name", "Eva"));
    EXPECT_TRUE(shows(refused, "ask an owner or a manager"));
    EXPECT_EQ(send(with(with(form("19:00"), "name", "Eva"), "outside_hours", "yes")).status, 409);
}

TEST_P(NewAppointment, IsWithWhoeverIsFreeWhereNobodyIsChosen) {
    const auto page =
        ask(fmt::format("?service={}&provider=&day=2026-12-02&time=9:00", base::to_text(world.salon.cut)));
    EXPECT_TRUE(shows(page, "with whoever is free"));
    EXPECT_EQ(send(with(drawn(page), "name", "Ida")).status, 303);
}

TEST_P(NewAppointment, IsOfWhatOnlyStaffBookToo) {
    world.db().write([&](db::Tx& tx) {
        tx.execute("update services set who_may_book = 'staff' where business_id = :b and id = :id", business(),
                   world.salon.cut);
        businesses::touch(tx, business());
    });
    EXPECT_EQ(send(with(form("9:00"), "name", "Ida")).status, 303);
}

TEST_P(NewAppointment, IsAsLongAsWhatIsAddedToIt) {
    catalog::AddOn wash_too;
    wash_too.name.fallback = "Wash";
    wash_too.duration = Minutes{20};
    wash_too.price.amount = 10'000;
    wash_too.services = {world.salon.cut};
    const auto wash = world.db().write([&](db::Tx& tx) { return catalog::add_add_on(tx, business(), wash_too); });
    const auto field = "add_on_" + base::to_text(wash);
    EXPECT_TRUE(shows(ask("?day=2026-12-02&service=" + base::to_text(world.salon.cut)), field));
    const auto page = ask(query("9:00", "&" + field + "=yes"));
    EXPECT_TRUE(shows(page, "09:00 to 10:05, with Mira"));
    const auto done = send(with(drawn(page), "name", "Ida"));
    ASSERT_EQ(done.status, 303);
    ASSERT_EQ(made(done).add_ons.size(), 1u);
    EXPECT_EQ(made(done).time.end, world.at("wed 10:05"));
}

TEST_P(NewAppointment, TakesAnswersAndFilesToWhatTheServiceAsks) {
    using Kind = catalog::ExtraField::Kind;
    const auto allergic = ask_for(Kind::yes_no, "Allergies?"), photo = ask_for(Kind::file, "Photo");
    const auto which = ask_for(Kind::text, "Which?", true, {{allergic, "yes"}});
    const auto page = ask(query("9:00"));
    EXPECT_TRUE(shows(page, "enctype=\"multipart/form-data\""));
    EXPECT_TRUE(shows(page, field(which)));
    EXPECT_TRUE(shows(page, "Customers have to answer this."));
    const auto other = ask(fmt::format("?service={}&day=2026-12-02&time=9:00", base::to_text(world.salon.colour)));
    EXPECT_FALSE(shows(other, field(which))) << "it is not asked of another service";
    const auto typed = with(with(with(drawn(page), "name", "Ida"), field(allergic), "yes"), field(which), "Nuts");
    const auto booked = made(send(typed, field(photo), "%PDF-1.7 me"));
    EXPECT_EQ(answers(booked), (std::vector<std::string>{"Allergies?: yes", "Photo: me.pdf", "Which?: Nuts"}));
    const auto file = world.db().read(
        [&](db::Session& reading) { return bookings::find_file(reading, business(), booked.id, photo); });
    EXPECT_EQ(file.value().content, "%PDF-1.7 me");
    EXPECT_EQ(send(typed, field(photo), "%PDF-1.7 another").status, 422) << "the same form with another file";
}

TEST_P(NewAppointment, ShowsAnswersAgainAndWhichAreMissing) {
    using Kind = catalog::ExtraField::Kind;
    const auto car = ask_for(Kind::text, "Car", true), last = ask_for(Kind::date, "Last time", true);
    const auto photo = ask_for(Kind::file, "Photo", true);
    const auto typed = with(with(with(form("9:00"), "name", "Ida"), field(car), "Volvo"), field(last), "soon");
    const auto refused = send(typed, field(photo), "<script>");
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "value=\"Volvo\""));
    EXPECT_TRUE(shows(refused, "Choose the file once more."));
    EXPECT_TRUE(shows(refused, fmt::format("id=\"tb-{}\"", field(last))));
    EXPECT_EQ(count(), 0u) << "nobody is made a customer by what was refused";
    const auto no_picture = send(with(drawn(refused), field(last), ""), field(photo), "<script>");
    EXPECT_EQ(no_picture.status, 422);
    EXPECT_TRUE(shows(no_picture, "Choose a picture"));
    const auto done = send(with(drawn(no_picture), field(last), ""));
    ASSERT_EQ(done.status, 303) << "what is required may be missing";
    const auto booked = made(done);
    EXPECT_EQ(answers(booked), (std::vector<std::string>{"Car: Volvo"}));
    const auto id = base::to_text(booked.id);
    const auto page = get(appointment, office("/bookings/" + id), id);
    const auto facts = page.body->substr(page.body->find("<dl"), page.body->find("</dl>") - page.body->find("<dl"));
    const auto missing = [&](std::string_view label) {
        return facts.find(fmt::format("<dt>{}</dt><dd><span class=\"badge tb-status tb-status-pending\">missing",
                                      label)) != facts.npos;
    };
    EXPECT_FALSE(missing("Car"));
    EXPECT_TRUE(missing("Last time")) << facts;
    EXPECT_TRUE(missing("Photo"));
}

// The first link of the page to times of several services.
std::string found_visit(const http::Response& page) {
    const auto mark = page.body->find("&amp;at=");
    if (mark == page.body->npos) return {};
    const auto begin = page.body->rfind('"', mark) + 1;
    auto out = page.body->substr(begin, page.body->find('"', begin) - begin);
    for (std::size_t at = 0; (at = out.find("&amp;", at)) != out.npos; ++at) out.replace(at, 5, "&");
    return out;
}

TEST_P(NewAppointment, BooksSeveralServicesInOneGo) {
    const auto cut = base::to_text(world.salon.cut), colour = base::to_text(world.salon.colour);
    const auto line = ask("?day=2026-12-02&service=" + cut + "&more=yes");
    EXPECT_TRUE(shows(line, "name=\"service_2\""));
    EXPECT_TRUE(shows(line, "Choose a service"));
    const auto both = fmt::format("?day=2026-12-02&service={}&service_2={}", colour, cut);
    const auto times = ask(both);
    EXPECT_TRUE(shows(times, "Take out"));
    EXPECT_FALSE(shows(ask(both + "&without=2"), "Take out"));
    const auto link = found_visit(times);
    ASSERT_NE(link, "") << *times.body;
    const auto page = get(new_appointment, link);
    EXPECT_FALSE(shows(page, "name=\"duration\"")) << "each has its own";
    const auto done = send(with(drawn(page), "name", "Ida"));
    ASSERT_EQ(done.status, 303);
    const auto first = made(done);
    const auto parts = world.db().read(
        [&](db::Session& reading) { return bookings::list_of_visit(reading, business(), first.visit_id); });
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].service_id, world.salon.colour);
    EXPECT_EQ(parts[1].service_id, world.salon.cut);
    EXPECT_GE(parts[1].time.begin, parts[0].time.end);
    EXPECT_LE(parts[1].time.begin - parts[0].time.end, std::chrono::minutes{60});
    EXPECT_EQ(parts[0].customer_id, parts[1].customer_id);
    EXPECT_EQ(count(), 1u);
}

TEST_P(NewAppointment, BooksSeveralServicesOneAfterTheOtherAtATimeThatIsTyped) {
    const auto asked = query(
        "9:05", "&service_2=" + base::to_text(world.salon.cut) + "&provider_2=" + base::to_text(world.salon.jonas));
    const auto page = ask(asked);
    EXPECT_TRUE(shows(page, ">09:05<"));
    EXPECT_TRUE(shows(page, ">09:50<"));
    const auto first = made(send(with(drawn(page), "name", "Ida")));
    const auto parts = world.db().read(
        [&](db::Session& reading) { return bookings::list_of_visit(reading, business(), first.visit_id); });
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[1].time.begin, world.at("wed 09:50"));
    EXPECT_EQ(parts[1].provider_id, world.salon.jonas);
}

TEST_P(NewAppointment, OfSeveralServicesHasAddOnsAndSomebodyWhoComesForEach) {
    catalog::AddOn wash_too;
    wash_too.name.fallback = "Wash";
    wash_too.duration = Minutes{20};
    wash_too.services = {world.salon.cut};
    const auto wash = world.db().write([&](db::Tx& tx) { return catalog::add_add_on(tx, business(), wash_too); });
    const auto cut = base::to_text(world.salon.cut), field = "add_on_" + base::to_text(wash);
    const auto along = ask(fmt::format("?day=2026-12-02&service={}&along=yes", cut));
    EXPECT_TRUE(shows(along, "name=\"service_2\""));
    EXPECT_TRUE(shows(along, "name=\"person_2\""));
    EXPECT_TRUE(shows(along, "<option value=\"2\" selected>Person 2"));
    const auto both = fmt::format("?day=2026-12-02&service={0}&service_2={0}&person_2=2&{1}_2=yes", cut, field);
    const auto link = found_visit(ask(both));
    ASSERT_NE(link, "");
    const auto page = get(new_appointment, link);
    EXPECT_TRUE(shows(page, "Wash"));
    EXPECT_TRUE(shows(page, "Name of person 2"));
    const auto nobody = send(with(drawn(page), "name", "Ida"));
    EXPECT_EQ(nobody.status, 422) << "who comes along has a name";
    EXPECT_EQ(count(), 0u);
    const auto done = send(with(with(drawn(page), "name", "Ida"), "attendee_2", "Lille Per"));
    ASSERT_EQ(done.status, 303);
    const auto first = made(done);
    const auto parts = world.db().read(
        [&](db::Session& reading) { return bookings::list_of_visit(reading, business(), first.visit_id); });
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].attendee, "");
    EXPECT_TRUE(parts[0].add_ons.empty());
    EXPECT_EQ(parts[1].attendee, "Lille Per");
    ASSERT_EQ(parts[1].add_ons.size(), 1u);
    EXPECT_EQ(parts[1].time.end - parts[1].time.begin, Minutes{65});
    EXPECT_EQ(parts[0].time.begin, parts[1].time.begin) << "side by side, since two are free";
    EXPECT_NE(parts[0].provider_id, parts[1].provider_id);
    EXPECT_EQ(parts[0].customer_id, parts[1].customer_id);
}

TEST_P(NewAppointment, OfSeveralPeopleAtATimeThatIsTypedIsSideBySideWhereTheProvidersDiffer) {
    const auto cut = base::to_text(world.salon.cut);
    const auto begins = [&](ProviderId second, std::string_view more) {
        const auto page = ask(
            query("9:05", fmt::format("&service_2={}&provider_2={}&person_2=2{}", cut, base::to_text(second), more)));
        const auto first = made(send(with(with(drawn(page), "name", "Ida"), "attendee_2", "Lille Per")));
        const auto parts = world.db().read(
            [&](db::Session& reading) { return bookings::list_of_visit(reading, business(), first.visit_id); });
        for (const auto& part : parts)
            EXPECT_TRUE(world.db().write([&](db::Tx& tx) {
                return bookings::cancel(tx, world.context(), business(), part.id, {}, bookings::Rules::staff);
            }));
        return parts.at(1).time.begin;
    };
    EXPECT_EQ(begins(world.salon.jonas, ""), world.at("wed 09:05"));
    EXPECT_EQ(begins(world.salon.mira, ""), world.at("wed 09:50")) << "she has two hands";
    EXPECT_EQ(begins(world.salon.jonas, "&one_by_one=yes"), world.at("wed 09:50"));
}

TEST_P(NewAppointment, OfSeveralServicesIsMadeWholeOrNotAtAll) {
    as(businesses::Role::receptionist);
    const auto asked = query(
        "9:05", "&service_2=" + base::to_text(world.salon.cut) + "&provider_2=" + base::to_text(world.salon.mira));
    const auto page = ask(asked);
    world.book(world.ben, world.salon.cut, world.salon.mira, "wed 10:00").value();
    const auto before = world.diary(world.salon.mira).size();
    const auto refused = send(with(drawn(page), "name", "Ida"));
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "Another appointment is in the way then."));
    EXPECT_EQ(world.diary(world.salon.mira).size(), before);
    EXPECT_EQ(send(with(with(drawn(page), "name", "Ida"), "service_2", base::to_text(world.clinic.scan))).status, 404);
}

TEST_P(NewAppointment, ComesBackWithWhatWasTypedWhereTheTimeZoneChangedMeanwhile) {
    const auto typed = with(with(form("11:05"), "name", "Ida"), "note", "Came by.");
    change_zone("Europe/London");
    const auto london = Zone::find("Europe/London").value();
    const auto refused = send(typed);
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "by the clock in London"));
    EXPECT_TRUE(shows(refused, "Wednesday 2 December, 11:05 to 11:50, with Mira")) << "the hour that was typed";
    EXPECT_TRUE(world.diary(world.salon.mira).empty());
    EXPECT_EQ(count(), 0u);
    const auto again = drawn(refused);
    EXPECT_NE(std::ranges::find(again, std::pair(std::string("note"), std::string("Came by."))), again.end());
    const auto done = send(again);
    ASSERT_EQ(done.status, 303);
    EXPECT_EQ(made(done).time.begin, world.at("wed 11:05", london));
}

TEST_P(NewAppointment, SaysSoOnTheWayWhereTheTimesWereOfferedByAnotherClock) {
    const auto times = ask("?day=2026-12-02&service=" + base::to_text(world.salon.cut));
    const auto page = unescaped(*times.body);
    const auto at = page.find("href=\"" + path + "?day=2026-12-02&", page.find("tb-times"));
    const auto link = page.substr(at + 6, page.find('"', at + 6) - at - 6);
    EXPECT_NE(link.find("shown_in=Europe%2FOslo"), link.npos) << link;
    EXPECT_EQ(get(new_appointment, link).status, 200);
    change_zone("Europe/London");
    const auto told = get(new_appointment, link);
    EXPECT_EQ(told.status, 409);
    EXPECT_TRUE(shows(told, "by the clock in London"));
    EXPECT_TRUE(shows(told, "Wednesday 2 December at 09:00")) << "as it stood there";
    const auto typed = ask(query("14:05", "&shown_in=Europe/Oslo"));
    EXPECT_EQ(typed.status, 409);
    EXPECT_TRUE(shows(typed, "14:05 to 14:50"));
}

TEST_P(NewAppointment, SaysHowManyPlacesAreLeftInAGroup) {
    world.change(world.salon.cut, [](catalog::Service& service) { service.capacity = 3; });
    world.book(world.anna, world.salon.cut, world.salon.mira, "wed 10:00").value();
    const auto page = ask("?day=2026-12-02&service=" + base::to_text(world.salon.cut));
    EXPECT_TRUE(shows(page, "2 places left"));
    EXPECT_TRUE(shows(page, "3 places left"));
}

TEST_P(NewAppointment, SaysWhatIsNoTimeAndKnowsNothingOfOthers) {
    for (const auto* nonsense : {"9", "25:00", "9:60", "soon"}) {
        const auto page = ask(query(nonsense));
        EXPECT_EQ(page.status, 422) << nonsense;
        EXPECT_TRUE(shows(page, "This is no time of day. Write it as 14:05."));
    }
    EXPECT_EQ(ask("?service=none&provider=none&day=9999-99-99&customer=none").status, 200);
    for (const auto* field : {"service", "provider", "customer"})
        for (const auto& foreign : {base::to_text(world.clinic.id), std::string("none")})
            EXPECT_EQ(send(with(with(form("9:00"), "name", "Ida"), field, foreign)).status, 404) << field << foreign;
}

INSTANTIATE_TEST_SUITE_P(Engines, NewAppointment, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
