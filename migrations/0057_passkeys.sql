-- Passkeys of customers and of staff. credential_id: in base 64; public_key: COSE, in base 64. counter: of uses, where the
-- device counts them.
create table account_passkeys (
    business_id bigint not null,
    id bigint not null,
    account_id bigint not null,
    name text not null,
    credential_id text not null,
    public_key text not null,
    counter bigint not null default 0,
    synced integer not null default 0,
    created_at bigint not null,
    used_at bigint,
    constraint account_passkeys_pkey primary key (business_id, id),
    constraint account_passkeys_account foreign key (business_id, account_id) references accounts (business_id, id),
    constraint account_passkeys_synced check (synced in (0, 1))
);
create unique index account_passkeys_credential on account_passkeys (business_id, credential_id);
create index account_passkeys_of_account on account_passkeys (business_id, account_id);

create table staff_passkeys (
    business_id bigint not null,
    id bigint not null,
    staff_member_id bigint not null,
    name text not null,
    credential_id text not null,
    public_key text not null,
    counter bigint not null default 0,
    synced integer not null default 0,
    created_at bigint not null,
    used_at bigint,
    constraint staff_passkeys_pkey primary key (business_id, id),
    constraint staff_passkeys_login foreign key (business_id, staff_member_id)
        references staff_logins (business_id, staff_member_id),
    constraint staff_passkeys_synced check (synced in (0, 1))
);
create unique index staff_passkeys_credential on staff_passkeys (business_id, credential_id);
create index staff_passkeys_of_member on staff_passkeys (business_id, staff_member_id);

-- What a browser was asked to sign, hashed, until it was: each is good once. purpose: what it was made for, and for whom.
create table passkey_challenges (
    business_id bigint not null,
    challenge_hash text not null,
    purpose text not null,
    expires_at bigint not null,
    constraint passkey_challenges_pkey primary key (business_id, challenge_hash),
    constraint passkey_challenges_business foreign key (business_id) references businesses (id)
);
create index passkey_challenges_by_end on passkey_challenges (expires_at);
