package io.quarkiverse.durable.deployment.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;

import org.jboss.jandex.Index;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.deployment.items.EntityChoices;
import io.quarkiverse.durable.runtime.config.DurableBuildTimeConfig;
import io.quarkiverse.durable.runtime.config.DurableBuildTimeConfig.EntityConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class ChoosingTest {

    @MappedSuperclass
    static class Common {
        @Id
        long id;
        @Version
        int version;
        String note;
    }

    @Embeddable
    static class Address {
        String street;
    }

    @Durable(key = "note", mask = "pin", exclude = "address.street", unlogged = "secret", before = Durable.Before.KNOWN, operations = Operation.INSERT)
    @Entity(name = "Good")
    static class Good extends Common {
        String pin;
        String secret;
        @Embedded
        Address address;
    }

    @Durable(exclude = "nothing")
    @Entity(name = "Unknown")
    static class Unknown extends Common {
    }

    @Durable(exclude = "address.nothing")
    @Entity(name = "UnknownBelow")
    static class UnknownBelow extends Common {
        @Embedded
        Address address;
    }

    @Durable(include = "note", exclude = "id")
    @Entity(name = "Both")
    static class Both extends Common {
    }

    @Durable(unlogged = "id")
    @Entity(name = "NoId")
    static class NoId extends Common {
    }

    @Durable(unlogged = "version")
    @Entity(name = "NoVersion")
    static class NoVersion extends Common {
    }

    @Durable(key = "note", unlogged = "note")
    @Entity(name = "NoKey")
    static class NoKey extends Common {
    }

    @Durable(exclude = "note", mask = "note")
    @Entity(name = "Twice")
    static class Twice extends Common {
    }

    @Durable(operations = {})
    @Entity(name = "NoOperation")
    static class NoOperation extends Common {
    }

    @Durable(operations = Operation.EVENT)
    @Entity(name = "OnlyEvent")
    static class OnlyEvent extends Common {
    }

    @Durable(exclude = "note")
    @Entity(name = "Parent")
    static class Parent extends Common {
    }

    @Entity(name = "Child")
    static class Child extends Parent {
    }

    @Durable
    @Entity(name = "Other")
    static class Other extends Parent {
    }

    @Test
    void whatTheAnnotationSaysIsChosen() throws IOException {
        assertThat(find(Map.of(), Good.class, Common.class, Address.class).errors()).isEmpty();
        assertThat(choices("Good", Map.of(), Good.class, Common.class, Address.class))
                .isEqualTo(new EntityChoices(List.of("note"), Set.of(), Set.of("address.street"), Set.of("pin"),
                        Set.of("secret"), Durable.Before.KNOWN, Set.of(Operation.INSERT)));
    }

    @Test
    void theConfigurationWins() throws IOException {
        Map<String, EntityConfig> configured = configured("exclude", "id", "before", "never", "operations", "insert,delete",
                "channel", "there");
        DurableEntities durable = find(configured, Good.class, Common.class, Address.class);
        assertThat(durable.errors()).isEmpty();
        assertThat(durable.found()).singleElement().satisfies(item -> {
            assertThat(item.channel()).isEqualTo("there");
            assertThat(item.choices()).isEqualTo(new EntityChoices(List.of("note"), Set.of(), Set.of("id"), Set.of("pin"),
                    Set.of("secret"), Durable.Before.NEVER, Set.of(Operation.INSERT, Operation.DELETE)));
        });
    }

    @Test
    void aSubclassHasTheChoicesOfTheClosestAnnotationAbove() throws IOException {
        assertThat(choices("Child", Map.of(), Parent.class, Child.class, Other.class, Common.class).exclude())
                .containsExactly("note");
        assertThat(choices("Other", Map.of(), Parent.class, Child.class, Other.class, Common.class))
                .isEqualTo(EntityChoices.DEFAULT);
    }

    @Test
    void whatIsImpossibleIsAnErrorThatNamesItAndTheCure() throws IOException {
        assertThat(errors(Unknown.class)).contains("DURABLE-0503", "Unknown", "exclude=nothing", "note");
        assertThat(errors(UnknownBelow.class)).contains("DURABLE-0503", "exclude=address.nothing");
        assertThat(errors(Both.class)).contains("DURABLE-0504", "include", "exclude");
        assertThat(errors(NoId.class)).contains("DURABLE-0505", "unlogged=id");
        assertThat(errors(NoVersion.class)).contains("DURABLE-0505", "unlogged=version");
        assertThat(errors(NoKey.class)).contains("DURABLE-0505", "unlogged=note");
        assertThat(errors(Twice.class)).contains("DURABLE-0506", "note");
        assertThat(errors(NoOperation.class)).contains("DURABLE-0507");
        assertThat(errors(OnlyEvent.class)).contains("DURABLE-0507", "EVENT");
    }

    @Test
    void aConfiguredEntityThatIsNotThereIsAnError() throws IOException {
        assertThat(find(configured("exclude", "note"), Unknown.class, Common.class).errors()).anySatisfy(
                error -> assertThat(error).contains("DURABLE-0508", "\"Good\"", "Unknown"));
    }

    private static String errors(Class<?> type) throws IOException {
        return String.join("\n", find(Map.of(), type, Common.class, Address.class).errors());
    }

    private static EntityChoices choices(String entity, Map<String, EntityConfig> configured, Class<?>... classes)
            throws IOException {
        return find(configured, classes).found().stream().filter(item -> item.entityName().equals(entity)).findFirst()
                .orElseThrow().choices();
    }

    private static DurableEntities find(Map<String, EntityConfig> configured, Class<?>... classes) throws IOException {
        return new DurableEntities(Index.of(classes),
                Stream.of(classes).collect(Collectors.toMap(Class::getName, type -> Set.of("<default>"))), configured);
    }

    /** Of the entity Good, as an application would write it. */
    private static Map<String, EntityConfig> configured(String... namesAndValues) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withMapping(DurableBuildTimeConfig.class);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.withDefaultValue("quarkus.durable.entity.\"Good\"." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build().getConfigMapping(DurableBuildTimeConfig.class).entity();
    }
}
