-- The rule that must never break (docs/ARCHITECTURE.md, "One rule against double booking"): at no moment is more taken
-- of a provider or resource than there is.

-- What is asked before an occupancy is written, in one trigger: each is a program of its own to SQLite. What kind a row is
-- follows from its occupant. Exclusive rows of an occupant lie apart, so of those that begin before the new one ends, the
-- last to begin is also the last to end: one step into the index tells.
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

create trigger occupancies_no_overlap_update before update on occupancies when new.exclusive = 1 and exists (
    select 1 from occupancies o
    where o.business_id = new.business_id and o.occupant_id = new.occupant_id
      and o.starts_at < new.ends_at and o.starts_at > new.starts_at - 2678400 and o.ends_at > new.starts_at
      and not (o.business_id = old.business_id and o.appointment_id = old.appointment_id and o.occupant_id = old.occupant_id))
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

-- How many there are of a resource stays as it is while any of it is taken.
create trigger occupants_quantity_update before update of quantity on occupants
when new.quantity <> old.quantity and exists (
    select 1 from occupancies o where o.business_id = old.business_id and o.occupant_id = old.id)
begin select raise(abort, 'occupants_quantity_in_use'); end;
