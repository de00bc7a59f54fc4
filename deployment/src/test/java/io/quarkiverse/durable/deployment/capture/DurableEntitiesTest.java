package io.quarkiverse.durable.deployment.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;

import org.hibernate.annotations.Struct;
import org.jboss.jandex.Index;
import org.jboss.jandex.IndexView;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.deployment.items.DurableEntityBuildItem;

class DurableEntitiesTest {

    @Durable
    @Entity(name = "Plain")
    static class Plain {
        @Id
        long id;
    }

    @Durable(channel = "stock")
    @Entity(name = "Article")
    static class Renamed {
        @Id
        long id;
    }

    @Durable
    @Entity(name = "Animal")
    static class Base {
        @Id
        long id;
    }

    @Entity(name = "Derived")
    static class Derived extends Base {
    }

    @Durable
    @MappedSuperclass
    static class Common {
        @Id
        long id;
    }

    @Entity(name = "FirstOfCommon")
    static class FirstOfCommon extends Common {
    }

    @Entity(name = "SecondOfCommon")
    static class SecondOfCommon extends Common {
    }

    @Durable
    static class NoEntity {
    }

    @Durable(type = "Plain")
    @Entity(name = "Basic")
    static class TakesATypeThatIsThere {
        @Id
        long id;
    }

    @Durable(type = "beast")
    @Entity(name = "Typed")
    static class Typed {
        @Id
        long id;
    }

    @Entity(name = "BelowTyped")
    static class BelowTyped extends Typed {
    }

    @Durable
    @Entity
    static class Nameless {
        @Id
        long id;
    }

    @Test
    void aNestedClassWithoutANameIsCalledAsHibernateCallsIt() throws IOException {
        assertThat(find(Nameless.class).found())
                .extracting(DurableEntityBuildItem::entityName, DurableEntityBuildItem::type, DurableEntityBuildItem::channel)
                .containsExactly(tuple("DurableEntitiesTest$Nameless", "DurableEntitiesTest$Nameless",
                        "DurableEntitiesTest$Nameless"));
    }

    @Embeddable
    @Struct(name = "point_type")
    record Point(int x, int y) {
    }

    @Embeddable
    static class Place {
        Point point;
    }

    @Durable
    @Entity(name = "Structured")
    static class Structured {
        @Id
        long id;
        Point direct;
        Place nested;
        List<Point> several;
        Point[] array;
        List<String> harmless;
    }

    @Test
    void anEmbeddableThatIsATypeOfTheDatabaseIsAnError() throws IOException {
        assertThat(find(Structured.class, Place.class, Point.class).errors()).hasSize(4)
                .allMatch(error -> error.startsWith("DURABLE-0516") && error.contains("Structured"))
                .anyMatch(error -> error.contains("attribute direct,")).anyMatch(error -> error.contains("nested.point,"))
                .anyMatch(error -> error.contains("several,")).anyMatch(error -> error.contains("array,"));
    }

    @Embeddable
    static class Form {
        String paint;
    }

    @Embeddable
    static class Round extends Form {
        int radius;
    }

    @Durable(exclude = "form.radius", mask = "form.paint")
    @Entity(name = "Sign")
    static class Sign {
        @Id
        long id;
        Form form;
    }

    @Test
    void attributesOfAnEmbeddableAreThoseOfItsSubclassesToo() throws IOException {
        assertThat(find(Sign.class, Form.class, Round.class).errors()).isEmpty();
        assertThat(find(Sign.class, Form.class).errors()).singleElement().asString().contains("DURABLE-0503", "form.radius");
    }

    @Test
    void theChannelIsTheNameOfTheEntityOrTheOneNamed() throws IOException {
        assertThat(find(Plain.class, Renamed.class).found()).extracting(DurableEntityBuildItem::entityName,
                DurableEntityBuildItem::channel)
                .containsExactlyInAnyOrder(tuple("Plain", "Plain"), tuple("Article", "stock"));
    }

    @Test
    void subclassesOfADurableEntityGoToItsChannel() throws IOException {
        assertThat(find(Base.class, Derived.class).found()).extracting(DurableEntityBuildItem::entityName,
                DurableEntityBuildItem::channel)
                .containsExactlyInAnyOrder(tuple("Animal", "Animal"), tuple("Derived", "Animal"));
    }

    @Test
    void aDurableMappedSuperclassMakesEachOfItsEntitiesDurable() throws IOException {
        assertThat(find(Common.class, FirstOfCommon.class, SecondOfCommon.class).found())
                .extracting(DurableEntityBuildItem::channel).containsExactlyInAnyOrder("FirstOfCommon", "SecondOfCommon");
    }

    @Test
    void theTypeIsTheNameOfTheEntityOrTheOneThatItsOwnAnnotationNames() throws IOException {
        assertThat(find(Renamed.class, Typed.class, BelowTyped.class).found())
                .extracting(DurableEntityBuildItem::entityName, DurableEntityBuildItem::type)
                .containsExactlyInAnyOrder(tuple("Article", "Article"), tuple("Typed", "beast"),
                        tuple("BelowTyped", "BelowTyped"));
    }

    @Test
    void twoEntitiesOfOneTypeAreAnError() throws IOException {
        assertThat(find(Plain.class, TakesATypeThatIsThere.class).errors()).singleElement().asString()
                .contains("DURABLE-0509", Plain.class.getName(), TakesATypeThatIsThere.class.getName(), "type Plain");
    }

    @Test
    void aClassThatIsNoEntityIsAnErrorThatNamesItAndTheCure() throws IOException {
        assertThat(find(NoEntity.class).errors()).singleElement().asString()
                .contains("DURABLE-0501", NoEntity.class.getName(), "@Entity");
    }

    @Test
    void anEntityOfNoPersistenceUnitIsAnError() throws IOException {
        DurableEntities durable = new DurableEntities(Index.of(Plain.class), Map.of(), Map.of());

        assertThat(durable.found()).isEmpty();
        assertThat(durable.errors()).singleElement().asString().contains("DURABLE-0502", Plain.class.getName());
    }

    private static DurableEntities find(Class<?>... classes) throws IOException {
        IndexView index = Index.of(classes);
        return new DurableEntities(index,
                Stream.of(classes).collect(Collectors.toMap(Class::getName, type -> Set.of("<default>"))), Map.of());
    }
}
