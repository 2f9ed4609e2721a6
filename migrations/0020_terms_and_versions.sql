-- What was agreed with a customer about a service, and versions of places.

-- What a customer has otherwise than a service and its providers say: an own length, an own price. What is null is as they say.
create table customer_services (
    business_id bigint not null,
    customer_id bigint not null,
    service_id bigint not null,
    duration_minutes integer,
    price_amount bigint,
    constraint customer_services_pkey primary key (business_id, customer_id, service_id),
    constraint customer_services_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint customer_services_service foreign key (business_id, service_id) references services (business_id, id),
    constraint customer_services_duration check (duration_minutes between 1 and 1440),
    constraint customer_services_price check (price_amount >= 0),
    constraint customer_services_something check (duration_minutes is not null or price_amount is not null)
);
create index customer_services_by_service on customer_services (business_id, service_id);

-- Grow with every change by staff, so that nobody overwrites what another one saved.
alter table locations
    add column version bigint not null default 1;
alter table resources
    add column version bigint not null default 1;
