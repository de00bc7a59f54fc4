package io.quarkiverse.durable.deployment.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;

import org.jboss.jandex.Index;
import org.jboss.jandex.IndexView;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.deployment.items.DurableEntityBuildItem;

class DurableEntitiesTest {

    @Durable
    @Entity
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

    @Entity
    static class Derived extends Base {
    }

    @Durable
    @MappedSuperclass
    static class Common {
        @Id
        long id;
    }

    @Entity
    static class FirstOfCommon extends Common {
    }

    @Entity
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
    @Entity
    static class Typed {
        @Id
        long id;
    }

    @Entity
    static class BelowTyped extends Typed {
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
