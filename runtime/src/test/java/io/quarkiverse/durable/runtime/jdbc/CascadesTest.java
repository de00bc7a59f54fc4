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

import io.quarkiverse.durable.runtime.jdbc.ForeignKey.Action;
import io.quarkiverse.durable.runtime.jdbc.ForeignKey.Table;

class CascadesTest {

    private record Keys(List<String> keyColumns, Set<String> tables, @Nullable String obstacle) implements DurableTable.Rows {
    }

    private static final Keys BOX = new Keys(List.of("id"), Set.of("box", "crate"), null);
    private static final Map<String, DurableTable> DURABLE = Map.of(
            "box", new DurableTable("box", null, List.of(BOX)),
            "crate", new DurableTable("crate", null, List.of(BOX)),
            "box_tags",
            new DurableTable("box_tags", null, List.of(new Keys(List.of("\"BOX_ID\""), Set.of("box", "crate"), null))),
            "label", new DurableTable("label", "shop", List.of(new Keys(List.of("id"), Set.of("label"), null))),
            "odd", new DurableTable("odd", null, List.of(new Keys(List.of("code"), Set.of("odd"), "it is odd"))));

    private static final ForeignKey RACK = key("a", "RACK", "ID", "BOX", "RACK_ID", Action.CASCADE, Action.NONE);
    private static final ForeignKey HALL = key("b", "HALL", "ID", "RACK", "HALL_ID", Action.CASCADE, Action.NONE);

    private static ForeignKey key(String name, String parent, String referenced, String child, String column, Action onDelete,
            Action onUpdate) {
        return new ForeignKey(name, new Table("PUBLIC", parent), List.of(referenced), new Table("PUBLIC", child),
                List.of(column), onDelete, onUpdate);
    }

    private static Cascades of(ForeignKey... keys) {
        return new Cascades(List.of(keys), DURABLE, "PUBLIC");
    }

    private static SqlVerdict of(String sql, ForeignKey... keys) {
        return SqlAnalysis.of(sql, of(keys).tables());
    }

    @Test
    void aTableFromWhichTheDatabaseGoesOnIsLookedAtOverTwoLevels() {
        Cascades cascades = of(RACK, HALL);

        assertThat(cascades.tables().keySet()).containsAll(DURABLE.keySet()).contains("rack", "hall").hasSize(7);
        Cascade first = cascades.tables().get("hall").cascades().get(0);
        assertThat(first.rows()).isEmpty();
        assertThat(first.next()).singleElement().satisfies(second -> {
            assertThat(second.rows()).containsExactly(BOX);
            assertThat(second.next()).isEmpty();
        });
        assertThat(Cascade.changed(List.of(first))).containsExactly("box");
        assertThat(cascades.uncapturable()).isEmpty();
    }

    @Test
    void whatLeadsNowhereIsLeftOut() {
        Cascades cascades = of(key("c", "BOX", "ID", "NOTE", "BOX_ID", Action.CASCADE, Action.CASCADE),
                key("d", "NOTE", "ID", "PAGE", "NOTE_ID", Action.SET_NULL, Action.NONE));

        assertThat(cascades.all()).isEmpty();
        assertThat(cascades.tables()).isEqualTo(DURABLE);
    }

    @Test
    void rowsOfTheSameEntityGoWithIt() {
        assertThat(of(key("c", "BOX", "ID", "CRATE", "ID", Action.CASCADE, Action.NONE),
                key("d", "BOX", "ID", "BOX_TAGS", "BOX_ID", Action.CASCADE, Action.CASCADE)).all()).isEmpty();
    }

    @Test
    void whatFollowsOnTheRowsOfASubclassIsFollowed() {
        Cascades cascades = of(key("c", "BOX", "ID", "CRATE", "ID", Action.CASCADE, Action.NONE),
                key("d", "CRATE", "ID", "BOX", "CRATE_ID", Action.SET_NULL, Action.NONE));

        assertThat(cascades.tables().get("box").cascades()).singleElement().satisfies(first -> {
            assertThat(first.rows()).isEmpty();
            assertThat(first.next()).singleElement().satisfies(second -> assertThat(second.rows()).containsExactly(BOX));
        });
    }

    @Test
    void onlyWhatChangesAReferencedColumnFollowsOnAnUpdate() {
        ForeignKey code = key("c", "RACK", "CODE", "HALL", "CODE", Action.SET_NULL, Action.CASCADE);
        ForeignKey follows = key("d", "HALL", "CODE", "BOX", "HALL_CODE", Action.CASCADE, Action.SET_NULL);
        ForeignKey other = key("e", "HALL", "ID", "BOX", "HALL_ID", Action.CASCADE, Action.CASCADE);
        List<Cascade> rack = of(code, follows, other).tables().get("rack").cascades();

        assertThat(rack).hasSize(2).allSatisfy(each -> assertThat(each.next()).singleElement()
                .hasToString("foreign key d of BOX with ON UPDATE SET NULL"));
    }

    @Test
    void aTreeIsACircle() {
        ForeignKey tree = key("c", "BOX", "ID", "BOX", "PARENT_ID", Action.CASCADE, Action.NONE);
        Cascades cascades = of(tree, RACK);

        assertThat(cascades.tables().get("box").cascades()).singleElement().matches(Cascade::isCyclic);
        assertThat(cascades.tables().get("rack").cascades()).singleElement().matches(each -> !each.isCyclic());
    }

    @Test
    void whatCannotBeCapturedIsNamed() {
        Cascades cascades = of(key("c", "RACK", "ID", "BOX", "ID", Action.CASCADE, Action.CASCADE),
                key("d", "RACK", "ID", "ODD", "RACK_ID", Action.CASCADE, Action.NONE));

        assertThat(cascades.uncapturable()).containsExactly(
                "foreign key c of BOX with ON UPDATE CASCADE (it changes a column that is part of the key)",
                "foreign key d of ODD with ON DELETE CASCADE (it is odd)");
        assertThat(SqlAnalysis.of("delete from rack", cascades.tables())).isInstanceOfSatisfying(SqlVerdict.Change.class,
                change -> {
                    assertThat(change.whyNot()).contains("foreign key d of ODD", "it is odd");
                    assertThat(change.reported().onward().cascades()).hasSize(2);
                });
    }

    @Test
    void namesWithoutASchemaAreThoseOfTheDefaultOne() {
        ForeignKey elsewhere = new ForeignKey("a", new Table("OTHER", "RACK"), List.of("ID"), new Table("OTHER", "BOX"),
                List.of("RACK_ID"), Action.CASCADE, Action.NONE);

        assertThat(of("delete from rack", RACK, elsewhere)).isInstanceOfSatisfying(SqlVerdict.Change.class,
                change -> assertThat(change.onward().cascades()).extracting(Cascade::key).containsExactly(RACK));
        assertThat(of("delete from other.rack", RACK, elsewhere)).isInstanceOfSatisfying(SqlVerdict.Change.class,
                change -> assertThat(change.onward().cascades()).extracting(Cascade::key).containsExactly(elsewhere));
        assertThat(of("delete from third.rack", RACK, elsewhere)).isSameAs(SqlVerdict.Unconcerned.INSTANCE);
        assertThat(of("delete from rack", elsewhere)).isInstanceOf(SqlVerdict.Change.class);
    }

    @Test
    void aTableOfTheSameNameInAnotherSchemaIsNotTheDurableOne() {
        assertThat(of(key("c", "RACK", "ID", "LABEL", "RACK_ID", Action.CASCADE, Action.NONE)).all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "insert into rack (id) values (1)", "update rack set id = 5", "select * from rack for update",
            "insert into rack (id) values (1) on conflict (id) do nothing", "update rack set a = 1 returning id",
            "with x as (select 1) update rack set a = 1", "copy rack from stdin", "select id as \"delete\" from rack",
            "merge into rack using box on box.id = rack.id when matched then update set a = 1" })
    void whatDeletesNothingIsNoConcern(String sql) {
        assertThat(of(sql, RACK)).isSameAs(SqlVerdict.Unconcerned.INSTANCE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "truncate table rack cascade | TRUNCATE", "call clear(rack) | CALL",
            "with x as (delete from rack returning *) select * from x | DELETE",
            "delete from rack where id = 1 returning id | RETURNING",
            "merge into rack using box on box.id = rack.id when matched then delete | MERGE",
            "delete from rack; delete from rack | several" })
    void whatMayDeleteAndIsNotAnalysedIsRefused(String sql, String why) {
        assertThat(of(sql, RACK)).isInstanceOfSatisfying(SqlVerdict.Refused.class, refused -> {
            assertThat(refused.why()).contains(why);
            assertThat(refused.cascading()).isTrue();
        });
    }

    @Test
    void anUpdateOfAReferencedColumnIsFollowed() {
        ForeignKey code = key("c", "RACK", "CODE", "BOX", "RACK_CODE", Action.NONE, Action.CASCADE);

        assertThat(of("update rack set name = ?, code = ?", code)).isInstanceOf(SqlVerdict.Change.class);
        assertThat(of("update rack set name = code", code)).isSameAs(SqlVerdict.Unconcerned.INSTANCE);
        assertThat(of("delete from rack", code)).isSameAs(SqlVerdict.Unconcerned.INSTANCE);
        assertThat(of("insert into rack (code) values (1)", code)).isSameAs(SqlVerdict.Unconcerned.INSTANCE);
        assertThat(of("insert into rack (code) values (1) on conflict (id) do update set code = 2", code))
                .isInstanceOf(SqlVerdict.Refused.class);
    }

    @Test
    void theRowsAreLockedSoThatNoneIsAdded() {
        SqlVerdict.Change change = (SqlVerdict.Change) of("delete from Rack r where r.a = ? and r.b = ?", RACK);
        assertThat(change.question(true)).isEqualTo("select 1 from Rack r where r.a = ? and r.b = ? for update");
        assertThat(change.source().referenced(RACK)).isEqualTo("(select r.\"ID\" from Rack r where r.a = ? and r.b = ?)");
        assertThat(change.parameters()).containsExactly(1, 2);

        ForeignKey code = key("c", "BOX", "CODE", "BOX_TAGS", "CODE", Action.NONE, Action.CASCADE);
        assertThat(((SqlVerdict.Change) of("update box set code = 1", code)).question(true))
                .isEqualTo("select box.id from box for update");
        assertThat(((SqlVerdict.Change) of("update box set name = 1", code)).question(true))
                .isEqualTo("select box.id from box for no key update");
    }

    @Test
    void ofAReportedStatementOnlyWhatFollowsIsAskedFor() {
        ForeignKey label = new ForeignKey("l", new Table("PUBLIC", "BOX"), List.of("ID"), new Table("SHOP", "LABEL"),
                List.of("BOX_ID"), Action.SET_NULL, Action.NONE);
        SqlVerdict.Change reported = ((SqlVerdict.Change) of("delete from box where id = ?", label)).reported();
        assertThat(reported.question(false)).isEqualTo("select 1 from box where id = ? for update");
        assertThat(reported.onward().alone()).isTrue();

        ForeignKey tree = key("c", "BOX", "ID", "BOX", "PARENT_ID", Action.CASCADE, Action.NONE);
        assertThat(((SqlVerdict.Change) of("delete from box where id = ?", tree)).reported().question(false))
                .isEqualTo("select box.id from box where id = ? for update");
    }
}
