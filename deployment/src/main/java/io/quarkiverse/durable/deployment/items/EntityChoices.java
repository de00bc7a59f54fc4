package io.quarkiverse.durable.deployment.items;

import java.util.List;
import java.util.Set;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.Operation;

/**
 * What the annotation and the configuration of an entity choose.
 *
 * @param key attributes of the key of its messages; empty for the identifier
 * @param include attributes that are published; empty for all
 */
public record EntityChoices(List<String> key, Set<String> include, Set<String> exclude, Set<String> mask,
        Set<String> unlogged, Durable.Before before, Set<Operation> operations) {

    public static final EntityChoices DEFAULT = new EntityChoices(List.of(), Set.of(), Set.of(), Set.of(), Set.of(),
            Durable.Before.ALWAYS, Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE));

    public EntityChoices {
        key = List.copyOf(key);
        include = Set.copyOf(include);
        exclude = Set.copyOf(exclude);
        mask = Set.copyOf(mask);
        unlogged = Set.copyOf(unlogged);
        operations = Set.copyOf(operations);
    }
}
