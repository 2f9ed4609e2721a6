#include "activity/jobs.h"
#include "archives/archives.h"
#include "office/frame/test_office.h"
#include "privacy/everybody.h"
#include "work/file.h"

namespace office::test {
namespace {

using namespace archives;

class OfficeEverybodyData : public OfficeTest {
protected:
    OfficeEverybodyData() {
        archives::register_pages(world.registry);
        privacy::everybody::subscribe(world.registry, world.clock, all_pages());
        EXPECT_TRUE(world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00"));
        as_owner();
    }

    std::string path(const std::string& rest = {}) const { return office("/customers/data" + rest); }
    http::Response data() { return get(everybody_data, path()); }
    http::Response ask() { return post(ask_everybody_data, path(), form_of(*data().body, path())); }
    std::optional<privacy::everybody::Archive> newest() {
        return world.db().read(
            [&](db::Session& reading) { return privacy::everybody::newest(reading, world.clock, business()); });
    }
    http::Response of_archive(const Handler& handler, http::Method method, const std::string& archive,
                              Pairs form = {}) {
        auto made = request(method, path("/x"));
        made.params.emplace_back("archive", archive);
        made.form = http::Form(std::move(form));
        return handler(made, environment);
    }
    http::Response file(const std::string& archive) {
        return of_archive(everybody_data_file, http::Method::get, archive);
    }
    void run_jobs() {
        for (int i = 0; i < 20; ++i) activity::run_due(world.db(), world.registry, world.clock, 10);
    }
};

TEST_P(OfficeEverybodyData, IsFoundFromTheCustomersByTheOwnerAlone) {
    EXPECT_TRUE(shows(get(customers, office("/customers")), path()));
    hire("Kari", "kari@example.com", businesses::Role::manager);
    ASSERT_EQ(sign_in_as("kari@example.com").status, 303);
    const auto list = get(customers, office("/customers"));
    EXPECT_EQ(list.status, 200);
    EXPECT_FALSE(shows(list, path()));
}

TEST_P(OfficeEverybodyData, IsMadeWatchedAndTaken) {
    EXPECT_TRUE(shows(data(), "Make the file"));
    EXPECT_EQ(header(ask(), "Location"), path());
    const auto making = data();
    EXPECT_TRUE(shows(making, "0 of 1 customers"));
    EXPECT_TRUE(shows(making, "<progress class=\"w-100\" value=\"0\" max=\"1\""));
    EXPECT_FALSE(shows(making, "Make the file"));
    const auto archive = base::to_text(newest().value().id);
    EXPECT_EQ(file(archive).status, 404) << "not ready";
    run_jobs();
    EXPECT_TRUE(shows(data(), path("/" + archive + "/archive.zip")));
    const auto taken = file(archive);
    ASSERT_EQ(taken.status, 200);
    EXPECT_EQ(taken.type, "application/zip");
    EXPECT_TRUE(taken.file->read(0, 4).starts_with("PK"));
    EXPECT_EQ(header(taken, "Cache-Control"), "no-store");
    EXPECT_EQ(header(taken, "Content-Disposition"), "attachment; filename=\"studio-lind-customers.zip\"");
    EXPECT_EQ(file("nonsense").status, 404);
    EXPECT_EQ(activities_of(business().value).back(), "archive.everybody_asked");
}

TEST_P(OfficeEverybodyData, CanBeStoppedByOurFormAlone) {
    EXPECT_EQ(post(ask_everybody_data, path(), {}).status, 422);
    EXPECT_FALSE(newest());
    ask();
    const auto archive = base::to_text(newest().value().id);
    const auto form = form_of(*data().body, path("/" + archive + "/stop"));
    const auto stop = [&](const std::string& id, const Pairs& sent) {
        return of_archive(stop_everybody_data, http::Method::post, id, sent).status;
    };
    EXPECT_EQ(stop(archive, {}), 422);
    EXPECT_EQ(stop("nonsense", form), 404);
    EXPECT_TRUE(newest());
    EXPECT_EQ(stop(archive, form), 303);
    EXPECT_EQ(stop(archive, form), 404);
    EXPECT_TRUE(shows(data(), "Make the file"));
    EXPECT_EQ(activities_of(business().value).back(), "archive.everybody_stopped");
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeEverybodyData, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
