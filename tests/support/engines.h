// Both engines for every suite, and a database of its own for every test.
//
//     class Booking : public testing::TestWithParam<db::Engine> {
//     protected:
//         support::FreshDatabase fresh{GetParam()};
//     };
//     INSTANTIATE_TEST_SUITE_P(Engines, Booking, testing::ValuesIn(support::engines()), support::engine_name);
#pragma once

#include "db/db.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace support {

std::vector<db::Engine> engines();
// "sqlite" or "postgres", the end of a test's name.
std::string engine_name(const testing::TestParamInfo<db::Engine>& engine);

enum class Schema {
    migrated,  // the program's own; a test that changes tables themselves uses `empty`
    empty,
};

// A database that nobody else uses, with nothing in it but what the migrations put there. PostgreSQL is the server of
// TIMEBOK_TEST_POSTGRES (bin/with-postgres); throws, and so fails the test, when that is not set.
// PostgreSQL databases are emptied and used again by the next test of the process, since making one takes 50 ms.
class FreshDatabase {
public:
    // `clock`: what db::now tells.
    explicit FreshDatabase(db::Engine engine, Schema schema = Schema::migrated, const Clock* clock = nullptr);
    // On PostgreSQL, one that sorts and folds by an ICU locale such as "sv"; it is made anew and takes 50 ms.
    static FreshDatabase postgres_in(const std::string& icu_locale) { return FreshDatabase(icu_locale); }
    FreshDatabase(const FreshDatabase&) = delete;
    FreshDatabase& operator=(const FreshDatabase&) = delete;
    ~FreshDatabase();

    // For a second db::Database on it, or another process.
    const std::string& url() const { return url_; }
    db::Database& db() { return *database_; }
    db::Database& operator*() { return *database_; }
    db::Database* operator->() { return database_.get(); }
    // Closes the database; db() is not to be used afterwards.
    void close() { database_.reset(); }

private:
    explicit FreshDatabase(const std::string& icu_locale);

    db::Engine engine_;
    Schema schema_;
    std::string url_;
    std::unique_ptr<db::Database> database_;
};

}  // namespace support
