-- The rule that must never break (docs/ARCHITECTURE.md, "One rule against double booking"): at no moment is more taken
-- of a provider or resource than there is. `exclusive` rows belong to occupants of quantity 1 and may not overlap at
-- all; the others may not exceed the quantity together. The named longest span lets the triggers read a short piece of
-- the index.
create table occupancies (
    business_id bigint not null,
    id bigint not null,
    occupant_id bigint not null,
    appointment_id bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    quantity integer not null default 1,
    exclusive integer not null default 1,
    constraint occupancies_pkey primary key (business_id, id),
    constraint occupancies_occupant foreign key (business_id, occupant_id) references occupants (business_id, id),
    constraint occupancies_appointment foreign key (business_id, appointment_id) references appointments (business_id, id),
    constraint occupancies_span check (starts_at < ends_at and ends_at - starts_at <= 2678400),
    constraint occupancies_quantity check (quantity >= 1),
    constraint occupancies_exclusive check (exclusive in (0, 1))
);
create index occupancies_of_occupant on occupancies (business_id, occupant_id, starts_at, ends_at, quantity);
create index occupancies_of_appointment on occupancies (business_id, appointment_id);

-- Exclusive rows of an occupant lie apart, so of those that begin before the new one ends, the last to begin is also the
-- last to end: one step into the index tells.
create trigger occupancies_no_overlap_insert before insert on occupancies when new.exclusive = 1 and (
    select o.ends_at from occupancies o
    where o.business_id = new.business_id and o.occupant_id = new.occupant_id and o.starts_at < new.ends_at
    order by o.starts_at desc limit 1) > new.starts_at
begin select raise(abort, 'occupancies_no_overlap'); end;

create trigger occupancies_no_overlap_update before update on occupancies when new.exclusive = 1 and exists (
    select 1 from occupancies o
    where o.business_id = new.business_id and o.occupant_id = new.occupant_id
      and o.starts_at < new.ends_at and o.starts_at > new.starts_at - 2678400 and o.ends_at > new.starts_at
      and not (o.business_id = old.business_id and o.id = old.id))
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

-- Rows of a resource with more than one are deleted and written anew, never moved.
create trigger occupancies_within_quantity_update before update on occupancies when new.exclusive = 0 or old.exclusive = 0
begin select raise(abort, 'occupancies_within_quantity'); end;

-- What kind a row is follows from its occupant.
create trigger occupancies_exclusive_insert before insert on occupancies
when (new.exclusive = 1) <> ((select quantity from occupants c where c.business_id = new.business_id and c.id = new.occupant_id) = 1)
begin select raise(abort, 'occupancies_exclusive'); end;
create trigger occupants_quantity_update before update of quantity on occupants
when new.quantity <> old.quantity and exists (
    select 1 from occupancies o where o.business_id = old.business_id and o.occupant_id = old.id)
begin select raise(abort, 'occupants_quantity_in_use'); end;
