package io.quarkiverse.durable.deployment.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.deployment.items.EntityChoices;
import io.quarkiverse.durable.runtime.config.DurableBuildTimeConfig.EntityConfig;

/** What the annotation and the configuration of one entity choose together, and what of it is impossible. */
final class Choosing {

    private final String entity;
    private final EntityAttributes attributes;
    private final Consumer<String> errors;

    /** @param errors gets one sentence for each */
    Choosing(String entity, EntityAttributes attributes, Consumer<String> errors) {
        this.entity = entity;
        this.attributes = attributes;
        this.errors = errors;
    }

    EntityChoices choose(AnnotationInstance annotation, Optional<EntityConfig> config) {
        EntityChoices choices = new EntityChoices(
                names(annotation, "key", config.flatMap(EntityConfig::key)),
                Set.copyOf(names(annotation, "include", config.flatMap(EntityConfig::include))),
                Set.copyOf(names(annotation, "exclude", config.flatMap(EntityConfig::exclude))),
                Set.copyOf(names(annotation, "mask", config.flatMap(EntityConfig::mask))),
                Set.copyOf(names(annotation, "unlogged", config.flatMap(EntityConfig::unlogged))),
                before(annotation, config), operations(annotation, config));
        check(choices);
        return choices.include().isEmpty() ? choices : withIdentifier(choices);
    }

    private EntityChoices withIdentifier(EntityChoices choices) {
        Set<String> include = new TreeSet<>(choices.include());
        include.addAll(attributes.identifiers());
        return new EntityChoices(choices.key(), include, choices.exclude(), choices.mask(), choices.unlogged(),
                choices.before(), choices.operations());
    }

    private static List<String> names(AnnotationInstance annotation, String element, Optional<List<String>> configured) {
        AnnotationValue value = annotation.value(element);
        return configured.orElseGet(() -> value == null ? List.of() : Arrays.asList(value.asStringArray()))
                .stream().distinct().toList();
    }

    private static Durable.Before before(AnnotationInstance annotation, Optional<EntityConfig> config) {
        AnnotationValue value = annotation.value("before");
        return config.flatMap(EntityConfig::before)
                .orElseGet(() -> value == null ? Durable.Before.ALWAYS : Durable.Before.valueOf(value.asEnum()));
    }

    private static Set<Operation> operations(AnnotationInstance annotation, Optional<EntityConfig> config) {
        AnnotationValue value = annotation.value("operations");
        return config.flatMap(EntityConfig::operations).orElseGet(() -> {
            if (value == null) {
                return EntityChoices.DEFAULT.operations();
            }
            Set<Operation> named = EnumSet.noneOf(Operation.class);
            Arrays.stream(value.asEnumArray()).map(Operation::valueOf).forEach(named::add);
            return named;
        });
    }

    private void check(EntityChoices choices) {
        known("key", choices.key());
        known("include", choices.include());
        known("exclude", choices.exclude());
        known("mask", choices.mask());
        known("unlogged", choices.unlogged());
        if (!choices.include().isEmpty() && !choices.exclude().isEmpty()) {
            error("DURABLE-0504", "has include and exclude", "Keep one of them: include publishes what it names and nothing"
                    + " else, exclude all but what it names.");
        }
        for (String name : choices.unlogged()) {
            if (attributes.isIdentifier(name) || attributes.isVersion(name) || choices.key().contains(name)) {
                error("DURABLE-0505", "has unlogged=" + name + ", which is part of the identifier, the version or the key",
                        "These must be in the log. Use exclude or mask if it may not be published.");
            }
        }
        for (String name : overlap(choices)) {
            error("DURABLE-0506", "names the attribute " + name + " in more than one of include, exclude, mask and unlogged",
                    "Name it once. (include and mask go together.)");
        }
        if (choices.operations().isEmpty() || choices.operations().contains(Operation.EVENT)) {
            error("DURABLE-0507", "has operations=" + choices.operations(),
                    "Name one or more of INSERT, UPDATE and DELETE.");
        }
    }

    private void known(String element, Collection<String> names) {
        for (String name : names) {
            if (!attributes.has(name)) {
                error("DURABLE-0503", "has " + element + "=" + name + ", and no such attribute",
                        "It has " + String.join(", ", attributes.names()) + ".");
            }
        }
    }

    private static Set<String> overlap(EntityChoices choices) {
        List<String> all = new ArrayList<>(choices.exclude());
        all.addAll(choices.unlogged());
        all.addAll(choices.mask());
        choices.include().stream().filter(name -> !choices.mask().contains(name)).forEach(all::add);
        Set<String> seen = new TreeSet<>();
        Set<String> twice = new TreeSet<>();
        all.stream().filter(name -> !seen.add(name)).forEach(twice::add);
        return twice;
    }

    private void error(String id, String what, String todo) {
        errors.accept(id + ": The @Durable entity " + entity + " " + what + ". " + todo);
    }
}
