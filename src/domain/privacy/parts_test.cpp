// What is told of a customer, held against the catalogue of the database: a table or a column that is new has to be
// told or be left out by a feature, with a reason.
#include "personal/personal.h"
#include "privacy/test_life.h"

#include <gtest/gtest.h>

#include <sstream>

namespace privacy {
namespace {

class Parts : public testing::TestWithParam<db::Engine> {
protected:
    // By any of these a row is about a customer.
    static bool names_a_customer(const test::Table& table) {
        constexpr std::array<std::string_view, 8> kIds{"customer_id", "account_id",  "booking_id", "visit_id",
                                                       "subject_id",  "activity_id", "archive_id", "address_key"};
        if (table.name == "customers" || table.name == "accounts") return true;
        for (const auto* other : {"customers", "accounts", "bookings"})
            if (table.refers_to.contains(other)) return true;
        return std::ranges::any_of(table.columns, [&](const test::Column& column) {
            return std::ranges::find(kIds, column.name) != kIds.end();
        });
    }
    const personal::Table* told(std::string_view name) {
        for (const auto& part : personal::parts(life.world.registry))
            for (const auto& table : part.tables)
                if (table.name == name) return &table;
        return nullptr;
    }
    static std::set<std::string> left_out(const personal::Table& table) {
        std::istringstream words(table.left_out);
        std::set<std::string> out;
        for (std::string word; words >> word;) out.insert(word);
        return out;
    }
    std::string all_files(db::Session& session) {
        const auto subject =
            personal::find(session, life.world.registry, life.business(), life.quendolin, i18n::Language::nb);
        std::string out;
        for (const auto& part : personal::parts(life.world.registry))
            if (part.files)
                for (const auto& [name, content] : part.files(session, life.world.clock, subject))
                    out += name + "\n" + content + "\n";
        return out;
    }
    // Another value that the column may have.
    static std::string other_value(const std::string& table, const test::Column& column) {
        static const std::map<std::string, std::string> kWords{
            {"bookings.status", "no_show"},
            {"bookings.source", "api"},
            {"waiting_entries.state", "left"},
            {"waiting_entries.parts", "3"},
            {"waiting_offers.state", "declined"},
            {"series.unit", "day"},
            {"series.every", "3"},
            {"messages.state", "dropped"},
            {"customers.gender", "other"},
            {"bookings.add_ons", R"([{"id":"0000000000001","name":{"":"x"},"minutes":5,"price":1}])"},
            {"booking_answers.translations", R"({"nb":{"label":"x","told":"x"}})"},
            {"erasure_requests.decision", "refused"},
            {"one_time_links.purpose", "password"},
            {"customer_pictures.media_type", "image/webp"},
            {"customer_pictures.content", "\\xffee"},
            {"activities.data", R"({"changed":"yes"})"},
            {"messages.why_values", R"([["a","b"]])"},
            {"workflow_runs.why_values", R"([["a","b"]])"}};
        const auto word = kWords.find(table + "." + column.name);
        if (word != kWords.end()) return "'" + word->second + "'";
        if (column.name == "outcome") return "case when outcome = 'nothing' then 'acted' else 'nothing' end";
        if (column.name == "customer_number") return "customer_number || 'x' || id";  // each has their own
        if (column.is_text) return column.name + " || 'x'";
        return fmt::format("coalesce({}, 100) + 60", column.name);
    }
    // Whether the files say anything else when the column does.
    bool shows(db::Tx& tx, const std::string& table, const test::Column& column) {
        const auto before = all_files(tx);
        const auto set = [&](const std::string& value) {
            tx.execute(fmt::format("update {} set {} = {}", table, column.name, value));
            return all_files(tx) != before;
        };
        try {
            const db::Savepoint undone(tx);
            return set(other_value(table, column));
        } catch (const db::ConstraintViolation&) {
        }
        const db::Savepoint undone(tx);  // a switch, then
        return set("1 - " + column.name);
    }

    test::Life life{GetParam()};
};

TEST_P(Parts, NameEveryTableThatMayNameACustomer) {
    life.write([&](db::Tx& tx) {
        std::set<std::string> all;
        for (const auto& table : test::tables_of(tx)) {
            all.insert(table.name);
            EXPECT_TRUE(!names_a_customer(table) || told(table.name))
                << table.name << " is told by no feature's personal.cpp, nor left out";
        }
        for (const auto& part : personal::parts(life.world.registry))
            for (const auto& table : part.tables) {
                EXPECT_TRUE(all.contains(table.name)) << table.name << " is no table";
                EXPECT_EQ(table.left_out.empty(), table.why.empty()) << table.name;
            }
    });
}

TEST_P(Parts, TellEveryColumnThatIsNotLeftOut) {
    life.write([&](db::Tx& tx) {
        for (const auto& table : test::tables_of(tx)) {
            const auto* here = told(table.name);
            if (!here || here->left_out == "*") continue;
            auto out = left_out(*here);
            for (const auto& column : table.columns) {
                if (column.name == "business_id" || column.name == "id" || out.erase(column.name) > 0) continue;
                if (table.name == "messages" && column.name == "channel") continue;  // there is one channel
                EXPECT_TRUE(shows(tx, table.name, column))
                    << table.name << "." << column.name << " is neither in the files nor left out";
            }
            for (const auto& name : out) ADD_FAILURE() << table.name << "." << name << " is no column";
        }
    });
}

TEST_P(Parts, TellOfEveryMessageThatWentToThemOrForWhomTheyLookAfter) {
    const auto files = life.world.db().read([&](db::Session& session) { return all_files(session); });
    for (const auto* text :
         {"quendolin.first@example.com", "quendolin.second@example.com", "quendolin.fourth@example.com",
          "\"about\": \"registration_asked\"", "\"about\": \"booked\"", "\"consent_at\": \"",
          "\"booked_signed_in\": true", "\"given_name\": \"Ida\"", "erasure_requests.json", "decisions.json",
          "registrations.json"})
        EXPECT_NE(files.find(text), std::string::npos) << text;
    EXPECT_EQ(files.find("Dahl"), std::string::npos) << "Ben is told of";
}

INSTANTIATE_TEST_SUITE_P(Engines, Parts, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace privacy
