package io.quarkiverse.durable.deployment.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.orm.runtime.migration.MultiTenancyStrategy;

/** Whether changes for several tenants of a persistence unit can be captured. */
final class Tenancy {

    private Tenancy() {
    }

    /**
     * A persistence unit with durable entities.
     *
     * @param resolver class of the application that gives the connection of a tenant; null where it is Quarkus' own
     */
    record Unit(String name, MultiTenancyStrategy strategy, Set<String> entities, @Nullable String resolver) {
    }

    /** One sentence each. */
    static List<String> errors(List<Unit> units) {
        List<String> errors = new ArrayList<>();
        for (Unit unit : units) {
            String entities = "The persistence unit " + unit.name() + " has @Durable entities ("
                    + String.join(", ", new TreeSet<>(unit.entities())) + ") and ";
            if (unit.strategy() == MultiTenancyStrategy.DATABASE) {
                errors.add("DURABLE-0514: " + entities
                        + "a database for each tenant (multitenant=DATABASE). Transactions are marked"
                        + " in the one database of the unit's datasource, so those of its tenants could not be known. Use a schema"
                        + " for each tenant (SCHEMA), or a column (DISCRIMINATOR), or a persistence unit for each database; or remove"
                        + " @Durable.");
            } else if (unit.strategy() == MultiTenancyStrategy.SCHEMA && unit.resolver() != null) {
                errors.add("DURABLE-0515: " + entities + "a schema for each tenant, and " + unit.resolver()
                        + " gives the connections of the tenants. They need not be those on which transactions are marked, nor have"
                        + " the tenant's name as their schema. Remove it: Quarkus' own takes the connections of the unit's datasource"
                        + " and sets their schema to the tenant's name.");
            }
        }
        return errors;
    }
}
