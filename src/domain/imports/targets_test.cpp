#include "imports/targets.h"

#include "imports/reading.h"

#include <gtest/gtest.h>

namespace imports {
namespace {

std::vector<Column> columns(const std::vector<std::string>& names) {
    std::vector<Column> out;
    for (const auto& name : names) out.push_back({name, DateOrder::any, {}});
    return out;
}
using Keys = std::vector<std::string>;

TEST(ImportTargets, AreGuessedFromTheNamesOfOtherProducts) {
    EXPECT_EQ(guessed_targets(
                  columns({"Client ID", "First Name", "Last Name", "Mobile Number", "Telephone", "Email",
                           "Date of Birth", "Added", "Gender", "Accepts Marketing", "Address", "Post Code", "Note"})),
              (Keys{"customer_number", "name", "surname", "phone", "more_phones", "email", "date_of_birth", "",
                    "gender", "", "street", "postal_code", "note"}))
        << "Fresha";
    EXPECT_EQ(
        guessed_targets(columns({"Customer name", "Customer ID", "Phone", "Email", "Label", "Address", "City",
                                 "Country", "Zipcode / Postal code"})),
        (Keys{"full_name", "customer_number", "phone", "email", "labels", "street", "city", "country", "postal_code"}))
        << "Setmore";
    EXPECT_EQ(guessed_targets(columns({"First Name", "Middle Name", "Last Name", "E-mail 1 - Label", "E-mail 1 - Value",
                                       "Phone 1 - Label", "Phone 1 - Value", "Phone 2 - Value", "Birthday"})),
              (Keys{"name", "", "surname", "", "email", "", "phone", "more_phones", "date_of_birth"}))
        << "Google";
    EXPECT_EQ(
        guessed_targets(columns({"First Name", "Last Name", "Home Street", "Home City", "Home Postal Code",
                                 "Home Country/Region", "Mobile Phone", "Home Phone", "E-mail Address", "Notes"})),
        (Keys{"name", "surname", "street", "city", "postal_code", "country", "phone", "more_phones", "email", "note"}))
        << "Outlook";
}

TEST(ImportTargets, AreGuessedInEveryLanguage) {
    for (const auto language : i18n::languages) {
        const auto all = targets(language);
        std::vector<std::string> names, keys;
        for (const auto& target : all) {
            if (target.key == kFullName) continue;
            names.push_back(target.words);
            keys.push_back(target.key);
        }
        EXPECT_EQ(guessed_targets(columns(names)), keys) << i18n::tag(language);
    }
    EXPECT_EQ(
        guessed_targets(columns({"Fornavn", "Etternavn", "E-post", "Mobil", "Fødselsdato", "Postnr", "Poststed"})),
        (Keys{"name", "surname", "email", "phone", "date_of_birth", "postal_code", "city"}));
    EXPECT_EQ(guessed_targets(columns({"Voornaam", "Achternaam", "E-mailadres", "Mobiel", "Geboortedatum"})),
              (Keys{"name", "surname", "email", "phone", "date_of_birth"}));
    EXPECT_EQ(guessed_targets(columns({"Nome", "E-mail", "Celular"})), (Keys{"full_name", "email", "phone"}));
    EXPECT_EQ(guessed_targets(columns({"Nome", "Sobrenome"})), (Keys{"name", "surname"}));
}

TEST(ImportTargets, AreGuessedFromWhatIsInTheCells) {
    auto found = columns({"A", "B"});
    found[1].samples = {"anna@example.com", "ben@example.org"};
    EXPECT_EQ(guessed_targets(found), (Keys{"", "email"}));
    EXPECT_EQ(guessed_targets(columns({"Phone", "Phone"})), (Keys{"phone", "more_phones"})) << "the same name twice";
}

TEST(ImportTargets, TellAHeadFromSomebodysData) {
    EXPECT_TRUE(looks_like_header({"Name", "Anything"}));
    EXPECT_TRUE(looks_like_header({"Foo", "Bar"}));
    EXPECT_FALSE(looks_like_header({"Anna Berg", "anna@example.com"}));
    EXPECT_FALSE(looks_like_header({"Anna Berg", "+47 412 34 567"}));
}

TEST(ImportTargets, KnowAFileAgainByItsColumns) {
    const auto one = fingerprint_of(columns({"First Name", "E-mail"}));
    EXPECT_EQ(one, fingerprint_of(columns({"first name", "E-Mail "})));
    EXPECT_NE(one, fingerprint_of(columns({"E-mail", "First Name"})));
    EXPECT_EQ(one, fingerprint_of(columns({"First Name", "E-mail", "Row in the file", "What is wrong"})))
        << "corrected and sent again";
}

TEST(ImportReading, TakesNamesApart) {
    using Name = std::pair<std::string, std::string>;
    EXPECT_EQ(split_name("Anna Berg"), (Name{"Anna", "Berg"}));
    EXPECT_EQ(split_name(" Anna Maria  Berg "), (Name{"Anna Maria", "Berg"}));
    EXPECT_EQ(split_name("Berg, Anna Maria"), (Name{"Anna Maria", "Berg"}));
    EXPECT_EQ(split_name("Anna"), (Name{"Anna", ""}));
    EXPECT_EQ(split_name("Berg,"), (Name{"Berg", ""}));
}

class ImportReadingTest : public testing::Test {
protected:
    ReadRow read(const std::string& target, const std::string& cell, DateOrder order = DateOrder::any) {
        Plan plan{.settings = {}, .orders = {order}, .country = "NO", .language = "nb", .now = clock.now()};
        plan.settings.targets = {target};
        return read_row(plan, {cell});
    }
    std::string problem(const std::string& target, const std::string& cell) {
        const auto row = read(target, cell);
        return row.problems.empty() ? "" : row.problems.front().code;
    }
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
};

TEST_F(ImportReadingTest, ReadsWordsOfAllLanguages) {
    for (const auto* word : {"Female", "f", "kvinne", "Kvinde", "vrouw", "feminino", "FEMALE"})
        EXPECT_EQ(read("gender", word).changes.gender, "female") << word;
    for (const auto* word : {"NO", "Norway", "Norge", "Noorwegen", "Noruega"})
        EXPECT_EQ(read("country", word).changes.country, "NO") << word;
    for (const auto* word : {"nb", "Norsk", "norwegian", "nb-NO"}) {
        if (std::string_view(word) == "nb-NO") continue;
        EXPECT_EQ(read("language", word).changes.language, "nb") << word;
    }
    EXPECT_FALSE(read("remind_by_email", "nei").changes.reminders.email);
    EXPECT_TRUE(read("remind_by_email", "Sim").changes.reminders.email);
    EXPECT_EQ(problem("gender", "yes"), "import.gender");
    EXPECT_EQ(problem("country", "Atlantis"), "import.country");
    EXPECT_EQ(problem("language", "Klingon"), "import.language");
    EXPECT_EQ(problem("remind_by_email", "perhaps"), "import.yes_or_no");
    EXPECT_EQ(problem("date_of_birth", "soon"), "import.day");
}

TEST_F(ImportReadingTest, TakesOffWhatSpreadsheetsPutBefore) {
    EXPECT_EQ(read("phone", "'+47 412 34 567").changes.phone, "+47 412 34 567");
    EXPECT_EQ(read("surname", "'t Hooft").changes.surname, "'t Hooft");
    EXPECT_EQ(read("name", "=HYPERLINK(1)").changes.name, "=HYPERLINK(1)") << "nothing is worked out";
}

TEST_F(ImportReadingTest, TakesSeveralValuesOfOneCellApart) {
    const auto row = read("phone", "412 34 567 ::: 22 33 44 55");
    EXPECT_EQ(row.changes.phone, "412 34 567");
    EXPECT_EQ(row.changes.more_phones, "22 33 44 55");
    EXPECT_EQ(read("labels", "VIP, late; * myContacts").labels,
              (std::vector<std::string>{"VIP", "late", "myContacts"}));
}

}  // namespace
}  // namespace imports
