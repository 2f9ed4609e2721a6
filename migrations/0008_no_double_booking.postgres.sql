-- The rule that must never break (docs/ARCHITECTURE.md, "One rule against double booking"): at no moment is more taken
-- of a provider or resource than there is.
create extension if not exists btree_gist;

alter table occupancies add constraint occupancies_no_overlap exclude using gist
    (business_id with =, occupant_id with =, int8range(starts_at, ends_at) with &&) where (exclusive = 1);

create function occupancies_check() returns trigger language plpgsql as $$
declare
    there_are integer;
begin
    -- The lock makes the sum below see the rows of all others.
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
