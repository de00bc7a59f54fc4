package io.quarkiverse.durable.deployment.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.deployment.items.DurableEntityBuildItem;

/** Which entities are durable, decided from the index alone. */
final class DurableEntities {

    private static final DotName DURABLE = DotName.createSimple(Durable.class);
    private static final DotName ENTITY = DotName.createSimple("jakarta.persistence.Entity");
    private static final DotName MAPPED_SUPERCLASS = DotName.createSimple("jakarta.persistence.MappedSuperclass");

    private final IndexView index;
    private final Map<String, Set<String>> units;
    private final List<String> errors = new ArrayList<>();
    private final Map<String, DurableEntityBuildItem> found = new TreeMap<>();

    /** @param units persistence units by class name of the entity */
    DurableEntities(IndexView index, Map<String, Set<String>> units) {
        this.index = index;
        this.units = units;
        for (AnnotationInstance annotation : index.getAnnotations(DURABLE)) {
            if (annotation.target().kind() == AnnotationTarget.Kind.CLASS) {
                examine(annotation, annotation.target().asClass());
            }
        }
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
        String named = channel == null || channel.asString().isEmpty() ? null : channel.asString();
        if (type.hasDeclaredAnnotation(ENTITY)) {
            String common = named == null ? entityName(type) : named;
            add(type, common);
            index.getAllKnownSubclasses(type.name()).forEach(sub -> addInherited(sub, common));
        } else {
            index.getAllKnownSubclasses(type.name()).forEach(sub -> addInherited(sub, named == null ? entityName(sub) : named));
        }
    }

    private void addInherited(ClassInfo type, String channel) {
        if (type.hasDeclaredAnnotation(ENTITY) && !type.hasDeclaredAnnotation(DURABLE)) {
            add(type, channel);
        }
    }

    private void add(ClassInfo type, String channel) {
        String className = type.name().toString();
        if (!units.containsKey(className)) {
            errors.add("DURABLE-0502: The @Durable entity " + className + " belongs to no persistence unit. Add its package to"
                    + " quarkus.hibernate-orm.packages, or remove @Durable.");
            return;
        }
        found.put(className, new DurableEntityBuildItem(entityName(type), className, channel));
    }

    private static String entityName(ClassInfo type) {
        AnnotationInstance entity = type.declaredAnnotation(ENTITY);
        AnnotationValue name = entity == null ? null : entity.value("name");
        return name == null || name.asString().isEmpty() ? type.simpleName() : name.asString();
    }
}
