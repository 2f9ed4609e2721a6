// What messages say of the customer whom they are about, and of who looks after them.
#include "notify/adaptor.h"

namespace notify {
namespace {

using i18n::Language;
using i18n::words;

class Customer : public Adaptor {
public:
    std::vector<Placeholder> placeholders() const override {
        return {
            {.name = "customer_name", .words = [](Language l) { return words(l, "The customer's first name"); }},
            {.name = "customer_full_name", .words = [](Language l) { return words(l, "The customer's full name"); }},
            {.name = "customer_email", .words = [](Language l) { return words(l, "The customer's e-mail address"); }},
        };
    }

    void complete(db::Session& session, const Subject& subject, Facts& facts) const override {
        if (!subject.customer_id) return;
        const auto business = facts.business().id;
        facts.customer = customers::find(session, business, *subject.customer_id);
        const auto& account = facts.account;
        if (facts.customer && account && facts.customer->email.value_or("").empty() &&
            account->customer_id != facts.customer->id)
            facts.guardian = customers::find(session, business, account->customer_id);
    }

    void invent(db::Session&, Facts& facts, Language language) const override {
        if (!facts.customer) {
            auto& customer = facts.customer.emplace();
            customer.name = "Kim";
            customer.surname = "Berg";
            customer.email = "kim@example.com";
            customer.language = i18n::tag(language);
        }
        if (!facts.account) {
            facts.account.emplace();
            facts.account->email = facts.customer->email.value_or("kim@example.com");
        }
        facts.account->allowed = true;
        facts.registration.emplace(accounts::PendingRegistration{facts.customer->name, facts.customer->surname,
                                                                 facts.customer->email.value_or(""),
                                                                 std::string(i18n::tag(language))});
    }

    void fill(engine::Scope& scope, const Speaker& speaker, const Secrets&) const override {
        const auto& facts = speaker.facts;
        if (facts.customer) {
            const auto& reader = facts.booking && facts.guardian ? *facts.guardian : *facts.customer;
            scope.set("customer_name", sayable_name(reader.name))
                .set("customer_full_name", sayable_name(reader.full_name()))
                .set("customer_email", reader.email.value_or(""));
        } else if (facts.registration) {
            const auto& who = *facts.registration;
            scope.set("customer_name", sayable_name(who.name))
                .set("customer_full_name", sayable_name(base::full_name(who.name, who.surname)))
                .set("customer_email", who.email);
        }
    }
};

}  // namespace

std::unique_ptr<const Adaptor> about_customer() { return std::make_unique<Customer>(); }

}  // namespace notify
