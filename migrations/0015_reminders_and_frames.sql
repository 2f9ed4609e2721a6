-- Reminders are two switches, since somebody may want both. Whoever had chosen text messages, which nothing sent, wanted
-- to be reminded: they are by e-mail too.
alter table customers add column remind_by_email integer not null default 1
    constraint customers_remind_by_email check (remind_by_email in (0, 1));
alter table customers add column remind_by_sms integer not null default 0
    constraint customers_remind_by_sms check (remind_by_sms in (0, 1));
update customers set remind_by_email = 0 where reminder_choice = 'none';
update customers set remind_by_sms = 1 where reminder_choice = 'sms';
alter table customers drop column reminder_choice;

-- The list by phone; those without one come last.
create index customers_by_phone on customers (business_id, (phone = ''), phone, id) where anonymised_at is null;

-- Whether the business's own page shows the panel by the script, which alone can open what a mailed link names.
alter table customer_settings add column panel_by_script integer not null default 1
    constraint customer_settings_panel_by_script check (panel_by_script in (0, 1));
