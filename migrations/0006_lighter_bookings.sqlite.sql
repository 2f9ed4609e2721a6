-- What a booking writes, written with less.

-- Bookings that are over are found by looking (bookings::finish_over), not planned as a job each.
create index appointments_live on appointments (ends_at) where live = 1;
delete from jobs where kind = 'booking.finish' and state in ('waiting', 'leased', 'dead');

-- Nothing asks for the visits of a customer; one index serves both ways to ask for an address.
drop index visits_of_customer;
drop index accounts_email;
drop index accounts_by_email_key;
create unique index accounts_email on accounts (email_key, business_id);

-- An appointment takes an occupant once: these two are the key, and the row needs no id. The triggers are those of
-- 0002_occupancies, with the new key.
drop trigger occupants_quantity_update;
create table new_occupancies (
    business_id bigint not null,
    appointment_id bigint not null,
    occupant_id bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    quantity integer not null default 1,
    exclusive integer not null default 1,
    constraint occupancies_pkey primary key (business_id, appointment_id, occupant_id),
    constraint occupancies_occupant foreign key (business_id, occupant_id) references occupants (business_id, id),
    constraint occupancies_appointment foreign key (business_id, appointment_id) references appointments (business_id, id),
    constraint occupancies_span check (starts_at < ends_at and ends_at - starts_at <= 2678400),
    constraint occupancies_quantity check (quantity >= 1),
    constraint occupancies_exclusive check (exclusive in (0, 1))
) without rowid;
insert into new_occupancies (business_id, appointment_id, occupant_id, starts_at, ends_at, quantity, exclusive)
select business_id, appointment_id, occupant_id, starts_at, ends_at, quantity, exclusive from occupancies
order by business_id, appointment_id, occupant_id;
drop table occupancies;
alter table new_occupancies rename to occupancies;
create index occupancies_of_occupant on occupancies (business_id, occupant_id, starts_at, ends_at, quantity);
create trigger occupancies_no_overlap_insert before insert on occupancies when new.exclusive = 1 and (
    select o.ends_at from occupancies o
    where o.business_id = new.business_id and o.occupant_id = new.occupant_id and o.starts_at < new.ends_at
    order by o.starts_at desc limit 1) > new.starts_at
begin select raise(abort, 'occupancies_no_overlap'); end;
create trigger occupancies_no_overlap_update before update on occupancies when new.exclusive = 1 and exists (
    select 1 from occupancies o
    where o.business_id = new.business_id and o.occupant_id = new.occupant_id
      and o.starts_at < new.ends_at and o.starts_at > new.starts_at - 2678400 and o.ends_at > new.starts_at
      and not (o.business_id = old.business_id and o.appointment_id = old.appointment_id and o.occupant_id = old.occupant_id))
begin select raise(abort, 'occupancies_no_overlap'); end;
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
create trigger occupancies_within_quantity_update before update on occupancies when new.exclusive = 0 or old.exclusive = 0
begin select raise(abort, 'occupancies_within_quantity'); end;
create trigger occupancies_exclusive_insert before insert on occupancies
when (new.exclusive = 1) <> ((select quantity from occupants c where c.business_id = new.business_id and c.id = new.occupant_id) = 1)
begin select raise(abort, 'occupancies_exclusive'); end;
create trigger occupants_quantity_update before update of quantity on occupants
when new.quantity <> old.quantity and exists (
    select 1 from occupancies o where o.business_id = old.business_id and o.occupant_id = old.id)
begin select raise(abort, 'occupants_quantity_in_use'); end;

-- The key is the row; the unique index of `self` answers for everybody but dependants.
create table new_account_customers (
    business_id bigint not null,
    account_id bigint not null,
    customer_id bigint not null,
    relation text not null,
    constraint account_customers_pkey primary key (business_id, account_id, customer_id),
    constraint account_customers_account foreign key (business_id, account_id) references accounts (business_id, id),
    constraint account_customers_customer foreign key (business_id, customer_id) references customers (business_id, id),
    constraint account_customers_relation check (relation in ('self', 'dependant'))
) without rowid;
insert into new_account_customers (business_id, account_id, customer_id, relation)
select business_id, account_id, customer_id, relation from account_customers order by business_id, account_id, customer_id;
drop table account_customers;
alter table new_account_customers rename to account_customers;
create unique index account_customers_one_self on account_customers (business_id, account_id) where relation = 'self';
create unique index account_customers_of_customer on account_customers (business_id, customer_id) where relation = 'self';
create index account_customers_of_dependant on account_customers (business_id, customer_id) where relation = 'dependant';

-- SQLite makes a temporary table of a list of three and more, anew for each row that a check looks at: they say the same
-- with `or`. SQLite alters no check; this is the way its manual gives, where what is stored stays as it is.
pragma writable_schema = on;
update sqlite_schema set sql = replace(sql,
    'status in (''pending'', ''approved'', ''declined'', ''cancelled'', ''completed'', ''no_show'')',
    'status = ''pending'' or status = ''approved'' or status = ''declined'' or status = ''cancelled'' or '
    || 'status = ''completed'' or status = ''no_show''')
where type = 'table' and name = 'bookings';
update sqlite_schema set sql = replace(replace(sql,
    'reminder_choice in (''email'', ''sms'', ''none'')',
    'reminder_choice = ''email'' or reminder_choice = ''sms'' or reminder_choice = ''none'''),
    'gender in ('''', ''female'', ''male'', ''other'')',
    'gender = '''' or gender = ''female'' or gender = ''male'' or gender = ''other''')
where type = 'table' and name = 'customers';
update sqlite_schema set sql = replace(sql,
    'state in (''waiting'', ''leased'', ''done'', ''dropped'', ''dead'')',
    'state = ''waiting'' or state = ''leased'' or state = ''done'' or state = ''dropped'' or state = ''dead''')
where type = 'table' and name = 'jobs';
update sqlite_schema set sql = replace(sql,
    'state in (''waiting'', ''sending'', ''sent'', ''not_sent'', ''refused'', ''failed'', ''dropped'')',
    'state = ''waiting'' or state = ''sending'' or state = ''sent'' or state = ''not_sent'' or state = ''refused'' or '
    || 'state = ''failed'' or state = ''dropped''')
where type = 'table' and name = 'messages';
update sqlite_schema set sql = replace(sql,
    'purpose in (''access'', ''password'', ''registration'')',
    'purpose = ''access'' or purpose = ''password'' or purpose = ''registration''')
where type = 'table' and name = 'one_time_links';
pragma writable_schema = reset;
