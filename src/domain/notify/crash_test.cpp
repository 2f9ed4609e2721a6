// A process that hands over mails is killed, as by SIGKILL, in each phase, until everything is sent: nothing is lost,
// and nothing goes twice but the mail in hand between the server's 250 and its mark.
#include "notify/test_post.h"
#include "support/plans.h"

#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>

namespace notify::test {
namespace {

constexpr int kMails = 10;

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

// Hands over what is due in the database that the environment names; run by the test below as a process of its own.
TEST(DeliveryProcess, Runs) {
    if (variable("TIMEBOK_TEST_DELIVERY").empty()) return;  // the whole of the tests runs: nothing to do
    db::Database database({.url = variable("TIMEBOK_TEST_DELIVERY")});
    const base::ManualClock clock(base::parse_instant(variable("TIMEBOK_TEST_NOW")).value());
    activity::Registry registry;
    Options options;
    options.base_url = kBase;
    options.from = "post@book.example.org";
    options.server = mail::parse_server(variable("TIMEBOK_TEST_SMTP")).value();
    options.batch = std::stoi(variable("TIMEBOK_TEST_BATCH"));
    Deliverer deliverer(database, registry, clock, accounts::Hasher::cheap(), options);
    while (deliverer.run_due() > 0) {
    }
    const auto look = [](db::Session& session) {
        for (const auto& scan : support::table_scans(session)) ADD_FAILURE() << "walks through a whole table: " << scan;
    };
    database.read(look);
    database.write([&](db::Tx& tx) { look(tx); });
}

// True: it came to its end; false: it was killed.
bool run_process(const std::string& url, const std::string& smtp, Instant now, const std::string& faults) {
    std::vector<std::string> environment{"TIMEBOK_TEST_DELIVERY=" + url, "TIMEBOK_TEST_SMTP=" + smtp,
                                         "TIMEBOK_TEST_NOW=" + base::to_text(now), "TIMEBOK_TEST_BATCH=4",
                                         "TIMEBOK_FAULTS=" + faults};
    for (char** each = environ; *each; ++each) {
        const std::string_view one = *each;
        // The part of the tests that this process runs, and where it writes what came of it, are not that one's.
        if (!one.starts_with("TIMEBOK_FAULTS=") && !one.starts_with("GTEST_")) environment.emplace_back(one);
    }
    std::string program = "/proc/self/exe", filter = "--gtest_filter=DeliveryProcess.*", brief = "--gtest_brief=1";
    std::array<char*, 4> arguments{program.data(), filter.data(), brief.data(), nullptr};
    std::vector<char*> variables;
    for (auto& each : environment) variables.push_back(each.data());
    variables.push_back(nullptr);
    pid_t pid = 0;
    if (posix_spawn(&pid, program.c_str(), nullptr, nullptr, arguments.data(), variables.data()) != 0)
        throw std::runtime_error("spawn");
    int status = 0;
    waitpid(pid, &status, 0);
    if (WIFSIGNALED(status)) return false;
    EXPECT_EQ(WEXITSTATUS(status), 0);
    return true;
}

struct Crash : testing::TestWithParam<std::tuple<db::Engine, std::string>> {};

TEST_P(Crash, LosesNothingAndSendsNothingTwiceButTheOneInHand) {
    const auto& [engine, point] = GetParam();
    Post post(engine);
    auto& world = post.world;
    post.only({"booked"});
    for (int i = 0; i < kMails; ++i) {
        auto who = world.anna;
        who.email = base::parse_email("c" + std::to_string(i) + "@example.com").value();
        post.book(who, world.salon.cut, i % 2 ? world.salon.mira : world.salon.jonas,
                  fmt::format("thu+1 {:02}:00", std::array{9, 10, 11, 13, 14}.at(static_cast<std::size_t>(i / 2))));
    }
    world.run_jobs();

    const auto each_mail = point == "before_content" || point == "after_send" || point == "after_mark";
    int kills = 0;
    for (int round = 0; round < 100; ++round) {
        const auto faults = fmt::format("deliver.{}={}", point, round == 0 ? 1.0 : each_mail ? 0.2 : 0.5);
        if (run_process(world.fresh.url(), post.catcher.url(), world.clock.now(), faults)) break;
        ++kills;
        world.clock.advance(10min);  // the leases run out
    }
    EXPECT_GT(kills, 0);

    const auto mails = post.catcher.mails();
    std::map<std::string, int> by_address;
    std::map<std::string, std::set<std::string>> ids_of;
    for (const auto& mail : mails) {
        ++by_address[mail.to];
        ids_of[mail.to].insert(after(mail.bytes, "Message-Id: <"));
        const auto token = after(decoded(mail.bytes), "/studio-lind/bookings/").substr(0, 32);
        EXPECT_TRUE(world.db().read([&](db::Session& session) {
            return bookings::find_by_token(session, world.salon.id, token, world.clock.now());
        }));
    }
    EXPECT_EQ(by_address.size(), static_cast<std::size_t>(kMails));
    const auto twice = static_cast<int>(mails.size()) - kMails;
    if (point == "after_send")
        EXPECT_EQ(twice, kills);
    else if (each_mail)
        EXPECT_EQ(twice, 0);
    else
        EXPECT_LE(twice, kills);  // while the next batch was made ready, a mail may have been in hand
    for (const auto& [address, ids] : ids_of) {
        EXPECT_EQ(ids.size(), 1u) << address;
        EXPECT_NE(*ids.begin(), "") << address;
    }
    for (const auto& message : post.messages()) EXPECT_EQ(message.state, State::sent);
}

INSTANTIATE_TEST_SUITE_P(
    Phases, Crash,
    testing::Combine(testing::ValuesIn(support::engines()),
                     testing::Values("leased", "read", "prepared", "before_content", "after_send", "after_mark")),
    [](const auto& phase) {
        return support::engine_name({std::get<0>(phase.param), 0}) + "_" + std::get<1>(phase.param);
    });

}  // namespace
}  // namespace notify::test
