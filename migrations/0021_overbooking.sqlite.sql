-- Staff may put an appointment over another (docs/ARCHITECTURE.md, "One rule against double booking"). Its time is then
-- taken in pieces: what there still is as an ordinary occupancy, what is beyond that as an overbooked one. So an
-- appointment may take an occupant more than once, and its key says when; whoever asks what is free needs the ordinary
-- ones alone, since an occupant is fully taken by those wherever anything of it is overbooked.
drop trigger occupants_quantity_update;
drop trigger occupancies_insert;
drop trigger occupancies_no_overlap_update;
drop trigger occupancies_within_quantity_insert;
drop trigger occupancies_within_quantity_update;

drop index occupancies_of_occupant;
alter table occupancies rename to occupancies_before;
create table occupancies (
    business_id bigint not null,
    appointment_id bigint not null,
    occupant_id bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    quantity integer not null default 1,
    exclusive integer not null default 1,
    location_id bigint,
    constraint occupancies_pkey primary key (business_id, appointment_id, occupant_id, starts_at),
    constraint occupancies_occupant foreign key (business_id, occupant_id) references occupants (business_id, id),
    constraint occupancies_appointment foreign key (business_id, appointment_id) references appointments (business_id, id),
    constraint occupancies_span check (starts_at < ends_at and ends_at - starts_at <= 2678400),
    constraint occupancies_quantity check (quantity >= 1),
    constraint occupancies_exclusive check (exclusive in (0, 1))
) without rowid;
insert into occupancies (business_id, appointment_id, occupant_id, starts_at, ends_at, quantity, exclusive, location_id)
    select business_id, appointment_id, occupant_id, starts_at, ends_at, quantity, exclusive, location_id from occupancies_before;
drop table occupancies_before;
create index occupancies_of_occupant on occupancies (business_id, occupant_id, starts_at, ends_at, quantity);

create trigger occupancies_insert before insert on occupancies
begin
    select raise(abort, 'occupancies_exclusive')
    where (new.exclusive = 1) <> ((select quantity from occupants c where c.business_id = new.business_id and c.id = new.occupant_id) = 1);
    select raise(abort, 'occupancies_no_overlap')
    where new.exclusive = 1 and (
        select o.ends_at from occupancies o
        where o.business_id = new.business_id and o.occupant_id = new.occupant_id and o.starts_at < new.ends_at
        order by o.starts_at desc limit 1) > new.starts_at;
end;

-- Rows are deleted and written anew, never moved.
create trigger occupancies_no_overlap_update before update on occupancies
begin select raise(abort, 'occupancies_no_overlap'); end;

-- After the row is in: the use is highest where some row begins, so those moments are looked at.
create trigger occupancies_within_quantity_insert after insert on occupancies when new.exclusive = 0 and exists (
    select 1
    from (select new.starts_at as moment union
          select p.starts_at from occupancies p
          where p.business_id = new.business_id and p.occupant_id = new.occupant_id
            and p.starts_at > new.starts_at and p.starts_at < new.ends_at) m
    where (select sum(o.quantity) from occupancies o
           where o.business_id = new.business_id and o.occupant_id = new.occupant_id
             and o.starts_at <= m.moment and o.starts_at > m.moment - 2678400 and o.ends_at > m.moment)
        > (select quantity from occupants c where c.business_id = new.business_id and c.id = new.occupant_id))
begin select raise(abort, 'occupancies_within_quantity'); end;

-- How many there are of a resource stays as it is while any of it is taken.
create trigger occupants_quantity_update before update of quantity on occupants
when new.quantity <> old.quantity and exists (
    select 1 from occupancies o where o.business_id = old.business_id and o.occupant_id = old.id)
begin select raise(abort, 'occupants_quantity_in_use'); end;

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
) without rowid;
create index overbooked_of_occupant on overbooked (business_id, occupant_id, starts_at);
