-- Addresses that owners typed into workflows, other than those that staff sign in with: nothing of a workflow goes there
-- before a reader of the address has agreed by a link that was mailed to it. A row is there while a workflow names the
-- address. token_hash, expires_at: of the newest link, until it is used.
create table notice_addresses (
    business_id bigint not null,
    id bigint not null,
    address text not null,
    address_key text not null,
    asked_at bigint,
    token_hash text,
    expires_at bigint,
    confirmed_at bigint,
    constraint notice_addresses_pkey primary key (business_id, id),
    constraint notice_addresses_business foreign key (business_id) references businesses (id),
    constraint notice_addresses_link check ((token_hash is null) = (expires_at is null))
);
create unique index notice_addresses_once on notice_addresses (business_id, address_key);
create unique index notice_addresses_token on notice_addresses (business_id, token_hash);
