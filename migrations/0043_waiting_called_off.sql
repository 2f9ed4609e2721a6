-- Businesses that are there already get the workflow that tells those who wait for an event of its cancellation, as new ones do. Its
-- ids are smaller than any that the program makes.
insert into message_templates (business_id, id, name, shipped, created_at, changed_at)
select b.id, 43,
    case when b.languages like 'nb%' then 'Venteliste: avlyst' when b.languages like 'da%' then 'Venteliste: aflyst'
        when b.languages like 'nl%' then 'Wachtlijst: afgelast' when b.languages like 'pt%' then 'Lista de espera: cancelado'
        else 'Waiting list: cancelled' end,
    'waiting_called_off', b.created_at, b.created_at from businesses b;
insert into workflows (business_id, id, name, happens, active, created_at, changed_at)
select t.business_id, t.id, t.name, t.shipped, 1, t.created_at, t.changed_at from message_templates t where t.id = 43;
insert into workflow_actions (business_id, id, workflow_id, position, kind, target, template_id)
select t.business_id, t.id, t.id, 0, 'message', 'email', t.id from message_templates t where t.id = 43;
