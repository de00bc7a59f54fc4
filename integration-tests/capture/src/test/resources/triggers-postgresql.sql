create or replace function doubling() returns trigger language plpgsql as 'begin new.doubled = new.amount * 2; return new; end';
create trigger doubling before insert or update on Triggered for each row execute function doubling();
