-- Staff may put an appointment over another (docs/ARCHITECTURE.md, "One rule against double booking"). Its time is then
-- taken in pieces: what there still is as an ordinary occupancy, what is beyond that as an overbooked one. So an
-- appointment may take an occupant more than once, and its key says when; whoever asks what is free needs the ordinary
-- ones alone, since an occupant is fully taken by those wherever anything of it is overbooked.
alter table occupancies drop constraint occupancies_pkey;
alter table occupancies add constraint occupancies_pkey primary key (business_id, appointment_id, occupant_id, starts_at);

create table overbooked (
    business_id bigint not null,
    appointment_id bigint not null,
    occupant_id bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    quantity integer not null,
    location_id bigint,
    constraint overbooked_pkey primary key (business_id, appointment_id, occupant_id, starts_at),
    constraint overbooked_occupant foreign key (business_id, occupant_id) references occupants (business_id, id),
    constraint overbooked_appointment foreign key (business_id, appointment_id) references appointments (business_id, id),
    constraint overbooked_span check (starts_at < ends_at),
    constraint overbooked_quantity check (quantity >= 1)
);
create index overbooked_of_occupant on overbooked (business_id, occupant_id, starts_at);
