#include "privacy/erasure.h"

#include "accounts/account.h"
#include "db/db.h"
#include "privacy/everybody.h"

namespace privacy {
namespace {

// Messages to the customer, and those to the addresses that they had, such as before they were a customer.
constexpr std::string_view kTheirMessages = R"sql(
    business_id = :business and (customer_id = :customer or address_key in (
        select email_key from customers where business_id = :business and id = :customer and email_key is not null
        union
        select a.email_key from accounts a
        join account_customers s on s.business_id = a.business_id and s.account_id = a.id and s.relation = 'self'
        where s.business_id = :business and s.customer_id = :customer)))sql";

void erase_messages(db::Tx& tx, Instant now, BusinessId business, CustomerId customer) {
    tx.execute(fmt::format("update messages set state = 'dropped', why = 'no_account', finished_at = :now, "
                           "leased_until = null where state in ('waiting', 'sending') and {}",
                           kTheirMessages),
               now, business, customer);
    tx.execute(fmt::format("update messages set recipient_name = '', address = '', address_key = '', subject = '', "
                           "html = '', text = '', reply = '', why_values = '[]', password_hash = null where {}",
                           kTheirMessages),
               business, customer);
    tx.execute("update workflow_runs set why_values = '[]' where business_id = :business and customer_id = :customer",
               business, customer);
}

void erase_archives(db::Tx& tx, BusinessId business, CustomerId customer) {
    tx.execute("delete from archive_pieces where business_id = :business and archive_id in "
               "(select id from archives where business_id = :business and customer_id = :customer)",
               business, customer);
    tx.execute("delete from archives where business_id = :business and customer_id = :customer", business, customer);
}

// Links to registrations that go with the account, by the addresses that they were sent to.
void erase_links(db::Tx& tx, BusinessId business, CustomerId customer) {
    tx.execute("delete from one_time_links where business_id = :business and email_key in "
               "(select email_key from customers where business_id = :business and id = :customer)",
               business, customer);
}

}  // namespace

void erase(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId customer,
           events::Actor actor) {
    // As long as the addresses are known.
    erase_messages(tx, context.clock.now(), business, customer);
    erase_links(tx, business, customer);
    erase_archives(tx, business, customer);
    tx.execute("update bookings set given_name = '', given_surname = '', given_email = '', given_phone = '', note = '' "
               "where business_id = :business and customer_id = :customer",
               business, customer);
    accounts::erase(tx, {context.clock, context.registry}, business, customer, actor);
    customers::anonymise(tx, context, business, customer, actor);
    everybody::forget(tx, business, customer);
}

}  // namespace privacy
