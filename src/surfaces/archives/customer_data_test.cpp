#include "activity/jobs.h"
#include "archives/archives.h"
#include "office/frame/test_office.h"
#include "privacy/archive.h"

namespace office::test {
namespace {

using namespace archives;

class OfficeCustomerData : public OfficeTest {
protected:
    CustomerId anna, stranger;

    OfficeCustomerData() {
        register_pages(world.registry);
        privacy::subscribe(world.registry, world.clock, all_pages());
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

    http::Response data() { return get(customer_data, at(anna, "/data"), id(anna)); }
    http::Response ask() {
        return post(ask_customer_data, at(anna, "/data"), form_of(*data().body, at(anna, "/data")), id(anna));
    }
    std::optional<privacy::Archive> newest() {
        return world.db().read(
            [&](db::Session& reading) { return privacy::newest(reading, world.clock, business(), anna); });
    }
    http::Response of_archive(const Handler& handler, http::Method method, const std::string& customer,
                              const std::string& archive, Pairs form = {}) {
        auto made = request(method, office("/x"), customer);
        made.params.emplace_back("archive", archive);
        made.form = http::Form(std::move(form));
        return handler(made, environment);
    }
};

TEST_P(OfficeCustomerData, IsMadeWatchedAndTakenByStaff) {
    EXPECT_TRUE(shows(data(), "Make the file"));
    EXPECT_EQ(header(ask(), "Location"), at(anna, "/data"));
    const auto making = data();
    EXPECT_TRUE(shows(making, "The file is being made"));
    EXPECT_TRUE(shows(making, "<progress class=\"w-100\" value=\"0\""));
    EXPECT_FALSE(shows(making, "Make the file"));
    const auto archive = base::to_text(newest().value().id);
    EXPECT_EQ(of_archive(customer_data_file, http::Method::get, id(anna), archive).status, 404) << "not ready";

    for (int i = 0; i < 20; ++i) activity::run_due(world.db(), world.registry, world.clock, 10);
    const auto ready = data();
    EXPECT_TRUE(shows(ready, at(anna, "/data/" + archive + "/archive.zip")));
    const auto file = of_archive(customer_data_file, http::Method::get, id(anna), archive);
    ASSERT_EQ(file.status, 200);
    EXPECT_EQ(file.type, "application/zip");
    EXPECT_TRUE(file.body->starts_with("PK"));
    EXPECT_EQ(header(file, "Cache-Control"), "no-store");
    EXPECT_EQ(header(file, "Content-Disposition"),
              fmt::format("attachment; filename=\"studio-lind-{}.zip\"", id(anna)));
    const auto log = get(customer_log, at(anna, "/changes"), id(anna));
    EXPECT_TRUE(shows(log, "A file with everything stored was asked for"));
    EXPECT_TRUE(shows(log, "Mira Lind"));
}

TEST_P(OfficeCustomerData, CanBeStoppedWhileItIsMade) {
    ask();
    const auto archive = base::to_text(newest().value().id);
    const auto form = form_of(*data().body, at(anna, "/data/" + archive + "/stop"));
    EXPECT_EQ(of_archive(stop_customer_data, http::Method::post, id(anna), archive, form).status, 303);
    EXPECT_FALSE(newest());
    EXPECT_EQ(of_archive(stop_customer_data, http::Method::post, id(anna), archive, form).status, 404);
    EXPECT_TRUE(shows(data(), "Make the file"));
}

TEST_P(OfficeCustomerData, IsOfThatCustomerOnlyAndNeedsOurForm) {
    ask();
    const auto archive = base::to_text(newest().value().id);
    const auto form = form_of(*data().body, at(anna, "/data/" + archive + "/stop"));
    const auto other = world.db().write(
        [&](db::Tx& tx) { return customers::join(tx, business(), world.clock, world.ben).customer.id; });
    EXPECT_EQ(of_archive(stop_customer_data, http::Method::post, id(other), archive, form).status, 404);
    EXPECT_EQ(of_archive(stop_customer_data, http::Method::post, id(anna), "nonsense", form).status, 404);
    EXPECT_EQ(of_archive(stop_customer_data, http::Method::post, id(anna), archive).status, 422);
    EXPECT_EQ(post(ask_customer_data, at(other, "/data"), {}, id(other)).status, 422);
    EXPECT_EQ(get(customer_data, at(stranger, "/data"), id(stranger)).status, 404);
    EXPECT_TRUE(newest());
    for (int i = 0; i < 20; ++i) activity::run_due(world.db(), world.registry, world.clock, 10);
    EXPECT_EQ(of_archive(customer_data_file, http::Method::get, id(other), archive).status, 404);
    EXPECT_EQ(of_archive(customer_data_file, http::Method::get, id(anna), archive).status, 200);
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeCustomerData, testing::ValuesIn(support::engines()), support::engine_name);
}  // namespace
}  // namespace office::test
