-- Staff are told of what happens: messages to others than the customer, and how each member wants to hear.

-- recipients: a JSON array of "customer", "provider", "owners", "staff:ID" and "mail:ADDRESS".
alter table workflow_actions
    add column recipients text not null default '["customer"]';

-- recipient: who it is for. staff_member_id: of a message to staff, who of them.
alter table messages
    add column recipient text not null default 'customer'
    constraint messages_recipient check (recipient = 'customer' or recipient = 'staff' or recipient = 'address');
alter table messages add column staff_member_id bigint;
update messages set recipient = 'staff', staff_member_id = subject_id where happens like 'staff!_%' escape '!';

-- One action may send to several people, to each once.
drop index messages_once_per_action;
create unique index messages_once_per_action on messages (business_id, run_id, action_id, address_key);

-- How a member wants to be told. Without a row: in the business's first language. digest_minute: after midnight by the
-- clock on the wall. digest_day: whose digest was decided last, in days from 1970-01-01.
create table staff_notice_settings (
    business_id bigint not null,
    staff_member_id bigint not null,
    language text not null default '',
    digest_minute integer not null default 1080,
    digest_day integer,
    constraint staff_notice_settings_pkey primary key (business_id, staff_member_id),
    constraint staff_notice_settings_member foreign key (business_id, staff_member_id)
        references staff_members (business_id, id),
    constraint staff_notice_settings_minute check (digest_minute between 0 and 1439)
);

-- What a member chose otherwise than everybody has it.
create table staff_notice_choices (
    business_id bigint not null,
    staff_member_id bigint not null,
    kind text not null,
    told text not null,
    constraint staff_notice_choices_pkey primary key (business_id, staff_member_id, kind),
    constraint staff_notice_choices_member foreign key (business_id, staff_member_id)
        references staff_members (business_id, id),
    constraint staff_notice_choices_told check (told = 'at_once' or told = 'daily' or told = 'never')
);

-- Of what each member is told, each occasion once by each channel, whatever workflows have to say of it. message_id: by
-- which message; null: it waits for the member's digest.
create table staff_notices (
    business_id bigint not null,
    id bigint not null,
    staff_member_id bigint not null,
    channel text not null,
    occasion text not null,
    kind text not null,
    booking_id bigint,
    customer_id bigint,
    at bigint not null,
    message_id bigint,
    constraint staff_notices_pkey primary key (business_id, id),
    constraint staff_notices_member foreign key (business_id, staff_member_id) references staff_members (business_id, id),
    constraint staff_notices_booking foreign key (business_id, booking_id) references bookings (business_id, id),
    constraint staff_notices_customer foreign key (business_id, customer_id) references customers (business_id, id)
);
create unique index staff_notices_once on staff_notices (business_id, staff_member_id, channel, occasion);
create index staff_notices_waiting on staff_notices (at) where message_id is null;
create index staff_notices_of_customer on staff_notices (business_id, customer_id);

-- What waits for approval is counted on every page of the back office. Few bookings ever wait.
create index bookings_pending on bookings (business_id, appointment_id) where status = 'pending';

-- Businesses that are there already get the workflows that tell staff, as new ones do. Their ids are smaller than any
-- that the program makes.
insert into message_templates (business_id, id, name, shipped, created_at, changed_at)
select b.id, 1,
    case when b.languages like 'nb%' then 'Til behandleren: bestilt' when b.languages like 'da%' then 'Til behandleren: booket'
        when b.languages like 'nl%' then 'Aan de behandelaar: geboekt' when b.languages like 'pt%' then 'Ao profissional: agendado'
        else 'To the provider: booked' end,
    'provider_booked', b.created_at, b.created_at from businesses b
union all select b.id, 2,
    case when b.languages like 'nb%' then 'Til behandleren: flyttet' when b.languages like 'da%' then 'Til behandleren: flyttet'
        when b.languages like 'nl%' then 'Aan de behandelaar: verzet' when b.languages like 'pt%' then 'Ao profissional: remarcado'
        else 'To the provider: moved' end,
    'provider_rescheduled', b.created_at, b.created_at from businesses b
union all select b.id, 3,
    case when b.languages like 'nb%' then 'Til behandleren: avbestilt' when b.languages like 'da%' then 'Til behandleren: aflyst'
        when b.languages like 'nl%' then 'Aan de behandelaar: geannuleerd' when b.languages like 'pt%' then 'Ao profissional: cancelado'
        else 'To the provider: cancelled' end,
    'provider_cancelled', b.created_at, b.created_at from businesses b
union all select b.id, 4,
    case when b.languages like 'nb%' then 'Til eierne: venter på godkjenning' when b.languages like 'da%' then 'Til ejerne: afventer godkendelse'
        when b.languages like 'nl%' then 'Aan de eigenaars: wacht op goedkeuring' when b.languages like 'pt%' then 'Aos proprietários: aguarda aprovação'
        else 'To the owners: waits for approval' end,
    'owners_awaiting_approval', b.created_at, b.created_at from businesses b;
insert into workflows (business_id, id, name, happens, active, created_at, changed_at)
select t.business_id, t.id, t.name,
    case t.id when 1 then 'booked' when 2 then 'rescheduled' when 3 then 'cancelled' else 'awaiting_approval' end,
    1, t.created_at, t.changed_at from message_templates t where t.id <= 4;
insert into workflow_actions (business_id, id, workflow_id, position, kind, target, template_id, recipients)
select t.business_id, t.id, t.id, 0, 'message', 'email', t.id,
    case t.id when 4 then '["owners"]' else '["provider"]' end
from message_templates t where t.id <= 4;
