#include "accounts/profile.h"

#include "accounts/test_salon.h"

namespace accounts {
namespace {

class CustomersProfile : public testing::TestWithParam<db::Engine> {
protected:
    customers::Customer record() {
        return salon.read([&](db::Session& session) {
            return *customers::find(session, salon.id, find(session, salon.id, anna)->customer_id);
        });
    }
    // As the form shows it, before anything else is typed.
    Profile shown() {
        const auto stored = record();
        return {.name = stored.name,
                .surname = stored.surname,
                .email = stored.email.value_or(""),
                .phone = stored.phone,
                .country = "NO",
                .language = {},
                .date_of_birth = stored.date_of_birth,
                .remind_by_email = stored.reminders.email};
    }
    Result<bool> save(const Profile& profile, std::optional<std::int64_t> version = {},
                      const std::vector<FieldError>& wrong = {}) {
        return salon.write([&](db::Tx& tx) {
            auto business = *businesses::find(tx, salon.id);
            business.customer.surname_field = surname_field;
            return update_profile(tx, salon.context, business, anna, profile, version, wrong);
        });
    }
    std::string refused(const Profile& profile, const std::vector<FieldError>& wrong = {}) {
        const auto saved = save(profile, {}, wrong);
        if (saved) return "fine";
        std::string out = saved.error().code;
        for (const auto& field : saved.error().fields) out += " " + field.field + ":" + field.code;
        return out;
    }

    Salon salon{GetParam()};
    AccountId anna = salon.settled("anna@example.com", "laptop");
    businesses::FieldRule surname_field = businesses::FieldRule::optional;
};
INSTANTIATE_TEST_SUITE_P(Engines, CustomersProfile, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(CustomersProfile, IsChangedByThemAndNothingElseOfTheRecordIs) {
    salon.write([&](db::Tx& tx) { tx.execute("update customers set note = 'Likes tea', gender = 'female'"); });
    auto typed = shown();
    typed.name = "Anne";
    typed.phone = "412 00 000";
    typed.remind_by_email = false;
    EXPECT_EQ(save(typed), false) << "no other address was asked for";
    EXPECT_EQ(record().full_name(), "Anne Berg");
    EXPECT_EQ(record().phone, "+4741200000");
    EXPECT_EQ(record().note, "Likes tea");
    EXPECT_EQ(record().gender, "female");
    EXPECT_EQ(record().language, "nb");
    EXPECT_FALSE(record().reminders.email);
    EXPECT_EQ(salon.count_of("customer.changed"), 1);
}

TEST_P(CustomersProfile, LeavesRecordAndLoginAtTheirAddressUntilTheNewOneIsConfirmed) {
    auto typed = shown();
    typed.name = "Anne";
    typed.email = "new@example.com";
    EXPECT_EQ(refused(typed), "form.invalid current_password:account.password_needed");
    EXPECT_EQ(record().name, "Anna") << "nothing is saved in part";
    typed.may_change_email = true;
    EXPECT_EQ(save(typed), true);
    EXPECT_EQ(record().name, "Anne");
    EXPECT_EQ(record().email, "anna@example.com");
    EXPECT_EQ(salon.account(anna).email, "anna@example.com");
    EXPECT_EQ(salon.count_of("registration.asked"), 1);
    EXPECT_EQ(salon.count_of("account.email_changed"), 0);
}

TEST_P(CustomersProfile, KeepsTheAddressThatStaffChangedMeanwhile) {
    const auto typed = shown();
    const auto stored = record();
    salon.write([&](db::Tx& tx) {
        auto changes = customers::changes_of(stored);
        changes.email = "staff@example.com";
        CHECK(update_record(tx, salon.context, salon.id, "NO", stored.id, changes, {}, false,
                            {activity::ActorKind::staff, 1}));
    });
    EXPECT_EQ(refused(typed), "form.invalid current_password:account.password_needed");
    EXPECT_EQ(record().email, "staff@example.com");
    EXPECT_EQ(salon.account(anna).email, "staff@example.com") << "the login followed the record";
}

TEST_P(CustomersProfile, SaysAllThatIsWrongAtOnce) {
    auto typed = shown();
    surname_field = businesses::FieldRule::required;
    typed.surname = "";
    typed.email = "anna";
    typed.phone = "none";
    EXPECT_EQ(refused(typed, {{"date_of_birth", "field.date", {}}}),
              "form.invalid date_of_birth:field.date email:field.email surname:field.required phone:field.phone");
    typed = shown();
    typed.surname = "";
    surname_field = businesses::FieldRule::optional;
    EXPECT_EQ(refused(typed), "fine");
    typed.email = "";
    EXPECT_EQ(refused(typed), "form.invalid email:field.required");
    EXPECT_EQ(save(shown(), record().version - 1).error().code, "customer.changed_meanwhile");
}

}  // namespace
}  // namespace accounts
