-- A waiting mail about a move or a time is true as long as the booking has the start that it was decided for, however
-- often it was moved or approved meanwhile. planned_start takes the place of planned_sequence.
alter table messages add column planned_start bigint;
alter table messages drop column planned_sequence;
