-- Every table of a business leads with business_id, in its primary key and in every foreign key, so that no row can
-- point into another business. Instants are UTC seconds, days are counted from 1970-01-01, minutes of a day from
-- midnight by the wall clock, money is in minor units, switches are 0 or 1.

create table processes (
    number integer not null,
    seen_at bigint not null,
    constraint processes_pkey primary key (number),
    constraint processes_number check (number between 0 and 1023)
);

-- What this installation keeps for itself; today the secret that form tokens and seals are made with.
create table installation (
    name text not null,
    value text not null,
    constraint installation_pkey primary key (name)
);

-- `version` grows with every change of the business's settings, catalogue or schedules.
create table businesses (
    id bigint not null,
    slug text not null,
    name text not null,
    tagline text not null default '',
    translations text not null default '{}',
    address text not null default '',
    phone text not null default '',
    email text not null default '',
    country text not null,
    time_zone text not null,
    currency text not null,
    languages text not null,
    accent_colour text not null,
    listed integer not null default 0,
    privacy_url text not null default '',
    cancellation_policy text not null default '',
    reschedule_rule text not null default 'before',
    reschedule_minutes integer not null default 1440,
    cancel_rule text not null default 'before',
    cancel_minutes integer not null default 1440,
    version bigint not null default 1,
    created_at bigint not null,
    constraint businesses_pkey primary key (id),
    constraint businesses_listed check (listed in (0, 1)),
    constraint businesses_reschedule_rule check (reschedule_rule in ('always', 'never', 'before')),
    constraint businesses_reschedule_minutes check (reschedule_minutes >= 0),
    constraint businesses_cancel_rule check (cancel_rule in ('always', 'never', 'before')),
    constraint businesses_cancel_minutes check (cancel_minutes >= 0)
);
create unique index businesses_slug on businesses (slug);

-- Modules that the business has switched off; what is not here is on.
create table switched_off_modules (
    business_id bigint not null,
    module text not null,
    constraint switched_off_modules_pkey primary key (business_id, module),
    constraint switched_off_modules_business foreign key (business_id) references businesses (id)
);

create table logos (
    business_id bigint not null,
    media_type text not null,
    content_hex text not null,
    constraint logos_pkey primary key (business_id),
    constraint logos_business foreign key (business_id) references businesses (id),
    constraint logos_media_type check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
    constraint logos_size check (length(content_hex) <= 524288)
);

create table locations (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    address text not null default '',
    position integer not null default 0,
    constraint locations_pkey primary key (business_id, id),
    constraint locations_business foreign key (business_id) references businesses (id)
);

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

-- Whatever can be taken: a provider or a resource, under the same id. `version` grows with every change of what is
-- taken of it; raising it is also the lock that bookings of it wait for.
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

create table resources (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    kind text not null,
    location_id bigint,
    constraint resources_pkey primary key (business_id, id),
    constraint resources_occupant foreign key (business_id, id) references occupants (business_id, id),
    constraint resources_location foreign key (business_id, location_id) references locations (business_id, id),
    constraint resources_kind check (kind in ('room', 'equipment'))
);

create table weekly_hours (
    business_id bigint not null,
    id bigint not null,
    provider_id bigint not null,
    weekday integer not null,
    from_minute integer not null,
    to_minute integer not null,
    is_break integer not null default 0,
    constraint weekly_hours_pkey primary key (business_id, id),
    constraint weekly_hours_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint weekly_hours_weekday check (weekday between 1 and 7),
    constraint weekly_hours_minutes check (0 <= from_minute and from_minute < to_minute and to_minute <= 1440),
    constraint weekly_hours_is_break check (is_break in (0, 1))
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

-- A day with hours of its own instead of the week's, one row for each opening.
create table special_days (
    business_id bigint not null,
    id bigint not null,
    provider_id bigint not null,
    day integer not null,
    from_minute integer not null,
    to_minute integer not null,
    constraint special_days_pkey primary key (business_id, id),
    constraint special_days_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint special_days_minutes check (0 <= from_minute and from_minute < to_minute and to_minute <= 1440)
);
create index special_days_by_day on special_days (business_id, day);

create table categories (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    translations text not null default '{}',
    position integer not null default 0,
    constraint categories_pkey primary key (business_id, id),
    constraint categories_business foreign key (business_id) references businesses (id)
);

create table services (
    business_id bigint not null,
    id bigint not null,
    category_id bigint,
    name text not null,
    description text not null default '',
    translations text not null default '{}',
    duration_minutes integer not null,
    buffer_before_minutes integer not null default 0,
    buffer_after_minutes integer not null default 0,
    minimum_notice_minutes integer not null default 0,
    booking_horizon_days integer not null default 90,
    slot_interval_minutes integer not null default 15,
    price_amount bigint not null,
    approval text not null default 'at_once',
    meeting_url text not null default '',
    position integer not null default 0,
    active integer not null default 1,
    constraint services_pkey primary key (business_id, id),
    constraint services_business foreign key (business_id) references businesses (id),
    constraint services_category foreign key (business_id, category_id) references categories (business_id, id),
    constraint services_duration check (duration_minutes between 1 and 1440),
    constraint services_buffers check (buffer_before_minutes between 0 and 1440 and buffer_after_minutes between 0 and 1440),
    constraint services_minimum_notice check (minimum_notice_minutes between 0 and 525600),
    constraint services_booking_horizon check (booking_horizon_days between 0 and 730),
    constraint services_slot_interval check (slot_interval_minutes between 1 and 1440),
    constraint services_price check (price_amount >= 0),
    constraint services_approval check (approval in ('at_once', 'pending')),
    constraint services_active check (active in (0, 1))
);

create table service_providers (
    business_id bigint not null,
    service_id bigint not null,
    provider_id bigint not null,
    constraint service_providers_pkey primary key (business_id, service_id, provider_id),
    constraint service_providers_service foreign key (business_id, service_id) references services (business_id, id),
    constraint service_providers_provider foreign key (business_id, provider_id) references providers (business_id, id)
);

create table service_resources (
    business_id bigint not null,
    service_id bigint not null,
    resource_id bigint not null,
    quantity integer not null default 1,
    constraint service_resources_pkey primary key (business_id, service_id, resource_id),
    constraint service_resources_service foreign key (business_id, service_id) references services (business_id, id),
    constraint service_resources_resource foreign key (business_id, resource_id) references resources (business_id, id),
    constraint service_resources_quantity check (quantity between 1 and 1000)
);

create table customers (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    surname text not null,
    email text,
    email_key text,
    phone text not null default '',
    language text not null,
    created_at bigint not null,
    constraint customers_pkey primary key (business_id, id),
    constraint customers_business foreign key (business_id) references businesses (id),
    constraint customers_email_with_key check ((email is null) = (email_key is null))
);
create unique index customers_email on customers (business_id, email_key);

create table visits (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    created_at bigint not null,
    constraint visits_pkey primary key (business_id, id),
    constraint visits_customer foreign key (business_id, customer_id) references customers (business_id, id)
);
create index visits_of_customer on visits (business_id, customer_id);

-- One provider's time for one service. The local time and zone are kept too, so that a change of zone law can be
-- repaired. `live` ends when nobody is left in it.
create table appointments (
    business_id bigint not null,
    id bigint not null,
    service_id bigint not null,
    provider_id bigint not null,
    location_id bigint,
    starts_at bigint not null,
    ends_at bigint not null,
    local_start text not null,
    time_zone text not null,
    capacity integer not null default 1,
    live integer not null default 1,
    constraint appointments_pkey primary key (business_id, id),
    constraint appointments_service foreign key (business_id, service_id) references services (business_id, id),
    constraint appointments_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint appointments_location foreign key (business_id, location_id) references locations (business_id, id),
    constraint appointments_span check (starts_at < ends_at),
    constraint appointments_capacity check (capacity between 1 and 1000),
    constraint appointments_live check (live in (0, 1))
);
create index appointments_of_provider on appointments (business_id, provider_id, starts_at);

-- A customer's place in an appointment. The given_ columns are what was typed at booking: staff see there what differs
-- from the stored profile, which a guest never changes. manage_token_hash: the link itself is stored nowhere.
create table bookings (
    business_id bigint not null,
    id bigint not null,
    appointment_id bigint not null,
    visit_id bigint not null,
    customer_id bigint not null,
    status text not null,
    price_amount bigint not null,
    currency text not null,
    given_name text not null,
    given_surname text not null,
    given_email text not null,
    given_phone text not null,
    customer_verified integer not null default 0,
    note text not null default '',
    language text not null,
    visitor_time_zone text not null default '',
    manage_token_hash text not null,
    calendar_sequence integer not null default 0,
    consent_at bigint,
    created_at bigint not null,
    changed_at bigint not null,
    constraint bookings_pkey primary key (business_id, id),
    constraint bookings_appointment foreign key (business_id, appointment_id) references appointments (business_id, id),
    constraint bookings_visit foreign key (business_id, visit_id) references visits (business_id, id),
    constraint bookings_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint bookings_status check (status in ('pending', 'approved', 'declined', 'cancelled', 'completed', 'no_show')),
    constraint bookings_price check (price_amount >= 0),
    constraint bookings_customer_verified check (customer_verified in (0, 1))
);
create index bookings_of_appointment on bookings (business_id, appointment_id);
create index bookings_of_customer on bookings (business_id, customer_id);
create unique index bookings_manage_token on bookings (business_id, manage_token_hash);

-- What happened, written in the transaction in which it happened.
create table events (
    business_id bigint not null,
    id bigint not null,
    at bigint not null,
    type text not null,
    actor text not null,
    actor_id bigint,
    subject_id bigint not null,
    data text not null default '{}',
    constraint events_pkey primary key (business_id, id),
    constraint events_business foreign key (business_id) references businesses (id)
);
create index events_of_subject on events (business_id, subject_id, id);

-- What is to be done because of an event, written in the same transaction.
create table jobs (
    business_id bigint not null,
    id bigint not null,
    event_id bigint not null,
    kind text not null,
    payload text not null default '{}',
    run_at bigint not null,
    state text not null default 'waiting',
    attempts integer not null default 0,
    leased_until bigint,
    last_error text not null default '',
    finished_at bigint,
    constraint jobs_pkey primary key (business_id, id),
    constraint jobs_event foreign key (business_id, event_id) references events (business_id, id),
    constraint jobs_state check (state in ('waiting', 'leased', 'done', 'dropped', 'dead'))
);
create unique index jobs_once_per_event on jobs (business_id, event_id, kind);
create index jobs_due on jobs (run_at) where state in ('waiting', 'leased');
create index jobs_dead on jobs (finished_at) where state = 'dead';

-- Answers already given, so that a request sent twice does its work once. The answer is sealed with a key that only
-- the client's Idempotency-Key opens.
create table idempotency_keys (
    business_id bigint not null,
    key_hash text not null,
    request_hash text not null,
    sealed_answer text not null,
    created_at bigint not null,
    constraint idempotency_keys_pkey primary key (business_id, key_hash),
    constraint idempotency_keys_business foreign key (business_id) references businesses (id)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
