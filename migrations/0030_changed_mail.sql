-- Businesses that are there already get the workflow that tells the customer of a change, as new ones do: switched on,
-- unless they have made one of their own. Its ids follow those of 0017, smaller than any that the program makes.
insert into message_templates (business_id, id, name, shipped, created_at, changed_at)
select b.id, 5,
    case when b.languages like 'nb%' then 'Time endret' when b.languages like 'da%' then 'Aftale ændret'
        when b.languages like 'nl%' then 'Afspraak gewijzigd' when b.languages like 'pt%' then 'Agendamento alterado'
        else 'Appointment changed' end,
    'booking_changed', b.created_at, b.created_at from businesses b;
insert into workflows (business_id, id, name, happens, active, created_at, changed_at)
select t.business_id, t.id, t.name, 'changed',
    case when exists (select 1 from workflows w
        where w.business_id = t.business_id and w.happens = 'changed' and w.active = 1) then 0 else 1 end,
    t.created_at, t.changed_at from message_templates t where t.id = 5;
insert into workflow_actions (business_id, id, workflow_id, position, kind, target, template_id, options)
select t.business_id, t.id, t.id, 0, 'message', 'email', t.id, '{"calendar_file":"yes"}'
from message_templates t where t.id = 5;
