-- Recurring appointments of one customer.

-- unit: day, week, month (by the day of the month) or month_weekday (by the n-th weekday). weekdays: Monday is 1, Tuesday 2, ... Sunday
-- 64, added up; 0: that of first_day. first_day and minute_of_day: on the wall of the business's zone. times, until_day: how it
-- ends; one of them.
create table series (
    business_id bigint not null,
    id bigint not null,
    customer_id bigint not null,
    service_id bigint not null,
    unit text not null,
    every integer not null,
    weekdays integer not null,
    first_day integer not null,
    minute_of_day integer not null,
    times integer,
    until_day integer,
    created_at bigint not null,
    constraint series_pkey primary key (business_id, id),
    constraint series_customer foreign key (business_id, customer_id) references customers (business_id, id)
        on delete cascade,
    constraint series_service foreign key (business_id, service_id) references services (business_id, id)
        on delete cascade,
    constraint series_unit check (unit in ('day', 'week', 'month', 'month_weekday')),
    constraint series_every check (every between 1 and 52),
    constraint series_weekdays check (weekdays between 0 and 127),
    constraint series_minute check (minute_of_day between 0 and 1439),
    constraint series_times check (times between 1 and 104)
);
create index series_of_customer on series (business_id, customer_id, id);
create index series_of_service on series (business_id, service_id);

-- Which bookings are in it. position: of the rule's dates, from 1; those that were left out are missing. planned_at,
-- provider_id: when and with whom the series has it, which the booking itself need not have any more.
create table series_bookings (
    business_id bigint not null,
    series_id bigint not null,
    position integer not null,
    booking_id bigint not null,
    planned_at bigint not null,
    provider_id bigint not null,
    constraint series_bookings_pkey primary key (business_id, series_id, position),
    constraint series_bookings_series foreign key (business_id, series_id) references series (business_id, id)
        on delete cascade,
    constraint series_bookings_position check (position between 1 and 104)
);
create unique index series_bookings_booking on series_bookings (business_id, booking_id);

-- Services of which customers may book a series by themselves, and how many appointments it may have at most.
create table series_offers (
    business_id bigint not null,
    service_id bigint not null,
    most integer not null,
    constraint series_offers_pkey primary key (business_id, service_id),
    constraint series_offers_service foreign key (business_id, service_id) references services (business_id, id)
        on delete cascade,
    constraint series_offers_most check (most between 2 and 104)
);

-- Businesses that are there already get the workflows that tell of series, as new ones do. Their ids are smaller than any that the
-- program makes.
insert into message_templates (business_id, id, name, shipped, created_at, changed_at)
select b.id, 35,
    case when b.languages like 'nb%' then 'Serie bestilt' when b.languages like 'da%' then 'Serie booket'
        when b.languages like 'nl%' then 'Reeks geboekt' when b.languages like 'pt%' then 'Série agendada'
        else 'Series booked' end,
    'series_booked', b.created_at, b.created_at from businesses b
union all select b.id, 36,
    case when b.languages like 'nb%' then 'Serie flyttet' when b.languages like 'da%' then 'Serie flyttet'
        when b.languages like 'nl%' then 'Reeks verplaatst' when b.languages like 'pt%' then 'Série remarcada'
        else 'Series moved' end,
    'series_moved', b.created_at, b.created_at from businesses b
union all select b.id, 37,
    case when b.languages like 'nb%' then 'Serie avbestilt' when b.languages like 'da%' then 'Serie aflyst'
        when b.languages like 'nl%' then 'Reeks geannuleerd' when b.languages like 'pt%' then 'Série cancelada'
        else 'Series cancelled' end,
    'series_cancelled', b.created_at, b.created_at from businesses b;
insert into workflows (business_id, id, name, happens, active, created_at, changed_at)
select t.business_id, t.id, t.name, t.shipped, 1, t.created_at, t.changed_at from message_templates t where t.id in (35, 36, 37);
insert into workflow_actions (business_id, id, workflow_id, position, kind, target, template_id)
select t.business_id, t.id, t.id, 0, 'message', 'email', t.id from message_templates t where t.id in (35, 36, 37);
