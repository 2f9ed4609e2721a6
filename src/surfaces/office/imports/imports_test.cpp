#include "imports/imports.h"
#include "activity/jobs.h"
#include "office/frame/test_office.h"
#include "office/imports/imports_pages.h"
#include "work/file.h"

namespace office::test {
namespace {

class OfficeImports : public OfficeTest {
protected:
    OfficeImports() {
        register_imports(world.registry);
        ::imports::subscribe(world.registry, world.clock);
        as_owner();
    }

    std::string path(const std::string& rest = {}) const { return office("/customers/imports" + rest); }
    // Where it leads on to, or what the page says.
    http::Response send(const std::string& content, const std::string& name = "customers.csv") {
        const auto form = form_of(*get(imports, path()).body, path());
        const auto part = [](const std::string& head, const std::string& body) {
            return fmt::format("--edge\r\nContent-Disposition: form-data; {}\r\n\r\n{}\r\n", head, body);
        };
        auto made = request(http::Method::post, path());
        made.headers.emplace_back("content-type", "multipart/form-data; boundary=edge");
        for (const auto& [field, value] : form) made.body += part(fmt::format("name=\"{}\"", field), value);
        made.body += part(fmt::format("name=\"file\"; filename=\"{}\"", name), content) + "--edge--\r\n";
        return Handler(take_import_file)(made, environment);
    }
    std::string sent(const std::string& content) {
        const auto where = header(send(content), "Location");
        EXPECT_TRUE(where.starts_with(path("/"))) << where;
        return where.substr(path("/").size());
    }
    http::Response page(const std::string& id, const std::string& query = {}) {
        return get(import_page, path("/" + id + query), id);
    }
    http::Response act(const Handler& handler, const std::string& id, const std::string& verb,
                       const Pairs& change = {}) {
        const auto action = path("/" + id + verb);
        auto form = form_of(*page(id).body, action);
        for (const auto& [name, value] : change) form = with(form, name, value);
        return post(handler, action, form, id);
    }
    void run() {
        for (int i = 0; i < 20; ++i) activity::run_due(world.db(), world.registry, world.clock, 10);
    }
    std::optional<customers::Customer> by_email(const std::string& email) {
        return world.db().read(
            [&](db::Session& session) { return customers::find_by_email(session, business(), email); });
    }
};

TEST_P(OfficeImports, AreFoundFromTheListOfCustomers) {
    EXPECT_TRUE(shows(get(customers, office("/customers")), path()));
    EXPECT_TRUE(shows(get(imports, path()), "Choose a file"));
}

TEST_P(OfficeImports, LeadFromTheFileToTheCustomersAndBack) {
    const auto id = sent("First name;E-mail;Birthday;Mobile\nAnna;anna@example.com;04/05/1980;12\n"
                         "Ben;ben@example.com;;\nCleo;cleo@;;\n");
    const auto mapping = page(id);
    EXPECT_TRUE(shows(mapping, "What the columns are"));
    EXPECT_TRUE(shows(mapping, "anna@example.com"));
    EXPECT_TRUE(shows(mapping, "<option value=\"email\" selected>"));
    EXPECT_TRUE(shows(mapping, "CSV, UTF-8, semicolons"));

    const auto asked = act(check_import, id, "/check");
    EXPECT_EQ(asked.status, 422);
    EXPECT_TRUE(shows(asked, "Say which stands first in the days of this file."));
    const Pairs said{{"dates", "day_month"}, {"bad_cells", "cell"}, {"label", "Old book"}};
    EXPECT_EQ(header(act(check_import, id, "/check", said), "Location"), path("/" + id));
    EXPECT_TRUE(shows(page(id), "The file is being checked"));
    run();

    const auto checked = page(id);
    EXPECT_TRUE(shows(checked, "Import 3 customers"));
    EXPECT_TRUE(shows(checked, "Mobile: This does not look like a phone number."));
    EXPECT_FALSE(by_email("anna@example.com"));
    EXPECT_TRUE(shows(page(id, "?columns=yes"), "What the columns are"));
    EXPECT_TRUE(shows(page(id, "?columns=yes"), "Old book"));

    EXPECT_EQ(act(begin_import, id, "/import").status, 303);
    EXPECT_TRUE(shows(page(id), "0 of 4 rows"));
    run();
    EXPECT_EQ(base::to_text(by_email("anna@example.com")->date_of_birth.value()), "1980-05-04");
    EXPECT_TRUE(shows(page(id), "Added customers"));
    EXPECT_TRUE(shows(get(imports, path()), "3 added, 0 changed, 0 not come in"));

    EXPECT_EQ(act(undo_import, id, "/undo").status, 303);
    run();
    EXPECT_TRUE(shows(page(id), "3 customers were taken back"));
    EXPECT_FALSE(by_email("anna@example.com"));
    EXPECT_EQ(header(act(forget_import, id, "/removal"), "Location"), path("?done=removed"));
    EXPECT_EQ(page(id).status, 404);
}

TEST_P(OfficeImports, AreShownWithoutTheirRowsAndInEveryLanguage) {
    const auto id = sent("Name,E-mail\nAnna,anna@example.com\n");
    world.db().write([&](db::Tx& tx) {
        tx.execute("delete from import_chunks");
        tx.execute("update imports set settings = '{}', staff_member_id = null, asked_by = 1");
    });
    for (const auto* language : {"nb", "da", "nl", "pt-BR", "en"})
        for (const auto* state : {"mapping", "checking", "checked", "importing", "done", "undoing", "undone"}) {
            accept = language;
            world.db().write([&](db::Tx& tx) { tx.execute("update imports set state = :state", state); });
            EXPECT_EQ(page(id).status, 200) << language << " " << state;
            EXPECT_EQ(get(imports, path()).status, 200) << language << " " << state;
        }
}

TEST_P(OfficeImports, HandOutWhatDidNotComeIn) {
    const auto id = sent("Name,E-mail\nAnna,anna@\nBen,ben@example.com\n");
    act(check_import, id, "/check");
    run();
    act(begin_import, id, "/import");
    run();
    EXPECT_TRUE(shows(page(id), path("/" + id + "/failed.csv")));
    const auto file = get(import_failed_rows, path("/" + id + "/failed.csv"), id);
    ASSERT_EQ(file.status, 200);
    EXPECT_EQ(header(file, "Content-Disposition"), "attachment; filename=\"studio-lind-not-imported.csv\"");
    EXPECT_NE(file.file->read(0, file.file->size()).find("Anna,anna@,2,"), std::string::npos);
}

TEST_P(OfficeImports, SayWhatIsWrongWithAFile) {
    const auto refused = send("\xD0\xCF\x11\xE0 old", "book.xls");
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "old versions of Excel"));
    EXPECT_TRUE(shows(send(""), "This file is empty."));
    EXPECT_TRUE(shows(send("a,b\n1,\"2\n"), "A cell that begins in row 2 has no end."));
    EXPECT_TRUE(shows(send("<html><table>"), "a web page"));
}

TEST_P(OfficeImports, AreStoppedAndOfTheirOwnBusiness) {
    const auto id = sent("Name\nAnna\n");
    act(check_import, id, "/check");
    EXPECT_EQ(act(stop_import, id, "/stop").status, 303);
    EXPECT_TRUE(shows(page(id), "What the columns are"));
    EXPECT_EQ(
        post(undo_import, path("/" + id + "/undo"), form_of(*page(id).body, path("/" + id + "/check")), id).status,
        409);
    EXPECT_EQ(page("nonsense").status, 404);
    hire("Nora Nord", "nora@example.com", businesses::Role::owner, world.neighbour.id);
    slug = world.neighbour.slug;
    ASSERT_EQ(sign_in_as("nora@example.com").status, 303);
    EXPECT_EQ(page(id).status, 404);
    EXPECT_EQ(get(import_failed_rows, path("/" + id + "/failed.csv"), id).status, 404);
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeImports, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
