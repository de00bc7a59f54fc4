package io.quarkiverse.durable.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlAnalysisTest {

    private record Keys(List<String> keyColumns, @Nullable String obstacle) implements DurableTable.Rows {

        @Override
        public Set<String> tables() {
            return Set.of();
        }
    }

    private static final Map<String, DurableTable> TABLES = Map.of(
            "ware", new DurableTable("ware", null, List.of(new Keys(List.of("id"), null))),
            "seat", new DurableTable("seat", "hall", List.of(new Keys(List.of("row_of", "\"number\""), null))),
            "line", new DurableTable("line", null, List.of(new Keys(List.of("id"), null), new Keys(List.of("order_id"), null))),
            "odd", new DurableTable("odd", null, List.of(new Keys(List.of("id"), "it is odd"))));

    private static SqlVerdict of(String sql) {
        return SqlAnalysis.of(sql, TABLES);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "  -- nothing", "select * from ware", "SELECT id FROM ware FOR UPDATE",
            "select * from ware for no key update skip locked", "select 'update ware' from x", "update other set a = 'ware'",
            "update other set a = 1 where b in (select id from ware)", "delete from other using ware where ware.id = other.id",
            "insert into other select * from ware", "insert into other (ware) values (1)", "/* ware */ delete from other",
            "update \"other\" set note = $$delete from ware$$", "with x as (select * from ware) select * from x",
            "select w.update, w.\"delete\" from ware w", "select replace(name, 'a', 'b') from ware",
            "create table ware (id int)", "alter table ware add column x int", "drop table ware", "create index i on ware (id)",
            "merge into other using ware on ware.id = other.id when matched then delete", "explain select * from ware",
            "update other set a = E'it\\'s; delete from ware'", "rollback", "commit", "set x = ware", "savepoint",
            "/* a /* nested */ ware */ update other set x = 1", "update hall.other set x = 1" })
    void isNoConcern(String sql) {
        assertThat(of(sql)).isSameAs(SqlVerdict.Unconcerned.INSTANCE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "update ware set a = 1 | select ware.id from ware for update |",
            "UPDATE Ware SET a = ?, b = ? WHERE c = ? AND d = ? | select Ware.id from Ware WHERE c = ? AND d = ? for update | 3 4",
            "update ware w set a = (select max(b) from x where y = ?) where w.c = ?; | select w.id from ware w where w.c = ? for update | 2",
            "update ware as w set a = 1 | select w.id from ware as w for update |",
            "update ware set a = b is distinct from c where d = '?' | select ware.id from ware where d = '?' for update |",
            "update ware w set a = o.a from other o where o.id = w.id and o.x = ? | select w.id from ware w where exists (select 1 from other o where o.id = w.id and o.x = ?) for update | 1",
            "update public.ware set a = 1 where b = ? -- c = ? | <refused> |",
            "update hall.seat set a = ? where b = ? -- c = ? | select seat.row_of, seat.\"number\" from hall.seat where b = ? for update | 2",
            "update \"ware\" set (a, b) = (?, ?) where c ?? 'x' and d = ? | select \"ware\".id from \"ware\" where c ?? 'x' and d = ? for update | 3",
            "delete from ware | select ware.id from ware for update |",
            "delete from ware w where w.a = ? and not exists (select 1 from ware v where v.b = ?) | select w.id from ware w where w.a = ? and not exists (select 1 from ware v where v.b = ?) for update | 1 2",
            "delete from ware w using other o where o.id = w.id | select w.id from ware w where exists (select 1 from other o where o.id = w.id) for update |",
            "delete ware where a = 1 | select ware.id from ware where a = 1 for update |",
            "update line set a = 1 | select line.id, line.order_id from line for update |",
            "update ware set a = case when b = ? then (select c from d where e = ?) else ? end where f = ? | select ware.id from ware where f = ? for update | 4",
    })
    void asksForTheRows(String sql, String question, @Nullable String parameters) {
        SqlVerdict verdict = of(sql);
        if (question.equals("<refused>")) {
            assertThat(verdict).isInstanceOf(SqlVerdict.Refused.class);
            return;
        }
        assertThat(verdict).isInstanceOfSatisfying(SqlVerdict.Change.class, change -> {
            assertThat(change.question(false)).isEqualTo(question);
            assertThat(change.parameters()).isEqualTo(parameters == null ? List.of()
                    : java.util.Arrays.stream(parameters.split(" ")).map(Integer::valueOf).toList());
        });
    }

    @Test
    void anUpdateLocksWithoutTheKeyWhereThereIsSuchALock() {
        assertThat(((SqlVerdict.Change) of("update ware w set a = b.c from b")).question(true))
                .isEqualTo("select w.id from ware w where exists (select 1 from b) for no key update");
        assertThat(((SqlVerdict.Change) of("delete from ware")).question(true))
                .isEqualTo("select ware.id from ware for update");
    }

    @ParameterizedTest
    @ValueSource(strings = { "insert into ware (id) values (?)", "insert into hall.seat (a) select b from ware",
            "INSERT INTO \"Ware\" (id) VALUES (1), (2)", "insert into ware default values",
            "insert into ware as w (id) values (1)",
            "insert into ware select a.id from a join b on conflict_id = b.id" })
    void insertsAreKnownAfterwards(String sql) {
        assertThat(of(sql)).isInstanceOf(SqlVerdict.Insert.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "merge into ware using other on (1 = 1) when matched then delete | MERGE",
            "truncate table ware | TRUNCATE",
            "copy ware from stdin | COPY",
            "call ware(1) | CALL",
            "{ call change(ware) } | {",
            "do $$ begin null; end $$ language ware | DO",
            "update ware set id = 3 where id = 2 | key",
            "update ware set (a, id) = (1, 2) | key",
            "update line set order_id = null | key",
            "update hall.seat set \"number\" = 2 | key",
            "update only ware set a = 1 | target",
            "update ware set a = 1 returning id | RETURNING",
            "delete from ware order by id limit 3 | LIMIT",
            "delete from ware where current of c | cursor",
            "insert into ware (id) values (1) on conflict (id) do update set a = 2 | CONFLICT",
            "insert into ware (id) values (1) on duplicate key update a = 2 | DUPLICATE",
            "insert into ware (id) values (1) returning id | RETURNING",
            "with x as (select 1) update ware set a = 1 | UPDATE",
            "with x as (delete from ware returning *) select * from x | DELETE",
            "with x as (insert into ware values (1) returning *) select * from x | INSERT",
            "select id from final table (insert into ware values (1)) | INSERT",
            "explain analyze delete from ware | DELETE",
            "insert into other select * from final table (delete from ware) | DELETE",
            "update other.ware set a = 1 | schema",
            "update seat set a = 1; delete from ware | several",
            "delete from odd | odd",
            "insert into odd values (1) | odd",
            "update ware w left join x on x.id = w.id set a = 1 | expected",
    })
    void isRefused(String sql, String why) {
        assertThat(of(sql)).isInstanceOfSatisfying(SqlVerdict.Refused.class,
                refused -> assertThat(refused.why()).contains(why));
    }

    @Test
    void savepointsInSqlAreSeen() {
        assertThat(of("ROLLBACK TO SAVEPOINT X")).isEqualTo(new SqlVerdict.Savepoint("x", true));
        assertThat(of("rollback work to \"x\";")).isEqualTo(new SqlVerdict.Savepoint("x", true));
        assertThat(of("savepoint here")).isEqualTo(new SqlVerdict.Savepoint("here", false));
    }

    @Test
    void theTablesOfAVerdictAreThoseItWritesTo() {
        assertThat(SqlVerdict.tables(of("update ware set a = 1 where b in (select id from line)"))).containsExactly("ware");
        assertThat(SqlVerdict.tables(of("insert into line select * from ware"))).containsExactly("line");
        assertThat(SqlVerdict.tables(of("truncate table ware, line"))).containsExactlyInAnyOrder("ware", "line");
    }

    @Test
    void textsWithoutAnEndEnd() {
        for (String sql : List.of("update ware set a = 'x", "update ware set a = \"x", "delete from ware /* x",
                "update ware set a = $x$",
                "update ware set", "update ware", "update", "delete", "insert", "insert into", "delete from",
                "update ware where",
                "update ware set a = ? where", "((((", "))))", "update ware set a = E'\\")) {
            assertThat(of(sql)).isNotNull();
        }
    }
}
