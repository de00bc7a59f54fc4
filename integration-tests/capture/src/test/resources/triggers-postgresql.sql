create or replace function doubling() returns trigger language plpgsql as 'begin new.doubled = new.amount * 2; return new; end';
create trigger doubling before insert or update on Triggered for each row execute function doubling();
alter table Club_Resident add constraint leaving foreign key (members_id) references Resident on delete cascade;
alter table Region add constraint known unique (code, name);
alter table River add constraint flowing foreign key (regionName, regionCode) references Region (name, code) on update cascade on delete set null;
