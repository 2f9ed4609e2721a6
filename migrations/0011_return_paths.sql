-- Where somebody who asked for a mailed link, or registered, wants to go on: service, provider and time that were chosen
-- before (FEATURES 1.18). By a hash of the address typed, whether it is known or not.
create table return_paths (
    business_id bigint not null,
    key_hash text not null,
    path text not null,
    expires_at bigint not null,
    constraint return_paths_pkey primary key (business_id, key_hash),
    constraint return_paths_business foreign key (business_id) references businesses (id)
);
create index return_paths_by_end on return_paths (expires_at);

-- When whoever holds the account agreed that the business keeps their details: it is asked once. A guest's consent says
-- nothing about the account, since anybody may have typed its address.
alter table accounts add column consent_at bigint;
update accounts set consent_at = (
    select min(b.consent_at) from bookings b
    join account_customers s on s.business_id = b.business_id and s.customer_id = b.customer_id and s.relation = 'self'
    where s.business_id = accounts.business_id and s.account_id = accounts.id and b.customer_verified = 1);
