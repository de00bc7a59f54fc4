package io.quarkiverse.durable.deployment.capture;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/** The attributes of a class and of those above it, by field or getter, with those of embeddables behind a dot. */
final class EntityAttributes {

    private static final DotName EMBEDDABLE = DotName.createSimple("jakarta.persistence.Embeddable");
    private static final DotName ID = DotName.createSimple("jakarta.persistence.Id");
    private static final DotName EMBEDDED_ID = DotName.createSimple("jakarta.persistence.EmbeddedId");
    private static final DotName STRUCT = DotName.createSimple("org.hibernate.annotations.Struct");
    private static final DotName VERSION = DotName.createSimple("jakarta.persistence.Version");

    private final IndexView index;
    private final Map<String, DotName> types = new TreeMap<>();
    private final Set<String> identifiers = new TreeSet<>();
    private final Set<String> versions = new TreeSet<>();
    private final Set<String> structs = new TreeSet<>();

    EntityAttributes(IndexView index, ClassInfo type) {
        this.index = index;
        for (ClassInfo at = type; at != null; at = superclass(at)) {
            collect(at);
        }
    }

    private @Nullable ClassInfo superclass(ClassInfo type) {
        DotName name = type.superName();
        return name == null ? null : index.getClassByName(name);
    }

    private void collect(ClassInfo type) {
        type.fields().forEach(field -> {
            if (!Modifier.isStatic(field.flags()) && !Modifier.isTransient(field.flags())) {
                add(field.name(), field.type(), field);
            }
        });
        for (MethodInfo method : type.methods()) {
            String property = property(method);
            if (property != null) {
                add(property, method.returnType(), method);
            }
        }
    }

    private void add(String name, Type type, AnnotationTarget member) {
        types.putIfAbsent(name, type.name());
        if (member.hasAnnotation(ID) || member.hasAnnotation(EMBEDDED_ID)) {
            identifiers.add(name);
        }
        if (member.hasAnnotation(VERSION)) {
            versions.add(name);
        }
        for (Type part : parts(type)) {
            ClassInfo embeddable = index.getClassByName(part.name());
            if (member.hasAnnotation(STRUCT) || embeddable != null && embeddable.hasDeclaredAnnotation(STRUCT)) {
                structs.add(name);
            } else if (embeddable != null && embeddable.hasDeclaredAnnotation(EMBEDDABLE)) {
                new EntityAttributes(index, embeddable).structs().forEach(nested -> structs.add(name + "." + nested));
            }
        }
    }

    /** The type itself, those that it is made of, or that of the elements of an array. */
    private static List<Type> parts(Type type) {
        return switch (type.kind()) {
            case ARRAY -> List.of(type.asArrayType().elementType());
            case PARAMETERIZED_TYPE -> type.asParameterizedType().arguments();
            default -> List.of(type);
        };
    }

    /** Paths of embeddables that are types of the database. */
    Set<String> structs() {
        return structs;
    }

    private static @Nullable String property(MethodInfo method) {
        if (method.parametersCount() > 0 || Modifier.isStatic(method.flags())
                || method.returnType().kind() == Type.Kind.VOID) {
            return null;
        }
        String name = method.name();
        int prefix = name.startsWith("get") ? 3 : name.startsWith("is") ? 2 : 0;
        return prefix == 0 || name.length() == prefix || !Character.isUpperCase(name.charAt(prefix)) ? null
                : java.beans.Introspector.decapitalize(name.substring(prefix));
    }

    boolean has(String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return types.containsKey(path);
        }
        DotName type = types.get(path.substring(0, dot));
        ClassInfo embeddable = type == null ? null : index.getClassByName(type);
        String rest = path.substring(dot + 1);
        return embeddable != null && embeddable.hasDeclaredAnnotation(EMBEDDABLE)
                && (new EntityAttributes(index, embeddable).has(rest) || index.getAllKnownSubclasses(embeddable.name())
                        .stream().anyMatch(sub -> new EntityAttributes(index, sub).has(rest)));
    }

    boolean isIdentifier(String path) {
        return identifiers.contains(first(path));
    }

    Set<String> identifiers() {
        return identifiers;
    }

    boolean isVersion(String path) {
        return versions.contains(path);
    }

    private static String first(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    Set<String> names() {
        return types.keySet();
    }
}
