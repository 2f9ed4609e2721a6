#include "selections/selection.h"
#include "activity/jobs.h"
#include "customers/labels.h"
#include "exports/customer_export.h"
#include "office/customers/customers.h"
#include "office/frame/test_office.h"
#include "work/file.h"

namespace office::test {
namespace {

class OfficeSelections : public OfficeTest {
protected:
    OfficeSelections() {
        selections::subscribe(world.registry, world.clock);
        exports::subscribe(world.registry, world.clock);
        world.db().write([&](db::Tx& tx) {
            anna = customers::join(tx, business(), world.clock, world.anna).customer.id;
            ben = customers::join(tx, business(), world.clock, world.ben).customer.id;
            stranger = customers::join(tx, world.neighbour.id, world.clock, world.ben).customer.id;
        });
        as_owner();
    }
    static std::string id(CustomerId customer) { return base::to_text(customer); }
    std::string path(const std::string& rest = {}) const { return office("/customers" + rest); }
    std::int64_t count() {
        return world.db().read([&](db::Session& reading) { return customers::count_listed(reading, business(), {}); });
    }
    // The page that says what is about to be done.
    http::Response sure(const std::string& query) { return get(selected_customers, path("/selection?" + query)); }
    // With the id that the answer leads to.
    http::Response of(const Handler& handler, http::Method method, std::string_view param, const std::string& of_id,
                      Pairs form = {}) {
        auto made = request(method, path("/x"));
        made.params.emplace_back(param, of_id);
        made.form = http::Form(std::move(form));
        return handler(made, environment);
    }
    static std::string last_part(const http::Response& response) {
        const auto location = header(response, "Location");
        return location.substr(location.rfind('/') + 1);
    }
    void run_jobs() {
        for (int i = 0; i < 20; ++i) activity::run_due(world.db(), world.registry, world.clock, 10);
    }
    std::optional<exports::Export> newest() {
        return world.db().read([&](db::Session& reading) {
            const auto me = accounts::staff::find_signed_in(reading, world.clock, business(), session)->id;
            return exports::newest(reading, world.clock, business(), me.value);
        });
    }

    CustomerId anna, ben, stranger;
};

TEST_P(OfficeSelections, AreTickedInTheList) {
    const auto list = get(office::customers, path());
    EXPECT_TRUE(shows(list, fmt::format("name=\"customer_{}\" value=\"yes\"", id(anna))));
    EXPECT_TRUE(shows(list, "All of this list: 2 customers"));
    EXPECT_TRUE(shows(list, "name=\"do\" value=\"export\""));
    hire("Rita", "rita@example.com", businesses::Role::receptionist);
    ASSERT_EQ(sign_in_as("rita@example.com").status, 303);
    EXPECT_FALSE(shows(get(office::customers, path()), "name=\"do\" value=\"export\""));
}

TEST_P(OfficeSelections, AreDeletedAfterAWordAndUndoneInOneStep) {
    const auto page = sure(fmt::format("do=delete&customer_{}=yes&customer_{}=yes", id(anna), id(stranger)));
    EXPECT_TRUE(shows(page, "Delete 1 customer"));
    EXPECT_TRUE(shows(page, "Anna Berg"));
    EXPECT_TRUE(shows(page, "For 30 days all of it can be undone"));
    const auto form = form_of(*page.body, path("/selections"));
    EXPECT_EQ(post(begin_selection, path("/selections"), {{"do", "delete"}, {"all", "yes"}}).status, 422)
        << "without our form";
    const auto begun = post(begin_selection, path("/selections"), form);
    ASSERT_EQ(begun.status, 303);
    EXPECT_EQ(count(), 1);
    const auto selected = last_part(begun);
    const auto done = of(selection, http::Method::get, "selection", selected);
    EXPECT_TRUE(shows(done, "1 customer is deleted."));
    const auto undo = form_of(*done.body, path("/selections/" + selected + "/undo"));
    const auto undone = of(undo_selection, http::Method::post, "selection", selected, undo);
    ASSERT_EQ(undone.status, 303);
    EXPECT_EQ(count(), 2);
    EXPECT_TRUE(shows(of(selection, http::Method::get, "selection", last_part(undone)), "1 customer is back."));
    EXPECT_TRUE(shows(of(selection, http::Method::get, "selection", selected), "It was undone."));
    EXPECT_EQ(of(undo_selection, http::Method::post, "selection", selected, undo).status, 409);
    EXPECT_EQ(of(selection, http::Method::get, "selection", "nonsense").status, 404);
}

TEST_P(OfficeSelections, SayWhoStaysAndWhy) {
    ASSERT_TRUE(world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00"));
    const auto page = sure("do=delete&all=yes&list=");
    EXPECT_TRUE(shows(page, "Delete 2 customers"));
    EXPECT_TRUE(shows(page, "1 customer stays"));
    const auto begun = post(begin_selection, path("/selections"), form_of(*page.body, path("/selections")));
    const auto done = of(selection, http::Method::get, "selection", last_part(begun));
    EXPECT_TRUE(shows(done, "1 customer was left as before"));
    EXPECT_TRUE(shows(done, "Anna Berg"));
    EXPECT_EQ(sure("do=delete").status, 422) << "nobody is ticked";
    EXPECT_EQ(sure("do=dance&all=yes").status, 404);
}

TEST_P(OfficeSelections, GetALabelAndLoseIt) {
    EXPECT_TRUE(shows(sure("do=labels&all=yes"), "There are no labels yet."));
    const auto label = world.db().write([&](db::Tx& tx) {
        return customers::create_label(tx, {world.clock, world.registry}, business(), {.id = {}, .name = "Gold"}, {})
            .value();
    });
    const auto labelled = [&] {
        return world.db().read(
            [&](db::Session& reading) { return customers::count_listed(reading, business(), {.label = label}); });
    };
    const auto page = sure("do=labels&list=" + base::percent_encoded("q=anna"));
    EXPECT_EQ(page.status, 422) << "nobody is ticked";
    const auto all = sure("do=labels&all=yes&list=" + base::percent_encoded("q=anna"));
    const auto form = with(form_of(*all.body, path("/selections")), "label", base::to_text(label));
    ASSERT_EQ(post(begin_selection, path("/selections"), with(form, "do", "label")).status, 303);
    EXPECT_EQ(labelled(), 1) << "of those whom the list shows";
    ASSERT_EQ(post(begin_selection, path("/selections"), with(form, "do", "unlabel")).status, 303);
    EXPECT_EQ(labelled(), 0);
    EXPECT_EQ(post(begin_selection, path("/selections"), with(with(form, "do", "label"), "label", "x")).status, 404);
}

TEST_P(OfficeSelections, AreTakenHomeInAFile) {
    const auto lead = sure("do=export&list=" + base::percent_encoded("q=anna"));
    ASSERT_EQ(lead.status, 303);
    const auto at = header(lead, "Location");
    const auto page = get(customer_export, at);
    EXPECT_TRUE(shows(page, "found by a search"));
    EXPECT_TRUE(shows(page, "1 customer"));
    auto form = form_of(*page.body, path("/export"));
    for (const auto& [name, value] : Pairs(form))
        if (name.starts_with("columns_")) form = without(form, name);
    const auto none = post(ask_export, path("/export"), form);
    EXPECT_EQ(none.status, 422);
    EXPECT_TRUE(shows(none, "Choose what the file says of each customer."));
    form = with(with(with(form, "columns_surname", "yes"), "columns_created_at", "yes"), "format", "csv");
    ASSERT_EQ(post(ask_export, path("/export"), form).status, 303);
    const auto making = get(customer_export, at);
    EXPECT_TRUE(shows(making, "0 customers so far"));
    const auto mine = *newest();
    run_jobs();
    EXPECT_TRUE(shows(get(customer_export, at), "The file is ready"));
    const auto file = of(export_file, http::Method::get, "export", base::to_text(mine.id));
    ASSERT_EQ(file.status, 200);
    EXPECT_EQ(file.type, "text/csv; charset=utf-8");
    EXPECT_EQ(header(file, "Cache-Control"), "no-store");
    EXPECT_EQ(header(file, "Content-Disposition"), "attachment; filename=\"studio-lind-customers.csv\"");
    const auto text = file.file->read(0, 4096);
    EXPECT_NE(text.find("Last name,Customer since\r\nBerg,"), std::string::npos) << text;
    EXPECT_EQ(text.find(world.ben.surname), std::string::npos);
    EXPECT_EQ(of(export_file, http::Method::get, "export", "nonsense").status, 404);

    hire("Kari", "kari@example.com", businesses::Role::manager);
    ASSERT_EQ(sign_in_as("kari@example.com").status, 303);
    EXPECT_EQ(of(export_file, http::Method::get, "export", base::to_text(mine.id)).status, 404) << "another's file";
}

TEST_P(OfficeSelections, CanBeStoppedWhileTheFileIsMade) {
    const auto page = get(customer_export, path("/export"));
    ASSERT_EQ(post(ask_export, path("/export"), form_of(*page.body, path("/export"))).status, 303);
    const auto stop = base::to_text(newest()->id);
    const auto form = form_of(*get(customer_export, path("/export")).body, path("/export/" + stop + "/stop"));
    EXPECT_EQ(of(stop_export, http::Method::post, "export", stop, form).status, 303);
    EXPECT_EQ(of(stop_export, http::Method::post, "export", stop, form).status, 404);
    EXPECT_TRUE(shows(get(customer_export, path("/export")), "Make the file"));
}

TEST_P(OfficeSelections, HaveACardForThePhone) {
    const auto card = get(customer_card, path("/" + id(anna) + "/card.vcf"), id(anna));
    EXPECT_EQ(card.type, "text/vcard; charset=utf-8");
    EXPECT_TRUE(card.body->starts_with("BEGIN:VCARD\r\n"));
    EXPECT_TRUE(shows(card, "FN:Anna Berg"));
    EXPECT_EQ(get(customer_card, path("/" + id(stranger) + "/card.vcf"), id(stranger)).status, 404);
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeSelections, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
