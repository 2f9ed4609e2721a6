#include "catalog/extra_field.h"

#include "catalog/extra_field_editing.h"
#include "db/db.h"
#include "support/engines.h"
#include "support/seed.h"

#include <gtest/gtest.h>

#include <random>

namespace catalog {
namespace {

using Kind = ExtraField::Kind;

std::set<std::string> wrong_fields(const Error& error) {
    std::set<std::string> out;
    for (const auto& field : error.fields) out.insert(field.field + " " + field.code);
    return out;
}

ExtraField field(std::int64_t id, Kind kind, std::string label) {
    ExtraField out;
    out.id = ExtraFieldId{id};
    out.kind = kind;
    out.label.fallback = std::move(label);
    if (out.has_options()) out.options = {{"1", {"Kort", {{"en", "Short"}}}}, {"2", {"Langt", {{"en", "Long"}}}}};
    return out;
}

std::vector<const ExtraField*> all_of(const std::vector<ExtraField>& fields) {
    std::vector<const ExtraField*> out;
    for (const auto& each : fields) out.push_back(&each);
    return out;
}

std::vector<std::string> values(const Result<std::vector<Answer>>& answers) {
    std::vector<std::string> out;
    for (const auto& answer : answers.value()) out.push_back(answer.value);
    return out;
}

TEST(Answers, AreReadByTheKindOfTheirField) {
    const std::vector<ExtraField> fields{field(1, Kind::text, "A"),   field(2, Kind::long_text, "B"),
                                         field(3, Kind::choice, "C"), field(4, Kind::choices, "D"),
                                         field(5, Kind::yes_no, "E"), field(6, Kind::date, "F")};
    const Given given{{fields[0].id, {" one\nline "}}, {fields[1].id, {"two\nlines"}}, {fields[2].id, {"2"}},
                      {fields[3].id, {"2", "1", "2"}}, {fields[4].id, {"no"}},         {fields[5].id, {"2027-03-29"}}};
    const auto answers = answers_of(all_of(fields), given, true);
    EXPECT_EQ(values(answers), (std::vector<std::string>{"one line", "two\nlines", "2", "1\n2", "no", "2027-03-29"}));
    EXPECT_EQ((*answers)[3].told.fallback, "Kort, Langt");
    EXPECT_EQ((*answers)[3].told.in("en"), "Short, Long");
}

TEST(Answers, ThatDoNotFitAreNamedEach) {
    const std::vector<ExtraField> fields{field(1, Kind::text, "A"),   field(2, Kind::choice, "B"),
                                         field(3, Kind::yes_no, "C"), field(4, Kind::date, "D"),
                                         field(5, Kind::choice, "E"), field(6, Kind::long_text, "F")};
    const Given given{
        {fields[0].id, {std::string(201, 'a')}}, {fields[1].id, {"3"}},      {fields[2].id, {"maybe"}},
        {fields[3].id, {"2027-02-29"}},          {fields[4].id, {"1", "2"}}, {fields[5].id, {std::string(2001, 'a')}}};
    const auto name = [&](std::size_t n) { return fields[n].form_name(); };
    EXPECT_EQ(
        wrong_fields(answers_of(all_of(fields), given, false).error()),
        (std::set<std::string>{name(0) + " field.too_long", name(1) + " field.invalid", name(2) + " field.invalid",
                               name(3) + " field.date", name(4) + " field.invalid", name(5) + " field.too_long"}));
}

TEST(Answers, ThatARequiredFieldLacksAreAskedForWhereItIsShown) {
    std::vector<ExtraField> fields{field(1, Kind::yes_no, "Allergies?"), field(2, Kind::text, "Which?")};
    fields[1].required = true;
    fields[1].condition = {fields[0].id, "yes"};
    const auto asked = all_of(fields);
    EXPECT_TRUE(answers_of(asked, {}, true));
    EXPECT_TRUE(answers_of(asked, {{fields[0].id, {"no"}}, {fields[1].id, {"nuts"}}}, true).value().size() == 1)
        << "what is hidden is not kept";
    const auto refused = answers_of(asked, {{fields[0].id, {"yes"}}, {fields[1].id, {"  "}}}, true);
    EXPECT_EQ(wrong_fields(refused.error()), (std::set<std::string>{fields[1].form_name() + " field.required"}));
    EXPECT_TRUE(answers_of(asked, {{fields[0].id, {"yes"}}}, false)) << "staff may leave it out";
}

TEST(Answers, OfAFieldThatIsShownByAHiddenOneAreNotKept) {
    std::vector<ExtraField> fields{field(1, Kind::text, "C"), field(2, Kind::choices, "B"),
                                   field(3, Kind::choice, "A")};
    fields[0].condition = {fields[1].id, "1"};
    fields[1].condition = {fields[2].id, "2"};
    const Given given{{fields[0].id, {"c"}}, {fields[1].id, {"1", "2"}}, {fields[2].id, {"1"}}};
    EXPECT_EQ(values(answers_of(all_of(fields), given, true)), (std::vector<std::string>{"1"}));
    auto shown = given;
    shown[fields[2].id] = {"2"};
    EXPECT_EQ(values(answers_of(all_of(fields), shown, true)), (std::vector<std::string>{"c", "1\n2", "2"}));
    const std::vector<const ExtraField*> without_last{&fields[0], &fields[1]};
    EXPECT_TRUE(answers_of(without_last, shown, true).value().empty()) << "the one that decides is not asked for";
}

// Random fields that depend on earlier ones, against the rule followed step by step.
TEST(Answers, AreKeptExactlyWhereEveryConditionOnTheWayHolds) {
    const support::Seed seed(20261129);
    std::mt19937 random(seed.value);
    const auto roll = [&](int low, int high) { return std::uniform_int_distribution(low, high)(random); };
    int kept = 0, hidden = 0;
    for (int round = 0; round < 300; ++round) {
        std::vector<ExtraField> fields;
        Given given;
        const int count = roll(1, 8);
        for (int n = 0; n < count; ++n) {
            auto& next = fields.emplace_back(field(n + 1, roll(0, 1) ? Kind::yes_no : Kind::choices, "x"));
            if (n > 0 && roll(0, 2) > 0) {
                const auto& other = fields[static_cast<std::size_t>(roll(0, n - 1))];
                next.condition = {other.id,
                                  other.kind == Kind::yes_no ? (roll(0, 1) ? "yes" : "no") : (roll(0, 1) ? "1" : "2")};
            }
            if (roll(0, 4) > 0)
                given[next.id] = next.kind == Kind::yes_no ? std::vector<std::string>{roll(0, 1) ? "yes" : "no"}
                                                           : std::vector<std::string>{roll(0, 1) ? "1" : "2"};
        }
        std::set<std::int64_t> expected;
        for (bool more = true; more;) {
            more = false;
            for (const auto& each : fields) {
                if (expected.contains(each.id.value) || !given.contains(each.id)) continue;
                const bool shown =
                    !each.condition || (expected.contains(each.condition->field.value) &&
                                        given.at(each.condition->field).front() == each.condition->value);
                if (shown) more = expected.insert(each.id.value).second;
            }
        }
        auto asked = all_of(fields);
        std::ranges::shuffle(asked, random);
        std::set<std::int64_t> found;
        const auto answers = answers_of(asked, given, true);
        for (const auto& answer : answers.value()) found.insert(answer.field.id.value);
        ASSERT_EQ(found, expected) << "round " << round;
        kept += static_cast<int>(found.size());
        hidden += static_cast<int>(given.size() - found.size());
    }
    EXPECT_GT(kept, 100);
    EXPECT_GT(hidden, 100);
}

class ExtraFields : public testing::TestWithParam<db::Engine> {
protected:
    ExtraFields() {
        subscribe(registry);
        salon = open("salon");
        other = open("other");
        cut = add(salon);
        colour = add(salon);
        foreign = add(other);
    }
    BusinessId open(std::string slug) {
        businesses::Business draft;
        draft.slug = std::move(slug);
        draft.name.fallback = "Studio Lind";
        draft.country = "NO";
        draft.currency = "NOK";
        draft.languages = {"nb", "en"};
        draft.accent_colour = "#0f766e";
        return fresh->write([&](db::Tx& tx) { return businesses::create(tx, clock, draft); }).value();
    }
    ServiceId add(BusinessId business) {
        Service draft;
        draft.name.fallback = "Klipp";
        return fresh->write([&](db::Tx& tx) { return add_service(tx, business, draft); });
    }
    Result<ExtraFieldId> create(ExtraField draft) {
        return fresh->write([&](db::Tx& tx) { return create_extra_field(tx, context(), salon, draft, actor); });
    }
    ExtraField made(Kind kind, std::string label) {
        auto draft = field(0, kind, std::move(label));
        return stored(create(draft).value());
    }
    Result<void> change(const ExtraField& typed) {
        return fresh->write([&](db::Tx& tx) { return change_extra_field(tx, context(), salon, typed, actor); });
    }
    std::vector<ExtraField> all(BusinessId business) {
        return fresh->read([&](db::Session& session) { return list_extra_fields(session, business); });
    }
    ExtraField stored(ExtraFieldId id) {
        for (auto& each : all(salon))
            if (each.id == id) return std::move(each);
        return {};
    }
    activity::Context context() const { return {clock, registry}; }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry;
    activity::Actor actor{activity::ActorKind::staff, 7};
    BusinessId salon, other;
    ServiceId cut, colour, foreign;
};
INSTANTIATE_TEST_SUITE_P(Engines, ExtraFields, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(ExtraFields, AreKeptAsTheyWereMade) {
    const auto deciding = made(Kind::choice, "Hår");
    ExtraField draft;
    draft.kind = Kind::choices;
    draft.label = {" Første besøk? ", {{"en", "First visit?"}}};
    draft.help = {"Velg", {{"en", "Choose"}}};
    draft.options = {{"", {"Ja", {{"en", "Yes"}}}}, {"", {"", {}}}, {"", {"Nei", {}}}};
    draft.required = true;
    draft.all_services = false;
    draft.services = {colour, cut, cut};
    draft.condition = {deciding.id, "2"};
    const auto found = stored(create(draft).value());
    EXPECT_EQ(found.key, "forste_besok");
    EXPECT_EQ(found.label.in("en"), "First visit?");
    EXPECT_EQ(found.help.in("en"), "Choose");
    ASSERT_EQ(found.options.size(), 2u);
    EXPECT_FALSE(found.options[0].key.empty());
    EXPECT_EQ(found.options[0].name.in("en"), "Yes");
    EXPECT_NE(found.options[1].key, found.options[0].key);
    EXPECT_TRUE(found.required);
    EXPECT_EQ(found.services, (std::vector{std::min(cut, colour), std::max(cut, colour)}));
    EXPECT_EQ(found.condition, draft.condition);
    EXPECT_TRUE(found.is_asked_for(cut));
    EXPECT_FALSE(found.is_asked_for(foreign));
    EXPECT_TRUE(all(other).empty());
}

TEST_P(ExtraFields, NameEachFieldThatIsWrong) {
    ExtraField draft;
    draft.kind = Kind::choice;
    draft.key = "Not a key";
    draft.condition = {ExtraFieldId{5}, "yes"};
    draft.options = {{"1", {"Only one", {}}}};
    const auto refused = create(draft);
    ASSERT_FALSE(refused);
    EXPECT_EQ(wrong_fields(refused.error()),
              (std::set<std::string>{"label field.required", "key extra_field.key", "condition field.invalid",
                                     "options extra_field.options_missing"}));
    draft = field(0, Kind::text, "A");
    draft.all_services = false;
    draft.services = {foreign};
    EXPECT_EQ(create(draft).error().code, "service.part_gone");
}

TEST_P(ExtraFields, HaveKeysOfTheirOwn) {
    EXPECT_EQ(made(Kind::text, "Alder").key, "alder");
    EXPECT_EQ(made(Kind::text, "Alder!").key, "alder_2");
    EXPECT_EQ(made(Kind::text, "???").key, "field");
    auto draft = field(0, Kind::text, "A");
    draft.key = "alder";
    EXPECT_EQ(create(draft).error().code, "extra_field.key_taken");
}

TEST_P(ExtraFields, AreNeverShownByOneAnotherInACircle) {
    auto a = made(Kind::yes_no, "A"), b = made(Kind::yes_no, "B"), c = made(Kind::yes_no, "C");
    const auto hang = [&](ExtraField one, const ExtraField& on) {
        one.condition = {on.id, "yes"};
        return change(one);
    };
    ASSERT_TRUE(hang(b, a));
    ASSERT_TRUE(hang(c, b));
    for (const auto& on : {a, b, c}) {
        const auto refused = hang(a, on);
        ASSERT_FALSE(refused);
        EXPECT_EQ(wrong_fields(refused.error()), (std::set<std::string>{"condition extra_field.circle"}));
    }
}

TEST_P(ExtraFields, KeepTheOptionsByWhichOthersAreShown) {
    auto deciding = made(Kind::choice, "Hår");
    auto shown = made(Kind::text, "Hvor langt?");
    shown.condition = {deciding.id, "2"};
    ASSERT_TRUE(change(shown));
    deciding.options = {{"1", {"Kort", {}}}, {"", {"Krøllet", {}}}};
    const auto refused = change(deciding);
    ASSERT_FALSE(refused);
    EXPECT_EQ(wrong_fields(refused.error()), (std::set<std::string>{"options extra_field.option_needed"}));
    deciding = stored(deciding.id);
    deciding.options.push_back({"", {"Krøllet", {}}});
    deciding.options[1].name.fallback = "Veldig langt";
    ASSERT_TRUE(change(deciding));
    EXPECT_GT(stored(deciding.id).options[2].key.size(), 1u);
    EXPECT_EQ(stored(deciding.id).options[1].key, "2") << "a renamed option is the same one";
}

TEST_P(ExtraFields, AreNotOverwrittenByAFormThatWasDrawnBeforeAnothersChange) {
    auto first = made(Kind::text, "Alder"), second = first;
    first.required = true;
    ASSERT_TRUE(change(first));
    second.label.fallback = "Din alder";
    EXPECT_EQ(change(second).error().code, "extra_field.changed_meanwhile");
    second.version = stored(first.id).version;
    second.kind = Kind::date;
    second.key = "other";
    ASSERT_TRUE(change(second));
    EXPECT_EQ(stored(first.id).kind, Kind::text) << "its kind stays";
    EXPECT_EQ(stored(first.id).key, "alder");
}

TEST_P(ExtraFields, CanBeCopiedMovedAndDeleted) {
    const auto a = made(Kind::choice, "A"), b = made(Kind::text, "B");
    const auto copy = stored(
        fresh->write([&](db::Tx& tx) { return duplicate_extra_field(tx, context(), salon, a.id, actor); }).value());
    EXPECT_EQ(copy.label.fallback, "A (kopi)");
    EXPECT_EQ(copy.key, "a_2");
    EXPECT_FALSE(copy.active);
    EXPECT_EQ(copy.options.size(), 2u);
    ASSERT_TRUE(fresh->write([&](db::Tx& tx) { return move_extra_field(tx, context(), salon, copy.id, a.id, actor); }));
    EXPECT_EQ(all(salon).front().id, copy.id);
    auto hanging = b;
    hanging.condition = {a.id, "1"};
    ASSERT_TRUE(change(hanging));
    const auto erase = [&](ExtraFieldId id) {
        return fresh->write([&](db::Tx& tx) { return delete_extra_field(tx, context(), salon, id, actor); });
    };
    EXPECT_EQ(erase(a.id).error().code, "extra_field.in_use");
    EXPECT_TRUE(erase(b.id));
    EXPECT_TRUE(erase(a.id));
    EXPECT_EQ(all(salon).size(), 1u);
}

TEST_P(ExtraFields, AreThirtyAtMost) {
    for (int n = 0; n < kMostExtraFields; ++n) (void)made(Kind::text, fmt::format("n{}", n));
    EXPECT_EQ(create(field(0, Kind::text, "A")).error().code, "extra_field.too_many");
}

}  // namespace
}  // namespace catalog
