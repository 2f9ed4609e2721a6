// `timebok move` by the program itself: the demo's data from one engine to the other, and what happens on the way.
#include "db/move.h"
#include "app/test_house.h"
#include "app/test_program.h"
#include "support/engines.h"

#include <filesystem>

namespace app::test {
namespace {

namespace fs = std::filesystem;
using db::Engine;

// What no demo has: every byte, texts that need quoting, nulls, and more keys than one piece takes, as text.
void add_odd_rows(db::Database& database) {
    std::string all_bytes;
    for (int byte = 0; byte < 256; ++byte) all_bytes += static_cast<char>(byte);
    database.write([&](db::Tx& tx) {
        const auto business = tx.value<std::int64_t>("select min(id) from businesses").value();
        tx.execute("delete from logos");
        tx.execute("insert into logos (business_id, media_type, content) values (:b, 'image/png', :content)", business,
                   db::Bytes{all_bytes + all_bytes});
        tx.execute("insert into customers (business_id, id, name, surname, language, note, date_of_birth, created_at) "
                   "values (:b, -9223372036854775807, :name, '', 'nb', :note, null, 9223372036854775807)",
                   business, "Åse \"'; --\\x00\\", "line\r\nline\ttab \U0001F484 \u00df");
        for (int i = 0; i < 2500; ++i)
            tx.execute("insert into idempotency_keys (business_id, key_hash, request_hash, sealed_answer, created_at) "
                       "values (:b, :key, '', '', :i)",
                       business,
                       fmt::format("{}{}{}", i % 2 == 0 ? "æ" : "A", i % 3 == 0 ? "z-" : "Z", i * 7919 % 2500), i);
    });
}

std::map<std::string, std::string> data_of(db::Database& database) {
    auto out = contents(database);
    out.erase("schema_migrations");  // says when each migration ran here
    return out;
}

bool is_half_moved(const std::string& url) {
    db::Database database({.url = url, .readers = 1});
    try {
        db::require_whole(database);
    } catch (const db::Unavailable&) {
        return true;
    }
    return false;
}

class Move : public testing::TestWithParam<Engine> {
protected:
    Move() {
        std::string name = (fs::temp_directory_path() / "timebok-move.XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder can be made");
        folder = name;
    }
    ~Move() override { fs::remove_all(folder); }

    static std::pair<int, std::string> run(std::vector<std::string> arguments) {
        Started program(std::move(arguments));
        const int code = program.exit_code();
        return {code, program.text()};
    }
    static std::pair<int, std::string> move(const std::string& from, const std::string& to) {
        return run({"move", "--database", from, "--to", to});
    }
    void load_demo(const std::string& url) {
        const auto [code, text] = run({"demo", "1", "--database", url});
        ASSERT_EQ(code, 0) << text;
        db::Database database({.url = url, .readers = 1});
        add_odd_rows(database);
    }
    // A business without anything but the odd rows, which is quicker; `keys` more rows.
    void load_little(int keys = 0) {
        db::migrate(*source);
        source->write([&](db::Tx& tx) {
            tx.execute("insert into businesses (id, slug, name, country, time_zone, currency, languages, "
                       "accent_colour, created_at) "
                       "values (1, 'studio', 'Studio', 'NO', 'Europe/Oslo', 'NOK', 'nb', '#0f766e', 1)");
            tx.execute("insert into idempotency_keys (business_id, key_hash, request_hash, sealed_answer, created_at) "
                       "with recursive counted(n) as (select 1 union all select n + 1 from counted where n < :keys) "
                       "select 1, 'k' || n, 'request', 'answer', n from counted where n <= :keys",
                       keys);
        });
        add_odd_rows(*source);
    }

    fs::path folder;
    support::FreshDatabase source{GetParam(), support::Schema::empty};
    support::FreshDatabase target{GetParam() == Engine::sqlite ? Engine::postgres : Engine::sqlite,
                                  support::Schema::empty};
};
INSTANTIATE_TEST_SUITE_P(From, Move, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Move, TakesTheDemoToTheOtherEngineAndBackWithEveryByte) {
    load_demo(source.url());
    const auto before = data_of(*source);
    const auto [code, text] = move(source.url(), target.url());
    ASSERT_EQ(code, 0) << text;
    EXPECT_NE(text.find("Copying"), std::string::npos) << text;
    EXPECT_NE(text.find("both databases hold the same"), std::string::npos) << text;
    EXPECT_EQ(changed(before, data_of(*source)), "") << "the source is left as it was";
    EXPECT_EQ(run({"check", "--database", target.url()}).second, "All is well.\n");

    const support::FreshDatabase home(GetParam(), support::Schema::empty);
    const auto [code_back, text_back] = move(target.url(), home.url());
    ASSERT_EQ(code_back, 0) << text_back;
    db::Database back({.url = home.url(), .readers = 1});
    EXPECT_EQ(changed(before, data_of(back)), "");
    EXPECT_EQ(before.size(), data_of(back).size());

    Started served({"serve", "--database", target.url(), "--port", "0"});
    EXPECT_NE(served.port(), 0) << served.text();
    served.signal(SIGTERM);
    EXPECT_EQ(served.exit_code(), 0) << served.text();
}

// Ten commits a kill or so, before and after them alike.
TEST_P(Move, KilledAgainAndAgainGoesOnUntilAllIsThereOnce) {
    load_demo(source.url());
    int kills = 0, refusals = 0;
    for (int round = 0; round < 8; ++round) {
        setenv("TIMEBOK_FAULTS", "db.before_commit=0.05,db.after_commit=0.05", 1);
        const auto [code, text] = move(source.url(), target.url());
        unsetenv("TIMEBOK_FAULTS");
        if (code == 0) break;
        ASSERT_EQ(code, 128 + SIGKILL) << text;
        ++kills;
        if (!is_half_moved(target.url())) continue;
        const auto [served, why] = run({"serve", "--database", target.url(), "--port", "0", "--empty"});
        EXPECT_EQ(served, 1);
        EXPECT_NE(why.find("half moved"), std::string::npos) << why;
        EXPECT_NE(why.find("run the same `timebok move` again"), std::string::npos) << why;
        ++refusals;
    }
    EXPECT_GE(kills, 1);
    EXPECT_GE(refusals, 1);
    if (is_half_moved(target.url())) {
        const auto [code, text] = move(source.url(), target.url());
        ASSERT_EQ(code, 0) << text;
    }
    const support::FreshDatabase home(GetParam(), support::Schema::empty);
    ASSERT_EQ(move(target.url(), home.url()).first, 0);
    db::Database back({.url = home.url(), .readers = 1});
    EXPECT_EQ(changed(data_of(*source), data_of(back)), "");
}

TEST_P(Move, StopsWhenAskedAndGoesOnLater) {
    load_little(20'000);
    {
        Started program({"move", "--database", source.url(), "--to", target.url()});
        ASSERT_TRUE(program.says("Copying")) << program.text();
        program.signal(SIGINT);
        EXPECT_EQ(program.exit_code(), 1) << program.text();
        EXPECT_NE(program.text().find("the same command goes on from here"), std::string::npos) << program.text();
    }
    EXPECT_TRUE(is_half_moved(target.url()));
    for (const auto* command : {"migrate", "check", "retry"})
        EXPECT_NE(run({command, "--database", target.url()}).second.find("half moved"), std::string::npos) << command;
    const auto [code, text] = move(source.url(), target.url());
    EXPECT_EQ(code, 0) << text;
    EXPECT_FALSE(is_half_moved(target.url()));
}

TEST_P(Move, FindsARowThatWasDamagedInTheTarget) {
    load_little();
    // Broken off when everything is copied and nothing was compared yet.
    const auto begun =
        db::move(*source, *target, [](const db::MoveStep& step) { return step.phase == db::MoveStep::Phase::copying; });
    EXPECT_FALSE(begun.whole);
    const auto swap = [&](std::string_view from, std::string_view to) {
        return target->write([&](db::Tx& tx) {
            return tx.execute("update customers set note = :to where id = -9223372036854775807 and note = :from", to,
                              from);
        });
    };
    const std::string note = "line\r\nline\ttab \U0001F484 \u00df";
    ASSERT_EQ(swap(note, "line\nline\ttab \U0001F484 \u00df"), 1);
    const auto [code, text] = move(source.url(), target.url());
    EXPECT_EQ(code, 1);
    EXPECT_NE(text.find("the copy differs from the source in customers ("), std::string::npos) << text;
    EXPECT_EQ(text.find("bookings ("), std::string::npos) << text;
    EXPECT_TRUE(is_half_moved(target.url()));

    ASSERT_EQ(swap("line\nline\ttab \U0001F484 \u00df", note), 1);
    EXPECT_EQ(move(source.url(), target.url()).first, 0);
}

TEST_P(Move, FindsWhatWasWrittenToTheSourceMeanwhile) {
    load_little();
    db::move(*source, *target, [](const db::MoveStep& step) { return step.phase == db::MoveStep::Phase::copying; });
    source->write([](db::Tx& tx) { tx.execute("delete from idempotency_keys where created_at = 7"); });
    const auto [code, text] = move(source.url(), target.url());
    EXPECT_EQ(code, 1);
    EXPECT_NE(text.find("idempotency_keys (2499 rows, 2500 in the copy)"), std::string::npos) << text;
}

TEST_P(Move, GoesToNoDatabaseThatIsNotEmpty) {
    db::migrate(*source);
    db::migrate(*target);
    target->write([](db::Tx& tx) { tx.execute("insert into installation (name, value) values ('secret', 'x')"); });
    const auto before = data_of(*target);
    const auto [code, text] = move(source.url(), target.url());
    EXPECT_EQ(code, 1);
    EXPECT_NE(text.find("the target is not empty: it has rows in installation"), std::string::npos) << text;
    EXPECT_EQ(changed(before, data_of(*target)), "");
    EXPECT_FALSE(is_half_moved(target.url()));

    target->write([](db::Tx& tx) { tx.execute("delete from installation"); });
    EXPECT_EQ(move(source.url(), target.url()).first, 0) << "tables without rows are empty enough";
}

TEST_P(Move, GoesToNoDatabaseOfAnotherVersionOrOfSomethingElse) {
    db::migrate(*source);
    target->write([](db::Tx& tx) { tx.script("create table guests (name text primary key)"); });
    EXPECT_NE(move(source.url(), target.url()).second.find("another version of the schema"), std::string::npos);
    EXPECT_FALSE(is_half_moved(target.url()));

    target->write([](db::Tx& tx) { tx.script("drop table guests"); });
    db::migrate(*target);
    target->write([](db::Tx& tx) {
        tx.execute("insert into schema_migrations (version, name, checksum, applied_at) values (9999, '9999_future', "
                   "'x', 1)");
    });
    EXPECT_NE(move(source.url(), target.url()).second.find("9999_future"), std::string::npos);
    EXPECT_FALSE(is_half_moved(target.url()));
}

TEST_P(Move, WaitsForNoProgramThatUsesTheSource) {
    Started served({"serve", "--database", source.url(), "--port", "0", "--empty"});
    ASSERT_NE(served.port(), 0) << served.text();
    const auto [code, text] = move(source.url(), target.url());
    EXPECT_EQ(code, 1);
    EXPECT_NE(text.find("a program is using the database to be moved"), std::string::npos) << text;
    served.signal(SIGTERM);
    EXPECT_EQ(served.exit_code(), 0);
    EXPECT_EQ(move(source.url(), target.url()).first, 0);
}

TEST_P(Move, MovesNothingThatIsNotUpToDate) {
    const auto [code, text] = move(source.url(), target.url());
    EXPECT_EQ(code, 1);
    EXPECT_NE(text.find("run `timebok migrate` on it first"), std::string::npos) << text;
    EXPECT_EQ(move((folder / "missing.db").string(), target.url()).first, 1);
    EXPECT_FALSE(fs::exists(folder / "missing.db"));
}

TEST(MoveFromSqlite, RefusesAValueThatIsNotOfItsColumnsType) {
    support::FreshDatabase source(Engine::sqlite);
    const support::FreshDatabase target(Engine::postgres, support::Schema::empty);
    source->write([](db::Tx& tx) { tx.execute("insert into installation (name, value) values ('x', x'00ff')"); });
    Started program({"move", "--database", source.url(), "--to", target.url()});
    EXPECT_EQ(program.exit_code(), 1);
    EXPECT_NE(program.text().find("1 rows of installation hold a value of another type"), std::string::npos)
        << program.text();
}

}  // namespace
}  // namespace app::test
