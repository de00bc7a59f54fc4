package io.quarkiverse.durable.runtime.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.durable.runtime.schema.EntitySchema.Column;
import io.quarkiverse.durable.runtime.schema.EntitySchema.Kind;
import io.quarkiverse.durable.runtime.schema.EntitySchema.Property;
import io.quarkiverse.durable.runtime.schema.SchemaComparison.Difference;

class SchemaComparisonTest {

    private static final Property ID = property("id", Kind.INTEGER, "id", "BIGINT");
    private static final Property NAME = property("name", Kind.TEXT, "name", "VARCHAR");
    private static final EntitySchema ORDER = schema("Order", "orders", ID, NAME);

    private static Property property(String name, Kind kind, String... columns) {
        List<Column> all = new ArrayList<>();
        for (int i = 0; i < columns.length; i += 2) {
            all.add(new Column(columns[i], columns[i + 1]));
        }
        return new Property(name, kind, all);
    }

    private static EntitySchema schema(String type, String table, Property... properties) {
        return new EntitySchema(type, type, table, List.of("id"), Arrays.asList(properties));
    }

    private static Arguments row(EntitySchema now, boolean compatible, String... sentences) {
        return Arguments.of(now, compatible, List.of(sentences));
    }

    static Stream<Arguments> ofOne() {
        return Stream.of(
                row(ORDER, true),
                row(schema("Order", "orders", ID, NAME, property("note", Kind.TEXT, "note", "CLOB")), true,
                        "Order: it has note now"),
                row(schema("Order", "orders", ID), true, "Order: it has no name any more"),
                row(schema("Order", "orders", ID, property("title", Kind.TEXT, "name", "VARCHAR")), true,
                        "Order: its name is title now"),
                row(schema("Order", "orders", ID, property("title", Kind.INTEGER, "name", "INTEGER")), false,
                        "Order: its name is title now", "Order: its title was TEXT and is INTEGER",
                        "Order: the column name of its title was VARCHAR and is INTEGER"),
                row(schema("Order", "orders", property("id", Kind.INTEGER, "id", "INTEGER"), NAME), false,
                        "Order: the column id of its id was BIGINT and is INTEGER"),
                row(schema("Order", "orders", property("id", Kind.DECIMAL, "id", "NUMERIC"), NAME), true,
                        "Order: its id was INTEGER and is DECIMAL", "Order: the column id of its id was BIGINT and is NUMERIC"),
                row(schema("Order", "orders", property("id", Kind.TEXT, "id", "VARCHAR"), NAME), false,
                        "Order: its id was INTEGER and is TEXT", "Order: the column id of its id was BIGINT and is VARCHAR"),
                row(schema("Order", "orders", ID, property("name", Kind.ANY, "name", "JSON")), true,
                        "Order: its name was TEXT and is ANY", "Order: the column name of its name was VARCHAR and is JSON"),
                row(schema("Order", "orders", ID, property("name", Kind.TEXT, "title", "VARCHAR")), true),
                row(schema("Order", "purchase", ID, NAME), true, "Order: its table was orders and is purchase"),
                row(new EntitySchema("Order", "Order", "orders", List.of("name"), List.of(ID, NAME)), false,
                        "Order: its identifier was [id] and is [name]"));
    }

    @ParameterizedTest
    @MethodSource
    void ofOne(EntitySchema now, boolean compatible, List<String> sentences) {
        List<Difference> differences = SchemaComparison.of(List.of(ORDER), List.of(now));
        assertThat(differences).extracting(Difference::sentence).containsExactlyElementsOf(sentences);
        assertThat(differences.stream().allMatch(Difference::compatible)).isEqualTo(compatible);
        assertThat(differences).allSatisfy(each -> assertThat(each.now()).isEqualTo(now.id()));
    }

    @Test
    void aClassWithAnotherNameIsFoundByItsTable() {
        EntitySchema renamed = schema("Purchase", "orders", ID, NAME);
        assertThat(SchemaComparison.of(List.of(ORDER), List.of(renamed))).singleElement().satisfies(each -> {
            assertThat(each.compatible()).isFalse();
            assertThat(each.type()).isEqualTo("Purchase");
            assertThat(each.sentence()).contains("@Durable(type = \"Order\")");
        });
        EntitySchema kept = new EntitySchema("Order", "Purchase", "orders", List.of("id"), List.of(ID, NAME));
        assertThat(SchemaComparison.of(List.of(ORDER), List.of(kept))).isEmpty();
    }

    @Test
    void aTypeThatIsGoneAndOneThatIsNewAreNoHarm() {
        EntitySchema other = schema("Invoice", "invoices", ID);
        assertThat(SchemaComparison.of(List.of(ORDER), List.of(other))).singleElement()
                .isEqualTo(new Difference("Order", "", true, "the type Order is gone"));
        assertThat(SchemaComparison.of(List.of(), List.of(ORDER, other))).isEmpty();
        EntitySchema sibling = schema("SpecialOrder", "orders", ID);
        assertThat(SchemaComparison.of(List.of(ORDER, sibling), List.of(sibling))).singleElement()
                .satisfies(each -> assertThat(each.compatible()).as("the sibling was there before").isTrue());
    }

    @Test
    void aSchemaIsKeptAsLongAsRecordsMayNameIt() {
        EntitySchema second = schema("Order", "orders", ID);
        SchemaCatalog catalog = SchemaCatalog.EMPTY.followedBy(List.of(ORDER), 1, 0);
        assertThat(catalog.followedBy(List.of(ORDER), 1, 50)).isEqualTo(catalog);
        catalog = catalog.followedBy(List.of(second), 1, 50);
        assertThat(catalog.current()).containsExactly(second);
        assertThat(catalog.entries()).contains(new SchemaCatalog.Entry(ORDER, 50));
        assertThat(catalog.followedBy(List.of(second), 50, 90)).isEqualTo(catalog);
        assertThat(catalog.followedBy(List.of(second), 51, 90).entries()).hasSize(1);
        assertThat(catalog.followedBy(List.of(ORDER), 20, 90).entries())
                .as("back to the first")
                .containsExactly(new SchemaCatalog.Entry(ORDER, 0), new SchemaCatalog.Entry(second, 90));
        assertThat(SchemaJson.read(SchemaJson.write(catalog))).isEqualTo(catalog);
    }

    @Test
    void idsDifferExactlyIfSchemasDo() {
        List<EntitySchema> all = ofOne().map(arguments -> (EntitySchema) arguments.get()[0]).toList();
        assertThat(all.stream().map(EntitySchema::id).distinct()).hasSize((int) all.stream().distinct().count());
        assertThat(ORDER.id()).as("never another, or old logs name what nobody knows").isEqualTo("a9260d7122f20637");
        assertThat(schema("Order", "orders", ID, NAME).id()).isEqualTo(ORDER.id());
    }
}
