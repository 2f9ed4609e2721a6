// timebok_torture: docs/torture.md.
#include "db/db.h"
#include "support/engines.h"
#include "support/smtp.h"
#include "torture/desk.h"
#include "torture/doors.h"
#include "torture/fight.h"
#include "torture/holders.h"
#include "torture/servers.h"
#include "torture/together.h"
#include "torture/verdict.h"
#include "torture/waiters.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>
#include <random>
#include <span>

namespace {

using namespace torture;
using namespace std::chrono_literals;

constexpr const char* kUsage =
    "timebok_torture [--engine sqlite|postgres|both] [--seconds N] [--processes P] [--clients C] [--visitors V]\n"
    "                [--seed S] [--kill-every MS] [--broken asking|lock|holds|seats] [--studio] [--prove]\n"
    "See docs/torture.md.\n";

struct Options {
    std::vector<db::Engine> engines = support::engines();
    std::chrono::seconds seconds{20};
    int processes = 3, clients = 200, visitors = 16;
    std::uint64_t seed = 0;
    std::chrono::milliseconds kill_every{1200};
    std::string broken;  // "asking", "lock", "holds", "seats"; empty: nothing
    bool prove = false;
    bool studio = false;  // whether the places, tickets, series and visits of the studio are fought over
    std::filesystem::path program, self;

    bool is_whole() const { return broken.empty(); }
    // Without the constraint that keeps times, or places, from being taken twice.
    bool without_times() const { return broken == "asking" || broken == "lock"; }
    bool without_seats() const { return broken == "seats"; }
};

constexpr int kWaiting = 200;

const char* name(db::Engine engine) { return engine == db::Engine::sqlite ? "sqlite" : "postgres"; }

struct Totals {
    std::map<std::pair<std::string, int>, std::int64_t> answers, at_doors, at_desks, in_line, together;
    std::int64_t kept = 0, unknown = 0, lost = 0, late = 0, retries = 0, replays = 0, twins = 0, taken = 0, over = 0,
                 held = 0;
    int hands_killed = 0, hands_died = 0;
};

// What all who took part have written down.
struct Journals {
    std::vector<Journal> clients;
    std::vector<DoorJournal> doors{};
    std::vector<DeskJournal> desks{};
    std::vector<WaitingJournal> waiters{};
    std::vector<TogetherJournal> together{};
};

Totals add_up(const Journals& all) {
    Totals out;
    for (const auto& journal : all.together) {
        for (const auto& [kind, count] : journal.answers) out.together[kind] += count;
        out.lost += journal.lost;
        out.hands_killed += journal.hands_killed;
        out.hands_died += journal.hands_died;
    }
    for (const auto& journal : all.waiters) {
        for (const auto& [kind, count] : journal.answers) out.in_line[kind] += count;
        out.lost += journal.lost;
    }
    for (const auto& journal : all.doors)
        for (const auto& [kind, count] : journal.answers) out.at_doors[kind] += count;
    for (const auto& journal : all.desks) {
        for (const auto& [kind, count] : journal.answers) out.at_desks[kind] += count;
        out.over += journal.over;
    }
    for (const auto& journal : all.clients) {
        for (const auto& [kind, count] : journal.answers) {
            out.answers[kind] += count;
            if (kind.second == 409) out.taken += count;
        }
        out.kept += std::ssize(journal.kept);
        out.unknown += std::ranges::count_if(journal.kept, [](const auto& each) { return each.second.unknown; }) +
                       std::ranges::count(journal.asked, Told::unknown);
        out.held += journal.held;
        out.lost += journal.lost;
        out.late += journal.late;
        out.retries += journal.retries;
        out.replays += journal.replays;
        out.twins += journal.twins;
    }
    return out;
}

void print(std::string_view heading, const std::map<std::pair<std::string, int>, std::int64_t>& answers) {
    if (answers.empty()) return;
    fmt::print("  {}:", heading);
    std::string last;
    for (const auto& [kind, count] : answers) {
        fmt::print("{} {} x {}", kind.first == last ? "," : fmt::format("\n    {:<15}", kind.first), kind.second,
                   count);
        last = kind.first;
    }
    fmt::print("\n");
}

void print(const Totals& totals, const Servers& servers, int cuts) {
    print("answers", totals.answers);
    print("answers at the doors", totals.at_doors);
    print("answers at the desks", totals.at_desks);
    print("answers to those who wait", totals.in_line);
    print("answers to those who book several", totals.together);
    if (totals.hands_killed > 0)
        fmt::print("  processes for visits: {} killed, {} died just before COMMIT or between it and the answer\n",
                   totals.hands_killed, totals.hands_died);
    if (totals.over > 0) fmt::print("  desks: {} times told that it may be over another\n", totals.over);
    fmt::print("  servers: {} killed, {} died just before COMMIT or between it and the answer, {} starts, {} "
               "connections cut\n",
               servers.kills, servers.own_deaths, servers.starts, cuts);
    fmt::print(
        "  clients: {} bookings made, {} times held, {} found taken, {} answers lost, {} late, {} retries, {} replays, "
        "{} sent twice "
        "at once, {} outcomes never learned\n",
        totals.kept, totals.held, totals.taken, totals.lost, totals.late, totals.retries, totals.replays, totals.twins,
        totals.unknown);
}

// That there was a fight at all: without one the other checks prove nothing.
Check fierce(const Totals& totals, const Servers& servers, const Options& options) {
    Check check{"it was a fight", totals.kept + totals.taken, {}, {}, true};
    if (totals.kept < 10) check.fail("hardly a booking was made");
    if (totals.unknown * 20 > totals.kept) check.fail("too many outcomes were never learned");
    if (!options.broken.empty()) return check;
    if (totals.taken < 10) check.fail("hardly a time was found taken");
    if (options.visitors >= 10 && totals.held < 10) check.fail("hardly a time was held");
    if (options.kill_every == 0ms || options.seconds < 10s) return check;
    if (servers.kills == 0) check.fail("no server was killed");
    if (totals.lost == 0) check.fail("no answer was lost");
    return check;
}

Check good_ends(const Servers& servers) {
    Check check{"no server ended but by SIGKILL, and all stopped in order", servers.starts, {}, {}};
    for (const auto& text : servers.wrong) check.fail(text);
    return check;
}

bool passes(std::span<const Check> checks) {
    return std::ranges::all_of(checks, [](const Check& check) { return check.wrong == 0; });
}

void print(const std::vector<Check>& checks) {
    for (const auto& check : checks) {
        fmt::print("  {}  {} ({} looked at{})\n", check.wrong == 0 ? "PASS" : "FAIL", check.name, check.looked_at,
                   check.wrong == 0 ? "" : fmt::format(", {} wrong", check.wrong));
        for (const auto& example : check.examples) fmt::print("          {}\n", example);
    }
    std::fflush(stdout);
}

std::string faults(const Options& options) {
    if (options.broken == "asking") return "book_without_asking,book_without_lock";
    if (options.broken == "lock") return "book_without_lock";
    if (options.broken == "holds") return "hold_without_expiry";
    if (options.broken == "seats") return "seats_without_lock";
    return "db.after_commit=0.003,db.before_commit=0.001";
}

std::string what_is_out(const Options& options) {
    if (options.broken.empty()) return {};
    if (options.broken == "holds") return ", where holds keep nothing";
    if (options.broken == "seats") return ", without the lock of places and their constraint";
    return ", without the constraint and the " + options.broken;
}

// The houses, and who is there before the fight.
struct Stage {
    std::vector<House> houses;  // with desks and doors
    House queue;
    Studio studio;
    std::vector<Waiting> waiting;
    std::vector<Settled> settled;
    std::vector<Receptionist> receptionists;
    std::string planner;  // the session of who books series

    std::vector<House> all() const {
        auto out = houses;
        out.push_back(queue);
        out.push_back(studio.house);
        return out;
    }
    // What the clients want. What is taken out in the broken rounds is of those houses alone, or of the studio.
    std::vector<House> fought_over(const Options& options) const {
        if (options.without_seats()) return {studio.house};
        auto out = houses;
        if (options.studio && !options.without_times()) out.push_back(studio.house);
        return out;
    }
};

Stage set_up(db::Database& database) {
    Stage out;
    out.houses = open_houses(database);
    out.queue = open_queue_house(database);
    out.studio = open_studio(database);
    out.waiting = line_up(database, out.queue, kWaiting);
    out.settled = settle(database, out.houses);
    out.receptionists = open_desks(database, out.houses);
    out.planner = open_desks(database, {out.studio.house}).front().session;
    return out;
}

// Each fights until the end; in broken rounds only those who can find it out and find nothing else.
void fight_beside(Moment until, const Options& options, const Stage& stage, const std::vector<House>& fought,
                  const Servers& servers, support::SmtpCatcher& mails, const std::string& url, db::Database& database,
                  Journals& out, std::vector<Journal>& of_holders) {
    const bool is_whole = options.is_whole();
    const std::jthread at_desks([&] {
        if (is_whole) out.desks = run_desks({until, options.seed}, stage.houses, stage.receptionists, servers);
    });
    const std::jthread in_line([&] {
        if (is_whole)
            out.waiters =
                run_waiters({.until = until, .seed = options.seed}, stage.queue, stage.waiting, servers, database);
    });
    const std::jthread of_several([&] {
        if (!options.studio || (!is_whole && !options.without_seats())) return;
        TogetherFight fight{.until = until,
                            .seed = options.seed,
                            .session = stage.planner,
                            .hand = {options.self, url, faults(options)}};
        if (!is_whole) fight.regulars = fight.visitors = 0;
        out.together = run_together(fight, stage.studio, servers);
    });
    const std::jthread of_holds([&] {
        const bool holds = is_whole || options.broken == "holds";
        of_holders = run_holders({.visitors = holds ? options.visitors : 0,
                                  .until = until,
                                  .seed = options.seed,
                                  .first_number = static_cast<std::size_t>(options.clients)},
                                 fought, servers, database);
    });
    out.doors = run_doors({.visitors = is_whole ? options.visitors : 0, .until = until, .seed = options.seed},
                          stage.houses, stage.settled, servers, mails, database);
}

std::vector<Check> play(db::Engine engine, const Options& options) {
    fmt::print("{}, {} servers, {} clients, {} s, seed {}{}\n", name(engine), options.processes, options.clients,
               options.seconds.count(), options.seed, what_is_out(options));
    std::fflush(stdout);
    support::FreshDatabase fresh(engine, support::Schema::empty);
    db::migrate(*fresh);
    const auto stage = set_up(*fresh);
    if (options.without_times()) drop_constraints(*fresh);
    if (options.without_seats()) drop_seats_constraint(*fresh);
    fresh.close();

    support::SmtpCatcher mails;
    Servers servers({.program = options.program,
                     .database = fresh.url(),
                     .faults = faults(options),
                     .mail_server = mails.url(),
                     .processes = options.processes,
                     .kill_every = options.is_whole() ? options.kill_every : 0ms,
                     .seed = options.seed});
    Watch watch(fresh.url());
    db::Database database({.url = fresh.url(), .readers = 2});
    const auto fought = stage.fought_over(options);
    Journals all;
    std::vector<Journal> of_holders;
    all.clients =
        run({.clients = options.clients, .duration = options.seconds, .seed = options.seed}, fought, servers,
            [&](Moment until) {
                fight_beside(until, options, stage, fought, servers, mails, fresh.url(), database, all, of_holders);
            });
    std::ranges::move(of_holders, std::back_inserter(all.clients));

    auto between = watch.finish();
    const auto all_houses = stage.all();
    auto checks = check_all(database, all_houses, all.clients);
    checks.insert(checks.begin() + 1, std::move(between));
    const bool is_long = options.seconds >= 10s;
    const auto add = [&](std::vector<Check> more) { std::ranges::move(more, std::back_inserter(checks)); };
    if (options.is_whole() && options.visitors > 0)
        add(check_doors(database, all_houses, stage.settled, all.doors, is_long && options.visitors >= 10));
    if (options.is_whole()) add(check_desks(database, all.desks, is_long));
    if (options.is_whole()) add(check_waiters(database, all.waiters, is_long));
    if (!all.together.empty()) add(check_together(database, all.together, is_long && options.is_whole()));
    const auto totals = add_up(all);
    checks.push_back(good_ends(servers));
    checks.push_back(fierce(totals, servers, options));
    print(totals, servers, watch.cuts());
    print(checks);
    return checks;
}

struct Tally {
    int passed = 0, failed = 0;
    void add(bool good, const std::string& text) {
        ++(good ? passed : failed);
        fmt::print("{} {}\n\n", good ? "ok     " : "FAILED ", text);
    }
};

bool promises_hold(std::span<const Check> checks) {
    return std::ranges::all_of(checks, [](const Check& check) { return check.of_the_fight || check.wrong == 0; });
}

// A round proves nothing in which there was hardly a fight, or, with the rule taken out, nobody happened to run into
// it: it is played again for twice as long, twice at most. What is wrong is never given a second chance.
template <class Proves>
std::vector<Check> play_until(db::Engine engine, Options options, const Proves& proves) {
    for (int round = 1;; ++round, ++options.seed, options.seconds *= 2) {
        auto checks = play(engine, options);
        if (proves(checks) || round == 3) return checks;
        fmt::print("again   {}: that round proved nothing\n\n", name(engine));
    }
}

void play_good(db::Engine engine, const Options& options, Tally& tally) {
    const auto checks = play_until(engine, options,
                                   [](const std::vector<Check>& seen) { return passes(seen) || !promises_hold(seen); });
    tally.add(passes(checks), fmt::format("{}: all that was promised holds", name(engine)));
}

// Without the rule, the first two checks find it at the end or in between, and no other fails.
void play_broken(db::Engine engine, Options options, std::string broken, Tally& tally) {
    options.broken = std::move(broken);
    options.seconds = 5s;
    const auto is_found = [](const std::vector<Check>& seen) { return seen[0].wrong + seen[1].wrong > 0; };
    const auto others = [](const std::vector<Check>& seen) { return std::span(seen).subspan(2); };
    const auto checks = play_until(engine, options, [&](const std::vector<Check>& seen) {
        return (is_found(seen) && passes(others(seen))) || !promises_hold(others(seen));
    });
    tally.add(is_found(checks) && passes(others(checks)),
              fmt::format("{}: without the constraint and the {}, it is found out", name(engine), options.broken));
}

// Something of what it is about finds it, and all else is as it was promised. Where holds keep nothing, their visitors
// do; where places are taken without their lock, who counts them.
void play_without(db::Engine engine, Options options, std::string broken, bool Check::*is_about, Tally& tally) {
    options.broken = std::move(broken);
    options.seconds = 5s;
    const auto is_found = [&](const std::vector<Check>& seen) {
        return std::ranges::any_of(seen, [&](const Check& check) { return check.*is_about && check.wrong > 0; });
    };
    const auto others_hold = [&](const std::vector<Check>& seen) {
        return std::ranges::all_of(
            seen, [&](const Check& check) { return check.*is_about || check.of_the_fight || check.wrong == 0; });
    };
    const auto checks = play_until(
        engine, options, [&](const std::vector<Check>& seen) { return is_found(seen) || !others_hold(seen); });
    tally.add(is_found(checks) && others_hold(checks),
              fmt::format("{}{}, it is found out", name(engine), what_is_out(options)));
}

int run_all(const Options& options) {
    Tally tally;
    for (const auto engine : options.engines) play_good(engine, options, tally);
    if (options.prove)
        for (const auto engine : options.engines) {
            play_broken(engine, options, "asking", tally);
            // SQLite has one writer at a time, whatever we do.
            if (engine == db::Engine::postgres) {
                play_broken(engine, options, "lock", tally);
                if (options.studio) play_without(engine, options, "seats", &Check::of_seats, tally);
            }
            play_without(engine, options, "holds", &Check::of_holds, tally);
        }
    fmt::print("torture: {} passed, {} failed\n", tally.passed, tally.failed);
    return tally.failed == 0 ? 0 : 1;
}

int number(const std::string& text, int least, int most) {
    const int value =
        text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != text.npos ? -1 : std::stoi(text);
    if (value < least || value > most)
        throw std::invalid_argument(fmt::format("{} is no number from {} to {}", text, least, most));
    return value;
}

void read(Options& options, const std::string& flag, const std::string& value) {
    if (flag == "--engine" && value == "sqlite")
        options.engines = {db::Engine::sqlite};
    else if (flag == "--engine" && value == "postgres")
        options.engines = {db::Engine::postgres};
    else if (flag == "--engine" && value == "both")
        options.engines = support::engines();
    else if (flag == "--seconds")
        options.seconds = std::chrono::seconds{number(value, 1, 1'000'000)};
    else if (flag == "--processes")
        options.processes = number(value, 1, 20);
    else if (flag == "--clients")
        options.clients = number(value, 1, 900);
    else if (flag == "--visitors")
        options.visitors = number(value, 0, 200);
    else if (flag == "--seed")
        options.seed = static_cast<std::uint64_t>(number(value, 0, 999'999'999));
    else if (flag == "--kill-every")
        options.kill_every = std::chrono::milliseconds{number(value, 0, 1'000'000)};
    else if (flag == "--broken" && (value == "asking" || value == "lock" || value == "holds" || value == "seats"))
        options.broken = value;
    else
        throw std::invalid_argument(flag + " " + value);
}

Options read_options(int argc, char** argv) {
    Options options;
    options.seed = std::random_device{}() % 1'000'000'000;
    options.self = std::filesystem::read_symlink("/proc/self/exe");
    options.program = options.self.parent_path() / "../../src/app/timebok";
    for (int i = 1; i < argc; ++i) {
        const std::string flag = argv[i];
        const bool has_value = i + 1 < argc && std::string_view(argv[i + 1]).substr(0, 2) != "--";
        if (flag == "--prove") {
            options.prove = true;
        } else if (flag == "--studio") {
            options.studio = true;
        } else if (flag == "--broken" && !has_value) {
            options.broken = "asking";
        } else if (has_value) {
            read(options, flag, argv[++i]);
        } else {
            throw std::invalid_argument(flag);
        }
    }
    options.studio = options.studio || options.without_seats();
    if (options.prove && !options.broken.empty()) throw std::invalid_argument("--prove has broken rounds of its own");
    return options;
}

// Two sockets for each client.
void allow_many_files() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) try {
    // What together.h starts.
    if (argc == 3 && std::string_view(argv[1]) == "--hand") return serve_as_hand(argv[2]);
    const auto options = read_options(argc, argv);
    allow_many_files();
    return run_all(options);
} catch (const std::invalid_argument& mistake) {
    fmt::print(stderr, "timebok_torture: {}\n{}", mistake.what(), kUsage);
    return 2;
} catch (const std::exception& error) {
    fmt::print(stderr, "timebok_torture: {}\n", error.what());
    return 1;
}
