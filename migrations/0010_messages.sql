-- Messages: what happens -> workflows -> their actions -> messages -> delivery. Texts that hold a secret hold it masked; the mail itself
-- is made again at every attempt.

-- shipped: the key of the program's own template that this one began as; empty: made here. A language without a row in
-- message_template_texts has the program's own text, where there is one. removed_at: kept for what was sent with it.
create table message_templates (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    shipped text not null default '',
    created_at bigint not null,
    changed_at bigint not null,
    removed_at bigint,
    version bigint not null default 1,
    constraint message_templates_pkey primary key (business_id, id),
    constraint message_templates_business foreign key (business_id) references businesses (id)
);

create table message_template_texts (
    business_id bigint not null,
    template_id bigint not null,
    language text not null,
    subject text not null,
    html text not null,
    text text not null,
    constraint message_template_texts_pkey primary key (business_id, template_id, language),
    constraint message_template_texts_template foreign key (business_id, template_id)
        references message_templates (business_id, id)
);

-- offset_minutes: before or after the moment that `happens` says. conditions: JSON, all have to hold.
-- birthdays_done: the last day whose birthdays were looked up. removed_at: kept for its history.
create table workflows (
    business_id bigint not null,
    id bigint not null,
    name text not null,
    happens text not null,
    offset_minutes integer not null default 0,
    conditions text not null default '[]',
    active integer not null,
    birthdays_done integer,
    created_at bigint not null,
    changed_at bigint not null,
    removed_at bigint,
    version bigint not null default 1,
    constraint workflows_pkey primary key (business_id, id),
    constraint workflows_business foreign key (business_id) references businesses (id),
    constraint workflows_offset check (offset_minutes between 0 and 527040),
    constraint workflows_active check (active in (0, 1))
);
create index workflows_by_trigger on workflows (business_id, happens);
create index workflows_active_by_trigger on workflows (happens) where active = 1;

-- What a workflow does, in the order of position. kind: "message"; what target and options (a JSON object) say is up to
-- the kind: of a message, target is the channel. template_id: of the kinds that have a text.
create table workflow_actions (
    business_id bigint not null,
    id bigint not null,
    workflow_id bigint not null,
    position integer not null,
    kind text not null,
    target text not null,
    template_id bigint,
    options text not null default '{}',
    constraint workflow_actions_pkey primary key (business_id, id),
    constraint workflow_actions_workflow foreign key (business_id, workflow_id) references workflows (business_id, id),
    constraint workflow_actions_template foreign key (business_id, template_id)
        references message_templates (business_id, id),
    constraint workflow_actions_position check (position >= 0)
);
create unique index workflow_actions_in_order on workflow_actions (business_id, workflow_id, position);
create index workflow_actions_with_template on workflow_actions (business_id, template_id);

-- Each decision of a workflow, once: decided_for says what it was about ("activity:...", "start:BOOKING:TIME:OFFSET").
-- due_at is the moment that a workflow by time was for.
create table workflow_runs (
    business_id bigint not null,
    id bigint not null,
    workflow_id bigint not null,
    decided_for text not null,
    activity_id bigint,
    customer_id bigint,
    booking_id bigint,
    due_at bigint,
    outcome text not null,
    why text not null default '',
    why_values text not null default '[]',
    at bigint not null,
    constraint workflow_runs_pkey primary key (business_id, id),
    constraint workflow_runs_workflow foreign key (business_id, workflow_id) references workflows (business_id, id),
    constraint workflow_runs_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint workflow_runs_booking foreign key (business_id, booking_id) references bookings (business_id, id),
    constraint workflow_runs_outcome check (outcome in ('acted', 'nothing'))
);
create unique index workflow_runs_once on workflow_runs (business_id, workflow_id, decided_for);
create index workflow_runs_of_workflow on workflow_runs (business_id, workflow_id, id);

-- What is to be sent, and the log of what was. channel: it goes by. action_id: of its workflow's actions, the one that
-- it is for, which may be gone. subject_id: the account or registration that it is about, where it is
-- not a booking. planned_start: the start that the booking had when it was decided on; a waiting mail about a move or a
-- time is true as long as the booking has it, however often it was moved or approved meanwhile. password_hash: of the
-- random password that the last attempt made, so that another attempt may make another. fixed: sent as it stands here.
create table messages (
    business_id bigint not null,
    id bigint not null,
    run_id bigint,
    action_id bigint,
    template_id bigint,
    happens text not null,
    channel text not null,
    customer_id bigint,
    booking_id bigint,
    subject_id bigint,
    planned_start bigint,
    recipient_name text not null default '',
    address text not null,
    address_key text not null,
    language text not null,
    subject text not null,
    html text not null,
    text text not null,
    attach_calendar integer not null default 0,
    fixed integer not null default 0,
    password_hash text,
    state text not null,
    why text not null default '',
    why_values text not null default '[]',
    reply text not null default '',
    attempts integer not null default 0,
    wanted_at bigint not null,
    due_at bigint not null,
    leased_until bigint,
    last_attempt_at bigint,
    finished_at bigint,
    message_id text not null,
    created_at bigint not null,
    constraint messages_pkey primary key (business_id, id),
    constraint messages_business foreign key (business_id) references businesses (id),
    constraint messages_run foreign key (business_id, run_id) references workflow_runs (business_id, id),
    constraint messages_template foreign key (business_id, template_id) references message_templates (business_id, id),
    constraint messages_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint messages_booking foreign key (business_id, booking_id) references bookings (business_id, id),
    constraint messages_attach_calendar check (attach_calendar in (0, 1)),
    constraint messages_fixed check (fixed in (0, 1)),
    constraint messages_state check (state = 'waiting' or state = 'sending' or state = 'sent' or state = 'not_sent'
        or state = 'refused' or state = 'failed' or state = 'dropped')
);
create unique index messages_once_per_action on messages (business_id, run_id, action_id);
create index messages_due on messages (channel, due_at, id) where state in ('waiting', 'sending');
create index messages_of_customer on messages (business_id, customer_id, id);
create index messages_of_booking on messages (business_id, booking_id);
create index messages_by_state on messages (business_id, state, id);
create index messages_failed on messages (finished_at) where state = 'failed';
-- Erasing finds by address what was sent before anybody was known by it.
create index messages_of_address on messages (business_id, address_key);
