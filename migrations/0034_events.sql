-- Events: dated sessions with places that a business announces.

-- kind: an event's stand in no list of services. venue: where an event takes place that is at none of the locations, in words.
-- booked_from, booked_until: between which moments customers may book; null: without such a limit.
alter table services
    add column kind text not null default 'service' constraint services_kind check (kind in ('service', 'event'));
alter table services
    add column venue text not null default '';
alter table services
    add column booked_from bigint;
alter table services
    add column booked_until bigint;

-- service_id: what is booked of it; each of its dates is a session of that service. who_may_book: once it is published, as of services.
-- over_at: since when it has no date any more that is not over; those are found by the housekeeper.
create table events (
    business_id bigint not null,
    id bigint not null,
    service_id bigint not null,
    state text not null,
    who_may_book text not null,
    created_at bigint not null,
    changed_at bigint not null,
    over_at bigint,
    version bigint not null default 1,
    constraint events_pkey primary key (business_id, id),
    constraint events_service foreign key (business_id, service_id) references services (business_id, id),
    constraint events_state check (state in ('draft', 'published', 'cancelled', 'deleted')),
    constraint events_who_may_book check (who_may_book in ('everybody', 'signed_in', 'link'))
);
create unique index events_of_service on events (business_id, service_id);
create index events_open on events (business_id, id) where over_at is null and state <> 'deleted';
create index events_over on events (business_id, over_at, id) where over_at is not null and state <> 'deleted';
