-- Whom customers of a business may sign in by: Google, Facebook, any OpenID Connect provider. sealed_secret: the secret
-- of our client there, under the installation's key; empty: it has none.
create table identity_providers (
    business_id bigint not null,
    id bigint not null,
    kind text not null,
    name text not null,
    issuer text not null,
    client_id text not null,
    sealed_secret text not null default '',
    enabled integer not null default 0,
    created_at bigint not null,
    constraint identity_providers_pkey primary key (business_id, id),
    constraint identity_providers_business foreign key (business_id) references businesses (id),
    constraint identity_providers_kind check (kind in ('google', 'facebook', 'openid')),
    constraint identity_providers_enabled check (enabled in (0, 1))
);
create unique index identity_providers_issuer on identity_providers (business_id, issuer);

-- Who the holder of an account is at a provider. email: the address there, for showing alone.
create table account_identities (
    business_id bigint not null,
    id bigint not null,
    account_id bigint not null,
    issuer text not null,
    subject text not null,
    email text not null default '',
    linked_at bigint not null,
    used_at bigint,
    constraint account_identities_pkey primary key (business_id, id),
    constraint account_identities_account foreign key (business_id, account_id) references accounts (business_id, id)
);
create unique index account_identities_subject on account_identities (business_id, issuer, subject);
create index account_identities_of_account on account_identities (business_id, account_id);
