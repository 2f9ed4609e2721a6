#include "customers/custom_values.h"
#include "office/customers/customers.h"
#include "office/frame/test_office.h"

namespace office::test {
namespace {

using customers::CustomField;

class OfficeCustomFields : public OfficeTest {
protected:
    OfficeCustomFields() {
        anna = world.db().write(
            [&](db::Tx& tx) { return customers::join(tx, business(), world.clock, world.anna).customer.id; });
        as_owner();
    }
    std::string settings(const std::string& rest = {}) const { return office("/settings/customer-fields" + rest); }
    std::string at(const std::string& rest = {}) const { return office("/customers/" + base::to_text(anna) + rest); }
    std::string id() const { return base::to_text(anna); }
    std::vector<CustomField> all() {
        return world.db().read(
            [&](db::Session& reading) { return customers::list_custom_fields(reading, business()); });
    }
    CustomField add(CustomField field) {
        return world.db().write([&](db::Tx& tx) {
            field.id = customers::create_custom_field(tx, {world.clock, world.registry}, business(), field, {}).value();
            return field;
        });
    }
    customers::CustomValues values() {
        return world.db().read(
            [&](db::Session& reading) { return customers::custom_values_of(reading, business(), anna); });
    }
    Pairs details() { return form_of(*get(customer_details, at("/details"), id()).body, at("/details")); }
    http::Response save(const Pairs& form) { return post(update_customer, at("/details"), form, id()); }

    CustomerId anna;
};

TEST_P(OfficeCustomFields, AreDescribedInTheSettings) {
    auto page = get(custom_fields, settings());
    EXPECT_TRUE(shows(page, "Shoe size, insurance number"));
    const auto form = with(form_of(*page.body, settings()), "label_nb", "Favourite <colour>");
    const auto wrong = post(add_custom_field, settings(), with(form, "kind", "choice"));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "Write at least two options."));
    const auto made =
        post(add_custom_field, settings(), with(with(form, "kind", "choice"), "option_lines", "Red\r\nBlue\r\n"));
    ASSERT_EQ(made.status, 303) << *made.body;
    ASSERT_EQ(all().size(), 1u);
    const auto field = all().front();
    ASSERT_EQ(field.options.size(), 2u);
    const auto path = settings("/" + base::to_text(field.id));
    page = get(custom_field, path, base::to_text(field.id));
    EXPECT_TRUE(shows(page, "Favourite &lt;colour&gt;"));
    EXPECT_TRUE(shows(page, "No customer has anything in it."));
    const auto typed = with(with(form_of(*page.body, path), "in_profile", "yes"), "seen_by", "everybody");
    EXPECT_EQ(post(save_custom_field, path, typed, base::to_text(field.id)).status, 303);
    EXPECT_TRUE(all().front().in_profile);
    EXPECT_EQ(all().front().seen_by, customers::Circle::everybody);
    EXPECT_EQ(post(save_custom_field, path, typed, base::to_text(field.id)).status, 409) << "drawn of an older one";
    EXPECT_TRUE(shows(get(custom_fields, settings()), "in the profile"));
}

TEST_P(OfficeCustomFields, AreMovedAndDeletedWithWhatIsNoted) {
    const auto one = add({.label = {"One", {}}}), two = add({.label = {"Two", {}}});
    const auto page = get(custom_fields, settings());
    EXPECT_TRUE(shows(page, "aria-label=\"Move down: One\""));
    auto order = form_of(*page.body, settings("/order"));
    order = with(order, "move", fmt::format("{} - - DOWN", base::to_text(one.id)));
    EXPECT_EQ(post(move_custom_field, settings("/order"), order).status, 303);
    EXPECT_EQ(all().front().id, two.id);
    ASSERT_EQ(save(with(details(), one.form_name(), "42")).status, 303);
    const auto path = settings("/" + base::to_text(one.id));
    const auto sure = get(custom_field, path, base::to_text(one.id));
    EXPECT_TRUE(shows(sure, "What is noted in it of 1 customer goes with it, for good."));
    EXPECT_EQ(
        post(delete_custom_field, path + "/deletion", form_of(*sure.body, path + "/deletion"), base::to_text(one.id))
            .status,
        303);
    EXPECT_EQ(all().size(), 1u);
    EXPECT_TRUE(values().empty());
}

TEST_P(OfficeCustomFields, AreChangedWithTheDetailsAndShownOnThePage) {
    const auto size = add({.kind = CustomField::Kind::number, .label = {"Shoe size", {}}});
    const auto bad = save(with(details(), size.form_name(), "large"));
    EXPECT_EQ(bad.status, 422);
    EXPECT_TRUE(shows(bad, "Write a number, such as 42 or 1.5."));
    EXPECT_TRUE(shows(bad, "value=\"large\""));
    ASSERT_EQ(save(with(with(details(), size.form_name(), "42,5"), "city", "Oslo")).status, 303);
    EXPECT_EQ(values()[size.id], "42.5");
    const auto page = get(office::customer, at(), id());
    EXPECT_TRUE(shows(page, "Shoe size"));
    EXPECT_TRUE(shows(page, "42.5"));
    EXPECT_TRUE(shows(get(customer_log, at("/changes"), id()), "Shoe size: 42.5"));
    const auto fresh = get(new_customer, office("/customers/new"));
    auto form = form_of(*fresh.body, office("/customers/new"));
    form = with(with(with(form, "name", "Dora"), "language", "en"), size.form_name(), "38");
    const auto made = post(create_customer, office("/customers/new"), form);
    ASSERT_EQ(made.status, 303);
}

TEST_P(OfficeCustomFields, AreMergedWhereTwoChangeThem) {
    const auto size = add({.label = {"Shoe size", {}}}), shade = add({.label = {"Shade", {}}});
    const auto drawn = details();
    ASSERT_EQ(save(with(drawn, size.form_name(), "42")).status, 303);
    ASSERT_EQ(save(with(drawn, shade.form_name(), "red")).status, 303);
    EXPECT_EQ(values(), (customers::CustomValues{{size.id, "42"}, {shade.id, "red"}}));
    const auto both = save(with(drawn, size.form_name(), "43"));
    ASSERT_EQ(both.status, 409);
    EXPECT_TRUE(shows(both, "What somebody else has just saved"));
    EXPECT_EQ(values()[size.id], "42");
    auto again = form_of(*both.body, at("/details"));
    EXPECT_EQ(save(again).status, 422) << "none of them is chosen";
    again = with(again, "choice_" + size.form_name(), "mine");
    EXPECT_EQ(save(again).status, 303);
    EXPECT_EQ(values(), (customers::CustomValues{{size.id, "43"}, {shade.id, "red"}}));
}

TEST_P(OfficeCustomFields, AreForThoseAloneWhomTheyAreFor) {
    const auto credit = add({.label = {"Credit limit", {}}, .seen_by = customers::Circle::owners});
    ASSERT_EQ(save(with(details(), credit.form_name(), "4711")).status, 303);
    EXPECT_TRUE(shows(get(office::customer, at(), id()), "4711"));
    hire("Kari", "kari@example.com", businesses::Role::manager);
    ASSERT_EQ(sign_in_as("kari@example.com").status, 303);
    EXPECT_FALSE(shows(get(office::customer, at(), id()), "4711"));
    EXPECT_FALSE(shows(get(customer_details, at("/details"), id()), "Credit limit"));
    EXPECT_FALSE(shows(get(customer_log, at("/changes"), id()), "4711"));
    ASSERT_EQ(save(with(details(), credit.form_name(), "0")).status, 303) << "what was not asked for is not read";
    EXPECT_EQ(values()[credit.id], "4711");
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeCustomFields, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
