#include "accounts/listed.h"

namespace accounts {

const customers::Condition kMaySignIn{
    "c.email_key is not null and not exists (select 1 from account_customers m "
    "join accounts a on a.business_id = m.business_id and a.id = m.account_id "
    "where m.business_id = c.business_id and m.customer_id = c.id and m.relation = 'self' and a.allowed = 0)"};
const customers::Condition kMayNotSignIn{
    "(c.email_key is null or exists (select 1 from account_customers m "
    "join accounts a on a.business_id = m.business_id and a.id = m.account_id "
    "where m.business_id = c.business_id and m.customer_id = c.id and m.relation = 'self' and a.allowed = 0))"};
const customers::Condition kConsented{
    "exists (select 1 from account_customers m "
    "join accounts a on a.business_id = m.business_id and a.id = m.account_id "
    "where m.business_id = c.business_id and m.customer_id = c.id and m.relation = 'self' "
    "and a.consent_at is not null)"};
const customers::Condition kNotConsented{
    "not exists (select 1 from account_customers m "
    "join accounts a on a.business_id = m.business_id and a.id = m.account_id "
    "where m.business_id = c.business_id and m.customer_id = c.id and m.relation = 'self' "
    "and a.consent_at is not null)"};

}  // namespace accounts
