// What the search of the list finds, held to a slow and obvious one, on both engines.
#include "customers/erasure.h"
#include "customers/list.h"
#include "customers/search_terms.h"
#include "support/engines.h"
#include "support/plans.h"
#include "support/seed.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <random>

namespace customers {
namespace {

using Words = std::vector<std::string>;

// Few letters, so that what is looked for is often there; each with how it is folded.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kLetters{{{"a", "a"},
                                                                                  {"A", "a"},
                                                                                  {"n", "n"},
                                                                                  {"é", "e"},
                                                                                  {"Ø", "o"},
                                                                                  {"o", "o"},
                                                                                  {"ß", "ss"},
                                                                                  {"æ", "ae"},
                                                                                  {"Ж", "ж"},
                                                                                  {"1", "1"}}};

struct Text {
    std::string written, folded;
};

// A customer as typed, and the words that they are found by.
struct Somebody {
    Changes typed;
    Words words;
};

class Dice {
public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}
    int below(int n) { return std::uniform_int_distribution(0, n - 1)(random_); }

    Text word(int longest = 6) {
        Text out;
        for (int left = 1 + below(longest); left > 0; --left) {
            const auto& [written, folded] = kLetters.at(static_cast<std::size_t>(below(kLetters.size())));
            out.written += written;
            out.folded += folded;
        }
        return out;
    }
    std::string digits(int count) {
        std::string out;
        for (int left = count; left > 0; --left) out += static_cast<char>('0' + below(10));
        return out;
    }

    Somebody somebody(int number) {
        Somebody out;
        out.typed.language = "en";
        const auto add = [&](std::string& field, const Text& text) {
            field += (field.empty() ? "" : " ") + text.written;
            out.words.push_back(text.folded);
        };
        for (int left = 1 + below(2); left > 0; --left) add(out.typed.name, word());
        if (below(5) > 0) {
            const auto one = word(), other = word();
            add(out.typed.surname, one);
            if (below(4) == 0) {
                out.typed.surname += "-" + other.written;
                out.words.push_back(other.folded);
                out.words.push_back(one.folded + other.folded);
            }
        }
        if (below(3) > 0) {
            out.typed.email = fmt::format("an{}na@ono{}.example", number, below(3));
            out.words.push_back(out.typed.email.substr(0, out.typed.email.find('@')));
            out.words.push_back(out.typed.email);
        }
        if (below(3) > 0) {
            const auto national = "41" + digits(6);
            out.typed.phone = "+47" + national;
            out.words.push_back("47" + national);
        }
        if (below(3) == 0) {
            out.typed.customer_number = fmt::format("K{}", 1000 + number);
            out.words.push_back(fmt::format("k{}", 1000 + number));
        }
        return out;
    }

private:
    std::mt19937_64 random_;
};

std::size_t length(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool is_found(const Somebody& who, const Words& wanted) {
    return std::ranges::all_of(wanted, [&](const std::string& word) {
        return std::ranges::any_of(who.words, [&](const std::string& of_them) {
            return length(word) < 3 ? of_them.starts_with(word) : of_them.find(word) != std::string::npos;
        });
    });
}

struct Search : testing::TestWithParam<db::Engine> {
    BusinessId open(std::string slug) {
        businesses::Business draft;
        draft.slug = std::move(slug);
        draft.name.fallback = "Salon";
        draft.country = "NO";
        draft.zone = Zone::find("Europe/Oslo").value();
        draft.currency = "NOK";
        draft.languages = {"nb", "en"};
        draft.accent_colour = "#0f766e";
        return fresh->write([&](db::Tx& tx) { return businesses::create(tx, clock, draft).value(); });
    }
    CustomerId add(BusinessId business, const Changes& typed) {
        return fresh->write([&](db::Tx& tx) {
            return create(tx, {clock, registry}, business, "NO", typed, {}).value();
        });
    }
    std::vector<CustomerId> found(BusinessId business, const std::string& search, SortedBy by = SortedBy::created) {
        const auto page = fresh->read([&](db::Session& session) {
            return list_page(session, business, {.filter = {.search = search}, .by = by, .limit = 1000});
        });
        std::vector<CustomerId> out;
        for (const auto& each : page.customers) out.push_back(each.id);
        std::ranges::sort(out);
        const auto counted =
            fresh->read([&](db::Session& session) { return count_listed(session, business, {.search = search}); });
        EXPECT_EQ(counted, std::ssize(out)) << search;
        return out;
    }

    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry;
    support::FreshDatabase fresh{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, Search, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Search, FindsWhatTheSlowOneFinds) {
    const support::Seed seed(20261130);
    Dice dice(seed.value);
    const auto business = open("salon");
    std::vector<std::pair<CustomerId, Somebody>> everybody;
    for (int n = 0; n < 120; ++n) {
        auto who = dice.somebody(n);
        const auto id = add(business, who.typed);
        everybody.emplace_back(id, std::move(who));
    }
    for (int n = 0; n < 250; ++n) {
        // Some change, so that they are found by what they are called now.
        if (n % 10 == 0) {
            auto& [id, who] = everybody[static_cast<std::size_t>(dice.below(120))];
            const auto version =
                fresh->read([&](db::Session& session) { return customers::find(session, business, id)->version; });
            auto other = dice.somebody(200 + n);
            fresh->write([&](db::Tx& tx) {
                return update(tx, {clock, registry}, business, "NO", id, other.typed, version, {}).has_value();
            });
            who = std::move(other);
        }
        Words wanted;
        std::string typed;
        for (int left = 1 + dice.below(3); left > 0; --left) {
            Text word = dice.word(4);
            // A piece of somebody who is there is looked for more often than nobody.
            const auto& pieces = everybody[static_cast<std::size_t>(dice.below(120))].second.words;
            const auto& piece = pieces[static_cast<std::size_t>(dice.below(static_cast<int>(pieces.size())))];
            const auto at = static_cast<std::size_t>(dice.below(static_cast<int>(piece.size())));
            const auto part = piece.substr(at, static_cast<std::size_t>(2 + dice.below(5)));
            const bool is_plain = std::ranges::all_of(part, [](char c) { return c >= 'a' && c <= 'z'; });
            if (dice.below(3) > 0 && is_plain) word = {part, part};
            // Numbers side by side are one, which is not what is tried here.
            if (word.folded.find_first_not_of("0123456789") == std::string::npos) continue;
            typed += (typed.empty() ? "" : " ") + word.written;
            wanted.push_back(word.folded);
        }
        if (wanted.empty()) continue;
        std::vector<CustomerId> slow;
        for (const auto& [id, who] : everybody)
            if (is_found(who, wanted)) slow.push_back(id);
        std::ranges::sort(slow);
        EXPECT_EQ(found(business, typed), slow) << typed;
        EXPECT_EQ(found(business, typed, SortedBy::name), slow) << typed;
    }
    EXPECT_EQ(fresh->read([](db::Session& session) { return support::table_scans(session); }), Words{});
}

TEST_P(Search, FindsAPhoneNumberInAnyNotationAndBesideAName) {
    const auto business = open("salon");
    Changes anna;
    anna.name = "Anna";
    anna.surname = "Berg";
    anna.phone = "+47 91 12 23 34";
    anna.language = "en";
    const std::vector<CustomerId> her{add(business, anna)};
    for (const auto* typed : {"91122334", "911 22 334", "+47 911 22 334", "0047 911-22-334", "(0)911 22", "2233",
                              "anna 911 22", "911 22 berg", "+4791", "12 2 33"})
        EXPECT_EQ(found(business, typed), her) << typed;
    for (const auto* typed : {"911 23", "anna 911 23", "4712"}) EXPECT_TRUE(found(business, typed).empty()) << typed;
}

TEST_P(Search, TakesWhatMeansSomethingToTheDatabaseAsItStands) {
    const auto business = open("salon");
    Changes one;
    one.name = "Per_cent";
    one.email = "a_b@example.com";
    one.language = "en";
    add(business, one);
    one.name = "Other";
    one.email = "axb@example.com";
    add(business, one);
    EXPECT_EQ(found(business, "a_b@").size(), 1U);
    EXPECT_EQ(found(business, "axb@").size(), 1U);
    EXPECT_EQ(found(business, "a%b@").size(), 0U);
    for (const auto* typed : {"\"", "'", "%", "_", "!", "*", "^", "-", "\xff", "abc\"def@"})
        EXPECT_TRUE(found(business, typed).empty()) << typed;
    for (const auto* typed : {"AND", "\" OR \"", "key:", "NEAR(a b)", "per OR other"})
        EXPECT_TRUE(found(business, typed).empty()) << typed;
}

TEST_P(Search, StaysWithinItsBusinessAndForgetsWhoIsErased) {
    const auto ours = open("salon"), theirs = open("other");
    Changes hanna;
    hanna.name = "Hannalore";
    hanna.language = "en";
    const auto id = add(ours, hanna);
    const auto other = add(theirs, hanna);
    EXPECT_EQ(found(ours, "annal"), std::vector{id});
    EXPECT_EQ(found(theirs, "annal"), std::vector{other});
    fresh->write([&](db::Tx& tx) { anonymise(tx, {clock, registry}, ours, id, {}); });
    EXPECT_TRUE(found(ours, "annal").empty());
    fresh->write([&](db::Tx& tx) { remove(tx, theirs, other); });
    EXPECT_TRUE(found(theirs, "annal").empty());
}

// More than are read and sorted at once, so the list is walked in its order: with the same result.
TEST_P(Search, FindsTheSameWhereManyMatch) {
    const auto business = open("salon");
    fresh->write([&](db::Tx& tx) {
        for (int n = 0; n < 1300; ++n) {
            Changes typed;
            typed.name = n % 2 == 0 ? fmt::format("Annika{}", n) : fmt::format("Annike{}", n);
            typed.language = "en";
            create(tx, {clock, registry}, business, "NO", typed, {}).value();
        }
    });
    const auto page_of = [&](const std::string& search, std::optional<CustomerId> after) {
        return fresh->read([&](db::Session& session) {
            return list_page(session, business, {.filter = {.search = search}, .after = after, .limit = 400});
        });
    };
    for (const auto& [search, wanted] : {std::pair<std::string, int>{"nnik", 1300}, {"nnika", 650}}) {
        int read = 0;
        std::optional<CustomerId> after;
        std::string last;
        for (;;) {
            const auto page = page_of(search, after);
            for (const auto& each : page.customers) {
                EXPECT_NE(each.name.find("nnik"), std::string::npos);
                ++read;
            }
            EXPECT_EQ(page.count.has_value(), wanted < 1000);
            if (!page.more) break;
            after = page.customers.back().id;
        }
        EXPECT_EQ(read, wanted) << search;
        EXPECT_EQ(
            fresh->read([&](db::Session& session) { return count_listed(session, business, {.search = search}); }),
            wanted);
    }
}

TEST(SearchTerms, LookUpThreeLettersAndTheBeginningsOfShorterWords) {
    const auto terms = search_terms("Ån Hansø o");
    ASSERT_TRUE(terms);
    EXPECT_EQ(terms->patterns, (Words{"% an%", "%hanso%", "% o%"}));
    EXPECT_EQ(terms->trigrams, (Words{" an", "han", "ans", "nso"}));
    EXPECT_FALSE(search_terms("--"));
    EXPECT_FALSE(search_terms("\xff"));
    EXPECT_LE(search_terms(std::string(200, 'x'))->trigrams.size(), 4U);
}

}  // namespace
}  // namespace customers
