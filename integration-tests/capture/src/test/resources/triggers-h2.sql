create trigger doubling before insert, update on Triggered for each row call 'io.quarkiverse.durable.it.capture.Doubling';
