package io.quarkiverse.durable.deployment.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.deployment.items.DurableEntityBuildItem;
import io.quarkiverse.durable.runtime.config.DurableBuildTimeConfig.EntityConfig;

/** Which entities are durable, decided from the index alone. */
final class DurableEntities {

    private static final DotName DURABLE = DotName.createSimple(Durable.class);
    private static final DotName ENTITY = DotName.createSimple("jakarta.persistence.Entity");
    private static final DotName MAPPED_SUPERCLASS = DotName.createSimple("jakarta.persistence.MappedSuperclass");

    private final IndexView index;
    private final Map<String, Set<String>> units;
    private final Map<String, EntityConfig> configured;
    private final List<String> errors = new ArrayList<>();
    private final Map<String, DurableEntityBuildItem> found = new TreeMap<>();

    /**
     * @param units persistence units by class name of the entity
     * @param configured what the configuration says of entities, by their names
     */
    DurableEntities(IndexView index, Map<String, Set<String>> units, Map<String, EntityConfig> configured) {
        this.index = index;
        this.units = units;
        this.configured = configured;
        for (AnnotationInstance annotation : index.getAnnotations(DURABLE)) {
            if (annotation.target().kind() == AnnotationTarget.Kind.CLASS) {
                examine(annotation, annotation.target().asClass());
            }
        }
        Set<String> names = found.values().stream().map(DurableEntityBuildItem::entityName).collect(Collectors.toSet());
        configured.keySet().stream().filter(name -> !names.contains(name)).sorted().forEach(name -> errors
                .add("DURABLE-0508: quarkus.durable.entity.\"" + name
                        + "\" is configured, and no @Durable entity has that name."
                        + " There are: " + String.join(", ", new TreeSet<>(names)) + "."));
    }

    Collection<DurableEntityBuildItem> found() {
        return found.values();
    }

    /** One sentence each. */
    List<String> errors() {
        return errors;
    }

    private void examine(AnnotationInstance annotation, ClassInfo type) {
        if (!type.hasDeclaredAnnotation(ENTITY) && !type.hasDeclaredAnnotation(MAPPED_SUPERCLASS)) {
            errors.add("DURABLE-0501: @Durable is on " + type.name()
                    + ", which is not a JPA entity. Put it on a class with @Entity"
                    + " (or @MappedSuperclass, for all its entities), or remove it.");
            return;
        }
        AnnotationValue channel = annotation.value("channel");
        Optional<String> named = Optional.ofNullable(channel).map(AnnotationValue::asString).filter(name -> !name.isEmpty());
        Optional<String> common = named.or(() -> type.hasDeclaredAnnotation(ENTITY) ? Optional.of(entityName(type))
                : Optional.empty());
        if (type.hasDeclaredAnnotation(ENTITY)) {
            add(type, common, annotation);
        }
        index.getAllKnownSubclasses(type.name()).forEach(sub -> {
            if (sub.hasDeclaredAnnotation(ENTITY) && annotation.equals(nearest(sub))) {
                add(sub, common, annotation);
            }
        });
    }

    /** The annotation of the closest class above that has one. */
    private @Nullable AnnotationInstance nearest(ClassInfo type) {
        for (ClassInfo at = type; at != null; at = at.superName() == null ? null : index.getClassByName(at.superName())) {
            if (at.hasDeclaredAnnotation(DURABLE)) {
                return at.declaredAnnotation(DURABLE);
            }
        }
        return null;
    }

    private void add(ClassInfo type, Optional<String> channel, AnnotationInstance annotation) {
        String className = type.name().toString();
        if (!units.containsKey(className)) {
            errors.add("DURABLE-0502: The @Durable entity " + className + " belongs to no persistence unit. Add its package to"
                    + " quarkus.hibernate-orm.packages, or remove @Durable.");
            return;
        }
        String name = entityName(type);
        Optional<EntityConfig> config = Optional.ofNullable(configured.get(name));
        String known = config.flatMap(EntityConfig::type).or(() -> ownType(type)).orElse(name);
        found.values().stream().filter(other -> other.type().equals(known)).findFirst()
                .ifPresent(other -> errors.add("DURABLE-0509: The @Durable entities " + other.className() + " and " + className
                        + " have the type " + known + ", by which the log and consumers tell entities apart. Give one of them"
                        + " another, with @Durable(type = ...)."));
        EntityAttributes attributes = new EntityAttributes(index, type);
        attributes.structs().forEach(path -> errors.add("DURABLE-0516: The @Durable entity " + name + " has the attribute "
                + path
                + ", an embeddable that is a type of the database (@Struct), which cannot be captured. Map it to columns, or to"
                + " JSON with @JdbcTypeCode(SqlTypes.JSON), or remove @Durable."));
        found.put(className, new DurableEntityBuildItem(name, className, known,
                config.flatMap(EntityConfig::channel).or(() -> channel).orElse(name),
                new Choosing(name, attributes, errors::add).choose(annotation, config)));
    }

    /** A class below has its own, or its name. */
    private static Optional<String> ownType(ClassInfo type) {
        AnnotationInstance own = type.declaredAnnotation(DURABLE);
        return Optional.ofNullable(own == null ? null : own.value("type")).map(AnnotationValue::asString)
                .filter(name -> !name.isEmpty());
    }

    private static String entityName(ClassInfo type) {
        AnnotationInstance entity = type.declaredAnnotation(ENTITY);
        AnnotationValue name = entity == null ? null : entity.value("name");
        // as Hibernate does, that of a nested class has the one around it before a dollar
        return name == null || name.asString().isEmpty() ? type.name().withoutPackagePrefix() : name.asString();
    }
}
