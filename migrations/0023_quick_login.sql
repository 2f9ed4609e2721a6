-- A staff member who looks at the customers' own pages as one of them (FEATURES 5.1).

-- Of a quick login: which of the staff, and by which of their sessions, with which it ends.
alter table account_sessions
    add column staff_member_id bigint;
alter table account_sessions
    add column staff_session_id bigint;

-- The staff member who acted in the customer's stead.
alter table activities
    add column by_staff_id bigint;
