-- Who works there, when, and how staff sign in.

create table staff_members (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    email text not null default '',
    role text not null,
    constraint staff_members_pkey primary key (business_id, id),
    constraint staff_members_business foreign key (business_id) references businesses (id),
    constraint staff_members_role check (role in ('owner', 'manager', 'receptionist', 'provider'))
);

-- What can be taken: a provider or a resource, under the same id. `version` grows with every change of what is taken of it;
-- raising it is also the lock that bookings of it wait for.
create table occupants (
    business_id bigint not null,
    id bigint not null,
    quantity integer not null default 1,
    version bigint not null default 1,
    constraint occupants_pkey primary key (business_id, id),
    constraint occupants_business foreign key (business_id) references businesses (id),
    constraint occupants_quantity check (quantity between 1 and 1000)
);

-- A staff member who can be booked; the same id as the staff member and the occupant.
create table providers (
    business_id bigint not null,
    id bigint not null,
    title text not null default '',
    translations text not null default '{}',
    location_id bigint,
    bookable integer not null default 1,
    position integer not null default 0,
    constraint providers_pkey primary key (business_id, id),
    constraint providers_staff_member foreign key (business_id, id) references staff_members (business_id, id),
    constraint providers_occupant foreign key (business_id, id) references occupants (business_id, id),
    constraint providers_location foreign key (business_id, location_id) references locations (business_id, id),
    constraint providers_bookable check (bookable in (0, 1))
);

-- Minutes after midnight of the weekday; openings may go past midnight, and breaks with them. Without a location: at the
-- provider's own, or at every one. They hold in every n-th week, counted from the stated Monday both ways, from the day
-- valid_from to the day valid_to, both included. Days are counted from 1970-01-01.
create table weekly_hours (
    business_id bigint not null,
    id bigint not null,
    provider_id bigint not null,
    weekday integer not null,
    from_minute integer not null,
    to_minute integer not null,
    is_break integer not null default 0,
    location_id bigint,
    every_weeks integer not null default 1,
    monday integer not null default 4,
    valid_from integer,
    valid_to integer,
    constraint weekly_hours_pkey primary key (business_id, id),
    constraint weekly_hours_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint weekly_hours_weekday check (weekday between 1 and 7),
    constraint weekly_hours_minutes check (0 <= from_minute and from_minute < to_minute and to_minute <= 2880
        and (is_break = 1 or (from_minute < 1440 and to_minute - from_minute <= 1440))),
    constraint weekly_hours_is_break check (is_break in (0, 1)),
    constraint weekly_hours_location foreign key (business_id, location_id) references locations (business_id, id),
    constraint weekly_hours_every_weeks check (every_weeks between 1 and 52),
    constraint weekly_hours_monday check ((monday - 4) % 7 = 0),
    constraint weekly_hours_valid check (valid_from <= valid_to)
);
create index weekly_hours_of_provider on weekly_hours (business_id, provider_id);

-- Without a provider: a holiday of the whole business.
create table days_off (
    business_id bigint not null,
    id bigint not null,
    provider_id bigint,
    first_day integer not null,
    last_day integer not null,
    reason text not null default '',
    constraint days_off_pkey primary key (business_id, id),
    constraint days_off_business foreign key (business_id) references businesses (id),
    constraint days_off_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint days_off_order check (first_day <= last_day)
);
create index days_off_by_day on days_off (business_id, last_day);

-- A day with hours of its own instead of the week's, one row for each opening; minutes and location as in the week's.
create table special_days (
    business_id bigint not null,
    id bigint not null,
    provider_id bigint not null,
    day integer not null,
    from_minute integer not null,
    to_minute integer not null,
    location_id bigint,
    constraint special_days_pkey primary key (business_id, id),
    constraint special_days_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint special_days_minutes check (0 <= from_minute and from_minute < 1440 and from_minute < to_minute
        and to_minute - from_minute <= 1440),
    constraint special_days_location foreign key (business_id, location_id) references locations (business_id, id)
);
create index special_days_by_day on special_days (business_id, day);

-- totp_step is the last one used, so no code works twice.
create table staff_logins (
    business_id bigint not null,
    staff_member_id bigint not null,
    email text not null,
    email_key text not null,
    password_hash text,
    totp_secret text,
    totp_pending text,
    totp_confirmed_at bigint,
    totp_step bigint not null default 0,
    created_at bigint not null,
    last_sign_in_at bigint,
    last_sign_in_address text not null default '',
    constraint staff_logins_pkey primary key (business_id, staff_member_id),
    constraint staff_logins_member foreign key (business_id, staff_member_id) references staff_members (business_id, id)
);
create unique index staff_logins_email on staff_logins (business_id, email_key);

create table staff_recovery_codes (
    business_id bigint not null,
    staff_member_id bigint not null,
    code_hash text not null,
    used_at bigint,
    constraint staff_recovery_codes_pkey primary key (business_id, staff_member_id, code_hash),
    constraint staff_recovery_codes_login foreign key (business_id, staff_member_id)
        references staff_logins (business_id, staff_member_id)
);

-- Links by which staff choose a new password; apart from customers' links, so that neither opens what the other does.
create table staff_links (
    business_id bigint not null,
    id bigint not null,
    staff_member_id bigint not null,
    email_key text not null,
    token_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    constraint staff_links_pkey primary key (business_id, id),
    constraint staff_links_login foreign key (business_id, staff_member_id)
        references staff_logins (business_id, staff_member_id)
);
create unique index staff_links_token on staff_links (business_id, token_hash);
create index staff_links_of_member on staff_links (business_id, staff_member_id);
create index staff_links_by_end on staff_links (expires_at);

-- passed_totp: 0 while the second factor is still asked for.
create table staff_sessions (
    business_id bigint not null,
    id bigint not null,
    staff_member_id bigint not null,
    token_hash text not null,
    device_hash text not null,
    passed_totp integer not null,
    user_agent text not null default '',
    address text not null default '',
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    constraint staff_sessions_pkey primary key (business_id, id),
    constraint staff_sessions_login foreign key (business_id, staff_member_id)
        references staff_logins (business_id, staff_member_id),
    constraint staff_sessions_passed_totp check (passed_totp in (0, 1))
);
create unique index staff_sessions_token on staff_sessions (business_id, token_hash);
create index staff_sessions_of_member on staff_sessions (business_id, staff_member_id);
create index staff_sessions_by_end on staff_sessions (expires_at);
