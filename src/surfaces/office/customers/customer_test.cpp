#include "activity/jobs.h"
#include "catalog/customer_terms.h"
#include "customers/erasure.h"
#include "customers/labels.h"
#include "office/customers/customers.h"
#include "office/frame/test_office.h"

namespace office::test {
namespace {

class OfficeCustomers : public OfficeTest {
protected:
    CustomerId anna, stranger;

    OfficeCustomers() {
        world.db().write([&](db::Tx& tx) {
            anna = customers::join(tx, business(), world.clock, world.anna).customer.id;
            stranger = customers::join(tx, world.neighbour.id, world.clock, world.ben).customer.id;
        });
        as_owner();
    }
    std::string id(CustomerId customer) const { return base::to_text(customer); }
    std::string at(CustomerId customer, const std::string& rest = {}) const {
        return office("/customers/" + id(customer) + rest);
    }
    customers::Customer stored_customer(CustomerId which) {
        return world.db().read([&](db::Session& reading) { return *customers::find(reading, business(), which); });
    }
    std::optional<accounts::Account> account(CustomerId which) {
        return world.db().read(
            [&](db::Session& reading) { return accounts::find_by_customer(reading, business(), which); });
    }
    http::Response access(const std::string& what, const std::string& password = {}) {
        const auto page = get(office::customer, at(anna), id(anna));
        auto form = with(form_of(*page.body, at(anna, "/access")), "do", what);
        return post(customer_access, at(anna, "/access"), with(form, "password", password), id(anna));
    }
};

TEST_P(OfficeCustomers, AreListedAndFound) {
    auto list = get(office::customers, office("/customers"));
    EXPECT_TRUE(shows(list, world.anna.surname));
    EXPECT_FALSE(shows(list, world.ben.email.text));
    list = get(office::customers, office("/customers?q=zzz"));
    EXPECT_TRUE(shows(list, "Nobody is found"));
    EXPECT_FALSE(shows(list, world.anna.surname));
    list = get(office::customers,
               office("/customers?q=" + base::percent_encoded(world.anna.email.text) + "&order=created&down=yes"));
    EXPECT_TRUE(shows(list, world.anna.surname));
    EXPECT_TRUE(shows(list, "aria-sort=\"descending\""));
    EXPECT_EQ(get(office::customers, office("/customers?after=99999999&before=x&order=x")).status, 200);
}

TEST_P(OfficeCustomers, GetLabelsThatTheListAndTheirPageShow) {
    const auto at_labels = office("/settings/labels");
    auto settings = get(labels, at_labels);
    EXPECT_TRUE(shows(settings, "Labels tell customers apart"));
    auto add = with(form_of(*settings.body, at_labels), "name", "Pays <late>");
    add = with(add, "colour", std::string(businesses::kPalette[4]));
    EXPECT_EQ(post(add_label, at_labels, add).status, 303);
    const auto again = post(add_label, at_labels, with(add, "name", "pays <LATE>"));
    EXPECT_EQ(again.status, 409);
    EXPECT_TRUE(shows(again, "There is a label of that name."));
    const auto label =
        world.db().read([&](db::Session& reading) { return customers::list_labels(reading, business()).front().id; });
    const auto ticked = "label_" + base::to_text(label);

    auto page = get(office::customer, at(anna), id(anna));
    auto form = form_of(*page.body, at(anna, "/labels"));
    EXPECT_EQ(post(stick_labels, at(anna, "/labels"), with(form, ticked, "yes"), id(anna)).status, 303);
    page = get(office::customer, at(anna), id(anna));
    EXPECT_TRUE(shows(page, "Pays &lt;late&gt;"));
    EXPECT_TRUE(shows(page, "/customers?label=" + base::to_text(label)));
    form = form_of(*page.body, at(anna, "/labels"));
    EXPECT_EQ(post(stick_labels, at(anna, "/labels"), form, id(anna)).status, 303) << "as it is";
    EXPECT_TRUE(shows(get(office::customer, at(anna), id(anna)), "/customers?label=" + base::to_text(label)));
    const auto list = get(office::customers, office("/customers?label=" + base::to_text(label)));
    EXPECT_TRUE(shows(list, world.anna.surname));
    EXPECT_TRUE(shows(list, "Pays &lt;late&gt;"));
    EXPECT_TRUE(shows(get(office::customers, office("/customers?q=zzz&label=" + base::to_text(label))),
                      "Nobody is found with this filter."));

    const auto at_label = office("/settings/labels/" + base::to_text(label));
    const auto one = get(office::label, at_label, base::to_text(label));
    EXPECT_TRUE(shows(one, "1 customer"));
    EXPECT_FALSE(shows(one, "Merge into another")) << "there is no other";
    auto save = with(form_of(*one.body, at_label), "name", "Invoice");
    EXPECT_EQ(post(save_label, at_label, save, base::to_text(label)).status, 303);
    EXPECT_EQ(post(save_label, at_label, with(save, "name", "Late"), base::to_text(label)).status, 409)
        << "by an old version";
    EXPECT_EQ(
        post(delete_label, at_label + "/deletion", form_of(*one.body, at_label + "/deletion"), base::to_text(label))
            .status,
        303);
    EXPECT_FALSE(shows(get(office::customer, at(anna), id(anna)), "Invoice"));
}

TEST_P(OfficeCustomers, AreListedAPageAtATimeThereAndBack) {
    std::vector<CustomerId> made;
    world.db().write([&](db::Tx& tx) {
        for (int i = 0; i < 100; ++i) {
            customers::Changes changes;
            changes.name = fmt::format("P{:03}", i);
            changes.surname = "Zz";
            changes.language = "en";
            made.push_back(customers::create(tx, {world.clock, world.registry}, business(), "NO", changes, {}).value());
        }
    });
    const auto all = world.db().read(
        [&](db::Session& s) { return customers::list(s, business(), {.search = {}, .limit = 200}).customers; });
    ASSERT_GT(all.size(), 100u);
    const auto at_end = [&](std::string_view where, std::size_t of) {
        return fmt::format("/customers?order=name&{}={}", where, base::to_text(all.at(of).id));
    };
    const auto first = get(office::customers, office("/customers"));
    EXPECT_TRUE(shows(first, "order=name&amp;after=" + base::to_text(all.at(49).id)));
    EXPECT_FALSE(shows(first, "before="));
    const auto second = get(office::customers, office(at_end("after", 49)));
    EXPECT_TRUE(shows(second, all.at(50).name));
    EXPECT_FALSE(shows(second, base::to_text(all.at(49).id) + "\">"));
    EXPECT_TRUE(shows(second, "order=name&amp;before=" + base::to_text(all.at(50).id)));
    const auto back = get(office::customers, office(at_end("before", 50)));
    EXPECT_TRUE(shows(back, base::to_text(all.at(0).id) + "\">"));
    EXPECT_TRUE(shows(back, base::to_text(all.at(49).id) + "\">"));
    EXPECT_FALSE(shows(back, "&amp;before=" + base::to_text(all.at(0).id)));
    EXPECT_TRUE(shows(get(office::customers, office(at_end("after", all.size() - 1))), all.at(0).name))
        << "nobody is behind the last one: the first page";
    const auto last = get(office::customers, office(at_end("after", 99)));
    EXPECT_FALSE(shows(last, "&amp;after=" + base::to_text(all.back().id)));
    EXPECT_TRUE(shows(last, "&amp;before=" + base::to_text(all.at(100).id)));
}

TEST_P(OfficeCustomers, AreSortedByPhone) {
    const auto list = get(office::customers, office("/customers?order=phone"));
    EXPECT_TRUE(shows(list, "order=phone&amp;down=yes"));
    EXPECT_TRUE(shows(list, "aria-sort=\"ascending\""));
}

TEST_P(OfficeCustomers, ShowStaffThePictureTheyUploaded) {
    EXPECT_EQ(get(customer_picture, at(anna, "/picture"), id(anna)).status, 404);
    const auto upload = [&](BusinessId where, CustomerId whose) {
        world.db().write([&](db::Tx& tx) {
            customers::set_picture(tx, {world.clock, world.registry}, where, whose,
                                   {"image/jpeg", "a picture", world.clock.now()}, {});
        });
    };
    upload(business(), anna);
    upload(world.neighbour.id, stranger);
    const auto source = "src=\"" + at(anna, "/picture");
    EXPECT_TRUE(shows(get(office::customer, at(anna), id(anna)), source));
    EXPECT_TRUE(shows(get(office::customers, office("/customers")), source));
    const auto shown = get(customer_picture, at(anna, "/picture"), id(anna));
    EXPECT_EQ(shown.type, "image/jpeg");
    EXPECT_EQ(*shown.body, "a picture");
    EXPECT_EQ(get(customer_picture, at(stranger, "/picture"), id(stranger)).status, 404) << "another business's";
}

TEST_P(OfficeCustomers, HaveTheirOwnLengthAndPriceOfAService) {
    const auto path = at(anna, "/terms");
    const auto cut = base::to_text(world.salon.cut), colour = base::to_text(world.salon.colour);
    const auto drawn = form_of(*get(customer_terms, path, id(anna)).body, path);
    const auto terms = [&] {
        return world.db().read(
            [&](db::Session& reading) { return catalog::list_customer_terms(reading, business(), anna); });
    };
    ASSERT_EQ(post(save_customer_terms, path,
                   with(with(drawn, "own_duration_" + cut, "1 h 30"), "own_price_" + cut, "450,50"), id(anna))
                  .status,
              303);
    EXPECT_EQ(terms(), (std::vector<catalog::TermsOf>{{world.salon.cut, {Minutes{90}, 45050}}}));

    // Another one, whose form is older, changes another service.
    ASSERT_EQ(post(save_customer_terms, path, with(drawn, "own_duration_" + colour, "60"), id(anna)).status, 303);
    EXPECT_EQ(terms().size(), 2u);

    const auto elsewhere = "own_duration_" + base::to_text(world.neighbour.trim);
    EXPECT_EQ(post(save_customer_terms, path, with(drawn, elsewhere, "60"), id(anna)).status, 404);
    EXPECT_EQ(terms().size(), 2u);

    const auto shown = get(customer_terms, path, id(anna));
    EXPECT_TRUE(shows(shown, "value=\"90\""));
    EXPECT_TRUE(shows(shown, "value=\"450.50\""));
    EXPECT_TRUE(
        shows(get(customer_log, at(anna, "/changes"), id(anna)), "own length and price of a service were changed"));
    const auto wrong =
        post(save_customer_terms, path, with(form_of(*shown.body, path), "own_duration_" + cut, "for ever"), id(anna));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "value=\"for ever\""));
    ASSERT_EQ(post(save_customer_terms, path,
                   with(with(form_of(*wrong.body, path), "own_duration_" + cut, ""), "own_price_" + cut, ""), id(anna))
                  .status,
              303);
    EXPECT_EQ(terms(), (std::vector<catalog::TermsOf>{{world.salon.colour, {Minutes{60}, {}}}}));
}

TEST_P(OfficeCustomers, OfAnotherBusinessAreNotThere) {
    for (const auto handler : {office::customer, customer_details, customer_terms, customer_log, customer_messages})
        EXPECT_EQ(get(handler, at(stranger), id(stranger)).status, 404);
    const auto form = form_of(*get(customer_details, at(anna, "/details"), id(anna)).body, at(anna, "/details"));
    for (const auto handler : {update_customer, save_customer_terms, customer_access, office::decide_erasure})
        EXPECT_EQ(
            post(handler, at(stranger), with(with(form, "do", "allow"), "decision", "erased"), id(stranger)).status,
            404);
    world.db().read([&](db::Session& reading) {
        EXPECT_FALSE(customers::find(reading, world.neighbour.id, stranger)->anonymised);
        EXPECT_FALSE(accounts::find_by_customer(reading, world.neighbour.id, stranger));
    });
}

TEST_P(OfficeCustomers, AreAddedByHandWithTheFaultsNamed) {
    const auto empty = form_of(*get(new_customer, office("/customers/new")).body, office("/customers/new"));
    const auto wrong = post(create_customer, office("/customers/new"),
                            with(with(empty, "email", "no address"), "note", "line one\nline <two>"));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "value=\"no address\""));
    EXPECT_TRUE(shows(wrong, "line one\nline &lt;two&gt;"));
    EXPECT_EQ(wrong.body->find(" autofocus"), wrong.body->rfind(" autofocus"));
    EXPECT_TRUE(shows(wrong,
                      "id=\"f-name\" name=\"name\" type=\"text\" value=\"\" maxlength=\"100\" autocomplete=\"off\" "
                      "required aria-invalid=\"true\" aria-describedby=\"f-name-about\" autofocus"));

    const auto made = post(create_customer, office("/customers/new"),
                           with(with(with(empty, "name", "Kåre"), "surname", "Vik"), "phone", "412 34 567"));
    ASSERT_EQ(made.status, 303);
    const auto which = header(made, "Location").substr(office("/customers/").size(), 13);
    const auto customer = stored_customer(*base::parse_id<CustomerId>(which));
    EXPECT_EQ(customer.full_name(), "Kåre Vik");
    EXPECT_EQ(customer.phone, "+4741234567");
    EXPECT_EQ(activities_of(customer.id.value), std::vector<std::string>{"customer.created"});
}

TEST_P(OfficeCustomers, HaveANumberOfAnotherSystemThatNobodyElseHas) {
    const auto form = form_of(*get(customer_details, at(anna, "/details"), id(anna)).body, at(anna, "/details"));
    EXPECT_EQ(post(update_customer, at(anna, "/details"), with(form, "customer_number", "K-1001"), id(anna)).status,
              303);
    EXPECT_TRUE(shows(get(office::customer, at(anna), id(anna)), "K-1001"));
    EXPECT_TRUE(shows(get(customer_log, at(anna, "/changes"), id(anna)), "Customer number"));

    const auto empty = form_of(*get(new_customer, office("/customers/new")).body, office("/customers/new"));
    const auto taken =
        post(create_customer, office("/customers/new"), with(with(empty, "name", "Ben"), "customer_number", "K-1001"));
    EXPECT_EQ(taken.status, 409);
    EXPECT_TRUE(shows(taken, "Another customer has this number."));
}

TEST_P(OfficeCustomers, ShowTheirWholeLogPageByPage) {
    constexpr int kChanges = 120;
    world.db().write([&](db::Tx& tx) {
        for (int i = 1; i <= kChanges; ++i)
            activity::record(
                tx, world.registry, world.salon.id, world.clock.now(),
                {"customer.changed", anna.value, {}, fmt::format(R"({{"after":{{"name":"No {}."}}}})", i)});
    });
    const std::string link = "<a class=\"btn\" href=\"";
    std::set<std::string> seen;
    auto url = at(anna, "/changes");
    for (int number = 1; number <= 3; ++number) {
        const auto html = *get(customer_log, url, id(anna)).body;
        for (auto found = html.find("<bdi>No "); found != std::string::npos; found = html.find("<bdi>No ", found + 1))
            seen.insert(html.substr(found, html.find('<', found + 5) - found));
        const auto older = html.find(link + at(anna, "/changes?before="));
        ASSERT_EQ(older == std::string::npos, number == 3);
        if (number == 3) break;
        const auto begin = older + link.size();
        url = unescaped(html.substr(begin, html.find('"', begin) - begin));
    }
    EXPECT_EQ(std::ssize(seen), kChanges);
}

TEST_P(OfficeCustomers, AreChangedWithWhatWasBeforeInTheLog) {
    const auto form = form_of(*get(customer_details, at(anna, "/details"), id(anna)).body, at(anna, "/details"));
    const auto saved = post(update_customer, at(anna, "/details"), with(form, "surname", "Dahl"), id(anna));
    EXPECT_EQ(saved.status, 303);
    EXPECT_EQ(stored_customer(anna).surname, "Dahl");
    const auto log = get(customer_log, at(anna, "/changes"), id(anna));
    EXPECT_TRUE(shows(log, "<del><bdi>" + world.anna.surname + "</bdi></del>"));
    EXPECT_TRUE(shows(log, "<ins><bdi>Dahl</bdi></ins>"));
    EXPECT_TRUE(shows(log, "Mira Lind"));

    // The second of two editors is told, and nothing of the first is lost.
    const auto late = post(update_customer, at(anna, "/details"), with(form, "surname", "Moe"), id(anna));
    EXPECT_EQ(late.status, 409);
    EXPECT_TRUE(shows(late, "value=\"Moe\""));
    EXPECT_EQ(stored_customer(anna).surname, "Dahl");

    // They are shown both, and choose.
    EXPECT_TRUE(shows(late, "When you opened it: " + world.anna.surname));
    const auto again = form_of(*late.body, at(anna, "/details"));
    const auto unsaid = post(update_customer, at(anna, "/details"), again, id(anna));
    EXPECT_EQ(unsaid.status, 422) << "nothing was chosen";
    EXPECT_TRUE(shows(unsaid, "When you opened it: " + world.anna.surname));
    const auto mine = post(update_customer, at(anna, "/details"),
                           with(form_of(*unsaid.body, at(anna, "/details")), "choice_surname", "mine"), id(anna));
    EXPECT_EQ(mine.status, 303);
    EXPECT_EQ(stored_customer(anna).surname, "Moe");
    const auto theirs = post(update_customer, at(anna, "/details"), with(again, "choice_surname", "theirs"), id(anna));
    EXPECT_EQ(theirs.status, 303) << "theirs was changed once more, and is kept";
    EXPECT_EQ(stored_customer(anna).surname, "Moe");
}

TEST_P(OfficeCustomers, AreChangedByTwoWhoTouchDifferentFieldsAndNobodyIsOverwritten) {
    const auto form = form_of(*get(customer_details, at(anna, "/details"), id(anna)).body, at(anna, "/details"));
    ASSERT_EQ(
        post(update_customer, at(anna, "/details"), with(with(form, "city", "Oslo"), "allowed", ""), id(anna)).status,
        303);
    ASSERT_FALSE(account(anna)->allowed);
    const auto second =
        post(update_customer, at(anna, "/details"), with(form, "note", "Line one\r\nline two"), id(anna));
    EXPECT_EQ(second.status, 303);
    EXPECT_TRUE(header(second, "Location").ends_with("done=merged"));
    EXPECT_EQ(stored_customer(anna).city, "Oslo");
    EXPECT_EQ(stored_customer(anna).note, "Line one\r\nline two");
    EXPECT_FALSE(account(anna)->allowed) << "what the second did not touch";

    // A note of several lines that one of them leaves as it is.
    const auto later = form_of(*get(customer_details, at(anna, "/details"), id(anna)).body, at(anna, "/details"));
    ASSERT_EQ(post(update_customer, at(anna, "/details"), with(later, "note", "Line three"), id(anna)).status, 303);
    ASSERT_EQ(post(update_customer, at(anna, "/details"), with(later, "city", "Bergen"), id(anna)).status, 303);
    EXPECT_EQ(stored_customer(anna).note, "Line three");
    EXPECT_EQ(stored_customer(anna).city, "Bergen");
}

TEST_P(OfficeCustomers, HaveContactPersons) {
    const auto at_new = at(anna, "/contacts/new");
    const auto empty = form_of(*get(new_contact, at_new, id(anna)).body, at_new);
    const auto wrong =
        post(add_contact, at_new, with(with(empty, "name", "Kari <x>"), "gets_messages", "yes"), id(anna));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "Messages need an e-mail address to go to."));
    ASSERT_EQ(post(add_contact, at_new, with(with(empty, "name", "Kari <x>"), "phone", "412 34 567"), id(anna)).status,
              303);
    const auto page = get(office::customer, at(anna), id(anna));
    EXPECT_TRUE(shows(page, "Kari &lt;x&gt;"));
    EXPECT_TRUE(shows(page, "href=\"tel:+4741234567\""));
    EXPECT_TRUE(shows(get(customer_log, at(anna, "/changes"), id(anna)), "A contact person was added"));
    EXPECT_EQ(get(new_contact, at(stranger, "/contacts/new"), id(stranger)).status, 404);
}

TEST_P(OfficeCustomers, AreDeletedAndTakenBack) {
    const auto path = at(anna, "/deletion");
    const auto sure = get(customer_deletion, path, id(anna));
    EXPECT_TRUE(shows(sure, "can be restored for 30 days"));
    const auto form = form_of(*sure.body, path);
    ASSERT_EQ(post(office::delete_customer, path, form, id(anna)).status, 303);
    EXPECT_EQ(post(office::delete_customer, path, form, id(anna)).status, 404) << "twice";
    for (const auto handler : {customer_details, customer_log, customer_deletion, new_contact})
        EXPECT_EQ(get(handler, at(anna), id(anna)).status, 404);
    EXPECT_FALSE(shows(get(office::customers, office("/customers")), world.anna.surname));
    EXPECT_TRUE(shows(get(deleted_customers, office("/customers/deleted")), world.anna.surname));
    const auto shown = get(office::customer, at(anna), id(anna));
    EXPECT_TRUE(shows(shown, "It can be restored until"));
    const auto back = form_of(*shown.body, at(anna, "/restoration"));
    EXPECT_EQ(post(office::restore_customer, at(anna, "/restoration"), back, id(anna)).status, 303);
    EXPECT_EQ(post(office::restore_customer, at(anna, "/restoration"), back, id(anna)).status, 404) << "twice";
    EXPECT_TRUE(shows(get(office::customers, office("/customers")), world.anna.surname));
    EXPECT_FALSE(shows(get(deleted_customers, office("/customers/deleted")), world.anna.surname));
}

TEST_P(OfficeCustomers, WithAppointmentsAheadAreNotDeleted) {
    const auto booked = world.book(world.anna, world.salon.cut, world.salon.mira, "fri 10:00");
    ASSERT_TRUE(booked);
    const auto form = form_of(*get(customer_deletion, at(anna, "/deletion"), id(anna)).body, at(anna, "/erasing"));
    const auto refused = post(office::delete_customer, at(anna, "/deletion"), form, id(anna));
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "Appointments lie ahead."));
    EXPECT_FALSE(stored_customer(anna).anonymised);
    EXPECT_EQ(post(office::erase_customer, at(anna, "/erasing"), form, id(anna)).status, 303)
        << "who asks to be erased is";
    EXPECT_TRUE(stored_customer(anna).anonymised);
    EXPECT_EQ(post(office::erase_customer, at(anna, "/erasing"), form, id(anna)).status, 404);
}

TEST_P(OfficeCustomers, ShowPhoneNumbersToReadAndToCall) {
    const auto phone = stored_customer(anna).phone;
    const auto link = fmt::format("<a href=\"tel:{}\">", phone);
    ASSERT_TRUE(phone.starts_with("+47"));
    EXPECT_TRUE(shows(get(office::customers, office("/customers")), link + base::phone_for_reading(phone)));
    EXPECT_TRUE(shows(get(office::customer, at(anna), id(anna)), link + base::phone_for_reading(phone)));

    const auto form = form_of(*get(customer_details, at(anna, "/details"), id(anna)).body, at(anna, "/details"));
    ASSERT_EQ(post(update_customer, at(anna, "/details"), with(form, "phone", "+47 476 54 321"), id(anna)).status, 303);
    const auto log = get(customer_log, at(anna, "/changes"), id(anna));
    EXPECT_TRUE(shows(log, link + "<bdi>" + base::phone_for_reading(phone) + "</bdi></a></del>"));
    EXPECT_TRUE(shows(log, "<a href=\"tel:+4747654321\"><bdi>+47 476 54 321</bdi></a></ins>"));
}

TEST_P(OfficeCustomers, HaveNamesThatTurnNothingAround) {
    const auto form = form_of(*get(customer_details, at(anna, "/details"), id(anna)).body, at(anna, "/details"));
    const auto typed = with(with(form, "name", "Anna\u202Egpj\u202C"), "surname", "\u2066Dahl\u2069\u200F");
    ASSERT_EQ(post(update_customer, at(anna, "/details"), typed, id(anna)).status, 303);
    EXPECT_EQ(stored_customer(anna).name, "Annagpj");
    EXPECT_EQ(stored_customer(anna).surname, "Dahl");
    EXPECT_TRUE(shows(get(office::customer, at(anna), id(anna)), "<bdi>Annagpj Dahl</bdi></h1>"));
    EXPECT_TRUE(shows(get(office::customers, office("/customers")), "<bdi>"));
    const auto nameless =
        post(update_customer, at(anna, "/details"),
             with(form_of(*get(customer_details, at(anna, "/details"), id(anna)).body, at(anna, "/details")), "name",
                  "\u202E"),
             id(anna));
    EXPECT_EQ(nameless.status, 422) << "such a sign alone is no name";
}

TEST_P(OfficeCustomers, MayBeAllowedToSignInAndNoMore) {
    EXPECT_FALSE(account(anna));
    EXPECT_TRUE(shows(get(office::customer, at(anna), id(anna)), "No longer allow to sign in"));
    EXPECT_EQ(access("allow").status, 303);
    ASSERT_TRUE(account(anna));
    EXPECT_FALSE(account(anna)->has_password);

    EXPECT_EQ(access("password", "short").status, 422);
    EXPECT_EQ(access("password", "a quiet lake in autumn").status, 303);
    const auto in = accounts::sign_in(world.db(), context(), environment.hasher, business(), world.anna.email,
                                      "a quiet lake in autumn", {"192.0.2.9", {}, {}, {}});
    ASSERT_TRUE(in);
    EXPECT_TRUE(shows(get(office::customer, at(anna), id(anna)), "192.0.2.9"));

    EXPECT_EQ(access("refuse").status, 303);
    world.db().read([&](db::Session& reading) {
        EXPECT_FALSE(accounts::find_signed_in(reading, world.clock, business(), in->session_token));
    });
    EXPECT_FALSE(accounts::sign_in(world.db(), context(), environment.hasher, business(), world.anna.email,
                                   "a quiet lake in autumn", {}));
}

TEST_P(OfficeCustomers, AreLetInWithTheirDetailsInOneStep) {
    const auto empty = form_of(*get(new_customer, office("/customers/new")).body, office("/customers/new"));
    const auto made_of = [&](const http::Response& made) {
        return *base::parse_id<CustomerId>(header(made, "Location").substr(office("/customers/").size(), 13));
    };
    const auto add = [&](const std::string& email, const std::function<Pairs(Pairs)>& change) {
        return post(create_customer, office("/customers/new"),
                    change(with(with(empty, "name", "Kåre"), "email", email)));
    };
    const auto plain = made_of(add("kare@example.com", [](Pairs form) { return form; }));
    ASSERT_TRUE(account(plain)) << "allowed, unless staff say otherwise";
    EXPECT_EQ(activities_of(plain.value), (std::vector<std::string>{"customer.created", "account.created"}));

    const auto refused = made_of(add("no@example.com", [](Pairs form) { return without(form, "allowed"); }));
    EXPECT_FALSE(account(refused)->allowed);

    const auto mailed = made_of(add("mail@example.com", [](Pairs form) { return with(form, "mails_access", "yes"); }));
    EXPECT_EQ(activities_of(mailed.value).back(), "access.sent");

    EXPECT_EQ(add("weak@example.com", [](Pairs form) { return with(form, "password", "password"); }).status, 422);
    const auto told =
        made_of(add("told@example.com", [](Pairs form) { return with(form, "password", "a quiet lake in autumn"); }));
    EXPECT_TRUE(account(told)->has_password);
    const auto details = get(customer_details, at(told, "/details"), id(told));
    EXPECT_FALSE(shows(details, "a quiet lake in autumn"));

    const auto nowhere = add("", [](Pairs form) { return with(form, "mails_access", "yes"); });
    EXPECT_EQ(nowhere.status, 422);
    EXPECT_TRUE(shows(nowhere, "id=\"f-email\"")) << "said beside the address";
}

TEST_P(OfficeCustomers, GetTheirDetailsForSigningInByAnEvent) {
    access("allow");
    EXPECT_EQ(access("send").status, 303);
    const auto activities = activities_of(anna.value);
    EXPECT_EQ(std::ranges::count(activities, "access.sent"), 1);
    EXPECT_TRUE(shows(get(customer_log, at(anna, "/changes"), id(anna)), "The details for signing in were sent"));
}

TEST_P(OfficeCustomers, KeepTheLoginAtTheirCorrectedAddress) {
    access("allow");
    const auto form = form_of(*get(customer_details, at(anna, "/details"), id(anna)).body, at(anna, "/details"));
    EXPECT_EQ(post(update_customer, at(anna, "/details"), with(form, "email", ""), id(anna)).status, 422);
    EXPECT_EQ(post(update_customer, at(anna, "/details"), with(form, "email", "anna@new.example"), id(anna)).status,
              303);
    EXPECT_EQ(account(anna)->email, "anna@new.example");
    EXPECT_FALSE(account(anna)->email_confirmed);
}

TEST_P(OfficeCustomers, HaveAllTheirBookingsAPageAtATime) {
    std::vector<std::string> made_ids;
    for (int i = 0; i < 51; ++i) {
        const auto made = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00");
        ASSERT_TRUE(made);
        world.db().write([&](db::Tx& tx) {
            CHECK(bookings::cancel(tx, world.context(), business(), made->booking.id, {activity::ActorKind::staff, 1},
                                   bookings::Rules::staff));
        });
        made_ids.push_back(base::to_text(made->booking.id));
    }
    const auto rows = [](const http::Response& page) {
        std::size_t out = 0;
        for (auto pos = page.body->find("/office/bookings/0"); pos != std::string::npos; ++out)
            pos = page.body->find("/office/bookings/0", pos + 1);
        return out;
    };
    const auto first = get(office::customer, at(anna), id(anna));
    EXPECT_EQ(rows(first), 50u);
    const auto older = "?after=" + made_ids[1], newer = "?before=" + made_ids[0];
    EXPECT_TRUE(shows(first, at(anna, older + "#tb-bookings")));
    EXPECT_FALSE(shows(first, "Later ones"));
    const auto second = get(office::customer, at(anna, older), id(anna));
    EXPECT_EQ(rows(second), 1u);
    EXPECT_TRUE(shows(second, at(anna, newer + "#tb-bookings")));
    EXPECT_EQ(rows(get(office::customer, at(anna, newer), id(anna))), 50u) << "back on a whole page";
    EXPECT_FALSE(shows(second, "Earlier ones"));
    EXPECT_EQ(rows(get(office::customer, at(anna, "?after=x&before=77"), id(anna))), 50u)
        << "nonsense is the first page";
}

TEST_P(OfficeCustomers, AreCalledAndWrittenToWithOneTouch) {
    world.db().write([&](db::Tx& tx) {
        auto changes = customers::changes_of(*customers::find(tx, business(), anna));
        changes.important_note = "Allergic to PPD\nand to henna";
        return customers::update(tx, {world.clock, world.registry}, business(), "NO", anna, changes, {}, {});
    });
    const auto page = get(office::customer, at(anna), id(anna));
    EXPECT_TRUE(shows(page, "href=\"tel:" + world.anna.phone + "\">+47 412 34 567<"));
    EXPECT_TRUE(shows(page, "href=\"mailto:" + world.anna.email.text + "\""));
    EXPECT_TRUE(shows(page, "Allergic to PPD\nand to henna")) << "as it was typed";
}

TEST_P(OfficeCustomers, AreWarnedOfWhereTheirAddressIsRefused) {
    world.db().write([&](db::Tx& tx) {
        customers::note_email_trouble(tx, {world.clock, world.registry}, business(), anna, "550 no such user");
    });
    EXPECT_TRUE(shows(get(office::customer, at(anna), id(anna)), "550 no such user"));
    EXPECT_TRUE(shows(get(office::customers, office("/customers")), "This address was refused"));
}

TEST_P(OfficeCustomers, WhoAskToBeErasedAreShownToTheLast) {
    std::vector<CustomerId> asking;
    for (int i = 0; i < 12; ++i) {
        customers::Changes person;
        person.name = fmt::format("Guest {}", i);
        world.clock.advance(std::chrono::seconds{i % 3});  // some at the same moment
        asking.push_back(world.db()
                             .write([&](db::Tx& tx) -> Result<CustomerId> {
                                 const customers::Context with{world.clock, world.registry};
                                 const auto made = customers::create(tx, with, business(), "NO", person, {});
                                 CHECK(customers::ask_erasure(tx, with, business(), *made, {}));
                                 return made;
                             })
                             .value());
    }
    std::vector<std::string> seen;
    std::string path = office("/customers");
    for (int pages = 0; !path.empty() && pages < 9; ++pages) {
        const auto page = get(office::customers, path);
        const auto& body = *page.body;
        for (auto at = body.find("alert-warning"); at != body.npos; at = body.find("alert-warning", at + 1))
            seen.push_back(attribute(body.substr(body.find("<a", at)), "href").value_or(""));
        const auto more = body.find(">More who ask to be erased</a>");
        path = more == body.npos ? "" : attribute(body.substr(body.rfind("<a", more)), "href").value_or("");
    }
    ASSERT_EQ(seen.size(), asking.size());
    for (std::size_t i = 0; i < asking.size(); ++i)
        EXPECT_EQ(seen[i], office("/customers/" + base::to_text(asking[i]))) << i;
}

TEST_P(OfficeCustomers, AreErasedOnlyWhenTheyAskAndStaffDecide) {
    access("allow");
    const auto page = get(customer_details, at(anna, "/details"), id(anna));
    auto form = with(form_of(*page.body, at(anna, "/details")), "decision", "erased");
    EXPECT_EQ(post(office::decide_erasure, at(anna, "/erasure"), form, id(anna)).status, 404);
    EXPECT_FALSE(stored_customer(anna).anonymised);

    world.db().write([&](db::Tx& tx) {
        customers::ask_erasure(tx, {world.clock, world.registry}, business(), anna, {}).value();
    });
    EXPECT_TRUE(shows(get(office::customers, office("/customers")), "Someone asks to be erased"));
    form = with(form_of(*get(office::customer, at(anna), id(anna)).body, at(anna, "/erasure")), "decision", "erased");
    EXPECT_EQ(post(office::decide_erasure, at(anna, "/erasure"), form, id(anna)).status, 303);
    EXPECT_TRUE(stored_customer(anna).anonymised);
    EXPECT_FALSE(account(anna));
    EXPECT_TRUE(shows(get(office::customer, at(anna), id(anna)), "has been erased"));
}

class OfficeAppointments : public OfficeTest {
protected:
    bookings::Booking made, pending;

    OfficeAppointments() {
        made = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking;
        pending = world.book(world.ben, world.salon.colour, world.salon.jonas, "wed 10:00").value().booking;
        as_owner();
    }
    std::string at(const bookings::Booking& booking, const std::string& rest = {}) const {
        return office("/bookings/" + base::to_text(booking.id) + rest);
    }
    http::Response set(const bookings::Booking& booking, const std::string& status) {
        const auto id = base::to_text(booking.id);
        const auto page = get(appointment, at(booking), id);
        return post(set_appointment_status, at(booking, "/status"),
                    with(form_of(*page.body, at(booking, "/status")), "status", status), id);
    }
};

TEST_P(OfficeAppointments, AreListedByDay) {
    const auto list = get(calendar, office("/calendar?view=list"));
    EXPECT_TRUE(shows(list, "Nothing is booked."));  // today, a Monday
    EXPECT_TRUE(shows(list, "Tomorrow, Tuesday 1 December"));
    EXPECT_TRUE(shows(list, world.anna.surname));
    EXPECT_TRUE(shows(list, "awaiting approval"));
    EXPECT_FALSE(shows(get(calendar, office("/calendar?view=list&day=2026-12-08")), world.anna.surname));
    EXPECT_EQ(get(calendar, office("/calendar?view=list&day=0001-01-01")).status, 200);
}

TEST_P(OfficeAppointments, AreAllCountedAndOnlyWhatIsGivenUpIsStruckThrough) {
    world.clock.set(made.time.begin + std::chrono::hours{1});
    as_owner();
    ASSERT_EQ(set(made, "completed").status, 303);
    const auto row = [&](const bookings::Booking& booking, const std::string& status = {}) {
        const auto list = get(calendar, office("/calendar?view=list&day=2026-12-01" + status));
        const auto link = list.body->find("href=\"" + at(booking) + "\"");
        return list.body->substr(list.body->rfind("<a ", link), link - list.body->rfind("<a ", link));
    };
    EXPECT_TRUE(shows(get(calendar, office("/calendar?view=list&day=2026-12-01")), "1 appointment<"));
    EXPECT_EQ(row(made).find("tb-gone"), std::string::npos);
    ASSERT_EQ(set(pending, "cancelled").status, 303);
    EXPECT_NE(row(pending, "&status=cancelled").find("tb-gone"), std::string::npos);
    EXPECT_TRUE(shows(get(calendar, office("/calendar?view=list&day=2026-12-02")), "Nothing is booked."));
    EXPECT_TRUE(shows(get(calendar, office("/calendar?view=list&day=2026-12-02&status=cancelled")), "1 appointment<"));
}

TEST_P(OfficeAppointments, OfferOnlyWhatFitsTheStatus) {
    const auto offered = [&](const bookings::Booking& booking) {
        return get(appointment, at(booking), base::to_text(booking.id));
    };
    EXPECT_FALSE(shows(offered(made), "Decline"));
    EXPECT_TRUE(shows(offered(made), "Mark as paid"));
    EXPECT_TRUE(shows(offered(pending), "Decline"));
    EXPECT_FALSE(shows(offered(pending), "Mark as paid"));
    ASSERT_EQ(set(made, "cancelled").status, 303);
    EXPECT_FALSE(shows(offered(made), "Mark as paid"));
    const auto over = offered(made);
    EXPECT_TRUE(shows(over, "Book again"));
    for (const auto* change : {"/status", "/move", "/payment"})
        EXPECT_FALSE(shows(over, at(made) + change)) << "nothing is left to do with it";
}

TEST_P(OfficeAppointments, ShowTheImportantNoteAndAnotherName) {
    world.db().write([&](db::Tx& tx) {
        auto changes = customers::changes_of(*customers::find(tx, business(), made.customer_id));
        changes.important_note = "Allergic to PPD";
        changes.surname = "Elsewhere";
        return customers::update(tx, {world.clock, world.registry}, business(), "NO", made.customer_id, changes, {},
                                 {});
    });
    world.book(world.anna, world.salon.cut, world.salon.mira, "wed 10:00");
    const auto list = get(calendar, office("/calendar?view=list"));
    EXPECT_TRUE(shows(list, "Allergic to PPD"));
    EXPECT_TRUE(shows(list, "other name stored"));
}

TEST_P(OfficeAppointments, AreApprovedCancelledAndPaid) {
    EXPECT_EQ(set(pending, "approved").status, 303);
    EXPECT_EQ(world.status_of(pending.id), bookings::Status::approved);
    EXPECT_EQ(set(made, "no_show").status, 409);  // it has not begun
    EXPECT_EQ(set(made, "cancelled").status, 303);
    EXPECT_EQ(world.status_of(made.id), bookings::Status::cancelled);
    EXPECT_TRUE(world.diary(world.salon.mira).empty());
    EXPECT_TRUE(shows(get(appointment, at(made), base::to_text(made.id)), "Mira Lind"));  // who did it

    const auto page = get(appointment, at(pending), base::to_text(pending.id));
    EXPECT_EQ(post(set_appointment_paid, at(pending, "/payment"), form_of(*page.body, at(pending, "/payment")),
                   base::to_text(pending.id))
                  .status,
              303);
    EXPECT_TRUE(shows(get(appointment, at(pending), base::to_text(pending.id)), "Mark as not paid"));
}

TEST_P(OfficeAppointments, OfOthersAreNotAProvidersBusiness) {
    world.db().write([&](db::Tx& tx) {
        const auto hash = environment.hasher.hash(kPassword).value();
        const auto email = *base::parse_email("jonas@example.com");
        EXPECT_TRUE(
            accounts::staff::set_login(tx, context(), business(), StaffId{world.salon.jonas.value}, email, hash, {}));
    });
    ASSERT_EQ(sign_in_as("jonas@example.com").status, 303);
    const auto list = get(calendar, office("/calendar?view=list"));
    EXPECT_TRUE(shows(list, world.ben.surname));
    EXPECT_FALSE(shows(list, world.anna.surname));
    EXPECT_FALSE(shows(list, "/office/customers"));  // no entry in the menu
    EXPECT_EQ(get(appointment, at(made), base::to_text(made.id)).status, 404);
    const auto own = get(appointment, at(pending), base::to_text(pending.id));
    EXPECT_EQ(own.status, 200);
    EXPECT_FALSE(shows(own, "action=\"" + at(pending, "/status") + "\""));
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeCustomers, testing::ValuesIn(support::engines()), support::engine_name);

INSTANTIATE_TEST_SUITE_P(Engines, OfficeAppointments, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
