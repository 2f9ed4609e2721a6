-- A time that is taken for a while, until it is booked, given back or expired. It is an appointment that nobody has a place
-- in yet (seats_taken 0, live 0), with the occupancies of one, which are guarded as all others. purpose: what for.
-- visitor_hash, network_hash: who holds it and from where, by secrets that are not stored; a visitor holds one time of a
-- business. expires_at: by the database's clock; what has expired is deleted by whoever wants the time.
create table holds (
    business_id bigint not null,
    appointment_id bigint not null,
    purpose text not null,
    visitor_hash text not null,
    network_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    constraint holds_pkey primary key (business_id, appointment_id),
    constraint holds_appointment foreign key (business_id, appointment_id) references appointments (business_id, id),
    constraint holds_span check (created_at < expires_at)
);
create unique index holds_of_visitor on holds (business_id, visitor_hash);
create index holds_of_network on holds (business_id, network_hash);
create index holds_by_expiry on holds (expires_at);

-- For how many minutes a visitor's chosen time is kept while details are typed; 0: not at all.
alter table customer_settings
    add column hold_minutes integer not null default 0
        constraint customer_settings_hold_minutes check (hold_minutes between 0 and 30);
