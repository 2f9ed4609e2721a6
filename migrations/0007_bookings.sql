-- A booking is written in one transaction, so these tables have no index that nothing asks for: every index by a random
-- value, or by a time somewhere in the coming weeks, is a page of its own in each commit.

-- What a customer booked together.
create table visits (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    created_at bigint not null,
    constraint visits_pkey primary key (business_id, id),
    constraint visits_customer foreign key (business_id, customer_id) references customers (business_id, id)
) without rowid;

-- One provider's time for one service, with room for so many customers. The local time and zone are kept too, so that a
-- change of zone law can be repaired. seats_taken: its bookings but those cancelled or declined; while there are any, it
-- has its occupancies. live: one of them is pending or approved.
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
    seats_taken integer not null default 1,
    live integer not null default 1,
    constraint appointments_pkey primary key (business_id, id),
    constraint appointments_service foreign key (business_id, service_id) references services (business_id, id),
    constraint appointments_provider foreign key (business_id, provider_id) references providers (business_id, id),
    constraint appointments_location foreign key (business_id, location_id) references locations (business_id, id),
    constraint appointments_span check (starts_at < ends_at),
    constraint appointments_capacity check (capacity between 1 and 1000),
    constraint appointments_seats check (seats_taken between 0 and capacity),
    constraint appointments_live check (live in (0, 1))
) without rowid;
-- What has ended is found by when it began: no service takes longer than a day. A provider's own are picked from the
-- business's of those days.
create index appointments_by_start on appointments (business_id, starts_at, provider_id);
-- Bookings that are over are found by looking (bookings::finish_over), not planned as a job each.
create index appointments_live on appointments (ends_at) where live = 1;

-- The time that an appointment takes of a provider or resource. It takes each once, so these two are the key. `exclusive`
-- rows belong to occupants of quantity 1 and may not overlap at all; the others may not exceed the quantity together:
-- the next migration holds them to it. The named longest span lets it read a short piece of the index. location_id: of the
-- appointment, with a provider's time: the way between two locations is kept free under the provider's lock, not by the
-- database.
create table occupancies (
    business_id bigint not null,
    appointment_id bigint not null,
    occupant_id bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    quantity integer not null default 1,
    exclusive integer not null default 1,
    location_id bigint,
    constraint occupancies_pkey primary key (business_id, appointment_id, occupant_id),
    constraint occupancies_occupant foreign key (business_id, occupant_id) references occupants (business_id, id),
    constraint occupancies_appointment foreign key (business_id, appointment_id) references appointments (business_id, id),
    constraint occupancies_span check (starts_at < ends_at and ends_at - starts_at <= 2678400),
    constraint occupancies_quantity check (quantity >= 1),
    constraint occupancies_exclusive check (exclusive in (0, 1))
) without rowid;
create index occupancies_of_occupant on occupancies (business_id, occupant_id, starts_at, ends_at, quantity);

-- A customer's place in an appointment. The given_ columns are what was typed at booking: staff see there what differs
-- from the stored profile, which a guest never changes; name_differs: the name is not the one stored for that address.
-- manage_token_hash: the link itself is stored nowhere and begins with the booking's id; empty: the link was taken back.
-- hidden_at: the customer took it out of their own list. paid_at: settled, so the paid bookings' own rule holds.
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
    name_differs integer not null default 0,
    note text not null default '',
    language text not null,
    visitor_time_zone text not null default '',
    manage_token_hash text not null,
    calendar_sequence integer not null default 0,
    consent_at bigint,
    created_at bigint not null,
    changed_at bigint not null,
    hidden_at bigint,
    paid_at bigint,
    constraint bookings_pkey primary key (business_id, id),
    constraint bookings_appointment foreign key (business_id, appointment_id) references appointments (business_id, id),
    constraint bookings_visit foreign key (business_id, visit_id) references visits (business_id, id),
    constraint bookings_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint bookings_status check (status = 'pending' or status = 'approved' or status = 'declined'
        or status = 'cancelled' or status = 'completed' or status = 'no_show'),
    constraint bookings_price check (price_amount >= 0),
    constraint bookings_customer_verified check (customer_verified in (0, 1)),
    constraint bookings_name_differs check (name_differs in (0, 1))
);
create index bookings_of_appointment on bookings (business_id, appointment_id);
create index bookings_of_customer on bookings (business_id, customer_id);

-- Links to one booking besides the one told at booking: each mail has its own. Stored hashed. The link that was told at
-- booking gets a row of its own here with its first use, not before: booking pays nothing for it. used_at: to the hour.
create table booking_links (
    business_id bigint not null,
    token_hash text not null,
    booking_id bigint not null,
    created_at bigint not null,
    used_at bigint,
    expires_at bigint,  -- of a link to see it in the panel (FEATURES 1.17); null: as long as the booking is of interest
    constraint booking_links_pkey primary key (business_id, token_hash),
    constraint booking_links_booking foreign key (business_id, booking_id) references bookings (business_id, id)
);
create index booking_links_of_booking on booking_links (business_id, booking_id);
