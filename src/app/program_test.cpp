// The program itself, started as an operator starts it: what it says, what it refuses, how it ends.
#include "app/commands.h"
#include "app/test_house.h"
#include "app/test_program.h"
#include "support/smtp.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace app::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::string get(const std::string& path) { return fmt::format("GET {} HTTP/1.1\r\nHost: h\r\n\r\n", path); }

class Program : public testing::Test {
protected:
    Program() {
        std::string name = (fs::temp_directory_path() / "timebok-program.XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder can be made");
        folder = name;
    }
    ~Program() override { fs::remove_all(folder); }

    std::string path(const std::string& name) const { return (folder / name).string(); }
    std::string database() const { return path("timebok.db"); }
    std::vector<std::string> flags(std::vector<std::string> before) const {
        for (const auto* each : {"--data", folder.c_str(), "--empty", "--port", "0"}) before.emplace_back(each);
        return before;
    }
    // Exit code and what it printed.
    std::pair<int, std::string> run(std::vector<std::string> arguments) const {
        Started program(flags(std::move(arguments)));
        const int code = program.exit_code();
        return {code, program.text()};
    }
    // In this process, which is quicker.
    std::pair<int, std::string> command(int (*what)(const Config&), std::vector<std::string> arguments) const {
        testing::internal::CaptureStdout();
        const int code = what(config(flags(std::move(arguments))));
        std::fflush(stdout);
        return {code, testing::internal::GetCapturedStdout()};
    }
    void change(std::string_view sql) const {
        db::Database opened({.url = database(), .readers = 1});
        opened.write([&](db::Tx& tx) { tx.execute(sql); });
    }
    std::map<std::string, std::string> stored(const std::string& file) const {
        db::Database opened({.url = file, .readers = 1});
        return contents(opened);
    }

    fs::path folder;
};

constexpr std::string_view kBusiness =
    "insert into businesses (id, slug, name, country, time_zone, currency, languages, accent_colour, created_at) "
    "values (1, 'studio', 'Studio', 'NO', 'Europe/Oslo', 'NOK', 'nb', '#0f766e', 1)";

TEST_F(Program, ServesUntilItIsAskedToStopAndLeavesWithZero) {
    Started program(flags({}));
    const auto port = program.port();
    ASSERT_NE(port, 0) << program.text();
    http::test::Client client(port);
    const auto answer = client.ask(Ask{"GET", "/healthz", {}, {}}.bytes());
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    const auto home = client.ask(Ask{"GET", "/", {}, {}}.bytes());
    ASSERT_TRUE(home);
    EXPECT_EQ(home->status, 200);
    program.signal(SIGTERM);
    EXPECT_EQ(program.exit_code(), 0) << program.text();
}

TEST_F(Program, ASecondStartFindsWhatTheFirstLeft) {
    for (int i = 0; i < 2; ++i) {
        Started program(flags({"serve"}));
        ASSERT_NE(program.port(), 0) << program.text();
        EXPECT_EQ(program.text().find("msg=migrated") == std::string::npos, i == 1) << program.text();
        program.signal(SIGINT);
        EXPECT_EQ(program.exit_code(), 0) << program.text();
    }
}

TEST_F(Program, SaysThatTheAddressIsInUse) {
    Started first(flags({}));
    const auto port = first.port();
    ASSERT_NE(port, 0) << first.text();
    Started second({"--data", path("."), "--empty", "--port", std::to_string(port)});
    EXPECT_EQ(second.exit_code(), 1);
    EXPECT_NE(second.text().find(std::to_string(port)), std::string::npos) << second.text();
    EXPECT_NE(second.text().find("in use"), std::string::npos) << second.text();
}

TEST_F(Program, RefusesAWrongFlagWithTwo) {
    const auto [code, text] = run({"--workers", "0"});
    EXPECT_EQ(code, 2);
    EXPECT_NE(text.find("workers is a number from 1 to 256"), std::string::npos) << text;
}

TEST_F(Program, RefusesABaseUrlThatIsNone) {
    for (const auto* url : {"book.example.org", "https://book.example.org/shop", "ftp://book.example.org"}) {
        const auto [code, text] = run({"--base-url", url});
        EXPECT_EQ(code, 1) << text;
        EXPECT_NE(text.find("is not like https://book.example.org"), std::string::npos) << text;
    }
}

TEST_F(Program, RefusesADatabaseOfANewerProgram) {
    command(migrate, {"migrate"});
    change("insert into schema_migrations (version, name, checksum, applied_at) values (9999, '9999_future', 'x', 1)");
    for (const auto* what : {"serve", "migrate", "check"}) {
        const auto [code, text] = run({what});
        EXPECT_EQ(code, 1) << text;
        EXPECT_NE(text.find("9999_future"), std::string::npos) << text;
        EXPECT_NE(text.find("newer"), std::string::npos) << text;
    }
}

TEST_F(Program, RefusesADatabaseWhoseMigrationWasChanged) {
    command(migrate, {"migrate"});
    change("update schema_migrations set checksum = 'another' where version = 1");
    const auto [code, text] = run({"serve"});
    EXPECT_EQ(code, 1);
    EXPECT_NE(text.find("0001_installation"), std::string::npos) << text;
    EXPECT_NE(text.find("changed after it was applied"), std::string::npos) << text;
}

TEST_F(Program, RefusesWhatIsNoDatabase) {
    std::ofstream(database()) << std::string(10'000, 'x');
    const auto [code, text] = run({"serve"});
    EXPECT_EQ(code, 1);
    EXPECT_NE(text.find("not a database of Timebok"), std::string::npos) << text;
}

TEST_F(Program, MakesTheFolderOfItsData) {
    Started program({"migrate", "--data", path("new/folder")});
    EXPECT_EQ(program.exit_code(), 0) << program.text();
    EXPECT_TRUE(fs::exists(path("new/folder/timebok.db")));
}

TEST_F(Program, MigratesOnceAndSaysSo) {
    const auto [first, told] = command(migrate, {"migrate"});
    EXPECT_EQ(first, 0);
    EXPECT_NE(told.find("0001_installation\n"), std::string::npos) << told;
    const auto before = stored(database());
    const auto [second, told_again] = command(migrate, {"migrate"});
    EXPECT_EQ(second, 0);
    EXPECT_EQ(told_again, "The schema is up to date.\n");
    EXPECT_EQ(changed(before, stored(database())), "");
}

TEST_F(Program, CopiesADatabaseThatIsWrittenToAndPutsTheCopyBack) {
    command(migrate, {"migrate"});
    change(kBusiness);
    std::atomic<int> written = 0;
    {
        std::jthread writer([&](const std::stop_token& stop) {
            db::Database opened({.url = database(), .readers = 1});
            while (!stop.stop_requested()) {
                opened.write([&](db::Tx& tx) {
                    tx.execute("insert into customers (business_id, id, name, surname, language, created_at) "
                               "values (1, :id, 'Cara', 'Lund', 'nb', 1)",
                               written + 1);
                });
                ++written;
            }
        });
        while (written < 20) std::this_thread::sleep_for(1ms);
        const auto [code, text] = command(backup, {"backup", path("copy.db")});
        EXPECT_EQ(code, 0);
        EXPECT_NE(text.find("copy.db"), std::string::npos);
    }
    const auto copy = stored(path("copy.db"));
    const auto rows = [](const std::map<std::string, std::string>& all) {
        return std::ranges::count(all.at("customers"), '\n') + 1;
    };
    EXPECT_GE(rows(copy), 20);
    EXPECT_LE(rows(copy), written);
    EXPECT_THROW(command(backup, {"backup", path("copy.db")}), db::Unavailable) << "never over a file that exists";
    testing::internal::GetCapturedStdout();

    change("delete from customers");
    EXPECT_EQ(command(restore, {"restore", path("copy.db")}).first, 0);
    EXPECT_EQ(changed(copy, stored(database())), "");
    EXPECT_EQ(command(check, {"check"}).second, "All is well.\n");
}

// As the manual has it: root backs up and restores for a service with a user of its own.
TEST_F(Program, WhatIsRestoredBelongsToTheService) {
    const bool root = geteuid() == 0;
    const uid_t service = root ? 12345 : geteuid();
    const auto about = [](const std::string& file) {
        struct stat found {};
        EXPECT_EQ(stat(file.c_str(), &found), 0) << file;
        return std::pair(found.st_uid, found.st_mode & 0777u);
    };
    command(migrate, {"migrate"});
    if (root) {
        ASSERT_EQ(chown(database().c_str(), service, service), 0);
    }
    command(backup, {"backup", path("copy.db")});
    EXPECT_EQ(about(path("copy.db")), std::pair(geteuid(), 0600u));
    command(restore, {"restore", path("copy.db")});
    EXPECT_EQ(about(database()), std::pair(service, 0600u)) << "as the one before";

    fs::remove(database());
    if (root) {
        ASSERT_EQ(chown(folder.c_str(), service, service), 0);
    }
    command(restore, {"restore", path("copy.db")});
    EXPECT_EQ(about(database()), std::pair(service, 0600u)) << "as its folder";
}

TEST_F(Program, RestoresNothingThatIsDamagedNewerOrSomethingElse) {
    command(migrate, {"migrate"});
    change(kBusiness);
    command(backup, {"backup", path("whole.db")});
    const auto before = stored(database());
    const auto size = fs::file_size(path("whole.db"));

    fs::copy_file(path("whole.db"), path("damaged.db"));
    {
        std::fstream file(path("damaged.db"), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(size / 2 / 4096 * 4096));
        file << std::string(8192, '\xff');
    }
    fs::copy_file(path("whole.db"), path("short.db"));
    fs::resize_file(path("short.db"), size / 2);
    std::ofstream(path("text.db")) << "nothing of a database";
    std::ofstream(path("empty.db")) << "";
    {
        fs::copy_file(path("whole.db"), path("newer.db"));
        db::Database newer({.url = path("newer.db"), .readers = 1});
        newer.write([](db::Tx& tx) {
            tx.execute("insert into schema_migrations (version, name, checksum, applied_at) values (9999, "
                       "'9999_future', 'x', 1)");
        });
    }
    for (const auto* file : {"damaged.db", "short.db", "text.db", "empty.db", "newer.db", "missing.db"}) {
        const auto [code, text] = run({"restore", path(file)});
        EXPECT_EQ(code, 1) << file << text;
        EXPECT_GT(text.size(), 30u) << file;
        EXPECT_EQ(changed(before, stored(database())), "") << file;
        EXPECT_FALSE(fs::exists(database() + ".restoring")) << file;
    }
}

TEST_F(Program, RestoresNothingUnderARunningProgram) {
    Started program(flags({}));
    ASSERT_NE(program.port(), 0) << program.text();
    ASSERT_EQ(run({"backup", path("copy.db")}).first, 0);
    const auto [code, text] = run({"restore", path("copy.db")});
    EXPECT_EQ(code, 1);
    EXPECT_NE(text.find("a program is using"), std::string::npos) << text;
    program.signal(SIGTERM);
    EXPECT_EQ(program.exit_code(), 0) << program.text();
    EXPECT_EQ(run({"restore", path("copy.db")}).first, 0) << "a program that has ended is not in the way";
}

// The clock that tests hand to the program, in builds with tests only.
TEST_F(Program, StartsAtTheMomentThatATestNames) {
    setenv("TIMEBOK_TEST_NOW", "2028-02-29T22:59:00Z", 1);
    Started demo({"demo", "0", "--data", path(".")});
    const auto code = demo.exit_code();
    unsetenv("TIMEBOK_TEST_NOW");
    ASSERT_EQ(code, 0) << demo.text();
    EXPECT_NE(demo.text().find("Loading the demo businesses ..."), std::string::npos) << demo.text();
    db::Database opened({.url = database(), .readers = 1});
    const auto newest = opened.read(
        [](db::Session& session) { return session.value<Instant>("select max(created_at) from bookings").value(); });
    EXPECT_EQ(base::to_text(newest).substr(0, 13), "2028-02-29T22");
}

TEST_F(Program, RefusesANumberOfMonthsThatIsNone) {
    for (const auto* months : {"x", "1x", "37", "999"}) {
        const auto [code, text] = run({"demo", months});
        EXPECT_EQ(code, 2) << text;
        EXPECT_NE(text.find("MONTHS is a number from 0 to 36"), std::string::npos) << text;
    }
}

// Every build without tests runs this on the program it has linked.
TEST_F(Program, IsRefusedAsAReleaseWhileItHoldsWhatOnlyTestsMayHave) {
    const auto check = [](const std::string& file) {
        const auto command = fmt::format("sh '{}/cmake/without-tests.sh' '{}' 2>/dev/null", TIMEBOK_SOURCES, file);
        return std::system(command.c_str());
    };
    EXPECT_NE(check(TIMEBOK_PROGRAM), 0);
    std::ofstream(path("released")) << std::string("\0TIMEBOK_DATABASE\0", 18);
    EXPECT_EQ(check(path("released")), 0);
}

// What the setup of the first owner leaves: a business with nobody in it, as the demo's others are.
TEST_F(Program, LetsStaffInByALinkWhileItServes) {
    EXPECT_EQ(command(staff_link, {"staff-link", "studio", "kari@example.com"}).first, 1) << "nothing is there yet";
    Started program(flags({"serve"}));
    const auto port = program.port();
    ASSERT_NE(port, 0) << program.text();
    change(kBusiness);
    const std::string slug = "studio";
    EXPECT_EQ(command(staff_link, {"staff-link", "nowhere", "kari@example.com"}).first, 1);
    EXPECT_EQ(command(staff_link, {"staff-link", slug, "kari"}).first, 1);

    const auto path_of = [&](const std::pair<int, std::string>& ran) {
        EXPECT_EQ(ran.first, 0) << ran.second;
        const auto at = ran.second.find("/" + slug + "/office/password/");
        return at == std::string::npos ? std::string() : ran.second.substr(at, ran.second.find('\n', at) - at);
    };
    const auto made = command(staff_link, {"staff-link", slug, "kari@example.com", "Kari Nord"});
    EXPECT_TRUE(made.second.starts_with("kari@example.com owns ")) << made.second;
    http::test::Client client(port);
    const auto opened = client.ask(get(path_of(made)));
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->status, 200);
    EXPECT_NE(opened->body.find("kari@example.com"), std::string::npos);
    const auto again =
        command(staff_link, {"staff-link", slug, "KARI@example.com", "--base-url", "https://b.example/"});
    EXPECT_EQ(again.second.find("owns"), std::string::npos) << again.second;
    EXPECT_NE(again.second.find("https://b.example/" + slug + "/office/password/"), std::string::npos) << again.second;
    EXPECT_EQ(client.ask(get(path_of(again)))->status, 200);
    EXPECT_EQ(command(staff_link, {"staff-link", slug, "second@example.com"}).first, 1) << "it has an owner";
    program.signal(SIGTERM);
    EXPECT_EQ(program.exit_code(), 0);
    const auto token = path_of(made).substr(path_of(made).rfind('/') + 1);
    EXPECT_EQ(token.size(), 32u);
    EXPECT_EQ(program.text().find(token), std::string::npos) << "the log names no such address";
}

TEST_F(Program, MailsLinksWithThePortThatItFound) {
    support::SmtpCatcher catcher;
    Started program(flags({"serve", "--mail-server", catcher.url(), "--mail-from", "post@example.org"}));
    const auto port = program.port();
    ASSERT_NE(port, 0) << program.text();
    change(kBusiness);
    ASSERT_EQ(command(staff_link, {"staff-link", "studio", "kari@example.com"}).first, 0);
    http::test::Client client(port);
    const auto page = client.ask(get("/studio/office/forgot-password"))->body;
    const std::string_view mark = "name=\"token\" value=\"";
    const auto at = page.find(mark) + mark.size();
    const auto sent =
        client.ask(form_post("/studio/office/forgot-password",
                             {{"token", page.substr(at, page.find('"', at) - at)}, {"email", "kari@example.com"}})
                       .with("Sec-Fetch-Site", "same-origin")
                       .bytes());
    EXPECT_EQ(sent->status, 303);
    ASSERT_TRUE(catcher.wait_for(1));
    auto mail = catcher.mails()[0].bytes;
    for (auto soft = mail.find("=\r\n"); soft != mail.npos; soft = mail.find("=\r\n")) mail.erase(soft, 3);
    EXPECT_NE(mail.find(fmt::format("http://127.0.0.1:{}/studio/office/password/", port)), mail.npos) << mail;
}

TEST_F(Program, SaysThatMailsToAnotherMachineCanBeReadOnTheWay) {
    const auto started = [&](const std::string& server) {
        Started program(flags({"serve", "--mail-from", "salon@example.com", "--mail-server", server}));
        EXPECT_NE(program.port(), 0) << program.text();
        program.signal(SIGTERM);
        EXPECT_EQ(program.exit_code(), 0) << program.text();
        return program.text();
    };
    EXPECT_NE(started("smtp://192.0.2.1:587?security=none").find("msg=mails_unencrypted"), std::string::npos);
    EXPECT_EQ(started("smtp://127.0.0.1:587?security=none").find("msg=mails_unencrypted"), std::string::npos);
    EXPECT_EQ(started("smtp://192.0.2.1:587").find("msg=mails_unencrypted"), std::string::npos);
}

TEST_F(Program, ChecksTellsWhatIsNotWellAndRetryPutsDeadJobsBack) {
    command(migrate, {"migrate"});
    EXPECT_EQ(command(check, {"check"}), std::pair(0, std::string("All is well.\n")));
    change(kBusiness);
    change("insert into activities (business_id, id, at, type, actor, actor_id, subject_id, data) "
           "values (1, 2, 1, 'booking.made', 'visitor', 0, 3, '{}')");
    change("insert into jobs (business_id, id, activity_id, kind, run_at, state, attempts, last_error, finished_at) "
           "values (1, 4, 2, 'booking.finish', 1, 'dead', 10, 'it went wrong', 2)");
    const auto [code, text] = command(check, {"check"});
    EXPECT_EQ(code, 1);
    EXPECT_NE(text.find("booking.finish"), std::string::npos) << text;
    EXPECT_NE(text.find("it went wrong"), std::string::npos) << text;
    EXPECT_EQ(command(retry, {"retry"}), std::pair(0, std::string("1 jobs are waiting again.\n")));
    EXPECT_EQ(command(check, {"check"}), std::pair(0, std::string("All is well.\n")));
    EXPECT_EQ(command(retry, {"retry"}).second, "0 jobs are waiting again.\n");
}

TEST_F(Program, ChecksTellsThatMigrationsAreMissing) {
    db::Database({.url = database(), .readers = 1}).ping();
    const auto [code, text] = command(check, {"check"});
    EXPECT_EQ(code, 1);
    EXPECT_NE(text.find("not applied yet: 0001_installation"), std::string::npos) << text;
}

TEST_F(Program, ChecksTellsOfDamage) {
    command(migrate, {"migrate"});
    change(kBusiness);
    {
        const auto size = fs::file_size(database());
        std::fstream file(database(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(size / 2 / 4096 * 4096));
        file << std::string(8192, '\xff');
    }
    const auto [code, text] = run({"check"});
    EXPECT_EQ(code, 1);
    EXPECT_EQ(text.find("All is well"), std::string::npos) << text;
    EXPECT_GT(text.size(), 30u) << text;
}

TEST_F(Program, ConfigShowsWhatIsInForce) {
    const auto [code, text] = command(show_config, {"config", "--secret", "not-to-be-seen"});
    EXPECT_EQ(code, 0);
    EXPECT_NE(text.find(folder.string()), std::string::npos) << text;
    EXPECT_EQ(text.find("not-to-be-seen"), std::string::npos) << text;
}

}  // namespace
}  // namespace app::test
