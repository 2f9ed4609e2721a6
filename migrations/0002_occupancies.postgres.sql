-- The rule that must never break (docs/ARCHITECTURE.md, "One rule against double booking"): at no moment is more taken
-- of a provider or resource than there is. `exclusive` rows belong to occupants of quantity 1 and may not overlap at
-- all; the others may not exceed the quantity together.
create extension if not exists btree_gist;

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
    constraint occupancies_exclusive check (exclusive in (0, 1)),
    constraint occupancies_no_overlap exclude using gist
        (business_id with =, occupant_id with =, int8range(starts_at, ends_at) with &&) where (exclusive = 1)
);
create index occupancies_of_occupant on occupancies (business_id, occupant_id, starts_at, ends_at, quantity);
create index occupancies_of_appointment on occupancies (business_id, appointment_id);

create function occupancies_check() returns trigger language plpgsql as $$
declare
    there_are integer;
begin
    -- The lock makes the sum below see everybody else's rows.
    select quantity into there_are from occupants c
    where c.business_id = new.business_id and c.id = new.occupant_id for update;
    if (new.exclusive = 1) <> (there_are = 1) then
        raise exception 'occupancies_exclusive' using errcode = 'check_violation', constraint = 'occupancies_exclusive';
    end if;
    if new.exclusive = 0 and (tg_op = 'UPDATE' or exists (
        select 1
        from (select new.starts_at as moment union
              select p.starts_at from occupancies p
              where p.business_id = new.business_id and p.occupant_id = new.occupant_id
                and p.starts_at > new.starts_at and p.starts_at < new.ends_at) m
        where (select sum(o.quantity) from occupancies o
               where o.business_id = new.business_id and o.occupant_id = new.occupant_id
                 and o.starts_at <= m.moment and o.starts_at > m.moment - 2678400 and o.ends_at > m.moment) > there_are))
    then
        raise exception 'occupancies_within_quantity'
            using errcode = 'check_violation', constraint = 'occupancies_within_quantity';
    end if;
    return null;
end $$;
create trigger occupancies_check after insert or update on occupancies for each row execute function occupancies_check();

create function occupants_quantity_check() returns trigger language plpgsql as $$
begin
    if new.quantity <> old.quantity and exists (
        select 1 from occupancies o where o.business_id = old.business_id and o.occupant_id = old.id)
    then
        raise exception 'occupants_quantity_in_use'
            using errcode = 'check_violation', constraint = 'occupants_quantity_in_use';
    end if;
    return new;
end $$;
create trigger occupants_quantity_check before update of quantity on occupants
    for each row execute function occupants_quantity_check();
