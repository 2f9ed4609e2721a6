-- What can be booked, who does it and what it needs.

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
    capacity integer not null default 1,  -- how many customers one appointment has room for
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
    constraint services_capacity check (capacity between 1 and 1000),
    constraint services_approval check (approval in ('at_once', 'pending')),
    constraint services_active check (active in (0, 1))
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

create table service_providers (
    business_id bigint not null,
    service_id bigint not null,
    provider_id bigint not null,
    constraint service_providers_pkey primary key (business_id, service_id, provider_id),
    constraint service_providers_service foreign key (business_id, service_id) references services (business_id, id),
    constraint service_providers_provider foreign key (business_id, provider_id) references providers (business_id, id)
);

-- Where a service is offered; none: everywhere.
create table service_locations (
    business_id bigint not null,
    service_id bigint not null,
    location_id bigint not null,
    constraint service_locations_pkey primary key (business_id, service_id, location_id),
    constraint service_locations_service foreign key (business_id, service_id) references services (business_id, id),
    constraint service_locations_location foreign key (business_id, location_id) references locations (business_id, id)
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
