#include "customers/custom_fields.h"

#include "activity/telling.h"
#include "customers/custom_values.h"
#include "db/db.h"
#include "personal/deletion.h"
#include "personal/personal.h"
#include "support/engines.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace customers {
namespace {

using Kind = CustomField::Kind;

class CustomFields : public testing::TestWithParam<db::Engine> {
protected:
    CustomFields() {
        subscribe(registry);
        fresh->write([&](db::Tx& tx) {
            for (const auto& [id, slug] : {std::pair{1, "salon"}, std::pair{2, "other"}})
                tx.execute(R"sql(
                    insert into businesses (id, slug, name, country, time_zone, currency, languages, accent_colour, created_at)
                    values (:id, :slug, 'Salon', 'NO', 'Europe/Oslo', 'NOK', 'nb', '#0f766e', 0))sql",
                           id, slug);
            Changes changes;
            changes.name = "Anna";
            changes.language = "nb";
            anna = customers::create(tx, context, salon, "NO", changes, staff).value();
        });
    }
    Result<CustomFieldId> create(const CustomField& draft, std::optional<BusinessId> where = {}) {
        return fresh->write(
            [&](db::Tx& tx) { return create_custom_field(tx, context, where.value_or(salon), draft, staff); });
    }
    CustomFieldId made(const std::string& label, Kind kind = Kind::text) {
        CustomField draft{.kind = kind, .label = {label, {}}};
        if (kind == Kind::choice) draft.options = {{"", {"Red", {}}}, {"", {"Blue", {}}}};
        return create(draft).value();
    }
    std::vector<CustomField> all() {
        return fresh->read([&](db::Session& session) { return list_custom_fields(session, salon); });
    }
    CustomField find(CustomFieldId id) {
        for (auto& field : all())
            if (field.id == id) return std::move(field);
        return {};
    }
    Result<void> change(const CustomField& typed) {
        return fresh->write([&](db::Tx& tx) { return change_custom_field(tx, context, salon, typed, staff); });
    }
    Result<bool> note(const std::vector<CustomChange>& changes, bool required = false) {
        return fresh->write([&](db::Tx& tx) {
            return change_custom_values(
                tx, context, salon, anna, changes,
                [](const CustomField& field) { return field.is_changed_by(Circle::managers); }, required, staff);
        });
    }
    CustomValues values() {
        return fresh->read([&](db::Session& session) { return custom_values_of(session, salon, anna); });
    }
    std::string value(CustomFieldId id) { return values()[id]; }
    std::int64_t version() {
        return fresh->read([&](db::Session& session) { return customers::find(session, salon, anna)->version; });
    }
    std::vector<activity::Recorded> log(std::int64_t subject) {
        return fresh->read([&](db::Session& session) { return activity::list(session, salon, subject); });
    }
    std::string told_last() {
        return fresh->read([&](db::Session& session) {
            const auto last = activity::list(session, salon, anna.value).back();
            const activity::Reader reader(session, registry, salon, i18n::Language::en, Zone::utc(), {"nb"});
            std::string out;
            for (const auto& change : activity::tell(registry, reader, last).changes)
                out += fmt::format("{}: {} -> {}", change.field, change.before.value_or("-"), change.after);
            return out;
        });
    }
    static std::string field_of(const auto& result) {
        return result ? "" : result.error().fields.at(0).field + " " + result.error().fields.at(0).code;
    }

    support::FreshDatabase fresh{GetParam()};
    activity::Registry registry;
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    const Context context{clock, registry};
    const activity::Actor staff{activity::ActorKind::staff, 1};
    const BusinessId salon{1}, other{2};
    CustomerId anna;
};

TEST_P(CustomFields, AreCheckedAndStoredAsTheyAreDescribed) {
    EXPECT_EQ(field_of(create({})), "label field.required");
    EXPECT_EQ(field_of(create({.label = {std::string(kLongestCustomLabel + 1, 'x'), {}}})), "label field.too_long");
    EXPECT_EQ(field_of(create({.kind = Kind::choice, .label = {"Colour", {}}, .options = {{"", {"Red", {}}}}})),
              "options extra_field.options_missing");
    const auto id = create({.kind = Kind::choice,
                            .label = {"Farge", {{"en", "Colour"}}},
                            .options = {{"", {"Rød", {{"en", "Red"}}}}, {"", {"Blå", {}}}, {"", {"", {}}}},
                            .required = true,
                            .seen_by = Circle::owners,
                            .changed_by = Circle::managers,
                            .asked_online = true})
                        .value();
    const auto field = find(id);
    EXPECT_EQ(field.label.in("en"), "Colour");
    ASSERT_EQ(field.options.size(), 2u);
    EXPECT_EQ(field.options[0].name.in("en"), "Red");
    EXPECT_TRUE(field.required);
    EXPECT_TRUE(field.asked_online);
    EXPECT_FALSE(field.in_profile);
    EXPECT_EQ(field.changed_by, Circle::owners) << "nobody changes what they do not see";
    EXPECT_FALSE(field.is_seen_by(Circle::managers));
    EXPECT_EQ(log(id.value).back().type, "custom_field.created");
}

TEST_P(CustomFields, HaveAnOrderAndAnEnd) {
    const auto one = made("One"), two = made("Two"), three = made("Three");
    EXPECT_TRUE(
        fresh->write([&](db::Tx& tx) { return move_custom_field(tx, context, salon, three, one, staff); }).has_value());
    ASSERT_EQ(all().size(), 3u);
    EXPECT_EQ(all()[0].id, three);
    EXPECT_TRUE(
        fresh->write([&](db::Tx& tx) { return move_custom_field(tx, context, salon, three, {}, staff); }).has_value());
    EXPECT_EQ(all()[2].id, three);
    EXPECT_FALSE(
        fresh->write([&](db::Tx& tx) { return move_custom_field(tx, context, other, one, two, staff); }).has_value());
    for (int n = 3; n < kMostCustomFields; ++n) made(fmt::format("Field {}", n));
    const auto refused = create({.label = {"One more", {}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "custom_field.too_many");
    EXPECT_TRUE(create({.label = {"Another business's", {}}}, other).has_value());
}

TEST_P(CustomFields, ReadWhatIsTypedByTheirKind) {
    const auto text = made("Text"), number = made("Number", Kind::number), day = made("Day", Kind::date),
               choice = made("Colour", Kind::choice), yes_no = made("Member", Kind::yes_no),
               area = made("Story", Kind::long_text);
    const auto red = find(choice).options[0].key;
    const auto read = [&](CustomFieldId id, const std::string& typed) {
        std::vector<FieldError> wrong;
        const auto out = read_custom_value(find(id), typed, wrong);
        return wrong.empty() ? out : wrong[0].code;
    };
    EXPECT_EQ(read(text, "  a line "), "a line");
    EXPECT_EQ(read(text, "a\nb"), "a b");
    EXPECT_EQ(read(text, std::string(kLongestCustomLine + 1, 'x')), "field.too_long");
    EXPECT_EQ(read(area, "a\nb"), "a\nb");
    for (const auto& [typed, stored] : {std::pair{"42", "42"},
                                        {"0042", "42"},
                                        {"1,50", "1.5"},
                                        {"-0", "0"},
                                        {"-1.0", "-1"},
                                        {"1 200.25", "1200.25"},
                                        {"", ""},
                                        {"1.2.3", "field.number"},
                                        {".5", "field.number"},
                                        {"5.", "field.number"},
                                        {"1e9", "field.number"},
                                        {"1234567890123456", "field.number"},
                                        {"0.1234567", "field.number"},
                                        {"forty", "field.number"}})
        EXPECT_EQ(read(number, typed), stored) << typed;
    EXPECT_EQ(read(day, "2026-02-28"), "2026-02-28");
    EXPECT_EQ(read(day, "2026-02-30"), "field.date");
    EXPECT_EQ(read(day, "1066-10-14"), "field.date");
    EXPECT_EQ(read(choice, red), red);
    EXPECT_EQ(read(choice, "Red"), "field.invalid");
    EXPECT_EQ(read(yes_no, "yes"), "yes");
    EXPECT_EQ(read(yes_no, "perhaps"), "field.invalid");
}

TEST_P(CustomFields, AreNotedOfACustomerAndToldInTheLog) {
    const auto size = made("Shoe size", Kind::number), colour = made("Colour", Kind::choice);
    const auto red = find(colour).options[0].key;
    const auto before = version();
    EXPECT_TRUE(note({{size, "", "42,5"}, {colour, "", red}}).value());
    EXPECT_EQ(value(size), "42.5");
    EXPECT_EQ(value(colour), red);
    EXPECT_EQ(version(), before + 1);
    EXPECT_EQ(told_last(), "Customer fields: Shoe size: empty; Colour: empty -> Shoe size: 42.5; Colour: Red");
    const auto told = log(anna.value).size();
    EXPECT_FALSE(note({{size, "42.5", "42.5"}, {colour, red, red}}).value());
    EXPECT_EQ(version(), before + 1) << "nothing changed";
    EXPECT_EQ(log(anna.value).size(), told);
    EXPECT_TRUE(note({{size, "42.5", ""}}).value());
    EXPECT_FALSE(values().contains(size));
    EXPECT_EQ(field_of(note({{size, "", "big"}})), size ? "custom_" + base::to_text(size) + " field.number" : "");
}

TEST_P(CustomFields, MergeWhatTwoChangeAtOnce) {
    const auto one = made("One"), two = made("Two");
    ASSERT_TRUE(note({{one, "", "a"}, {two, "", "b"}}));
    ASSERT_TRUE(note({{one, "a", "theirs"}, {two, "b", "b"}}));
    EXPECT_TRUE(note({{one, "a", "a"}, {two, "b", "mine"}}).value());
    EXPECT_EQ(value(one), "theirs");
    EXPECT_EQ(value(two), "mine");
    const auto both = note({{one, "a", "mine"}, {two, "mine", "more"}});
    ASSERT_FALSE(both);
    EXPECT_EQ(both.error().code, "customer.both_changed");
    ASSERT_EQ(both.error().fields.size(), 1u);
    EXPECT_EQ(both.error().fields[0].field, "custom_" + base::to_text(one));
    EXPECT_EQ(value(two), "mine") << "nothing of it is saved";
    EXPECT_FALSE(note({{one, "a", "theirs"}}).value()) << "both typed the same";
}

TEST_P(CustomFields, AreChangedByThoseAloneWhomTheyAreFor) {
    const auto id = create({.label = {"Credit", {}}, .seen_by = Circle::owners}).value();
    const auto refused = note({{id, "", "poor"}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "custom_field.not_yours");
    fresh
        ->write([&](db::Tx& tx) {
            return change_custom_values(
                tx, context, salon, anna, {{id, "", "poor"}},
                [](const CustomField& field) { return field.is_changed_by(Circle::owners); }, false, staff);
        })
        .value();
    EXPECT_EQ(told_last(), "Customer fields: - -> Credit: changed");
}

TEST_P(CustomFields, MayNotBeEmptiedByCustomersWhereTheyAreRequired) {
    const auto id = create({.label = {"Number", {}}, .required = true}).value();
    EXPECT_EQ(field_of(note({{id, {}, ""}}, true)), "custom_" + base::to_text(id) + " field.required");
    EXPECT_FALSE(note({{id, {}, ""}}).value());
}

TEST_P(CustomFields, AreFilledInByWhoBooksAndNeverChanged) {
    const auto asked = create({.label = {"Size", {}}, .asked_online = true}).value();
    const auto second = create({.label = {"Shade", {}}, .asked_online = true}).value();
    const auto inner = made("Inner");
    ASSERT_TRUE(note({{asked, "", "42"}}));
    const CustomValues given{{asked, "13"}, {second, "red"}, {inner, "sneaked"}};
    fresh->write([&](db::Tx& tx) { tell_custom_values(tx, context, salon, anna, given, {}); });
    EXPECT_EQ(values(), (CustomValues{{asked, "42"}}));
    EXPECT_EQ(log(anna.value).back().type, "customer.custom_given");
    EXPECT_EQ(told_last(), "Customer fields: - -> Size: 13; Shade: red");
    fresh->write([&](db::Tx& tx) { fill_in_custom_values(tx, context, salon, anna, given, {}); });
    EXPECT_EQ(values(), (CustomValues{{asked, "42"}, {second, "red"}}));
}

TEST_P(CustomFields, GoWithWhatIsNotedInThem) {
    const auto size = made("Size"), colour = made("Colour", Kind::choice);
    const auto field = find(colour);
    ASSERT_TRUE(note({{size, "", "42"}, {colour, "", field.options[0].key}}));
    const auto had = fresh->write([&](db::Tx& tx) { return delete_custom_field(tx, context, salon, size, staff); });
    EXPECT_EQ(had.value(), 1);
    EXPECT_EQ(log(size.value).back().type, "custom_field.deleted");
    EXPECT_EQ(values().size(), 1u);
    EXPECT_EQ(note({{size, "", "43"}}).value(), false) << "what is gone is left alone";
    auto typed = field;
    typed.options[0].name = {};
    EXPECT_EQ(field_of(change(typed)), "options extra_field.options_missing");
}

TEST_P(CustomFields, TakeAnOptionOffThoseWhoHaveIt) {
    CustomField draft{.kind = Kind::choice, .label = {"Colour", {}}};
    for (const auto* name : {"Red", "Blue", "Green"}) draft.options.push_back({"", {name, {}}});
    const auto id = create(draft).value();
    auto typed = find(id);
    ASSERT_TRUE(note({{id, "", typed.options[0].key}}));
    typed.options[0].name.fallback.clear();
    ASSERT_TRUE(change(typed));
    EXPECT_TRUE(values().empty());
    EXPECT_EQ(find(id).options.size(), 2u);
    EXPECT_EQ(change(typed).error().code, "custom_field.changed_meanwhile");
    const auto gone = fresh->write([&](db::Tx& tx) { return delete_custom_field(tx, context, other, id, staff); });
    EXPECT_FALSE(gone) << "another business's";
}

TEST_P(CustomFields, AreTakenAlongAndBroughtBackByADeletion) {
    const auto size = made("Size"), shade = made("Shade");
    ASSERT_TRUE(note({{size, "", "42"}, {shade, "", "red"}}));
    const auto& parts = personal::deletion_parts(registry);
    const auto part = std::ranges::find(parts, "custom_fields", &personal::DeletionPart::name);
    ASSERT_NE(part, parts.end());
    const auto kept = fresh->write([&](db::Tx& tx) { return part->take(tx, clock.now(), salon, anna); });
    EXPECT_TRUE(values().empty());
    const auto had = fresh->write([&](db::Tx& tx) { return delete_custom_field(tx, context, salon, shade, staff); });
    EXPECT_EQ(had.value(), 0);
    fresh->write([&](db::Tx& tx) { return part->restore(tx, salon, anna, kept, true); }).value();
    EXPECT_EQ(values(), (CustomValues{{size, "42"}}));
}

TEST_P(CustomFields, AreInWhatIsToldOfACustomerAndErased) {
    ASSERT_TRUE(note({{made("Member", Kind::yes_no), "", "yes"}}));
    const auto& parts = personal::parts(registry);
    const auto part = std::ranges::find(parts, "custom_fields", &personal::Part::name);
    ASSERT_NE(part, parts.end());
    const personal::Subject subject{.business = salon, .customer = anna};
    const auto files = fresh->read([&](db::Session& session) { return part->files(session, clock, subject); });
    ASSERT_EQ(files.size(), 1u);
    EXPECT_EQ(nlohmann::json::parse(files[0].second), nlohmann::json::parse(R"([{"name": "Member", "value": "Yes"}])"));
    fresh->write([&](db::Tx& tx) { part->erase(tx, {clock, registry, subject, staff}); });
    EXPECT_TRUE(values().empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, CustomFields, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace customers
