#include "customers/details.h"

#include <gtest/gtest.h>

namespace customers {
namespace {

using businesses::FieldRule;

class PersonsDetails : public testing::Test {
protected:
    // What is wrong, as "field code".
    std::string wrong(const TypedDetails& typed) {
        std::vector<FieldError> errors;
        FieldCheck check(errors);
        read = read_details(typed, settings, "nb", check);
        std::string out;
        for (const auto& error : errors) out += error.field + " " + error.code + " ";
        return out;
    }

    const TypedDetails anna{" Anna ", "Berg", "Anna@Example.com", "412 34 567", "NO"};
    businesses::CustomerSettings settings;
    Details read;
};

TEST_F(PersonsDetails, AreStoredAsTheyAreMeant) {
    EXPECT_EQ(wrong(anna), "");
    EXPECT_EQ(read.name, "Anna");
    EXPECT_EQ(read.surname, "Berg");
    EXPECT_EQ(read.email.text, "Anna@Example.com");
    EXPECT_EQ(read.email.key, "anna@example.com");
    EXPECT_EQ(read.phone, "+4741234567");
    EXPECT_EQ(read.language, "nb");
}

TEST_F(PersonsDetails, AreRequiredAsTheBusinessSays) {
    const TypedDetails nothing{"", "", "", "", "NO"};
    EXPECT_EQ(wrong(nothing), "name field.required surname field.required email field.required ");
    settings.surname_field = FieldRule::optional;
    settings.phone_field = FieldRule::required;
    EXPECT_EQ(wrong(nothing), "name field.required email field.required phone field.required ");
}

TEST_F(PersonsDetails, ThatAreNotAskedForAreNotRead) {
    settings.surname_field = settings.phone_field = FieldRule::hidden;
    auto typed = anna;
    typed.surname = std::string(1000, 'x');
    typed.phone = "none";
    EXPECT_EQ(wrong(typed), "");
    EXPECT_EQ(read.surname + read.phone, "");
}

TEST_F(PersonsDetails, HaveOneErrorForEachFieldThatIsWrong) {
    EXPECT_EQ(wrong({std::string(101, 'x'), std::string("a\0b", 3), std::string(300, 'x'), "12", "NO"}),
              "name field.too_long surname field.not_clean email field.too_long phone field.phone ");
    EXPECT_EQ(wrong({std::string(100, 'x'), "Berg", "anna@", std::string(41, '1'), "NO"}),
              "email field.email phone field.too_long ");
}

TEST_F(PersonsDetails, KeepNamesOnOneLine) {
    EXPECT_EQ(wrong({"Anna\nMaria", "Berg", "anna@example.com", "", "NO"}), "");
    EXPECT_EQ(read.name, "Anna Maria");
}

}  // namespace
}  // namespace customers
