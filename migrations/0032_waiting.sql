-- Who waits for a time of a service to become free, and what they were offered.

-- provider_id, location_id: null: any. first_day..last_day, both included, in the business's zone. weekdays: Monday is 1, Tuesday
-- 2, ... Sunday 64, added up; parts: morning 1, afternoon 2, evening 4. from_minute..until_minute: of the day on the wall, when the
-- appointment may begin. unanswered: offers that ran out one after the other. why: of what ended, a code. consent_at: that
-- their details are kept.
create table waiting_entries (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    service_id bigint not null,
    provider_id bigint,
    location_id bigint,
    first_day integer not null,
    last_day integer not null,
    weekdays integer not null,
    parts integer not null,
    from_minute integer not null,
    until_minute integer not null,
    state text not null,
    why text not null default '',
    unanswered integer not null default 0,
    created_at bigint not null,
    changed_at bigint not null,
    consent_at bigint,
    constraint waiting_entries_pkey primary key (business_id, id),
    constraint waiting_entries_customer foreign key (business_id, customer_id) references customers (business_id, id)
        on delete cascade,
    constraint waiting_entries_service foreign key (business_id, service_id) references services (business_id, id)
        on delete cascade,
    constraint waiting_entries_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint waiting_entries_location foreign key (business_id, location_id) references locations (business_id, id)
        on delete cascade,
    constraint waiting_entries_days check (first_day <= last_day),
    constraint waiting_entries_weekdays check (weekdays between 1 and 127),
    constraint waiting_entries_parts check (parts between 1 and 7),
    constraint waiting_entries_minutes check (0 <= from_minute and from_minute < until_minute and until_minute <= 1440),
    constraint waiting_entries_state check (state in ('waiting', 'offered', 'booked', 'left', 'expired'))
);
-- open: who waits, in the order in which they came; of all businesses, for the sweep.
create index waiting_entries_open on waiting_entries (business_id, created_at, id)
    where state in ('waiting', 'offered');
create index waiting_entries_of_customer on waiting_entries (business_id, customer_id);
create index waiting_entries_of_service on waiting_entries (business_id, service_id);
create index waiting_entries_of_location on waiting_entries (business_id, location_id);

-- A time that is kept for one of them alone. appointment_id: of the hold that keeps it, which goes with the offer. expires_at: by
-- the database's clock. booking_id: what was booked with it.
create table waiting_offers (
    business_id bigint not null,
    id bigint not null,
    entry_id bigint not null,
    customer_id bigint not null,
    service_id bigint not null,
    provider_id bigint not null,
    location_id bigint,
    starts_at bigint not null,
    ends_at bigint not null,
    appointment_id bigint not null,
    state text not null,
    created_at bigint not null,
    expires_at bigint not null,
    answered_at bigint,
    booking_id bigint,
    constraint waiting_offers_pkey primary key (business_id, id),
    constraint waiting_offers_entry foreign key (business_id, entry_id) references waiting_entries (business_id, id)
        on delete cascade,
    constraint waiting_offers_span check (starts_at < ends_at),
    constraint waiting_offers_expiry check (created_at < expires_at),
    constraint waiting_offers_state check (state in ('open', 'accepted', 'declined', 'expired', 'withdrawn'))
);
create index waiting_offers_of_entry on waiting_offers (business_id, entry_id);
-- Who waits has one open offer at a time, and nobody is offered one place twice.
create unique index waiting_offers_one_each on waiting_offers (business_id, entry_id) where state = 'open';
create unique index waiting_offers_once on waiting_offers (business_id, customer_id, provider_id, starts_at)
    where state <> 'withdrawn';
create index waiting_offers_of_customer on waiting_offers (business_id, customer_id, provider_id, starts_at);
create index waiting_offers_by_expiry on waiting_offers (expires_at) where state = 'open';

-- By which somebody without a login comes to what they wait for.
create table waiting_links (
    business_id bigint not null,
    token_hash text not null,
    entry_id bigint not null,
    created_at bigint not null,
    constraint waiting_links_pkey primary key (business_id, token_hash),
    constraint waiting_links_entry foreign key (business_id, entry_id) references waiting_entries (business_id, id)
        on delete cascade
);
create index waiting_links_of_entry on waiting_links (business_id, entry_id);

-- For how many minutes an offer of the waiting list is kept, and between which hours of the day offers are made and run out.
alter table customer_settings
    add column offer_minutes integer not null default 60
        constraint customer_settings_offer_minutes check (offer_minutes between 5 and 1440);
alter table customer_settings
    add column offers_from_hour integer not null default 8
        constraint customer_settings_offers_from_hour check (offers_from_hour between 0 and 23);
alter table customer_settings
    add column offers_until_hour integer not null default 21
        constraint customer_settings_offers_until_hour check (offers_until_hour between 1 and 24);

-- Businesses that are there already get the workflows that tell of it, as new ones do. Their ids follow those of 0030, smaller than any
-- that the program makes.
insert into message_templates (business_id, id, name, shipped, created_at, changed_at)
select b.id, 6,
    case when b.languages like 'nb%' then 'Venteliste: en ledig tid' when b.languages like 'da%' then 'Venteliste: en ledig tid'
        when b.languages like 'nl%' then 'Wachtlijst: een vrije tijd' when b.languages like 'pt%' then 'Lista de espera: um horário livre'
        else 'Waiting list: a free time' end,
    'time_offered', b.created_at, b.created_at from businesses b
union all select b.id, 7,
    case when b.languages like 'nb%' then 'Venteliste: satt opp' when b.languages like 'da%' then 'Venteliste: skrevet op'
        when b.languages like 'nl%' then 'Wachtlijst: ingeschreven' when b.languages like 'pt%' then 'Lista de espera: inscrição'
        else 'Waiting list: joined' end,
    'waiting_joined', b.created_at, b.created_at from businesses b;
insert into workflows (business_id, id, name, happens, active, created_at, changed_at)
select t.business_id, t.id, t.name, t.shipped, 1, t.created_at, t.changed_at from message_templates t where t.id in (6, 7);
insert into workflow_actions (business_id, id, workflow_id, position, kind, target, template_id)
select t.business_id, t.id, t.id, 0, 'message', 'email', t.id from message_templates t where t.id in (6, 7);
