package io.quarkiverse.durable.deployment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.durable.deployment.items.DurableEntityBuildItem;
import io.quarkus.agroal.spi.JdbcDataSourceBuildItem;
import io.quarkus.datasource.common.runtime.DataSourceUtil;
import io.quarkus.hibernate.orm.deployment.PersistenceUnitDescriptorBuildItem;
import io.quarkus.hibernate.orm.runtime.migration.MultiTenancyStrategy;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The databases that take part.
 *
 * @param datasourceOfUnit datasource by name of the persistence unit
 * @param kinds kind of the database, by name of the datasource
 * @param xa those of these datasources that take part in JTA transactions by XA
 * @param forEvents datasource of transactions with explicit events alone
 * @param bySchema those of these datasources in which each tenant of a persistence unit has a schema of its own
 */
record Databases(Map<String, String> datasourceOfUnit, Map<String, String> kinds, Set<String> xa, String forEvents,
        Set<String> bySchema) {

    static final Databases NONE = new Databases(Map.of(), Map.of(), Set.of(), "", Set.of());

    private static final Set<String> SUPPORTED = Set.of("h2", "postgresql");
    private static final Set<String> SUPPORTED_XA = Set.of("postgresql");

    static Databases of(List<DurableEntityBuildItem> entities, Map<String, Set<String>> unitsOfEntity,
            List<PersistenceUnitDescriptorBuildItem> units, List<JdbcDataSourceBuildItem> datasources) {
        Map<String, String> datasourceOfUnit = new TreeMap<>();
        units.forEach(unit -> datasourceOfUnit.put(unit.getPersistenceUnitName(),
                unit.getConfig().getDataSource().orElse(DataSourceUtil.DEFAULT_DATASOURCE_NAME)));
        Set<String> used = new TreeSet<>();
        for (DurableEntityBuildItem entity : entities) {
            for (String unit : unitsOfEntity.getOrDefault(entity.className(), Set.of())) {
                used.add(datasourceOfUnit.getOrDefault(unit, DataSourceUtil.DEFAULT_DATASOURCE_NAME));
            }
        }
        Map<String, JdbcDataSourceBuildItem> byName = new HashMap<>();
        datasources.forEach(datasource -> byName.put(datasource.getName(), datasource));
        if (used.isEmpty() && byName.containsKey(DataSourceUtil.DEFAULT_DATASOURCE_NAME)) {
            used.add(DataSourceUtil.DEFAULT_DATASOURCE_NAME);
        }
        Map<String, String> kinds = new TreeMap<>();
        used.forEach(name -> kinds.put(name, kind(name, byName.get(name))));
        Set<String> xa = new TreeSet<>();
        used.stream().filter(name -> isXa(name, kinds.get(name), byName.get(name))).forEach(xa::add);
        String forEvents = used.contains(DataSourceUtil.DEFAULT_DATASOURCE_NAME) || used.isEmpty()
                ? DataSourceUtil.DEFAULT_DATASOURCE_NAME
                : used.iterator().next();
        Set<String> bySchema = new TreeSet<>();
        units.stream().filter(unit -> unit.getConfig().getMultiTenancyStrategy() == MultiTenancyStrategy.SCHEMA)
                .map(unit -> datasourceOfUnit.get(unit.getPersistenceUnitName())).filter(kinds::containsKey)
                .forEach(bySchema::add);
        return new Databases(datasourceOfUnit, kinds, xa, forEvents, bySchema);
    }

    private static String kind(String name, JdbcDataSourceBuildItem datasource) {
        if (datasource == null) {
            throw new ConfigurationException("DURABLE-0511: Datasource " + name
                    + " has durable entities and is not a JDBC datasource. Add the JDBC extension of its database.");
        }
        if (!SUPPORTED.contains(datasource.getDbKind())) {
            throw new ConfigurationException("DURABLE-0512: Datasource " + name + " is of kind " + datasource.getDbKind()
                    + "; durable entities can be on " + new TreeSet<>(SUPPORTED) + ". Move them, or remove @Durable.");
        }
        return datasource.getDbKind();
    }

    private static boolean isXa(String name, String kind, JdbcDataSourceBuildItem datasource) {
        String property = DataSourceUtil.dataSourcePropertyKey(name, "jdbc.transactions");
        Optional<String> transactions = ConfigProvider.getConfig().getOptionalValue(property, String.class);
        boolean xa = transactions.filter("xa"::equalsIgnoreCase).isPresent();
        if (!datasource.isTransactionIntegrationEnabled() || (xa && !SUPPORTED_XA.contains(kind))) {
            throw new ConfigurationException("DURABLE-0513: " + property + "=" + transactions.orElse("disabled")
                    + ", but durable entities need JTA transactions, and XA only on " + SUPPORTED_XA
                    + ". Set it to enabled, which is the default.");
        }
        return xa;
    }
}
