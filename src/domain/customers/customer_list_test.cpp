// The list and the search are the same on both engines, whatever locale PostgreSQL was set up with.
#include "businesses/business.h"
#include "customers/customer.h"
#include "support/engines.h"
#include "support/seed.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unicode/coll.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>

namespace customers {
namespace {

// Letters that locales sort and fold each in its own way, and what each is searched by.
constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kLetters{
    {{"a", "a"},  {"A", "a"},  {"b", "b"}, {"e", "e"}, {"o", "o"},  {"O", "o"}, {"u", "u"}, {"w", "w"},
     {"v", "v"},  {"z", "z"},  {"Z", "z"}, {"å", "a"}, {"Å", "a"},  {"ä", "a"}, {"Ä", "a"}, {"ö", "o"},
     {"æ", "ae"}, {"Æ", "ae"}, {"ø", "o"}, {"Ø", "o"}, {"ß", "ss"}, {"é", "e"}, {"É", "e"}, {"ü", "u"}}};

struct Name {
    std::string text, folded;
};
struct Person {
    Name name, surname;
    std::string phone, email;
};

class Dice {
public:
    explicit Dice(unsigned seed) : random_(seed) {}
    int below(int n) { return std::uniform_int_distribution(0, n - 1)(random_); }
    Name name() {
        Name out;
        for (int i = 0, length = 1 + below(4); i < length; ++i) {
            const auto& [letter, folded] = kLetters[static_cast<std::size_t>(below(kLetters.size()))];
            out.text += letter;
            out.folded += folded;
        }
        return out;
    }

private:
    std::mt19937 random_;
};

std::vector<Person> people(Dice& dice, int count) {
    std::vector<Person> out;
    for (int i = 0; i < count; ++i) {
        Person person{dice.name(), dice.below(5) == 0 ? Name{} : dice.name(), "", ""};
        if (dice.below(3) > 0) person.phone = fmt::format("+4741{:06}", dice.below(50) * 1000 + i);
        if (dice.below(3) > 0) person.email = fmt::format("{}{}@example.com", dice.below(2) == 0 ? "x" : "Y", i);
        out.push_back(std::move(person));
    }
    return out;
}

// One database with these people, in this order.
class House {
public:
    explicit House(support::FreshDatabase& fresh, const std::vector<Person>& all, std::string language) : db_(*fresh) {
        businesses::Business draft;
        draft.slug = "salon";
        draft.name.fallback = "Salon";
        draft.country = "NO";
        draft.zone = Zone::find("Europe/Oslo").value();
        draft.currency = "NOK";
        draft.languages = {std::move(language), "en"};
        draft.accent_colour = "#0f766e";
        db_.write([&](db::Tx& tx) {
            id_ = businesses::create(tx, clock_, draft).value();
            numbers_.clear();
            for (const auto& person : all) {
                Changes changes;
                changes.name = person.name.text;
                changes.surname = person.surname.text;
                changes.phone = person.phone;
                changes.email = person.email;
                changes.language = "en";
                const auto id = create(tx, {clock_, registry_}, id_, "NO", changes, {}).value();
                numbers_[id] = static_cast<int>(numbers_.size());
                clock_.advance(Seconds{7 * (numbers_[id] % 3)});
            }
        });
    }

    db::Database& db() { return db_; }
    BusinessId id() const { return id_; }

    // All of a list, page by page from the first to the last or back, as the numbers of the people.
    std::vector<int> all(Wanted wanted, bool back) {
        if (back) wanted.before = last(wanted);
        std::vector<int> out;
        for (;;) {
            const auto page = db_.read([&](db::Session& session) { return list(session, id_, wanted); });
            std::vector<int> numbers;
            for (const auto& each : page.customers) numbers.push_back(numbers_.at(each.id));
            EXPECT_EQ(back ? page.more : page.earlier, !out.empty() || wanted.before.has_value());
            if (!back) out.insert(out.end(), numbers.begin(), numbers.end());
            if (back) out.insert(out.begin(), numbers.begin(), numbers.end());
            if (!(back ? page.earlier : page.more)) return out;
            (back ? wanted.before : wanted.after) = back ? page.customers.front().id : page.customers.back().id;
        }
    }

private:
    std::optional<CustomerId> last(Wanted wanted) {
        wanted.limit = 100'000;
        const auto page = db_.read([&](db::Session& session) { return list(session, id_, wanted); });
        if (page.customers.empty()) return std::nullopt;
        return page.customers.back().id;
    }

    db::Database& db_;
    base::ManualClock clock_{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry_;
    BusinessId id_;
    std::map<CustomerId, int> numbers_;
};

// By comparing each two with ICU, in numbers.
std::vector<int> by_name(const std::vector<Person>& all, const char* language, bool descending) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Collator> collator(icu::Collator::createInstance(icu::Locale(language), status));
    EXPECT_TRUE(U_SUCCESS(status));
    const auto text = [](const Person& person) {
        return icu::UnicodeString::fromUTF8(
            person.surname.text.empty() ? person.name.text : person.surname.text + "\uFFFE" + person.name.text);
    };
    std::vector<int> out;
    for (int i = 0; i < std::ssize(all); ++i) {
        auto place = out.begin();
        while (place != out.end()) {
            const auto order = collator->compare(text(all[static_cast<std::size_t>(*place)]),
                                                 text(all[static_cast<std::size_t>(i)]), status);
            if (order == UCOL_GREATER) break;
            ++place;
        }
        out.insert(place, i);
    }
    if (descending) std::ranges::reverse(out);
    return out;
}

bool is_found(const Person& person, const std::string& word) {
    const auto is_in = [&](const std::string& name) {
        return word.size() < 3 ? name.starts_with(word) : name.find(word) != std::string::npos;
    };
    return is_in(person.name.folded) || is_in(person.surname.folded);
}

struct Houses {
    support::FreshDatabase sqlite{db::Engine::sqlite}, plain{db::Engine::postgres},
        swedish = support::FreshDatabase::postgres_in("sv"),
        german = support::FreshDatabase::postgres_in("de-u-co-phonebk");
    std::vector<support::FreshDatabase*> all() { return {&sqlite, &plain, &swedish, &german}; }
};

TEST(CustomersEverywhere, AreSortedAsTheBusinessesLanguageDoes) {
    const support::Seed seed(20261130);
    Dice dice(static_cast<unsigned>(seed.value));
    const auto everybody = people(dice, 60);
    Houses houses;
    for (auto* fresh : houses.all()) {
        House house(*fresh, everybody, "nb");
        for (const bool descending : {false, true})
            EXPECT_EQ(house.all({.search = {}, .descending = descending, .limit = 1000}, false),
                      by_name(everybody, "nb", descending));
        // Another language: found by itself, and made anew.
        house.db().write([&](db::Tx& tx) { tx.execute("update businesses set languages = 'de en'"); });
        EXPECT_EQ(renew_keys(house.db()), 60);
        EXPECT_EQ(renew_keys(house.db()), 0);
        EXPECT_EQ(house.all({.search = {}, .limit = 1000}, false), by_name(everybody, "de", false));
    }
}

TEST(CustomersEverywhere, AreTheSameOnEveryPageOfEveryList) {
    const support::Seed seed(20261130);
    Dice dice(static_cast<unsigned>(seed.value));
    const auto everybody = people(dice, 70);
    Houses houses;
    std::vector<std::unique_ptr<House>> each;
    for (auto* fresh : houses.all()) each.push_back(std::make_unique<House>(*fresh, everybody, "nb"));
    for (const auto order : {Order::name, Order::email, Order::phone, Order::created})
        for (const bool descending : {false, true})
            for (const std::string search : {"", "a", "ss", "4741"}) {
                const Wanted whole{.search = search, .order = order, .descending = descending, .limit = 1000};
                const auto wanted = each.front()->all(whole, false);
                if (search.empty()) {
                    EXPECT_EQ(wanted.size(), everybody.size());
                }
                for (auto& house : each) {
                    auto pages = whole;
                    pages.limit = 1 + dice.below(9);
                    EXPECT_EQ(house->all(pages, false), wanted) << search << " in pages of " << pages.limit;
                    if (wanted.size() < 2) continue;
                    // Back from the last, which is itself not on a page before it.
                    auto back =
                        house->all({.search = search, .order = order, .descending = descending, .limit = 1}, true);
                    EXPECT_EQ(back, std::vector(wanted.begin(), wanted.end() - 1)) << search;
                }
            }
}

TEST(CustomersEverywhere, AreFoundWithoutCaseAndAccents) {
    const support::Seed seed(20261130);
    Dice dice(static_cast<unsigned>(seed.value));
    const auto everybody = people(dice, 60);
    Houses houses;
    for (auto* fresh : houses.all()) {
        House house(*fresh, everybody, "nb");
        Dice searches(static_cast<unsigned>(seed.value));
        for (int i = 0; i < 60; ++i) {
            const auto word = searches.name();
            std::vector<int> wanted;
            for (int n = 0; n < std::ssize(everybody); ++n)
                if (is_found(everybody[static_cast<std::size_t>(n)], word.folded)) wanted.push_back(n);
            auto found = house.all({.search = word.text, .order = Order::created, .limit = 1000}, false);
            std::ranges::sort(found);
            EXPECT_EQ(found, wanted) << word.text;
        }
    }
}

}  // namespace
}  // namespace customers
