#include "db/db.h"

#include "db/migrations.h"
#include "db/processes.h"
#include "support/engines.h"
#include "support/seed.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <barrier>
#include <climits>
#include <fstream>
#include <random>
#include <thread>

namespace embedded {
std::span<const File> migrations();
}

namespace {

using namespace std::chrono_literals;
using db::Session;
using db::Tx;

class Db : public testing::TestWithParam<db::Engine> {
protected:
    support::FreshDatabase fresh{GetParam(), support::Schema::empty};
    db::Database& database = fresh.db();

    bool postgres() const { return GetParam() == db::Engine::postgres; }
    void script(const std::string& sql) {
        database.write([&](Tx& tx) { tx.script(sql.c_str()); });
    }
    std::int64_t execute(const std::string& sql) {
        return database.write([&](Tx& tx) { return tx.execute(sql); });
    }
    template <class T>
    T value(const std::string& sql) {
        return database.read([&](Session& session) { return session.value<T>(sql).value(); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Db, testing::ValuesIn(support::engines()), support::engine_name);

enum class Colour { red = 1, green = 2 };

TEST_P(Db, ValuesComeBackAsTheyWent) {
    script("create table t (id bigint primary key, flag boolean, small integer, real double precision, word text,"
           " colour integer, at bigint, note text)");
    const auto at = Instant{Seconds{4102444800}};
    for (const std::int64_t id : {INT64_MAX, INT64_MIN, (std::int64_t{1} << 53) + 1, std::int64_t{0}}) {
        const auto word = std::string("Blåbærsyltetøy 予約 🗓 'quoted' :name \\ \n");
        database.write([&](Tx& tx) {
            EXPECT_EQ(tx.execute("insert into t values (:id, :flag, :small, :real, :word, :colour, :at, :note)", id,
                                 true, -7, 0.1, word, Colour::green, at, std::optional<std::string>()),
                      1);
        });
        const auto found = database.read([&](Session& session) {
            return session
                .row<std::int64_t, bool, int, double, std::string, Colour, Instant, std::optional<std::string>>(
                    "select id, flag, small, real, word, colour, at, note from t where id = :id", id);
        });
        ASSERT_TRUE(found);
        EXPECT_EQ(*found, std::tuple(id, true, -7, 0.1, word, Colour::green, at, std::optional<std::string>()));
    }
}

TEST_P(Db, RandomValuesComeBackAsTheyWent) {
    script("create table t (id integer primary key, number bigint, real double precision, word text)");
    const support::Seed seed(20260101);
    std::mt19937_64 random(seed.value);
    const auto maybe = [&](auto value) { return random() % 4 ? std::optional(value) : std::nullopt; };
    for (int i = 0; i < 200; ++i) {
        std::string text;
        for (auto length = random() % 40; length > 0; --length)
            text += random() % 2 ? "ø" : std::string(1, char(' ' + random() % 95));
        const auto number = maybe(static_cast<std::int64_t>(random()));
        const auto real = maybe(static_cast<double>(static_cast<std::int64_t>(random())) / 1e9);
        const auto word = maybe(text);
        database.write([&](Tx& tx) { tx.execute("insert into t values (:i, :n, :r, :w)", i, number, real, word); });
        const auto found = database.read([&](Session& session) {
            return session.row<std::optional<std::int64_t>, std::optional<double>, std::optional<std::string>>(
                "select number, real, word from t where id = :i", i);
        });
        EXPECT_EQ(found, std::tuple(number, real, word)) << i;
    }
}

TEST_P(Db, AKeptStatementTakesOtherTypesAndNullsInTurn) {
    script("create table t (a bigint, b text)");
    database.write([](Tx& tx) {
        const auto insert = "insert into t values (:a, :b)";
        tx.execute(insert, std::optional<std::int64_t>(), "one");
        tx.execute(insert, 2, std::optional<std::string>());
        tx.execute(insert, std::nullopt, std::nullopt);
        tx.execute(insert, "4", std::string("four"));
        const auto select = "select a from t where b = :b";
        EXPECT_EQ(tx.value<std::optional<int>>(select, "one"), std::optional<std::optional<int>>(std::in_place));
        EXPECT_EQ(tx.value<std::string>(select, "four"), "4");
        EXPECT_EQ(tx.value<int>(select, "four"), 4);
        EXPECT_EQ(tx.value<int>("select count(*) from t where a is null"), 2);
    });
}

TEST_P(Db, ANameThatAppearsTwiceIsGivenOnce) {
    script("create table t (a bigint, b bigint, c text)");
    database.write([](Tx& tx) {
        tx.execute("insert into t (a, b, c) values (:x, :y, ':not a name'), (:y, :x, 'z')", 1, 2);
        EXPECT_EQ((tx.rows<int, int>("select a, b from t where a = :y or b = :y order by a, b", 2)),
                  (std::vector<std::tuple<int, int>>{{1, 2}, {2, 1}}));
        EXPECT_EQ(tx.value<std::string>("select c from t where a = :one and b > :one", 1), ":not a name");
    });
}

TEST_P(Db, TheWrongNumberOfValuesAndANulByteAreMistakes) {
    script("create table t (a text)");
    EXPECT_ANY_THROW(database.read([](Session& s) { s.row<int>("select 1 from t where a = :a"); }));
    EXPECT_ANY_THROW(database.write([](Tx& tx) { tx.execute("insert into t values (:a)", std::string("a\0b", 3)); }));
    EXPECT_THROW(database.read([](Session& s) { s.row<int>("select nothing from t"); }), std::logic_error);
    EXPECT_EQ(value<int>("select count(*) from t"), 0);
}

TEST_P(Db, NoRowIsNullopt) {
    script("create table t (a bigint)");
    EXPECT_FALSE(database.read([](Session& s) { return s.row<int>("select a from t"); }));
    EXPECT_EQ(database.write([](Tx& tx) { return tx.execute("update t set a = 1"); }), 0);
}

TEST_P(Db, InsertReturningGivesItsRow) {
    script("create table t (a bigint, b text default 'made')");
    const auto made = database.write(
        [](Tx& tx) { return tx.row<int, std::string>("insert into t (a) values (:a) returning a, b", 5); });
    EXPECT_EQ(made, std::tuple(5, "made"));
    EXPECT_EQ(value<int>("select count(*) from t"), 1);
}

TEST_P(Db, ATransactionIsUndoneByAnErrorAndByAnException) {
    script("create table t (a bigint)");
    const auto refused = database.write([](Tx& tx) -> Result<int> {
        tx.execute("insert into t values (1)");
        return base::conflict("test.no");
    });
    EXPECT_FALSE(refused);
    EXPECT_THROW(database.write([](Tx& tx) {
        tx.execute("insert into t values (2)");
        throw std::domain_error("thrown");
    }),
                 std::domain_error);
    EXPECT_EQ(value<int>("select count(*) from t"), 0);
    EXPECT_EQ(database.write([](Tx& tx) -> Result<int> {
        tx.execute("insert into t values (3)");
        return 3;
    }),
              3);
    EXPECT_EQ(value<int>("select count(*) from t"), 1);
}

TEST_P(Db, ASavepointUndoesOnlyItself) {
    script("create table t (a bigint constraint t_pkey primary key)");
    database.write([](Tx& tx) {
        tx.execute("insert into t values (1)");
        {
            db::Savepoint outer(tx);
            tx.execute("insert into t values (2)");
            try {
                db::Savepoint inner(tx);
                tx.execute("insert into t values (3)");
                tx.execute("insert into t values (1)");
                inner.keep();
                ADD_FAILURE() << "1 was taken twice";
            } catch (const db::ConstraintViolation&) {
            }
            outer.keep();
        }
        db::Savepoint dropped(tx);
        tx.execute("insert into t values (4)");
    });
    EXPECT_EQ(value<int>("select sum(a) from t"), 3);
}

TEST_P(Db, ConstraintsAreNamedAlike) {
    script(R"sql(
        create table parents (id bigint not null, constraint parents_pkey primary key (id));
        create table t (
            id bigint not null, email text not null, parent bigint, amount bigint, word text,
            constraint t_pkey primary key (id),
            constraint t_amount check (amount > 0),
            constraint t_parent foreign key (parent) references parents (id));
        create unique index t_email on t (email);
        create unique index t_email_amount on t (email, amount) where amount is not null;
        create unique index t_lower on t (lower(word));
        insert into t values (1, 'a', null, 5, 'w');
        create table pairs (a integer not null, b integer not null, constraint pairs_pkey primary key (a, b));
        insert into pairs values (1, 1))sql");
    if (postgres())
        script(R"sql(create function say_no() returns trigger language plpgsql as $$ begin
            raise exception 'no' using errcode = 'exclusion_violation', constraint = 'pairs_no'; end $$;
            create trigger pairs_no before update on pairs for each row execute function say_no())sql");
    else
        script("create trigger pairs_no before update on pairs begin select raise(abort, 'pairs_no'); end");

    const auto broken = [&](const std::string& sql) -> std::string {
        try {
            execute(sql);
        } catch (const db::ConstraintViolation& violation) {
            EXPECT_EQ(std::string(violation.what()).find('\n'), std::string::npos);
            return violation.constraint;
        }
        return "nothing";
    };
    EXPECT_EQ(broken("insert into t (id, email, parent, amount) values (1, 'b', null, 5)"), "t_pkey");
    EXPECT_EQ(broken("insert into t (id, email, parent, amount) values (2, 'a', null, 6)"), "t_email");
    EXPECT_EQ(broken("insert into t values (2, 'b', null, 6, 'W')"), "t_lower");
    EXPECT_EQ(broken("insert into t (id, email, parent, amount) values (2, 'b', null, 0)"), "t_amount");
    EXPECT_EQ(broken("insert into t (id, email, parent, amount) values (2, null, null, 5)"), "t_email_not_null");
    EXPECT_EQ(broken("insert into t (id, email, parent, amount) values (2, 'b', 77, 5)"), postgres() ? "t_parent" : "");
    EXPECT_EQ(broken("insert into pairs values (1, 1)"), "pairs_pkey");
    EXPECT_EQ(broken("update pairs set b = 2"), "pairs_no");
    EXPECT_EQ(broken("insert into t (id, email, parent, amount) values (2, 'b', null, 5)"), "nothing");
}

TEST_P(Db, AStatementThatFailedWorksNextTime) {
    script("create table t (a bigint constraint t_pkey primary key, b text)");
    const auto insert = [&](int a) {
        database.write([&](Tx& tx) { tx.execute("insert into t values (:a, :b)", a, "text"); });
    };
    insert(1);
    for (int i = 2; i < 5; ++i) {
        EXPECT_THROW(insert(1), db::ConstraintViolation);
        insert(i);
    }
    EXPECT_EQ(value<int>("select count(*) from t"), 4);
}

TEST_P(Db, TellsTheTimeOfTheClockHandedInAndElseOfTheServer) {
    base::ManualClock clock{base::parse_instant("2031-02-03T04:05:06Z").value()};
    db::Database other({.url = fresh.url(), .clock = &clock});
    const auto now = [](Session& session) { return db::now(session); };
    EXPECT_EQ(other.read(now), clock.now());
    clock.advance(90s);
    EXPECT_EQ(other.write([&](Tx& tx) { return db::now(tx); }), clock.now());
    EXPECT_LE(std::chrono::abs(database.read(now) - base::SystemClock().now()), 60s);
}

TEST_P(Db, ASnapshotSeesOneState) {
    script("create table t (a bigint)");
    db::Database other({.url = fresh.url()});
    database.snapshot([&](Session& session) {
        EXPECT_EQ(session.value<int>("select count(*) from t"), 0);
        other.write([](Tx& tx) { tx.execute("insert into t values (1)"); });
        EXPECT_EQ(session.value<int>("select count(*) from t"), 0);
    });
    EXPECT_EQ(value<int>("select count(*) from t"), 1);
}

TEST_P(Db, ASessionReadsWhatWasCommittedAMomentAgo) {
    script("create table t (a bigint)");
    for (int i = 1; i <= 50; ++i) {
        execute("insert into t values (1)");
        ASSERT_EQ(value<int>("select count(*) from t"), i);
    }
}

TEST_P(Db, AskingTheSameDatabaseInsideABodyIsAMistake) {
    EXPECT_ANY_THROW(database.write([&](Tx&) { database.write([](Tx&) {}); }));
    EXPECT_ANY_THROW(database.write([&](Tx&) { database.ping(); }));
    EXPECT_ANY_THROW(database.read([&](Session&) { database.write([](Tx&) {}); }));
    EXPECT_NO_THROW(database.ping());
}

TEST_P(Db, WritersDoNotDisturbTheirNeighbours) {
    script("create table t (writer bigint, n bigint, constraint t_pkey primary key (writer, n))");
    constexpr int writers = 16;
    constexpr int writes = 40;
    std::atomic<int> refused = 0;
    std::atomic<int> thrown = 0;
    std::vector<std::jthread> threads;
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back([&, writer] {
            for (int n = 0; n < writes; ++n) try {
                    const auto result = database.write([&](Tx& tx) -> Result<int> {
                        tx.execute("insert into t values (:writer, :n)", writer, n);
                        if (n % 5 == 1) return base::conflict("test.no");
                        if (n % 5 == 2) throw std::domain_error("thrown");
                        if (n % 5 == 3) tx.execute("insert into t values (:writer, :n)", writer, n);
                        return n;
                    });
                    if (!result) ++refused;
                } catch (const std::domain_error&) {
                    ++thrown;
                } catch (const db::ConstraintViolation& violation) {
                    EXPECT_EQ(violation.constraint, "t_pkey");
                    ++thrown;
                }
        });
    threads.clear();
    EXPECT_EQ(refused, writers * writes / 5);
    EXPECT_EQ(thrown, 2 * writers * writes / 5);

    db::Database again({.url = fresh.url()});
    again.read([&](Session& session) {
        EXPECT_EQ(session.value<int>("select count(*) from t"), 2 * writers * writes / 5);
        EXPECT_EQ(session.value<int>("select count(*) from t where n % 5 in (1, 2, 3)"), 0);
    });
}

// Who refuses, throws or violates a constraint now and then, in the middle of a commit that many share.
TEST_P(Db, ARareRefusalTakesNothingWithItOfThoseWhoShareItsCommit) {
    script("create table t (n bigint, constraint t_pkey primary key (n))");
    constexpr int writers = 16;
    constexpr int writes = 60;
    std::atomic<int> next = 0;
    std::atomic<int> refused = 0;
    std::atomic<int> runs = 0;
    std::vector<std::jthread> threads;
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back([&] {
            for (int write = 0; write < writes; ++write) try {
                    const int n = next++;
                    const auto result = database.write([&](Tx& tx) -> Result<int> {
                        ++runs;
                        tx.execute("insert into t values (:n)", n);
                        if (n % 40 == 7) return base::conflict("test.no");
                        if (n % 40 == 20) throw std::domain_error("thrown");
                        if (n % 40 == 33) tx.execute("insert into t values (:n)", n);
                        return n;
                    });
                    if (!result) ++refused;
                } catch (const std::domain_error&) {
                    ++refused;
                } catch (const db::ConstraintViolation&) {
                    ++refused;
                }
        });
    threads.clear();
    EXPECT_EQ(refused, 3 * writers * writes / 40);
    if (!postgres()) {
        EXPECT_GT(runs, writers * writes) << "nobody was run again, so this proved nothing";
    }

    db::Database again({.url = fresh.url()});
    again.read([&](Session& session) {
        EXPECT_EQ(session.value<int>("select count(*) from t"), writers * writes - refused);
        EXPECT_EQ(session.value<int>("select count(*) from t where n % 40 in (7, 20, 33)"), 0);
    });
}

TEST_P(Db, NoWriterWaitsForEver) {
    script("create table t (writer bigint)");
    std::array<std::atomic<int>, 8> done{};
    std::atomic<bool> stop = false;
    std::barrier together(static_cast<std::ptrdiff_t>(done.size()) + 1);
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < done.size(); ++i)
            threads.emplace_back([&, i] {
                together.arrive_and_wait();
                while (!stop) {
                    database.write([&](Tx& tx) { tx.execute("insert into t values (:w)", static_cast<int>(i)); });
                    ++done[i];
                }
            });
        together.arrive_and_wait();
        std::this_thread::sleep_for(300ms);
        stop = true;
    }
    const auto [least, most] = std::ranges::minmax_element(done, {}, [](const auto& n) { return n.load(); });
    EXPECT_GT(least->load(), 0);
    if (!postgres()) {
        EXPECT_LE(most->load(), 2 * least->load() + 10);
    }
}

TEST_P(Db, ALockHeldByAnotherIsUnavailableAfterTheTimeout) {
    script("create table t (a bigint); insert into t values (1)");
    db::Database impatient({.url = fresh.url(), .busy_timeout = 100ms});
    std::barrier held(2), tried(2);
    std::jthread holder([&] {
        database.write([&](Tx& tx) {
            tx.execute("update t set a = 2");
            held.arrive_and_wait();
            tried.arrive_and_wait();
        });
    });
    held.arrive_and_wait();
    const auto began = std::chrono::steady_clock::now();
    EXPECT_THROW(impatient.write([](Tx& tx) { tx.execute("update t set a = 3"); }), db::Unavailable);
    const auto waited = std::chrono::steady_clock::now() - began;
    EXPECT_GE(waited, 90ms);
    EXPECT_LT(waited, 2s);
    tried.arrive_and_wait();
    holder.join();
    impatient.write([](Tx& tx) { tx.execute("update t set a = 3"); });
    EXPECT_EQ(value<int>("select a from t"), 3);
}

TEST_P(Db, WhoIsPatientAsksAgainUntilTheLockIsFreeOrPatienceEnds) {
    script("create table t (a bigint); insert into t values (1)");
    db::Database impatient({.url = fresh.url(), .busy_timeout = 20ms});
    std::atomic<int> tries = 0;
    const auto three = [&] {
        ++tries;
        return impatient.write([](Tx& tx) { return tx.execute("update t set a = 3"); });
    };
    std::barrier held(2), tried(2);
    std::jthread holder([&] {
        database.write([&](Tx& tx) {
            tx.execute("update t set a = 2");
            held.arrive_and_wait();
            tried.arrive_and_wait();
            while (tries < 4) std::this_thread::sleep_for(1ms);
        });
    });
    held.arrive_and_wait();
    EXPECT_THROW(db::patiently(30ms, three), db::Busy);
    tries = 0;
    tried.arrive_and_wait();
    EXPECT_EQ(db::patiently(60s, three), 1);
    EXPECT_GE(tries, 4);
    EXPECT_EQ(value<int>("select a from t"), 3);
}

TEST_P(Db, EverybodyWhoWaitedForTheSameLockIsToldTogether) {
    script("create table t (a bigint); insert into t values (1)");
    db::Database impatient({.url = fresh.url(), .readers = 8, .busy_timeout = 200ms});
    std::atomic<int> told = 0;
    database.write([&](Tx& tx) {
        tx.execute("update t set a = 2");
        const auto began = std::chrono::steady_clock::now();
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 8; ++i)
                threads.emplace_back([&] {
                    try {
                        impatient.write([](Tx& other) { other.execute("update t set a = 3"); });
                    } catch (const db::Unavailable&) {
                        ++told;
                    }
                });
        }
        EXPECT_LT(std::chrono::steady_clock::now() - began, 1500ms);  // one after the other would take 1600 ms
    });
    EXPECT_EQ(told, 8);
}

TEST_P(Db, ManyReadersShareFewConnections) {
    db::Database narrow({.url = fresh.url(), .readers = 2});
    std::atomic<int> sum = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] {
                for (int n = 0; n < 20; ++n) sum += narrow.read([](Session& s) { return *s.value<int>("select 1"); });
            });
    }
    EXPECT_EQ(sum, 160);
}

constexpr embedded::File first{"0001_first.sql",
                               "create table processes (number integer primary key, seen_at bigint not null);\n"
                               "create table a (x bigint);"};
constexpr embedded::File second_sqlite{"0002_second.sqlite.sql",
                                       "create table b (y integer); insert into b values (1);"};
constexpr embedded::File second_postgres{"0002_second.postgres.sql",
                                         "create table b (y bigint); insert into b values (2);"};

TEST_P(Db, BytesComeBackAsTheyWent) {
    script(
        "create table t (id bigint primary key, content bytea, constraint t_size check (length(content) <= 100000))");
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    std::string large;
    while (large.size() < 100000) large += all.substr(0, 250);
    const std::vector<std::optional<std::string>> written{all, "", std::nullopt, "\\x00", large, std::string(3, '\0'),
                                                          "x"};
    const auto bytes = [](const std::optional<std::string>& content) {
        return content ? std::optional(db::Bytes{*content}) : std::nullopt;
    };
    for (std::size_t i = 0; i < written.size(); ++i)
        database.write([&](Tx& tx) {
            tx.execute("insert into t (id, content) values (:id, :content)", static_cast<int>(i), bytes(written[i]));
        });

    database.read([&](Session& session) {
        const auto found = session.rows<std::optional<db::Bytes>, std::optional<std::int64_t>>(
            "select content, length(content) from t order by id");
        ASSERT_EQ(found.size(), written.size());
        for (std::size_t i = 0; i < written.size(); ++i) {
            const auto& [content, length] = found[i];
            EXPECT_EQ(content, bytes(written[i])) << i;
            EXPECT_EQ(length.has_value(), written[i].has_value()) << i;
            if (length) {
                EXPECT_EQ(static_cast<std::size_t>(*length), written[i]->size()) << "a byte takes a byte";
            }
        }
        EXPECT_EQ(session.value<int>("select id from t where content = :content", db::Bytes{all}), 0);
        EXPECT_EQ(session.value<int>("select id from t where content = :content", db::Bytes{"x"}), 6);
    });
    EXPECT_THROW(database.write([&](Tx& tx) {
        tx.execute("update t set content = :content where id = 0", db::Bytes{large + "x"});
    }),
                 db::ConstraintViolation);
    if (!postgres()) {
        EXPECT_EQ(value<int>("select count(*) from t where typeof(content) = 'blob'"), 6);
    }
}

TEST_P(Db, MigrationsRunOnceInOrder) {
    const std::vector<embedded::File> files{second_sqlite, first, second_postgres};
    EXPECT_EQ(pending_migrations(database, files), (std::vector<std::string>{"0001_first", "0002_second"}));
    EXPECT_EQ(migrate(database, files), (std::vector<std::string>{"0001_first", "0002_second"}));
    EXPECT_EQ(value<int>("select y from b"), postgres() ? 2 : 1);
    EXPECT_TRUE(migrate(database, files).empty());
    EXPECT_TRUE(pending_migrations(database, files).empty());
}

TEST_P(Db, AMigrationThatFailsLeavesNothing) {
    const std::vector<embedded::File> files{first,
                                            {"0002_bad.sql", "create table c (x bigint); create table a (x bigint);"}};
    EXPECT_THROW(migrate(database, files), std::logic_error);
    EXPECT_EQ(pending_migrations(database, files), (std::vector<std::string>{"0002_bad"}));
    script("create table c (x bigint)");
}

TEST_P(Db, ADatabaseNewerThanTheProgramIsRefused) {
    migrate(database, std::vector{first, second_sqlite, second_postgres});
    const auto text = [&](std::vector<embedded::File> files) -> std::string {
        try {
            migrate(database, files);
            return "fine";
        } catch (const db::Unavailable& error) {
            return error.what();
        }
    };
    EXPECT_NE(text({first}).find("0002_second"), std::string::npos);
    EXPECT_NE(text({{"0001_first.sql", "changed"}, second_sqlite, second_postgres}).find("0001_first was changed"),
              std::string::npos);
    EXPECT_EQ(text({first, second_sqlite, second_postgres}), "fine");
}

TEST_P(Db, ADatabaseFromBeforeTheFoldingIsRefused) {
    migrate(database, std::vector{embedded::File{"0001_house.sql", first.content}});
    try {
        migrate(database, std::vector{first});
        FAIL() << "it was taken";
    } catch (const db::Unavailable& error) {
        EXPECT_NE(std::string(error.what()).find("older than 0001_first (it has 0001_house)"), std::string::npos)
            << error.what();
    }
}

TEST_P(Db, ATableWithoutRowidIsOneTextForBothEngines) {
    migrate(database,
            std::vector{embedded::File{"0001_a.sql", "create table a (x bigint primary key) without rowid;\n"
                                                     "create table b (y bigint primary key) without rowid;"}});
    EXPECT_EQ(execute("insert into a values (1)") + execute("insert into b values (2)"), 2);
    if (!postgres()) {
        EXPECT_EQ(value<int>("select sum(wr) from pragma_table_list where name in ('a', 'b')"), 2);
    }
}

// What an installation has written is still there after the program's next migration, and is held to its constraints.
TEST_P(Db, TheNextMigrationKeepsWhatIsStored) {
    db::migrate(database);
    script(R"sql(
        insert into businesses (id, slug, name, country, time_zone, currency, languages, accent_colour, created_at)
            values (1, 'salon', 'Salon', 'NO', 'Europe/Oslo', 'NOK', 'nb', '#123456', 0);
        insert into services (business_id, id, name, duration_minutes, price_amount) values (1, 2, 'Cut', 30, 100);
        insert into occupants (business_id, id) values (1, 3);
        insert into staff_members (business_id, id, name, role) values (1, 3, 'Mira', 'provider');
        insert into providers (business_id, id) values (1, 3);
        insert into customers (business_id, id, name, surname, language, created_at) values (1, 4, 'Anna', 'Berg', 'nb', 0);
        insert into visits (business_id, id, customer_id, created_at) values (1, 5, 4, 10);
        insert into appointments (business_id, id, service_id, provider_id, starts_at, ends_at, local_start, time_zone)
            values (1, 6, 2, 3, 3600, 5400, '1970-01-01T02:00:00', 'Europe/Oslo');
        insert into occupancies (business_id, appointment_id, occupant_id, starts_at, ends_at) values (1, 6, 3, 3600, 5400);
    )sql");
    std::vector<embedded::File> files(embedded::migrations().begin(), embedded::migrations().end());
    files.push_back({"9999_next.sql", "alter table appointments add column colour text not null default 'red'\n"
                                      "    constraint appointments_colour check (colour in ('red', 'blue'));\n"
                                      "update appointments set colour = 'blue' where provider_id = 3;"});

    EXPECT_EQ(migrate(database, files), std::vector<std::string>{"9999_next"});

    EXPECT_EQ(db::integrity_errors(database), std::vector<std::string>{});
    EXPECT_EQ(value<std::string>("select colour from appointments where starts_at = 3600"), "blue");
    EXPECT_THROW(script("update appointments set colour = 'green'"), db::ConstraintViolation);
    EXPECT_THROW(script("delete from appointments where id = 6"), db::ConstraintViolation) << "it is still referred to";
    EXPECT_THROW(script("delete from customers where id = 4"), db::ConstraintViolation);
    EXPECT_THROW(script("update appointments set ends_at = starts_at"), db::ConstraintViolation);
    EXPECT_THROW(db::pending_migrations(database), db::Unavailable) << "it is newer than the program now";
}

TEST_P(Db, ManyMayMigrateAtOnce) {
    const std::vector<embedded::File> files{first, second_sqlite, second_postgres};
    std::atomic<int> applied = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 6; ++i)
            threads.emplace_back([&] {
                db::Database mine({.url = fresh.url(), .readers = 1});
                applied += static_cast<int>(migrate(mine, files).size());
            });
    }
    EXPECT_EQ(applied, 2);
    EXPECT_EQ(value<int>("select count(*) from b"), 1);
}

TEST_P(Db, ProcessesOfOneDatabaseHaveDifferentNumbers) {
    migrate(database, std::vector{first});
    std::mutex mutex;
    std::set<int> numbers;
    std::vector<std::unique_ptr<db::ProcessNumber>> held;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                auto number = std::make_unique<db::ProcessNumber>(database);
                const std::lock_guard lock(mutex);
                numbers.insert(number->value());
                held.push_back(std::move(number));
            });
    }
    EXPECT_EQ(numbers, (std::set{0, 1, 2, 3}));

    execute("update processes set seen_at = seen_at - 61 where number = 2");
    const db::ProcessNumber of_the_dead(database), next(database);
    EXPECT_EQ(of_the_dead.value(), 2);
    EXPECT_EQ(next.value(), 4);
    held.clear();
    EXPECT_EQ(db::ProcessNumber(database).value(), 0) << "given back";
}

int process_of(std::int64_t id) { return static_cast<int>(id >> 12 & 1023); }

TEST_P(Db, AProcessWhoseNumberWentToAnotherTakesANewOne) {
    migrate(database, std::vector{first});
    const auto seen = [&](int number) {
        return database.read([&](Session& s) {
            return s.value<std::int64_t>("select seen_at from processes where number = :number", number);
        });
    };
    {
        db::ProcessNumber mine(database);
        EXPECT_FALSE(mine.renew());
        EXPECT_FALSE(mine.renew());
        EXPECT_EQ(process_of(base::new_id()), 0);

        // What the other writes, a minute later.
        execute("update processes set seen_at = seen_at + 61 where number = 0");
        const auto others = seen(0);
        EXPECT_TRUE(mine.renew());
        EXPECT_EQ(mine.value(), 1);
        EXPECT_EQ(process_of(base::new_id()), 1);
        EXPECT_EQ(seen(0), others) << "the other keeps it";
        EXPECT_FALSE(mine.renew());
    }
    EXPECT_TRUE(seen(0));
    EXPECT_FALSE(seen(1)) << "only its own is given back";
}

TEST_P(Db, AProcessTakesItsNumberAgainWhenNobodyHasIt) {
    migrate(database, std::vector{first});
    db::ProcessNumber mine(database);
    execute("delete from processes");  // taken by another and given back, or a restored database
    EXPECT_TRUE(mine.renew());
    EXPECT_EQ(mine.value(), 0);
    EXPECT_FALSE(mine.renew());
}

TEST_P(Db, IntegrityErrorsAreTold) {
    script("create table p (id bigint primary key); create table t (p bigint)");
    EXPECT_TRUE(db::integrity_errors(database).empty());
    if (postgres())
        script(
            "insert into t values (7); alter table t add constraint t_p foreign key (p) references p (id) not valid");
    else
        script("create table u (p bigint references p (id) deferrable initially deferred);"
               "pragma writable_schema = on; insert into t values (7);"
               "update sqlite_master set sql = 'create table t (p bigint references p (id))' where name = 't'");
    db::Database again({.url = fresh.url()});
    const auto errors = db::integrity_errors(again);
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_NE(errors[0].find(postgres() ? "t_p of t" : "row 1 of t"), std::string::npos) << errors[0];
}

TEST_P(Db, TheProgramsOwnMigrationsApply) {
    support::FreshDatabase migrated(GetParam());
    EXPECT_TRUE(db::pending_migrations(migrated.db()).empty());
    EXPECT_TRUE(db::integrity_errors(migrated.db()).empty());
    EXPECT_EQ(db::ProcessNumber(migrated.db()).value(), 0);
}

TEST_P(Db, AFreshDatabaseIsFresh) {
    for (int i = 0; i < 3; ++i) {
        support::FreshDatabase migrated(GetParam());
        EXPECT_EQ(db::ProcessNumber(migrated.db()).value(), 0);
        migrated.db().write([](Tx& tx) {
            tx.execute("insert into processes (number, seen_at) values (0, 99999999999)");  // not given back
        });
    }
}

std::string why_not(const db::Options& options) {
    try {
        db::Database database(options);
        database.ping();
        return "it opened";
    } catch (const db::Unavailable& error) {
        return error.what();
    }
}

class Sqlite : public testing::Test {
protected:
    support::FreshDatabase fresh{db::Engine::sqlite, support::Schema::empty};
};

TEST_F(Sqlite, OpensAPathWithSpacesForTheOwnerOnly) {
    const auto path = fresh.url() + " with spaces=1; 100%?.db";
    db::Database database({.url = path});
    struct stat info {};
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777u, 0600u);
    ASSERT_EQ(stat((path + "-wal").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777u, 0600u);
}

TEST_F(Sqlite, WaitsForTheDisk) {
    fresh->write([](Tx& tx) {
        EXPECT_EQ(tx.value<int>("select synchronous from pragma_synchronous"), 2);
        EXPECT_EQ(tx.value<int>("select foreign_keys from pragma_foreign_keys"), 1);
        EXPECT_EQ(tx.value<std::string>("select journal_mode from pragma_journal_mode"), "wal");
    });
}

TEST_F(Sqlite, SaysWhyItCannotBeOpened) {
    EXPECT_NE(why_not({.url = "/nowhere/x.db"}).find("the folder /nowhere does not exist"), std::string::npos);
    EXPECT_NE(why_not({.url = "/"}).find("cannot be opened"), std::string::npos);
    const auto path = fresh.url() + ".txt";
    std::ofstream(path) << std::string(5000, 'x');
    EXPECT_NE(why_not({.url = path}).find("not a database"), std::string::npos) << why_not({.url = path});
}

TEST_F(Sqlite, AReaderCannotWrite) {
    fresh->write([](Tx& tx) { tx.execute("create table t (a)"); });
    EXPECT_THROW(fresh->read([](Session& s) { s.row<int>("insert into t values (1) returning a"); }), db::Unavailable);
}

TEST_F(Sqlite, AFullDiskIsUnavailableAndUndone) {
    fresh->write([](Tx& tx) {
        tx.execute("create table t (a text)");
        tx.execute("insert into t values ('before')");
    });
    fresh->write([](Tx& tx) { tx.script("pragma max_page_count = 20"); });
    const std::string big(200'000, 'x');
    try {
        fresh->write([&](Tx& tx) { tx.execute("insert into t values (:a)", big); });
        ADD_FAILURE() << "200 kB fit into 80 kB";
    } catch (const db::Unavailable& error) {
        EXPECT_NE(std::string(error.what()).find("the disk is full"), std::string::npos) << error.what();
    }
    fresh->write([](Tx& tx) { tx.execute("insert into t values ('after')"); });
    EXPECT_EQ(fresh->read([](Session& s) { return s.value<int>("select count(*) from t"); }), 2);
}

TEST_F(Sqlite, WhatWasToldIsThereAfterAKill) {
    fresh->write([](Tx& tx) { tx.execute("create table t (a bigint)"); });
    fresh.close();
    int told[2];
    ASSERT_EQ(pipe(told), 0);
    const auto child = fork();
    if (child == 0) {
        db::Database database({.url = fresh.url()});
        for (int i = 0;; ++i) {
            database.write([&](Tx& tx) { tx.execute("insert into t values (:i)", i); });
            if (write(told[1], &i, sizeof i) != sizeof i) _exit(1);
        }
    }
    close(told[1]);
    int last = -1;
    while (last < 50) ASSERT_EQ(read(told[0], &last, sizeof last), static_cast<ssize_t>(sizeof last));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    for (int more; read(told[0], &more, sizeof more) == static_cast<ssize_t>(sizeof more);) last = more;
    close(told[0]);

    db::Database database({.url = fresh.url()});
    EXPECT_GE(database.read([](Session& s) { return s.value<int>("select max(a) from t"); }), last);
    EXPECT_TRUE(db::integrity_errors(database).empty());
}

TEST_F(Sqlite, WritersOfTwoProcessesTakeTurns) {
    fresh->write([](Tx& tx) { tx.execute("create table t (a bigint)"); });
    fresh.close();
    const auto child = fork();
    const auto work = [&] {
        db::Database database({.url = fresh.url()});
        for (int i = 0; i < 100; ++i) database.write([](Tx& tx) { tx.execute("insert into t values (1)"); });
    };
    if (child == 0) {
        try {
            work();
            _exit(0);
        } catch (const std::exception&) {
            _exit(1);
        }
    }
    work();
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    db::Database database({.url = fresh.url()});
    EXPECT_EQ(database.read([](Session& s) { return s.value<int>("select count(*) from t"); }), 200);
}

class Postgres : public testing::Test {
protected:
    support::FreshDatabase fresh{db::Engine::postgres, support::Schema::empty};
    void script(const std::string& sql) {
        fresh->write([&](Tx& tx) { tx.script(sql.c_str()); });
    }
    // Ends all connections of the database but the one that asks.
    void cut_connections() {
        db::Database other({.url = fresh.url(), .readers = 1});
        other.read([](Session& s) {
            s.rows<bool>("select pg_terminate_backend(pid) from pg_stat_activity "
                         "where datname = current_database() and pid <> pg_backend_pid()");
        });
    }
};

TEST_F(Postgres, SaysWhyItCannotBeOpened) {
    EXPECT_NE(why_not({.url = "postgresql://127.0.0.1:1/none"}).find("cannot be reached"), std::string::npos);
}

TEST_F(Postgres, ADeadlockIsRunAgain) {
    script("create table t (id bigint primary key, n bigint); insert into t values (1, 0), (2, 0)");
    std::barrier both(2);
    std::atomic<int> runs = 0;
    const auto cross = [&](int from, int to) {
        bool first_run = true;
        fresh->write([&](Tx& tx) {
            ++runs;
            tx.execute("update t set n = n + 1 where id = :id", from);
            if (std::exchange(first_run, false)) both.arrive_and_wait();
            tx.execute("update t set n = n + 1 where id = :id", to);
        });
    };
    {
        std::jthread one([&] { cross(1, 2); });
        std::jthread two([&] { cross(2, 1); });
    }
    EXPECT_EQ(runs, 3);
    EXPECT_EQ(fresh->read([](Session& s) { return s.value<int>("select sum(n) from t"); }), 4);
}

TEST_F(Postgres, AConnectionThatWasCutIsMadeAgain) {
    script("create table t (a bigint)");
    const auto count = [&] { return fresh->read([](Session& s) { return s.value<int>("select count(*) from t"); }); };
    EXPECT_EQ(count(), 0);
    cut_connections();
    EXPECT_EQ(count(), 0);
    cut_connections();
    fresh->write([](Tx& tx) { tx.execute("insert into t values (1)"); });
    cut_connections();
    EXPECT_EQ(fresh->snapshot([](Session& s) { return s.value<int>("select count(*) from t"); }), 1);
}

TEST_F(Postgres, ATransactionWhoseConnectionIsCutIsRunAgain) {
    script("create table t (a bigint)");
    int runs = 0;
    fresh->write([&](Tx& tx) {
        tx.execute("insert into t values (1)");
        if (++runs == 1) cut_connections();
        tx.execute("insert into t values (2)");
    });
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(fresh->read([](Session& s) { return s.value<int>("select count(*) from t"); }), 2);
}

TEST_F(Postgres, ACommitCutOffIsNotRunAgain) {
    script("create table t (a bigint)");
    int runs = 0;
    EXPECT_THROW(fresh->write([&](Tx& tx) {
        ++runs;
        tx.execute("insert into t values (1)");
        cut_connections();
    }),
                 db::Unavailable);
    EXPECT_EQ(runs, 1);
    fresh->ping();
}

TEST_F(Postgres, AChangedColumnTypeDoesNotBreakKeptStatements) {
    script("create table t (a integer); insert into t values (1)");
    db::Database narrow({.url = fresh.url(), .readers = 1});
    const auto select = [](Session& s) { return s.value<int>("select a from t"); };
    EXPECT_EQ(narrow.read(select), 1);
    script("alter table t alter column a type bigint");
    EXPECT_EQ(narrow.read(select), 1);
    script("alter table t alter column a type integer");
    EXPECT_EQ(narrow.write(select), 1);
    script("alter table t alter column a type bigint");
    EXPECT_EQ(narrow.snapshot(select), 1);
}

TEST_F(Postgres, AServerThatForgotTheStatementsIsNoTrouble) {
    script("create table t (a integer); insert into t values (1)");
    const auto select = [](Session& s) { return s.value<int>("select a from t where a = :a", 1); };
    for (int how = 0; how < 3; ++how) {
        db::Database narrow({.url = fresh.url(), .readers = 1});
        EXPECT_EQ(narrow.read(select), 1);
        narrow.write([](Tx& tx) { tx.script("deallocate all"); });  // what another server behind pgbouncer is like
        EXPECT_EQ(how == 0 ? narrow.read(select) : how == 1 ? narrow.write(select) : narrow.snapshot(select), 1);
        EXPECT_EQ(narrow.read(select), 1);
        narrow.write([](Tx& tx) { tx.script("deallocate all"); });
        EXPECT_EQ(narrow.read(select), 1);
    }
}

TEST_F(Postgres, AnErrorThatWasSwallowedIsNotCommitted) {
    script("create table t (a bigint primary key)");
    EXPECT_THROW(fresh->write([](Tx& tx) {
        tx.execute("insert into t values (1)");
        try {
            tx.execute("insert into t values (1)");
        } catch (const db::ConstraintViolation&) {
        }
    }),
                 std::logic_error);
    EXPECT_EQ(fresh->read([](Session& s) { return s.value<int>("select count(*) from t"); }), 0);
}

}  // namespace
