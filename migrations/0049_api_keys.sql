-- Keys with which other programs of a business use its API. secret_hash: what is behind the last _ of the key, hashed.
-- grants: the areas that it opens, "bookings:read customers:write".
create table api_keys (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    secret_hash text not null,
    grants text not null,
    made_by bigint,
    created_at bigint not null,
    expires_at bigint,
    revoked_at bigint,
    used_at bigint,
    constraint api_keys_pkey primary key (business_id, id),
    constraint api_keys_business foreign key (business_id) references businesses (id),
    constraint api_keys_staff foreign key (business_id, made_by) references staff_members (business_id, id)
);
create index api_keys_by_staff on api_keys (business_id, made_by) where made_by is not null;
