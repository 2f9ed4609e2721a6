-- Customers who were deleted and can be restored until 30 days later. `kept`: by feature, what restores them; the row in
-- customers says nothing of who it was meanwhile, and nothing finds it.
create table customer_deletions (
    business_id bigint not null,
    customer_id bigint not null,
    deleted_at bigint not null,
    name text not null,
    kept text not null,
    constraint customer_deletions_pkey primary key (business_id, customer_id),
    constraint customer_deletions_customer foreign key (business_id, customer_id) references customers (business_id, id)
);
create index customer_deletions_by_age on customer_deletions (deleted_at);
create index customer_deletions_latest on customer_deletions (business_id, deleted_at, customer_id);
