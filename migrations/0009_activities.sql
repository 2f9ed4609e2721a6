-- What happened, and what is to be done about it.

-- What happened, written in the transaction in which it happened.
create table activities (
    business_id bigint not null,
    id bigint not null,
    at bigint not null,
    type text not null,
    actor text not null,
    actor_id bigint,
    subject_id bigint not null,
    data text not null default '{}',
    constraint activities_pkey primary key (business_id, id),
    constraint activities_business foreign key (business_id) references businesses (id)
);
create index activities_of_subject on activities (business_id, subject_id, id);
-- A business's own change log (src/activities/event_log.h). Bookings, which nobody looks for in this way, pay nothing for it.
create index activities_by_type on activities (business_id, type, id) where type not like 'booking.%';

-- What is to be done because of an activity, written in the same transaction. pieces_done of pieces_all: how far long work
-- is, whose pieces are done one after the other by the same job (activity/pieces.h).
create table jobs (
    business_id bigint not null,
    id bigint not null,
    activity_id bigint not null,
    kind text not null,
    payload text not null default '{}',
    run_at bigint not null,
    state text not null default 'waiting',
    attempts integer not null default 0,
    pieces_done integer not null default 0,
    pieces_all integer not null default 0,
    leased_until bigint,
    last_error text not null default '',
    finished_at bigint,
    constraint jobs_pkey primary key (business_id, id),
    constraint jobs_activity foreign key (business_id, activity_id) references activities (business_id, id),
    constraint jobs_state check (state = 'waiting' or state = 'leased' or state = 'done' or state = 'dropped' or state = 'dead')
);
create unique index jobs_once_per_activity on jobs (business_id, activity_id, kind);
create index jobs_due on jobs (run_at) where state in ('waiting', 'leased');
create index jobs_dead on jobs (finished_at) where state = 'dead';
create index jobs_finished on jobs (finished_at) where state in ('done', 'dropped');

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
