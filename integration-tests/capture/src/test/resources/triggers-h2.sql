create trigger doubling before insert, update on Triggered for each row call 'io.quarkiverse.durable.it.capture.Doubling';
alter table Club_Resident add constraint leaving foreign key (members_id) references Resident on delete cascade;
alter table Region add constraint known unique (code, name);
alter table River add constraint flowing foreign key (regionName, regionCode) references Region (name, code) on update cascade on delete set null;
