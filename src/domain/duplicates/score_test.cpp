#include "duplicates/score.h"

#include "support/seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace duplicates {
namespace {

customers::Customer somebody(std::string name, std::string surname = {}) {
    customers::Customer out;
    out.name = std::move(name);
    out.surname = std::move(surname);
    return out;
}
Score compared(const customers::Customer& one, const customers::Customer& other) {
    return score(person_of(one), person_of(other));
}

TEST(Score, OfANameAloneIsNotEnough) {
    const auto points = compared(somebody("Anna", "Berg"), somebody("Anna", "Berg"));
    EXPECT_EQ(points.reasons, same_name);
    EXPECT_LT(points.points, kShown);
}

TEST(Score, SeesTheSameNameHoweverItIsWritten) {
    for (const auto& [one, other] : std::vector<std::pair<customers::Customer, customers::Customer>>{
             {somebody("Anna", "Berg"), somebody("ANNA", "berg")},
             {somebody("Anna", "Berg"), somebody("Berg", "Anna")},
             {somebody("Anna", "Berg"), somebody("Anna Berg")},
             {somebody("José", "Núñez"), somebody("Jose", "Nunez")},
             {somebody("Åse", "Sjøberg"), somebody("Ase", "Sjoberg")}})
        EXPECT_EQ(compared(one, other).reasons, same_name) << one.full_name() << " and " << other.full_name();
}

TEST(Score, SeesANameWithASlipOfThePen) {
    for (const auto* name : {"Kristina Hansen", "Kirstine Hansen", "Kristine Hanson", "Kristine Hansenn"})
        EXPECT_EQ(compared(somebody("Kristine", "Hansen"), somebody(name)).reasons, similar_name) << name;
    for (const auto* name : {"Kristine Holm", "Kristine", "Per Hansen", "Kristine Anna Hansen"})
        EXPECT_EQ(compared(somebody("Kristine", "Hansen"), somebody(name)).reasons, 0u) << name;
    EXPECT_EQ(compared(somebody("Ida", "Vik"), somebody("Ina", "Vik")).reasons, 0u) << "short names are other names";
}

TEST(Score, AddsWhatSpeaksForItAndTakesWhatSpeaksAgainst) {
    auto one = somebody("Anna", "Berg"), other = one;
    one.phone = other.phone = "+4790909090";
    EXPECT_EQ(compared(one, other), (Score{100, same_phone | same_name}));
    one.date_of_birth = base::parse_day("1990-05-17");
    EXPECT_EQ(compared(one, other).points, 100) << "of one alone it says nothing";
    other.date_of_birth = base::parse_day("1992-05-17");
    EXPECT_EQ(compared(one, other), (Score{50, same_phone | same_name | other_birthday}));
    other.date_of_birth = one.date_of_birth;
    one.street = "Storgata 1";
    other.street = "storgata 1";
    EXPECT_EQ(compared(one, other).points, 130) << "a street without its town";
    one.postal_code = other.postal_code = "0155";
    EXPECT_EQ(compared(one, other).points, 155);
}

TEST(Score, FindsAPhoneAmongTheFurtherOnes) {
    auto one = somebody("Anna"), other = somebody("A. Berg");
    one.phone = "+4790909090";
    other.phone = "+4791919191";
    other.more_phones = "work: +4790909090";
    EXPECT_EQ(compared(one, other).reasons, same_phone);
}

TEST(Score, KnowsWhichAddressesAreOneMailbox) {
    EXPECT_EQ(mailbox_of("Anna.Berg+salon@GoogleMail.com"), "annaberg@gmail.com");
    EXPECT_EQ(mailbox_of("anna.berg+salon@example.com"), "anna.berg@example.com");
    EXPECT_EQ(mailbox_of("+47@example.com"), "+47@example.com");
    EXPECT_EQ(mailbox_of("nobody"), "");
}

TEST(Score, OfNobodyIsNothing) { EXPECT_EQ(compared(somebody(""), somebody("")), Score{}); }

// How many letters have to be put in, taken out, changed or swapped with their neighbour: by the book, slowly.
int distance(const std::string& one, const std::string& other) {
    std::vector<std::vector<int>> steps(one.size() + 1, std::vector<int>(other.size() + 1));
    for (std::size_t i = 0; i <= one.size(); ++i)
        for (std::size_t j = 0; j <= other.size(); ++j) {
            if (i == 0 || j == 0) {
                steps[i][j] = static_cast<int>(i + j);
                continue;
            }
            steps[i][j] = std::min(
                {steps[i - 1][j] + 1, steps[i][j - 1] + 1, steps[i - 1][j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                steps[i][j] = std::min(steps[i][j], steps[i - 2][j - 2] + 1);
        }
    return steps[one.size()][other.size()];
}

TEST(Score, CountsOneSlipAsTheBookDoes) {
    const support::Seed seed(20261201);
    std::mt19937_64 dice(seed.value);
    const auto word = [&] {
        std::string out(std::uniform_int_distribution<std::size_t>(4, 7)(dice), 'a');
        for (char& letter : out) letter = static_cast<char>('a' + std::uniform_int_distribution<int>(0, 2)(dice));
        return out;
    };
    for (int i = 0; i < 20'000; ++i) {
        const auto one = word(), other = word();
        ASSERT_EQ(is_nearly(one, other), distance(one, other) <= 1) << one << " and " << other;
    }
}

TEST(Score, IsTheSameFromBothSides) {
    const support::Seed seed(20261202);
    std::mt19937_64 dice(seed.value);
    const auto one_of = [&](const auto& values) {
        return values[std::uniform_int_distribution<std::size_t>(0, std::size(values) - 1)(dice)];
    };
    const std::string words[] = {"Anna", "Anne", "Berg", "Bergh", "Anna Berg", ""},
                      phones[] = {"", "+4790909090", "+4791919191"};
    const std::optional<Day> days[] = {{}, Day{}, Day{} + std::chrono::days{1}};
    const auto person = [&] {
        auto out = somebody(one_of(words), one_of(words));
        out.phone = one_of(phones);
        out.date_of_birth = one_of(days);
        return out;
    };
    for (int i = 0; i < 2'000; ++i) {
        const auto one = person(), other = person();
        ASSERT_EQ(compared(one, other), compared(other, one)) << one.full_name() << " and " << other.full_name();
    }
}

}  // namespace
}  // namespace duplicates
