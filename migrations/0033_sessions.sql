-- Appointments of groups: with places that are left, and such as stand in the book before anybody has one.

-- times: where customers' times come from. minimum: how many have to come to a session, as it is proposed when one is made; 0: any.
-- decided_hours: so long before the start it is asked whether they do.
alter table services
    add column times text not null default 'hours' constraint services_times check (times in ('hours', 'sessions'));
alter table services
    add column minimum integer not null default 0 constraint services_minimum check (minimum between 0 and 1000);
alter table services
    add column decided_hours integer not null default 24
        constraint services_decided_hours check (decided_hours between 1 and 720);
-- Of one provider's appointments; null: as the service says.
alter table service_providers
    add column capacity integer constraint service_providers_capacity check (capacity between 1 and 1000);

-- stands: it is a session that is neither over nor cancelled, so it is live and keeps its occupancies with nobody in it.
alter table appointments
    add column stands integer not null default 0 constraint appointments_stands check (stands in (0, 1));
-- Those in which a customer may still have a place: of appointments of one there are none.
create index appointments_with_places on appointments (business_id, provider_id, starts_at)
    where live = 1 and seats_taken < capacity;
-- id: the appointment. minimum: of places taken, so that it takes place. decided_hours: so
-- long before the start that is asked. decided: whether it was.
create table sessions (
    business_id bigint not null,
    id bigint not null,
    minimum integer not null default 0,
    decided_hours integer not null default 24,
    decided integer not null default 0,
    cancelled_at bigint,
    version integer not null default 1,
    constraint sessions_pkey primary key (business_id, id),
    constraint sessions_appointment foreign key (business_id, id) references appointments (business_id, id),
    constraint sessions_minimum check (minimum between 0 and 1000),
    constraint sessions_decided_hours check (decided_hours between 1 and 720),
    constraint sessions_decided check (decided in (0, 1))
);
-- Of all businesses, those that have yet to be decided.
create index sessions_undecided on sessions (business_id, id) where minimum > 0 and decided = 0;

-- A hold of one place in an appointment that others have places in: that appointment; null: of a time of its own.
alter table holds
    add column place_in bigint;
create index holds_of_places on holds (business_id, place_in) where place_in is not null;

-- Businesses that are there already get the workflows that tell of a group which does not take place, as new ones do.
insert into message_templates (business_id, id, name, shipped, created_at, changed_at)
select b.id, 331,
    case when b.languages like 'nb%' then 'Gruppe avlyst: for få' when b.languages like 'da%' then 'Hold aflyst: for få'
        when b.languages like 'nl%' then 'Groep afgelast: te weinig' when b.languages like 'pt%' then 'Grupo cancelado: poucas pessoas'
        else 'Group cancelled: too few' end,
    'booking_called_off', b.created_at, b.created_at from businesses b
union all select b.id, 332,
    case when b.languages like 'nb%' then 'Til behandleren: for få' when b.languages like 'da%' then 'Til behandleren: for få'
        when b.languages like 'nl%' then 'Aan de behandelaar: te weinig' when b.languages like 'pt%' then 'Ao profissional: poucas pessoas'
        else 'To the provider: too few' end,
    'provider_called_off', b.created_at, b.created_at from businesses b;
insert into workflows (business_id, id, name, happens, active, created_at, changed_at)
select t.business_id, t.id, t.name, 'called_off', 1, t.created_at, t.changed_at from message_templates t where t.id in (331, 332);
insert into workflow_actions (business_id, id, workflow_id, position, kind, target, template_id, recipients, options)
select t.business_id, t.id, t.id, 0, 'message', 'email', t.id,
    case t.id when 331 then '["customer"]' else '["provider"]' end,
    case t.id when 331 then '{"calendar_file":"yes"}' else '{}' end
from message_templates t where t.id in (331, 332);
